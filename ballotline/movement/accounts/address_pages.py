"""The pages of a change of address: asking inside a session, answering behind the links to the two mailboxes."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ballotline.foundation.access.doors import DeskRequest, behind_link, door, no_store, same_site, see_other
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts import changing_address, forms, queries
from ballotline.movement.accounts.models import Account, AddressChange


@door("desk.enter")
@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)
def change_address(request: DeskRequest) -> HttpResponse:
    """The answer is the same whether the new address has a sign-in of its own or not."""
    form = forms.NewAddress(request.POST or None)
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        return see_other("change_address")
    account, at = cast(Account, request.user), timezone.now()
    latest = queries.latest_address_change(account)
    context = {
        "form": form,
        "latest": latest,
        "is_standing": latest is not None and latest.ended_at is None and latest.expires_at > at,
        "has_other_owner": queries.has_other_owner(account, at),
    }
    return no_store(render(request, "accounts/address/ask.html", context, status=422 if form.errors else 200))


@door("desk.enter")
@require_POST
def cancel_address(request: DeskRequest) -> HttpResponse:
    changing_address.cancel(account=cast(Account, request.user), at=timezone.now())
    tell(request, _("Taken back. Your address stays as it is."))
    return see_other("change_address")


@same_site
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str, *, side: str) -> HttpResponseBase:
    """Looking changes nothing; the mailbox answers by a button. Nobody is signed in by it."""
    change = queries.address_change_of(token, side, timezone.now())
    if change is None:
        return _over(request)
    if request.method == "POST":
        return _answered(request, change, side)
    return behind_link(render(request, "accounts/address/answer.html", {"change": change, "side": side}))


def _asked(request: DeskRequest, form: forms.NewAddress) -> bool:
    account = cast(Account, request.user)
    try:
        changing_address.ask(account=account, email=form.cleaned_data["email"], at=timezone.now())
    except changing_address.SameMailbox:
        form.add_error("email", _("This is your mailbox already. Type another one"))
    except changing_address.AskedTooOften:
        form.add_error("email", _("That was asked for five times today. Try again tomorrow"))
    return not form.errors


def _answered(request: HttpRequest, change: AddressChange, side: str) -> HttpResponse:
    said_yes = request.POST.get("answer") == "yes"
    try:
        if said_yes:
            change = changing_address.say_yes(change=change, side=side, at=timezone.now())
        else:
            changing_address.refuse(change=change, at=timezone.now())
    except changing_address.ChangeOver:
        return _over(request)
    context = {"change": change, "side": side, "said_yes": said_yes}
    return behind_link(render(request, "accounts/address/answered.html", context))


def _over(request: HttpRequest) -> HttpResponse:
    return behind_link(render(request, "accounts/address/over.html", status=410))

"""The desk's page "Organizers": who may come in, as what, until when."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ballotline.foundation.access.doors import DeskRequest, door
from ballotline.foundation.ui.deeds import who_did
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts import changing_address, forms, queries, services
from ballotline.movement.accounts.models import Account, Grant
from ballotline.movement.accounts.roles import CHOICES

DOOR = "accounts.manage"


@door(DOOR)
@require_http_methods(["GET", "POST"])
def organizers(request: DeskRequest) -> HttpResponse:
    form = forms.Invite(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invited(request, form):
        return redirect("accounts:organizers")
    return _list(request, form, status=422 if form.errors else 200)


@door(DOOR)
@require_POST
def change_role(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Also gives a role back that was ended: that is the Undo."""
    account = get_object_or_404(Account, public_id=public_id)
    form = forms.ChangeRole(request.POST)
    if not form.is_valid():
        return _list(request, forms.Invite(), status=422)
    try:
        services.change_role(account=account, role=form.cleaned_data["role"], by=request.actor, at=timezone.now())
    except services.LastOwner:
        return _list(request, forms.Invite(), last_owner=account, status=409)
    return redirect("accounts:organizers")


@door(DOOR)
@require_POST
def end(request: DeskRequest, public_id: UUID) -> HttpResponse:
    account = get_object_or_404(Account, public_id=public_id)
    try:
        services.end_roles(account=account, by=request.actor, at=timezone.now())
    except services.LastOwner:
        return _list(request, forms.Invite(), last_owner=account, status=409)
    return redirect(reverse("accounts:organizers") + f"?ended={public_id}")


@door(DOOR)
@require_POST
def take_factor_off(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """One's own is changed under "My sign-in", where it is asked for once more."""
    account = get_object_or_404(Account.objects.exclude(pk=cast(Account, request.user).pk), public_id=public_id)
    services.remove_second_factor(account=account, by=request.actor, at=timezone.now())
    tell(
        request,
        _("Off. %(name)s signs in as always and sets up a new one; a message says so.") % {"name": account.name},
    )
    return redirect("accounts:organizers")


@door(DOOR)
@require_POST
def answer_for_old_mailbox(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """The colleague has lost the old mailbox. Nobody answers for their own."""
    account = get_object_or_404(Account.objects.exclude(pk=cast(Account, request.user).pk), public_id=public_id)
    change = get_object_or_404(
        account.address_changes.standing(timezone.now()), public_id=_uuid(request.POST.get("change"))
    )
    changed = changing_address.answer_for_old_mailbox(change=change, by=request.actor, at=timezone.now())
    said = (
        _("%(name)s signs in with the new address now.")
        if changed.outcome
        else _("Noted. Now the new mailbox answers.")
    )
    tell(request, said % {"name": account.name})
    return redirect("accounts:organizers")


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Http404


def _invited(request: DeskRequest, form: forms.Invite) -> bool:
    """Pressing twice invites once: somebody who is here with just that role is as invited as can be."""
    wanted = form.cleaned_data
    try:
        services.invite(**wanted, by=request.actor, at=timezone.now())
    except services.AddressTaken:
        here = queries.account_at(wanted["email"])
        if not Grant.objects.holding(timezone.now()).filter(account=here, role=wanted["role"]).exists():
            form.say_taken()
    return not form.errors


def _last_word(line: queries.Organizer) -> tuple[tuple[str, UUID], datetime | None]:
    """The account, and when its role was given or ended."""
    grant, ended = line.grant, line.ended
    return ("account", line.account.public_id), grant.granted_at if grant else ended.until if ended else None


def _list(request: DeskRequest, form: forms.Invite, *, status: int, **more: Any) -> HttpResponse:
    lines = queries.organizers(timezone.now())
    ended = request.GET.get("ended", "")
    who = who_did(request, [_last_word(line) for line in lines])
    context = {
        "form": form,
        "organizers": list(zip(lines, who, strict=True)),
        "roles": CHOICES,
        "just_ended": [line for line in lines if str(line.account.public_id) == ended and line.grant is None],
    }
    return render(request, "accounts/organizers.html", context | more, status=status)

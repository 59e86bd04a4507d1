"""After the form: the thank-you page, and the pages behind the mailed link. Links show; buttons do."""

from django.core import signing as core_signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.organizing.actions.kinds.petition import queries, rules
from ballotline.organizing.actions.kinds.petition.forms import AddressForm, NameForm
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.pages.public import found, not_open
from ballotline.organizing.actions.kinds.petition.pages.sharing import sharing
from ballotline.organizing.actions.kinds.petition.services import signing
from ballotline.organizing.actions.kinds.petition.visitor import Held, circumstances, held_by, hold
from ballotline.record.places.queries import places_of

State = Signature.State
NEVER_SALT = "petition.never"


@public
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page for everybody, new or not. The typed address comes from the cookie, never from the database."""
    return _thanks(request, found(slug))


def _thanks(
    request: HttpRequest, petition: Petition, *, form: AddressForm | None = None, **more: object
) -> HttpResponse:
    held = held_by(request)
    signature = _held_signature(held, petition)
    context = {
        "petition": petition,
        "action": petition.action,
        "held": held,
        "again_at": held.at + rules.AGAIN_AFTER
        if held and not rules.may_write_again(held.at, timezone.now())
        else None,
        "form": form or AddressForm(initial={"email": held.email if held else ""}),
        **sharing(petition, share_url(request, signature, petition)),
    }
    return behind_link(render(request, "petition/thanks.html", context | more, status=422 if form else 200))


def share_url(request: HttpRequest, signature: Signature | None, petition: Petition) -> str:
    """The personal link, or the petition's own address where nobody is known."""
    if signature:
        return request.build_absolute_uri(reverse("petition:shared", args=[signature.share_code]))
    return request.build_absolute_uri(reverse("petition:page", args=[petition.action.slug]))


def _held_signature(held: Held | None, petition: Petition) -> Signature | None:
    if held is None:
        return None
    rows = Signature.objects.select_related("petition__action").filter(petition=petition)
    return rows.filter(public_id=held.public_id).first()


@same_site
@require_POST
def change_address(request: HttpRequest, slug: str) -> HttpResponse:
    petition, form, held = found(slug), AddressForm(request.POST), held_by(request)
    if not form.is_valid():
        return _thanks(request, petition, form=form)
    response = see_other("petition:thanks", slug)
    signature = _held_signature(held, petition)
    if held and signature:
        how = circumstances(request, honeypot="", proof_text="", consent_words=signature.consent_words)
        email, at = form.cleaned_data["email"], timezone.now()
        try:
            moved = signing.change_address(signature=signature, email=email, how=how, at=at)
        except signing.PetitionClosed:
            return not_open(request, petition)
        new = Held(str(moved.public_id), held.name, email, held.zip_code, at)
        hold(response, held=new, path=reverse("petition:page", args=[slug]))
    return response


@same_site
@require_POST
def send_again(request: HttpRequest, slug: str) -> HttpResponse:
    """At most one mail in ten minutes; the page says the same whatever the mailbox."""
    petition = found(slug)
    held, at = held_by(request), timezone.now()
    signature = _held_signature(held, petition)
    if held is None or at - held.at < rules.AGAIN_AFTER:
        return _thanks(request, petition, too_early=True)
    if signature:
        signing.send_again(signature=signature, at=at)
    response = see_other(reverse("petition:thanks", args=[slug]) + "?sent=again")
    hold(
        response,
        held=Held(held.public_id, held.name, held.email, held.zip_code, at),
        path=reverse("petition:page", args=[slug]),
    )
    return response


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """GET changes nothing: scanners open links. The button counts the signature."""
    petition = found(slug)
    signature = queries.signature_of(token, slug=slug)
    if signature is None or _is_spent(signature):
        return link_page(request, petition, token, signature)
    if request.method != "POST":
        return _confirm_page(request, signature, token)
    return _count(request, signature, token)


def _is_spent(signature: Signature) -> bool:
    waiting = signature.state in signing.WAITING_STATES
    return not waiting or rules.has_expired(signature.asked_at, timezone.now())


def link_page(request: HttpRequest, petition: Petition, token: str, signature: Signature | None) -> HttpResponse:
    """A counted link says so; a forged, an old and a withdrawn one say exactly the same second text."""
    counted = signature is not None and signature.state == State.CONFIRMED
    context = {"petition": petition, "action": petition.action, "token": token, "counted": counted}
    return behind_link(render(request, "petition/link_done.html", context, status=200 if counted else 410))


def _confirm_page(request: HttpRequest, signature: Signature, token: str, form: NameForm | None = None) -> HttpResponse:
    if not signature.petition.is_open(timezone.now()):
        return behind_link(not_open(request, signature.petition))
    context = {
        "petition": signature.petition,
        "action": signature.petition.action,
        "signature": signature,
        "others": _with_places(queries.same_mailbox(signature)),
        "token": token,
        "form": form or NameForm(initial={"name": signature.name}),
    }
    return behind_link(render(request, "petition/confirm.html", context, status=422 if form else 200))


def _with_places(signatures: list[Signature]) -> list[tuple[Signature, str]]:
    """Each with its town as it would be counted: "Rivertown, MR", or what was typed where we don't know it."""
    known = places_of({signature.zip_code for signature in signatures})
    towns = {text: f"{place.town}, {place.state}" for text, place in known.items()}
    return [(signature, towns.get(signature.zip_code, signature.zip_code)) for signature in signatures]


def _count(request: HttpRequest, signature: Signature, token: str) -> HttpResponse:
    chosen = next(
        (s for s in queries.same_mailbox(signature) if str(s.public_id) == request.POST.get("who")), signature
    )
    try:
        counted = signing.confirm(signature=chosen, at=timezone.now())
    except signing.PetitionClosed:
        return behind_link(not_open(request, signature.petition))
    except signing.LinkHasNoWork:
        return link_page(request, signature.petition, token, None)
    return see_other("site:counted", signature.petition.action.slug, queries.confirm_token(counted))


@same_site
@require_POST
def correct_name(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    signature = queries.signature_of(token, slug=slug)
    if signature is None or _is_spent(signature):
        return link_page(request, found(slug), token, signature)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _confirm_page(request, signature, token, form)
    corrected = signing.correct_name(signature=signature, name=form.cleaned_data["name"])
    return see_other("petition:confirm", slug, queries.confirm_token(corrected))


@same_site
@require_POST
def disown(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """ "I did not sign this": the row goes now; the page that follows offers to stop petition mail for good."""
    petition, signature = found(slug), queries.signature_of(token, slug=slug)
    if signature is not None:
        signing.disown(signature=signature, at=timezone.now())
    mailbox = core_signing.dumps(signature.mailbox_key, salt=NEVER_SALT) if signature else ""
    context = {"petition": petition, "action": petition.action, "mailbox": mailbox}
    return behind_link(render(request, "petition/disowned.html", context))


@same_site
@require_POST
def never_again(request: HttpRequest, slug: str) -> HttpResponse:
    """No petition mail to this mailbox, for good. The form carries the mailbox signed, since its row is gone."""
    petition = found(slug)
    try:
        mailbox = core_signing.loads(request.POST.get("mailbox", ""), salt=NEVER_SALT, max_age=rules.HOLD)
    except core_signing.BadSignature:
        return link_page(request, petition, "", None)
    signing.refuse(mailbox=mailbox, at=timezone.now())
    return behind_link(
        render(request, "petition/disowned.html", {"petition": petition, "action": petition.action, "never": True})
    )


@same_site
@require_POST
def new_link(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """ "Send me a new one": the same answer whether the old link was ours or not."""
    petition, signature = found(slug), queries.signature_of(token, slug=slug)
    if signature is not None and signature.state in signing.WAITING_STATES:
        signing.send_again(signature=signature, at=timezone.now())
    context = {"petition": petition, "action": petition.action, "asked": True, "token": token, "counted": False}
    return behind_link(render(request, "petition/link_done.html", context))

"""A signature counted on the person's word, by phone or at a table, where its mail never came; and the way back."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.deeds import who_did
from ballotline.foundation.ui.told import tell
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.queries import names_that_count
from ballotline.movement.arrivals.rules import OF_ONE_MAILBOX, Word
from ballotline.organizing.actions.desk_pages.frame import found, own_tab
from ballotline.organizing.actions.kinds.petition.desk_forms import WordForm
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature


@door("actions.people")
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: DeskRequest, slug: str, public_id: UUID) -> HttpResponse:
    """What is recorded and what is not, before anything happens; then how the organizer knows."""
    petition = found(request, "petition", slug)
    signature, form = _signature(petition, public_id), WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count(request, signature, form.word)
        return see_other("petition_desk:people", slug)
    names = names_that_count(signature)
    [who] = who_did(request, [(signature.ref, signature.confirmed_at)])
    return own_tab(
        request,
        petition,
        "word",
        signature=signature,
        form=form,
        who=who,
        names=names if names >= OF_ONE_MAILBOX else 0,
        status=422 if form.errors else 200,
    )


def _signature(petition: Petition, public_id: UUID) -> Signature:
    rows = petition.signatures.select_related("petition__action", "person")
    signature = rows.filter(public_id=public_id).first()
    if signature is None:
        raise Http404
    return signature


def _count(request: DeskRequest, signature: Signature, word: Word) -> None:
    try:
        counted = arrivals.count_on_word(arrival=signature, word=word, by=request.actor, at=timezone.now())
    except arrivals.NotOpen:
        tell(request, _("The petition is not open: nobody can be counted now."))
    except arrivals.LinkHasNoWork:
        tell(request, _("It does not wait any more. Load the page again."))
    else:
        address = reverse("petition_desk:take_back_word", args=[signature.petition.action.slug, signature.public_id])
        is_ours = counted == signature and counted.is_on_word
        tell(request, _said(counted, is_ours=is_ours), undo=address if is_ours else "")


def _said(counted: Signature, *, is_ours: bool) -> str:
    words = {"name": counted.name}
    if not is_ours:
        return _("The signature of %(name)s counts already.") % words
    if counted.state == Signature.State.QUARANTINED:
        return _("The signature of %(name)s is set aside: it is the third name of its mailbox or a later one.") % words
    return _("The signature of %(name)s counts, on their word.") % words


@door("actions.people")
@require_POST
def take_back(request: DeskRequest, slug: str, public_id: UUID) -> HttpResponse:
    signature = _signature(found(request, "petition", slug), public_id)
    if arrivals.take_back_word(arrival=signature, by=request.actor, at=timezone.now()):
        tell(request, _("Taken back. The signature of %(name)s waits again.") % {"name": signature.name})
    else:
        tell(request, _("It does not count on somebody’s word any more. Load the page again."))
    return see_other("petition_desk:people", slug)

"""The desk's page of what takes a second person's yes: what it is, who asks, and the two answers."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.ui.deeds import who_did
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts import agreeing
from ballotline.movement.accounts.models import Agreement


def _found(request: DeskRequest, public_id: UUID) -> Agreement:
    """One to which this organizer may be a party: they have the right that it takes, where it takes it."""
    one = agreeing.standing(timezone.now()).filter(public_id=public_id).first()
    if one is None or not request.scope.reach(one.permission).covers(public_id=one.public_id, chapter=one.chapter):
        raise Http404
    return one


@door("desk.enter")
@require_safe
def second_yes(request: DeskRequest, public_id: UUID) -> HttpResponse:
    one = _found(request, public_id)
    asked, agreed = who_did(request, [(one.ref, one.asked_at), (one.ref, one.agreed_at)])
    context = {"one": one, "is_mine": one.asked_by == request.actor.id, "asked": asked, "agreed": agreed}
    return no_store(render(request, "accounts/second_yes.html", context))


@door("desk.enter")
@require_POST
def agree(request: DeskRequest, public_id: UUID) -> HttpResponse:
    one = _found(request, public_id)
    try:
        agreeing.agree(agreement=one, by=request.actor, at=timezone.now())
    except agreeing.OwnWord:
        tell(request, _("It takes somebody else: nobody is their own second person."))
    else:
        tell(request, _("Agreed. Whoever asked can do it now."))
    return see_other("second_yes", public_id)


@door("desk.enter")
@require_POST
def refuse(request: DeskRequest, public_id: UUID) -> HttpResponse:
    one = _found(request, public_id)
    agreeing.end(agreement=one, by=request.actor, at=timezone.now())
    tell(request, _("Taken back.") if one.asked_by == request.actor.id else _("Refused."))
    return see_other("desk:today")

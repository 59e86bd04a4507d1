"""How to reach somebody, as an organizer writes it down: one way more, one less, and back."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.told import tell
from ballotline.interfaces.desk.pages.people import found_person, person_page
from ballotline.interfaces.desk.pages.reach_form import ReachForm
from ballotline.movement.people import queries, reaching
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import UNDO_FOR


@door("people.edit")
@require_POST
def write_down(request: DeskRequest, public_id: str) -> HttpResponse:
    found, form = found_person(request.reach, public_id), ReachForm(request.POST)
    if not form.is_valid():
        return person_page(request, found, reach=form)
    try:
        point = reaching.write_down(person=found, **form.cleaned_data, by=request.actor, at=timezone.now())
    except reaching.Taken as taken:
        form.add_error("value", _held_by(request, taken.person))
        return person_page(request, found, reach=form, holder=_seen(request, taken.person))
    tell(request, _("Written down."), undo=reverse("desk:take_off", args=[public_id, point.pk]))
    return see_other("desk:person", public_id)


def _seen(request: DeskRequest, holder: Person) -> Person | None:
    return queries.within(request.reach).filter(pk=holder.pk).first()


def _held_by(request: DeskRequest, holder: Person) -> str:
    """Whose it is, where one may see them."""
    if _seen(request, holder) is None:
        return _("That is known of somebody else whom you can't see. Ask the organization's office.")
    return _("That is known of %(name)s. If they are one person, compare them first.") % {"name": holder.name}


@door("people.edit")
@require_POST
def take_off(request: DeskRequest, public_id: str, row: int) -> HttpResponse:
    found = found_person(request.reach, public_id)
    point = found.contact_points.filter(pk=row).first()
    if point is None:
        raise Http404
    former = reaching.take_off(point=point, by=request.actor, at=timezone.now())
    tell(request, _("“%(way)s” is off.") % {"way": point.value}, undo=_back(found, former.pk))
    return see_other("desk:person", public_id)


def _back(found: Person, row: int) -> str:
    return reverse("desk:put_way_back", args=[found.public_id, row])


@door("people.edit")
@require_POST
def put_back(request: DeskRequest, public_id: str, row: int) -> HttpResponse:
    """Undo of taking one off, for 30 days."""
    found, moment = found_person(request.reach, public_id), timezone.now()
    former = found.former_points.filter(pk=row, at__gt=moment - UNDO_FOR).first()
    if former is None:
        raise Http404
    try:
        reaching.put_back(former=former, by=request.actor, at=moment)
    except reaching.Taken as taken:
        tell(request, _held_by(request, taken.person))
    else:
        tell(request, _("“%(way)s” is back.") % {"way": former.value})
    return see_other("desk:person", public_id)

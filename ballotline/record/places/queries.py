"""Looking up what somebody typed: a division by its name; of towns and streets what on_file.py finds."""

from django.db.models import Q

from ballotline.record.places.models import Division
from ballotline.record.places.on_file import Place as Place
from ballotline.record.places.on_file import Street as Street
from ballotline.record.places.on_file import place_of as place_of
from ballotline.record.places.on_file import places_of as places_of
from ballotline.record.places.on_file import streets_named as streets_named
from ballotline.record.places.rules import kind_of, state_id
from ballotline.record.places.typed import places


def divisions_named(words: str, *, most: int) -> list[tuple[str, str]]:
    """(id, name) of divisions whose name or id holds all the words: "rivertown ward 5"; at most so many."""
    found = Division.objects.order_by("ocd_id")
    for word in words.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(ocd_id__icontains=word))
    return list(found.values_list("ocd_id", "name")[:most]) if words.split() else []


def around_the_one_called(name: str) -> list[tuple[str, str]]:
    """(id, kind) of the one division of this name ("Rivertown", "Rivertown, MR") and of all around it; empty where none
    or several are called so."""
    called = {ocd_id for town, state in places(name) if town for ocd_id in _called(name, town, state)}
    if len(called) != 1:
        return []
    parts = called.pop().split("/")
    ids = ["/".join(parts[:n]) for n in range(2, len(parts) + 1)]
    return [(ocd_id, kind_of(ocd_id)) for ocd_id in ids]


def _called(name: str, town: tuple[str, ...], state: str) -> list[str]:
    """Two at most, as more than one is as good as none."""
    names = {" ".join(town), "" if state else name.strip()} - {""}
    is_called = Q(ocd_id__endswith=f"/place:{'_'.join(town)}")
    for one in names:
        is_called |= Q(name__iexact=one)
    found = Division.objects.filter(is_called, same_as="")
    if state:
        found = found.filter(ocd_id__startswith=f"{state_id(state)}/")
    return list(found.order_by("ocd_id").values_list("ocd_id", flat=True)[:2])


def inside_of(ocd_id: str, *, most: int) -> list[Division]:
    """The divisions right inside it, by name; none where there are more than `most`."""
    found = Division.objects.filter(parent_ocd_id=ocd_id, same_as="").order_by("name", "ocd_id")
    inside = list(found[: most + 1])
    return inside if len(inside) <= most else []

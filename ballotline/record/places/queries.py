"""Looking up what somebody typed: a division by its name; of towns and streets what on_file.py finds."""

from django.db.models import Q

from ballotline.record.places.models import Division
from ballotline.record.places.on_file import Place as Place
from ballotline.record.places.on_file import Street as Street
from ballotline.record.places.on_file import place_of as place_of
from ballotline.record.places.on_file import places_of as places_of
from ballotline.record.places.on_file import streets_named as streets_named
from ballotline.record.places.rules import kind_of


def divisions_named(words: str, *, most: int) -> list[tuple[str, str]]:
    """(id, name) of divisions whose name or id holds all the words: "rivertown ward 5"; at most so many."""
    found = Division.objects.order_by("ocd_id")
    for word in words.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(ocd_id__icontains=word))
    return list(found.values_list("ocd_id", "name")[:most]) if words.split() else []


def around_the_one_called(name: str) -> list[tuple[str, str]]:
    """(id, kind) of the one division of this name and of all around it; empty where none or several are called so."""
    called = list(Division.objects.filter(name__iexact=name.strip(), same_as="").values_list("ocd_id", flat=True)[:2])
    if not name.strip() or len(called) != 1:
        return []
    parts = called[0].split("/")
    ids = ["/".join(parts[:n]) for n in range(2, len(parts) + 1)]
    return [(ocd_id, kind_of(ocd_id)) for ocd_id in ids]


def inside_of(ocd_id: str, *, most: int) -> list[Division]:
    """The divisions right inside it, by name; none where there are more than `most`."""
    found = Division.objects.filter(parent_ocd_id=ocd_id, same_as="").order_by("name", "ocd_id")
    inside = list(found[: most + 1])
    return inside if len(inside) <= most else []

"""How sure the maps are of a point: of each kind which divisions are around it,
and what that says of its state and country.

A division is sure only if it fills all the ground around the point, as far as its lines may be wrong. Near the outer
line of a map it doesn't: what lies beyond, a country or a state that is on no map here, nobody can say. Of several maps
the one with the finest lines decides on state and country, if no other one puts the point elsewhere; where two can't
both be right, nothing is sure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ballotline.record.places import rules
from ballotline.record.places.found import Found
from ballotline.record.places.geocoding import Point
from ballotline.record.places.lines import Lines
from ballotline.record.places.pack import Drawing

COVERING = ("cd", "sldu", "sldl", "county", "state")  # kinds that leave no ground of a state out
# The share of the ground around a point that a division must fill to be sure; areas are rounded, so all of it may come
# out as a little less
WHOLE = 0.999


@dataclass(frozen=True, slots=True)
class Layer:
    """The drawings of one kind in which a point lies, and those `across` a line that may be wrong by so much. `shares`
    is how much each fills of the ground `blur` meters around the point."""

    inside: tuple[Drawing, ...]
    across: tuple[Drawing, ...]
    blur: float
    shares: Mapping[Drawing, float] = field(default_factory=dict)

    @property
    def states(self) -> set[str]:
        return {one.state for one in (*self.inside, *self.across)}

    @property
    def is_whole(self) -> bool:
        return sum(self.shares.values()) >= WHOLE

    @property
    def found(self) -> list[Found]:
        [first, *others] = self.inside
        is_sure = not others and not self.across and self.shares.get(first, 0) >= WHOLE
        why = "" if is_sure else "line"
        return [*(_found(one, why) for one in self.inside), *(_found(one, "across") for one in self.across)]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the maps say of one point. `near` are divisions of kinds that have none around it."""

    layers: tuple[Layer, ...]
    near: tuple[Found, ...] = ()

    @property
    def found(self) -> list[Found]:
        some = [one for layer in self.layers for one in layer.found]
        if self._contradicts_itself:
            some = [replace(one, why=one.why or "line") for one in some]
        return [*some, *self.near]

    @property
    def _contradicts_itself(self) -> bool:
        return bool(self.layers) and not set.intersection(*(layer.states for layer in self.layers))

    @property
    def _finest(self) -> Layer:
        return min(self.layers, key=lambda layer: layer.blur)

    def country_and_state(self) -> list[Found]:
        """Each sure or "line". The states' own drawings stand for them where they have some."""
        finest = self._finest
        states = sorted({state for layer in self.layers for state in layer.states} - {""})
        country = Found(rules.country_of(states[0] if states else ""), "country", why="" if finest.is_whole else "line")
        drawn = {one.ocd_id: one for one in self.found if one.kind == "state"}
        around = {one.state for layer in self.layers for one in layer.inside}
        if finest.is_whole and len(finest.states | around) == 1 and around != {""}:
            [state] = map(rules.state_id, around)
            return [country, replace(drawn.get(state, Found(state, "state")), why="")]
        undrawn = [] if drawn else [Found(rules.state_id(state), "state", why="line") for state in states]
        doubt = "line" if len(around) > 1 else ""
        return [country, *(replace(one, why=one.why or doubt) for one in drawn.values()), *undrawn]


def ground_at(point: Point, near: Mapping[Drawing, float], state: str, lines: Lines) -> Ground:
    """`near` are the drawings around the point, with their distance; `state` is what the ZIP code says."""
    layers, others = list[Layer](), list[Found]()
    states = {drawing.state for drawing, away in near.items() if not away} or {state} - {""}
    for kind in dict.fromkeys(drawing.kind for drawing in near):
        of_kind = {drawing: away for drawing, away in near.items() if drawing.kind == kind}
        if all(of_kind.values()):
            others += nearest({one: away for one, away in of_kind.items() if one.state in states or not states})
        else:
            layers.append(_layer(point, of_kind, lines))
    return Ground(tuple(layers), tuple(others))


def _layer(point: Point, of_kind: Mapping[Drawing, float], lines: Lines) -> Layer:
    in_order = sorted(of_kind, key=lambda drawing: (of_kind[drawing], drawing.ocd_id))
    inside = tuple(one for one in in_order if not of_kind[one])
    blur = max(one.blur for one in inside)
    across = tuple(one for one in in_order if 0 < of_kind[one] <= max(blur, one.blur))
    shares = lines.here.shares(point.longitude, point.latitude, blur, (*inside, *across))
    return Layer(inside, across, blur, shares)


def nearest(away_by_drawing: Mapping[Drawing, float]) -> list[Found]:
    """Of each kind that leaves no ground out the nearest one, which may be theirs:
    a pier, a coast drawn with few corners."""
    found: dict[str, Found] = {}
    for drawing in sorted(away_by_drawing, key=lambda one: (away_by_drawing[one], one.ocd_id)):
        if drawing.kind in COVERING:
            found.setdefault(drawing.kind, _found(drawing, "near"))
    return list(found.values())


def _found(drawing: Drawing, why: str) -> Found:
    return Found(drawing.ocd_id, drawing.kind, drawing.name, drawing.plan, why)


def in_doubt(drawings: Iterable[Drawing], why: str) -> list[Found]:
    return [_found(one, why) for one in drawings]

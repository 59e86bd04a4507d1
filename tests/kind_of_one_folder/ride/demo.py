"""A ride of the demo, with three who drive."""

from ballotline.organizing.actions.demo import DAY, Town


def build(town: Town) -> None:
    fields = {"title": "Rides to the hearing", "leaves_from": "Dock Street"}
    ride = town.published("ride", fields, at=town.at - 2 * DAY)
    for _n in range(3):
        town.takes_part(ride, at=town.at - DAY)

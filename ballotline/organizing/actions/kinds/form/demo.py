"""The form of the demo: who would support candidates near them, begun with the one that is written already."""

from itertools import cycle

from ballotline.organizing.actions.demo import DAY, Town
from ballotline.organizing.actions.kinds.form.ready import READY
from ballotline.organizing.actions.kinds.form.rules import Answer, Said
from ballotline.organizing.actions.queries import plain

PEOPLE = 7
SAID: list[tuple[Said, ...]] = [
    (["Knock on doors", "Make calls"], "Saturdays", ""),
    (["Carry petition sheets"], "Two evenings a week", "I know everybody on Dock Street."),
    (["Drive people to the polls"], "On the day", "My van has seven seats."),
    (["Host a meeting", "Something else"], "Any Sunday", "I bake."),
]


def build(town: Town) -> None:
    fields = plain(READY["candidates"].fields)
    form = town.published("form", fields, at=town.at - 9 * DAY)
    for n, said in zip(range(PEOPLE), cycle(SAID)):
        answers = [Answer(question, value).plain for question, value in zip(form.asks, said, strict=True) if value]
        town.takes_part(form, at=town.at - n * DAY, answers=answers)

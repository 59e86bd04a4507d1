"""What the people of Rivertown asked: 27 cases in every state, of every kind, eight of them by mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.movement.accounts.models import Account
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import Person
from ballotline.organizing.intake.models import Case, CaseKind, ReadyAnswer
from ballotline.organizing.intake.services import asked, sorting, working
from ballotline.organizing.intake.services.opening import Question, heard_again, open_case

HOUR = timedelta(hours=1)
TEXTS = {
    "start": (
        "We are five households on the east side and want to start a chapter. What do we need?",
        "There is no local chapter in our part of town. Three of us would begin one after the holidays.",
        "Could we start a chapter at the college? We have a room on Thursdays.",
    ),
    "run": (
        "I might run for school board next year. When do I have to decide, and what does it cost?",
        "My neighbors say I should run for council. I have never done anything like it.",
        "How many signatures do I need to get on the ballot as an independent?",
    ),
    "support": (
        "I would like to volunteer on weekends. I have a car and two free Saturdays.",
        "Whom do you support in Ward 5? I can knock on doors in the evening.",
        "I can't walk far, but I can phone bank from home.",
    ),
    "other": (
        "Thank you for the library petition. May I put the sheet up in our shop?",
        "My name is spelled wrong in the list. It is with two l.",
        "Will the meeting on Monday be recorded?",
    ),
}
AGAIN = "Thank you, that helps. One more question: who can come by and talk with us?"
ANSWER = (
    "Thank you for writing to us. We meet on the first Monday of the month at 7 pm.\n\nCome by, and bring a neighbor."
)
READY = (
    ("Come to a meeting", "Dear {name},\n\n{chapter} meets on the first Monday of the month at 7 pm. Come by."),
    ("We pass it on", "Dear {name},\n\nthank you for writing to {organization}. We have passed it on."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How long ago somebody asked, and what became of it: new, open, waiting, late or done."""

    hours_ago: int
    fate: str


FATES = [
    *(Asked(hours, "new") for hours in (1, 2, 4, 7, 11, 20, 26, 31, 40)),
    *(Asked(hours, "open") for hours in (5, 9, 22, 28, 33, 44)),
    *(Asked(hours, "waiting") for hours in (52, 76, 100, 140)),
    *(Asked(hours, "late") for hours in (61, 75, 99)),
    *(Asked(hours, "done") for hours in (90, 120, 170, 260, 300)),
]
BY_MAIL = 8


def build(*, people: Sequence[Person], at: datetime) -> None:
    """`people` ask one thing each. Called once, after the chapters: these answer those of their own places."""
    kinds = {kind.slug: kind for kind in asked.ours()}
    for number, (person, fate) in enumerate(zip(people, FATES, strict=False)):
        case = _ask(person, number, fate, kinds, at)
        _go_on(case, fate, at)
    for title, text in READY:
        ReadyAnswer.objects.get_or_create(title=title, defaults={"text": text})
    Message.objects.filter(kind="intake.YoursToAnswer", queued_at__lt=at).delete()


def _ask(person: Person, number: int, fate: Asked, kinds: dict[str, CaseKind], at: datetime) -> Case:
    slug = list(TEXTS)[number % 4]
    mailbox = person.contact_points.filter(kind="email").values_list("value", flat=True).first() or ""
    question = Question(
        text=TEXTS[slug][number // 4 % 3],
        name=person.name,
        email=mailbox,
        person=person,
        where=person.zip_code if number % 3 else "",
        subject="Question" if number % 3 == 2 else "",
    )
    case = open_case(
        question=question,
        kind=kinds[slug],
        source=Case.Source.MAIL if number % 3 == 2 and number < 3 * BY_MAIL else Case.Source.FORM,
        by=Actor.person(person.public_id),
        at=at - fate.hours_ago * HOUR,
    )
    Case.objects.filter(pk=case.pk).update(is_demo=True)
    return case


def _go_on(case: Case, fate: Asked, at: datetime) -> None:
    owner = case.owner or Account.objects.order_by("pk").first()
    then = min(case.opened_at + 30 * HOUR, at - HOUR / 2)
    if owner is None:
        return
    actor = Actor.account(owner.public_id)
    if fate.fate == "open":
        working.note(case=case, text="Rang, nobody there. Try again in the evening.", by=actor, at=then)
    if fate.fate in ("waiting", "done"):
        working.answer(case=case, text=ANSWER, closes=fate.fate == "done", version=1, by=owner, at=then)
    if fate.fate == "late" and case.source == Case.Source.MAIL:
        heard_again(case=case, question=Question(text=AGAIN), by=VISITOR, at=then)
    if fate.hours_ago % 2:
        sorting.tag(case=case, name="east side", by=actor, at=then)


def remove(*, mailboxes: str) -> None:
    """Also what the invented people, who have these mailboxes, asked by a form. What others asked stays."""
    Case.objects.filter(Q(is_demo=True) | Q(mailbox_key__endswith=mailboxes)).delete()
    ReadyAnswer.objects.filter(title__in=[title for title, _text in READY]).delete()

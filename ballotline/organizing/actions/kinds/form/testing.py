"""Makers for tests: an open form with a question of every kind, what an organizer types for one, answers."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.testing import confirmed
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.form.models import Form, Submission
from ballotline.organizing.actions.kinds.form.rules import Answer, Question, Said

CHOICES = ("Knock on doors", "Make calls", "Something else")
EVERY_KIND = [
    Question(key="whynow01", kind="text", label="Why now?"),
    Question(key="story001", kind="long", label="Your story"),
    Question(key="withyou1", kind="choice", label="Who is with you?", choices=("Just me", "2 to 4", "5 or more")),
    Question(key="coulddo1", kind="choices", label="What could you do?", choices=CHOICES),
    Question(key="hours001", kind="number", label="How many hours a week?"),
    Question(key="from0001", kind="date", label="From when?"),
    Question(key="where001", kind="place", label="Where?"),
    Question(key="letter01", kind="file", label="A letter"),
]
HERE = Circumstances(network_key="here")


def make_form(*questions: Question, live: bool = True, title: str = "Support candidates", **fields: Any) -> Form:
    """With these questions, or one of every kind, none of which must be answered."""
    asked = [question.plain for question in questions or EVERY_KIND]
    form: Form = actions.draft(
        "form", fields={"title": title, "questions": asked, **fields}, by=SYSTEM, at=timezone.now()
    )
    if live:
        actions.step(form, "publish", by=SYSTEM, at=timezone.now())
    return form


def answers_to(form: Form, **said: Said) -> list[dict[str, Any]]:
    """By the keys of its questions, as a column holds them."""
    return [Answer(one, said[one.key]).plain for one in form.asks if one.key in said]


def submitted(
    form: Form, name: str = "Ana Flores", *, at: datetime | None = None, how: Circumstances = HERE, **said: Said
) -> Submission:
    """Answers that wait for their mail."""
    email = f"{name.lower().replace(' ', '.')}@rivertown.example"
    own = {"answers": answers_to(form, **said)}
    typed = Typed(name=name, email=email, zip_code="00010", own=own)
    submission: Submission = actions.take_part(form, typed=typed, how=how, at=at or timezone.now())
    return submission


def counted(form: Form, name: str = "Ana Flores", *, at: datetime | None = None, **said: Said) -> Submission:
    """Answers whose mailbox has said yes."""
    at = at or timezone.now()
    return confirmed(submitted(form, name, at=at, how=HERE, **said), at=at)


OPEN_ASKS = {"submission": make_form}

# What an organizer types for one
FORM = {
    "title": "Support candidates",
    "body": "",
    "q0_key": "coulddo1",
    "q0_kind": "choices",
    "q0_label": "What could you do?",
    "q0_help": "",
    "q0_choices": "Knock on doors\nMake calls",
}

"""Reading forms: how often each choice was taken, the newest answers, and the table of all of them."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from ballotline.organizing.actions.declared import Export
from ballotline.organizing.actions.kinds.form.models import Form, Submission
from ballotline.organizing.actions.kinds.form.rules import Said, Tallied, answers_in, tallied
from ballotline.organizing.actions.queries import IN_THE_TABLE, people_table_with

State = Submission.State


def counting(form: Form) -> QuerySet[Submission]:
    return form.submissions.filter(state=State.CONFIRMED)


def choices_taken(form: Form) -> list[Tallied]:
    rows = counting(form).order_by("pk").values_list("answers", flat=True).iterator(2_000)
    return tallied(form.asks, rows)


def newest(form: Form, most: int) -> list[Submission]:
    return list(counting(form).order_by("-confirmed_at", "-pk")[:most])


def asked_ever(form: Form) -> dict[str, str]:
    """{key: what was asked}: the questions of now in their order, then those that were asked before, newest first."""
    found = {question.key: question.label for question in form.asks}
    for answers in form.submissions.order_by("-pk").values_list("answers", flat=True).iterator(2_000):
        for answer in answers_in(answers):
            found.setdefault(answer.question.key, answer.question.label)
    return found


def columns(form: Form) -> Sequence[str]:
    return [*IN_THE_TABLE, *asked_ever(form).values()]


def table(form: Form) -> Iterator[list[str]]:
    """Everybody who answered, as texts, in constant memory: numbers and days as programs read them."""
    keys = list(asked_ever(form))
    for person, answers in people_table_with(form, "answers"):
        said = {answer.question.key: _cell(answer.said) for answer in answers_in(answers)}
        yield [*person, *(said.get(key, "") for key in keys)]


def _cell(said: Said) -> str:
    return ", ".join(said) if isinstance(said, list) else str(said)


ANSWERS = Export(columns, table, holds_people=True)

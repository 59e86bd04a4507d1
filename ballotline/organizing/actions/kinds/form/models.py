"""What is on file of forms: their questions, and who answered what, with the files that came along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui import dates
from ballotline.movement.arrivals.models import Arrival, counted_once, found_by
from ballotline.organizing.actions.kinds.form.rules import Answer, Question, answers_in, questions_in
from ballotline.organizing.actions.models import Ask


class Form(Ask):
    """`questions` are plain values (rules.Question), in their order. `press` is what its button says; "" for the words
    of every form."""

    class Kind(models.TextChoices):
        TEXT = "text", gettext_lazy("a line of text")
        LONG = "long", gettext_lazy("a longer text")
        CHOICE = "choice", gettext_lazy("one of some choices")
        CHOICES = "choices", gettext_lazy("any of some choices")
        NUMBER = "number", gettext_lazy("a whole number")
        DATE = "date", gettext_lazy("a day")
        PLACE = "place", gettext_lazy("a place")
        FILE = "file", gettext_lazy("a file")

    WORD = "form"

    questions = models.JSONField(default=list)
    press = models.CharField(max_length=60, blank=True)

    @property
    def asks(self) -> list[Question]:
        return questions_in(self.questions)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that came with a press: looked at, written anew where it is a picture, and not stored yet."""

    name: str
    content: bytes

    def __str__(self) -> str:
        return f"{self.name} {sha256(self.content).hexdigest()}"


class Submission(Arrival):
    """One person's answers, kept as typed until the mailbox's owner confirms; only then there is a person.

    `answers` are plain values (rules.Answer) of what was answered. `sent` are the files of this very press, by the key
    of their question; they are stored beside the row.
    """

    ASKED = "form"

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    answers = models.JSONField(default=list)
    sent: ClassVar[dict[str, Sent]] = {}

    class Meta:
        constraints = counted_once("form", "submission")
        indexes = [
            *found_by("form", "submissions"),
            models.Index(fields=["form", "state", "-id"], name="submissions_by_state"),
        ]

    def answers_in_words(self) -> list[tuple[str, str]]:
        """(what was asked, what was answered), in the order of the form."""
        return in_words(self.answers)


class Enclosure(models.Model):
    """A file that was sent along with an answer. It lies in the database: so it comes, is forgotten and is erased with
    its row, in one commit, and no address leads to it but that of the desk."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="enclosures", db_index=False)
    key = models.CharField(max_length=8)
    name = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "key"], name="one_file_per_answer")]


def in_words(answers: Sequence[dict[str, object]]) -> list[tuple[str, str]]:
    """The plain values of a column, as a person reads them."""
    return [(answer.question.label, answer_in_words(answer)) for answer in answers_in(answers)]


def answer_in_words(answer: Answer) -> str:
    said = answer.said
    if isinstance(said, int):
        return dates.count(said)
    if isinstance(said, list):
        return ", ".join(said)
    return dates.day_of_record(date.fromisoformat(said)) if answer.question.kind == Form.Kind.DATE else said

"""What a form asks and what was answered, as plain values: what a column holds, and what a page reads. No Django here.

An answer is its whole question with what was said: a text, a number, a day as ISO text, a list of choices, or the name
of a file. So a question that is reworded, moved or taken out changes no answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any, Self

QUESTIONS_AT_MOST = 30
FILES_AT_MOST = 2  # a body of 11 MB holds them (interfaces/site/limits.py)
CHOICES = range(2, 31)
LINE_AT_MOST = 200  # signs of a question, a choice, a short answer
TEXT_AT_MOST = 2_000
WITH_CHOICES = ("choice", "choices")

Said = str | int | list[str]
Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`key` is its own for ever, `kind` a name of models.Form.Kind."""

    key: str
    kind: str
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False

    @classmethod
    def of(cls, plain: Plain) -> Self:
        given = {name: plain[name] for name in cls.__dataclass_fields__ if name in plain}
        return cls(**given | {"choices": tuple(given.get("choices", ()))})

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"choices": list(self.choices)}

    @property
    def field(self) -> str:
        """What its field is called on a page."""
        return f"q_{self.key}"


@dataclass(frozen=True, slots=True)
class Answer:
    question: Question
    said: Said

    @classmethod
    def of(cls, plain: Plain) -> Self:
        return cls(Question.of(plain), plain["said"])

    @property
    def plain(self) -> dict[str, Any]:
        return self.question.plain | {"said": self.said}


def questions_in(plain: Iterable[Plain]) -> list[Question]:
    return [Question.of(one) for one in plain]


def answers_in(plain: Iterable[Plain]) -> list[Answer]:
    return [Answer.of(one) for one in plain]


def as_asked(now: Iterable[Question], answers: Iterable[Answer]) -> list[Question]:
    """What the owner of these answers looks at: each question in the words in which it was answered, those that are
    asked by now in their own; at the end what is asked no more."""
    asked = {answer.question.key: answer.question for answer in answers}
    return [*(asked.pop(question.key, question) for question in now), *asked.values()]


@dataclass(slots=True)
class Tallied:
    """How often each choice of a question was taken, in its order; those that are offered no more stand at the end."""

    question: Question
    answered: int = 0
    times: dict[str, int] = field(default_factory=dict)

    def count(self, said: Said) -> None:
        self.answered += 1
        for choice in said if isinstance(said, list) else [str(said)]:
            self.times[choice] = self.times.get(choice, 0) + 1


def tallied(questions: Iterable[Question], all_answers: Iterable[Sequence[Plain]]) -> list[Tallied]:
    """Of the questions that have choices. The answers of ten thousand people are read as they lie in their column."""
    with_choices = [one for one in questions if one.kind in WITH_CHOICES]
    found = {one.key: Tallied(one, times=dict.fromkeys(one.choices, 0)) for one in with_choices}
    for answer in chain.from_iterable(all_answers if found else ()):
        if answer["key"] in found and answer["kind"] in WITH_CHOICES:
            found[answer["key"]].count(answer["said"])
    return list(found.values())

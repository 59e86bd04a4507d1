"""What an organizer writes a form in: its words, and a row of fields for each question."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballotline.foundation.ui.day_fields import MomentField
from ballotline.foundation.ui.forms import TextField
from ballotline.organizing.actions.forms import AskForm
from ballotline.organizing.actions.kinds.form.arranging import arranged, is_arranging, is_out, name_of, rows_in
from ballotline.organizing.actions.kinds.form.models import Form
from ballotline.organizing.actions.kinds.form.rules import (
    CHOICES,
    FILES_AT_MOST,
    LINE_AT_MOST,
    QUESTIONS_AT_MOST,
    WITH_CHOICES,
    Question,
    questions_in,
)

KEY = re.compile("[0-9a-z]{8}")
BLANK = Question(key="", kind=Form.Kind.TEXT, label="")


class KeyField(forms.Field):
    """Ours, which a page carries along: whatever stands there is none of a person's faults."""

    def to_python(self, value: Any) -> str:
        return str(value or "")


class QuestionsField(forms.Field):
    """All questions together, which the rows are typed for: nothing of a page is called that."""

    def in_words(self, questions: Sequence[Mapping[str, Any]]) -> str:
        """A line for each, to lay two versions beside each other."""
        return "\n".join(_in_words(question) for question in questions_in(questions or ()))


def _in_words(question: Question) -> str:
    kind = str(Form.Kind(question.kind).label)
    must = [_("must be answered")] if question.required else []
    of = ", ".join([kind, *must, *filter(None, [question.help])])
    return f"{question.label} ({of})" + "".join(f"\n– {choice}" for choice in question.choices)


def _fields(n: int) -> dict[str, forms.Field]:
    """Of one question, by their names on the page."""
    label, hint, choices = _("question %(n)s"), _("the hint of question %(n)s"), _("the choices of question %(n)s")
    which = {"n": n + 1}
    made: dict[str, forms.Field] = {
        "key": KeyField(required=False, widget=forms.HiddenInput),
        "label": TextField(thing=label % which, limit=LINE_AT_MOST, required=False, label=_("Question")),
        "kind": forms.ChoiceField(
            label=_("The answer is"),
            choices=Form.Kind.choices,
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what the answer is")),
        ),
        "choices": TextField(
            thing=choices % which,
            limit=len(CHOICES) * (LINE_AT_MOST + 1),
            rows=4,
            required=False,
            label=_("Choices"),
            help_text=_("One a line, 2 to 30"),
        ),
        "help": TextField(thing=hint % which, limit=LINE_AT_MOST, required=False, label=_("Hint below it")),
        "required": forms.BooleanField(required=False, label=_("Must be answered")),
    }
    return {name_of(n, part): field for part, field in made.items()}


@dataclass(frozen=True, slots=True)
class Written:
    """One question on the page: `n` from 0, its controls by their part."""

    n: int
    fields: dict[str, BoundField]
    is_last: bool

    def __getitem__(self, part: str) -> BoundField:
        return self.fields[part]

    @property
    def place(self) -> int:
        return self.n + 1

    @property
    def words(self) -> str:
        """What was typed as the question, so far."""
        return str(self["label"].value() or "")

    @property
    def answer_is(self) -> str:
        """ "a line of text", as far as it is one of those."""
        return str(dict(Form.Kind.choices).get(self["kind"].value(), ""))

    @property
    def is_out(self) -> bool:
        return is_out(str(self["key"].value() or ""))

    @property
    def is_open(self) -> bool:
        """A new one, and what has something to put right."""
        return not self.words or any(bound.errors for bound in self.fields.values())


class FormForm(AskForm):
    """`questions` holds what the rows say. A button that only arranges them is no save, and judges nothing."""

    title = TextField(
        thing=gettext_lazy("the title"),
        limit=120,
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("What somebody does by it: “Start a chapter”"),
    )
    body = TextField(
        thing=gettext_lazy("the words above the questions"),
        limit=20_000,
        rows=4,
        required=False,
        label=gettext_lazy("Words above the questions"),
        help_text=gettext_lazy("What it is for, and what you do with the answers"),
    )
    questions = QuestionsField(required=False, label=gettext_lazy("Questions"))
    press = TextField(
        thing=gettext_lazy("the words on the button"),
        limit=60,
        required=False,
        label=gettext_lazy("Words on the button"),
        help_text=gettext_lazy("Empty: “Send your answers”"),
    )
    closes_at = MomentField(
        required=False, label=gettext_lazy("The form closes"), help_text=gettext_lazy("Empty: when you close it")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, **options: Any) -> None:
        self.is_arranging = data is not None and is_arranging(data)
        super().__init__(arranged(data) if data is not None else None, files, **options)
        self.count = len(rows_in(self.data)) if self.is_bound else self._begin()
        for n in range(self.count):
            self.fields |= _fields(n)

    def _begin(self) -> int:
        """What stands there, or one question to begin with; how many."""
        questions = questions_in(self.initial.get("questions") or ()) or [BLANK]
        for n, question in enumerate(questions):
            said = question.plain | {"choices": "\n".join(question.choices)}
            self.initial = {**self.initial, **{name_of(n, part): value for part, value in said.items()}}
        return len(questions)

    @property
    def rows(self) -> Iterator[Written]:
        for n in range(self.count):
            bound = {name.partition("_")[2]: self[name] for name in _fields(n)}
            yield Written(n, bound, n == self.count - 1)

    @property
    def may_add(self) -> bool:
        return self.count < QUESTIONS_AT_MOST

    def is_valid(self) -> bool:
        return not self.is_arranging and super().is_valid()

    def full_clean(self) -> None:
        if self.is_arranging:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        rows = [(n, row) for n, row in enumerate(map(self._typed, range(self.count))) if _is_written(row)]
        for n, row in rows:
            self._judge(n, row)
        self._judge_all(rows)
        keys: set[str] = set()
        fields["questions"] = [_question(row, keys).plain for _n, row in rows] if not self.errors else []
        return fields

    def _typed(self, n: int) -> dict[str, Any]:
        return {name.partition("_")[2]: self.cleaned_data.get(name) for name in _fields(n)}

    def _judge(self, n: int, row: Mapping[str, Any]) -> None:
        if row["label"] == "":
            self.add_error(name_of(n, "label"), _("Enter question %(n)s") % {"n": n + 1})
        if row["kind"] not in WITH_CHOICES or row["choices"] is None:
            return
        choices = _lines(row["choices"])
        if len(choices) not in CHOICES:
            self.add_error(name_of(n, "choices"), _("Enter 2 to 30 choices for question %(n)s") % {"n": n + 1})
        elif long := next((one for one in choices if len(one) > LINE_AT_MOST), ""):
            words = {"choice": long[:40], "length": len(long), "limit": LINE_AT_MOST}
            problem = _("Make “%(choice)s…” shorter: %(length)s of %(limit)s characters")
            self.add_error(name_of(n, "choices"), problem % words)
        elif len({one.casefold() for one in choices}) < len(choices):
            self.add_error(name_of(n, "choices"), _("Enter each choice of question %(n)s once") % {"n": n + 1})

    def _judge_all(self, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
        if not rows:
            first = name_of(0, "label")
            self.add_error(first if first in self.fields else None, _("Enter a question"))
        if len(rows) > QUESTIONS_AT_MOST:
            most = QUESTIONS_AT_MOST
            words = ngettext("Ask at most %(n)s question", "Ask at most %(n)s questions", most) % {"n": most}
            self.add_error(name_of(rows[most][0], "label"), words)
        files = [n for n, row in rows if row["kind"] == Form.Kind.FILE]
        if len(files) > FILES_AT_MOST:
            self.add_error(name_of(files[FILES_AT_MOST], "kind"), _("Ask for at most two files"))


def _is_written(row: Mapping[str, Any]) -> bool:
    """What was taken out goes, and so does a row in which nothing was typed."""
    return not is_out(row["key"]) and any(row[part] != "" for part in ("label", "help", "choices"))


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _question(row: Mapping[str, Any], keys: set[str]) -> Question:
    """Its key is the one that it has, or a new one; no two have the same."""
    key = row["key"] if KEY.fullmatch(row["key"]) and row["key"] not in keys else token_hex(4)
    keys.add(key)
    choices = tuple(_lines(row["choices"])) if row["kind"] in WITH_CHOICES else ()
    said = {name: row[name] for name in ("kind", "label", "help")}
    return Question(key=key, **said, choices=choices, required=bool(row["required"]))

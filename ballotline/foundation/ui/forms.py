"""Fields that every form is made of: what people type is kept as typed, cleaned the same way, refused in our words.

A field knows what it asks for ("your name"), and its sentences are made of that. Browsers' own bubbles stay silent
(no `required`, no `maxlength`): the server answers, at the field, and nothing typed is cut off.
"""

import re
import unicodedata
from copy import deepcopy
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from ballotline.foundation.ui.addresses import normal_address

StrOrPromise = str | Promise
HIDDEN_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REFUSED_KINDS = ("Cc", "Cs")  # controls, and halves of characters
# A name or a town that holds one is a bot's: their pages would stand on ours. A full stop alone is no sign (St. Paul)
WEB_ADDRESS = re.compile(r"://|www\.|@|\w\.(com|net|org|info|biz|ru|io|ly|xyz|top|site|online)\b")


class Form(forms.Form):
    """The base of our forms."""

    use_required_attribute = False


# Browsers send two signs for one end; old and pasted texts bring others, and the same words must be the same text
LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")


def tidy(text: str) -> str:
    """One spelling for what looks the same (NFC), one kind of line end, no space around it."""
    return unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text)).strip()


def has_hidden_characters(text: str, *, is_long: bool = False) -> bool:
    """NUL and other controls, which a database refuses, and marks that turn the reading direction around."""
    if text.isprintable():  # nearly every text: neither of them is
        return False
    allowed = "\n\t" if is_long else ""
    return any(
        (unicodedata.category(sign) in REFUSED_KINDS and sign not in allowed) or sign in HIDDEN_DIRECTIONS
        for sign in text
    )


class TextField(forms.CharField):
    """One line, or a few with `rows`. `thing` is what we ask for, in the label's own words: "your name"."""

    def __init__(
        self,
        *,
        thing: StrOrPromise,
        limit: int = 200,
        rows: int = 0,
        autocomplete: str = "",
        inputmode: str = "",
        **options: Any,
    ) -> None:
        self.thing, self.limit, self.is_long = thing, limit, rows > 0
        wanted = {"rows": rows, "autocomplete": autocomplete, "inputmode": inputmode}
        attributes = {name: str(value) for name, value in wanted.items() if value}
        options.setdefault("widget", (forms.Textarea if rows else forms.TextInput)(attrs=attributes))
        super().__init__(strip=False, **options)
        self.error_messages = {"required": lazy(self.missing, str)(), **options.get("error_messages", {})}
        self.validators = []  # Django's own sentence about NUL; ours is in `validate`

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """As Django's, by hand: a form copies each of its fields, and `copy` would ask each how it is pickled."""
        made = self.__class__.__new__(self.__class__)
        made.__dict__.update(self.__dict__)
        made.widget = deepcopy(self.widget, memo)
        made.error_messages, made.validators = {**self.error_messages}, [*self.validators]
        return made

    def missing(self) -> str:
        return _("Enter %(thing)s") % {"thing": self.thing}

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if has_hidden_characters(value, is_long=self.is_long):
            raise ValidationError(
                _("Type %(thing)s again: it holds a hidden character") % {"thing": self.thing}, code="hidden"
            )
        if len(value) > self.limit:
            words = {"thing": self.thing, "length": len(value), "limit": self.limit}
            raise ValidationError(
                _("Make %(thing)s shorter: %(length)s of %(limit)s characters") % words, code="too_long"
            )


class NameField(TextField):
    """A person's name: any script, spaces and case kept, 1 to 200 characters."""

    def __init__(self, *, thing: StrOrPromise = "", autocomplete: str = "name", **options: Any) -> None:
        super().__init__(thing=thing or _("your name"), limit=200, autocomplete=autocomplete, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and WEB_ADDRESS.search(value.casefold()):
            raise ValidationError(_("Enter %(thing)s, not a web address") % {"thing": self.thing}, code="address")
        if value and (value[0] in "=+-@" or not any(sign.isalpha() for sign in value)):
            raise ValidationError(_("Enter %(thing)s, starting with a letter") % {"thing": self.thing}, code="letter")


class EmailField(TextField):
    """An address in its one spelling (`addresses.py`). Whether somebody reads it, the mail decides."""

    def __init__(self, *, thing: StrOrPromise = "", autocomplete: str = "email", **options: Any) -> None:
        super().__init__(thing=thing or _("your e-mail address"), limit=254, autocomplete=autocomplete, **options)
        self.widget.input_type = "email"
        self.widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})

    def missing(self) -> str:
        return _("Enter an e-mail address like name@example.org")

    def validate(self, value: str) -> None:
        """Whatever is wrong with an address, one sentence helps: how one looks."""
        forms.CharField.validate(self, value)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return normal_address(typed) if typed else typed
        except ValueError:
            raise ValidationError(self.missing(), code="invalid")


class ZipField(TextField):
    """Five digits or nine; other text is taken as it is, and has no place on file."""

    def __init__(self, *, thing: StrOrPromise = "", **options: Any) -> None:
        super().__init__(
            thing=thing or _("your ZIP code"), limit=20, autocomplete="postal-code", inputmode="numeric", **options
        )

    def missing(self) -> str:
        return _("Enter your ZIP code, 5 digits")

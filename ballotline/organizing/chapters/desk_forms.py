"""What organizers type about chapters."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.day_fields import DayField, MomentField
from ballotline.foundation.ui.forms import EmailField, Form, NameField, TextField
from ballotline.organizing.chapters import roles
from ballotline.organizing.chapters.models import Chapter, OfficerTerm, Requirement, TerritoryPart
from ballotline.organizing.chapters.services.members import Paid
from ballotline.organizing.chapters.services.officers import Office
from ballotline.record.places.models import Division

# Rights that end by themselves have to end: no organization elects for longer without asking again
LONGEST_TERM = timedelta(days=4 * 366)
MOST_PAID = Decimal(100_000)  # dollars in one line: more is a slip of the finger


class ChapterForm(Form):
    """What a chapter says of itself."""

    name = TextField(thing=gettext_lazy("the name"), limit=100, label=gettext_lazy("Name"))
    place = TextField(
        thing=gettext_lazy("the place"),
        label=gettext_lazy("Place, in words"),
        required=False,
        help_text=gettext_lazy("Shown where no area is set: Ferry Point and the east side"),
    )
    meets_at = MomentField(label=gettext_lazy("Next meeting"), required=False)
    meets_where = TextField(thing=gettext_lazy("where it is"), label=gettext_lazy("Where"), required=False)
    write_to = EmailField(label=gettext_lazy("E-mail that everybody may see"), required=False)
    body = TextField(
        thing=gettext_lazy("the text"), limit=20_000, rows=8, label=gettext_lazy("About us"), required=False
    )


class OpeningForm(Form):
    """Under which name a chapter opens to everybody, and where it says that it is. What is left out stays as it is."""

    name = TextField(
        thing=gettext_lazy("the name"),
        limit=100,
        required=False,
        label=gettext_lazy("Its page opens to everybody under this name"),
    )
    place = TextField(thing=gettext_lazy("the place"), required=False, label=gettext_lazy("Place, in words"))


class UnderForm(Form):
    """Where a chapter stands in the tree. `above` are those under which it may stand."""

    under = forms.ChoiceField(
        label=gettext_lazy("Stands below"),
        required=False,
        error_messages={
            "required": gettext_lazy("Choose the chapter above it"),
            "invalid_choice": gettext_lazy("Choose one of the list"),
        },
    )

    def __init__(self, *given: Any, above: Iterable[Chapter], may_top: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        self.above = {one.key: one for one in above}
        top = [("", _("the organization itself"))] if may_top else []
        field = self.fields["under"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*top, *((key, one.name) for key, one in self.above.items())]
        field.required = not may_top

    def clean_under(self) -> Chapter | None:
        return self.above.get(str(self.cleaned_data["under"]))


class NewChapterForm(UnderForm):
    """A chapter that begins at the desk."""

    name = TextField(thing=gettext_lazy("the name"), limit=100, label=gettext_lazy("Name"))
    place = TextField(thing=gettext_lazy("the place"), label=gettext_lazy("Place, in words"), required=False)
    field_order = ("name", "place", "under")


class IntoForm(Form):
    """Which chapter takes another in."""

    into = forms.ChoiceField(
        label=gettext_lazy("Taken in by"),
        error_messages={
            "required": gettext_lazy("Choose a chapter"),
            "invalid_choice": gettext_lazy("Choose one of the list"),
        },
    )

    def __init__(self, *given: Any, others: Iterable[Chapter], **more: Any) -> None:
        super().__init__(*given, **more)
        self.others = {one.key: one for one in others}
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.name) for key, one in self.others.items()]

    def clean_into(self) -> Chapter:
        return self.others[str(self.cleaned_data["into"])]


class SplitForm(Form):
    """A new chapter out of an old one: what it is called, and which divisions it takes."""

    name = TextField(thing=gettext_lazy("the name"), limit=100, label=gettext_lazy("Name of the new chapter"))
    place = TextField(thing=gettext_lazy("the place"), label=gettext_lazy("Place, in words"), required=False)
    takes = forms.MultipleChoiceField(
        label=gettext_lazy("It serves"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose which part of the area the new chapter serves"),
            "invalid_choice": gettext_lazy("Choose from the list"),
        },
    )

    def __init__(self, *given: Any, parts: Iterable[TerritoryPart], **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["takes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.ocd_id, one.name) for one in parts]


class AreaForm(Form):
    """A division by its id, as a button of the search carries it."""

    division = forms.CharField(max_length=200, required=False)

    def clean_division(self) -> Division:
        found = Division.objects.filter(ocd_id=self.cleaned_data["division"]).order_by("pk").first()
        if found is None:
            raise ValidationError(_("Look for the area by its name, and press its button"))
        return found


class MemberForm(Form):
    """Somebody who signed up on paper or at a meeting."""

    name = NameField(thing=gettext_lazy("their name"), label=gettext_lazy("Name"), autocomplete="off")
    email = EmailField(label=gettext_lazy("E-mail"), autocomplete="off")


class DaysForm(Form):
    """From a first to a last day; both count. `field_order` says where they stand."""

    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        first, last = fields.get("first_day"), fields.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Enter a day that is not before the first"))
        elif first and last:
            self.look_at(first, last)
        return fields

    def look_at(self, first: date, last: date) -> None:
        """What else these days have to be."""


class OfficeForm(DaysForm):
    """Makes a member an officer. `members` are those who belong, by public id of their membership."""

    member = forms.ChoiceField(
        label=gettext_lazy("Who"),
        error_messages={
            "required": gettext_lazy("Choose who it is"),
            "invalid_choice": gettext_lazy("Choose one of the members"),
        },
    )
    title = TextField(
        thing=gettext_lazy("the office"),
        limit=80,
        label=gettext_lazy("Office"),
        help_text=gettext_lazy("Chair, vice chair, treasurer"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What they may do at the desk"),
        choices=roles.CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what they may do")},
    )
    chosen = forms.ChoiceField(
        label=gettext_lazy("How were they chosen?"),
        choices=OfficerTerm.Chosen.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how they were chosen")},
    )
    field_order = ("member", "title", "role", "chosen", "first_day", "last_day")

    def __init__(self, *given: Any, members: Iterable[tuple[str, str]], may_give: Iterable[str], **more: Any) -> None:
        super().__init__(*given, **more)
        for name, choices in (("member", [("", _("Choose a member")), *members]), ("role", _given(may_give))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def look_at(self, first: date, last: date) -> None:
        if last - first > LONGEST_TERM:
            self.add_error("last_day", _("Enter a day within four years of the first. A new term can follow"))

    @property
    def office(self) -> Office:
        names = ("title", "role", "chosen", "first_day", "last_day")
        return Office(**{name: self.cleaned_data[name] for name in names})


def _given(names: Iterable[str]) -> list[tuple[str, roles.Role]]:
    return [(name, roles.ROLES[name]) for name in names]


class EndTermForm(Form):
    how = forms.ChoiceField(
        choices=[
            (OfficerTerm.Ended.RESIGNED, OfficerTerm.Ended.RESIGNED.label),
            (OfficerTerm.Ended.RECALLED, OfficerTerm.Ended.RECALLED.label),
        ]
    )


class DuesForm(DaysForm):
    """One line of the ledger."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount, in dollars"),
        min_value=Decimal("0.01"),
        max_value=MOST_PAID,
        max_digits=9,
        decimal_places=2,
        error_messages={
            "required": gettext_lazy("Enter how much was paid"),
            "invalid": gettext_lazy("Enter an amount like 25 or 12.50"),
            "min_value": gettext_lazy("Enter an amount above zero"),
            "max_value": gettext_lazy("Enter an amount below 100,000 dollars"),
            "max_digits": gettext_lazy("Enter an amount below 100,000 dollars"),
            "max_whole_digits": gettext_lazy("Enter an amount below 100,000 dollars"),
            "max_decimal_places": gettext_lazy("Enter dollars and cents, like 12.50"),
        },
    )
    paid_by = TextField(
        thing=gettext_lazy("how it was paid"),
        limit=100,
        label=gettext_lazy("How it was paid"),
        required=False,
        help_text=gettext_lazy("Cash, check 214, bank transfer"),
    )

    field_order = ("amount", "first_day", "last_day", "paid_by")

    @property
    def paid(self) -> Paid:
        said = self.cleaned_data
        return Paid(
            cents=int(said["amount"] * 100),
            first_day=said["first_day"],
            last_day=said["last_day"],
            paid_by=said["paid_by"],
        )


class CountField(forms.IntegerField):
    """A number from one to `most`."""

    def __init__(self, *, most: int, **options: Any) -> None:
        words = {
            "required": gettext_lazy("Enter a number like 3"),
            "invalid": gettext_lazy("Enter a number like 3"),
            "min_value": gettext_lazy("Enter 1 or more"),
            "max_value": format_lazy(gettext_lazy("Enter {most} or less"), most=most),
        }
        super().__init__(min_value=1, max_value=most, error_messages=words, **options)


class CharterForm(Form):
    body = TextField(thing=gettext_lazy("the charter"), limit=40_000, rows=16, label=gettext_lazy("The charter"))


class RequirementForm(Form):
    words = TextField(thing=gettext_lazy("what is asked"), limit=120, label=gettext_lazy("What is asked"))
    kind = forms.ChoiceField(
        label=gettext_lazy("How is it counted?"),
        choices=Requirement.Kind.choices,
        error_messages={"required": gettext_lazy("Choose how it is counted")},
    )
    needed = CountField(label=gettext_lazy("How many"), most=500)
    rank = CountField(label=gettext_lazy("Place in the list"), most=99)

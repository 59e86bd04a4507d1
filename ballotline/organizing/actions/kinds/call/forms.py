"""What an organizer writes of a campaign: the ask, whom to call, what to say."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.day_fields import MomentField
from ballotline.foundation.ui.forms import TextField, has_hidden_characters
from ballotline.movement.arrivals.forms import ArrivalForm, ConsentField, GuardedForm
from ballotline.organizing.actions.forms import AskForm
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign
from ballotline.organizing.actions.kinds.call.queries import asks_of, needs_a_place
from ballotline.organizing.actions.kinds.call.rules import ASKS_AT_MOST, WORDS
from ballotline.record.offices.asked_where import WhereForm
from ballotline.record.offices.models import Committee, Official
from ballotline.record.offices.rules import LEVELS, folded

LEVEL_NAMES = {
    "school": gettext_lazy("School board"),
    "ward": gettext_lazy("Ward"),
    "city": gettext_lazy("City"),
    "county": gettext_lazy("County"),
    "state": gettext_lazy("State"),
    "national": gettext_lazy("Congress and President"),
}


class CallerForm(ArrivalForm):
    """A name and an address after calling. Its whole point is the tick: without it there is nothing to send."""

    zip_code = None  # type: ignore[assignment]
    news_consent = ConsentField(error_messages={"required": gettext_lazy("Tick this, or leave the form empty")})


class BeginForm(WhereForm):
    """Which asks one raises, where one lives, unless everybody calls the same people, and one's name for the script."""

    ask = forms.MultipleChoiceField(
        label=gettext_lazy("What you ask for"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick at least one thing to ask for"),
            "invalid_choice": gettext_lazy("What there is to ask for has changed. Look at it again"),
        },
    )
    name = TextField(
        thing=gettext_lazy("your name"),
        limit=80,
        required=False,
        label=gettext_lazy("Your name, for the script"),
        help_text=gettext_lazy("If you like. It stands in the words to say, and we keep it nowhere."),
        autocomplete="name",
    )
    field_order = ("ask", "where", "name")

    def __init__(self, data: Mapping[str, Any] | None = None, *, campaign: CallCampaign) -> None:
        super().__init__(data)
        self.needs_a_place = needs_a_place(campaign)
        if not self.needs_a_place:
            del self.fields["where"]
        asks = [(str(ask.pk), ask.text) for ask in asks_of(campaign)]
        self.fields["ask"].choices = asks  # type: ignore[attr-defined]
        self.fields["ask"].initial = [pk for pk, _text in asks]

    @property
    def asks(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["ask"]]


class PressForm(GuardedForm):
    """The buttons of an office. A button's own value is the outcome."""

    outcome = forms.ChoiceField(choices=Call.Outcome.choices)


class NoteForm(GuardedForm):
    """What they said, in one box at the end. Longer words are cut, not refused: nobody types them twice."""

    said = forms.CharField(required=False, widget=forms.Textarea)

    def clean_said(self) -> str:
        plain = " ".join(self.cleaned_data["said"].split())
        return "" if has_hidden_characters(plain) else plain[:500]


class CallCampaignForm(AskForm):
    title = TextField(
        thing=gettext_lazy("the title"),
        limit=120,
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Call about the library"),
    )
    asks = TextField(
        thing=gettext_lazy("what callers ask for"),
        limit=1_100,
        rows=3,
        label=gettext_lazy("What you ask for"),
        help_text=gettext_lazy("One line each, at most five. Callers untick what they don’t want to raise."),
    )
    body = TextField(thing=gettext_lazy("the why"), limit=20_000, rows=6, label=gettext_lazy("Why"), required=False)
    who = forms.ChoiceField(
        label=gettext_lazy("Who is called?"),
        choices=CallCampaign.Who.choices,
        widget=forms.RadioSelect,
        initial=CallCampaign.Who.MINE,
    )
    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Only of these levels"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(level, LEVEL_NAMES[level]) for level in LEVELS],
        help_text=gettext_lazy("None ticked: all of them"),
    )
    titles = TextField(
        thing=gettext_lazy("the offices"),
        limit=400,
        label=gettext_lazy("Only these offices"),
        required=False,
        help_text=gettext_lazy("Separated by /: Council Member / Mayor. Empty: all"),
    )
    parties = TextField(
        thing=gettext_lazy("the parties"),
        limit=400,
        label=gettext_lazy("Only of these parties"),
        required=False,
        help_text=gettext_lazy("Separated by /. Empty: all"),
    )
    committee = TextField(
        thing=gettext_lazy("the committee"),
        label=gettext_lazy("Only members of this committee"),
        required=False,
        help_text=gettext_lazy("Its name as it is on file"),
    )
    listed = TextField(
        thing=gettext_lazy("the names"),
        limit=4_000,
        rows=4,
        label=gettext_lazy("Or these people, for everybody"),
        required=False,
        help_text=gettext_lazy("One name a line, as it is on file"),
    )
    script = TextField(
        thing=gettext_lazy("what callers say"),
        limit=2_000,
        rows=8,
        label=gettext_lazy("What to say"),
        help_text=gettext_lazy(
            "At most 120 words. {my name}, {my town}, {their name} and {their office} are filled in."
        ),
        initial=gettext_lazy("Hello, my name is {my name}, and I live in {my town}. I am calling {their name}."),
    )
    voicemail = TextField(
        thing=gettext_lazy("what callers say to a machine"),
        limit=500,
        rows=3,
        label=gettext_lazy("What to say to a voicemail"),
        required=False,
        help_text=gettext_lazy("Shorter than the script. Empty: name, town, and what you ask for."),
    )
    office_opens = forms.TimeField(
        label=gettext_lazy("Offices answer from"),
        initial=time(9),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    office_closes = forms.TimeField(
        label=gettext_lazy("to"), initial=time(17), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    closes_at = MomentField(
        required=False,
        label=gettext_lazy("The call campaign closes"),
        help_text=gettext_lazy("Empty: when you close it"),
    )

    def clean_asks(self) -> list[str]:
        asks = list(
            dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["asks"].splitlines() if line.strip())
        )
        if len(asks) > ASKS_AT_MOST:
            raise ValidationError(_("Ask for at most five things in one call"))
        if any(len(ask) > 200 for ask in asks):
            raise ValidationError(_("Make each line shorter: at most 200 characters"))
        return asks

    def clean_script(self) -> str:
        return self._only_known_words("script")

    def clean_voicemail(self) -> str:
        return self._only_known_words("voicemail")

    def _only_known_words(self, name: str) -> str:
        script = str(self.cleaned_data[name])
        unknown = [part.partition("}")[0] for part in script.split("{")[1:] if part.partition("}")[0] not in WORDS]
        if unknown:
            raise ValidationError(
                _("Nobody fills in {%(word)s}. Use {my name}, {my town}, {their name} or {their office}")
                % {"word": unknown[0][:40]}
            )
        return script

    def clean_committee(self) -> Committee | None:
        name = str(self.cleaned_data["committee"])
        if not name:
            return None
        found = list(Committee.objects.filter(name__iexact=name)[:2])
        if len(found) != 1:
            raise ValidationError(_("Enter the committee’s name as it is on file: %(n)s fit") % {"n": len(found)})
        return found[0]

    def clean_listed(self) -> list[Official]:
        names = [line.strip() for line in self.cleaned_data["listed"].splitlines() if line.strip()]
        found = {
            one.name_key: one
            for one in Official.objects.filter(name_key__in=[folded(name) for name in names]).order_by("-pk")
        }
        missing = [name for name in names if folded(name) not in found]
        if missing:
            raise ValidationError(_("Nobody on file is called %(name)s") % {"name": missing[0][:80]})
        return [found[folded(name)] for name in names]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("who") == CallCampaign.Who.LIST and not fields.get("listed") and "listed" not in self.errors:
            self.add_error("listed", _("Enter at least one name"))
        opens, closes = fields.get("office_opens"), fields.get("office_closes")
        if opens and closes and closes <= opens:
            self.add_error("office_closes", _("Enter an hour after the first one"))
        return fields

    @property
    def fields_to_save(self) -> dict[str, Any]:
        data = super().fields_to_save
        for name in ("titles", "parties"):
            data[name] = [part.strip() for part in data[name].split("/") if part.strip()]
        return data

    @classmethod
    def shown(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        names = Official.objects.in_bulk(values["listed"])
        return {
            **values,
            "asks": "\n".join(values["asks"]),
            "titles": " / ".join(values["titles"]),
            "parties": " / ".join(values["parties"]),
            "committee": values["committee"].name if values["committee"] else "",
            "listed": "\n".join(names[pk].name for pk in values["listed"] if pk in names),
        }

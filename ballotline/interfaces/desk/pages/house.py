"""The house itself: settings and look, where mail goes, jobs that failed, the backup."""

from datetime import timedelta
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.base import ContentFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.audit.queries import history
from ballotline.foundation.backups import archive
from ballotline.foundation.jobs import queries as jobs
from ballotline.foundation.jobs import services as job_services
from ballotline.foundation.organization import services as organization
from ballotline.foundation.organization.models import Edition
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui import accent, pictures
from ballotline.foundation.ui.deeds import what_was_done, with_who
from ballotline.foundation.ui.forms import EmailField
from ballotline.foundation.ui.told import tell
from ballotline.interfaces.desk.work import work_in_words
from ballotline.movement.mail import services as mail
from ballotline.movement.mail import wire
from ballotline.movement.mail.queries import leaves_this_machine

UNDO_FOR = timedelta(days=30)  # as whatever else is taken back at the desk
GOES_NOWHERE = ("anymail+console", "anymail+test")  # for those who write programs
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "UTC",
)


class SettingsForm(forms.Form):
    name = forms.CharField(max_length=100, label=gettext_lazy("Name of the organization"))
    sentence = forms.CharField(
        max_length=140,
        required=False,
        label=gettext_lazy("What you want, in one sentence"),
        help_text=gettext_lazy("It stands on the front page. At most 140 characters."),
    )
    place = forms.CharField(max_length=100, required=False, label=gettext_lazy("Place"))
    accent = forms.CharField(
        max_length=7,
        label=gettext_lazy("Color"),
        widget=forms.TextInput(
            {
                "type": "color",
                "hx-get": reverse_lazy("desk:look"),
                "hx-trigger": "input delay:100ms",
                "hx-target": "#look",
                "hx-swap": "outerHTML",
            }
        ),
        help_text=gettext_lazy("We make it readable on light and on dark pages; both are shown below."),
    )
    logo = forms.FileField(
        required=False,
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy("PNG, JPEG or WebP, under 2 MB"),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )
    write_to = EmailField(
        required=False,
        label=gettext_lazy("Address that people write to"),
        help_text=gettext_lazy("It is on every page, and mail comes from it."),
    )
    answers_within_days = forms.IntegerField(
        min_value=1, max_value=60, label=gettext_lazy("Days until somebody answers")
    )
    postal_address = forms.CharField(max_length=300, required=False, label=gettext_lazy("Postal address"))
    paid_for_by = forms.CharField(max_length=200, required=False, label=gettext_lazy("Who pays for this"))
    zone = forms.ChoiceField(choices=[(zone, zone) for zone in ZONES], label=gettext_lazy("Time zone"))

    def clean_accent(self) -> str:
        if not accent.is_color(self.cleaned_data["accent"]):
            raise ValidationError(_("Choose a color, like #0f5c4d"))
        return str(self.cleaned_data["accent"]).lower()

    def clean_logo(self) -> ContentFile[bytes] | None:
        upload = self.cleaned_data.get("logo")
        return pictures.logo(upload) if upload else None


@door("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def our_settings(request: DeskRequest) -> HttpResponse:
    ours = us()
    names = [name for name in SettingsForm.base_fields if name != "logo"]
    form = SettingsForm(request.POST or None, request.FILES or None, initial={n: getattr(ours, n) for n in names})
    if request.method == "POST" and form.is_valid():
        changes = {name: value for name, value in form.cleaned_data.items() if name != "logo" or value is not None}
        undo = _edited(request, changes)
        tell(request, _("Saved. Your pages look like that now."), undo=undo)
        return see_other("desk:settings")
    editions = Edition.objects.filter(at__gt=timezone.now() - UNDO_FOR).order_by("-at", "-id")[:10]
    context = {
        "form": form,
        "wish": form["accent"].value() or ours.accent,
        "editions": with_who(request, editions, on=("organization", 1), moment="at"),
        "done": what_was_done(request, list(history("organization", 1)[:10])),
    }
    return no_store(render(request, "desk/settings.html", context, status=422 if form.errors else 200))


def _edited(request: DeskRequest, changes: dict[str, object]) -> str:
    """Saves them with their trace; the address that puts back what stood there, empty if nothing changed."""
    at = timezone.now()
    changed, edition = organization.edit(changes, at=at)
    audit.record("settings changed", on=("organization", 1), by=request.actor, at=at, fields=changed)
    return reverse("desk:put_back", args=[edition.pk]) if edition else ""


@door("settings.edit")
@require_POST
def put_back(request: DeskRequest, edition: int) -> HttpResponse:
    """What stood in the settings before one change, for 30 days; that is a change too, with its own way back."""
    found = Edition.objects.filter(pk=edition, at__gt=timezone.now() - UNDO_FOR).first()
    if found is None:
        raise Http404
    undo = _edited(request, found.fields)
    tell(request, _("As it was before."), undo=undo)
    return see_other("desk:settings")


@door("settings.edit")
@require_safe
def look(request: DeskRequest) -> HttpResponse:
    """A piece of the settings page: a color on a light and on a dark page, while it is being chosen."""
    return no_store(render(request, "desk/look.html", {"wish": request.GET.get("accent", "")}))


class MailForm(forms.Form):
    mail_url = forms.CharField(
        max_length=500,
        label=gettext_lazy("Your provider's data in one line"),
        help_text=gettext_lazy("smtp://user:password@smtp.provider.example:587?tls=start, or anymail+postmark://token"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_mail_url(self) -> str:
        mail_url = str(self.cleaned_data["mail_url"])
        try:
            wire.connection_to(mail_url)
            parts = urlsplit(mail_url)
        except (ValueError, ImportError):
            raise ValidationError(_("Write it like smtp://user:password@host:587?tls=start"))
        except (ImproperlyConfigured, TypeError):
            raise ValidationError(_("This provider needs more than a key: write its SMTP data instead"))
        if parts.scheme != "outbox" and (not parts.hostname or " " in parts.netloc):
            raise ValidationError(_("Write your provider’s server or key after the //"))
        if parts.scheme in GOES_NOWHERE:
            raise ValidationError(_("Mail would go nowhere by this one: write your provider’s data"))
        return mail_url


@door("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def mail_settings(request: DeskRequest) -> HttpResponse:
    """Where mail goes. The line itself is never shown again: it holds a password."""
    form = MailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mail.use_provider(mail_url=form.cleaned_data["mail_url"])
        audit.record("mail provider set", on=("organization", 1), by=request.actor, at=timezone.now())
        tell(request, _("Saved. Now send yourself a test."))
        return see_other("desk:mail_settings")
    context = {"form": form, "leaves": leaves_this_machine(), "is_fixed": bool(settings.CONFIG.mail_url)}
    return no_store(render(request, "desk/mail_settings.html", context, status=422 if form.errors else 200))


@door("settings.edit")
@require_POST
def test_mail(request: DeskRequest) -> HttpResponse:
    """Goes the way of every message; the list of sent mail says how it went."""
    to = str(request.user.email)  # type: ignore[union-attr]
    mail.send_now(
        kind="desk.Test",
        to=to,
        subject=_("It works"),
        button=None,
        at=timezone.now(),
        paragraphs=[_("This is the test that you asked for. Mail leaves your machine.")],
    )
    tell(request, _("On its way to %(address)s. It can take a minute.") % {"address": to})
    return see_other("desk:mail")


@door("jobs.read")
@require_safe
def failed_jobs(request: DeskRequest) -> HttpResponse:
    failed = [(work_in_words(job.name), job) for job in jobs.failed()]
    return no_store(render(request, "desk/jobs.html", {"failed": failed}))


@door("jobs.read")
@require_POST
def job_again(request: DeskRequest, job_id: str, let_go: bool) -> HttpResponse:
    try:
        if let_go:
            job_services.let_go(job_id, by=request.actor)
        else:
            job_services.retry(job_id, by=request.actor, at=timezone.now())
    except job_services.NotFailed:
        tell(request, _("Somebody else was quicker: it does not wait any more."))
    else:
        tell(request, _("Taken off the list.") if let_go else _("It starts again."))
    audit.record("job let go" if let_go else "job tried again", on=("job", job_id), by=request.actor, at=timezone.now())
    return see_other("desk:jobs")


@door("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def backup(request: DeskRequest) -> HttpResponse:
    """The last one, wherever it was put, and a button that makes one; the worker makes it and reads it back."""
    if request.method == "POST":
        job_services.enqueue("backups.make", at=timezone.now(), key="backup")
        audit.record("backup asked for", on=("organization", 1), by=request.actor, at=timezone.now())
        return see_other("desk:backup")
    home = settings.CONFIG.home
    last = archive.last_backup(home)
    context = {
        "last": last,
        "is_beside": last is not None and last.is_beside(home),
        "is_gone": last is not None and not last.file.exists(),
        "is_made_now": jobs.is_on_its_way("backups.make"),
        "home": home,
    }
    return no_store(render(request, "desk/backup.html", context))

"""Who helps with one ask, whatever its kind: somebody who sees it and nothing else of the desk, until a day."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.day_fields import DayField
from ballotline.foundation.ui.forms import EmailField, Form, NameField
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts.queries import helpers_of
from ballotline.organizing.actions import helping
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.desk_pages.frame import found, shown

A_WHILE = timedelta(days=30)
AT_MOST = timedelta(days=366)


class HelperForm(Form):
    name = NameField(thing=gettext_lazy("their name"), label=gettext_lazy("Name"), autocomplete="off")
    email = EmailField(label=gettext_lazy("E-mail"), autocomplete="off")
    until = DayField(label=gettext_lazy("Until"), help_text=gettext_lazy("That day counts; a year at most."))

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not timezone.localdate() <= until <= timezone.localdate() + AT_MOST:
            raise ValidationError(_("Enter a day from today on, within a year"))
        return until


@door("accounts.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def helpers(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    ask, at = found(request, kind, slug), timezone.now()
    form = HelperForm(request.POST or None, initial={"until": timezone.localdate() + A_WHILE})
    if request.method == "POST" and form.is_valid():
        grant = helping.let_help(ask, **form.cleaned_data, by=request.actor, at=at)
        undo = reverse(KINDS[kind].desk + "help_no_more", args=[slug, grant.public_id])
        tell(request, _("%s can help with it now. A message tells them how.") % grant.account, undo=undo)
        return see_other(KINDS[kind].desk + "helpers", slug)
    context = {"form": form, "helpers": [(one, helping.last_day(one)) for one in helpers_of(ask.public_id, at)]}
    status = 422 if form.errors else 200
    return shown(request, ask, "actions/desk/helpers.html", tab="helpers", status=status, **context)


@door("accounts.manage")
@require_POST
def help_no_more(request: DeskRequest, kind: str, slug: str, public_id: UUID) -> HttpResponse:
    ask, at = found(request, kind, slug), timezone.now()
    grant = next((one for one in helpers_of(ask.public_id, at) if one.public_id == public_id), None)
    if grant:
        helping.help_no_more(ask, grant=grant, by=request.actor, at=at)
        tell(request, _("%s sees it no more.") % grant.account)
    return see_other(KINDS[kind].desk + "helpers", slug)

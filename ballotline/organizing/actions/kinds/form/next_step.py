"""The form that a thank-you page offers next."""

from datetime import datetime

from django.utils.translation import gettext as _

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import NextStep
from ballotline.organizing.actions.kinds.form.models import Form
from ballotline.organizing.actions.ways_in import page_of


def a_form(form: Form, _counted: Arrival | None, _at: datetime) -> NextStep:
    return NextStep(_("“%s”") % form.action.title, form.press or _("Send your answers"), page_of(form))

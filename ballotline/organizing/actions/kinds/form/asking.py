"""What a form is to the desk that all kinds share."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from ballotline.foundation.access.doors import DeskRequest
from ballotline.organizing.actions.declared import Ending, Kind, declare
from ballotline.organizing.actions.kinds.form import queries
from ballotline.organizing.actions.kinds.form.desk_forms import FormForm
from ballotline.organizing.actions.kinds.form.models import Form, Submission
from ballotline.organizing.actions.kinds.form.next_step import a_form
from ballotline.organizing.actions.kinds.form.ready import READY
from ballotline.organizing.actions.queries import may_on

NEWEST_SHOWN = 5


def _answered(n: int) -> str:
    return ngettext("%(n)s person has answered", "%(n)s people have answered", n)


def _overview(request: DeskRequest, form: Form) -> Mapping[str, Any]:
    sees_people = "actions.people" in may_on(form, request.scope)
    return {
        "choices_taken": queries.choices_taken(form),
        "newest": queries.newest(form, NEWEST_SHOWN) if sees_people else [],
    }


declare(
    Kind(
        name="form",
        rank=4,
        model=Form,
        form=FormForm,
        one=gettext_lazy("Form"),
        many=gettext_lazy("Forms"),
        new=gettext_lazy("New form"),
        empty=gettext_lazy("Forms will stand here: your own questions, with one page for the answers."),
        of_action=("title", "body", "closes_at"),
        own=("questions", "press"),
        ready=READY,
        ending=Ending(
            end=gettext_lazy("End this form"),
            what_then=gettext_lazy(
                "Nobody can answer from now on. The page stays where it is, and says that it is over. The answers stay "
                "here."
            ),
            ended=gettext_lazy("The form has ended: nobody can answer it any more."),
            again=gettext_lazy("Open this form again"),
        ),
        sentence=_answered,
        overview=_overview,
        next_step=a_form,
        next_rank=4,
        aim=lambda form: form.action.title,
        did={"answered": gettext_lazy("answered")},
        people=Submission,
        people_words=gettext_lazy("Answers"),
        person_line="form/desk/person_line.html",
        exports={"people": queries.ANSWERS},
        page="form/page.html",
        none=gettext_lazy("No form today."),
        press=gettext_lazy("Send your answers"),
        own_press=lambda form: form.press,
        small_print=gettext_lazy("Only our organizers read what you write here. It is shown to nobody else."),
    )
)

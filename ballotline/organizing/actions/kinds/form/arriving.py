"""How people come in by a form, and that their answers go with them."""

from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Said, declare
from ballotline.movement.arrivals.person_rows import goes_with_the_person
from ballotline.organizing.actions.kinds.form.forms import SubmissionForm
from ballotline.organizing.actions.kinds.form.models import Form, Submission, in_words
from ballotline.organizing.actions.kinds.form.services import counted, enclose
from ballotline.organizing.actions.ways_in import page_of, way_into


def _said(submission: Submission) -> Said:
    title = submission.form.action.title
    return Said(
        title=title,
        page=page_of(submission.form),
        subject=_("Send your answers: %s") % title,
        somebody=_("Somebody filled in this form with your address: “%s”.") % title,
        then=_("Then your answers reach us."),
        button=_("Look at it, and send it"),
        question=_("Are these your answers?"),
        yes=_("Yes, send my answers"),
        not_me=_("I did not fill this in"),
        again_subject=_("We have your answers: %s") % title,
        again=_("Your answers reached us the first time, and stay as they are. To change one, write to us."),
        again_button=_("See that we have them"),
        done=_("We have your answers."),
    )


declare(
    way_into(
        Form,
        name="submission",
        model=Submission,
        form=SubmissionForm,
        purpose="forms",
        activity="answered",
        said=_said,
        beside=enclose,
        counts=counted,
    )
)
goes_with_the_person(
    Submission,
    "forms",
    says=("form__action__title",),
    told={"answers": lambda answers: [{"asked": asked, "answered": said} for asked, said in in_words(answers)]},
)

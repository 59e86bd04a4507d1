"""Cases as tests and the demo make them."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from ballotline.foundation.access.rules import Actor
from ballotline.movement.mail.addresses import reply_address
from ballotline.movement.mail.inbound import receiving
from ballotline.movement.mail.models import InboundMessage
from ballotline.movement.people import services as people
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.chapters.testing import MONDAY
from ballotline.organizing.intake.models import Case, CaseKind, Letter
from ballotline.organizing.intake.queries import reply_key
from ballotline.organizing.intake.services import asked
from ballotline.organizing.intake.services.opening import Question, open_case
from ballotline.organizing.intake.services.writing import letter_for

SAYS = "We are five households on the east side and want to meet.\n\nHow do we start a chapter?"


def make_kind(slug: str = "other") -> CaseKind:
    asked.ours()
    return CaseKind.objects.get(slug=slug)


def make_case(
    name: str = "Ruth Abara",
    *,
    kind: str = "",
    chapter: Chapter | None = None,
    at: datetime = MONDAY,
    text: str = SAYS,
    source: str = Case.Source.FORM,
    **more: Any,
) -> Case:
    """Of a person who has confirmed; without a `kind` guessed, without a `chapter` by the ZIP code."""
    email = more.pop("email", f"{name.split()[0].lower()}@rivertown.example")
    where = more.pop("zip_code", "")
    person = people.identify(name=name, email=email, zip_code=where, at=at)
    question = Question(text=text, name=name, email=email, person=person, where=where, **more)
    about = make_kind(kind) if kind else None
    by = Actor.person(person.public_id)
    return open_case(question=question, kind=about, chapter=chapter, source=source, by=by, at=at)


def heard_by_mail(case: Case, *, text: str, files: Mapping[str, bytes], at: datetime = MONDAY) -> InboundMessage:
    """Who asks writes again, through the door for mail, with files."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = case.email, reply_address(reply_key(case)), case.subject
    mail.set_content(text)
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    came = receiving.receive(bytes(mail), envelope_from=case.email, envelope_to=[mail["To"]], at=at)
    receiving.read(came.public_id, at=at)
    return came


def make_letter(slug: str = "other") -> Letter:
    return letter_for(kind=make_kind(slug), press="", at=MONDAY)


OPEN_ASKS = {"message": make_letter}

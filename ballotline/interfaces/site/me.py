""" "My data": by a mailed link a person sees all that is held, corrects it, changes consents, takes a copy, is erased.

The page that asks for the address answers everybody alike. The link holds the id of one person where a mailbox is one
person's; where two share it, each chooses who they are first.
"""

from contextlib import suppress
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.forms import Form, NameField, ZipField
from ballotline.interfaces.site.mails import GOOD_FOR, LINK, key_of, signer
from ballotline.movement.arrivals import windows
from ballotline.movement.arrivals.forms import AddressForm
from ballotline.movement.arrivals.guard import circumstances
from ballotline.movement.arrivals.links import LinkIsNotWhole, LinkIsOld, read_in_time
from ballotline.movement.arrivals.pages.links import not_whole
from ballotline.movement.mail import services as mail
from ballotline.movement.mail.models import Message
from ballotline.movement.people import queries
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.organizing.chapters.models import Membership
from ballotline.organizing.chapters.queries import memberships_of, served_elsewhere
from ballotline.organizing.chapters.services import members

WHERE = "my data"
# What stands on the button is what is kept as evidence
NEWS_BUTTONS = {"yes": gettext_lazy("Write to me about other actions"), "no": gettext_lazy("Stop writing to me")}


class CorrectForm(Form):
    name = NameField(thing=gettext_lazy("your name"), label=gettext_lazy("Your name"))
    zip_code = ZipField(label=gettext_lazy("ZIP code"))


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Every address gets the same answer, the same work, and one message: the link, or that we hold nothing.

    Which of the two is decided when it leaves, so that nothing here tells a known address from an unknown one.
    """
    form, at = AddressForm(request.POST or None), timezone.now()
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "asks_for_proof": windows.are_odd(at)}
        return render(request, "site/me_ask.html", context, status=422 if form.errors else 200)
    email = form.cleaned_data["email"]
    if not windows.judge(form=WHERE, how=circumstances(request, form), email=email, at=at):
        about = uuid4().hex
        mail.answer(LINK, to=email, about=about, purpose="my data", subject="link", key=key_of(about), at=at)
    return behind_link(render(request, "site/me_asked.html", {"email": email}))


def people_behind(token: str) -> list[Person]:
    """Everyone who answers from the mailbox that the link was sent to. Raises LinkIsNotWhole or LinkIsOld."""
    about = read_in_time(signer, token, good_for=GOOD_FOR)
    message = Message.objects.filter(key=key_of(about)).exclude(mailbox_key="").first()
    return queries.behind_mailbox(message.mailbox_key) if message else []


def person_of(request: HttpRequest, token: str) -> Person | None:
    """The one person of the mailbox, or the one of several that the address
    or the form names; None for a link without work."""
    found: list[Person] = []
    with suppress(LinkIsNotWhole, LinkIsOld):
        found = people_behind(token)
    if len(found) == 1:
        return found[0]
    wanted = request.POST.get("who") or request.GET.get("who")
    return next((person for person in found if str(person.public_id) == wanted), None)


def _no_work(request: HttpRequest, token: str) -> HttpResponse:
    """Which of two; or a link that is not whole, or has ended."""
    try:
        found = people_behind(token)
    except LinkIsNotWhole:
        return not_whole(request, instead=reverse("site:me"), words=_("Send me a new one"))
    except LinkIsOld:
        return behind_link(render(request, "site/me_ended.html", {"is_old": True}, status=410))
    template = "site/me_who.html" if found else "site/me_ended.html"
    return behind_link(render(request, template, {"people": found, "token": token}, status=200 if found else 410))


@public
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    person = person_of(request, token)
    return _page(request, token, person) if person else _no_work(request, token)


def _page(request: HttpRequest, token: str, person: Person, form: CorrectForm | None = None) -> HttpResponse:
    context = {
        "person": person,
        "token": token,
        "held": queries.copy_of(person),
        **_chapters(person),
        "consents": queries.consents_of(person),
        "news": queries.allows(person, channel="email", purpose="news"),
        "news_buttons": NEWS_BUTTONS,
        "form": form or CorrectForm(initial={"name": person.name, "zip_code": person.zip_code}),
        "said": request.GET.get("said", ""),
    }
    return behind_link(render(request, "site/me.html", context, status=422 if form else 200))


def _chapters(person: Person) -> dict[str, object]:
    """Where they belong; and the chapter that serves their home, if that is another."""
    belongs_to = memberships_of(person)
    theirs = [one.chapter for one in belongs_to]
    return {"belongs_to": belongs_to, "serving": served_elsewhere(person, theirs, timezone.localdate())}


def _back(token: str, person: Person, said: str) -> HttpResponse:
    return behind_link(see_other(f"/me/{token}/?who={person.public_id}&said={said}"))


@same_site
@require_POST
def correct(request: HttpRequest, token: str) -> HttpResponse:
    person = person_of(request, token)
    if person is None:
        return _no_work(request, token)
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _page(request, token, person, form)
    people.correct(person=person, **form.cleaned_data, by=Actor.person(person.public_id), at=timezone.now())
    return _back(token, person, "corrected")


@same_site
@require_POST
def leave_chapter(request: HttpRequest, token: str, public_id: UUID) -> HttpResponse:
    """One press, and they belong there no more; joining again is one, too."""
    person = person_of(request, token)
    if person is None:
        return _no_work(request, token)
    for membership in memberships_of(person):
        if membership.public_id == public_id:
            by, how = Actor.person(person.public_id), Membership.Ended.LEFT
            members.end(membership=membership, how=how, by=by, at=timezone.now())
    return _back(token, person, "left")


@same_site
@require_POST
def change_consent(request: HttpRequest, token: str) -> HttpResponse:
    person = person_of(request, token)
    if person is None:
        return _no_work(request, token)
    given = request.POST.get("given") == "yes"
    people.change_consent(
        person=person,
        channel="email",
        purpose="news",
        given=given,
        where=WHERE,
        wording=str(NEWS_BUTTONS["yes" if given else "no"]),
        by=Actor.person(person.public_id),
        at=timezone.now(),
    )
    return _back(token, person, "consent")


@public
@require_safe
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """Everything, to take along."""
    person = person_of(request, token)
    if person is None:
        return _no_work(request, token)
    audit.record("copy taken", on=person.ref, by=Actor.person(person.public_id), at=timezone.now())
    answer = JsonResponse(queries.copy_of(person), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return behind_link(answer)


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Can't be undone, so it asks first and says what goes."""
    person = person_of(request, token)
    if person is None:
        return _no_work(request, token)
    if request.method != "POST":
        return behind_link(render(request, "site/me_erase.html", {"person": person, "token": token}))
    people.erase(person=person, by=VISITOR, at=timezone.now())
    return behind_link(render(request, "site/me_erased.html"))

""" "My data": by a mailed link a person sees all that is held, corrects it, changes consents, takes a copy, is erased.

The page that asks for the address answers everybody alike. The link holds the id of one person where a mailbox is one
person's; where two share it, each chooses who they are first.
"""

from datetime import datetime

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.foundation.audit import services as audit
from ballotline.interfaces.site.mails import GOOD_FOR, signer
from ballotline.movement.mail import services as mail
from ballotline.movement.mail.models import Message
from ballotline.movement.people import queries
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import mailbox_key
from ballotline.organizing.actions.kinds.petition.forms import TypedField, clean_email, clean_name, clean_zip

WHERE = "my data"
LINK = "site.MyDataLink"


class AskForm(forms.Form):
    email = TypedField(clean_email, label=gettext_lazy("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}))


class CorrectForm(forms.Form):
    name = TypedField(clean_name, label=gettext_lazy("Your name"), widget=forms.TextInput({"autocomplete": "name"}))
    zip_code = TypedField(
        clean_zip, label=gettext_lazy("ZIP code"), widget=forms.TextInput({"autocomplete": "postal-code"})
    )


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The same answer for every address. One that we don't know gets no mail."""
    form = AskForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "site/me_ask.html", {"form": form}, status=422 if form.errors else 200)
    at, email = timezone.now(), form.cleaned_data["email"]
    if queries.behind_mailbox(email):
        about = link_id(mailbox_key(email), at)
        mail.send(
            LINK, to=email, about=about, at=at, basis=Message.Basis.ANSWER, key=f"{LINK}:{about}",
        )  # fmt: skip
    return behind_link(render(request, "site/me_asked.html", {"email": email}))


def link_id(mailbox: str, at: datetime) -> str:
    """One link for a mailbox in ten minutes, by an id that says nothing about the mailbox."""
    ten_minutes = int(at.timestamp()) // 600
    return salted_hmac(LINK, f"{mailbox}:{ten_minutes}").hexdigest()[:32]


def people_behind(token: str) -> list[Person]:
    """Everyone who answers from the mailbox that the link was sent to; none for a forged or old one."""
    try:
        about = signer.unsign(token, max_age=GOOD_FOR)
    except signing.BadSignature:
        return []
    message = Message.objects.filter(key=f"{LINK}:{about}").exclude(mailbox_key="").first()
    return queries.behind_mailbox(message.mailbox_key) if message else []


def person_of(request: HttpRequest, token: str) -> Person | None:
    """The one person of the mailbox, or the one of several that the address or the form names."""
    found = people_behind(token)
    if len(found) == 1:
        return found[0]
    wanted = request.POST.get("who") or request.GET.get("who")
    return next((person for person in found if str(person.public_id) == wanted), None)


def _no_work(request: HttpRequest, token: str) -> HttpResponse:
    """Which of two, or a link that has ended."""
    found = people_behind(token)
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
        "consents": queries.consents_of(person),
        "news": queries.allows(person, channel="email", purpose="news"),
        "form": form or CorrectForm(initial={"name": person.name, "zip_code": person.zip_code}),
        "said": request.GET.get("said", ""),
    }
    return behind_link(render(request, "site/me.html", context, status=422 if form else 200))


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
def change_consent(request: HttpRequest, token: str) -> HttpResponse:
    person = person_of(request, token)
    if person is None:
        return _no_work(request, token)
    given = request.POST.get("given") == "yes"
    people.change_consent(
        person=person, channel="email", purpose="news", given=given, where=WHERE,
        wording=_("Write to me about other actions") if given else _("Stop writing to me"),
        by=Actor.person(person.public_id), at=timezone.now(),
    )  # fmt: skip
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

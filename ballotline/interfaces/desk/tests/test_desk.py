"""The desk's frame: Today, search, people, settings, mail and jobs; and who may enter what."""

import re
from datetime import timedelta
from pkgutil import iter_modules

import pytest
from anymail import backends
from django.test import Client
from django.utils import timezone

from ballotline.foundation.audit.models import Entry
from ballotline.foundation.organization.models import Edition
from ballotline.foundation.organization.queries import us
from ballotline.interfaces.desk.rivertown import build, remove
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.mail.models import Message
from ballotline.movement.people import likeness
from ballotline.movement.people import queries as people
from ballotline.movement.people.models import ContactPoint, Person, Tag
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from tests.rivertown import make_rivertown

pytestmark = pytest.mark.django_db
PAGES = [
    "",
    "search/?q=ana",
    "people/",
    "mail/",
    "jobs/",
    "settings/",
    "settings/mail/",
    "settings/backup/",
    "keys/",
    "front/",
]


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_an_owner_and_leads_a_stranger_to_the_sign_in(desk, page):
    counted(make_petition(), "Ana Flores")

    assert desk.get(f"/desk/{page}").status_code == 200
    assert Client().get(f"/desk/{page}")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("page", PAGES)
def test_a_moderator_enters_only_today_search_and_keys(page):
    status = signed_in_client(role="moderator").get(f"/desk/{page}").status_code

    assert status == (200 if page in ("", "search/?q=ana", "keys/") else 404)


def test_a_place_that_the_role_may_not_enter_is_not_in_the_menu():
    page = text_of(signed_in_client(role="moderator").get("/desk/"))

    assert 'href="/desk/actions/"' in page
    assert "/desk/people/" not in page
    assert "/desk/settings/" not in page


def test_today_begins_with_the_set_up_list_and_says_what_is_next(desk):
    page = " ".join(text_of(desk.get("/desk/")).split())

    assert "Set up: 0 of 9 done. Next: Name, place and color." in page
    assert "Nothing waits for you." in page


def test_the_set_up_list_can_be_hidden_and_comes_back(desk):
    desk.post("/desk/set-up/hide/")
    assert "Next:" not in text_of(desk.get("/desk/"))

    desk.post("/desk/set-up/show/")

    assert "Next:" in text_of(desk.get("/desk/"))


def test_the_first_stranger_s_signature_is_said_on_today(desk):
    make_rivertown()
    counted(make_petition(), "Maria García", zip_code="00010")

    page = text_of(desk.get("/desk/"))

    assert "Maria of Rivertown signed." in page
    assert "The first of many." in page


def test_what_waits_stands_on_today_and_leads_there(desk):
    petition = make_petition()
    counted(petition, "Ana Flores", comment="Six days")
    make_petition("bus", state="closed", title="A bus on Sundays")
    Message.objects.create(
        kind="x",
        basis="service",
        to_address="a@b.example",
        mailbox_key="a@b.example",
        key="k",
        state="failed",
        queued_at=timezone.now(),
        due_at=timezone.now(),
    )

    page = text_of(desk.get("/desk/"))

    assert "1 comment waits for a look" in page
    assert "/desk/petitions/library/comments/" in page
    assert "“A bus on Sundays” is closed and not handed over" in page
    assert "1 message could not be sent" in page


def test_a_pledge_whose_day_has_come_stands_on_today(desk):
    make_pledge(due=timezone.localdate() - timedelta(days=2))  # over in every zone of the country, at any hour

    page = desk.get("/desk/").content.decode()

    assert (
        "The day of “A pledge for the library” has come" in page
        and "/desk/pledges/a-pledge-for-the-library/verdict/" in page
    )


def test_every_page_of_the_desk_says_how_much_waits_today(desk):
    assert 'class="count"' not in text_of(desk.get("/desk/settings/"))
    counted(make_petition(), "Ana Flores", comment="Six days")

    desk.get("/desk/")  # the first signature, and a comment to look at

    assert 'Today <span class="count">2</span>' in text_of(desk.get("/desk/settings/"))


def test_search_finds_people_petitions_and_places_by_beginnings_of_words(desk):
    counted(make_petition(), "Łucja García", email="lucja@rivertown.example")

    assert "Łucja García" in text_of(desk.get("/desk/search/?q=garc"))
    assert "Łucja García" in text_of(desk.get("/desk/search/?q=lucja@"))
    assert "Keep the Ferry Street" in text_of(desk.get("/desk/search/?q=ferry+lib"))
    assert "/desk/petitions/new/" in text_of(desk.get("/desk/search/?q=new"))
    assert "Nothing found." in text_of(desk.get("/desk/search/?q=zzz"))


def test_a_moderator_s_search_finds_no_person():
    counted(make_petition(), "Ana Flores")

    assert "Ana Flores" not in text_of(signed_in_client(role="moderator").get("/desk/search/?q=ana"))


@pytest.mark.parametrize("query", ["?page=99999999999", "?sort=password", "?tag=%27", "?part=nothing"])
def test_odd_queries_of_the_list_are_answered(desk, query):
    counted(make_petition(), "Ana Flores")

    assert desk.get("/desk/people/" + query).status_code == 200


def test_each_look_at_a_person_leaves_a_trace_that_the_page_shows(desk):
    person = counted(make_petition(), "Ana Flores").person

    page = text_of(desk.get(f"/desk/people/{person.public_id}/"))

    assert "Keep the Ferry Street library" in page
    assert "Person viewed" in page and "by you ·" in page
    assert Entry.objects.filter(verb="person viewed", object_id=str(person.public_id)).count() == 1


def test_a_person_is_corrected_tagged_and_untagged(desk):
    person = counted(make_petition(), "Ana Flroes").person
    page = f"/desk/people/{person.public_id}/"

    desk.post(page + "correct/", {"name": "Ana Flores", "zip_code": "00011"})
    said = text_of(desk.post(page + "tag/", {"name": "Speaks  Spanish"}, follow=True))
    tag = person.taggings.get().tag
    desk.post(f"{page}tag/{tag.public_id}/off/")

    person.refresh_from_db()
    assert (person.name, person.zip_code) == ("Ana Flores", "00011")
    assert "Tagged “Speaks Spanish”." in said
    assert not person.taggings.exists()


def test_a_no_told_to_an_organizer_holds(desk):
    person = counted(make_petition(), "Ana Flores", news_consent=True).person

    desk.post(f"/desk/people/{person.public_id}/consent/", {"given": "no"})

    assert not people.allows(person, channel="email", purpose="news")


def test_erasing_asks_first(desk):
    person = counted(make_petition(), "Ana Flores").person
    page = f"/desk/people/{person.public_id}/erase/"

    assert "Erase everything about Ana Flores?" in text_of(desk.get(page))
    assert Person.objects.get().name == "Ana Flores"
    desk.post(page)

    assert desk.get(f"/desk/people/{person.public_id}/").status_code == 404
    assert not Signature.objects.filter(name="Ana Flores").exists()


def test_settings_are_kept_and_a_wrong_color_is_said_at_the_field(desk):
    fields = {"name": "Rivertown Together", "accent": "#ffd500", "answers_within_days": "2", "zone": "America/Chicago"}

    desk.post("/desk/settings/", fields)
    wrong = desk.post("/desk/settings/", {**fields, "accent": "yellow", "name": "Kept"})

    assert (us().name, us().accent, us().zone) == ("Rivertown Together", "#ffd500", "America/Chicago")
    assert wrong.status_code == 422
    assert "Choose a color, like #0f5c4d" in text_of(wrong)
    assert "Kept" in text_of(wrong)


def test_what_was_set_up_leads_on_to_the_next_task(desk):
    fields = {
        "name": "Rivertown Together",
        "place": "Rivertown",
        "accent": "#ffd500",
        "answers_within_days": "2",
        "zone": "UTC",
    }

    saved = text_of(desk.post("/desk/settings/", fields, follow=True))

    assert "Set up: 1 of 9 done." in saved
    assert re.search(r'<a href="/desk/settings/#answers">\s*Next: Who answers\?\s*</a>', saved)
    assert "Set up: 1 of 9 done." not in text_of(desk.get("/desk/settings/"))
    desk.post("/desk/set-up/hide/")
    assert "Next:" not in text_of(desk.post("/desk/settings/", {**fields, "name": "R"}, follow=True))


def test_a_change_of_settings_is_put_back_and_that_too(desk):
    fields = {"name": "Rivertown Together", "accent": "#ffd500", "answers_within_days": "2", "zone": "America/Chicago"}
    desk.post("/desk/settings/", fields)
    desk.post("/desk/settings/", {**fields, "name": "Rivertown Apart", "sentence": "By mistake"})
    last = Edition.objects.latest("id")

    said = text_of(desk.post(f"/desk/settings/{last.pk}/back/", follow=True))

    assert last.fields == {"name": "Rivertown Together", "sentence": ""}
    assert (us().name, us().sentence) == ("Rivertown Together", "")
    assert "As it was before." in said
    Edition.objects.update(at=timezone.now() - timedelta(days=31))
    assert desk.post(f"/desk/settings/{last.pk}/back/").status_code == 404


def test_a_color_is_shown_on_both_pages_while_it_is_chosen(desk):
    """The pair is the blueprint's own test vector for yellow."""
    piece = text_of(desk.get("/desk/settings/look/", {"accent": "#ffd500"}))

    assert "On light pages it becomes #7f6900, on dark pages #ffd500." in piece
    assert "<html" not in piece
    assert "#0f5c4d" in text_of(desk.get("/desk/settings/look/", {"accent": '"><script>'}))


def test_a_file_that_is_no_picture_is_refused_as_a_logo(desk, tmp_path):
    file = tmp_path / "logo.png"
    file.write_text("<svg onload=alert(1)>")
    fields = {"name": "R", "accent": "#ffd500", "answers_within_days": "2", "zone": "UTC"}

    with file.open("rb") as upload:
        response = desk.post("/desk/settings/", {**fields, "logo": upload})

    assert response.status_code == 422
    assert "Choose a picture" in text_of(response)


def test_the_mail_provider_is_kept_in_a_file_and_never_shown(desk, settings):
    written = settings.CONFIG.home / "mail.url"
    try:
        page = text_of(desk.post("/desk/settings/mail/", {"mail_url": "smtp://u:secret@127.0.0.1:2525"}, follow=True))
        assert "Mail leaves this machine." in page
        assert "secret" not in page
        assert written.stat().st_mode & 0o077 == 0
    finally:
        written.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ("", "This field is required"),
        ("http://x", "Write it like smtp://"),
        ("smtp", "Write it like smtp://"),
        ("anymail+nobody://x", "Write it like smtp://"),
        ("anymail+../x://t", "Write it like smtp://"),
        ("smtp://h:²", "Write it like smtp://"),
        ("smtp://h:99999", "Write it like smtp://"),
        ("smtp://[::1", "Write it like smtp://"),
        ("smtps://h?tls=start", "Write it like smtp://"),
        ("smtp://\x00", "Null characters"),
        ("smtp://", "server or key after the //"),
        ("smtps://", "server or key after the //"),
        ("smtp://u:p@", "server or key after the //"),
        ("smtp://:25", "server or key after the //"),
        ("smtp:host", "server or key after the //"),
        ("anymail+postmark://", "server or key after the //"),
        ("anymail+postmark:token", "server or key after the //"),
        ("smtp://my host", "server or key after the //"),
        ("anymail+console://x", "would go nowhere"),
        ("anymail+test://x", "would go nowhere"),
        ("anymail+mailjet://key", "needs more than a key"),
        ("anymail+postal://key", "needs more than a key"),
    ],
)
def test_a_provider_s_line_that_is_none_gets_a_sentence(desk, settings, wrong, sentence):
    answer = desk.post("/desk/settings/mail/", {"mail_url": wrong})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not (settings.CONFIG.home / "mail.url").exists()


@pytest.mark.parametrize("provider", sorted({one.name for one in iter_modules(backends.__path__)}))
def test_no_provider_of_the_library_makes_the_page_fall_over(desk, settings, provider):
    try:
        assert desk.post("/desk/settings/mail/", {"mail_url": f"anymail+{provider}://key"}).status_code in (303, 422)
    finally:
        (settings.CONFIG.home / "mail.url").unlink(missing_ok=True)


def test_the_demo_comes_and_goes_and_what_an_organizer_made_stays(desk):
    mine = make_petition("mine", title="My own petition")
    counted(mine, "Real Person", email="real@elsewhere.example")
    build.build(at=timezone.now())
    library = Petition.objects.get(action__title__startswith="Keep the Ferry Street")
    assert library.signatures.filter(state="confirmed").count() == 1_784
    assert library.signatures.filter(state="pending").count() == 212
    assert library.signatures.filter(state="quarantined").count() == 31
    assert library.paper.count() == 80
    assert library.signatures.filter(comment_state="waiting").count() == 7
    assert Person.objects.exclude(contact_points__kind="email").count() == 90
    assert Person.objects.filter(taggings__tag__name="Volunteer").count() == 160
    pair = ContactPoint.objects.get(value="second0@rivertown.example").person
    assert likeness.may_be_the_same(pair, among=Person.objects.present())

    desk.post("/desk/demo/remove/")

    assert remove.town() == remove.Town(asks={}, taking_part=0, people=0)
    assert list(Petition.objects.values_list("action__slug", flat=True)) == ["mine"]
    assert [p.name for p in Person.objects.all()] == ["Real Person"]
    assert not Tag.objects.exists()


def test_the_list_of_people_asks_a_fixed_number_of_questions(desk, django_assert_max_num_queries):
    petition = make_petition()
    for letter in "abcdefghijklmnopqrstuvwxyz":
        counted(petition, f"Person {letter}")

    with django_assert_max_num_queries(
        37
    ):  # twenty count what waits today, at most every ten seconds; two note the look
        desk.get("/desk/people/")


def test_an_account_without_a_role_finds_nothing(client):
    make_petition()
    signed(Petition.objects.get(), "Ana Flores")
    client.force_login(make_account(role="", email="none@rivertown.example"))

    assert client.get("/desk/").status_code == 404

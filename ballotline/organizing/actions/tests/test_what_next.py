"""What is offered after which ask: the rule by hand, and over every pair of kinds. A new folder in kinds/ joins by
existing."""

from datetime import UTC, datetime, timedelta
from itertools import product
from re import findall

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.declared import KINDS as WAYS_IN
from ballotline.movement.arrivals.testing import confirmed
from ballotline.organizing.actions import services
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.next_steps import next_step
from ballotline.organizing.actions.queries import open_after
from ballotline.organizing.actions.rules import About, go_together, what_next
from ballotline.organizing.actions.testing import an_open_one
from ballotline.organizing.actions.ways_in import page_of
from tests.ways_in import arrived, confirm_by_browser, fields_of

NOW = timezone.now()
SOON, LATER = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
LIBRARY = About(key=1, aim="Rivertown City Council", chapter="rivertown")
PAIRS = list(product(sorted(KINDS), repeat=2))


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    caches["near"].clear()


# the rule


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (About(key=2, goes_with=1), About(key=3, aim="City Council", rung=1, ends_at=SOON)),
        (About(key=2, chapter="rivertown", rung=3), About(key=3, chapter="millbrook", rung=1)),
        (About(key=2, chapter="", rung=3), About(key=3, chapter="millbrook", rung=1)),
        (About(key=2, aim="Council Member / Mayor", rung=3), About(key=3, aim="Meander Valley Transit", rung=1)),
        (About(key=2, aim="", rung=3), About(key=3, aim="county", rung=1)),
        (About(key=2, rung=1), About(key=3, rung=2, ends_at=SOON)),
        (About(key=2, ends_at=SOON), About(key=3, ends_at=LATER)),
        (About(key=2, ends_at=LATER), About(key=3)),
        (About(key=3), About(key=2)),
    ],
    ids=[
        "what goes with it, before what is near, calls, and closes",
        "its own chapter's, before another's",
        "the whole organization's, before another chapter's",
        "what is aimed at the same council, before others",
        "what may be aimed at anybody, before others",
        "the kind that stands first, before what closes first",
        "what closes first",
        "what closes, before what stays open",
        "the newest",
    ],
)
def test_what_is_offered_first(first, second):
    assert what_next(LIBRARY, [second, first]) == what_next(LIBRARY, [first, second]) == [first, second]


def test_what_was_just_done_is_not_offered():
    assert what_next(LIBRARY, [LIBRARY]) == []


@pytest.mark.parametrize(
    ("one", "other", "is_so"),
    [
        (About(key=2, goes_with=1), About(key=1), True),
        (About(key=2, goes_with=1), About(key=3, goes_with=1), True),
        (About(key=2, goes_with=1), About(key=3, goes_with=4), False),
        (About(key=2), About(key=3), False),
        (About(key=2, goes_with=1), About(key=3), False),
    ],
)
def test_two_go_together_where_one_names_the_other_or_both_name_the_same(one, other, is_so):
    assert go_together(one, other) is go_together(other, one) is is_so


@pytest.mark.parametrize(
    ("aim", "names"),
    [
        ("The Rivertown City Council", {"rivertown", "council"}),
        ("the council’s vote", {"council"}),
        ("MÜNCHEN / Straße 12345", {"münchen", "strasse"}),
        ("Mayor of York", {"mayor"}),
        ("", set()),
    ],
)
def test_an_aim_names_somebody_by_words_of_five_letters(aim, names):
    assert About(key=1, aim=aim).aimed_at == names


# every kind


def offered(after, counted=None) -> str:
    """The address that is offered; "" where nothing is."""
    step = next_step(after=after, counted=counted, at=NOW)
    return step.url if step else ""


def took_part(ask):
    """Ana's own row, counted."""
    return confirmed(arrived(way_into(ask), ask, at=NOW), at=NOW)


def way_into(ask):
    return next(one for one in WAYS_IN.values() if one.model is KINDS[ask.action.kind].people)


def join(one, other) -> None:
    Action.objects.filter(pk=one.pk).update(goes_with=other.pk)
    one.action.refresh_from_db()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_after_any_kind_the_one_that_goes_with_it_is_offered_before_all_others(kind, other):
    """The rival of each kind closes sooner; either of the two may name the other."""
    done, beside = an_open_one(kind), an_open_one(other)
    for rival in sorted(KINDS):
        Action.objects.filter(pk=an_open_one(rival).pk).update(closes_at=NOW + timedelta(hours=1))

    for one, named in ((done, beside), (beside, done)):
        join(one, named)
        assert offered(done) == page_of(beside)
        Action.objects.update(goes_with=None)
        done.action.refresh_from_db()

    assert offered(done) != page_of(beside)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_what_this_person_did_is_not_offered_again_even_if_they_took_it_back(kind, other):
    done, beside = an_open_one(kind), an_open_one(other)
    join(beside, done)
    row = took_part(done)

    assert offered(done, row)
    arrived(way_into(beside), beside, at=NOW)
    assert offered(done) == page_of(beside), "who did what only waits is not known"
    did = took_part(beside)
    assert offered(done, row) == ""
    arrivals.withdraw(arrival=did, at=NOW)

    assert offered(done, row) == "" and offered(done) == page_of(beside), "whom we don't know may do it"


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_what_goes_with_it_and_is_closed_or_a_draft_is_not_offered(kind, other):
    done, beside = an_open_one(kind), an_open_one(other)
    join(beside, done)
    row, _too = took_part(done), took_part(beside)

    services.step(beside, "close", by=SYSTEM, at=NOW)
    assert offered(done) == offered(done, row) == ""
    Action.objects.filter(pk=beside.pk).update(state="draft")

    assert offered(done) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_button_says_what_its_page_says(kind):
    done, beside = an_open_one("petition"), an_open_one(kind)

    step = next_step(after=done, at=NOW)

    assert step.url == page_of(beside) and len(step.label) > 3 and step.words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("near", "far"),
    [
        (lambda: make_petition("near", target="County Board"), lambda: make_petition("far", target="The mayor")),
        (lambda: make_campaign(titles=["County Clerk"]), lambda: make_campaign(titles=["Mayor"])),
        (lambda: make_campaign(levels=["county"]), lambda: make_campaign(levels=["state"])),
        (lambda: make_pledge(unless="the county pays"), lambda: make_pledge(unless="the mayor pays")),
        (lambda: make_pledge(decided_by="The county’s vote"), lambda: make_pledge(decided_by="The vote of 28 June")),
    ],
    ids=["a petition's target", "a call's offices", "a call's levels", "a pledge's condition", "who decides a pledge"],
)
def test_what_is_aimed_at_the_same_is_offered_before_what_closes_sooner(near, far):
    done, near, far = make_petition("done", target="Meander County"), near(), far()
    Action.objects.filter(pk=far.pk).update(closes_at=NOW + timedelta(hours=1))

    assert offered(done) == page_of(near)


@pytest.mark.django_db
def test_of_two_alike_what_closes_first_and_no_other_chapter_s_is_offered():
    done, theirs, early, _late = (make_petition(slug) for slug in ("done", "theirs", "early", "late"))
    for ask, chapter, hours in ((done, "five", 9), (theirs, "six", 1), (early, "five", 2)):
        closes_at = NOW + timedelta(hours=hours)
        Action.objects.filter(pk=ask.pk).update(chapter=chapter, closes_at=closes_at)
    done.action.refresh_from_db()

    assert offered(done) == page_of(early)


def test_a_chapter_puts_its_ask_beside_no_other_than_its_own():
    petition, pledge = About(key=1), About(key=2, goes_with=1, rung=3)
    of_a_chapter = About(key=3, goes_with=1, chapter="millbrook", rung=1)

    assert what_next(petition, [of_a_chapter, pledge])[0] == pledge
    assert not go_together(petition, of_a_chapter) and go_together(of_a_chapter, petition)
    assert go_together(About(key=4, chapter="millbrook"), About(key=5, goes_with=4, chapter="millbrook"))


@pytest.mark.django_db
def test_a_call_is_offered_before_a_petition_and_a_petition_before_a_pledge():
    done = make_petition("done", target="")
    in_order = [make_campaign(), make_petition("another"), make_pledge()]

    assert open_after(done, person=None, at=NOW) == in_order


# on the page


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_whoever_is_counted_is_offered_it_on_the_page_they_come_to_by_the_one_filled_button(kind, other):
    done, beside = an_open_one(kind, title="Just done"), an_open_one(other, title="What goes with it")
    join(beside, done)
    way_in = way_into(done)

    row = arrived(way_in, done)
    there = confirm_by_browser(row, **fields_of(way_in))["Location"]
    page = Client().get(there).content.decode()

    [(address, label)] = findall(r'<a class="button main" href="([^"]+)">(.*?)</a>', page)
    opened = Client().get(address)
    assert opened.status_code == 200 and "What goes with it" in opened.content.decode()
    assert label.strip() and ">Not now</a>" in page


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_where_nothing_else_is_open_the_page_offers_nothing(kind):
    done = an_open_one(kind)

    there = confirm_by_browser(arrived(way_into(done), done), **fields_of(way_into(done)))["Location"]

    assert 'class="button main"' not in Client().get(there).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_petition_that_is_over_leads_on_to_what_goes_with_it(kind):
    over, beside, _rival = make_petition(), an_open_one(kind, title="What goes with it"), an_open_one("call")
    join(beside, over)
    Action.objects.filter(pk=over.pk).update(state="closed")

    page = Client().get(page_of(over))

    assert page.status_code == 410 and f'href="{page_of(beside)}"' in page.content.decode()

"""Two rows of one human become one, in every room, and are two again: by hand for each kind, and by chance for all of
them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances, Word
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail import services as mail
from ballotline.movement.people import merging, queries
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Merge, NotTheSame, Person
from ballotline.movement.people.rows import CannotMerge, relations_to_people
from ballotline.movement.people.rules import pair_key
from ballotline.organizing.actions import queries as actions
from ballotline.organizing.actions import services as asks
from ballotline.organizing.actions.kinds.call.models import Caller
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.queries import count_now
from ballotline.organizing.actions.kinds.petition.services import checking
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.kinds.pledge.testing import counted as promised
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge

pytestmark = pytest.mark.django_db
NOW = timezone.now()
AN_HOUR = timedelta(hours=1)
ANA = {"name": "Ana Flores", "email": "ana@rivertown.example"}
ANNA = {"name": "Anna Flores", "email": "anna@rivertown.example"}


def both() -> list[Person]:
    day = NOW - timedelta(days=30)
    return [
        people.identify(**ANA, zip_code="00010", at=day),
        people.identify(**ANNA, zip_code="00011", at=day - timedelta(days=3)),
    ]


def merged(keep: Person, other: Person, *choices: str) -> Merge:
    return merging.merge(keep=keep, other=other, choices=choices, by=SYSTEM, at=NOW)


def apart(merge: Merge) -> None:
    merging.take_apart(merge=merge, by=SYSTEM, at=NOW + AN_HOUR)


def states(petition: Petition) -> dict[str, str]:
    return dict(Signature.objects.filter(petition=petition).values_list("email", "state"))


def test_two_signatures_of_one_human_count_once_and_count_twice_again_when_taken_apart():
    ana, anna = both()
    petition = make_petition()
    counted(petition, **ANNA, at=NOW - 2 * AN_HOUR)
    counted(petition, **ANA, at=NOW - AN_HOUR)

    merge = merged(ana, anna)

    assert states(petition) == {ANNA["email"]: "confirmed", ANA["email"]: "withdrawn"}
    assert count_now(petition, NOW).online == 1
    assert list(Signature.objects.values_list("person", flat=True)) == [ana.pk, ana.pk]
    apart(merge)
    assert count_now(petition, NOW).online == 2


def test_what_the_mailbox_s_owner_said_counts_before_what_an_organizer_heard():
    ana, anna = both()
    petition = make_petition()
    waits = signed(petition, **ANNA, at=NOW - 2 * AN_HOUR)
    arrivals.count_on_word(arrival=waits, word=Word(heard="phone", note=""), by=SYSTEM, at=NOW - 2 * AN_HOUR)
    counted(petition, **ANA, at=NOW - AN_HOUR)

    merged(ana, anna)

    assert states(petition) == {ANA["email"]: "confirmed", ANNA["email"]: "withdrawn"}


def test_a_number_that_was_handed_over_stays_true():
    ana, anna = both()
    petition = make_petition()
    for who in (ANA, ANNA):
        counted(petition, **who)
    Petition.objects.update(delivered_at=NOW)

    merge = merged(ana, anna)

    assert count_now(petition, NOW).online == 2
    assert len(queries.copy_of(ana)["signatures"]) == 2
    people.erase(person=ana, by=SYSTEM, at=NOW)
    assert count_now(petition, NOW).online == 2
    assert set(Signature.objects.values_list("name", "email", "person")) == {("", "", None)}
    assert not Merge.objects.filter(pk=merge.pk).exists()


def test_signatures_taken_out_together_are_put_back_without_a_second_of_the_same_human():
    ana, anna = both()
    petition = make_petition()
    rows = [counted(petition, **who) for who in (ANA, ANNA)]
    batch = checking.take_out(
        petition=petition, public_ids=[str(row.public_id) for row in rows], reason="look alike", by=SYSTEM, at=NOW
    )

    merge = merged(ana, anna)

    assert checking.put_back(batch=batch, by=SYSTEM, at=NOW) == 1
    assert states(petition) == {ANA["email"]: "confirmed", ANNA["email"]: "invalidated"}
    apart(merge)
    assert states(petition) == {ANA["email"]: "confirmed", ANNA["email"]: "invalidated"}


def test_who_waits_for_a_look_is_not_counted_beside_the_same_human():
    ana, anna = both()
    petition = make_petition()
    counted(petition, **ANA)
    odd = counted(petition, **ANNA)
    Signature.objects.filter(pk=odd.pk).update(state="quarantined")

    merged(ana, anna)
    asks.clear(petition, public_ids=[str(odd.public_id)], by=SYSTEM, at=NOW)

    assert count_now(petition, NOW).online == 1


def test_who_came_by_either_link_came_by_the_signature_that_counts_and_nobody_by_themselves():
    ana, anna = both()
    petition = make_petition()
    first = counted(petition, **ANA)
    second = counted(petition, **ANNA, how=Circumstances(network_key="x", share_code=first.share_code))
    counted(petition, "Ben Weiss", how=Circumstances(network_key="y", share_code=second.share_code))

    merge = merged(anna, ana)

    assert dict(Signature.objects.values_list("name", "shared_by")) == {
        "Ana Flores": None,
        "Anna Flores": first.pk,
        "Ben Weiss": first.pk,
    }
    apart(merge)
    assert Signature.objects.get(name="Ben Weiss").shared_by == second


def test_whoever_came_by_a_link_of_their_own_came_by_nobody_s():
    ana, anna = both()
    petition = make_petition()
    waits = signed(petition, **ANNA, at=NOW - 3 * AN_HOUR)
    counts = counted(petition, **ANA, how=Circumstances(network_key="x", share_code=waits.share_code), at=NOW - AN_HOUR)
    confirmed(waits, at=NOW)
    assert Signature.objects.get(pk=counts.pk).shared_by == waits

    merge = merged(ana, anna)

    assert Signature.objects.get(pk=counts.pk).shared_by is None
    apart(merge)
    assert Signature.objects.get(pk=counts.pk).shared_by == waits


def test_a_press_of_the_other_mailbox_finds_that_it_counts_already():
    ana, anna = both()
    petition = make_petition()
    for who in (ANA, ANNA):
        counted(petition, **who)
    merged(ana, anna)

    again = counted(petition, **ANNA)

    assert again.email == ANA["email"]
    assert count_now(petition, NOW).online == 1


def test_promises_and_callers_count_once_too():
    ana, anna = both()
    pledge, campaign = make_pledge(), make_campaign()
    for who in (ANA, ANNA):
        promised(pledge, **who)
        called(campaign, who)

    merge = merged(ana, anna)

    assert actions.taking_part(pledge) == actions.taking_part(campaign) == 1
    assert sorted(ana.activities.values_list("kind", flat=True)) == ["called", "pledged"]
    apart(merge)
    assert actions.taking_part(pledge) == actions.taking_part(campaign) == 2


def called(campaign, who, at=NOW):
    typed = arrivals.Typed(**who, zip_code="00010")
    waits = arrivals.ask(draft=Caller(campaign=campaign), typed=typed, how=Circumstances(network_key="here"), at=at)
    shown = arrivals.Shown(name=who["name"], zip_code="00010", own={})
    return arrivals.confirm(arrival=waits, shown=shown, at=at)


def test_a_sign_in_goes_with_its_human_and_two_of_them_stay_two_humans():
    ana, anna = both()
    Account.objects.filter(pk=make_account(email=ANNA["email"]).pk).update(person=anna)

    merge = merged(ana, anna)
    assert Account.objects.get().person == ana
    apart(merge)
    assert Account.objects.get().person == anna

    Account.objects.filter(pk=make_account(email=ANA["email"]).pk).update(person=ana)
    with pytest.raises(CannotMerge, match="Both sign in here"):
        merged(ana, anna)
    assert Person.objects.present().count() == 2


def test_what_has_left_the_kept_one_since_does_not_come_to_the_other():
    ana, anna = both()
    Account.objects.filter(pk=make_account(email=ANNA["email"]).pk).update(person=anna)
    merge = merged(ana, anna)
    Account.objects.update(person=None)

    apart(merge)

    assert Account.objects.get().person is None


def test_no_row_of_any_room_is_left_with_the_other_one():
    ana, anna = both()
    make_petition()
    make_pledge()
    for deed in (sign, promise, say(True), tagged("Driver"), be_corrected, get_mail, be_told_apart):
        deed(1, NOW)

    merged(ana, anna)

    assert left_with(anna) == ["people.Merge.other"]


def left_with(person: Person) -> list[str]:
    """The relations in which rows point to somebody."""
    found = []
    for relation in relations_to_people():
        model, field = relation.rsplit(".", 1)
        if apps.get_model(model)._default_manager.filter(**{field: person}).exists():
            found.append(relation)
    return found


# By chance


def sign(who: int, at) -> None:
    counted(Petition.objects.get(action__slug="library"), **(ANA, ANNA)[who], at=at)


def sign_the_one_handed_over(who: int, at) -> None:
    counted(Petition.objects.get(action__slug="bus"), **(ANA, ANNA)[who], at=at)


def sign_on_word(who: int, at) -> None:
    waits = signed(Petition.objects.get(action__slug="library"), **(ANA, ANNA)[who], at=at)
    arrivals.count_on_word(arrival=waits, word=Word(heard="phone", note=""), by=SYSTEM, at=at)


def bring_somebody(who: int, at) -> None:
    mine = Signature.objects.filter(email=(ANA, ANNA)[who]["email"]).order_by("pk").first()
    if mine:
        how = Circumstances(network_key="z", share_code=mine.share_code)
        counted(mine.petition, f"Somebody {Signature.objects.count()}", how=how, at=at)


def be_taken_out(who: int, at) -> None:
    mine = Signature.objects.filter(email=(ANA, ANNA)[who]["email"]).order_by("pk").first()
    if mine:
        checking.take_out(petition=mine.petition, public_ids=[str(mine.public_id)], reason="?", by=SYSTEM, at=at)


def promise(who: int, at) -> None:
    promised(Pledge.objects.get(), **(ANA, ANNA)[who], at=at)


def say(given: bool, channel: str = "email"):
    def said(who: int, at) -> None:
        people.record_consent(
            person=person(who), channel=channel, purpose="news", given=given, at=at, where="table", wording="news"
        )

    return said


def person(who: int) -> Person:
    return Person.objects.get(contact_points__value=(ANA, ANNA)[who]["email"])


def tagged(name: str):
    def tag(who: int, at) -> None:
        people.tag_many(people=Person.objects.filter(pk=person(who).pk), name=name, by=SYSTEM, at=at)

    return tag


def be_corrected(who: int, at) -> None:
    people.correct(person=person(who), name=f"A. Flores {who}", zip_code="00012", by=SYSTEM, at=at)


def get_mail(who: int, at) -> None:
    mail.send("petition.ThanksForSigning", to=ANA["email"], about="x", at=at, key=f"x{who}", person=person(who))


def be_told_apart(who: int, at) -> None:
    third = people.identify(name="Ana Flores", email="third@rivertown.example", at=at)
    one, other = pair_key(person(who).pk, third.pk)
    NotTheSame.objects.get_or_create(one_id=one, other_id=other, defaults={"at": at})


DEEDS = [
    sign,
    sign_the_one_handed_over,
    sign_on_word,
    bring_somebody,
    be_taken_out,
    promise,
    say(True),
    say(False),
    say(False, "phone"),
    tagged("Has a car"),
    tagged("Volunteer"),
    be_corrected,
    get_mail,
    be_told_apart,
]


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything() -> dict[str, list[tuple]]:
    """All rows of all tables, but for the log, and for when somebody was last changed."""
    rows = {}
    for model in apps.get_models():
        if model._meta.label not in ("audit.Entry", "people.Merge"):
            columns = [field.attname for field in model._meta.concrete_fields if field.name != "changed_at"]
            rows[model._meta.label] = list(model._default_manager.order_by("pk").values_list(*columns))
    return rows


def reached(one: Person) -> dict[str, object]:
    """What is known of a human, however many rows it stands in."""
    signs = Signature.objects.filter(person=one, state="confirmed")
    return {
        "ways": set(one.contact_points.values_list("kind", "value")),
        "did": set(one.activities.values_list("kind", "about_id", "at")),
        "tags": set(one.taggings.values_list("tag__name", "at")),
        "since": one.created_at,
        "signs": set(signs.values_list("petition__action__slug", flat=True)),
        "words": {(c.channel, c.purpose): c.given for c in queries.consents_of(one)},
        "told apart": NotTheSame.objects.count(),
    }


def counted_rows(slug: str, *who: Person) -> int:
    return Signature.objects.filter(petition__action__slug=slug, person__in=who, state="confirmed").count()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    lives=st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from(DEEDS)), max_size=12),
    choices=st.sets(st.sampled_from(sorted(merging.CHOSEN))),
)
def test_whatever_two_did_a_merge_loses_nothing_widens_nothing_and_is_undone_exactly(lives, choices):
    with rolled_back():
        ana, anna = both()
        make_petition("library")
        make_petition("bus", delivered_at=NOW)
        make_pledge()
        for hour, (who, deed) in enumerate(lives):
            try:
                deed(who, NOW - timedelta(hours=24 - hour))
            except arrivals.LinkHasNoWork:  # who was taken out signs no more
                continue
        ana.refresh_from_db()
        anna.refresh_from_db()
        before, known = everything(), [reached(one) for one in (ana, anna)]

        with rolled_back():
            merged(anna, ana, *choices)
            the_other_way = reached(Person.objects.get(pk=anna.pk))
        merge = merged(ana, anna, *choices)

        one = reached(Person.objects.get(pk=ana.pk))
        assert one == the_other_way
        assert one["ways"] == known[0]["ways"] | known[1]["ways"]
        assert {did[:2] for did in one["did"]} == {did[:2] for each in known for did in each["did"]}
        assert {tag for tag, _at in one["tags"]} == {tag for each in known for tag, _at in each["tags"]}
        assert set(left_with(anna)) <= {"people.Merge.other", "petition.Signature.person"}
        assert one["signs"] == known[0]["signs"] | known[1]["signs"]
        assert counted_rows("library", ana, anna) == ("library" in one["signs"])
        said = [each["words"] for each in known]
        assert one["words"] == {
            word: all(each[word] for each in said if word in each) for word in said[0].keys() | said[1].keys()
        }
        apart(merge)
        assert everything() == before

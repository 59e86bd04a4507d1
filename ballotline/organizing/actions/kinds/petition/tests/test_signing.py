"""Sign, confirm, disown: the verbs of a signer, and the promises behind them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.movement.mail.models import Message, Suppression
from ballotline.movement.people.models import Activity, Consent, Person
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.rules import Circumstances
from ballotline.organizing.actions.kinds.petition.services import signing
from ballotline.organizing.actions.kinds.petition.testing import HERE, counted, make_petition, signed

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_an_unconfirmed_signature_touches_no_person():
    petition = make_petition()

    signature = signed(petition, "Ana Flores", news_consent=True)

    assert signature.state == "pending"
    assert Person.objects.count() == Consent.objects.count() == Activity.objects.count() == 0
    assert queries.count_now(petition, timezone.now()).all == 0


def test_a_known_person_is_not_changed_by_a_form_that_nobody_confirmed():
    counted(make_petition(), "Ana Flores", zip_code="00010")

    signed(make_petition("bus"), "Ana Flores", zip_code="99999", news_consent=True)

    assert Person.objects.get().zip_code == "00010"
    assert Consent.objects.count() == 0


def test_confirming_brings_person_consent_activity_and_thanks_at_once():
    petition = make_petition()

    signature = counted(petition, "Ana Flores", news_consent=True)

    person = Person.objects.get()
    assert (person.name, signature.person) == ("Ana Flores", person)
    consent = Consent.objects.get()
    assert (consent.channel, consent.purpose, consent.given) == ("email", "news", True)
    assert consent.wording == HERE.consent_words and "library" in consent.where
    assert Activity.objects.get().kind == "signed"
    assert Message.objects.filter(kind="petition.ThanksForSigning").count() == 1
    assert queries.count_now(petition, timezone.now()).online == 1


def test_no_tick_is_no_consent():
    counted(make_petition(), "Ana Flores", news_consent=False)

    assert Consent.objects.count() == 0


def test_a_second_click_is_the_same_signature():
    petition = make_petition()

    first, second = signed(petition, at=NOW), signed(petition, at=NOW + timedelta(seconds=1))

    assert first.pk == second.pk
    assert Message.objects.filter(kind="petition.ConfirmSignature").count() == 1


def test_confirming_twice_counts_once():
    signature = counted(make_petition(), at=NOW)

    again = signing.confirm(signature=signature, at=NOW + HOUR)

    assert again.confirmed_at == signature.confirmed_at
    assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    "spelling",
    ["ana.flores+news@gmail.com", "AnaFlores@gmail.com", "a.n.a.flores@googlemail.com", "anaflores@GMAIL.com"],
)
def test_one_mailbox_in_many_spellings_signs_once(spelling):
    petition = make_petition()

    signed(petition, "Ana Flores", email="anaflores@gmail.com")
    signed(petition, "ana  FLORES", email=spelling)

    assert petition.signatures.count() == 1


def test_two_people_may_share_one_mailbox():
    petition = make_petition()

    ana = counted(petition, "Ana Flores", email="house@rivertown.example")
    ben = counted(petition, "Ben Flores", email="house@rivertown.example")

    assert ana.person != ben.person
    assert queries.count_now(petition, timezone.now()).online == 2


def test_the_confirm_link_is_the_same_for_ever():
    signature = signed(make_petition())

    assert queries.confirm_token(signature) == queries.confirm_token(Signature.objects.get())
    assert queries.signature_of(queries.confirm_token(signature), slug="library") == signature


def test_a_link_of_one_petition_opens_nothing_at_another():
    signature = signed(make_petition())
    make_petition("bus")

    assert queries.signature_of(queries.confirm_token(signature), slug="bus") is None


def test_the_second_mail_comes_after_ten_minutes_and_not_before():
    signature = signed(make_petition(), at=NOW)

    signing.send_again(signature=signature, at=NOW + 9 * MINUTE)
    assert Message.objects.count() == 1
    signing.send_again(signature=signature, at=NOW + 11 * MINUTE)

    assert Message.objects.count() == 2


def test_one_address_gets_five_mails_however_often_it_is_typed():
    petition = make_petition()

    for n in range(40):
        signed(
            petition,
            f"Victim Number {'abcdefghijklmnopqrstuvwxyz'[n % 26] * (n // 26 + 1)}",
            email="victim@rivertown.example",
        )

    assert Message.objects.filter(to_address="victim@rivertown.example").count() == 5
    assert petition.signatures.count() == 40


def test_five_unanswered_mails_are_free_again_once_the_mailbox_answers():
    petition = make_petition()
    for letter in "abcdef":
        last = signed(petition, f"Person {letter}", email="busy@rivertown.example")
    signing.confirm(signature=last, at=timezone.now())

    signed(make_petition("bus"), "Person a", email="busy@rivertown.example")

    assert Message.objects.filter(kind="petition.ConfirmSignature").count() == 6


def test_a_closed_petition_takes_no_signature_and_no_confirmation():
    petition = make_petition(closes_at=NOW + HOUR)
    signature = signed(petition, at=NOW)

    with pytest.raises(signing.PetitionClosed):
        signed(petition, "Ben Weiss", at=NOW + HOUR)
    with pytest.raises(signing.PetitionClosed):
        signing.confirm(signature=signature, at=NOW + HOUR)


def test_a_link_works_for_fourteen_days_and_a_new_mail_starts_the_days_again():
    signature = signed(make_petition(), at=NOW)

    with pytest.raises(signing.LinkHasNoWork):
        signing.confirm(signature=signature, at=NOW + 14 * DAY + MINUTE)
    signing.send_again(signature=signature, at=NOW + 15 * DAY)

    assert signing.confirm(signature=signature, at=NOW + 16 * DAY).state == "confirmed"


def test_i_did_not_sign_this_takes_the_row_away():
    petition = make_petition()
    signature = signed(petition)

    signing.disown(signature=signature, at=NOW)

    assert petition.signatures.count() == 0


def test_a_disowned_mailbox_can_refuse_petition_mail_for_good():
    signature = signed(make_petition(), email="ana@rivertown.example")

    signing.refuse(mailbox=signature.mailbox_key, at=NOW)
    signing.refuse(mailbox=signature.mailbox_key, at=NOW)

    assert Suppression.objects.count() == 1
    assert "ana" not in Suppression.objects.get().mailbox_hash


def test_what_was_typed_last_counts_while_nobody_has_confirmed():
    petition = make_petition()

    signed(petition, "Ana Flores", zip_code="0001")
    signed(petition, "Ana Flores", zip_code="00010", comment="Six days, please.")

    signature = petition.signatures.get()
    assert (signature.zip_code, signature.comment) == ("00010", "Six days, please.")


def test_a_counted_signature_is_not_changed_by_signing_again():
    petition = make_petition()
    counted(petition, "Ana Flores", zip_code="00010")

    signed(petition, "Ana Flores", zip_code="99999", comment="changed")

    signature = petition.signatures.get()
    assert (signature.zip_code, signature.comment, signature.state) == ("00010", "", "confirmed")


def test_who_signs_again_learns_it_by_mail_and_nowhere_else():
    petition = make_petition()
    counted(petition, at=NOW)

    signed(petition, at=NOW + HOUR)

    assert Message.objects.filter(kind="petition.AlreadyCounted").count() == 1


def test_a_changed_address_moves_the_waiting_signature():
    petition = make_petition()
    wrong = signed(petition, "Ana Flores", email="ana@exampel.example", comment="Six days")

    moved = signing.change_address(signature=wrong, email="ana@rivertown.example", how=HERE, at=NOW)

    assert [s.email for s in petition.signatures.all()] == ["ana@rivertown.example"]
    assert moved.comment == "Six days"


def test_changing_the_address_of_a_counted_signature_moves_nothing():
    petition = make_petition()
    mine = counted(petition, "Ana Flores", email="ana@rivertown.example")

    signing.change_address(signature=mine, email="other@rivertown.example", how=HERE, at=NOW)

    mine.refresh_from_db()
    assert (mine.email, mine.state) == ("ana@rivertown.example", "confirmed")


def test_a_filled_honeypot_is_set_aside_without_a_mail():
    signature = signed(make_petition(), how=Circumstances(honeypot_filled=True))

    assert (signature.state, signature.suspicion) == ("quarantined", "honeypot")
    assert Message.objects.count() == 0


def test_the_thirty_first_of_one_network_in_ten_minutes_is_set_aside_and_its_mail_decides():
    petition = make_petition()
    for n in range(30):
        signed(petition, f"Signer {n}", email=f"s{n}@rivertown{n}.example", at=NOW)

    odd = signed(petition, "One More", at=NOW)

    assert (odd.state, odd.suspicion) == ("quarantined", "network")
    assert signing.confirm(signature=odd, at=NOW).state == "confirmed"


def test_trusted_networks_and_proofs_of_work_are_exempt_from_the_windows_only():
    petition = make_petition()
    for n in range(31):
        signed(petition, f"Signer {n}", email=f"s{n}@rivertown{n}.example", at=NOW)

    proven = signed(petition, "Proven", at=NOW, how=Circumstances(network_key="here", proof_of_work=True))
    trusted = signed(petition, "Trusted", at=NOW, how=Circumstances(is_trusted=True))
    bot = signed(petition, "Bot", at=NOW, how=Circumstances(is_trusted=True, honeypot_filled=True))

    assert (proven.state, trusted.state, bot.state) == ("pending", "pending", "quarantined")


def test_a_corrected_name_is_what_is_counted():
    signature = signed(make_petition(), "Ana Flroes")

    corrected = signing.correct_name(signature=signature, name="Ana Flores")
    signing.confirm(signature=corrected, at=timezone.now())

    assert Person.objects.get().name == "Ana Flores"


def test_one_click_signs_a_known_person_once():
    person = counted(make_petition(), "Ana Flores").person
    bus = make_petition("bus")

    first = signing.sign_as(petition=bus, person=person, email="ana.flores@rivertown.example", how=HERE, at=NOW)
    second = signing.sign_as(petition=bus, person=person, email="ana.flores@rivertown.example", how=HERE, at=NOW)

    assert first == second and first.state == "confirmed"
    assert Person.objects.count() == 1


def test_a_personal_link_knows_whom_it_brought():
    petition = make_petition()
    ana = counted(petition, "Ana Flores")

    counted(petition, "Ben Weiss", how=Circumstances(network_key="there", share_code=ana.share_code))

    assert queries.brought_by(ana) == 1
    assert queries.sharers(petition) == [(ana, 1)]

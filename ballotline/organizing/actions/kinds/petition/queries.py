"""Reading petitions: what the public sees, what the figures are, who stands behind them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from django.core import signing
from django.core.cache import caches
from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import TruncDate

from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.petition.chain import DeliveryRow
from ballotline.organizing.actions.kinds.petition.counted import Counted
from ballotline.organizing.actions.kinds.petition.models import Follower, PaperSignature, Petition, Signature, Update
from ballotline.organizing.actions.kinds.petition.rules import share_mark
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import public
from ballotline.record.places.rules import five_digits

State = Signature.State
COUNT_IS_AT_MOST_OLD = 2  # seconds

one_click_signer = signing.TimestampSigner(salt="petition.one-click")


def not_yet_open(at: datetime) -> list[Petition]:
    """Published, with a day on which signing begins; the nearest first."""
    found = public(Petition).filter(action__state=Action.State.LIVE, action__opens_at__gt=at)
    return list(found.order_by("action__opens_at", "action_id")[:50])


def counted(petition: Petition, at: datetime) -> Counted:
    """Confirmed signatures and paper apart; at most two seconds old. There is no counter to keep in step."""
    return kept_count(petition.pk) or counted_afresh(petition, at)


def kept_count(pk: int) -> Counted | None:
    """What this process has counted within the last two seconds, unless it has counted somebody in since."""
    kept: Counted | None = caches["near"].get(f"petition.count.{pk}")
    return kept


def count_anew(pk: int) -> None:
    """Whoever asks next is told with whom we have counted in this very moment."""
    caches["near"].delete(f"petition.count.{pk}")


def counted_afresh(petition: Petition, at: datetime) -> Counted:
    """For what is itself kept for two seconds: a kept count in a kept page would be four seconds old."""
    fresh = count_now(petition, at)
    caches["near"].set(f"petition.count.{petition.pk}", fresh, COUNT_IS_AT_MOST_OLD)
    return fresh


def count_now(petition: Petition, at: datetime) -> Counted:
    return counts_of([petition], at)[petition.pk]


def counts_of(petitions: Sequence[Petition], at: datetime) -> dict[int, Counted]:
    """By the pk of each: whoever says anywhere how many have signed has it from here."""
    theirs: dict[str, Any] = {"petition__in": [one.pk for one in petitions]}
    online = _by_petition(Signature.objects.filter(state=State.CONFIRMED, **theirs))
    paper = _by_petition(PaperSignature.objects.filter(removed_at=None, **theirs))
    return {one.pk: Counted(online.get(one.pk, 0), paper.get(one.pk, 0), at) for one in petitions}


def _by_petition(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("petition").annotate(n=Count("pk")))


def recent_signers(petition: Petition) -> list[Signature]:
    """The last ten who let us show their first name and town."""
    shown = petition.signatures.filter(state=State.CONFIRMED, show_name=True)
    return list(shown.order_by("-confirmed_at", "-id").only("name", "place_town", "confirmed_at")[:10])


def shown_comments(petition: Petition) -> list[Signature]:
    shown = petition.signatures.filter(state=State.CONFIRMED, comment_state=Signature.Comment.SHOWN)
    return list(shown.order_by("-id")[:20])


def updates(petition: Petition) -> QuerySet[Update]:
    return petition.updates.filter(removed_at=None).order_by("-posted_at")


def of_the_same(signature: Signature) -> QuerySet[Signature]:
    """Other presses of this mailbox and name under the petition."""
    same = {"mailbox_key": signature.mailbox_key, "name_key": signature.name_key}
    return Signature.objects.filter(petition_id=signature.petition_id, **same).exclude(pk=signature.pk)


def shared(code: str) -> Petition | None:
    """Where a personal link leads: its petition, also when the row that it was made for is gone."""
    signature = Signature.objects.select_related("petition__action").filter(share_code=code).first()
    if signature:
        return signature.petition
    marked = [one for one in public(Petition) if share_mark(one.public_id) == code[8:]]
    return marked[0] if len(marked) == 1 else None


def brought_by(signature: Signature) -> int:
    """How many signed, and were counted, through this person's link."""
    return signature.brought.filter(state=State.CONFIRMED).count()


def one_click_token(petition: Petition, person: Person) -> str:
    """For a link in a mail to this person: no address in it, good for 14 days, for this petition only."""
    return one_click_signer.sign(f"{person.public_id.hex}.{petition.public_id.hex}")


def on_word(petition: Petition) -> int:
    """How many of those counted an organizer has counted on the person's word."""
    words = petition.signatures.filter(state=State.CONFIRMED, confirmed_by=Signature.ConfirmedBy.WORD)
    return words.count()


def waiting_comments(petition: Petition) -> QuerySet[Signature]:
    """Comments that an organizer has not looked at, the oldest first."""
    return _waiting_comments().filter(petition=petition).order_by("id")


def waiting_comments_of(petitions: Sequence[Petition]) -> dict[int, int]:
    """How many, by the pk of the petition."""
    return _by_petition(_waiting_comments().filter(petition__in=petitions))


def _waiting_comments() -> QuerySet[Signature]:
    return Signature.objects.filter(comment_state=Signature.Comment.WAITING, state=State.CONFIRMED)


def to_be_told(petition: Petition) -> int:
    """How many asked to hear how it goes on: signers, and others."""
    return petition.signatures.filter(wants_updates=True, state=State.CONFIRMED).count() + followers(petition).count()


def followers(petition: Petition) -> QuerySet[Follower]:
    """Mailboxes that want the notes, apart from those whose signature asks for them already."""
    signers = petition.signatures.filter(wants_updates=True, state=State.CONFIRMED).values("mailbox_key")
    rows = petition.followers.filter(hears=Follower.Hears.UPDATES, state=State.CONFIRMED)
    return rows.exclude(mailbox_key__in=signers)


def by_day(petition: Petition, zone: tzinfo) -> list[tuple[date, int]]:
    """Counted signatures by the day of their confirmation, on the clock of `zone`."""
    rows = petition.signatures.filter(state=State.CONFIRMED).annotate(day=TruncDate("confirmed_at", tzinfo=zone))
    return list(rows.values_list("day").annotate(n=Count("id")).order_by("day"))


def by_town(petition: Petition, most: int = 20) -> list[tuple[str, str, int]]:
    rows = petition.signatures.filter(state=State.CONFIRMED).values_list("place_town", "place_state")
    return list(rows.annotate(n=Count("id")).order_by("-n", "place_town")[:most])


def by_source(petition: Petition, most: int = 20) -> list[tuple[str, int]]:
    rows = petition.signatures.filter(state=State.CONFIRMED).values_list("source")
    return list(rows.annotate(n=Count("id")).order_by("-n", "source")[:most])


def sharers(petition: Petition, most: int = 20) -> list[tuple[Signature, int]]:
    """Who brought the most counted signatures by their own link."""
    rows = petition.signatures.filter(state=State.CONFIRMED, shared_by__isnull=False).values_list("shared_by")
    top = list(rows.annotate(n=Count("id")).order_by("-n", "shared_by")[:most])
    found = Signature.objects.in_bulk([pk for pk, _ in top])
    return [(found[pk], n) for pk, n in top]


def next_sheet(petition: Petition) -> int:
    """The number after the highest sheet typed in so far."""
    return (petition.paper.aggregate(highest=Max("sheet"))["highest"] or 0) + 1


def delivery_rows(petition: Petition, *, until: datetime) -> Iterator[DeliveryRow]:
    """Name, town, shown comment, in the order of confirmation, then paper by sheet. Constant memory, any count."""
    number = 0
    online = petition.signatures.filter(state=State.CONFIRMED, confirmed_at__lte=until).order_by("confirmed_at", "id")
    columns = ("name", "place_town", "place_state", "zip_code", "comment", "comment_state", "confirmed_by")
    for name, town, state, zip_code, comment, comment_state, by in online.values_list(*columns).iterator(2_000):
        number += 1
        shown = comment if comment_state == Signature.Comment.SHOWN else ""
        is_on_word = by == Signature.ConfirmedBy.WORD
        yield DeliveryRow(number, name, place_words(town, state, zip_code), shown, on_word=is_on_word)
    paper = petition.paper.filter(removed_at=None, typed_at__lte=until).order_by("sheet", "line")
    for line in paper.iterator(2_000):
        number += 1
        yield DeliveryRow(number, line.name, place_words(line.place_town, line.place_state, line.zip_code), "", True)


def place_words(town: str, state: str, zip_code: str) -> str:
    """ "Rivertown, MR"; where the code is not on file its five digits, and nothing of any other text that was typed."""
    return f"{town}, {state}" if town else five_digits(zip_code)


def export_rows(petition: Petition) -> Iterator[dict[str, object]]:
    """The owner's full list with state and e-mail, in constant memory."""
    columns = (
        "public_id",
        "state",
        "name",
        "email",
        "zip_code",
        "place_town",
        "place_state",
        "comment",
        "comment_state",
        "show_name",
        "news_consent",
        "wants_updates",
        "suspicion",
        "source",
        "confirmed_at",
        "confirmed_by",
        "heard",
        "word_note",
    )
    yield from petition.signatures.order_by("id").values(*columns, signed_at=F("pressed_at")).iterator(2_000)
    for paper in PaperSignature.objects.filter(petition=petition, removed_at=None).order_by("sheet", "line"):
        yield {
            "public_id": paper.public_id,
            "state": "paper",
            "name": paper.name,
            "zip_code": paper.zip_code,
            "place_town": paper.place_town,
            "place_state": paper.place_state,
            "signed_at": paper.typed_at,
        }

"""Reading cases: those in reach, what is late, who has one open, who is on duty where, what they are about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.organization.queries import our_day, us
from ballotline.foundation.ui.numbers import whole_number
from ballotline.movement.accounts import roles as house_roles
from ballotline.movement.accounts.models import Account, Grant
from ballotline.movement.mail.models import Attachment, InboundMessage
from ballotline.movement.mail.models import Message as Mail
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import mailbox_key, name_key
from ballotline.organizing.chapters import queries as chapters
from ballotline.organizing.chapters import roles as chapter_roles
from ballotline.organizing.chapters import rules as chapter_rules
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.chapters.queries import Tree
from ballotline.organizing.intake import rules
from ballotline.organizing.intake.models import FIRST_NUMBER, Case, CaseKind, Entry, LedTo, Message, ReadyAnswer, Turn

ANSWER = "cases.answer"
OTHER, START = "other", "start"
# What people are asked to choose from on the first day; from then on an organization changes it as it likes
FIRST_KINDS = (
    (
        START,
        gettext_noop("Start a chapter"),
        gettext_noop("wants to start a chapter"),
        gettext_noop("start a chapter, local chapter, found a chapter, start a group, chapter in"),
    ),
    (
        "run",
        gettext_noop("Run for office"),
        gettext_noop("asks about running for office"),
        gettext_noop("run for, running for, be a candidate, get on the ballot, school board seat, council seat"),
    ),
    (
        "support",
        gettext_noop("Support candidates near you"),
        gettext_noop("wants to support candidates"),
        gettext_noop("support a candidate, support candidates, volunteer, knock on doors, canvass, phone bank"),
    ),
    (OTHER, gettext_noop("Something else"), gettext_noop("wrote to us"), ""),
)


def kinds() -> list[CaseKind]:
    """What people may ask, in its order; before anybody did, the first ones, unsaved (services.asked.ours)."""
    return list(CaseKind.objects.filter(dropped_at=None).order_by("rank", "pk")) or first_kinds()


def first_kinds() -> list[CaseKind]:
    within = 24 * us().answers_within_days
    return [
        CaseKind(slug=slug, words=_(words), says=_(says), guess_by=_(by) if by else "", rank=n, answer_within=within)
        for n, (slug, words, says, by) in enumerate(FIRST_KINDS, start=1)
    ]


def kind_guessed(text: str, among: Sequence[CaseKind]) -> CaseKind:
    """By the organization's list of words; where none stands in the text, the kind for all else."""
    words = {kind.slug: [name_key(one) for one in kind.guess_by.split(",")] for kind in among}
    slug = rules.guessed(name_key_of_text(text), words) or OTHER
    return next((kind for kind in among if kind.slug == slug), among[-1])


def name_key_of_text(text: str) -> str:
    """Folded as names are, line by line, for a name is short and a letter is not."""
    return " ".join(name_key(line) for line in text[: rules.READ_FOR_GUESSING].splitlines())


def ready_answers() -> list[ReadyAnswer]:
    return list(ReadyAnswer.objects.filter(dropped_at=None).order_by("title", "pk"))


def within(reach: Reach) -> QuerySet[Case]:
    """The cases on which an organizer may do what this reach is of."""
    if reach.everywhere:
        return Case.objects.all()
    theirs, objects = sorted(reach.chapters), sorted(reach.objects)
    return Case.objects.filter(Q(chapter__in=theirs) | Q(public_id__in=objects))


def searched(cases: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Each word begins a word of the name or the subject, or is the mailbox, or the number that a case is called by."""
    for word in name_key(words).split()[:6]:
        asked = Q(found_by__contains=f" {word}")
        if "@" in word:
            asked |= Q(mailbox_key=mailbox_key(word))
        if number := whole_number(word, least=FIRST_NUMBER):
            asked |= Q(pk=number - FIRST_NUMBER)
        cases = cases.filter(asked)
    return cases


def end_of_day(at: datetime) -> datetime:
    """The last moment of the day that it is, by our clock."""
    here = timezone.localtime(at)
    return datetime.combine(here.date(), time.max, here.tzinfo)


def late(cases: QuerySet[Case], at: datetime) -> QuerySet[Case]:
    return cases.filter(state__in=rules.OUR_TURN, due_at__lt=at)


def to_be_raised(at: datetime) -> QuerySet[Case]:
    """What is late and not shown at the top yet."""
    shown_at_the_top = Q(raised_to="", raised_at__isnull=False)
    return late(Case.objects.exclude(chapter=""), at).exclude(shown_at_the_top).select_related("kind")


def where_cases_stand() -> list[str]:
    """The chapters, "" for the organization, where something is not done."""
    return list(Case.objects.filter(state__in=rules.STANDING).order_by().values_list("chapter", flat=True).distinct())


def to_be_passed_on(chapter: str, answers: Sequence[Account], *, all_of_them: bool) -> QuerySet[Case]:
    """Of what stands there the cases of those who answer there no more; or all."""
    standing = Case.objects.filter(chapter=chapter, state__in=rules.STANDING).order_by("due_at", "pk")
    return standing if all_of_them else standing.exclude(owner=None).exclude(owner__in=answers)


def mine(cases: QuerySet[Case], account: Account | None) -> QuerySet[Case]:
    """What an account has to answer."""
    return cases.filter(owner=account, state__in=rules.OUR_TURN) if account else cases.none()


def at_home(cases: QuerySet[Case], reach: Reach) -> QuerySet[Case]:
    """Of those in reach what is for whoever answers at the top of it: what lies there, and what was late below, also
    after it was shown higher up."""
    tops, above = chapters.tops_and_above(reach)
    places = tops or [""]
    raised = Q(raised_to__in=[*places, *above, ""], raised_at__isnull=False)
    return cases.filter(Q(chapter__in=places) | raised | Q(public_id__in=sorted(reach.objects)))


def of_person(person: Person, reach: Reach) -> list[Case]:
    """What they asked, the newest first, as far as it is in reach."""
    return list(within(reach).filter(person=person).select_related("kind").order_by("-opened_at", "-pk")[:20])


def of_letters(public_ids: Iterable[str], reach: Reach) -> dict[str, Case]:
    """What was written on these sheets, by their ids, as far as it is in reach."""
    rows = within(reach).filter(letter__public_id__in=list(public_ids)).select_related("letter").order_by("-pk")
    return {str(one.letter.public_id): one for one in rows if one.letter}


def chapters_from(case: Case, reach: Reach) -> list[tuple[LedTo, Chapter, bool]]:
    """The chapters that came of it, each with whether somebody with this reach may open its page of the desk."""
    rows = list(case.led_to.filter(kind="chapter").order_by("pk"))
    found = chapters.of_keys(one.object_id for one in rows)
    came = ((one, found[one.object_id]) for one in rows if one.object_id in found)
    return [(one, chapter, reach.covers(public_id=chapter.key, chapter=chapter.key)) for one, chapter in came]


def that_led_to(ref: tuple[str, object], *, asked_by: str) -> Case | None:
    """The first case of this mailbox of which this came."""
    rows = LedTo.objects.filter(kind=ref[0], object_id=str(ref[1]), case__mailbox_key=mailbox_key(asked_by))
    rows = rows.select_related("case__owner", "case__kind")
    first = rows.order_by("pk").first()
    return first.case if first else None


def waiting_to_be_decided(reach: Reach) -> QuerySet[Chapter]:
    """Chapters that have applied, with nobody's case about them waiting for an answer: nothing else says that they
    do."""
    standing = LedTo.objects.filter(kind="chapter", case__state__in=rules.OUR_TURN).values_list("object_id", flat=True)
    return chapters.waiting_to_be_decided(reach).exclude(public_id__in=list(standing))


def written_by(message: Message) -> Case | None:
    """What it became, once its mailbox's owner confirmed it."""
    rows = Case.objects.filter(letter=message.letter_id, mailbox_key=message.mailbox_key)
    return rows.select_related("owner", "kind").order_by("pk").first()


def reply_key(case: Case) -> str:
    """What stands for the case in the address to which it is answered."""
    return str(case.number)


def next_to_answer(reach: Reach, account: Account) -> Case | None:
    """Of those that are our turn the one that is due first, of this account's or of nobody's."""
    waiting = within(reach).filter(Q(owner=account) | Q(owner=None), state__in=rules.OUR_TURN)
    return waiting.order_by("due_at", "pk").first()


def notices_to(owner: Account, *, since: datetime) -> int:
    """How often they were told by mail that a case is theirs."""
    told = Mail.objects.filter(kind="intake.YoursToAnswer", mailbox_key=mailbox_key(owner.email))
    return told.filter(queued_at__gt=since).count()


def behind_reply_key(key: str) -> Case | None:
    number = whole_number(key, least=FIRST_NUMBER)
    return Case.objects.filter(pk=number - FIRST_NUMBER).first() if number else None


def answered(mail: Mail | None) -> Case | None:
    """Of which case this mail of ours was an answer."""
    if mail is None or mail.kind != "intake.Answer":
        return None
    entry = Entry.objects.select_related("case").filter(public_id=mail.about).first()
    return entry.case if entry else None


def begun_by(letters: Sequence[InboundMessage]) -> Case | None:
    """In which case the first of these letters stands that stands in any."""
    ids = [one.public_id.hex for one in letters]
    found = {one.message_id: one.case for one in Entry.objects.select_related("case").filter(message_id__in=ids)}
    return next((found[one] for one in ids if one in found), None)


def letters_behind(entries: Iterable[Entry]) -> dict[int, InboundMessage]:
    """By the pk of each entry that came by mail, the message as it was read."""
    ids = {one.pk: UUID(one.message_id) for one in entries if one.message_id}
    found = {one.public_id: one for one in InboundMessage.objects.filter(public_id__in=ids.values())} if ids else {}
    return {pk: found[key] for pk, key in ids.items() if key in found}


def came_with(letters: Iterable[InboundMessage]) -> dict[int, list[Attachment]]:
    """By the pk of each message the files that came along, without what is in them."""
    found: dict[int, list[Attachment]] = {}
    rows = Attachment.objects.filter(message__in=[one.pk for one in letters]).defer("content").order_by("pk")
    for one in rows:
        found.setdefault(one.message_id, []).append(one)
    return found


def letters_of(case: Case) -> QuerySet[InboundMessage]:
    """The messages that came by mail and stand in its thread."""
    ids = case.entries.exclude(message_id="").values_list("message_id", flat=True)
    return InboundMessage.objects.filter(public_id__in=[UUID(one) for one in ids])


def thread(case: Case) -> list[Entry]:
    return list(case.entries.order_by("at", "pk"))


def last_word(case: Case, *, of: Sequence[str]) -> Entry | None:
    """Of an answer that closed it, the answer."""
    return case.entries.filter(kind__in=of).order_by("-at", "pk").first()


def may_be_undone(case: Case) -> Entry | None:
    """The last deed, if it can be taken back and nobody has written since."""
    deeds = case.entries.exclude(kind__in=[Entry.Kind.NOTE, Entry.Kind.RAISED]).filter(undone_at=None)
    last = deeds.order_by("-pk").first()
    return last if last and last.before is not None else None


def here(case: Case, at: datetime, *, but: UUID | str) -> list[Account]:
    """Who else has it open."""
    rows = case.seen.filter(at__gt=at - rules.HERE_FOR).exclude(account__public_id=but)
    return [row.account for row in rows.select_related("account").order_by("account__name")]


def chapter_words(chapter: Chapter | None) -> str:
    """ "Rivertown chapter"; without one, the organization."""
    if chapter is None:
        return us().name
    return chapter.name if name_key(_("chapter")) in name_key(chapter.name) else _("%s chapter") % chapter.name


def chapter_names(keys: Iterable[str]) -> dict[str, str]:
    """By key, in words; "" is the organization's office."""
    found = chapters.of_keys(set(keys))
    return {key: chapter_words(one) for key, one in found.items()} | {"": _("the organization’s office")}


Level = dict[Account, datetime | None]


def levels_of(chapter: str, at: datetime) -> dict[str, Level]:
    """Who may answer at this chapter, at the one above it, and so on up to the organization (""), in this order: each
    with when they were last given a case."""
    tree = Tree.on_file()
    line = [key for key in chapter_rules.line_up(tree.parents, chapter) if key in tree.at_work]
    by_place: dict[str, Level] = {key: {} for key in [*line, ""]}
    given = dict(Turn.objects.values_list("account", "given_at"))
    for grant in _answering(line, at):
        by_place[grant.scope_id][grant.account] = given.get(grant.account_id)
    return by_place


def next_above(case: Case, at: datetime) -> str:
    """The nearest chapter where somebody may answer above the one where the case lies, and above the one that it was
    shown to already; "" is the organization."""
    levels = levels_of(case.chapter, at)
    line = list(levels)
    behind = case.raised_to if case.raised_at and case.raised_to in line else case.chapter
    rest = line[line.index(behind) + 1 :] if behind in line else line
    return next((key for key in rest if levels[key]), "")


def _answering(line: Sequence[str], at: datetime) -> QuerySet[Grant]:
    of_house = Q(scope_kind=Grant.EVERYTHING, role__in=[r.name for r in house_roles.ROLES.values() if ANSWER in r.may])
    of_chapters = [role.name for role in chapter_roles.ROLES.values() if ANSWER in role.may]
    at_places = Q(scope_kind=chapter_roles.PLACE, scope_id__in=line, role__in=of_chapters)
    held = Grant.objects.holding(at).filter(of_house | at_places, account__is_active=True)
    return held.select_related("account").order_by("account__name", "account")


def where_it_is_written_down(where: str, reach: Reach, at: datetime) -> Chapter | None:
    """Where lies what an organizer of one chapter writes down: with the chapter there whose place was typed, if it does
    not stand above theirs; else with theirs. None for who answers everywhere: the place decides."""
    own = chapters.topmost(reach)
    if not own:
        return None
    there = chapters.serving_place(where, our_day(at)) if where else None
    is_elsewhere = there is not None and there.key not in chapters.above([own])
    return there if is_elsewhere else chapters.of_keys([own]).get(own)


def of_whom(owner: Account, chapter: str, at: datetime) -> Chapter | None:
    """For which chapter somebody answers what lies with this one: for it, or for the nearest above whose office they
    hold; None is the organization."""
    levels = levels_of(chapter, at)
    key = next((key for key, level in levels.items() if owner in level), "")
    return chapters.of_keys([key]).get(key)


def place_after(chapter: str) -> str:
    """Where lies what lay with this chapter: there, or where it went if it was dissolved; "" is the organization."""
    tree = Tree.on_file()
    return next((key for key in chapter_rules.line_up(tree.parents, chapter) if key not in tree.gone), "")


def may_answer(chapter: str, at: datetime) -> list[Account]:
    """To whom a case there can be given, the nearest first."""
    return list(dict.fromkeys(account for level in levels_of(chapter, at).values() for account in level))


def on_duty(chapter: str, at: datetime) -> Mapping[Account, datetime | None]:
    """Of those who are not away, the nearest to the chapter; nobody, where all are away."""
    away, levels = _away(at), levels_of(chapter, at).values()
    present = [{one: given for one, given in level.items() if one.pk not in away} for level in levels]
    return rules.nearest_on_duty(present)


def _away(at: datetime) -> set[int]:
    return set(Turn.objects.filter(away_until__gte=our_day(at)).values_list("account", flat=True))


def answers_now(account: Account, chapter: str, at: datetime) -> bool:
    """May they, and are they there; or is nobody else?"""
    present = on_duty(chapter, at)
    return account in may_answer(chapter, at) and (account.pk not in _away(at) or not present)


def turn_of(account: Account) -> Turn:
    return Turn.objects.filter(account=account).first() or Turn(account=account)

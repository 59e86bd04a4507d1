"""What other rooms hold for the way in: same-site, the caps of mail, mailboxes, and each kind's own door."""

from tests.mutations.mutation import Weaker

ACTIONS = "ballotline/organizing/actions"
KINDS = f"{ACTIONS}/kinds"

MAIL = (
    Weaker("ten people get one mail", '{purpose}:{subject}:{mailbox}"', '{purpose}:{subject}"'),
    Weaker("who takes part in two things gets one mail", '{purpose}:{subject}:{mailbox}"', '{purpose}:{mailbox}"'),
    Weaker(
        "forged presses of one purpose use up the mails of every other",
        'f"{mailbox}:{purpose}:{n}"',
        'f"{mailbox}:{n}"',
    ),
    Weaker("five presses by five people are all the mail of a day", 'f"{mailbox}:{purpose}:{n}"', 'f"{purpose}:{n}"'),
    Weaker(
        "two mails about one thing leave within ten minutes",
        "queued_at__lte=at - rules.AGAIN_AFTER",
        "queued_at__lte=at",
    ),
    Weaker("a mailbox gets more than five mails a day", "queued_at__lte=at - rules.A_DAY)", "queued_at__lte=at)"),
    Weaker(
        "a mailbox that got five mails once gets none any more",
        "    Message.objects.filter(cap_key__in=places, queued_at__lte=at - rules.A_DAY).update(cap_key=None)\n",
        "",
    ),
    Weaker(
        "who answered waits ten minutes for the next mail",
        ".update(cap_key=None, apart_key=None)",
        ".update(cap_key=None)",
    ),
    Weaker(
        "who answered has no place for the next mail",
        ".update(cap_key=None, apart_key=None)",
        ".update(apart_key=None)",
    ),
)

ELSEWHERE = {
    "ballotline/foundation/access/doors.py": (
        Weaker(
            "another site's form is taken",
            '        if request.method == "POST" and not is_same_site(request):',
            "        if False:",
        ),
    ),
    "ballotline/foundation/access/same_site.py": (
        Weaker(
            "a neighbor under our domain sends our forms",
            'return fetch_site in ("same-origin", "none")',
            'return fetch_site in ("same-origin", "same-site", "none")',
        ),
        Weaker(
            "an older browser sends another site's form",
            "origin is None or host_of(origin) == request.get_host()",
            "True",
        ),
    ),
    "ballotline/movement/mail/services.py": MAIL,
    "ballotline/movement/mail/rules.py": (
        Weaker("a bully sends fifty mails a day", "A_DAY_AT_MOST = 5", "A_DAY_AT_MOST = 50"),
        Weaker(
            "a bully sends a mail a minute", "AGAIN_AFTER = timedelta(minutes=10)", "AGAIN_AFTER = timedelta(minutes=1)"
        ),
        Weaker(
            "a long title is cut by the mail program and not by us",
            "    if len(line) <= SUBJECT_AT_MOST:",
            "    if line:",
        ),
    ),
    "ballotline/movement/mail/models.py": (
        Weaker(
            "five presses at the same moment find six places",
            "cap_key = models.CharField(max_length=290, unique=True,",
            "cap_key = models.CharField(max_length=290,",
        ),
        Weaker(
            "two presses at the same moment are two mails",
            "apart_key = models.CharField(max_length=64, unique=True,",
            "apart_key = models.CharField(max_length=64,",
        ),
    ),
    "ballotline/movement/mail/queries.py": (
        Weaker("who refused all mail gets some", 'purpose__in=[purpose, "all"]', "purpose__in=[purpose]"),
        Weaker("who refused one purpose gets its mail", 'purpose__in=[purpose, "all"]', 'purpose__in=["all"]'),
        Weaker(
            "who refuses one purpose gets none of another",
            'Suppression.objects.filter(purpose__in=[purpose, "all"])',
            "Suppression.objects.all()",
        ),
    ),
    "ballotline/movement/people/queries.py": (
        Weaker(
            "a mailbox that never answered signs in as an officer",
            "person.contact_points.filter(kind=ContactPoint.Kind.EMAIL, verified_at__isnull=False)",
            "person.contact_points.filter(kind=ContactPoint.Kind.EMAIL)",
        ),
        Weaker(
            "somebody erased signs by one click",
            "filter(public_id=public_id, erased_at=None)",
            "filter(public_id=public_id)",
        ),
    ),
    "ballotline/movement/people/rules.py": (
        Weaker("a mailbox is as many as it has spellings", "plain_address(email).lower()", "plain_address(email)"),
        Weaker("a tag makes another mailbox", "    if domain in IGNORES_TAGS:", "    if False:"),
        Weaker("a dot makes another mailbox", "    if domain in IGNORES_DOTS:", "    if False:"),
    ),
    f"{ACTIONS}/models.py": (
        Weaker(
            "a petition is signed before it opens and after it ends",
            "return self.action.state == Action.State.LIVE and self.window.is_open(at)",
            "return self.action.state == Action.State.LIVE",
        ),
        Weaker(
            "a closed petition is signed",
            "return self.action.state == Action.State.LIVE and self.window.is_open(at)",
            "return self.window.is_open(at)",
        ),
    ),
    f"{ACTIONS}/queries.py": (
        Weaker("a draft of a pledge is public", ".exclude(action__state=Action.State.DRAFT)", ""),
        Weaker(
            "the link of one pledge opens another",
            "found if found and found.asked.action.slug == slug else None",
            "found",
        ),
    ),
    f"{ACTIONS}/pages.py": (
        Weaker("a page fetched ahead withdraws a promise", "@require_POST\ndef withdraw", "def withdraw"),
        Weaker(
            "a pledge that closed meanwhile is a fault of ours",
            "    except NotOpen:\n        return _page(request, ask, form)",
            "    except ZeroDivisionError:\n        return _page(request, ask, form)",
        ),
    ),
    f"{KINDS}/pledge/models.py": (
        Weaker(
            "a pledge is made after its verdict",
            "super().is_open(at) and not self.verdict",
            "super().is_open(at)",
        ),
        Weaker("a pledge is made after its day", "self.due + timedelta(days=1)", "self.due + timedelta(days=2)"),
        Weaker(
            "a draft or a closed pledge is made",
            "return super().is_open(at) and not self.verdict",
            "return not self.verdict",
        ),
    ),
    f"{KINDS}/pledge/pages.py": (
        Weaker(
            "a promise that only waits has a page that says it is made",
            "    if promise is None or promise.state not in (State.CONFIRMED, State.WITHDRAWN):",
            "    if promise is None:",
        ),
    ),
    f"{ACTIONS}/ways_in.py": (
        Weaker("people follow a draft", "    return ask.action.state != Action.State.DRAFT", "    return True"),
    ),
    f"{KINDS}/petition/pages/asking.py": (
        Weaker(
            "people follow a petition that they could sign",
            "    if petition.is_open(timezone.now()):\n        return see_other",
            "    if False:\n        return see_other",
        ),
    ),
    "ballotline/interfaces/site/me.py": (
        Weaker(
            "one network has links sent to everybody",
            "    if not windows.judge(form=WHERE, how=circumstances(request, form), email=email, at=at):",
            "    if True:",
        ),
    ),
    f"{KINDS}/petition/pages/figure.py": (
        Weaker(
            "who signed reads in another process that nobody has",
            "    if took_part(request):\n        return queries.count_now(petition, at)\n",
            "",
        ),
        Weaker(
            "the count of one reader runs backwards between two processes",
            "queries.counted_afresh(petition, at) if has_seen_more(request, kept, at) else kept",
            "kept",
        ),
        Weaker("behind a proxy that compresses everything is sent each time", 'tag.removeprefix("W/") for', "tag for"),
    ),
    f"{KINDS}/petition/pages/public.py": (
        Weaker(
            "a page stands after its figure has gone", "kept is None or not kept.is_up_to_date or", "kept is None or"
        ),
        Weaker(
            "the page of one reader runs backwards between two processes",
            "or has_seen_more(request, kept.count, at):",
            "or False:",
        ),
    ),
    f"{KINDS}/petition/queries.py": (
        Weaker(
            "a link whose press is gone leads to the list",
            "    return marked[0] if len(marked) == 1 else None",
            "    return None",
        ),
        Weaker(
            "who shares is credited under another petition",
            "Signature.objects.filter(petition_id=signature.petition_id, **same)",
            "Signature.objects.filter(**same)",
        ),
        Weaker(
            "who shares a mailbox is credited for the other",
            '{"mailbox_key": signature.mailbox_key, "name_key": signature.name_key}',
            '{"mailbox_key": signature.mailbox_key}',
        ),
    ),
    f"{KINDS}/petition/services/signing.py": (
        Weaker(
            "who shared before the mail was read is credited for nothing",
            "    _take_over_what_was_shared(signature)\n    _credit",
            "    _credit",
        ),
        Weaker(
            "the link of a second press credits a row that never counts",
            "    _credit_who_counts(signature)\n",
            "",
        ),
        Weaker(
            "people bring themselves",
            "    signature.shared_by = None if counts == signature else counts",
            "    signature.shared_by = counts",
        ),
        Weaker(
            "whoever was counted stands in the figure two seconds later",
            "    transaction.on_commit(partial(queries.count_anew, signature.petition_id))\n",
            "",
        ),
    ),
    f"{KINDS}/petition/pages/signing.py": (
        Weaker(
            "who signs by one click reads that they did not",
            "    remember(response)\n",
            "",
        ),
        Weaker(
            "a petition that closed meanwhile is a fault of ours",
            "    except NotOpen:\n        return not_open(request, petition)\n",
            "    except ZeroDivisionError:\n        return not_open(request, petition)\n",
        ),
        Weaker(
            "the link of one click signs another petition",
            "if person is None or petition_id != petition.public_id.hex:",
            "if person is None:",
        ),
        Weaker(
            "an address that nobody verified signs by one click",
            'filter(kind="email", verified_at__isnull=False)',
            'filter(kind="email")',
        ),
        Weaker(
            "the link of one click signs for ever",
            "token, good_for=rules.ONE_CLICK_FOR)",
            "token, good_for=1_000 * rules.ONE_CLICK_FOR)",
        ),
        Weaker(
            "a scanner signs by one click",
            '    if request.method != "POST":\n        context',
            "    if False:\n        context",
        ),
        Weaker(
            "one click on what was taken out is a fault of ours",
            "    except LinkHasNoWork:  # an organizer",
            "    except ZeroDivisionError:  # an organizer",
        ),
    ),
    f"{KINDS}/call/forms.py": (
        Weaker(
            "a caller's name is kept without their tick",
            "    news_consent = ConsentField(error_messages=",
            "    news_consent = ConsentField(required=False, error_messages=",
        ),
    ),
    f"{KINDS}/call/services.py": (
        Weaker("a closed campaign takes calls", "        raise NotOpen(campaign)", "        pass"),
        Weaker("calls that look odd count", "suspicion=queries.suspicion(key, how, at)", 'suspicion=""'),
    ),
    f"{KINDS}/call/queries.py": (
        Weaker(
            "a bot fills the hidden field from its second card on",
            "    if not how.honeypot_filled and place != ",
            "    if place != ",
        ),
        Weaker("a long round looks like a storm", 'key__endswith=":0")', ")"),
        Weaker(
            "rounds without end are filed from one network",
            "return first.suspicion or _of_presses(how, at)",
            "return first.suspicion",
        ),
        Weaker(
            "the first press of a round is filed whatever its network did before",
            "how) or _of_presses(how, at)",
            "how)",
        ),
    ),
    f"{KINDS}/call/rounds.py": (
        Weaker(
            "a round of one campaign files calls in another",
            "    return found if (found.campaign, found.key) == (campaign.pk, key) else None",
            "    return found",
        ),
        Weaker("a round goes on for ever", "salt=SALT, max_age=KEPT_FOR)", "salt=SALT)"),
    ),
    f"{KINDS}/call/pages/ending.py": (
        Weaker(
            "a bot writes down what officials said",
            'if text and not windows.judge(form="said", how=circumstances(request, form), at=at):',
            "if text:",
        ),
    ),
}

"""What the verbs ask before they do anything: queries, the pencil, and what a provider's share is."""

from tests.mutations.mutation import Weaker

QUESTIONS = (
    # links and codes
    Weaker(
        "the link that went to a mistyped address works on",
        "    return found if found and hmac.compare_digest(_mark(found), mark) else None",
        "    return found",
    ),
    Weaker(
        "the link of a signature is a fault of ours at a pledge",
        "    return found if isinstance(found, model) else None",
        "    return found",
    ),
    Weaker("anybody writes a link", 'read(signer, token).split(".")', 'token.rpartition(":")[0].split(".")'),
    Weaker(
        "a link of a kind that is no more is a fault of ours",
        "    except (KeyError, ValueError):",
        "    except ValueError:",
    ),
    Weaker(
        "a link as it was once written is a fault of ours",
        "    except (KeyError, ValueError):",
        "    except KeyError:",
    ),
    Weaker(
        "the code that went to a mistyped address is still right",
        'f"{arrival.public_id.hex}.{arrival.mailbox_key}"',
        "arrival.public_id.hex",
    ),
    Weaker(
        "the code from one press is right for every press of that mailbox",
        'f"{arrival.public_id.hex}.{arrival.mailbox_key}"',
        "arrival.mailbox_key",
    ),
    Weaker("whoever reads this code works out codes and networks", "(purpose + settings.SECRET_KEY)", "purpose"),
    Weaker("the whole address of a visitor is marked", "rules.network_of(address)", "address"),
    # what looks odd
    Weaker(
        "sixty people with one large provider look odd",
        "    is_small = domain and domain not in rules.LARGE_PROVIDERS",
        "    is_small = domain",
    ),
    Weaker("a network that was odd once is odd for ever", "filter(pressed_at__gt=at - rules.WINDOW)", "all()"),
    Weaker(
        "one bot makes every browser do sums",
        '    odd = recent(model, at).filter(suspicion__in=["network", "domain"])',
        "    odd = recent(model, at)",
    ),
    Weaker("no browser is ever asked for the sum", '    return odd.exclude(suspicion="").exists()', "    return False"),
    # what counts already
    Weaker(
        "what was taken out without its mailbox's yes keeps its mailbox from a mail",
        "        confirmed_at__isnull=False,\n    )",
        "    )",
    ),
    Weaker(
        "who counts is taken for taken out",
        'settled.order_by("-state")}',
        'settled.order_by("state")}',
    ),
    Weaker(
        "who waits for a look is offered a link to press again",
        "filter(state__in=WAITING, confirmed_at=None).exclude(name_key=arrival.name_key)",
        "filter(state__in=WAITING).exclude(name_key=arrival.name_key)",
    ),
    Weaker(
        "what was taken out is offered beside the other names of its mailbox",
        "filter(state__in=WAITING, confirmed_at=None).exclude(name_key=arrival.name_key)",
        "filter(confirmed_at=None).exclude(name_key=arrival.name_key)",
    ),
    Weaker(
        "a name is listed as another of its own mailbox",
        "filter(state__in=WAITING, confirmed_at=None).exclude(name_key=arrival.name_key)",
        "filter(state__in=WAITING, confirmed_at=None)",
    ),
    Weaker(
        "names of one mailbox show under what they were never typed for",
        'asked = {f"{arrival.ASKED}_id": _asked_id(arrival), "mailbox_key": arrival.mailbox_key}',
        'asked = {"mailbox_key": arrival.mailbox_key}',
    ),
    Weaker("two hundred forged names fill the owner's page", "key=lambda row: row.pk)[:20]", "key=lambda row: row.pk)"),
    Weaker(
        "forged names keep the owner's yes from counting",
        "_alike(arrival).filter(state=State.CONFIRMED)",
        "_alike(arrival).filter(state__in=[State.CONFIRMED, *WAITING])",
    ),
    # who waits, once
    Weaker(
        "ten presses of one person are ten who wait",
        "(Q(Exists(newer)) | Q(Exists(counted)))",
        "Q(Exists(counted))",
    ),
    Weaker("who counts still waits at the desk", "(Q(Exists(newer)) | Q(Exists(counted)))", "Q(Exists(newer))"),
    Weaker(
        "a stranger's press hides who waits for a look",
        "    hidden = Q(confirmed_at=None) & (",
        "    hidden = (",
    ),
    Weaker(
        "what was taken out hides who waits",
        "filter(**same, state__in=WAITING, id__gt",
        "filter(**same, id__gt",
    ),
    Weaker(
        "what is settled waits at the desk",
        "    return rows.filter(state__in=WAITING).exclude(hidden)",
        "    return rows.exclude(hidden)",
    ),
    # who is written to again
    Weaker(
        "who is set aside is written to again",
        "        state=State.PENDING,\n        confirmed_at=None,\n        asked_at",
        "        confirmed_at=None,\n        asked_at",
    ),
    Weaker(
        "who has a link that is too old is written to again",
        "asked_at__range=(at - rules.CONFIRM_WITHIN, at - rules.REMIND_AFTER)",
        "asked_at__lte=at - rules.REMIND_AFTER",
    ),
    Weaker(
        "who counted and was taken out is written to about another press",
        ".exclude(Exists(taken_out) | Exists(reminded))",
        ".exclude(Exists(reminded))",
    ),
    Weaker(
        "who presses once more is written to once more",
        ".exclude(Exists(taken_out) | Exists(reminded))",
        ".exclude(Exists(taken_out))",
    ),
    Weaker(
        "who only asked for news is written to again",
        "kind.is_reminded and kind.is_open(asked, at)",
        "kind.is_open(asked, at)",
    ),
    Weaker(
        "people are written to again about what is closed",
        "kind.is_reminded and kind.is_open(asked, at)",
        "kind.is_reminded",
    ),
    # whose it is
    Weaker(
        "erasing somebody leaves what an organizer took out of them",
        "    rows = kind.model._default_manager.filter(confirmed_at=None)",
        "    rows = kind.model._default_manager.filter(confirmed_at=None, state__in=WAITING)",
    ),
    Weaker(
        "who was erased still waits under the name that was put right",
        'names = [*points.values_list("name_key", flat=True), person.name_key, ""]',
        'names = [*points.values_list("name_key", flat=True), ""]',
    ),
    Weaker(
        "who was erased still waits under the name of before",
        'names = [*points.values_list("name_key", flat=True), person.name_key, ""]',
        'names = [person.name_key, ""]',
    ),
    Weaker(
        "who was erased still waits where nobody has a name",
        'names = [*points.values_list("name_key", flat=True), person.name_key, ""]',
        'names = [*points.values_list("name_key", flat=True), person.name_key]',
    ),
    Weaker(
        "erasing one of a household erases what the others typed",
        '    return rows.filter(mailbox_key__in=points.values("value_key"), name_key__in=names)',
        '    return rows.filter(mailbox_key__in=points.values("value_key"))',
    ),
    Weaker(
        "erasing somebody erases everybody of their name",
        '    return rows.filter(mailbox_key__in=points.values("value_key"), name_key__in=names)',
        "    return rows.filter(name_key__in=names)",
    ),
    Weaker(
        "the undo of a look sets aside what never was",
        'rows.exclude(suspicion="").filter(waits | counted)',
        "rows.filter(waits | counted)",
    ),
    Weaker(
        "a third name that was let in can't be set aside again",
        'exclude(suspicion="").filter(waits | counted)',
        'exclude(suspicion="").filter(waits)',
    ),
    Weaker(
        "the undo of a look takes the count of somebody who has answered their mail",
        "Q(state=State.CONFIRMED, suspicion=Suspicion.MAILBOX)\n    return rows",
        "Q(state=State.CONFIRMED)\n    return rows",
    ),
)

PENCIL = (
    Weaker(
        "a link has no work a day before it should",
        "CONFIRM_WITHIN = timedelta(days=14)",
        "CONFIRM_WITHIN = timedelta(days=13)",
    ),
    Weaker(
        "a link works a day longer than its mail says",
        "CONFIRM_WITHIN = timedelta(days=14)",
        "CONFIRM_WITHIN = timedelta(days=15)",
    ),
    Weaker(
        "who has not read their mail for an hour is written to again",
        "REMIND_AFTER = timedelta(days=1)",
        "REMIND_AFTER = timedelta(hours=1)",
    ),
    Weaker(
        "what nobody confirmed is kept for a year",
        "FORGET_AFTER = timedelta(days=30)",
        "FORGET_AFTER = timedelta(days=365)",
    ),
    Weaker(
        "what nobody confirmed goes while its link could be renewed",
        "FORGET_AFTER = timedelta(days=30)",
        "FORGET_AFTER = timedelta(days=20)",
    ),
    Weaker(
        "networks are kept for a year",
        "FORGET_NETWORKS_AFTER = timedelta(days=30)",
        "FORGET_NETWORKS_AFTER = timedelta(days=365)",
    ),
    Weaker(
        "a borrowed computer knows its last user all day", "HOLD = timedelta(hours=1)", "HOLD = timedelta(hours=24)"
    ),
    Weaker("windows are too short to see a storm", "WINDOW = timedelta(minutes=10)", "WINDOW = timedelta(minutes=1)"),
    Weaker("a code can be tried fifty times", "CODE_TRIES = 5", "CODE_TRIES = 50"),
    Weaker(
        "a trusted network may fill the hidden field",
        '    if how.honeypot_filled:\n        return "honeypot"\n',
        "",
    ),
    Weaker("a solved sum does not help", "    if how.is_trusted or how.proof_of_work:", "    if how.is_trusted:"),
    Weaker(
        "a trusted network is set aside", "    if how.is_trusted or how.proof_of_work:", "    if how.proof_of_work:"
    ),
    Weaker("a storm from one network is not seen", "    if of_network >= of_one_network:", "    if False:"),
    Weaker(
        "the address itself is kept of a visitor",
        "(ip, 24 if ip.version == 4 else 48)",
        "(ip, 32 if ip.version == 4 else 128)",
    ),
    Weaker(
        "one visitor is two, by two versions of one address",
        "ip.ipv4_mapped:\n        ip = ip.ipv4_mapped",
        "ip.ipv4_mapped:\n        pass",
    ),
    Weaker(
        "an address that is none is a fault of ours",
        '    except ValueError:\n        return "unknown"',
        '    except KeyError:\n        return "unknown"',
    ),
    Weaker(
        "a code with a sign too many is right",
        "if sign in CODE_SIGNS)[: CODE_LENGTH + 1]",
        "if sign in CODE_SIGNS)[:CODE_LENGTH]",
    ),
)

PROVIDERS = (
    Weaker(
        "a domain of one's own is shown at the desk, and it may be a name",
        "pressed < rules.PROVIDER_NAMED_FROM",
        "pressed < 0",
    ),
    Weaker("many small providers together stand out as one", "bool(self.domain) and rules", "rules"),
    Weaker(
        "a provider is compared with itself",
        "by_day.get(day, NOBODY) for day in days), everybody - its)",
        "by_day.get(day, NOBODY) for day in days), everybody)",
    ),
    Weaker("who pressed a minute ago shows a provider that blocks us", "at - rules.MAIL_TAKES)", "at)"),
    Weaker("a bot shows a provider that blocks us", "pressed.exclude(suspicion=Suspicion.HONEYPOT)", "pressed.all()"),
    Weaker("who counts on their word passes for reached", "ConfirmedBy.WORD), True", "ConfirmedBy.WORD), False"),
    Weaker(
        "one person who presses ten times shows a provider that blocks us",
        "queries.each_once(pressed.filter(confirmed_at=None))",
        "pressed.filter(confirmed_at=None)",
    ),
)

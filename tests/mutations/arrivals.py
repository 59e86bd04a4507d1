"""Every guard of the one way in, each with the sentence that is true once it is gone.

By file: the verbs first, then what they ask, then forms, mails and pages; at the end what other rooms hold for the way
in (the caps of mail, each kind's own door). Each text stands in the code exactly once, which `test_table.py` checks.

Not here, since nothing that anybody could see hangs on it: what only saves a question to the database
(`queries.suspicion` of a trusted network, the second filter in `rate_is_odd`, the look at `apart_key` before five tries),
and `names_that_count` leaving its own name out, which only two presses at the same moment could tell.
"""

from tests.mutations.mutation import Weaker

ROOM = "ballotline/movement/arrivals"
KINDS = "ballotline/organizing/actions/kinds"

# In this order: what notices most stands first, what takes longest last.
WATCHED_BY = (
    f"{ROOM}/tests",
    "tests/test_nobody_else_s_word.py",
    "tests/test_every_way_in.py",
    "tests/test_this_very_press.py",
    "tests/test_behind_the_mailed_link.py",
    "tests/test_set_aside_and_forgotten.py",
    f"{KINDS}/pledge/tests",
    f"{KINDS}/petition/tests/test_links.py",
    f"{KINDS}/petition/tests/test_pages.py",
    f"{KINDS}/petition/tests/test_signing.py",
    f"{KINDS}/petition/tests/test_one_click.py",
    f"{KINDS}/petition/tests/test_desk_signers.py",
    f"{KINDS}/petition/tests/test_telling.py",
    f"{KINDS}/call/tests/test_calls.py",
    "ballotline/interfaces/site/tests/test_counted.py",
    "tests/test_outbox.py",
    "tests/architecture/test_every_public_form.py",
)

VERBS = (
    # ask
    Weaker(
        "what is closed takes people in",
        "        raise NotOpen(draft.asked)\n    _fill(draft, typed, how, at)",
        "        pass\n    _fill(draft, typed, how, at)",
    ),
    Weaker(
        "what looks odd is not set aside", "(State.QUARANTINED if odd else State.PENDING), odd", "State.PENDING, odd"
    ),
    Weaker("the window of a mail domain is never looked at", "how, domain=domain)", "how)"),
    Weaker(
        "one mailbox in many spellings is many",
        "typed.email, mailbox_key(typed.email), domain",
        "typed.email, typed.email, domain",
    ),
    Weaker("a double press is two rows", "how.press_key or None", "None"),
    Weaker(
        "a press without a key that can't be stored gets a stranger's row",
        ".exclude(press_key=None).first()",
        ".first()",
    ),
    Weaker(
        "the same form sent again after its count takes one of its mailbox's places",
        "        if kept.is_waiting:\n            _write(kept, at)",
        "        _write(kept, at)",
    ),
    Weaker(
        "a bot that fills the hidden field makes us write to somebody",
        "    if (arrival.suspicion, arrival.state) == (Suspicion.HONEYPOT, State.QUARANTINED):",
        "    if False:",
    ),
    Weaker(
        "whose hidden field was filled never gets a mail, even after an organizer's look",
        "(arrival.suspicion, arrival.state) == (Suspicion.HONEYPOT, State.QUARANTINED)",
        "arrival.suspicion == Suspicion.HONEYPOT",
    ),
    Weaker(
        "a stranger's press under one name keeps the mailbox's owner from a mail for their own",
        'f"{kind.name}:{asked}:{arrival.name_key}"',
        'f"{kind.name}:{asked}"',
    ),
    Weaker(
        "who takes part in two things within ten minutes gets one mail",
        'f"{kind.name}:{asked}:{arrival.name_key}"',
        'f"{kind.name}:{arrival.name_key}"',
    ),
    Weaker(
        "forged presses of one kind use up the mails of another",
        "        purpose=kind.purpose,\n        subject=",
        '        purpose="everything",\n        subject=',
    ),
    # ask again
    Weaker(
        "what counts or was taken out is mailed again",
        "    if not found.is_waiting or not _write(found, at):",
        "    if not _write(found, at):",
    ),
    Weaker(
        "a link lives on without a mail, press by press",
        "    if not found.is_waiting or not _write(found, at):",
        "    if not found.is_waiting or _write(found, at) is None:",
    ),
    Weaker("a new mail carries a link that is old already", ".update(asked_at=at)", ".update(asked_at=found.asked_at)"),
    # correct
    Weaker(
        "what counts moves to another mailbox",
        "    if not found.is_waiting or mailbox_key(email) == found.mailbox_key:",
        "    if mailbox_key(email) == found.mailbox_key:",
    ),
    Weaker(
        "the same address typed again gives its link new days without a mail",
        "    if not found.is_waiting or mailbox_key(email) == found.mailbox_key:",
        "    if not found.is_waiting:",
    ),
    Weaker(
        "what is closed writes to another address",
        "        raise NotOpen(found.asked)\n    found.email",
        "        pass\n    found.email",
    ),
    Weaker(
        "the link that went to a mistyped address still counts",
        "found.email, found.mailbox_key, found.mail_domain = email, mailbox_key(email), email",
        "found.email, _old, found.mail_domain = email, mailbox_key(email), email",
    ),
    Weaker(
        "a link to the right address has only the days that the mistyped one left it",
        "    found.asked_at = at\n    found.save",
        "    found.save",
    ),
    Weaker("the right address gets no mail", "    _write(found, at)\n    return found\n", "    return found\n"),
    # what all of them read again
    Weaker(
        "who reads the old mailbox confirms what has moved to another",
        "    if found is None or found.mailbox_key != arrival.mailbox_key:",
        "    if found is None:",
    ),
    Weaker(
        "a press on what went this very moment is a fault of ours",
        "    if found is None or found.mailbox_key != arrival.mailbox_key:",
        "    if found.mailbox_key != arrival.mailbox_key:",
    ),
    # confirm
    Weaker(
        "the second press of the button says that the link has no work",
        "    if found.confirmed_at and found.state in (State.CONFIRMED, State.QUARANTINED):",
        "    if False:",
    ),
    Weaker(
        "what was withdrawn or taken out passes for counted",
        "    if found.confirmed_at and found.state in (State.CONFIRMED, State.QUARANTINED):",
        "    if found.confirmed_at:",
    ),
    Weaker(
        "a taken-out arrival is counted by its link",
        "    if not arrival.is_waiting or rules.has_expired(arrival.asked_at, at):",
        "    if rules.has_expired(arrival.asked_at, at):",
    ),
    Weaker(
        "a link counts for ever",
        "    if not arrival.is_waiting or rules.has_expired(arrival.asked_at, at):",
        "    if not arrival.is_waiting:",
    ),
    Weaker("a promise is confirmed after the pledge closed", "        raise NotOpen(arrival.asked)", "        pass"),
    Weaker(
        "who said yes five times in a day can't take part a sixth time",
        "    mail.answered(mailbox=found.mailbox_key, purpose=kind_of(found).purpose)\n    _take_over",
        "    _take_over",
    ),
    Weaker(
        "the name that a stranger typed counts, whatever the owner wrote over it",
        "    arrival.name, arrival.name_key, arrival.zip_code = shown.name, name_key(shown.name), shown.zip_code",
        "    arrival.zip_code = shown.zip_code",
    ),
    Weaker(
        "a name that its owner put right counts beside itself",
        "    arrival.name, arrival.name_key, arrival.zip_code = shown.name, name_key(shown.name), shown.zip_code",
        "    arrival.name, arrival.zip_code = shown.name, shown.zip_code",
    ),
    Weaker(
        "the ZIP code that a stranger typed counts",
        "    arrival.name, arrival.name_key, arrival.zip_code = shown.name, name_key(shown.name), shown.zip_code",
        "    arrival.name, arrival.name_key = shown.name, name_key(shown.name)",
    ),
    Weaker(
        "a stranger's tick stays in the row that its owner unticked",
        "    arrival.news_consent, arrival.consent_words = shown.news_consent, shown.consent_words",
        "    arrival.consent_words = shown.consent_words",
    ),
    Weaker(
        "nobody can say which words stood beside the tick",
        "    arrival.news_consent, arrival.consent_words = shown.news_consent, shown.consent_words",
        "    arrival.news_consent = shown.news_consent",
    ),
    Weaker(
        "a stranger's comment stands under the owner's name",
        "        setattr(arrival, name, shown.own[name])",
        "        pass",
    ),
    Weaker("a mailbox without a name becomes a person", "    if not kind_of(arrival).names_a_person:", "    if False:"),
    # who counts already
    Weaker(
        "who has two mailboxes falls over their own earlier yes from the other",
        "same | Q(person=person) if person else same",
        "same",
    ),
    Weaker(
        "who is no longer known by that mailbox falls over their own earlier yes",
        "same | Q(person=person) if person else same",
        "Q(person=person) if person else same",
    ),
    Weaker(
        "a stranger's odd press swallows the owner's yes",
        '"confirmed_at__isnull": False}',
        "}",
    ),
    Weaker(
        "who waits for a look gets a second row by a second link",
        "    found = rows.filter(state__in=[State.CONFIRMED, State.QUARANTINED])",
        "    found = rows.filter(state__in=[State.CONFIRMED])",
    ),
    Weaker(
        "what an organizer took out comes back by the next press",
        "    if found is None and rows.filter(state=State.INVALIDATED).exists():",
        "    if False:",
    ),
    # what counting leaves
    Weaker("an unticked box is a consent", "    if person and shown.news_consent:", "    if person:"),
    Weaker("a consent is kept without its words", "wording=shown.consent_words", 'wording=""'),
    Weaker("a consent does not say where it was given", "where=said.page", 'where=""'),
    Weaker("a third name of one mailbox counts without a look", ">= rules.OF_ONE_MAILBOX:", "> rules.OF_ONE_MAILBOX:"),
    Weaker(
        "the house does not know that a third name was set aside",
        'audit.record(f"{kind_of(arrival).name} set aside",',
        'dict(verb=f"{kind_of(arrival).name} set aside",',
    ),
    Weaker(
        "two links of one human pressed at the same moment are a fault of ours",
        "        if not (earlier := _earlier(arrival, person)):\n            raise",
        "        raise",
    ),
    Weaker(
        "the house does not know that somebody was counted",
        '    audit.record(f"{kind.name} confirmed", on=arrival.ref, by=by, at=at)\n',
        "",
    ),
    Weaker(
        "what somebody did is not among what they did",
        "    if person and kind.activity:",
        "    if False:",
    ),
    Weaker("what counting means to a kind does not happen", "    kind.counts(arrival, at)\n", ""),
    # one click
    Weaker(
        "one click counts where nothing is open",
        "        raise NotOpen(draft.asked)\n    _fill(draft, Typed(",
        "        pass\n    _fill(draft, Typed(",
    ),
    Weaker(
        "one click brings back what an organizer took out",
        "    if earlier := _earlier(draft, person):\n        return earlier\n",
        "",
    ),
    Weaker(
        "one click of somebody we know looks odd for ever",
        '    draft.state, draft.suspicion = State.PENDING, ""\n',
        "",
    ),
    # disown, refuse
    Weaker(
        '"not me" deletes what an organizer took out, and its way back',
        "filter(pk=arrival.pk, state__in=queries.WAITING, confirmed_at=None)",
        "filter(pk=arrival.pk, confirmed_at=None)",
    ),
    Weaker(
        '"not me" deletes what waits for a look after its owner said yes',
        "filter(pk=arrival.pk, state__in=queries.WAITING, confirmed_at=None)",
        "filter(pk=arrival.pk, state__in=queries.WAITING)",
    ),
    Weaker(
        "the old mailbox takes out what has moved to another",
        "waiting.filter(mailbox_key=arrival.mailbox_key).delete()",
        "waiting.delete()",
    ),
    Weaker(
        "five forged presses lock the owner out, whatever they say",
        "        mail.answered(mailbox=arrival.mailbox_key, purpose=kind_of(arrival).purpose)\n        audit",
        "        audit",
    ),
    Weaker(
        "the house does not know that somebody said it was not them",
        '        audit.record(f"{kind_of(arrival).name} disowned", on=arrival.ref, by=VISITOR, at=at)\n',
        "",
    ),
    Weaker('"not me" is written down where nothing went', "    if gone:\n", "    if True:\n"),
    Weaker(
        "who refuses such mail gets it all the same",
        "    mail.suppress(mailbox=mailbox, purpose=purpose, at=at)",
        "    pass",
    ),
    # the code
    Weaker("a code can be tried as often as one likes", "code_tries__lt=rules.CODE_TRIES", "code_tries__gte=0"),
    Weaker("a try at the code is not counted", 'F("code_tries") + 1', 'F("code_tries")'),
    Weaker("the sixth try is as good as the first", "bool(may_try) and rules.code_as_typed", "rules.code_as_typed"),
    # set aside, and its way back
    Weaker(
        "a look that comes late takes a count back",
        '"state": State.QUARANTINED, "confirmed_at": arrival.confirmed_at}',
        '"confirmed_at": arrival.confirmed_at}',
    ),
    Weaker(
        "a look sends back to wait whose owner has said yes meanwhile",
        '"state": State.QUARANTINED, "confirmed_at": arrival.confirmed_at}',
        '"state": State.QUARANTINED}',
    ),
    Weaker(
        "an organizer's look counts what no mailbox said yes to",
        "    state = State.CONFIRMED if arrival.confirmed_at else State.PENDING",
        "    state = State.CONFIRMED",
    ),
    Weaker(
        "two looks at one arrival count it twice",
        "        return False\n    arrival.state = state",
        "        pass\n    arrival.state = state",
    ),
    Weaker(
        "a third name that an organizer let in leaves no trace",
        "    arrival.state = state\n    if arrival.confirmed_at:\n        _count(arrival, at)",
        "    arrival.state = state\n    if arrival.confirmed_at:\n        pass",
    ),
    Weaker(
        "who looks right after all never gets a mail",
        "    else:\n        _write(arrival, at)",
        "    else:\n        pass",
    ),
    Weaker(
        "the undo of a look sets aside what never was",
        '    odd = arrivals.exclude(suspicion="").filter(',
        "    odd = arrivals.filter(",
    ),
    Weaker(
        "the undo of a look takes the count of somebody who has answered their mail",
        "filter(waits | Q(state=State.CONFIRMED, suspicion=Suspicion.MAILBOX))",
        "filter(waits | Q(state=State.CONFIRMED))",
    ),
    Weaker(
        "a third name that was let in can't be set aside again",
        "filter(waits | Q(state=State.CONFIRMED, suspicion=Suspicion.MAILBOX))",
        "filter(waits)",
    ),
    # forgetting
    Weaker(
        "what was typed today is forgotten tonight",
        "filter(asked_at__lt=before, confirmed_at=None)",
        "filter(confirmed_at=None)",
    ),
    Weaker(
        "who waits for a look is forgotten like a stranger's word",
        "filter(asked_at__lt=before, confirmed_at=None)",
        "filter(asked_at__lt=before, state__in=queries.WAITING)",
    ),
    Weaker(
        "what a stranger typed is kept for ever once an organizer took it out",
        "filter(asked_at__lt=before, confirmed_at=None)",
        "filter(asked_at__lt=before, confirmed_at=None, state__in=queries.WAITING)",
    ),
    Weaker(
        "networks are forgotten while their window is open",
        '.filter(**{f"{model.PRESSED}__lt": at - rules.FORGET_NETWORKS_AFTER})',
        ".all()",
    ),
    Weaker(
        "networks are kept for ever",
        '        seen.exclude(network_key="").update(network_key="")',
        "        pass",
    ),
    Weaker(
        "who is erased still waits under their name",
        "        queries.unconfirmed_of(kind, person).delete()",
        "        pass",
    ),
)

QUESTIONS = (
    # links and codes
    Weaker(
        "the link that went to a mistyped address works on",
        "    return found if found and hmac.compare_digest(_mark(found), mark) else None",
        "    return found",
    ),
    Weaker("anybody writes a link", 'signer.unsign(token).split(".")', 'token.rpartition(":")[0].split(".")'),
    Weaker(
        "a link of a kind that is no more is a fault of ours",
        "except (signing.BadSignature, KeyError, ValueError):",
        "except (signing.BadSignature, ValueError):",
    ),
    Weaker(
        "a link as it was once written is a fault of ours",
        "except (signing.BadSignature, KeyError, ValueError):",
        "except (signing.BadSignature, KeyError):",
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
    Weaker("a storm from one network is not seen", "    if of_network >= OF_ONE_NETWORK:", "    if False:"),
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

VISITORS = (
    Weaker(
        "a bot writes a new network into a header for each press",
        "    while hops and _is_in(address, settings.CONFIG.proxies):",
        "    while hops:",
    ),
    Weaker(
        "behind our own proxy everybody is one network",
        "    while hops and _is_in(address, settings.CONFIG.proxies):",
        "    while False:",
    ),
    Weaker(
        "nonsense in a header is a fault of ours",
        "    except ValueError:\n        return False",
        "    except KeyError:\n        return False",
    ),
    Weaker("everybody is trusted", "trusted = _is_in(address, settings.CONFIG.trusted_networks)", "trusted = True"),
    Weaker("nobody is trusted", "trusted = _is_in(address, settings.CONFIG.trusted_networks)", "trusted = False"),
    Weaker("the hidden field is not looked at", 'honeypot_filled=typed["website"]', "honeypot_filled=False"),
    Weaker("a sum that nobody solved opens the windows", 'proof.is_proof(typed["proof"], at=timezone.now())', "True"),
    Weaker("a solved sum is not looked at", 'proof.is_proof(typed["proof"], at=timezone.now())', "False"),
    Weaker(
        "one form's key pressed at two petitions signs one",
        "key_of_this_press(request.path, address,",
        "key_of_this_press(address,",
    ),
    Weaker(
        "two networks with one cached page are one press",
        "key_of_this_press(request.path, address,",
        "key_of_this_press(request.path,",
    ),
    Weaker(
        "two browsers of one network with one cached page are one press",
        'address, request.headers.get("User-Agent", ""))',
        "address)",
    ),
    Weaker(
        "whatever a stranger writes into an address is kept as where somebody came from",
        'return "".join(c for c in named if c.isalnum() or c in " .-_")[:80]',
        "return named[:80]",
    ),
    Weaker(
        "a source that is too long is a fault of ours",
        'c in " .-_")[:80]',
        'c in " .-_")',
    ),
    Weaker(
        "another site's name that is too long is a fault of ours",
        "settings.CONFIG.hosts else host[:80]",
        "settings.CONFIG.hosts else host",
    ),
    Weaker("our own pages count as another site", '"" if host in settings.CONFIG.hosts else host', "host"),
    Weaker("a share code without end is looked up", 'request.GET.get("via", "")[:12]', 'request.GET.get("via", "")'),
)

COOKIE = (
    Weaker("the cookie is believed for ever", "salt=SALT, max_age=rules.HOLD)\n", "salt=SALT)\n"),
    Weaker("the browser keeps the cookie until it is closed", "        max_age=rules.HOLD,\n", ""),
    Weaker("the cookie goes to every page", "        path=path,\n", ""),
    Weaker("a script can read the cookie", "        httponly=True,\n", ""),
    Weaker("another site's form is sent with the cookie", '        samesite="Lax",\n', ""),
    Weaker("the cookie crosses the open net", "        secure=settings.CONFIG.is_https,\n", ""),
    Weaker(
        "the cookie of one kind is taken by another",
        "    return found if found.kind == kind else None",
        "    return found",
    ),
    Weaker(
        "a cookie as it was once written is a fault of ours",
        "except (signing.BadSignature, TypeError, ValueError):",
        "except signing.BadSignature:",
    ),
)

FORMS = (
    Weaker(
        "a sum that is done between two presses of one form makes two rows",
        " if name not in HIDDEN]\n        return press_key",
        "]\n        return press_key",
    ),
    Weaker(
        "who shares a cached page and a network with somebody is taken for them",
        "return press_key(key, *from_where, *said)",
        "return press_key(key, *from_where)",
    ),
    Weaker("two who type the same without a key are one", '*said) if key else ""', "*said)"),
    Weaker(
        "whoever opens the link changes the mailbox that said yes",
        'ONLY_ASKED = ("email", *HIDDEN)',
        "ONLY_ASKED = HIDDEN",
    ),
    Weaker(
        "words of a consent are kept that nobody gave",
        'if self.cleaned_data.get("news_consent") else ""',
        'if "news_consent" in self.fields else ""',
    ),
)

SUM = (
    Weaker("a sum is good for ever", "check_expires=True", "check_expires=False"),
    Weaker("one solved sum is good for a storm", "bool(solved) and _first_use(", "bool(solved) or _first_use("),
    Weaker("a megabyte of proof is read", "    if not text or len(text) > 2_000:", "    if not text:"),
    Weaker("whoever reads this code makes sums of their own", "settings.SECRET_KEY.encode()", 'b"x"'),
    Weaker(
        "deep nonsense in the hidden field is a fault of ours",
        "TypeError, KeyError, AttributeError, RecursionError):",
        "TypeError, KeyError, AttributeError):",
    ),
    Weaker(
        "nonsense in the hidden field is a fault of ours",
        "except (ValueError, TypeError, KeyError, AttributeError, RecursionError):",
        "except RecursionError:",
    ),
    Weaker("an old phone sums for a quarter of an hour", "HARDEST = 60_000", "HARDEST = 60_000_000"),
)

LETTERS = (
    Weaker(
        "what was withdrawn or taken out is asked for again by mail",
        "public_id__in=ids, state__in=queries.WAITING, confirmed_at=None)",
        "public_id__in=ids, confirmed_at=None)",
    ),
    Weaker(
        "who waits for a look is asked again by mail",
        "public_id__in=ids, state__in=queries.WAITING, confirmed_at=None)",
        "public_id__in=ids, state__in=queries.WAITING)",
    ),
    Weaker(
        "a mail asks for what is closed",
        "[row for row in waiting if KINDS[name].is_open(row.asked, at)]",
        "list(waiting)",
    ),
    Weaker(
        "the mail asks somebody who counts to count again",
        "            stands = standing.get(row.pk)",
        "            stands = None",
    ),
    Weaker(
        "what an organizer took out is asked for by mail",
        "            if stands is None or stands.state == State.CONFIRMED:",
        "            if True:",
    ),
    Weaker(
        "a mail to the mistyped address holds the link of the right one",
        "return {about: found[about] for about in abouts if about in found}",
        'mine = {about.rpartition(".")[0]: one for about, one in found.items()}\n'
        '        return {about: mine[about.rpartition(".")[0]] for about in abouts if about.rpartition(".")[0] in mine}',
    ),
    Weaker(
        "a mail of a kind that is no more stops the batch",
        "for name in ids if name in KINDS for",
        "for name in ids for",
    ),
    Weaker(
        "a stranger writes into our mail",
        'paragraphs=[said.somebody, *said.quoted, _("If it was you',
        'paragraphs=[said.somebody, arrival.name, *said.quoted, _("If it was you',
    ),
    Weaker(
        "a long title is cut by the mail program and not by us",
        "        subject=short(said.subject),",
        "        subject=said.subject,",
    ),
)

AFTER_THE_PRESS = (
    Weaker(
        "the page of one petition works on what was pressed at another",
        "    rows = queries.of(kind).filter(**{kind.model.ASKED: asked})",
        "    rows = queries.of(kind)",
    ),
    Weaker("what is not there is a fault of ours", "    if asked is None:\n        raise Http404\n", ""),
    Weaker(
        "a bot that fills the hidden field moves a row",
        'if held and arrival and not form.cleaned_data["website"]:',
        "if held and arrival:",
    ),
    Weaker(
        "a wrong address there is a fault of ours",
        "    if not form.is_valid():\n        return _thanks(request, found, asked, address_form=form)\n",
        "    form.is_valid()\n",
    ),
    Weaker(
        "a row that goes while its address is changed is a fault of ours",
        "with suppress(services.LinkHasNoWork):  # disowned meanwhile",
        "with suppress():  # disowned meanwhile",
    ),
    Weaker(
        "an address changed after the end is a fault of ours",
        "        except services.NotOpen:\n            return see_other(found.page_of(asked))",
        "        except ZeroDivisionError:\n            return see_other(found.page_of(asked))",
    ),
    Weaker(
        "the page says that a mail is on its way which the cap holds back",
        "    if held and at - held.at < AGAIN_AFTER:",
        "    if False:",
    ),
    Weaker(
        "a row that goes while its mail is asked for again is a fault of ours",
        "with suppress(services.LinkHasNoWork):  # gone this very moment",
        "with suppress():  # gone this very moment",
    ),
    Weaker(
        "whoever has the cookie needs no code",
        'if arrival and services.try_code(arrival=arrival, typed=form.cleaned_data["code"]):',
        "if arrival:",
    ),
    Weaker(
        "a code without the cookie of its press is a fault of ours",
        "if arrival and services.try_code(",
        "if services.try_code(",
    ),
    Weaker("a wrong code gets no word", "        form.not_right()\n", ""),
    Weaker("a page fetched ahead sends a mail", "@require_POST\ndef send_again", "def send_again"),
    Weaker("a page fetched ahead moves an address", "@require_POST\ndef change_address", "def change_address"),
    Weaker("a page fetched ahead tries a code", "@require_POST\ndef code", "def code"),
    Weaker(
        "a shared computer keeps the page with the address",
        "return behind_link(render(request, kind.template",
        "return (render(request, kind.template",
    ),
    Weaker(
        "everybody behind one proxy gets one sum, which counts once",
        "return behind_link(JsonResponse(proof.challenge(timezone.now())))",
        "return JsonResponse(proof.challenge(timezone.now()))",
    ),
)

BEHIND_THE_LINK = (
    Weaker(
        "a scanner that opens the link counts it",
        'return _count(request, token, arrival) if request.method == "POST" else _page(request, arrival, token)',
        'if request.method != "POST":\n'
        "        services.confirm(arrival=arrival, shown=queries.as_typed(arrival), at=at)\n"
        '    return _count(request, token, arrival) if request.method == "POST" else _page(request, arrival, token)',
    ),
    Weaker(
        "what a stranger typed is recorded, not what the owner saw",
        "services.confirm(arrival=arrival, shown=form.shown, at=timezone.now())",
        "services.confirm(arrival=arrival, shown=queries.as_typed(arrival), at=timezone.now())",
    ),
    Weaker(
        "a form without a name is counted",
        "    if not form.is_valid():\n        return _page",
        "    if form.is_valid() is None:\n        return _page",
    ),
    Weaker(
        "a link that is gone is a fault of ours",
        "    if arrival is None or not arrival.is_waiting or rules",
        "    if not arrival.is_waiting or rules",
    ),
    Weaker(
        "a used link shows the form again",
        "    if arrival is None or not arrival.is_waiting or rules",
        "    if arrival is None or rules",
    ),
    Weaker(
        "an old link shows a form that it refuses",
        "or rules.has_expired(arrival.asked_at, at):\n        return _no_work",
        "or False:\n        return _no_work",
    ),
    Weaker(
        "a link to what is closed shows a form that it refuses",
        "    if not kind_of(arrival).is_open(arrival.asked, at):",
        "    if False:",
    ),
    Weaker(
        "what closes while somebody presses is a fault of ours",
        "    except services.NotOpen as closed:",
        "    except ZeroDivisionError as closed:",
    ),
    Weaker(
        "what was taken out while somebody read the page is a fault of ours",
        "    except services.LinkHasNoWork:\n        return _no_work",
        "    except ZeroDivisionError:\n        return _no_work",
    ),
    Weaker(
        "what was withdrawn or taken out is said to wait for a look",
        "    if arrival and arrival.confirmed_at and arrival.state in (State.CONFIRMED, State.QUARANTINED):",
        "    if arrival and arrival.confirmed_at:",
    ),
    Weaker(
        "what an organizer has not looked at is said to be counted",
        "is_counted = kind_of(arrival), arrival.state == State.CONFIRMED",
        "is_counted = kind_of(arrival), True",
    ),
    Weaker(
        "a cut link is a fault of ours when a new one is asked for",
        "    with suppress(queries.LinkIsNotWhole, services.LinkHasNoWork):",
        "    with suppress(services.LinkHasNoWork):",
    ),
    Weaker(
        "a row that goes while a new link is asked for is a fault of ours",
        "    with suppress(queries.LinkIsNotWhole, services.LinkHasNoWork):",
        "    with suppress(queries.LinkIsNotWhole):",
    ),
    Weaker("a scanner asks for new links", "@require_POST\ndef new_link", "def new_link"),
    Weaker("a scanner says that it was not me", "@require_POST\ndef disown", "def disown"),
    Weaker(
        "a counted arrival is said to be taken out",
        "    if arrival is None or not services.disown(arrival=arrival, at=timezone.now()):",
        "    if arrival is None or services.disown(arrival=arrival, at=timezone.now()) is None:",
    ),
    Weaker(
        "anybody refuses mail for anybody",
        'mailbox, purpose = signing.loads(request.POST.get("about", ""), salt=NEVER_SALT, max_age=rules.HOLD)',
        "mailbox, purpose = signing.JSONSerializer().loads(signing.b64_decode("
        'request.POST.get("about", "").split(":")[0].encode()))',
    ),
    Weaker(
        "a page that lay open for a month refuses mail for good",
        "salt=NEVER_SALT, max_age=rules.HOLD)",
        "salt=NEVER_SALT)",
    ),
    Weaker(
        "the confirm page is kept by whatever stands between",
        'return behind_link(render(request, "arrivals/confirm.html"',
        'return (render(request, "arrivals/confirm.html"',
    ),
    Weaker(
        "the page of a used link is kept by whatever stands between",
        'return behind_link(render(request, "arrivals/done.html"',
        'return (render(request, "arrivals/done.html"',
    ),
    Weaker(
        'the page after "not me" is kept by whatever stands between',
        'return behind_link(render(request, "arrivals/disowned.html", context))',
        'return render(request, "arrivals/disowned.html", context)',
    ),
)

MODELS = (
    Weaker(
        "one name of one mailbox counts twice, pressed at the same moment",
        "            condition=counted,\n",
        "            condition=counted & Q(pk=None),\n",
    ),
    Weaker(
        "one person counts twice, pressed at the same moment",
        "condition=counted & Q(person__isnull=False)",
        "condition=counted & Q(person__isnull=False) & Q(pk=None)",
    ),
    Weaker(
        "something counts that nobody said yes to",
        "models.CheckConstraint(condition=~counted | Q(confirmed_at__isnull=False),",
        "models.CheckConstraint(condition=~counted | counted,",
    ),
    Weaker(
        "a double press at the same moment is two rows",
        "press_key = models.CharField(max_length=40, unique=True, null=True)",
        "press_key = models.CharField(max_length=40, null=True)",
    ),
    Weaker(
        "a challenge counts twice, sent at the same moment",
        "challenge = models.CharField(max_length=128, unique=True)",
        "challenge = models.CharField(max_length=128)",
    ),
    Weaker(
        "what waits for a look after its owner's yes waits for its owner too",
        "in (self.State.PENDING, self.State.QUARANTINED) and self.confirmed_at is None",
        "in (self.State.PENDING, self.State.QUARANTINED)",
    ),
)

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

GUARDS = {
    f"{ROOM}/services.py": VERBS,
    f"{ROOM}/queries.py": QUESTIONS,
    f"{ROOM}/rules.py": PENCIL,
    f"{ROOM}/guard.py": VISITORS,
    f"{ROOM}/held.py": COOKIE,
    f"{ROOM}/forms.py": FORMS,
    f"{ROOM}/proof.py": SUM,
    f"{ROOM}/mails.py": LETTERS,
    f"{ROOM}/pages/asking.py": AFTER_THE_PRESS,
    f"{ROOM}/pages/confirming.py": BEHIND_THE_LINK,
    f"{ROOM}/models.py": MODELS,
    f"{ROOM}/person_rows.py": (
        Weaker(
            "the copy of what we hold of somebody hides what waits",
            "        for kind in KINDS.values()\n",
            "        for kind in ()\n",
        ),
        Weaker(
            "erasing somebody leaves what waits of them", "    services.forget_unconfirmed(person=person)", "    pass"
        ),
    ),
    f"{ROOM}/templates/arrivals/confirm.html": (
        Weaker(
            "a name that a stranger typed runs as a script in the owner's browser",
            '<li><a href="{{ link }}">{{ name }}</a></li>',
            '<li><a href="{{ link }}">{{ name|safe }}</a></li>',
        ),
    ),
    f"{ROOM}/templates/arrivals/hidden.html": (
        Weaker("no form has a field for bots", "{{ form.website }}", ""),
        Weaker("no form has a key of its own", "{{ form.key }}", ""),
    ),
    "ballotline/foundation/access/doors.py": (
        Weaker(
            "another site's form is taken",
            '        if request.method == "POST" and not is_same_site(request):',
            "        if False:",
        ),
    ),
    "ballotline/foundation/access/same_site.py": (
        Weaker(
            "a neighbour under our domain sends our forms",
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
            'filter(mailbox_hash__in=by_hash, purpose__in=[purpose, "all"])',
            "filter(mailbox_hash__in=by_hash)",
        ),
    ),
    "ballotline/movement/people/rules.py": (
        Weaker("a mailbox is as many as it has spellings", "plain_address(email).lower()", "plain_address(email)"),
        Weaker("a tag makes another mailbox", "    if domain in IGNORES_TAGS:", "    if False:"),
        Weaker("a dot makes another mailbox", "    if domain in IGNORES_DOTS:", "    if False:"),
    ),
    f"{KINDS}/pledge/models.py": (
        Weaker("a pledge is made after its verdict", "live and not self.verdict and", "live and"),
        Weaker("a pledge is made after its day", " and timezone.localtime(at).date() <= self.due", ""),
        Weaker("a draft or a closed pledge is made", "return live and not self.verdict", "return not self.verdict"),
    ),
    f"{KINDS}/pledge/services.py": (
        Weaker(
            "what waits or was taken out is withdrawn, and then made again",
            "filter(pk=promise.pk, state=State.CONFIRMED).update(state=State.WITHDRAWN)",
            "filter(pk=promise.pk).update(state=State.WITHDRAWN)",
        ),
    ),
    f"{KINDS}/pledge/queries.py": (
        Weaker(
            "the link of one pledge opens another",
            "isinstance(found, Promise) and found.pledge.action.slug == slug else None",
            "isinstance(found, Promise) else None",
        ),
        Weaker(
            "the link of a signature is a fault of ours at a pledge",
            "found if isinstance(found, Promise) and found.pledge",
            "found if found and found.pledge",
        ),
        Weaker(
            "a draft of a pledge is public",
            'Pledge.objects.select_related("action").exclude(action__state=Action.State.DRAFT)',
            'Pledge.objects.select_related("action")',
        ),
    ),
    f"{KINDS}/pledge/pages.py": (
        Weaker(
            "a pledge that closed meanwhile is a fault of ours",
            "    except NotOpen:\n        return _page(request, pledge, form)",
            "    except ZeroDivisionError:\n        return _page(request, pledge, form)",
        ),
        Weaker("a page fetched ahead withdraws a promise", "@require_POST\ndef withdraw", "def withdraw"),
        Weaker(
            "a promise that only waits has a page that says it is made",
            "    if promise is None or promise.state not in (State.CONFIRMED, State.WITHDRAWN):",
            "    if promise is None:",
        ),
    ),
    f"{KINDS}/petition/models.py": (
        Weaker(
            "a petition is signed before it opens and after it ends",
            "return self.action.state == Action.State.LIVE and self.action.window.is_open(at)",
            "return self.action.state == Action.State.LIVE",
        ),
        Weaker(
            "a closed petition is signed",
            "return self.action.state == Action.State.LIVE and self.action.window.is_open(at)",
            "return self.action.window.is_open(at)",
        ),
    ),
    f"{KINDS}/petition/arriving.py": (
        Weaker("people follow a draft", "    return petition.action.state != Action.State.DRAFT", "    return True"),
    ),
    f"{KINDS}/petition/pages/asking.py": (
        Weaker(
            "people follow a petition that they could sign",
            "    if petition.is_open(timezone.now()):\n        return see_other",
            "    if False:\n        return see_other",
        ),
    ),
    f"{KINDS}/petition/pages/signing.py": (
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
            "somebody erased signs by one click",
            "filter(public_id=person_id, erased_at=None)",
            "filter(public_id=person_id)",
        ),
        Weaker(
            "an address that nobody verified signs by one click",
            'filter(kind="email", verified_at__isnull=False)',
            'filter(kind="email")',
        ),
        Weaker("the link of one click signs for ever", "unsign(token, max_age=rules.ONE_CLICK_FOR)", "unsign(token)"),
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
    f"{KINDS}/call/arriving.py": (
        Weaker(
            "people leave their name with a draft",
            "    return campaign.action.state != Action.State.DRAFT",
            "    return True",
        ),
    ),
    f"{KINDS}/call/forms.py": (
        Weaker(
            "a caller's name is kept without their tick",
            "    news_consent = forms.BooleanField(error_messages=",
            "    news_consent = forms.BooleanField(required=False, error_messages=",
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
    ),
    f"{KINDS}/call/pages.py": (
        Weaker(
            "a round of one campaign files calls in another",
            "    return found if found.campaign == campaign.pk else None",
            "    return found",
        ),
        Weaker("a round goes on for ever", "salt=SALT, max_age=rules.STATE_HOLDS_FOR)", "salt=SALT)"),
        Weaker("a bot writes down what officials said", '    if text and not typed["website"]:', "    if text:"),
    ),
}

"""The verbs of the way in (services.py): ask, correct, confirm, an organizer's word, the look, forgetting."""

from tests.mutations.mutation import Weaker

VERBS = (
    # withdraw
    Weaker(
        "what waits or was taken out is withdrawn, and then made again",
        "counts = type(arrival)._default_manager.filter(pk=arrival.pk, state=State.CONFIRMED)",
        "counts = type(arrival)._default_manager.filter(pk=arrival.pk)",
    ),
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
        "    if made and made.is_waiting:\n",
        "    if made:\n",
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
        "    if not found.is_waiting or not write(found, at):",
        "    if not write(found, at):",
    ),
    Weaker(
        "a link lives on without a mail, press by press",
        "    if not found.is_waiting or not write(found, at):",
        "    if not found.is_waiting or write(found, at) is None:",
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
        "        raise NotOpen(found.asked)\n    odd = ",
        "        pass\n    odd = ",
    ),
    Weaker(
        "the link that went to a mistyped address still counts",
        "found.email, found.mailbox_key, found.mail_domain = email, mailbox_key(email), email",
        "found.email, _old, found.mail_domain = email, mailbox_key(email), email",
    ),
    Weaker(
        "one press sends mail to any number of mailboxes",
        "    if not odd:\n        write(found, at)",
        "    write(found, at)",
    ),
    Weaker(
        "a correction that looks odd waits as if it did not",
        "        found.state, found.suspicion = State.QUARANTINED, odd\n",
        "        pass\n",
    ),
    Weaker(
        "a bot's row gets its mail once its address was changed often enough",
        "    if odd and not found.suspicion:",
        "    if odd:",
    ),
    Weaker(
        "a link to the right address has only the days that the mistyped one left it",
        "    found.asked_at = at\n    found.save",
        "    found.save",
    ),
    Weaker("the right address gets no mail", "    write(found, at)\n    return found\n", "    return found\n"),
    # confirm
    Weaker(
        "the second press of the button says that the link has no work",
        "    if found.confirmed_at and found.state in (State.CONFIRMED, State.QUARANTINED):\n"
        "        return found\n    if rules",
        "    if False:\n        return found\n    if rules",
    ),
    Weaker(
        "what was withdrawn or taken out passes for counted",
        "    if found.confirmed_at and found.state in (State.CONFIRMED, State.QUARANTINED):\n"
        "        return found\n    if rules",
        "    if found.confirmed_at:\n        return found\n    if rules",
    ),
    Weaker(
        "a link counts for ever",
        "    if rules.has_expired(found.asked_at, at):",
        "    if False:",
    ),
    Weaker(
        "who said yes five times in a day can't take part a sixth time",
        "    mail.answered(mailbox=found.mailbox_key, purpose=kind_of(found).purpose)\n    counting.take_over",
        "    counting.take_over",
    ),
    Weaker(
        "a mailbox without a name becomes a person",
        "    if not kind_of(arrival).names_a_person:\n        return None\n    return people.identify",
        "    return people.identify",
    ),
    # what comes with it
    Weaker("an unticked box is a consent", "    if person and shown.news_consent:", "    if person:"),
    Weaker("a consent is kept without its words", "wording=shown.consent_words", 'wording=""'),
    Weaker("a consent does not say where it was given", "where=said.page", 'where=""'),
    # one click
    Weaker(
        "one click counts where nothing is open",
        "        raise NotOpen(draft.asked)\n    _fill(draft, Typed(",
        "        pass\n    _fill(draft, Typed(",
    ),
    Weaker(
        "one click brings back what an organizer took out",
        "    if earlier := counting.earlier(draft, person):\n        return earlier\n",
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
        "    arrival.state = state\n    if arrival.confirmed_at:\n        counting.count(arrival, at)",
        "    arrival.state = state\n    if arrival.confirmed_at:\n        pass",
    ),
    Weaker(
        "who looks right after all never gets a mail",
        "    else:\n        write(arrival, at)",
        "    else:\n        pass",
    ),
    # an organizer's word, and its way back
    Weaker(
        "a second press on somebody's word is an error",
        "QUARANTINED):\n        return found\n    if not kind_of(found).takes_word",
        "QUARANTINED) and False:\n        return found\n    if not kind_of(found).takes_word",
    ),
    Weaker(
        "a word counts what was taken out, and where nothing is open",
        "    counting.check_can_count(found, at)\n    found.before_word",
        "    found.before_word",
    ),
    Weaker(
        "what only the mailbox's owner can say is said by an organizer",
        "    counting.take_over(found, _the_least_of(found))\n",
        "",
    ),
    Weaker(
        "a word brings back who counted and was taken out",
        "return counting.earlier(found, person) or counting.enter(",
        "return counting.enter(",
    ),
    Weaker(
        "a mailbox without a name becomes a person on a word",
        "    if not kind_of(arrival).names_a_person:\n        return None\n    return people.meet",
        "    return people.meet",
    ),
    Weaker("an organizer's word verifies an address", "    return people.meet(", "    return people.identify("),
    Weaker(
        "the undo of a word takes back what its mailbox said",
        "    if not found.counts_on_word:\n        return False",
        "    if found.state not in (State.CONFIRMED, State.QUARANTINED):\n        return False",
    ),
    Weaker(
        "the undo of a word brings back what was taken out since",
        "    if not found.counts_on_word:\n        return False",
        "    if not found.is_on_word:\n        return False",
    ),
    Weaker(
        "an organizer's word stands above the owner's own",
        "        counting.wait_again(found)\n    if found.confirmed_at",
        "        pass\n    if found.confirmed_at",
    ),
    Weaker(
        "who counts on a word can't say that it was not them",
        "        if (found := counting.locked(arrival)).counts_on_word:",
        "        if False:",
    ),
    Weaker(
        "the house does not know that a word was taken back",
        '    audit.record(f"{kind_of(found).name} waits again", on=found.ref, by=by, at=at)\n',
        "",
    ),
    # forgetting
    Weaker(
        "what was typed beside a word is kept for ever",
        "before_word__isnull=False).update(before_word=None)",
        "before_word__isnull=False)",
    ),
    Weaker(
        "a word can't be taken back tomorrow",
        'filter(confirmed_by="word", confirmed_at__lt=before, before_word',
        'filter(confirmed_by="word", before_word',
    ),
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

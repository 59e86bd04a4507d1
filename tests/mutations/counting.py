"""How a row comes to count (counting.py), and who is written to again (reminding.py).

Not here: that one job at a time runs under one ask is held twice, by a look and by the table itself, and either alone
does for all but two presses at the same moment; and a job that never leaves its first rows would run for ever, here
too.
"""

from tests.mutations.mutation import Weaker

COUNTING = (
    Weaker("what was typed is lost once a word is taken back", "        setattr(arrival, name, value)", "        pass"),
    Weaker(
        "who never said a word stays among the people",
        "    if person:\n        people.part(",
        "    if False:\n        people.part(",
    ),
    # what is asked before
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
    Weaker(
        "a taken-out arrival is counted by its link",
        "    if not arrival.is_waiting:\n        raise",
        "    if False:\n        raise",
    ),
    Weaker("a promise is confirmed after the pledge closed", "        raise NotOpen(arrival.asked)", "        pass"),
    # what the owner saw
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
    Weaker("a third name of one mailbox counts without a look", ">= rules.OF_ONE_MAILBOX:", "> rules.OF_ONE_MAILBOX:"),
    Weaker(
        "the house does not know that a third name was set aside",
        'audit.record(f"{kind_of(arrival).name} set aside",',
        'dict(verb=f"{kind_of(arrival).name} set aside",',
    ),
    Weaker(
        "two links of one human pressed at the same moment are a fault of ours",
        "        if not (counts := earlier(arrival, person)):\n            raise",
        "        raise",
    ),
    Weaker(
        "the house does not know that somebody was counted",
        '    audit.record(f"{kind.name} {verb}", on=arrival.ref, by=by or _who_said_so(arrival), at=at)\n',
        "",
    ),
    Weaker(
        "what somebody did is not among what they did",
        "    if person and kind.activity:",
        "    if False:",
    ),
    Weaker("what counting means to a kind does not happen", "    kind.counts(arrival, at)\n", ""),
    # on somebody's word
    Weaker(
        "a word stands in the place of the mailbox's own yes",
        "    if arrival.is_on_word:\n        arrival.confirmed_by",
        "    if False:\n        arrival.confirmed_by",
    ),
    Weaker(
        "an organizer's word that is set aside is written down as the person's own",
        "        said_by = by or Actor.person(person.public_id)",
        "        said_by = Actor.person(person.public_id)",
    ),
    Weaker(
        "nobody can say which organizer counted somebody on their word",
        "by=by or _who_said_so(arrival)",
        "by=_who_said_so(arrival)",
    ),
    Weaker(
        "the log does not tell a word from the mailbox's own yes",
        '"counted on their word" if arrival.is_on_word else "confirmed"',
        '"confirmed"',
    ),
    Weaker(
        "a word that was set aside and is cleared is written down as the person's own",
        "    if arrival.is_on_word:  # it was set aside",
        "    if False:  # it was set aside",
    ),
)

REMINDING = (
    Weaker(
        "the number on the button counts who wants no such mail",
        "in mailboxes.items() if mailbox not in refusing)",
        "in mailboxes.items())",
    ),
    Weaker("the number on the button counts whose mailbox has had its five", "sum(min(n, left[mailbox])", "sum(n"),
    Weaker("the desk starts a job that writes to nobody", "    if not expected:\n        raise NobodyWaits\n", ""),
    Weaker(
        "the house does not know that those who wait were written to",
        '    audit.record("those who wait written to again",',
        '    dict(verb="those who wait written to again",',
    ),
    Weaker(
        "a job that is done runs for ever at the desk",
        "    Reminder.objects.filter(pk=reminder.pk, finished_at=None).update(finished_at=at)\n",
        "",
    ),
    Weaker(
        "the job falls over once everybody said that it was not them",
        "    if first is None or not kind.is_open",
        "    if not kind.is_open",
    ),
    Weaker(
        "what closes between the press and the job is written about",
        "    if first is None or not kind.is_open(first.asked, at):",
        "    if first is None:",
    ),
    Weaker(
        "a job that is killed writes to somebody twice",
        "@transaction.atomic\ndef _write_to",
        "def _write_to",
    ),
    Weaker(
        "the job falls over a row that goes while it runs",
        "    waits = row and queries",
        "    waits = queries",
    ),
    Weaker(
        "a reminder whose job was given up bars the ask for ever",
        '        if not is_on_its_way("arrivals.remind"):',
        "        if False:",
    ),
    Weaker(
        "who answers while the job runs is written to again",
        "    waits = row and queries.to_remind(kind, row.asked, reminder.at).filter(pk=pk).exists()",
        "    waits = row",
    ),
    Weaker("a second run counts once more who wants no such mail", "update(up_to=pk, **counted)", "update(**counted)"),
    Weaker(
        "who refuses such mail is said to have had too many",
        "    if suppressed([row.mailbox_key], kind.purpose):",
        "    if False:",
    ),
    Weaker("who got no message is counted as written to", '        return "full"', "        pass"),
    Weaker(
        "who was written to again is written to for ever", "update(reminded_at=at, asked_at=at)", "update(asked_at=at)"
    ),
    Weaker(
        "the link of the second message has only the days that the first left it",
        "update(reminded_at=at, asked_at=at)",
        "update(reminded_at=at)",
    ),
)

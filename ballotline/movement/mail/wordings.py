"""What messages say when they are handed over: kept for the desk, each text once, with its links and codes hidden.

Not here: the words themselves (the `mails` module of the room that asks), and how they become a message (wire.py).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.conf import settings

from ballotline.movement.mail.models import Message, Wording
from ballotline.movement.mail.rules import header_text, without_secrets
from ballotline.movement.mail.words import Basis, Words
from ballotline.movement.people.rules import name_key

SUBJECT_AT_MOST = 300  # the columns


def hidden(words: Words) -> Words:
    """As others than the reader may see them."""

    def shown(text: str) -> str:
        return without_secrets(str(text), secrets=words.secrets, ours=settings.CONFIG.url)

    return replace(
        words,
        subject=header_text(shown(words.subject)),
        paragraphs=[shown(text) for text in words.paragraphs],
        after=[shown(text) for text in words.after],
        reason=shown(words.reason),
        button=(shown(words.button[0]), shown(words.button[1])) if words.button else None,
        stop_url=shown(words.stop_url),
        secrets=(),
    )


def may_be_shown(message: Message) -> bool:
    """Not what was worded for one moment of somebody who signs in: it may hold a code, wherever in its words."""
    return message.content is None and message.basis != Basis.SIGN_IN


def words_of(wording: Wording) -> Words | None:
    """None where only the subject was kept."""
    if wording.text is None:
        return None
    button = wording.text["button"]
    text = {**wording.text, "button": (button[0], button[1]) if button else None}
    return Words(subject=wording.subject, topic=wording.topic, **text)


def keep(messages: Sequence[Message], words: Mapping[int, Words]) -> None:
    """With each message what it is about to say. Most of a batch say the same, so there are few statements."""
    alike: dict[Wording, list[int]] = defaultdict(list)
    for number, wording in _kept(messages, words).items():
        alike[wording].append(number)
    for wording, ids in alike.items():
        Message.objects.filter(id__in=ids).update(wording=wording)


def _kept(messages: Sequence[Message], words: Mapping[int, Words]) -> dict[int, Wording]:
    """The wording of each message by its id. One statement where all of them are on file, three at most."""
    drafts = {message.id: _draft(message, hidden(words[message.id])) for message in messages}
    by_key = {draft.key: draft for draft in drafts.values()}
    found = _on_file(by_key)
    if missing := [draft for key, draft in by_key.items() if key not in found]:
        in_order = sorted(missing, key=lambda draft: draft.key)  # so that two workers never wait for each other
        Wording.objects.bulk_create(in_order, ignore_conflicts=True)
        found = _on_file(by_key)
    return {number: found[draft.key] for number, draft in drafts.items()}


def _on_file(keys: Iterable[str]) -> dict[str, Wording]:
    return {wording.key: wording for wording in Wording.objects.filter(key__in=list(keys))}


def _draft(message: Message, words: Words) -> Wording:
    subject, topic = words.subject[:SUBJECT_AT_MOST], words.topic[:SUBJECT_AT_MOST]
    text = _text(words) if may_be_shown(message) else None
    key = sha256(json.dumps([subject, topic, text]).encode()).hexdigest()
    found_by = f" {name_key(subject)} {name_key(topic)}"
    return Wording(key=key, subject=subject, topic=topic, found_by=found_by, text=text)


def _text(words: Words) -> dict[str, Any]:
    """What JSON can hold of them."""
    return {
        "paragraphs": list(words.paragraphs),
        "button": list(words.button) if words.button else None,
        "after": list(words.after),
        "reason": words.reason,
        "stop_url": words.stop_url,
    }


def forget_unused(wordings: Iterable[int]) -> None:
    """Of these texts those that no message has any more go: they may have said something of the one they went to."""
    Wording.objects.filter(pk__in=list(wordings), messages=None).delete()

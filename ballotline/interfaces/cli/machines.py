"""What each machine of a house says about itself, so that the doctor of one sees where another differs.

Each leaves two notes when its doctor looks: one in the database that they share (the cache of all processes), with
marks of what must be equal, and one in the storage. Who finds the other's note in the database but not in its own
storage keeps its files elsewhere. A note is forgotten after three days; marks give nothing away of a key or a password.

Three checks of the doctor stand on them: the storage, the other machines, and a backup that was made elsewhere.
"""

import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ballotline import __version__
from ballotline.foundation.backups import archive
from ballotline.foundation.storage.kept import store
from ballotline.interfaces.cli.findings import Finding, age
from ballotline.movement.mail.queries import provider

KEY = "doctor.machines.1"  # another number as soon as a Machine has other fields
# The doctor of each looks every night, and may miss two; a machine that is no more is named no longer
REMEMBERED = timedelta(days=3)
NOTES = ".machines"


@dataclass(frozen=True, slots=True)
class Machine:
    """`key` and `mail` are marks: equal where the settings are."""

    name: str
    at: datetime
    version: str
    url: str
    key: str
    mail: str
    backup_at: datetime | None

    @property
    def note(self) -> str:
        """Where its note lies in the storage; a storage need not take every name of a machine."""
        return f"{NOTES}/{sha256(self.name.encode()).hexdigest()[:16]}"


def storage() -> Finding:
    """Writes a note into it and reads it back. It stays: other machines look whether they find it."""
    where = store().where()
    try:
        if leave_note(this_one(at=timezone.now())):
            return Finding(f"Pictures and deliveries lie in {where}; it takes files and gives them back.")
        said = "what is read is not what was written"
    except store().faults as problem:
        said = str(problem)[:200]
    return Finding(
        f"Pictures and deliveries lie in {where}, and that does not work: {said}.",
        "Look at BALLOTLINE_STORAGE, its keys, and what this machine may do there (docs/howto/several-machines.md).",
    )


def others() -> Finding:
    """Those whose doctor looked, with what is not as it is here."""
    us = this_one(at=timezone.now())
    tell(us)
    found = known(us)
    try:
        differ = [f"{one.name} {what}" for one in found for what in differences(us, one)]
    except store().faults:
        return Finding("Not known, since the storage can't be asked.", "Mend the storage, then look again.")
    if differ:
        return Finding(
            f"Machines of this house differ: {'; '.join(differ)}.",
            (
                "Make the settings equal on all of them (docs/howto/several-machines.md), "
                "then let the doctor of each look."
            ),
        )
    if found:
        return Finding(f"{', '.join(one.name for one in found)}: the same settings and storage as here.")
    return Finding("No other machine of this house was looked at within three days.")


def backup_elsewhere(*, newer_than: archive.Backup | None, at_most_old: timedelta) -> Finding | None:
    """The newest backup that another machine of this house made, if it is newer than ours and new enough."""
    now = timezone.now()
    made = [(one.backup_at, one.name) for one in known(this_one(at=now)) if one.backup_at]
    newest, name = max(made, default=(None, ""))
    if newest is None or now - newest > at_most_old or (newer_than and newer_than.made_at >= newest):
        return None
    return Finding(f"{name} made the last backup, {age(now - newest)} ago.")


def this_one(*, at: datetime) -> Machine:
    """Two data folders on one computer are two machines."""
    home = settings.CONFIG.home
    last = archive.last_backup(home)
    return Machine(
        name=f"{socket.gethostname()}:{home}",
        at=at,
        version=__version__,
        url=settings.CONFIG.url,
        key=archive.fingerprint(settings.SECRET_KEY),
        mail=salted_hmac("ballotline.doctor.mail", provider()).hexdigest()[:16],
        backup_at=last.made_at if last else None,
    )


def tell(us: Machine) -> None:
    """Leaves our note in the database, and forgets old ones."""
    noted = {machine.name: asdict(machine) for machine in [*known(us), us]}
    cache.set(KEY, noted, timeout=REMEMBERED.total_seconds())


def known(us: Machine) -> list[Machine]:
    """The machines whose doctor looked within three days, by name."""
    noted = (Machine(**facts) for facts in cache.get(KEY, {}).values())
    fresh = (machine for machine in noted if machine.name != us.name and us.at - machine.at < REMEMBERED)
    return sorted(fresh, key=lambda machine: machine.name)


def leave_note(us: Machine) -> bool:
    """Writes into the storage, and reads it back: is it what was written? Raises the storage's faults."""
    said = f"{us.name} {us.at.isoformat()}".encode()
    store().save(us.note, ContentFile(said))
    with store().open(us.note) as note:
        return bool(note.read() == said)


def differences(us: Machine, other: Machine) -> Iterator[str]:
    """What of the other is not as it is here, each as the end of a sentence. Raises the storage's faults."""
    if other.key != us.key:
        yield "signs with another secret key"
    elif other.mail != us.mail:  # the mark is made with the key
        yield "sends mail by other settings"
    if other.url != us.url:
        yield f"has the web address {other.url}"
    if other.version != us.version:
        yield f"runs version {other.version}"
    if not store().exists(other.note):
        yield "keeps its pictures and deliveries elsewhere"

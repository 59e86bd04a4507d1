"""What each machine of a house says about itself, so that the doctor of one sees where another differs.

Each leaves two notes when its doctor looks: one in the database that they share (the cache of all processes), with marks
of what must be equal, and one in the storage. Who finds the other's note in the database but not in its own storage keeps
its files elsewhere. A note is forgotten after three days; marks give nothing away of a key or a password.

Not here: how it is said (doctor.py).
"""

import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils.crypto import salted_hmac

from ballotline import __version__
from ballotline.foundation.backups import archive
from ballotline.foundation.storage.kept import store
from ballotline.movement.mail.queries import provider

KEY = "doctor.machines.1"  # another number as soon as a Machine has other fields
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
    noted = {machine.name: asdict(machine) for machine in [*others(us), us]}
    cache.set(KEY, noted, timeout=REMEMBERED.total_seconds())


def others(us: Machine) -> list[Machine]:
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

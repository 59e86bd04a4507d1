"""What the worker calls for backups."""

from django.conf import settings
from django.utils import timezone

from ballotline.foundation.backups import archive
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.storage.kept import store


@jobs.long
def make() -> None:
    """One into the data folder; the desk's page shows it once it was read back."""
    home, at = settings.CONFIG.home, timezone.now()
    archive.make(home=home, files=store(), to=home / archive.FOLDER, with_secrets=False, key=settings.SECRET_KEY, at=at)

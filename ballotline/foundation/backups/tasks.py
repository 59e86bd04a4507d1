"""What the worker calls for backups."""

from django.conf import settings
from django.utils import timezone

from ballotline.foundation.backups import archive
from ballotline.foundation.jobs import services as jobs


@jobs.long
def make() -> None:
    """One into the data folder; the desk's page shows it once it was read back."""
    home = settings.CONFIG.home
    archive.make(home=home, to=home / archive.FOLDER, with_secrets=False, key=settings.SECRET_KEY, at=timezone.now())

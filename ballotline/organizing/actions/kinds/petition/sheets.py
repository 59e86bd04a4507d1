"""The blank paper sheet of a petition: set by a job, kept as a file until its words change."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from ballotline.foundation.organization.queries import us
from ballotline.organizing.actions.kinds.petition import delivery
from ballotline.organizing.actions.kinds.petition.models import Petition

PAPERS = ("letter", "a4")


def sheet_of(petition: Petition, *, paper: str) -> Path:
    """Where the sheet for "letter" or "a4" stands, once it is set. Other words give another file."""
    ours = us()
    words = (petition.action.title, petition.asks, petition.target, ours.name, ours.postal_address, paper)
    mark = hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
    return settings.CONFIG.home / "sheets" / f"{petition.public_id}-{mark}.pdf"


def set_sheet(petition: Petition, *, paper: str) -> None:
    """Sets it if it is not there. Raises ui.pdf.PdfFailed."""
    path, ours = sheet_of(petition, paper=paper), us()
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    delivery.sheet_pdf(
        title=petition.action.title,
        asks=petition.asks,
        target=petition.target,
        organization=ours.name,
        postal_address=ours.postal_address,
        paper=paper,
        to=path,
        url=settings.CONFIG.url + reverse("petition:page", args=[petition.action.slug]),
    )

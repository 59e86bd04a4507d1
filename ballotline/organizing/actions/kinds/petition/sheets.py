"""The blank paper sheet of a petition, kept as a file until its words change."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from ballotline.foundation.organization.queries import us
from ballotline.organizing.actions.kinds.petition import delivery
from ballotline.organizing.actions.kinds.petition.models import Petition


def sheet_of(petition: Petition, *, paper: str) -> Path:
    """The PDF for "letter" or "a4". Raises ui.pdf.PdfFailed."""
    ours = us()
    words = (petition.action.title, petition.asks, petition.target, ours.name, ours.postal_address, paper)
    mark = hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
    path = settings.CONFIG.home / "sheets" / f"{petition.public_id}-{mark}.pdf"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        url = settings.CONFIG.url + reverse("petition:page", args=[petition.action.slug])
        delivery.sheet_pdf(
            title=petition.action.title, asks=petition.asks, target=petition.target, organization=ours.name,
            postal_address=ours.postal_address, url=url, paper=paper, to=path,
        )  # fmt: skip
    return path

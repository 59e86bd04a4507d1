"""The blank paper sheet of a petition: set by a job, kept as a file until its words change."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from ballotline.foundation.organization.queries import us
from ballotline.foundation.storage import kept as storage
from ballotline.foundation.ui.links import full_url
from ballotline.organizing.actions.kinds.petition import delivery
from ballotline.organizing.actions.kinds.petition.models import Petition

PAPERS = ("letter", "a4")


def sheet_of(petition: Petition, *, paper: str) -> str:
    """Where the sheet for "letter" or "a4" stands in the storage, once it is set. Other words give another file."""
    ours = us()
    words = (petition.action.title, petition.asks, petition.target, ours.name, ours.postal_address, paper)
    mark = hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
    return f"sheets/{petition.public_id}-{mark}.pdf"


def set_sheet(petition: Petition, *, paper: str) -> None:
    """Sets it if it is not there. Raises ui.pdf.PdfFailed."""
    name = sheet_of(petition, paper=paper)
    if storage.store().exists(name):
        return
    with TemporaryDirectory(prefix="ballotline-sheet-") as bench:
        file = Path(bench) / "sheet.pdf"
        _set(petition, paper=paper, to=file)
        storage.put(file, name=name)


def _set(petition: Petition, *, paper: str, to: Path) -> None:
    ours = us()
    delivery.sheet_pdf(
        title=petition.action.title,
        asks=petition.asks,
        target=petition.target,
        organization=ours.name,
        postal_address=ours.postal_address,
        paper=paper,
        to=to,
        url=full_url("petition:page", petition.action.slug),
    )

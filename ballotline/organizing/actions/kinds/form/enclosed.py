"""What may be sent along with an answer: a PDF, or a picture, which is written anew without where and when it was
taken. A file is judged by what is in it; of its name only the letters are kept."""

import re
import unicodedata
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from ballotline.foundation.ui.pictures import MEGABYTE, photo
from ballotline.organizing.actions.kinds.form.models import Sent

PDF = b"%PDF-"
NAME_AT_MOST = 80
NOT_IN_A_NAME = re.compile(r"[^\w. ()-]+")


def judged(upload: UploadedFile) -> Sent:
    """Raises ValidationError with what to do."""
    if (upload.size or 0) > 5 * MEGABYTE:
        raise ValidationError(_("Choose a file under 5 MB"))
    upload.seek(0)
    is_pdf = upload.read(len(PDF)) == PDF
    upload.seek(0)
    if is_pdf:
        return Sent(named(upload.name, ".pdf"), upload.read())
    try:
        return Sent(named(upload.name, ".jpg"), photo(upload).read())
    except ValidationError:
        raise ValidationError(_("Choose a PDF, or a picture: a JPEG, PNG or WebP file"))


def named(typed: str | None, ending: str) -> str:
    """ "cv.pdf": its own name, with the ending of what it is."""
    stem = unicodedata.normalize("NFC", PurePath((typed or "").replace("\\", "/")).stem)
    kept = NOT_IN_A_NAME.sub(" ", stem)[:NAME_AT_MOST].strip(" .")
    return f"{kept or _('file')}{ending}"

"""Pictures that people upload: judged by their header, decoded only if that stays small, made smaller and written anew
without whatever else was in the file.

What decoding costs depends on width × height, not on the size of the file: 21 KB can be 13,300 × 13,300 pixels and take
1.7 GB. So the header is asked first, and a process decodes one picture at a time: any upload stays below 300 MB.
"""

import struct
import zlib
from io import BytesIO
from threading import Lock

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MEGABYTE = 1024 * 1024
# Bytes while one is decoded, beside about 100 MB of the process itself: below 300 MB together
MEMORY = 160_000_000
# Bytes for each pixel at the worst, until the picture is small (measured, Pillow 13): a progressive JPEG keeps all its
# coefficients, a see-through PNG is copied once, WebP's decoder paints on two canvases. MPO is a JPEG of some phones.
BYTES_A_PIXEL = {"JPEG": 6.5, "MPO": 6.5, "PNG": 10.5, "WEBP": 20}
# Bytes more for each pixel of a JPEG for print
FOR_A_FOURTH_COLOR = 2
TROUBLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    TypeError,
    KeyError,
    struct.error,
    zlib.error,
)
ONE_AT_A_TIME = Lock()


def photo(upload: UploadedFile) -> ContentFile[bytes]:
    """A photo as JPEG, at most 1,600 pixels wide and high. Raises ValidationError with what to do."""
    if (upload.size or 0) > 6 * MEGABYTE:
        raise ValidationError(_("Choose a photo under 6 MB"))
    return _written(_made_small(upload, (1600, 1600), "RGB"), "JPEG", "photo.jpg")


def logo(upload: UploadedFile) -> ContentFile[bytes]:
    """A logo as PNG, small, with its see-through parts kept. Raises ValidationError with what to do."""
    if (upload.size or 0) > 2 * MEGABYTE:
        raise ValidationError(_("Choose a logo under 2 MB"))
    return _written(_made_small(upload, (480, 160), "RGBA"), "PNG", "logo.png")


def _made_small(upload: UploadedFile, size: tuple[int, int], mode: str) -> Image.Image:
    try:
        with ONE_AT_A_TIME, Image.open(upload, formats=FORMATS) as picture:
            _refuse_what_takes_too_much(picture)
            picture.draft(mode, size)
            return _drawn(picture, size).convert(mode)
    except (Image.DecompressionBombError, MemoryError):
        raise _too_many_pixels()
    except TROUBLE:
        raise ValidationError(_("Choose a picture: a JPEG, PNG or WebP file"))


def _refuse_what_takes_too_much(picture: Image.Image) -> None:
    """Before anything is decoded: only the header was read."""
    a_pixel = BYTES_A_PIXEL[picture.format or ""] + FOR_A_FOURTH_COLOR * (picture.mode == "CMYK")
    if picture.width * picture.height * a_pixel > MEMORY:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    return ValidationError(_("Make the picture smaller first: 2,500 by 2,500 pixels are plenty"))


def _drawn(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Palettes and other rare forms become colors first, since they can't be made smaller smoothly."""
    plain = picture if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else picture.convert("RGBA")
    plain.thumbnail(size)
    return plain


def _written(picture: Image.Image, form: str, name: str) -> ContentFile[bytes]:
    written = BytesIO()
    picture.save(written, form, quality=82, optimize=True)
    return ContentFile(written.getvalue(), name=name)

"""What people upload as pictures: what becomes of it, and what is refused before it is decoded."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ballotline.foundation.ui import pictures

TOO_MANY = "Make the picture smaller first"


def upload(picture: Image.Image, form: str, **how) -> SimpleUploadedFile:
    written = BytesIO()
    picture.save(written, form, **how)
    return SimpleUploadedFile("picture", written.getvalue())


def png_of(width: int, height: int, *, bits: int = 1, more: bytes = b"") -> SimpleUploadedFile:
    """A black picture of any size in a few bytes."""
    squeeze = zlib.compressobj(9)
    rows = b"".join(squeeze.compress(b"\0" * (1 + -(-width * bits // 8))) for _row in range(height)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + more + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    return SimpleUploadedFile("black.png", b"\x89PNG\r\n\x1a\n" + chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def jpeg_that_says(width: int, height: int) -> SimpleUploadedFile:
    """A small JPEG whose header claims another size."""
    content = bytearray(upload(Image.new("RGB", (8, 8)), "JPEG").read())
    frame = content.index(b"\xff\xc0") + 5
    content[frame : frame + 4] = struct.pack(">HH", height, width)
    return SimpleUploadedFile("claims.jpg", bytes(content))


def webp_that_says(width: int, height: int) -> SimpleUploadedFile:
    """A small animation whose header claims another canvas."""
    still = Image.new("RGBA", (8, 8))
    content = bytearray(upload(still, "WEBP", save_all=True, append_images=[Image.new("RGBA", (8, 8), "red")]).read())
    canvas = content.index(b"VP8X") + 12
    content[canvas : canvas + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return SimpleUploadedFile("claims.webp", bytes(content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_small_jpeg_with_nothing_else_in_it(form):
    taken = Image.new("RGB", (3200, 1600), "#0f5c4d")
    exif = Image.Exif()
    exif[0x010E] = "Ana's phone"

    made = pictures.photo(upload(taken, form, exif=exif))

    with Image.open(made) as seen:
        assert (seen.format, seen.size) == ("JPEG", (1600, 800))
    assert b"phone" not in made.file.getvalue()


def test_a_logo_stays_see_through():
    made = pictures.logo(upload(Image.new("RGBA", (960, 160), (15, 92, 77, 0)), "PNG"))

    with Image.open(made) as seen:
        assert (seen.format, seen.size, seen.mode, seen.getpixel((0, 0))[3]) == ("PNG", (480, 80), "RGBA", 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_rare_kinds_of_color_are_pictures_too(mode):
    taken = Image.new(mode, (40, 30))

    made = pictures.photo(upload(taken, "JPEG" if mode == "CMYK" else "PNG"))

    with Image.open(made) as seen:
        assert (seen.mode, seen.size) == ("RGB", (40, 30))


def test_of_an_animation_the_first_picture_is_taken():
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]

    made = pictures.photo(upload(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True))

    with Image.open(made) as seen:
        red, _green, blue = seen.getpixel((9, 9))
    assert (red > 200, blue < 50) == (True, True)


@pytest.mark.parametrize("width, height", [(5712, 4284), (4032, 3024)])
def test_what_phones_take_fits(width, height):
    """24 and 12 million pixels, the usual settings."""
    taken = upload(Image.new("RGB", (width, height)), "JPEG", progressive=True)

    assert pictures.photo(taken)


@pytest.mark.parametrize(
    "claim",
    [
        png_of(13_300, 13_300),
        png_of(20_000, 20_000),
        png_of(2_000_000, 13),
        png_of(13_300, 13_300, more=_chunk(b"acTL", struct.pack(">II", 2, 0))),
        jpeg_that_says(13_300, 13_300),
        jpeg_that_says(65_500, 65_500),
        webp_that_says(13_300, 13_300),
        webp_that_says(16_383, 16_383),
        webp_that_says(1 << 24, 200),
    ],
)
@pytest.mark.parametrize("kind", [pictures.photo, pictures.logo])
def test_a_picture_with_too_many_pixels_is_not_decoded(monkeypatch, kind, claim):
    monkeypatch.setattr(pictures, "_drawn", lambda *_: pytest.fail("it was decoded"))
    claim.seek(0)

    with pytest.raises(ValidationError, match=TOO_MANY):
        kind(claim)


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"RIFF\x10\0\0\0WEBPVP8X", b"\xff\xd8\xff"]
)
def test_what_is_no_picture_is_said(content):
    with pytest.raises(ValidationError, match="Choose a picture: a JPEG, PNG or WebP file"):
        pictures.photo(SimpleUploadedFile("picture.jpg", content))


def test_a_file_that_is_too_large_is_said():
    with pytest.raises(ValidationError, match="under 6 MB"):
        pictures.photo(SimpleUploadedFile("photo.jpg", b"\0" * (6 * 1024 * 1024 + 1)))
    with pytest.raises(ValidationError, match="under 2 MB"):
        pictures.logo(SimpleUploadedFile("logo.png", b"\0" * (2 * 1024 * 1024 + 1)))

"""QR codes say what they hold and are drawn without style attributes."""

import re

import segno

from ballotline.foundation.ui import qr

ADDRESS = "https://rivertown.example/petitions/library/"


def test_the_picture_has_a_name():
    assert 'role="img" aria-label="QR code for https://rivertown.example/petitions/library/"' in qr.svg(ADDRESS)
    assert 'aria-label="This page"' in qr.svg(ADDRESS, "This page")


def test_a_label_cannot_break_out_of_its_attribute():
    assert '"><script>' not in qr.svg(ADDRESS, '"><script>')


def test_no_style_attribute_is_needed():
    assert "style" not in qr.svg(ADDRESS)


def test_every_dark_module_is_drawn_and_no_other():
    runs = re.findall(r"M(\d+) (\d+)\.5h(\d+)", qr.svg(ADDRESS))
    drawn = {(int(x) + step, int(y)) for x, y, length in runs for step in range(int(length))}
    code = segno.make_qr(ADDRESS, error="m")

    assert drawn == {
        (x + 4, y + 4) for y, modules in enumerate(code.matrix) for x, is_dark in enumerate(modules) if is_dark
    }

"""QR codes as inline SVG, black on white in every color scheme, because cameras want it so."""

from functools import lru_cache

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def svg(text: str, label: str = "") -> SafeString:
    """`label` is what a screen reader says; without one it names the text itself."""
    size, path = _drawn(text)
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}">'
        '<path fill="#fff" d="M0 0h{}v{}H0z"/><path stroke="#000" d="{}"/></svg>',
        label or _("QR code for %(text)s") % {"text": text},
        size,
        size,
        size,
        size,
        path,
    )


@lru_cache(maxsize=512)
def _drawn(text: str) -> tuple[int, str]:
    """The side in modules with its quiet zone, and one stroke for each run of dark modules."""
    code = segno.make_qr(text, error="m")
    border = code.default_border_size
    runs = [
        f"M{start + border} {row + border}.5h{length}"
        for row, modules in enumerate(code.matrix)
        for start, length in _dark_runs(modules)
    ]
    return int(code.symbol_size()[0]), "".join(runs)


def _dark_runs(modules: bytearray | tuple[int, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column, is_dark in enumerate(modules):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs

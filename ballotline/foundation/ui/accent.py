"""From the one color an organization wishes for to the two that can be read: one on light paper, one on dark.

The wish goes to OKLCH, where equal steps of lightness look equal. Hue is kept, chroma is capped, and lightness
moves only as far as the contrast asks. Pure: no Django here. The reasons stand in docs/explanation/look.md.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

DEFAULT = "#0f5c4d"
LIGHT_GROUNDS = ("#fbfaf5", "#ffffff", "#f1eee5")  # paper, card, sunk: the same in static/ui/css/roles.css
DARK_GROUNDS = ("#171613", "#201f1b", "#2a2824")
WHITE, INK = "#ffffff", "#171613"  # what is written on a filled button
ENOUGH = 4.6  # WCAG asks for 4.5
MOST_CHROMA = 0.20  # a screen's pure red, green and blue have 0.26, 0.29 and 0.31: too loud for words
STEP = 0.005  # of lightness; CSS Color 4 takes a difference of 0.02 for the smallest that is seen
TOLERANCE = 0.0002  # less than half a step of an 8-bit screen

Rgb = tuple[float, float, float]  # linear light, 0 to 1


@dataclass(frozen=True, slots=True)
class Accents:
    """`light` stands on light paper and carries white text; `dark` stands on dark paper and carries ink."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Oklch:
    lightness: float
    chroma: float
    hue: float  # radians


@lru_cache(maxsize=64)
def accents(wish: str) -> Accents:
    """`wish` is written like #0f5c4d. Raises ValueError for anything else."""
    color = to_oklch(wish)
    return Accents(
        light=_readable(wish, color, LIGHT_GROUNDS, -STEP),
        dark=_readable(wish, color, DARK_GROUNDS, STEP),
    )


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def is_color(text: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def _readable(wish: str, color: Oklch, grounds: Sequence[str], step: float) -> str:
    found, lightness = _capped(wish, color), color.lightness
    while min(contrast(found, ground) for ground in grounds) < ENOUGH:
        lightness += step
        found = to_hex(Oklch(lightness, min(color.chroma, MOST_CHROMA), color.hue))
    return found


def _capped(wish: str, color: Oklch) -> str:
    if color.chroma <= MOST_CHROMA:
        return wish.lower()
    return to_hex(Oklch(color.lightness, MOST_CHROMA, color.hue))


def to_oklch(text: str) -> Oklch:
    """Björn Ottosson's OKLab (2020) in polar form."""
    red, green, blue = _linear(text)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def to_hex(color: Oklch) -> str:
    """The nearest color a screen can show: one out of its range loses chroma, never hue or lightness."""
    chroma = _most_shown_chroma(color)
    return "#" + "".join(f"{_byte(part):02x}" for part in _from_oklch(color.lightness, chroma, color.hue))


def _most_shown_chroma(color: Oklch) -> float:
    if _is_shown(_from_oklch(color.lightness, color.chroma, color.hue)):
        return color.chroma
    shown, too_much = 0.0, color.chroma
    for _ in range(12):
        middle = (shown + too_much) / 2
        if _is_shown(_from_oklch(color.lightness, middle, color.hue)):
            shown = middle
        else:
            too_much = middle
    return shown


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _is_shown(rgb: Rgb) -> bool:
    return all(-TOLERANCE <= part <= 1 + TOLERANCE for part in rgb)


def _linear(text: str) -> Rgb:
    if not is_color(text):
        raise ValueError(f"A color is written like #0f5c4d, not {text!r}")
    red, green, blue = (_to_light(int(text[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return red, green, blue


def _to_light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _byte(part: float) -> int:
    part = min(max(part, 0.0), 1.0)
    shown = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(shown * 255)


def _luminance(text: str) -> float:
    red, green, blue = _linear(text)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

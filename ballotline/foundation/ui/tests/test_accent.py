"""The organization's color stays readable on every ground, whatever was wished for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ui import accent, stylesheet

STYLESHEET = stylesheet.joined()
colors = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


@pytest.mark.parametrize(
    "wish, light, dark",
    [
        ("#0f5c4d", "#0f5c4d", "#599d8c"),
        ("#ffd500", "#7f6900", "#ffd500"),
        ("#e4003b", "#cd253d", "#fc5763"),
        ("#00a3e0", "#00729e", "#00a3e0"),
        ("#ffffff", "#6a6a6a", "#ffffff"),
        ("#000000", "#000000", "#909090"),
    ],
)
def test_a_wish_gives_the_two_colors_of_the_design(wish, light, dark):
    assert accent.accents(wish) == accent.Accents(light=light, dark=dark)


@given(colors)
def test_any_color_can_be_read_as_text_on_every_ground(wish):
    found = accent.accents(wish)

    assert min(accent.contrast(found.light, ground) for ground in accent.LIGHT_GROUNDS) >= 4.6
    assert min(accent.contrast(found.dark, ground) for ground in accent.DARK_GROUNDS) >= 4.6


@given(colors)
def test_the_words_on_a_filled_button_can_be_read(wish):
    found = accent.accents(wish)

    assert accent.contrast(accent.WHITE, found.light) >= 5.3
    assert accent.contrast(accent.INK, found.dark) >= 5.6


@given(colors)
def test_a_color_survives_the_way_to_oklch_and_back(wish):
    back = accent.to_hex(accent.to_oklch(wish))

    assert all(abs(int(wish[at : at + 2], 16) - int(back[at : at + 2], 16)) <= 1 for at in (1, 3, 5))


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#0f5c4d;}", "#0f5c4d\n"])
def test_what_is_no_color_is_refused(text):
    with pytest.raises(ValueError, match="written like"):
        accent.accents(text)


def test_black_on_white_has_the_highest_contrast():
    assert accent.contrast("#000000", "#ffffff") == pytest.approx(21)


def tokens(scheme):
    """The custom properties of the stylesheet, light as written first, dark as written second."""
    light, dark = STYLESHEET.split("prefers-color-scheme: dark", 1)
    text = light if scheme == "light" else dark.split("}", 1)[0]
    return {name: long(value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", text)}


def long(value):
    return value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])


@pytest.mark.parametrize("scheme, grounds", [("light", accent.LIGHT_GROUNDS), ("dark", accent.DARK_GROUNDS)])
def test_the_stylesheet_uses_the_grounds_that_the_accent_is_computed_for(scheme, grounds):
    found = tokens(scheme)

    assert (found["paper"], found["card"], found["sunk"]) == grounds
    assert found["accent"] == getattr(accent.accents(accent.DEFAULT), scheme)


@pytest.mark.parametrize(
    "scheme, name, least",
    [
        ("light", "ink", 14.8),
        ("light", "ink-2", 6.6),
        ("light", "edge", 3.4),
        ("light", "ok", 5.6),
        ("light", "warn", 5.9),
        ("light", "bad", 6.3),
        ("dark", "ink", 12.9),
        ("dark", "ink-2", 7.0),
        ("dark", "edge", 4.0),
        ("dark", "ok", 8.1),
        ("dark", "warn", 8.0),
        ("dark", "bad", 7.2),
    ],
)
def test_each_color_of_the_stylesheet_has_its_contrast(scheme, name, least):
    found = tokens(scheme)
    grounds = [found[ground] for ground in ("paper", "card", "sunk")]

    assert round(min(accent.contrast(found[name], ground) for ground in grounds), 1) >= least


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ok", "warn", "bad"])
def test_a_status_can_be_read_on_its_own_ground(scheme, name):
    found = tokens(scheme)

    assert round(accent.contrast(found[name], found[f"{name}-ground"]), 1) >= 5.6
    assert round(accent.contrast(found["ink"], found[f"{name}-ground"]), 1) >= 11.9

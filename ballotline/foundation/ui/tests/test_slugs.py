"""The address of a page, from its title."""

import pytest

from ballotline.foundation.ui.slugs import slug_of


@pytest.mark.parametrize(
    "title, slug",
    [
        ("Keep the Ferry Street library open", "keep-the-ferry-street-library-open"),
        ("  ¡Más buses -- los domingos!  ", "mas-buses-los-domingos"),
        ("№ 9", "no-9"),
        ("山田", "ask"),
        ("!!", "ask"),
        ("a" * 61, "a" * 60),
        (" " + "a" * 61, "a" * 60),
        ("a" * 59 + " b", "a" * 59),  # no dash at the end
    ],
)
def test_an_address_is_made_of_a_title_s_letters_and_digits(title, slug):
    assert slug_of(title) == slug


def test_a_title_without_letters_has_the_address_it_is_given():
    assert slug_of("!!", otherwise="chapter") == "chapter"

"""Rich text is rendered by one function, and nothing in it can act on the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ui.markdown import render


@pytest.mark.parametrize("nothing", [None, "", "   \n"])
def test_nothing_gives_nothing(nothing):
    assert render(nothing) == ""


def test_paragraphs_lists_and_emphasis_are_drawn():
    drawn = render("One **two**\n\n- three\n- four")

    assert "<p>One <strong>two</strong></p>" in drawn
    assert drawn.count("<li>") == 2


def test_links_carry_no_weight_and_no_way_back():
    assert render("[here](https://rivertown.example/x)") == (
        '<p><a href="https://rivertown.example/x" rel="nofollow noopener">here</a></p>\n'
    )


@pytest.mark.parametrize(
    "text, levels",
    [
        ("# A\n\n## B", ["h3", "h4"]),
        ("## A\n\n### B", ["h3", "h4"]),
        ("# A\n\n###### F", ["h3", "h6"]),
        ("A\n===", ["h3"]),
    ],
)
def test_headings_start_at_the_third_level(text, levels):
    drawn = render(text)

    assert [f"h{drawn[at + 2]}" for at in range(len(drawn)) if drawn[at : at + 2] == "<h"] == levels


def test_tables_are_kept():
    assert "<td>1</td>" in render("| a |\n|---|\n| 1 |")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "<javascript:alert(1)>",
        "![x](https://elsewhere.example/pixel.gif)",
        "<a href='x' onclick='alert(1)'>x</a>",
        "<iframe src=//elsewhere.example></iframe>",
        "<svg><animate onbegin=alert(1)>",
        "<style>*{display:none}</style>",
        '[x](https://a.example "onmouseover=alert(1) x=\\"")',
        "[a]: javascript:alert(1)\n\n[a]",
        "```html\n</code></pre><script>alert(1)</script>\n```",
    ],
)
def test_no_attack_reaches_the_page(attack):
    drawn = render(attack)

    for tag in ("<script", "<img", "<iframe", "<svg", "<style", "<animate"):
        assert tag not in drawn
    for address in ('href="javascript', 'href="data', 'href="vbscript', " onclick=", " onerror="):
        assert address not in drawn.lower().replace("&lt;a href='x' onclick=", "").replace("&lt;img src=x onerror=", "")


@given(st.text(alphabet="<>&\"'()[]!#*`/\\:ajvscriptdx=\n ", max_size=80))
def test_whatever_is_typed_only_known_tags_come_out(text):
    drawn = render(text)

    assert "<script" not in drawn
    assert "<img" not in drawn
    assert 'href="javascript' not in drawn

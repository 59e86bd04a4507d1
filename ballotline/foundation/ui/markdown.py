"""The one renderer of rich text: markdown in, safe HTML out. Nothing else may mark a person's text as safe.

HTML in the source is shown as text, pictures are left out (no third-party requests), the highest heading becomes
the third level because page and section have the first two, and links to elsewhere carry no weight for search engines.
"""

from collections.abc import Sequence
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = set("p br hr em strong s code pre blockquote ul ol li a h3 h4 h5 h6 table thead tbody tr th td".split())
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable(["image"])


@lru_cache(maxsize=256)
def render(text: str | None) -> SafeString:
    """Nothing for None and for an empty text."""
    tokens = _parser.parse(text or "")
    _demote([token for token in tokens if token.type in ("heading_open", "heading_close")])
    drawn = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener")
    return mark_safe(clean)  # noqa: S308  nh3 has just cleaned it


def _demote(headings: Sequence[Token]) -> None:
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + 3, 6)}"

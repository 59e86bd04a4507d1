"""From the bytes of a message to text that can be kept and shown, whatever stands in them. Nothing here raises.

What a named alphabet can't spell becomes the replacement character; the bytes themselves are kept with the message.
"""

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header

# Alphabets that Python knows and no letter is written in: with some of them a few kilobytes take hours, or it raises
NO_ALPHABETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
# By their names in mail they are the smaller, in fact nearly always the larger ones
LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "iso_8859_1": "cp1252", "latin_1": "cp1252", "us_ascii": "ascii"}
NAME_OF_A_HEADER_WORD = 2_000  # characters of a header that are decoded; the rest is left away

# NUL and lone surrogates no database takes. Signs that turn the direction of a line make a name read as another one
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
LONE = re.compile("[\ud800-\udfff]")
NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
LINE_END = re.compile("\r\n|\r|\u2028|\u2029|\x85")


def clean(text: str) -> str:
    """Without what no database takes, each line ended by one sign."""
    return LONE.sub("\ufffd", UNWANTED.sub("", LINE_END.sub("\n", text)))


def one_line(text: str, *, at_most: int) -> str:
    return " ".join(clean(text).split())[:at_most]


def text_of(found: bytes, charset: str) -> str:
    """In the alphabet that the message names; where it names none, in UTF-8 or else in Windows'."""
    named = charset.strip(" \"'").lower().replace("-", "_")
    named = LARGER.get(named, named)
    if named in ("", "ascii"):
        return clean(_guessed(found))
    if named in NO_ALPHABETS:
        named = "utf_8"
    try:
        return clean(found.decode(named, errors="replace"))
    except (LookupError, UnicodeError, ValueError):  # nobody knows it, or its name is none
        return clean(found.decode("utf-8", errors="replace"))


def _guessed(found: bytes) -> str:
    """UTF-8 where most of what is beyond ASCII are letters in it: one that was cut is no reason to misread the rest."""
    text = found.decode("utf-8", errors="replace")
    lost, beyond = text.count("\ufffd"), sum(sign > "\x7f" for sign in text)
    return text if lost * 2 <= beyond else found.decode("cp1252", errors="replace")


def header_text(raw: str, *, at_most: int = 300) -> str:
    """A header's value in one line. `raw` as the parser gives it: bytes beyond ASCII stand in it as lone surrogates."""
    return one_line("".join(_words(as_written(raw)[:NAME_OF_A_HEADER_WORD])), at_most=at_most)


def as_written(raw: str) -> str:
    if not LONE.search(raw):
        return raw
    return _guessed(NO_BYTE.sub("\ufffd", raw).encode("utf-8", errors="surrogateescape"))


def _words(value: str) -> list[str]:
    """Its encoded words (RFC 2047) decoded. One that is damaged stays as it stands."""
    try:
        return [
            piece if isinstance(piece, str) else _word(piece, charset or "") for piece, charset in decode_header(value)
        ]
    except (HeaderParseError, ValueError, binascii.Error):
        return [value]


def _word(piece: bytes, charset: str) -> str:
    """What stands between encoded words comes back in the escapes that the library put it into."""
    return text_of(piece, charset) if charset else piece.decode("raw-unicode-escape", errors="replace")

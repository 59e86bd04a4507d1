"""What a message says, of whatever bytes it is made."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.movement.mail.inbound.automatic import Automatic
from ballotline.movement.mail.inbound.parts import DEPTH_AT_MOST, PARTS_AT_MOST
from ballotline.movement.mail.inbound.reading import SHOWN_AT_MOST, Read, read_message
from ballotline.movement.mail.tests.letters import letter, of_parts

MB = 1_000_000


def read(raw: bytes, *, envelope_from: str = "ana@rivertown.example", trusted_server: str = "") -> Read:
    return read_message(raw, envelope_from=envelope_from, trusted_server=trusted_server)


def test_a_letter_is_read():
    said = read(
        letter("Where do you meet?\n\nAna", "In-Reply-To: <a@b.example>", "References: <z@b.example> <a@b.example>")
    )

    assert (said.from_name, said.from_address) == ("Ana Flores", "ana@rivertown.example")
    assert said.addresses == ("hello@rivertown.example",)
    assert (said.subject, said.text) == ("A question", "Where do you meet?\n\nAna")
    assert (said.message_id, said.in_reply_to) == ("<1@rivertown.example>", "<a@b.example>")
    assert said.references == ("<z@b.example>", "<a@b.example>")
    assert (said.automatic, said.attached, said.is_cut) == (Automatic.NO, (), False)


@pytest.mark.parametrize(
    "line, subject",
    [
        ("Subject: =?utf-8?q?Caf=C3=A9?= at =?iso-8859-1?q?nine_=E9?=", "Café at nine é"),
        ("Subject: =?utf-8?b?5ryi5a2X?=", "漢字"),
        ("Subject: Café", "Café"),  # written without any encoding
        ("Subject: two\r\n lines", "two lines"),
        ("Subject: =?no-such?q?Caf=E9?=", "Caf\ufffd"),
        ("Subject: =?utf-8?b?5ryi5a2X", "=?utf-8?b?5ryi5a2X"),
        ("Subject: =?punycode?q?abc-?=", "abc-"),
        ("Subject: a\x00b\x1b[31m", "ab[31m"),
        ("Subject: " + "x" * 9_000, "x" * 300),
    ],
)
def test_a_subject_in_any_writing(line, subject):
    assert read(letter("", line)).subject == subject


@pytest.mark.parametrize(
    "declared, body, text",
    [
        ("text/plain; charset=utf-8", b"Caf\xc3\xa9", "Café"),
        ("text/plain; charset=iso-8859-1", b"Caf\xe9 \x80 5", "Café € 5"),
        ("text/plain", b"Caf\xc3\xa9", "Café"),
        ("text/plain", b"Caf\xe9", "Café"),
        ("text/plain; charset=gb2312", b"\xba\xba\xd7\xd6", "汉字"),
        ("text/plain; charset=x-unknown", b"Caf\xe9!", "Caf\ufffd!"),
        ("text/plain; charset=utf-8", b"Caf\xe9!", "Caf\ufffd!"),
        ("text/plain; charset=punycode", b"maana-pta", "maana-pta"),
        ("text/plain; charset=zlib", b"x\x9c", "x\ufffd"),
        ("text/plain; charset=utf-16-le", b"a\x00\x00\xd8", "a\ufffd"),
        ("text/plain; charset=utf-7", b"a+2AA-b", "a\ufffdb"),
        ("", b"a\x00b\r\nc\rd", "ab\nc\nd"),
        ("nonsense", b"words", "words"),
    ],
)
def test_a_text_in_any_alphabet(declared, body, text):
    assert read(b"From: ana@rivertown.example\r\nContent-Type: " + declared.encode() + b"\r\n\r\n" + body).text == text


@pytest.mark.parametrize(
    "encoding, body, text",
    [
        ("base64", b"Q2Fmw6k=", "Café"),
        ("BASE64", b"Q2Fm\r\nw6k=\r\n", "Café"),
        ("base64", b"Q2Fmw6k", "Café"),
        ("base64", b"Q", ""),
        ("quoted-printable", b"Caf=C3=A9 =\r\nand more", "Café and more"),
        ("quoted-printable", b"100 =% sure", "100 =% sure"),
        ("x-uuencode", b"as it is", "as it is"),
    ],
)
def test_a_text_packed_for_the_way(encoding, body, text):
    head = (
        f"From: a@rivertown.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n"
    )

    assert read(head.encode() + body).text == text


def test_of_text_and_html_the_text_is_read_and_html_where_there_is_no_other():
    both = ["Content-Type: text/plain\n\nas text", "Content-Type: text/html\n\n<p>as <b>page</b>"]

    assert read(of_parts(*both, kind="alternative")).text == "as text"
    assert read(of_parts(*reversed(both), kind="alternative")).text == "as text"
    assert read(of_parts("Content-Type: text/plain\n\n  ", both[1], kind="alternative")).text == "as page"
    assert read(of_parts(*both)).text == "as text\n\nas page"


@pytest.mark.parametrize(
    "html, text",
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<style>p {}</style><script>alert('<p>')</script>Words<!-- <p>no --> stay", "Words stay"),
        ("<ul><li>pens<li>paper</ul>", "• pens\n• paper"),
        ("3 < 5 &amp; 5 &gt; 3 &nbsp;&eacute;", "3 < 5 & 5 > 3 é"),
        ("<img src=x onerror=alert(1)><a href='javascript:x'>here</a>", "here"),
        ("Yes.<blockquote>Would you?<blockquote>Who?</blockquote></blockquote>", "Yes."),
        ("never ends <a", "never ends"),
        ("&#" + "9" * 5_000 + ";", "\ufffd"),
    ],
)
def test_a_page_is_read_as_text(html, text):
    assert read(letter(html, "Content-Type: text/html")).text == text


def test_what_is_quoted_in_a_page_is_told_apart_too():
    said = read(letter("<p>Yes.</p><blockquote>Would you?<br>Ben</blockquote>", "Content-Type: text/html"))

    assert (said.text, said.quoted) == ("Yes.", "> Would you?\n> Ben")


def test_files_come_along_closed():
    said = read(
        of_parts(
            "Content-Type: text/plain\n\nSee the sheet.",
            'Content-Type: application/pdf; name="sheet.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjc=',
            'Content-Type: image/png\nContent-Disposition: attachment; filename="..\\..\\run.png"\n\nMZ\x90',
            "Content-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''Caf%C3%A9.txt\n\nnotes",
            "Content-Type: message/rfc822\n\nFrom: b@rivertown.example\n\nhis letter",
        )
    )

    assert said.text == "See the sheet."
    assert [(one.name, one.kind) for one in said.attached] == [
        ("sheet.pdf", "application/pdf"),
        ("run.png", "application/x-msdownload"),  # its first bytes say what it is
        ("Café.txt", "text/plain"),
        ("", "message/rfc822"),
    ]
    assert said.attached[0].content == b"%PDF-1.7"


def test_a_message_that_was_cut_off_is_read_as_far_as_it_goes():
    whole = of_parts("Content-Type: text/plain\n\nSee the sheet.", "Content-Type: image/png\n\npixels")

    assert read(whole[: whole.index(b"pixels")]).text == "See the sheet."
    assert read(b"no header at all\r\n\r\nonly words").text == "no header at all\n\nonly words"
    assert read(of_parts("x", boundary="edge").replace(b"--edge", b"--other")).text.startswith("--other")
    assert read(b"").text == ""


def test_only_the_first_sender_that_mail_can_go_to_counts():
    assert read(letter("", sender="no address, <ana@rivertown.example>, b@rivertown.example")).from_address == (
        "ana@rivertown.example"
    )
    assert (
        read(letter("", sender='"Ana" <>'), envelope_from="ben@rivertown.example").from_address
        == "ben@rivertown.example"
    )
    assert read(letter("", sender="=?utf-8?q?Ana_Fl=C3=B3res?= <ana@rivertown.example>")).from_name == "Ana Flóres"
    assert read(letter("", sender="(" * 5_000), envelope_from="").from_address == ""


@pytest.mark.parametrize(
    "lines, envelope_from, automatic",
    [
        ([], "ana@rivertown.example", Automatic.NO),
        (["Auto-Submitted: no"], "ana@rivertown.example", Automatic.NO),
        (["Auto-Submitted: auto-replied"], "ana@rivertown.example", Automatic.REPLY),
        (["Auto-Submitted: auto-generated; owner=x"], "ana@rivertown.example", Automatic.REPLY),
        (["X-Auto-Response-Suppress: All"], "ana@rivertown.example", Automatic.REPLY),
        (["Precedence: bulk"], "ana@rivertown.example", Automatic.LIST),
        (["List-Id: <ward2.rivertown.example>"], "ana@rivertown.example", Automatic.LIST),
        ([], "", Automatic.NO),  # nobody said
        ([], "<>", Automatic.BOUNCE),
        (["Return-Path: <>"], "ana@rivertown.example", Automatic.BOUNCE),
        (["Content-Type: multipart/report; boundary=x"], "ana@rivertown.example", Automatic.BOUNCE),
    ],
)
def test_a_program_is_told_from_a_person(lines, envelope_from, automatic):
    assert read(letter("Out until Monday.", *lines), envelope_from=envelope_from).automatic == automatic


def test_only_our_own_server_is_believed_about_a_sender():
    results = [
        "mx.rivertown.example; dkim=pass header.d=x (good; dkim=fail); spf=softfail smtp.mailfrom=x",
        "mx.evil.example; dmarc=pass",
        "mx.rivertown.example.evil.example; dmarc=pass",
    ]
    raw = letter("", *(f"Authentication-Results: {one}" for one in results))

    assert read(raw, trusted_server="mx.rivertown.example").auth_result == "dkim=pass, spf=softfail"
    assert read(raw).auth_result == ""


def test_of_a_long_thread_the_first_and_the_latest_are_kept():
    ids = [f"<{n}@rivertown.example>" for n in range(99)]

    assert read(letter("", f"References: {' '.join(ids)}")).references == (ids[0], *ids[-29:])


def nested(kind: str, times: int) -> bytes:
    return b"".join(f'Content-Type: multipart/{kind}; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode() for n in range(times))


HTML = b"From: a@rivertown.example\r\nContent-Type: text/html\r\n\r\n"
TEXT = b"From: a@rivertown.example\r\n\r\n"
HOSTILE = {
    "parts in parts": nested("mixed", 5_000),
    "ways in ways": nested("alternative", 5_000),
    "the same boundary": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' * 100_000,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 500_000,
    "many headers": b"a:b\n" * MB,
    "a long header": b"Subject: " + b"=?utf-8?q?x?= " * 300_000 + b"\n\nx",
    "comments in comments": b"From: " + b"(" * 90_000 + b"\n\nx",
    "quotes": b"Content-Type: text/plain; " + b'a="";' * 15_000 + b"\n\nx",
    "a name in pieces": b"Content-Type: text/plain; " + b"".join(b"name*%d*=x;" % n for n in range(9_000)) + b"\n\nx",
    "lines that begin like an answer": TEXT + (b"On " + b"1" * 390 + b"\n") * 20_000,
    "lines that begin like Outlook's": TEXT + b"From: x\n" * 500_000,
    "signs of a tag": HTML + b"<" * 5 * MB,
    "blocks in blocks": HTML + b"<div>" * MB,
    "quotes in quotes": HTML + b"<blockquote>x" * 400_000,
    "comments that don't end": HTML + b"<!--" * MB,
    "an alphabet that takes hours": b"Content-Type: text/plain; charset=punycode\n\n" + b"a" * 5 * MB,
    "a boundary of dashes": b'Content-Type: multipart/mixed; boundary="' + b"-" * 60 + b'"\n\n' + b"-" * 5 * MB,
    "spaces behind a boundary": b"Content-Type: multipart/mixed; boundary=b\n\n"
    + (b"--b" + b" " * 999 + b"x\n") * 5_000,
}


@pytest.mark.parametrize("made_of", HOSTILE)
def test_what_was_made_to_be_hard_is_read_in_seconds(made_of):
    began = time.process_time()

    said = read(HOSTILE[made_of])

    assert time.process_time() - began < 5  # the worst takes 1.3 on a slow machine
    assert len(said.text) <= SHOWN_AT_MOST


def test_what_is_left_out_is_said():
    deep = nested("mixed", DEPTH_AT_MOST + 1) + b"\r\nunread"
    many = of_parts(*["\nx"] * (PARTS_AT_MOST + 1))

    assert read(deep).is_cut
    assert b"unread" in read(deep).attached[0].content
    assert read(many).is_cut
    assert read(many).text.count("x") == PARTS_AT_MOST
    assert read(TEXT + b"x" * (SHOWN_AT_MOST + 1)).is_cut


def words_of_it(said: Read) -> Iterator[str]:
    yield from (said.from_name, said.from_address, said.subject, said.message_id, said.in_reply_to, said.auth_result)
    yield from (*said.references, *said.addresses, said.text, said.quoted)
    yield from (word for one in said.attached for word in (one.name, one.kind))


PIECES = (
    b"Content-Type: multipart/mixed; boundary=b\n\n|--b\n|--b--\n|\n\n|Subject: |=?utf-8?b?|?=|From: |<a@b.example>"
    b"|Content-Type: text/html; charset=|utf-16|\x00|Content-Transfer-Encoding: base64\n|filename*0*="
    b"|Content-Disposition: attachment; |<p>|&#x|> |\xff\xfe|\xed\xa0\x80"
).split(b"|")


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=30).map(b"".join))
def test_any_bytes_are_read_and_what_they_say_can_be_kept(raw):
    for word in words_of_it(read(raw, trusted_server="b")):
        assert "\x00" not in word
        word.encode()  # a lone surrogate would raise

"""BALLOTLINE_MAIL_IN: where mail comes in, and what is said about a wrong one."""

import pytest

from ballotline.config import ConfigError, MailIn, load


@pytest.mark.parametrize(
    "written, meant",
    [
        ("", None),
        ("smtp://127.0.0.1:2525", MailIn("smtp", "127.0.0.1", 2525, "")),
        ("lmtp://[::1]:24", MailIn("lmtp", "::1", 24, "")),
        ("smtp://127.0.0.1:0", MailIn("smtp", "127.0.0.1", 0, "")),
        ("imaps://a%40b:p%2Fw@mail.example", MailIn("imaps", "mail.example", 993, "", "a@b", "p/w", "INBOX")),
        ("imaps://a:p@mail.example:9/To%20us", MailIn("imaps", "mail.example", 9, "", "a", "p", "To us")),
        (
            "imap://a:p@127.0.0.1?trusts=mx.b.example",
            MailIn("imap", "127.0.0.1", 143, "mx.b.example", "a", "p", "INBOX"),
        ),
        (
            "anymail+postmark://us:0123456789abcd%40f",
            MailIn("anymail+postmark", "", 0, user="us", password="0123456789abcd@f"),
        ),
        ("lmtp://127.0.0.1:24?trusts=mx.example.org", MailIn("lmtp", "127.0.0.1", 24, "mx.example.org")),
    ],
)
def test_it_says_how_and_where(tmp_path, written, meant):
    assert load({"BALLOTLINE_HOME": str(tmp_path), "BALLOTLINE_MAIL_IN": written}).mail_in == meant


@pytest.mark.parametrize(
    "written",
    [
        "127.0.0.1:2525",
        "smtps://127.0.0.1:2525",
        "smtp://127.0.0.1",
        "smtp://:2525",
        "smtp://127.0.0.1:99999",
        "smtp://127.0.0.1:x",
        "smtp://127.0.0.1:2525/inbox",
        "smtp://127.0.0.1:2525?trust=mx",
        "smtp://[::1:2525",
        "smtp://a:p@127.0.0.1:2525",
        "imaps://mail.example",
        "imaps://a:pässword@mail.example",
        "imap://a:p@mail.example",  # the password would cross the net in clear text
    ],
)
def test_a_wrong_one_is_refused_by_its_name(tmp_path, written):
    with pytest.raises(ConfigError, match=r"^BALLOTLINE_MAIL_IN: write it like smtp://127\.0\.0\.1:2525 or imaps:"):
        load({"BALLOTLINE_HOME": str(tmp_path), "BALLOTLINE_MAIL_IN": written})


@pytest.mark.parametrize(
    "written",
    ["anymail+postmark://", "anymail+postmark://us:short", "anymail+nobody://us:0123456789abcdef", "anymail+:us:x"],
)
def test_a_provider_that_posts_needs_a_name_we_know_and_a_password_that_holds(tmp_path, written):
    with pytest.raises(
        ConfigError,
        match=r"of 16 signs at least\. Mail is taken from: mailgun, mailjet, postmark, sendgrid, sparkpost\.$",
    ):
        load({"BALLOTLINE_HOME": str(tmp_path), "BALLOTLINE_MAIL_IN": written})


def test_no_message_and_no_print_holds_the_password(tmp_path):
    written = "imaps://ana:ferry-lantern@mail.example"

    assert "ferry-lantern" not in repr(load({"BALLOTLINE_HOME": str(tmp_path), "BALLOTLINE_MAIL_IN": written}))
    with pytest.raises(ConfigError) as refused:
        load({"BALLOTLINE_HOME": str(tmp_path), "BALLOTLINE_MAIL_IN": f"{written}?x=y"})
    assert "ferry-lantern" not in str(refused.value)

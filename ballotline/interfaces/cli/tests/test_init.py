"""`ballotline init`: the first minute of the first evening."""

import json
import stat
import sys
from io import StringIO

import pytest
from django.utils import timezone

from ballotline.foundation.audit.queries import history
from ballotline.foundation.organization.queries import us
from ballotline.interfaces.cli.init import write_env
from ballotline.movement.accounts.models import Account, Grant

pytestmark = pytest.mark.django_db

FOUR = (
    "--organization",
    "Rivertown Together",
    "--name",
    "Lena Ortiz",
    "--email",
    "Lena@Rivertown.example",
    "--url",
    "http://127.0.0.1:8050",
)


@pytest.fixture
def answers(monkeypatch):
    """What somebody types, line by line."""

    def type_(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", StringIO("".join(f"{line}\n" for line in lines)))

    return type_


def link_in(text: str) -> str:
    return next(line for line in text.splitlines() if "/sign-in/link/" in line)


def test_four_answers_set_it_up_and_the_printed_link_signs_in(ballotline, home, client):
    ended = ballotline("init", *FOUR)

    assert ended.code == 0
    assert us().name == "Rivertown Together"
    path = link_in(ended.out).removeprefix("http://127.0.0.1:8050")
    assert client.get(path).status_code == 200
    client.post(path)
    assert client.session["_auth_user_id"] == str(Account.objects.get(email="lena@rivertown.example").pk)


def test_the_first_account_is_an_owner(ballotline, home):
    ballotline("init", *FOUR)

    [grant] = Grant.objects.holding(timezone.now()).owners()
    assert (grant.account.name, grant.granted_by) == ("Lena Ortiz", "command init")
    assert [entry.verb for entry in history("organization", 1)] == ["organization named"]


def test_what_is_not_given_is_asked_until_it_will_do(ballotline, home, answers):
    answers("Rivertown Together", "", "Lena Ortiz", "lena at rivertown", "lena@rivertown.example", "rivertown", "")

    ended = ballotline("init")

    assert ended.code == 0
    assert ended.err.count("Your name:") == 2
    assert "name@example.org, not 'lena at rivertown'" in ended.err
    assert "https://example.org, not 'rivertown'" in ended.err
    assert "Address: http://127.0.0.1:8000\n" in ended.out


def test_a_script_that_forgot_an_answer_is_told_the_names(ballotline, home, answers):
    answers()

    ended = ballotline("init", "--name", "Lena Ortiz")

    assert ended.code == 2
    assert "give --organization, --name, --email and --url" in ended.err
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "option, value, words",
    [
        ("--email", "lena", "like name@example.org"),
        ("--url", "ftp://rivertown.example", "like https://example.org"),
        ("--url", "https://rivertown.example/ballotline", "like https://example.org"),
        ("--organization", " ", "a name of 1 to 100 characters"),
        ("--name", "x" * 201, "a name of 1 to 200 characters"),
        ("--name", "Lena\x00", "a name of 1 to 200 characters"),
    ],
)
def test_a_wrong_answer_is_refused_in_a_sentence(ballotline, home, option, value, words):
    ended = ballotline("init", *FOUR, option, value)

    assert ended.code == 2
    assert words in ended.err
    assert not Account.objects.exists()


def test_a_second_time_says_what_is_there_and_prints_a_new_link(ballotline, home):
    first = ballotline("init", *FOUR)

    second = ballotline("init", "--organization", "Somebody Else")

    assert second.code == 0
    assert "Rivertown Together was set up already" in second.out
    assert "Lena Ortiz <lena@rivertown.example>" in second.out
    assert link_in(first.out) != link_in(second.out)
    assert Account.objects.count() == 1


def test_the_same_command_again_asks_nothing_and_doubles_nothing(ballotline, home):
    ballotline("init", *FOUR)

    assert ballotline("init", *FOUR).code == 0
    assert (Account.objects.count(), Grant.objects.count()) == (1, 1)


def test_the_host_can_let_in_a_second_owner(ballotline, home):
    ballotline("init", *FOUR)

    ended = ballotline("init", "--email", "ben@rivertown.example", "--name", "Ben Weiss")

    assert "Ben Weiss" in ended.out
    assert Grant.objects.holding(timezone.now()).owners().count() == 2


def test_the_answers_can_be_read_by_a_program(ballotline, home):
    said = json.loads(ballotline("init", *FOUR, "--json").out)

    assert (said["organization"], said["url"], said["is_new"]) == ("Rivertown Together", "http://127.0.0.1:8050", True)
    assert said["link"].startswith("http://127.0.0.1:8050/sign-in/link/")


def test_address_and_port_are_kept_in_a_file_that_only_the_host_reads(ballotline, home):
    ballotline("init", *FOUR)

    kept = home / "ballotline.env"
    assert kept.read_text().splitlines()[1:] == ["BALLOTLINE_URL=http://127.0.0.1:8050", "BALLOTLINE_PORT=8050"]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_new_address_replaces_the_old_one_and_keeps_other_lines(tmp_path):
    env = tmp_path / "ballotline.env"
    env.write_text("# ours\nDATABASE_URL=postgresql://db.example/town\nBALLOTLINE_URL=http://old.example\n")

    write_env(env, {"BALLOTLINE_URL": "https://rivertown.example"})

    assert env.read_text() == (
        "# ours\nDATABASE_URL=postgresql://db.example/town\nBALLOTLINE_URL=https://rivertown.example\n"
    )


def test_an_environment_that_is_stronger_is_pointed_out(ballotline, home, monkeypatch):
    monkeypatch.setenv("BALLOTLINE_URL", "https://elsewhere.example")

    ended = ballotline("init", *FOUR)

    assert "BALLOTLINE_URL in your environment says https://elsewhere.example" in ended.err
    assert "https://elsewhere.example/sign-in/link/" in ended.out

"""`ballotline init`: four questions, and a link to sign in. Running it again changes nothing and prints a new link."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from email_validator import EmailNotValidError, validate_email

from ballotline.config import ConfigError, load
from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.services import record
from ballotline.foundation.organization.models import Organization
from ballotline.foundation.ui.files import whole_file
from ballotline.interfaces.cli.migrate import apply_migrations
from ballotline.movement.accounts import services as accounts
from ballotline.movement.accounts.models import Account, Grant
from ballotline.movement.accounts.queries import account_at
from ballotline.movement.accounts.roles import OWNER

HOST = Actor.command("init")
HEADING = "# Read at every start. All names: docs/reference/settings.md"
Check = Callable[[str], str]
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class SetUp:
    """What stands after `init`. `link` signs the owner in, once, within the hour."""

    organization: str
    owner: str
    url: str
    home: str
    link: str
    is_new: bool


def _words(most: int) -> Check:
    def check(text: str) -> str:
        words = " ".join(text.split())
        if not 1 <= len(words) <= most or not words.isprintable():
            raise click.UsageError(f"Write a name of 1 to {most} characters.")
        return words

    return check


def _email(text: str) -> str:
    try:
        validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        raise click.UsageError(f"Write an e-mail address like name@example.org, not {text!r}.")
    return text.strip()


def _url(text: str) -> str:
    try:
        return load({"BALLOTLINE_HOME": str(settings.CONFIG.home), "BALLOTLINE_URL": text.strip()}).url
    except ConfigError:
        raise click.UsageError(f"Write a web address like https://example.org, not {text!r}.")


def _if_given(check: Check) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """For an option: wrong answers are refused before anything changes."""
    return lambda context, option, given: None if given is None else check(given)


OUR_NAME, YOUR_NAME = _words(100), _words(200)


@click.command("init")
@click.option("--organization", metavar="NAME", callback=_if_given(OUR_NAME), help="The organization's name.")
@click.option("--name", metavar="NAME", callback=_if_given(YOUR_NAME), help="Your name.")
@click.option("--email", metavar="ADDRESS", callback=_if_given(_email), help="Your e-mail address, to sign in with.")
@click.option("--url", metavar="URL", callback=_if_given(_url), help="The web address, like https://example.org")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def init(organization: str | None, name: str | None, email: str | None, url: str | None, as_json: bool) -> None:
    """Sets up an installation and prints a link to sign in.

    Asks for the organization's name, your name, your e-mail address and the web address; what is given as an option is
    not asked. Run it again to get a new link: what is there stays as it is.
    """
    apply_migrations()
    at = timezone.now()
    is_new = not Organization.objects.exists()
    us = _organization(organization, at=at)
    owner = _owner(email, at=at) or _open(name, email, at=at)
    address = _web_address(url, is_new=is_new)
    link = address + reverse("sign_in_link", args=[accounts.make_sign_in_link(account=owner, at=at)])
    done = SetUp(us.name, f"{owner.name} <{owner.email}>", address, str(settings.CONFIG.home), link, is_new)
    click.echo(json.dumps(asdict(done), ensure_ascii=False, indent=2) if as_json else _in_words(done))


def _owner(email: str | None, *, at: datetime) -> Account | None:
    """Who the link is for: the account with the address that was typed, or the first owner."""
    if email is not None:
        return account_at(email)
    first = Grant.objects.holding(at).owners().order_by("granted_at", "id").first()
    return first.account if first else None


def _organization(name: str | None, *, at: datetime) -> Organization:
    """The one there is, with its own name, or a new one."""
    us = Organization.objects.filter(pk=1).first()
    if us is None:
        us = Organization.objects.create(pk=1, name=_ask(name, "The organization's name", OUR_NAME))
        record("organization named", on=("organization", us.pk), by=HOST, at=at, fields=["name"])
    return us


def _open(name: str | None, email: str | None, *, at: datetime) -> Account:
    name = _ask(name, "Your name", YOUR_NAME)
    return accounts.open_account(
        name=name, email=_ask(email, "Your e-mail address", _email), role=OWNER.name, by=HOST, at=at
    )


def _web_address(url: str | None, *, is_new: bool) -> str:
    """What is typed goes into ballotline.env; the environment of the process is still stronger than that file."""
    now: str = settings.CONFIG.url
    if url is None and not is_new:
        return now
    typed = _ask(url, "The web address people will use", _url, default=now)
    write_env(settings.CONFIG.home / "ballotline.env", _settings_for(typed))
    if load().url != typed:
        click.echo(f"BALLOTLINE_URL in your environment says {load().url}, and that is what counts.", err=True)
    elif typed != now and not is_new:
        click.echo("Restart `ballotline serve` so that it uses the new address.", err=True)
    return load().url


def _settings_for(url: str) -> dict[str, str]:
    """On this machine itself people come straight to us: then the port in the address is the one to listen on."""
    parts = urlsplit(url)
    port = {"BALLOTLINE_PORT": str(parts.port)} if parts.hostname in LOOPBACK and parts.port else {}
    return {"BALLOTLINE_URL": url, **port}


def write_env(path: Path, values: dict[str, str]) -> None:
    """Sets these names in the file and leaves its other lines as they are. Only its owner can read it."""
    lines = path.read_text().splitlines() if path.exists() else [HEADING]
    kept = [line for line in lines if line.split("=", 1)[0].strip() not in values]
    with whole_file(path) as file:
        file.write("\n".join([*kept, *(f"{name}={value}" for name, value in values.items()), ""]).encode())


def _ask(given: str | None, question: str, check: Check, default: str | None = None) -> str:
    """What was given as an option, else what somebody types; asked again until it will do."""
    if given is not None:
        return given
    try:
        typed: str = click.prompt(question, default=default, value_proc=check, err=True)
    except click.Abort:
        _nobody_there()
    return typed


def _nobody_there() -> NoReturn:
    if sys.stdin.isatty():
        raise click.Abort
    raise click.UsageError("There is nobody to ask: give --organization, --name, --email and --url.")


def _in_words(done: SetUp) -> str:
    stands = "is set up" if done.is_new else "was set up already"
    return (
        f"{done.organization} {stands} in {done.home}.\n"
        f"Address: {done.url}\n"
        f"Owner: {done.owner}\n\n"
        f"Sign in with this link. It works once, within the hour:\n{done.link}\n\n"
        "Pages and mail need `ballotline serve` to run. What production still lacks: `ballotline doctor`."
    )

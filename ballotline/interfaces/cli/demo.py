"""`ballotline demo`: Rivertown, an invented town, in a data folder of its own
or in yours; `demo remove` takes it out."""

import json
from dataclasses import asdict

import click
from django.conf import settings
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.ui.links import full_url
from ballotline.interfaces.cli import serve
from ballotline.interfaces.cli.init import write_env
from ballotline.interfaces.cli.migrate import apply_migrations
from ballotline.interfaces.desk.rivertown import remove as removing
from ballotline.interfaces.desk.rivertown.build import PRINTED, SIGN_INS, build
from ballotline.movement.accounts import services as accounts
from ballotline.movement.accounts.models import Account


@click.group("demo", invoke_without_command=True)
@click.pass_context
def demo(context: click.Context) -> None:
    """Builds the invented town if it isn't there, and serves it in the foreground. What you did in it is kept."""
    if context.invoked_subcommand:
        return
    apply_migrations()
    if not removing.town().asks:
        click.echo("Building Rivertown, an invented town (about half a minute) …")
        build(at=timezone.now())
    write_env(settings.CONFIG.home / "ballotline.env", {"BALLOTLINE_URL": settings.CONFIG.url, "BALLOTLINE_DEMO": "1"})
    serve.run(role="all", host=settings.CONFIG.host, port=settings.CONFIG.port, when_ready=_say_how_to_sign_in)


def _say_how_to_sign_in(address: str) -> None:
    click.echo("\nSign in with one of these links (each works once, within the hour):")
    for name, email, role in PRINTED:
        account = Account.objects.filter(email=email).first()
        if account:
            token = accounts.make_sign_in_link(account=account, at=timezone.now())
            click.echo(f"  {name}, {role}: {full_url('sign_in_link', token)}")
    click.echo(f"Or at {address}sign-in/ with the address, for instance {SIGN_INS[0][1]}; the code comes to")
    click.echo(f"{address}mailbox/, where all mail of the demo lands. Stop with Ctrl-C; everything is kept.")


@demo.command("remove")
@click.option("--apply", "really", is_flag=True, help="Do it; without this only the counts are shown.")
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON.")
def remove(really: bool, as_json: bool) -> None:
    """Takes the invented town out and keeps all that you made."""
    counts = removing.remove(by=Actor.command("demo remove"), at=timezone.now()) if really else removing.town()
    if as_json:
        click.echo(json.dumps({**asdict(counts), "removed": really}))
        return
    asks = ", ".join(f"{n} {str(many).lower()}" for many, n in counts.asks_in_words)
    said = f"{asks or 'no asks'} with {counts.taking_part} who took part, and {counts.people} people"
    click.echo(f"Removed {said}." if really else f"There are {said} of the demo. Remove them with --apply.")

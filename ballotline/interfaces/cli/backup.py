"""`ballotline backup`: everything in one file, while people go on signing."""

import json
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.services import record
from ballotline.foundation.backups import archive
from ballotline.foundation.storage.kept import store


@click.command("backup")
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="A folder. Default: backups in the data folder"
)
@click.option(
    "--with-secrets", is_flag=True, help="Also the secret key, ballotline.env and the mail provider's password."
)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def backup(to: Path | None, with_secrets: bool, as_json: bool) -> None:
    """Makes one file of the database, the pictures and the deliveries, wherever they lie, and reads it back.

    It may run while `ballotline serve` does. Without --with-secrets keep a copy of secret.key at another safe place:
    mailed links and the list of mailboxes that want no mail are bound to it.
    """
    home, at = settings.CONFIG.home, timezone.now()
    made = archive.make(
        home=home,
        files=store(),
        to=to or home / archive.FOLDER,
        with_secrets=with_secrets,
        key=settings.SECRET_KEY,
        at=at,
    )
    record("backup made", on=("backup", made.file.name[:64]), by=Actor.command("backup"), at=at)
    facts = {"file": str(made.file), "size": made.size, "sha256": made.sha256, "files": made.files}
    click.echo(json.dumps(facts, indent=2) if as_json else _in_words(made))


def _in_words(made: archive.Backup) -> str:
    return f"{made.file}\n{made.size:,} bytes, {made.files:,} files, read back and true.\nSHA-256 {made.sha256}"

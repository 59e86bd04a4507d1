"""`ballotline petition deliver`: makes the list that is handed over, at the host's own machine."""

import json

import click
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.storage.kept import store
from ballotline.organizing.actions.kinds.petition.models import Delivery, Petition
from ballotline.organizing.actions.kinds.petition.services import delivering

HOST = Actor.command("petition deliver")


@click.command("deliver")
@click.argument("slug")
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", help="The paper of the PDF volumes.")
@click.option("--csv-only", is_flag=True, help="Only the CSV, which is the delivery of record.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def deliver(slug: str, paper: str, csv_only: bool, as_json: bool) -> None:
    """Makes the list of a petition: the CSV of record, its head hash, and PDF volumes of 1,000 rows.

    SLUG is the last part of the petition's address. Name, town and shown comments leave; never e-mail, phone or street.
    """
    petition = Petition.objects.select_related("action").filter(action__slug=slug).first()
    if petition is None:
        raise click.ClickException(f"No petition has the address /petitions/{slug}/. Look at the address of its page.")
    delivery = delivering.make(petition=petition, paper_size=paper, csv_only=csv_only, by=HOST, at=timezone.now())
    if delivery.state != Delivery.State.READY:
        raise click.ClickException(
            f"The list could not be finished: {delivery.problem or delivery.get_state_display()}."
        )
    click.echo(_as_json(delivery) if as_json else _in_words(delivery))


def _folder(delivery: Delivery) -> str:
    return store().where(delivering.folder_of(delivery))


def _as_json(delivery: Delivery) -> str:
    counts = {"online": delivery.online, "on_their_word": delivery.on_word, "paper": delivery.paper}
    return json.dumps({"folder": _folder(delivery), "head_hash": delivery.head_hash, **counts})


def _in_words(delivery: Delivery) -> str:
    on_word = f" ({delivery.on_word:,} on their word)" if delivery.on_word else ""
    return (
        f"{delivery.counted.tally}{on_word}, in {_folder(delivery)}\n"
        f"Head hash: {delivery.head_hash}\n"
        f"Anyone can check it: ballotline petition verify {_folder(delivery)}/{delivering.LIST}"
    )

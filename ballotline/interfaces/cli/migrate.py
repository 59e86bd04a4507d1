"""`ballotline migrate`: brings the database up to this version."""

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@click.command("migrate")
def migrate() -> None:
    """Brings the database up to this version, after an update. Twice is once.

    Make a backup first, and stop `ballotline serve` meanwhile.
    """
    done = apply_migrations()
    click.echo(f"Changed the database in {len(done)} steps." if done else "The database is up to date.")


def apply_migrations() -> list[str]:
    """Applies what is missing; the names of the steps, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, verbosity=0)
    return [f"{step.app_label}.{step.name}" for step, _backwards in plan]

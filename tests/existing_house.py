"""A house as it stood before some migrations: for tests that let it move to today."""

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def at(nodes: list[tuple[str, str]]) -> Any:
    """The house as of these migrations, and its models then."""
    MigrationExecutor(connection).migrate(nodes)
    return MigrationExecutor(connection).loader.project_state(nodes).apps


def newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

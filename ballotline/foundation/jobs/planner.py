"""The database's planner is told how much is in the tables: without that, a query over fresh tables may take minutes.

PostgreSQL looks for itself after a while, but not at once after a large import. SQLite never does.
"""

from django.db import connection, transaction

ROWS_LOOKED_AT = 1_000  # of each index, on SQLite; more changes no plan, and takes the write lock for longer


def refresh_statistics() -> None:
    """After much is new, and every day."""
    with connection.cursor() as cursor, transaction.atomic():
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
            # Connections that are open read the new statistics only when the schema has changed; so the old table goes.
            cursor.execute("DROP TABLE IF EXISTS sqlite_stat1")
        cursor.execute("ANALYZE")

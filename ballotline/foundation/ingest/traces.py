"""What an import changes, written down while it writes, so that the whole of it can be taken back (undoing.py).

An importer says `before(rows)` of what it is about to change or take away, and `made(rows)` of what it has just made;
then `end(report)`. It does so in its own transaction: the trace is there if and only if the change is. What an import
of many transactions had done when it was ended is on file, too.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from ballotline.foundation.ingest.limits import MB
from ballotline.foundation.ingest.models import Change, Import

# What is noted waits in memory until so much has come together
ROWS_AT_ONCE = 1_000
WEIGHT_AT_ONCE = 4 * MB  # a state's line may weigh a megabyte


class Trace:
    """The trace of one import. Rows are noted once, as they were when they were first named."""

    def __init__(self, kind: str, paths: Sequence[Path], *, said: Mapping[str, str], at: datetime) -> None:
        self.imported = Import(kind=kind, files=[file_facts(path) for path in paths], said=dict(said), at=at)
        self._noted: dict[tuple[str, Any], dict[str, Any] | None] = {}
        self._weight = 0

    def before(self, rows: Iterable[Model]) -> None:
        """They are as the database has them, and are changed or taken away before the next call, if at all."""
        self._write_if_much()
        for row in rows:
            if self._key(row) not in self._noted:
                self._note(row, facts_of(row))

    def made(self, rows: Iterable[Model]) -> None:
        """They are in the database, and were not before."""
        self._write_if_much()
        for row in rows:
            self._note(row, None)

    def keep(self) -> None:
        """What was noted so far is on file; an importer of many transactions says so at the end of each."""
        if self.imported.pk is None:
            self.imported.save()
        for table, keys in self._runs():
            marks = marks_of(table, keys)
            rows = [[key, marks.get(key), self._noted[table, key]] for key in keys]
            changed = [[key, mark, facts] for key, mark, facts in rows if facts is None or mark != mark_of(facts)]
            if changed:
                Change.objects.create(imported=self.imported, table=table, rows=changed)
        self._noted, self._weight = {}, 0

    def end(self, report: Mapping[str, Any]) -> None:
        self.keep()
        self.imported.report = json.loads(json.dumps(report))
        self.imported.save()

    def _key(self, row: Model) -> tuple[str, Any]:
        return row._meta.label_lower, row.pk

    def _note(self, row: Model, facts: dict[str, Any] | None) -> None:
        self._noted[self._key(row)] = facts
        self._weight += len(as_text(facts))

    def _write_if_much(self) -> None:
        """Only here everything noted was written: what it is afterwards can be read."""
        if len(self._noted) >= ROWS_AT_ONCE or self._weight >= WEIGHT_AT_ONCE:
            self.keep()

    def _runs(self) -> Iterable[tuple[str, list[Any]]]:
        """(table, keys) by table, in the order in which they were first named."""
        runs: dict[str, list[Any]] = {}
        for table, key in self._noted:
            runs.setdefault(table, []).append(key)
        return runs.items()


class NoTrace(Trace):
    """For what nobody wants to take back: demo data, and a look at what would happen."""

    def __init__(self) -> None: ...

    def before(self, rows: Iterable[Model]) -> None: ...

    def made(self, rows: Iterable[Model]) -> None: ...

    def keep(self) -> None: ...

    def end(self, report: Mapping[str, Any]) -> None: ...


NO_TRACE = NoTrace()


def facts_of(row: Model) -> dict[str, Any]:
    """Its fields as plain values, as `deserialize` takes them, and what it says beside them."""
    [one] = serializers.serialize("python", [row])
    return {**one["fields"], **{name: getattr(row, name) for name in beside(type(row))}}


def beside(model: type[Model]) -> Mapping[str, str]:
    """{fact: relation} of what its rows say in rows of their own, which are nothing without them: they come, change and
    go with it, and are not named to a trace. A model names them in `BESIDE`, and its rows `put` them."""
    found: Mapping[str, str] = getattr(model, "BESIDE", {})
    return found


def marks_of(table: str, keys: Sequence[Any]) -> dict[Any, str]:
    """{key: a mark of all its facts} of the rows that are there."""
    model = apps.get_model(table)
    rows = model._default_manager.prefetch_related(*beside(model).values()).in_bulk(list(keys))
    return {key: mark_of(facts_of(row)) for key, row in rows.items()}


def mark_of(facts: Mapping[str, Any]) -> str:
    return hashlib.blake2b(as_text(facts).encode(), digest_size=8).hexdigest()


def as_text(facts: Any) -> str:
    return json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True)


def file_facts(path: Path) -> dict[str, Any]:
    """Name, size in bytes and SHA-256. Of a folder: of the list that `sha256sum` makes of its files by name."""
    if not path.is_dir():
        return {"name": path.name, "size": path.stat().st_size, "sha256": _sum(path)}
    files = sorted(file for file in path.rglob("*") if file.is_file())
    lines = [f"{_sum(file)}  {file.relative_to(path).as_posix()}\n" for file in files]
    whole = hashlib.sha256("".join(lines).encode()).hexdigest()
    return {"name": f"{path.name}/", "size": sum(file.stat().st_size for file in files), "sha256": whole}


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

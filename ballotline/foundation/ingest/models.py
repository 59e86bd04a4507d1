"""Imports that were done: of which files, what they reported, and for 30 days what they changed."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Import(models.Model):
    """One list, map or table that was brought in. `files` are [{"name", "size", "sha256"}]; `said` is what whoever did
    it said beside the files; `report` is empty of an import that was ended before its end."""

    kind = models.CharField(max_length=40)
    files = models.JSONField(default=list)
    said = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)
    undo_asked_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Change(models.Model):
    """Rows of one table that an import made, changed or took away: [key, mark of it afterwards, its facts before].

    Without a mark it was gone afterwards; without facts it was not there before.
    """

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    table = models.CharField(max_length=100)
    rows = models.JSONField(encoder=DjangoJSONEncoder)

    @property
    def keys(self) -> set[Any]:
        return {key for key, _mark, _facts in self.rows}

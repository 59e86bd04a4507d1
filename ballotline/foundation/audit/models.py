"""The audit log: append-only rows of kinds, public ids, verbs and field names."""

from django.db import models


class Entry(models.Model):
    """`object_kind` and `object_id` name what was touched ("petition", its public id);
    `fields` only name what changed."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    fields = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["object_kind", "object_id", "at"], name="audit_of_an_object"),
            models.Index(fields=["actor_kind", "actor_id", "at"], name="audit_of_an_actor"),
        ]

    @property
    def actor(self) -> tuple[str, str]:
        """Who did it: a kind of actor, and which."""
        return (self.actor_kind, self.actor_id)

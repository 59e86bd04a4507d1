"""Makers for tests of what holds for every kind: an ask as an organizer types it, open, with the kind's own FORM."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.organizing.actions import services
from ballotline.organizing.actions.declared import KINDS


def form_of(kind: str) -> dict[str, str]:
    """What an organizer types for one of this kind."""
    return dict(import_module(f"{apps.get_app_config(kind).name}.testing").FORM)


def drafted(kind: str, **changed: str) -> Any:
    form = KINDS[kind].form(form_of(kind) | changed)
    assert form.is_valid(), form.errors
    return services.draft(kind, fields=form.fields_to_save, by=SYSTEM, at=timezone.now())


def an_open_one(kind: str, **changed: str) -> Any:
    ask = drafted(kind, **changed)
    services.step(ask, "publish", by=SYSTEM, at=timezone.now())
    return ask

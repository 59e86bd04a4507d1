"""From a name to a function: the one task that the library knows, and it calls all of ours by name."""

from collections.abc import Callable, Mapping
from importlib import import_module

from django.apps import apps
from django_tasks import task

from ballotline.foundation.jobs import rules


class UnknownJob(LookupError):
    """No app has a task of this name. Trying again would not help."""


@task
def run_named(name: str, arguments: Mapping[str, object], attempt: int = 1, key: str = "") -> None:
    """`attempt` counts from 1; it and `key` ride along for the worker and are nothing to the function."""
    function_named(name)(**arguments)


def function_named(name: str) -> Callable[..., object]:
    """ "petition.build_delivery" → `build_delivery` in the `tasks` module of the app labeled `petition`.

    Only functions that are written in that module: a name can't reach what the module imports.
    Raises UnknownJob.
    """
    if not rules.NAME.fullmatch(name):
        raise UnknownJob(f"{name!r} is not written like app.function")
    label, _, word = name.partition(".")
    try:
        module = import_module(f"{apps.get_app_config(label).name}.tasks")
    except LookupError:
        raise UnknownJob(f"No app is labeled {label!r}, asked for as {name!r}")
    except ModuleNotFoundError as problem:
        raise UnknownJob(f"{name!r}: {problem}")
    function = getattr(module, word, None)
    if not callable(function) or getattr(function, "__module__", "") != module.__name__:
        raise UnknownJob(f"{module.__name__} has no function {word!r}")
    return function

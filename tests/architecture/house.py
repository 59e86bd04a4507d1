"""The house as the contracts in pyproject.toml draw it: which room stands on which floor, and who may look at whom."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.forms import BaseForm
from django.urls import get_resolver

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "ballotline"
CONTRACTS = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def may_look_at(room: str, other: str) -> bool:
    """May the app `room` refer to the app `other`? Both by their module, "ballotline.record.places"."""
    floor, name, kind = _parts(room)
    other_floor, other_name, other_kind = _parts(other)
    if floor != other_floor:
        return _height("ballotline", floor) > _height("ballotline", other_floor)
    if name != other_name:
        return _height(f"ballotline.{floor}", name) > _height(f"ballotline.{floor}", other_name)
    return kind == other_kind or not other_kind  # a kind looks at its room, never at another kind


def is_ours(module: str) -> bool:
    return module.startswith("ballotline.")


def sources() -> Iterator[Path]:
    """Every Python file of the package that somebody wrote."""
    return (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


def is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name in ("testing.py", "conftest.py")


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def _parts(module: str) -> tuple[str, str, str]:
    _, floor, name, *rest = module.split(".")
    return floor, name, ".".join(rest)


def _height(container: str, name: str) -> int:
    """0 is the lowest layer of the container. Fails for a room that nobody placed."""
    layers = _layers(container)
    return next(height for height, names in enumerate(reversed(layers)) if name in names)


@cache
def _layers(container: str) -> list[set[str]]:
    [contract] = [contract for contract in CONTRACTS if contract.get("containers") == [container]]
    return [{name.strip(" ()") for name in layer.split("|")} for layer in contract["layers"]]


def every_form() -> list[type[BaseForm]]:
    """Every form of ours that a page shows: the pages are all loaded with their addresses."""
    _ = get_resolver().url_patterns
    return sorted(set(_below(BaseForm)), key=lambda form: (form.__module__, form.__qualname__))


def _below(form: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for one in form.__subclasses__():
        if is_ours(one.__module__):
            yield one
        yield from _below(one)

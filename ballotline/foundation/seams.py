"""Functions of rooms above that a tool of the foundation calls: settings name each by text, so nobody imports upwards.

Each such place is a class, `class MailLeaves(Seam[[], bool])`: what it is called with, and what it gives. So mypy knows
the call where it is made, and `misfit` knows at start whether the function that settings name fits it. The classes
stand in the rooms that call (access/seams.py, ui/seams.py); jobs are named otherwise, by app and function
(jobs/named.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from inspect import Parameter, signature
from types import NoneType, UnionType
from typing import Any, Generic, ParamSpec, TypeVar, Union, cast, get_args, get_origin

from django.utils.module_loading import import_string

Takes = ParamSpec("Takes")
Gives = TypeVar("Gives")


@dataclass(frozen=True)
class Seam(Generic[Takes, Gives]):
    """A function by its dotted path. It is imported at the first look, not in settings, where no model can be yet."""

    path: str

    @cached_property
    def function(self) -> Callable[Takes, Gives]:
        """Raises ImportError."""
        return cast(Callable[Takes, Gives], import_string(self.path))

    def __call__(self, *args: Takes.args, **kwargs: Takes.kwargs) -> Gives:
        return self.function(*args, **kwargs)

    def misfit(self) -> str:
        """What is wrong with the function that was named, as the end of a sentence; "" if it fits."""
        try:
            function = self.function
        except ImportError as problem:
            return f"{self.path} can't be imported: {problem}"
        takes, gives = get_args(type(self).__orig_bases__[0])  # type: ignore[attr-defined]
        wrong = misfit(function, takes=takes, gives=gives)
        return f"{self.path} {wrong}" if wrong else ""


def misfit(function: Callable[..., object], *, takes: Sequence[object], gives: object) -> str:
    """Why it can't be called with `takes` and give `gives`; "" if it can. What it does not annotate is believed."""
    if not callable(function):
        return "is no function"
    found = signature(function)
    try:
        bound = found.bind(*takes)
    except TypeError as problem:
        return f"can't be called with ({', '.join(map(_in_words, takes))}): {problem}"
    for name, one in bound.arguments.items():
        if not _fits(one, found.parameters[name].annotation):
            return f"takes {_in_words(found.parameters[name].annotation)}, and gets {_in_words(one)}"
    if not _fits(found.return_annotation, gives):
        return f"gives {_in_words(found.return_annotation)}, and should give {_in_words(gives)}"
    return ""


def _fits(given: Any, wanted: Any) -> bool:
    """Is whatever is a `given` also a `wanted`, as far as classes say it? What a list holds is left to mypy."""
    if _is_either(given):
        return all(_fits(one, wanted) for one in get_args(given))
    if _is_either(wanted):
        return any(_fits(given, one) for one in get_args(wanted))
    if Any in (given, wanted) or Parameter.empty in (given, wanted):
        return True
    classes = [_class_of(given), _class_of(wanted)]
    return not all(isinstance(one, type) for one in classes) or issubclass(*classes)


def _is_either(kind: Any) -> bool:
    return isinstance(kind, UnionType) or get_origin(kind) is Union


def _class_of(kind: Any) -> Any:
    return NoneType if kind is None else get_origin(kind) or kind


def _in_words(kind: Any) -> str:
    return str(kind) if get_args(kind) else str(getattr(kind, "__name__", kind))

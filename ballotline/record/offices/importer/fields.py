"""An item of a list as fields of known kinds. What is of another kind is the file's fault, and named;
a fault of ours is not called one of the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ballotline.record.offices.rules import NotReadable

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Fields:
    """Names and values. What is not there is empty."""

    values: dict[Any, Any]

    def raw(self, name: str) -> Any:
        return self.values.get(name)

    def text(self, name: str) -> str:
        """A text or a number, as text. Raises NotReadable."""
        return as_text(self.values.get(name), name)

    def number(self, name: str) -> float | None:
        value = self.values.get(name)
        return float(value) if isinstance(value, int | float) else None

    def inner(self, name: str) -> "Fields":
        """Raises NotReadable."""
        value = self.values.get(name)
        return Fields({}) if value is None else fields_of(value, name)

    def each(self, name: str) -> list["Fields"]:
        """Raises NotReadable."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            raise NotReadable(f"Its {name} is no list.")
        return [fields_of(one, name) for one in value or []]

    def pairs(self) -> Iterator[tuple[str, "Fields"]]:
        """Of a mapping of keys to lists: each key with each of its things. Raises NotReadable."""
        for key in self.values:
            name = as_text(key, "key")
            for one in Fields({name: self.values[key]}).each(name):
                yield name, one


def fields_of(item: Any, what: str = "item") -> Fields:
    """Raises NotReadable."""
    if not isinstance(item, dict):
        raise NotReadable(f"Its {what} has no names and values: {str(item)[:SHOWN]!r}.")
    return Fields(item)


def as_text(value: Any, name: str) -> str:
    """Raises NotReadable."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NotReadable(f"Its {name} is no text: {str(value)[:SHOWN]!r}.")
    return str(value)

"""What a mutation is: one guard less, and the sentence that is then true of the product."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Weaker:
    """`breaks` is what somebody could do, or would miss, once `text` reads `instead`."""

    breaks: str
    text: str
    instead: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """One guard of one file removed. `file` is its path in the checkout, with "/"."""

    file: str
    weaker: Weaker

    @property
    def breaks(self) -> str:
        return self.weaker.breaks

    def apply(self, checkout: Path) -> None:
        path = checkout / self.file
        path.write_text(self.changed(path.read_text()))

    def changed(self, source: str) -> str:
        """Raises ValueError unless the text stands there exactly once: the table is out of date."""
        found = source.count(self.weaker.text)
        if found != 1:
            raise ValueError(f"{self.file} holds this {found} times instead of once: {self.weaker.text}")
        return source.replace(self.weaker.text, self.weaker.instead)


def each_of(table: Mapping[str, Sequence[Weaker]]) -> Iterator[Mutation]:
    return (Mutation(file, weaker) for file, all_of_it in table.items() for weaker in all_of_it)

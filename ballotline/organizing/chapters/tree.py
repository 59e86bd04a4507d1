"""The tree of all chapters, read at once: which stands above which."""

from collections.abc import Iterable
from dataclasses import dataclass

from ballotline.organizing.chapters import rules
from ballotline.organizing.chapters.models import Chapter


@dataclass(frozen=True, slots=True)
class Tree:
    """All chapters by key: which is above which ("" for none), which are at work, and which are for good not. One that
    was taken in by another stands below it."""

    parents: dict[str, str]
    at_work: frozenset[str]
    gone: frozenset[str]

    @classmethod
    def on_file(cls) -> "Tree":
        columns = ("public_id", "state", "parent__public_id", "merged_into__public_id")
        rows = list(Chapter.objects.order_by().values_list(*columns))
        parents = {str(key): str(into or parent or "") for key, _state, parent, into in rows}
        states = {str(key): state for key, state, *_above in rows}
        at_work, gone = (
            frozenset(key for key, state in states.items() if state in among) for among in (rules.AT_WORK, rules.GONE)
        )
        return cls(parents, at_work, gone)

    def below(self, key: str) -> frozenset[str]:
        return rules.below(self.parents, [key])

    def above(self, keys: Iterable[str]) -> frozenset[str]:
        keys = frozenset(keys)
        return frozenset(one for key in keys for one in rules.line_up(self.parents, key)) - keys

    def depth(self, key: str) -> int:
        return len(rules.line_up(self.parents, key))


def above(keys: Iterable[str]) -> frozenset[str]:
    """The chapters above these."""
    keys = frozenset(keys) - {""}
    return Tree.on_file().above(keys) if keys else keys

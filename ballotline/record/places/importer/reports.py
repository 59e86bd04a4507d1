"""What all importers of the public record report, of tables, maps and lists alike.

The files themselves are read in foundation/ingest, and their cells judged there. What a row means stands in zips.py,
divisions.py and the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import RowProblem, Table

# They are looked up and written together; one by one each row would cost a statement
ROWS_A_STATEMENT = 1_000
# They are kept with the import. A file that is wrong everywhere is wrong in the same way, and all of them are counted
PROBLEMS_SHOWN = 100
# So many may go on any day without a question: seats change hands all year round. More at once looks like a list that
# was cut off on its way, and is to be confirmed.
UNASKED = 5


@dataclass(slots=True)
class Report:
    """What an import did, or would do. Only the first problems are kept; `wrong` counts all.

    Of maps: `water` are shapes that are no district, `repaired` those whose lines crossed, `pieces` those that belong
    to a division together with another shape of it that counts already, `unlisted` those whose id is not on the list of
    divisions on file although it holds others of their kind; `lost` are so many of them that are a chamber's districts,
    whose officials nobody will find. Of officials: `gone` left their seat, `vacant` are districts without anybody on
    the list; `otherwise` is what somebody else has said since.
    Of tables: `read_as` counts how they were written, {"semicolon, Windows-1252": 1}.

    `leaving` names what was on file and is not on the list any more; `stayed` are so many that stay all the same, since
    not all of the list could be read. `unanswered` names what an earlier plan gives, and a newer one that is asked in
    its place does not. Where that is anything at all, or what leaves, or `lost`, is so much that the file may have been
    cut off or be another one, it `is_held`: nothing is written until somebody confirms the number; `confirm` is what
    they then say, "--retire 60".
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    wrong: int = 0
    gone: int = 0
    water: int = 0
    repaired: int = 0
    pieces: int = 0
    vacant: int = 0
    stayed: int = 0
    lost: int = 0
    confirm: str = ""
    leaving: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    read_as: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.same + self.repeated + self.pieces + self.wrong

    @property
    def is_held(self) -> bool:
        return bool(self.confirm)

    def note(self, problem: RowProblem) -> None:
        self.wrong += 1
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append(problem)

    def note_table(self, table: Table) -> None:
        self.read_as[table.read_as] = self.read_as.get(table.read_as, 0) + 1

    def leave(
        self,
        leaving: Iterable[str],
        *,
        of: int,
        confirmed: int | None,
        unanswered: Iterable[str] = (),
        at_once: bool = False,
    ) -> None:
        """What a newer list has no more, `of` so many, and what a newer plan leaves without an answer; this, and what
        goes `at_once`, is to be confirmed however few."""
        self.leaving += leaving
        self.unanswered += unanswered
        self.gone = len(self.leaving)
        usual = 0 if self.unanswered or at_once else _usual(of)
        self._hold("--retire", self.gone + len(self.unanswered), usual=usual, confirmed=confirmed)

    def hold_what_is_lost(self, *, confirmed: int | None) -> None:
        """A map of districts whose ids the list of divisions doesn't have is held by the same measure: it may be of
        another year, or its names are written in a way that is new to us."""
        usual = _usual(self.new + self.changed + self.same)
        self._hold("--unlisted", self.lost, usual=usual, confirmed=confirmed)

    def _hold(self, option: str, many: int, *, usual: int, confirmed: int | None) -> None:
        """More than usual, and not confirmed; or another number was."""
        if not (many <= usual if confirmed is None else many == confirmed):
            self.confirm = f"{option} {many}"

    def refuse_if_nothing_is_good(self, path: Path) -> None:
        """A file of which nothing at all can be taken is another file, or is broken in all of its rows.

        Raises Refused.
        """
        if self.problems and self.wrong == self.rows:
            raise Refused(path, f"has nothing that can be brought in. {replace(self.problems[0], file='')}")

    def as_dict(self) -> dict[str, object]:
        return {"rows": self.rows, **asdict(self)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Report":
        """Back from `as_dict`."""
        facts = {name: value for name, value in kept.items() if name != "rows"}
        return cls(**{**facts, "problems": [RowProblem(**one) for one in facts["problems"]]})


def _usual(of: int) -> int:
    """What happens on any day: a tenth, of few one, at most five."""
    return min(UNASKED, max(1, of // 10))

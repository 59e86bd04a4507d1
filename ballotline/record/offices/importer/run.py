"""Brings a whole list of officials in, or says what would happen: the same work in a transaction that is taken back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from ballotline.foundation.ingest.archives import is_tar
from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import RowProblem
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.foundation.ingest.trees import BrokenItem
from ballotline.record.offices import services
from ballotline.record.offices.importer import congress, openstates
from ballotline.record.offices.importer.items import File, files_in, items, whole
from ballotline.record.offices.rules import Listed, NotReadable, Number, Role
from ballotline.record.offices.services import Kept
from ballotline.record.offices.vacancies import open_vacant_offices
from ballotline.record.places.importer.tables import Report

Committee = dict[str, Any]
LISTS = ("legislators-current.yaml", "executive.yaml")
BESIDE_THEM = ("legislators-district-offices.yaml", "committees-current.yaml", "committee-membership-current.yaml")


@dataclass(slots=True)
class Read:
    """What the files say. `is_whole`: it is a list of everybody, so who is missing in it has left."""

    people: list[Listed] = field(default_factory=list)
    committees: list[Committee] = field(default_factory=list)
    vacant: list[Role] = field(default_factory=list)
    unknown: list[Role] = field(default_factory=list)
    is_whole: bool = False


def import_congress(
    paths: Sequence[Path], *, as_of: date, apply: bool, retire: int | None = None, trace: Trace = NO_TRACE
) -> Report:
    """Raises Refused if there is no list of legislators among the files or it names nobody, OSError if one can't be
    opened. `retire` confirms how many leave, where that is many."""
    found_in = (file for path in paths for file in files_in(path))
    report, by_name = Report(), {file.name: file for file in found_in if file.name in (*LISTS, *BESIDE_THEM)}
    lists = [by_name[name] for name in LISTS if name in by_name]
    if not lists:
        raise Refused(paths[0], f"holds no {' and no '.join(LISTS)}.")
    offices = _district_offices(by_name.get("legislators-district-offices.yaml"), report)
    read = Read(is_whole=LISTS[0] in by_name)
    for file in lists:
        if file.refused:
            raise file.refused
        found = list(_each(file, report, lambda item: congress.listed(item, offices, as_of=as_of)))
        if not found and not report.wrong:
            raise Refused(paths[0], f"has nobody in {file.name}: it is empty, or another list.")
        read.people += [person for person in found if person.roles]
    read.committees = _committees(by_name, report)
    return bring_in(read, congress.SOURCE, report, as_of=as_of, apply=apply, retire=retire, trace=trace)


def import_openstates(
    paths: Sequence[Path], *, as_of: date, apply: bool, retire: int | None = None, trace: Trace = NO_TRACE
) -> Report:
    """Files of people and committees: single ones, folders, or archives. `retire` confirms how many leave, where that is
    many. Raises Refused, OSError."""
    report, read = Report(), Read(is_whole=any(path.is_dir() or is_tar(path) for path in paths))
    for file in (file for path in paths for file in files_in(path)):
        if file.name == "municipalities.yml" or "/retired/" in f"/{file.path}":
            continue
        is_committee = "/committees/" in f"/{file.path}" or "ocd-organization/" in file.text[:200]
        found = _one(file, report, openstates.committee if is_committee else _open_states_person(as_of))
        if found is not None:
            (read.committees if is_committee else read.people).append(found)
    if not (read.people or read.committees):
        raise Refused(paths[0], f"holds no person and no committee of Open States. {_first(report)}".strip())
    return bring_in(read, openstates.SOURCE, report, as_of=as_of, apply=apply, retire=retire, trace=trace)


def _first(report: Report) -> str:
    return str(report.problems[0]) if report.problems else ""


def _open_states_person(as_of: date) -> Callable[[Any], Listed]:
    return lambda item: openstates.listed(item, as_of=as_of)


def _each(file: File, report: Report, read: Callable[[Any], Any]) -> Iterator[Any]:
    """What `read` makes of each item of a list; the others go into the report with their line."""
    if file.refused:
        report.note(RowProblem(1, "file", "", str(file.refused), file.path))
    for line, item in items(file):
        try:
            if isinstance(item, BrokenItem):
                raise item
            for one in item if isinstance(item, list) else [item]:
                yield read(one)
        except BrokenItem as broken:
            report.note(RowProblem(broken.line, "item", "", str(broken), file.path))
        except (NotReadable, AttributeError, TypeError, ValueError, KeyError) as problem:
            report.note(RowProblem(line, "item", "", _says(problem), file.path))


def _one(file: File, report: Report, read: Callable[[Any], Any]) -> Any:
    try:
        return read(whole(file))
    except BrokenItem as broken:
        report.note(RowProblem(broken.line, "item", "", str(broken), file.path))
    except (NotReadable, AttributeError, TypeError, ValueError, KeyError) as problem:
        report.note(RowProblem(1, "item", "", _says(problem), file.path))
    return None


def _says(problem: Exception) -> str:
    return (
        str(problem) if isinstance(problem, NotReadable) else f"It isn't as the list has it ({type(problem).__name__})."
    )


def _district_offices(file: File | None, report: Report) -> dict[str, list[Number]]:
    if file is None:
        return {}
    return dict(_each(file, report, lambda item: (congress.key_of(item), congress.district_offices(item))))


def _committees(by_name: Mapping[str, File], report: Report) -> list[Committee]:
    """Committees with their members; subcommittees come after the committee that they belong to."""
    listed, members = by_name.get("committees-current.yaml"), by_name.get("committee-membership-current.yaml")
    if listed is None or members is None:
        return []
    by_code: dict[str, list[tuple[str, str]]] = {}
    for one in _each(members, report, _members):
        by_code |= one
    return [part for found in _each(listed, report, lambda item: _with_parts(item, by_code)) for part in found]


def _members(item: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {
        str(code): [(f"bioguide:{one['bioguide']}", str(one.get("title") or "")) for one in people]
        for code, people in item.items()
    }


def _with_parts(item: Mapping[str, Any], by_code: Mapping[str, list[tuple[str, str]]]) -> list[Committee]:
    code = str(item["thomas_id"])
    facts = {
        "jurisdiction": congress.CONGRESS,
        "chamber": {"house": "lower", "senate": "upper"}.get(str(item["type"]), "joint"),
    }
    found = [{**facts, "key": f"us:{code}", "name": str(item["name"]), "parent": "", "members": by_code.get(code, [])}]
    for part in item.get("subcommittees") or []:
        own = f"{code}{part['thomas_id']}"
        found.append(
            {
                **facts,
                "key": f"us:{own}",
                "name": str(part["name"]),
                "parent": f"us:{code}",
                "members": by_code.get(own, []),
            }
        )
    return found


def bring_in(
    read: Read,
    source: str,
    report: Report,
    *,
    as_of: date,
    apply: bool,
    retire: int | None = None,
    trace: Trace = NO_TRACE,
) -> Report:
    """Writes what was read, or does the same and takes it back: without `apply`, and where so many would leave that somebody
    must confirm it by `retire`. The report says what changed."""
    kept = Kept(source=source, as_of=as_of, trace=trace)
    with transaction.atomic():
        _keep_all(read, kept, report, retire)
        report.new, report.changed, report.same = kept.new, kept.changed, kept.same
        report.unlisted = sorted(kept.unlisted)
        if not apply or report.is_held:
            transaction.set_rollback(True)
        else:
            trace.end(report.as_dict())
    return report


def _keep_all(read: Read, kept: Kept, report: Report, retire: int | None) -> None:
    """Who has left goes first, so that a successor gets the seat. Where an item was broken, nobody is taken for gone."""
    may_retire = read.is_whole and not report.wrong
    keys = {person.key for person in read.people if any(not role.is_over(kept.as_of) for role in person.roles)}
    before = services.listed_in(kept).filter(seat__office__jurisdiction__ocd_id__in=_governments(read))
    of, leaving = before.count(), services.retire_people(before, keys, kept) if may_retire else []
    for person in sorted(read.people, key=lambda person: (person.key in keys, person.key)):
        services.keep(person, kept)
    for role in read.vacant:
        services.keep_vacant(role, kept)
    for role in read.unknown:
        services.keep_unknown(role, kept)
    for committee in sorted(read.committees, key=lambda committee: bool(committee["parent"])):
        services.keep_committee(**committee, kept=kept)
    if may_retire:
        report.leave([*leaving, *services.retire(kept)], of=of, confirmed=retire)
        report.vacant = open_vacant_offices(kept)


def _governments(read: Read) -> set[str]:
    """Those that the list is about."""
    roles = (role for person in read.people for role in person.roles)
    return {role.jurisdiction for role in (*roles, *read.vacant, *read.unknown)}

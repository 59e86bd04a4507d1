"""Reads the lists of Congress and of Open States, and has them brought in (bringing_in.py)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ballotline.foundation.ingest.archives import is_tar
from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import RowProblem
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.foundation.ingest.trees import BrokenItem
from ballotline.record.offices.importer import congress, openstates
from ballotline.record.offices.importer.bringing_in import CommitteeRead, Read, bring_in
from ballotline.record.offices.importer.fields import Fields, fields_of
from ballotline.record.offices.importer.items import CUT, File, files_in, is_cut, items, whole
from ballotline.record.offices.rules import Listed, NotReadable, Number
from ballotline.record.places.importer.reports import Report

LISTS = ("legislators-current.yaml", "executive.yaml")
BESIDE_THEM = ("legislators-district-offices.yaml", "committees-current.yaml", "committee-membership-current.yaml")


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
    offices = _district_offices(by_name.get("legislators-district-offices.yaml"), report, paths[0])
    read = Read(paths[0], is_whole=LISTS[0] in by_name)
    for file in lists:
        found = _people(file, offices, report, paths[0], as_of=as_of)
        read.people += [person for person in found if person.roles]
    if not read.people and not report.wrong:
        raise Refused(paths[0], f"has nobody who is in office on {as_of}. Say with --as-of of which day it is.")
    read.committees = _committees(by_name, report, paths[0])
    return bring_in(read, congress.SOURCE, report, as_of=as_of, apply=apply, retire=retire, trace=trace)


def _people(
    file: File, offices: Mapping[str, list[Number]] | None, report: Report, path: Path, *, as_of: date
) -> list[Listed]:
    if file.refused:
        raise file.refused
    found = list(_each(file, report, lambda item: congress.listed(item, offices, as_of=as_of)))
    if not found and not report.wrong:
        raise Refused(path, f"has nobody in {file.name}: it is empty, or another list.")
    return found


def import_openstates(
    paths: Sequence[Path], *, as_of: date, apply: bool, retire: int | None = None, trace: Trace = NO_TRACE
) -> Report:
    """Files of people and committees: single ones, folders, or archives. `retire` confirms how many leave, where that
    is many. Raises Refused, OSError."""
    is_whole = any(path.is_dir() or is_tar(path) for path in paths)
    report, read = Report(), Read(paths[0], is_whole=is_whole, of_states=is_whole)
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


def _open_states_person(as_of: date) -> Callable[[Fields], Listed]:
    return lambda item: openstates.listed(item, as_of=as_of)


def _each(file: File, report: Report, read: Callable[[Fields], Any]) -> Iterator[Any]:
    """What `read` makes of each item of a list; the others go into the report with their line."""
    if file.refused:
        report.note(RowProblem(1, "file", "", str(file.refused), file.path))
    elif file.text and is_cut(file):
        report.note(RowProblem(file.text.count("\n") + 1, "file", "", CUT, file.path))
    for line, item in items(file):
        try:
            if isinstance(item, BrokenItem):
                raise item
            for one in item if isinstance(item, list) else [item]:
                yield read(fields_of(one))
        except BrokenItem as broken:
            report.note(RowProblem(broken.line, "item", "", str(broken), file.path))
        except NotReadable as problem:
            report.note(RowProblem(line, "item", "", str(problem), file.path))


def _one(file: File, report: Report, read: Callable[[Fields], Any]) -> Any:
    try:
        return read(fields_of(whole(file)))
    except BrokenItem as broken:
        report.note(RowProblem(broken.line, "item", "", str(broken), file.path))
    except NotReadable as problem:
        report.note(RowProblem(1, "item", "", str(problem), file.path))
    return None


def _district_offices(file: File | None, report: Report, path: Path) -> dict[str, list[Number]] | None:
    """By the member's key. None where the list is not there, or not all of it can be read: then it says nothing."""
    if file is None:
        return None
    wrong = report.wrong
    found = dict(_each(file, report, lambda item: (congress.key_of(item), congress.district_offices(item))))
    if not any(found.values()) and report.wrong == wrong:
        raise Refused(path, f"has no office in {file.name}: it is empty, or another list.")
    return found if report.wrong == wrong else None


def _committees(by_name: Mapping[str, File], report: Report, path: Path) -> list[CommitteeRead]:
    """Committees with their members; subcommittees come after the committee that they belong to. None where one of the
    two lists is not there, or not all of the members can be read."""
    listed, members = by_name.get("committees-current.yaml"), by_name.get("committee-membership-current.yaml")
    if listed is None or members is None:
        return []
    wrong, by_code = report.wrong, dict[str, list[tuple[str, str]]]()
    for one in _each(members, report, _members):
        by_code |= one
    found = [part for parts in _each(listed, report, lambda item: _with_parts(item, by_code)) for part in parts]
    if not (found and by_code) and report.wrong == wrong:
        raise Refused(path, f"has no member of a committee in {listed.name} and {members.name}.")
    return found if report.wrong == wrong else []


def _members(item: Fields) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for code, member in item.pairs():
        found.setdefault(code, []).append((f"bioguide:{member.text('bioguide')}", member.text("title")))
    return found


def _with_parts(item: Fields, by_code: Mapping[str, list[tuple[str, str]]]) -> list[CommitteeRead]:
    code, name = item.text("thomas_id"), item.text("name")
    if not code or not name:
        raise NotReadable("It is no committee: it has no thomas_id or no name.")
    facts = {
        "jurisdiction": congress.CONGRESS,
        "chamber": {"house": "lower", "senate": "upper"}.get(item.text("type"), "joint"),
    }
    found = [{**facts, "key": f"us:{code}", "name": name, "parent": "", "members": by_code.get(code, [])}]
    for part in item.each("subcommittees"):
        own = f"{code}{part.text('thomas_id')}"
        found.append(
            {
                **facts,
                "key": f"us:{own}",
                "name": part.text("name"),
                "parent": f"us:{code}",
                "members": by_code.get(own, []),
            }
        )
    return found

"""What an import did, or would do, in sentences: the command line prints them,
and the desk shows them of what was done."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.record.places.importer.reports import Report

PRINTED = 20  # of problems, and of who leaves


def sentences_kept(report: Mapping[str, Any]) -> list[str]:
    """Of a report as it is on file."""
    if not report:
        return [_("It was stopped before its end. What it had done until then is on file.")]
    return sentences(Report.of(report))


def sentences(report: Report) -> list[str]:
    """The counts in the first one; then what is wrong, who goes, what nobody answers for,
    and what is on no list, the first of each."""
    problems = _first([str(problem) for problem in report.problems], of=report.wrong)
    leaving = _first([_("Goes: %s") % one for one in report.leaving], of=report.gone)
    otherwise = _first([_("Stays: %s") % one for one in report.otherwise], of=len(report.otherwise))
    unanswered = _first([_("On no newer map: %s") % one for one in report.unanswered], of=len(report.unanswered))
    unlisted = _first([_("On no list: %s") % one for one in report.unlisted], of=len(report.unlisted))
    return [" ".join(_counts(report)), *problems, *leaving, *otherwise, *unanswered, *unlisted]


def _counts(report: Report) -> list[str]:
    main = {
        _("%s new"): report.new,
        _("%s changed"): report.changed,
        _("%s as before"): report.same,
        _("%s left out"): report.wrong,
    }
    asides = [words % f"{n:,}" for n, words in [*_asides(report), *_asides_of_maps(report)] if n]
    read_as = [_("Read as %s.") % _ways(report.read_as)] if report.read_as else []
    counts = ", ".join(words % f"{n:,}" for words, n in main.items())
    return [f"{counts}.", *asides, *read_as]


def _asides(report: Report) -> list[tuple[int, str]]:
    """(how many, in which words) of any list"""
    return [
        (report.repeated, ngettext("%s came twice and counts once.", "%s came twice and count once.", report.repeated)),
        (
            report.gone,
            ngettext(
                "%s is not on the list any more and goes.", "%s are not on the list any more and go.", report.gone
            ),
        ),
        (
            report.stayed,
            ngettext(
                "%s is not on the list and stays, since not all of it can be read.",
                "%s are not on the list and stay, since not all of it can be read.",
                report.stayed,
            ),
        ),
        (
            len(report.otherwise),
            ngettext(
                "%s stays as somebody else has said since.",
                "%s stay as somebody else has said since.",
                len(report.otherwise),
            ),
        ),
        (
            report.vacant,
            ngettext(
                "%s is a district whose holder is on no list.",
                "%s are districts whose holder is on no list.",
                report.vacant,
            ),
        ),
    ]


def _asides_of_maps(report: Report) -> list[tuple[int, str]]:
    """The same of shapes, and of ids that a list of divisions should have."""
    return [
        (
            report.pieces,
            ngettext(
                "%s is a further piece of a division that is drawn in several.",
                "%s are further pieces of a division that is drawn in several.",
                report.pieces,
            ),
        ),
        (
            len(report.unanswered),
            ngettext(
                "%s of an earlier plan is in no newer one, and nobody answers for it.",
                "%s of an earlier plan are in no newer one, and nobody answers for them.",
                len(report.unanswered),
            ),
        ),
        (report.water, ngettext("%s is water, or no district.", "%s are water, or no district.", report.water)),
        (
            report.repaired,
            ngettext(
                "%s had lines that cross, and was repaired.",
                "%s had lines that cross, and were repaired.",
                report.repaired,
            ),
        ),
        (
            len(report.unlisted),
            ngettext(
                "%s is not on the list of divisions on file, which has others of its kind.",
                "%s are not on the list of divisions on file, which has others of their kind.",
                len(report.unlisted),
            ),
        ),
    ]


def _first(lines: Sequence[str], *, of: int) -> list[str]:
    return [*lines[:PRINTED], *([_("And %s more.") % f"{of - PRINTED:,}"] if of > PRINTED else [])]


def _ways(read_as: Mapping[str, int]) -> str:
    """ "comma, UTF-8", or with several "comma, UTF-8 (60 files); semicolon, Windows-1252 (1 file)"."""
    if len(read_as) == 1:
        return next(iter(read_as))
    return "; ".join(
        ngettext("%(way)s (%(n)s file)", "%(way)s (%(n)s files)", n) % {"way": way, "n": f"{n:,}"}
        for way, n in read_as.items()
    )

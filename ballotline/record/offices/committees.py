"""How a list's word about committees becomes rows: each with its members, and a subcommittee with the one above it."""

from collections.abc import Mapping, Sequence

from ballotline.record.offices.keeping import Kept, jurisdiction_of, put
from ballotline.record.offices.models import Committee, CommitteeMember, Official


def keep_committee(
    *, key: str, jurisdiction: str, name: str, chamber: str, parent: str, members: Sequence[tuple[str, str]], kept: Kept
) -> None:
    """A committee with its members as (official's key, role); who is not on file is left out."""
    above = Committee.objects.filter(key=parent).first() if parent else None
    facts = {
        "jurisdiction": jurisdiction_of(jurisdiction, kept),
        "name": name[:200],
        "chamber": chamber[:20],
        "parent": above,
    }
    committee, _change = put(Committee.objects.filter(key=key).first(), Committee, {"key": key}, facts, kept)
    role_by_key = dict(members)
    officials = {official.pk: role_by_key[official.key] for official in Official.objects.filter(key__in=role_by_key)}
    _keep_members(committee, officials, kept)


def _keep_members(committee: Committee, role_by_official: Mapping[int, str], kept: Kept) -> None:
    known = {row.official_id: row for row in committee.members.select_related("official")}
    gone = [row for official, row in known.items() if official not in role_by_official]
    kept.gone_members += [f"{row.official.name} ({committee.name})" for row in gone]
    kept.trace.before(known.values())
    if gone:
        committee.members.filter(pk__in=[row.pk for row in gone]).delete()
    said = {official: role[:80] for official, role in role_by_official.items()}
    differs = {pk: role for pk, role in said.items() if pk not in known or known[pk].role != role}
    rows = [CommitteeMember(committee=committee, official_id=pk, role=role) for pk, role in differs.items()]
    CommitteeMember.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["committee", "official"], update_fields=["role"]
    )
    kept.trace.made(row for row in rows if row.official_id not in known)

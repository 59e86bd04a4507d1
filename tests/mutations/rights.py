"""Rights by chapter: what each guard of them keeps apart, and the second person's yes."""

from tests.mutations.mutation import Weaker

CHAPTERS = "ballotline/organizing/chapters"
ACCOUNTS = "ballotline/movement/accounts"
RIGHTS = {
    f"{CHAPTERS}/queries.py": (
        Weaker(
            "an officer reads every chapter there is",
            "Chapter.objects.filter(public_id__in=_ids(reach.chapters))",
            "Chapter.objects.all()",
        ),
        Weaker(
            "officers decide about their own chapter",
            "filter(parent__public_id__in=_ids(reach.chapters))",
            "filter(public_id__in=_ids(reach.chapters))",
        ),
        Weaker(
            "officers of a suspended chapter keep their rights",
            "for grant in grants if grant.scope_id in tree.at_work}",
            "for grant in grants}",
        ),
        Weaker(
            "whoever leads a chapter sees none below it", "tree.below(grant.scope_id)", "frozenset([grant.scope_id])"
        ),
        Weaker(
            "a term that is over still makes an officer", "first_day__lte=on, last_day__gte=on)", "first_day__lte=on)"
        ),
    ),
    f"{CHAPTERS}/serving.py": (
        Weaker(
            "a chapter that is dissolved still serves its area",
            ", chapter__state__in=rules.AT_WORK)\n    claimed",
            ")\n    claimed",
        ),
        Weaker("what may be a home decides which chapter serves it", " if one.is_sure]", "]"),
        Weaker(
            "the middle of a ZIP code decides which ward's chapter answers",
            '(one.why, one.kind, is_in_doubt) == ("zip", "place", False) and _is_called(one, placement.town)',
            'one.why == "zip"',
        ),
    ),
    f"{CHAPTERS}/rules.py": (
        Weaker(
            "an officer gives a chapter below theirs the whole state, and reads it",
            "return reach.everywhere or any(division == own",
            "return True or any(division == own",
        ),
        Weaker(
            "a chapter is chartered with half of its list",
            "return all(task.is_done for task in tasks)",
            "return any(task.is_done for task in tasks)",
        ),
        Weaker("the public reads how many members a small chapter has", "if members < SMALLEST_TOLD", "if members < 0"),
        Weaker("the state chapter serves a ward that has its own", "key=lambda one: (one.rank, ", "key=lambda one: ("),
    ),
    f"{CHAPTERS}/services/life.py": (
        Weaker(
            "of two who press at the same moment both do it",
            "filter(pk=chapter.pk, state=chapter.state)",
            "filter(pk=chapter.pk)",
        ),
        Weaker(
            "a second editor overwrites the first", "filter(pk=chapter.pk, version=version)", "filter(pk=chapter.pk)"
        ),
        Weaker("a chapter stands below itself", "if under and under.key in", "if False and under.key in"),
    ),
    f"{CHAPTERS}/services/members.py": (
        Weaker(
            "who left is still read by the officers",
            "    people.belong_no_more(person=person, to=chapter.key, at=at)\n",
            "",
        ),
    ),
    f"{CHAPTERS}/services/officers.py": (
        Weaker(
            "who is recalled keeps their rights",
            "        accounts.end_grant(grant=grant, by=by, at=at)\n",
            "        pass\n",
        ),
    ),
    f"{CHAPTERS}/desk_pages/members.py": (
        Weaker("an officer gives a right at the desk that they do not have", "if role.may <= may]", "if role.may]"),
    ),
    f"{ACCOUNTS}/agreeing.py": (
        Weaker(
            "one says yes to what they asked for themselves",
            "    if agreement.asked_by == by.id or _was_made_by(",
            "    if _was_made_by(",
        ),
        Weaker("what nobody agreed to is done", '.exclude(agreed_by="")\n    return bool', "\n    return bool"),
        Weaker("one yes is for many times", "agreed.update(ended_at=at, outcome=Outcome.DONE)", "agreed.exists()"),
        Weaker("whoever was not asked does it", "about=about, asked_by=by.id).exclude", "about=about).exclude"),
        Weaker(
            "officers are asked about chapters of others",
            'found = found.filter(Q(chapter__in=list(reach.chapters - {""})))',
            "pass",
        ),
    ),
    f"{ACCOUNTS}/second_pages.py": (
        Weaker(
            "the page of a second yes opens to whoever knows its address",
            "one is None or not request.scope.reach(one.permission).covers(",
            "one is None or None is dict(",
        ),
    ),
    "ballotline/organizing/intake/queries.py": (
        Weaker(
            "an officer reads what people asked the chapter next door",
            "return Case.objects.filter(Q(chapter__in=theirs) | Q(public_id__in=objects))",
            "return Case.objects.all()",
        ),
    ),
    "ballotline/movement/people/queries.py": (
        Weaker(
            "an officer reads the people of the chapter next door",
            "found.filter(lives_there | Q(pk__in=_belonging_to(reach.chapters)) | Q(public_id__in=reach.objects))",
            "found",
        ),
    ),
    "ballotline/organizing/actions/queries.py": (
        Weaker(
            "an officer edits the petitions of the chapter next door",
            'return Q(**by_chapter) | Q(**{f"{action}public_id__in": reach.objects})',
            "return Q()",
        ),
    ),
}

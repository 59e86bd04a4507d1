"""Every guard of the one way in and of rights by chapter, each with the sentence that is true once it is gone, and the
tests that watch.

The tables stand beside this file: what a verb does (verbs.py, counting.py), what it asks (reading.py), how a press
comes in (pressing.py), what somebody reads (pages.py), and what other rooms hold for the way in (elsewhere.py). Each
text stands in the code exactly once, which `test_table.py` checks.

Not here, since nothing that anybody could see hangs on it: what only saves a question to the database
(`queries.suspicion` of a trusted network, the second filter in `rate_is_odd`, the look at `apart_key` before five
tries), and `names_that_count` leaving its own name out, which only two presses at the same moment could tell.
"""

from tests.mutations.counting import COUNTING, REMINDING
from tests.mutations.elsewhere import ACTIONS, ELSEWHERE, KINDS
from tests.mutations.pages import AFTER_THE_PRESS, BEHIND_THE_LINK, LETTERS, MAILED_LINKS, NOT_WHOLE, OTHERS, ROOM
from tests.mutations.pressing import COOKIE, FORMS, MODELS, SUM, VISITORS, WINDOWS
from tests.mutations.reading import PENCIL, PROVIDERS, QUESTIONS
from tests.mutations.rights import ACCOUNTS, CHAPTERS, RIGHTS
from tests.mutations.verbs import VERBS

# In this order: what notices most stands first, what takes longest last.
WATCHED_BY = (
    f"{CHAPTERS}/tests",
    f"{ACCOUNTS}/tests/test_agreeing.py",
    f"{ROOM}/tests",
    "tests/test_rights_by_chapter.py",
    "tests/test_nobody_else_s_word.py",
    "tests/test_every_way_in.py",
    "tests/test_this_very_press.py",
    "tests/test_behind_the_mailed_link.py",
    "tests/test_what_the_tick_said.py",
    "tests/test_links_that_are_not_whole.py",
    "tests/test_names_behind_a_link.py",
    "tests/test_set_aside_and_forgotten.py",
    "tests/test_on_their_word.py",
    "tests/test_written_to_again.py",
    "tests/test_while_the_job_writes.py",
    "tests/test_mail_providers.py",
    f"{KINDS}/pledge/tests",
    f"{KINDS}/petition/tests/test_links.py",
    f"{KINDS}/petition/tests/test_pages.py",
    f"{KINDS}/petition/tests/test_figure.py",
    f"{KINDS}/petition/tests/test_signing.py",
    f"{KINDS}/petition/tests/test_one_click.py",
    f"{KINDS}/petition/tests/test_share_links.py",
    f"{KINDS}/petition/tests/test_desk_signers.py",
    f"{KINDS}/petition/tests/test_telling.py",
    f"{KINDS}/call/tests",
    f"{ACTIONS}/tests",
    "ballotline/interfaces/site/tests/test_counted.py",
    "ballotline/interfaces/site/tests/test_me.py",
    "tests/test_outbox.py",
    "tests/architecture/test_every_public_form.py",
    "tests/test_rights_by_chapter.py",
)

GUARDS = {
    f"{ROOM}/services.py": VERBS,
    f"{ROOM}/counting.py": COUNTING,
    f"{ROOM}/reminding.py": REMINDING,
    f"{ROOM}/queries.py": QUESTIONS,
    f"{ROOM}/rules.py": PENCIL,
    f"{ROOM}/providers.py": PROVIDERS,
    f"{ROOM}/guard.py": VISITORS,
    f"{ROOM}/held.py": COOKIE,
    f"{ROOM}/windows.py": WINDOWS,
    f"{ROOM}/links.py": MAILED_LINKS,
    f"{ROOM}/pages/links.py": NOT_WHOLE,
    f"{ROOM}/forms.py": FORMS,
    f"{ROOM}/proof.py": SUM,
    f"{ROOM}/models.py": MODELS,
    f"{ROOM}/mails.py": LETTERS,
    f"{ROOM}/pages/asking.py": AFTER_THE_PRESS,
    f"{ROOM}/pages/confirming.py": BEHIND_THE_LINK,
    **OTHERS,
    **ELSEWHERE,
    **RIGHTS,
}

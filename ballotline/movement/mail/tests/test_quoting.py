"""What somebody wrote is shown; what they answer to is folded; and nothing of their own words ever is."""

import pytest

from ballotline.movement.mail.inbound.quoting import told_apart

QUOTE = "> Would you carry a sheet?\n> Ben"


@pytest.mark.parametrize(
    "said, below",
    [
        ("Yes, gladly.", f"On Mon, Mar 2, 2026 at 9:12 AM Ben Okafor <ben@rivertown.example> wrote:\n\n{QUOTE}"),
        ("Yes.", f"On Mar 2, 2026, at 9:12 AM, Ben Okafor\n<ben@rivertown.example>\nwrote:\n\n{QUOTE}"),
        ("Yes.", "On 3/2/26, Ben wrote:\nWould you carry a sheet?"),  # a program that puts no sign before a line
        ("Ja, gern.", f"Am 02.03.2026 um 09:12 schrieb Ben Okafor:\n{QUOTE}"),
        ("Sí.", f"El 2 mar 2026, a las 9:12, Ben escribió:\n{QUOTE}"),
        ("Yes.", "-----Original Message-----\nFrom: Ben\nSent: Monday\nWould you carry a sheet?"),
        ("Yes.", "________________________________\nFrom: Ben\nSent: Monday, March 2\nTo: Ana\n\nWould you?"),
        ("Yes.", "*From:* Ben\n*Sent:* Monday\n*Subject:* A sheet\n\nWould you?"),
        ("Yes.", QUOTE),
        ("Yes.", f"{QUOTE}\n\n-- \nAna Flores\n12 Mill Street"),
        ("Yes.", f"{QUOTE}\n_______________________________\nSent to the list of ward 2"),
    ],
)
def test_what_is_answered_to_is_folded(said, below):
    assert told_apart(f"{said}\n\n{below}") == (said, below)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Where do you meet?",
        f"{QUOTE}\n\nYes, gladly.",
        f"On 3/2/26, Ben wrote:\n{QUOTE}\nYes.\n> And on Sunday?\nNo.",
        f"Ben,\n\nOn 3/2/26, Ben wrote:\n{QUOTE}\nYes.",
        "On Monday I wrote:\nplease call me",
        "From: the river side one sees it well.\nDate: any",
        "On the second of 3 evenings nobody came.\n\nI wrote: come.",
        "FYI\n\n---------- Forwarded message ---------\nFrom: Clerk\nDate: Mon, Mar 2\n\nThe deadline moved.",
        QUOTE,
        "On 3/2/26, Ben wrote:\nnothing above this",
    ],
)
def test_their_own_words_are_shown_whole(text):
    assert told_apart(text) == (text, "")


def test_of_an_answer_between_the_lines_only_the_end_is_folded():
    text = f"> Would you carry a sheet?\nYes.\n> And on Sunday?\nNo.\n{QUOTE}"

    assert told_apart(text) == ("> Would you carry a sheet?\nYes.\n> And on Sunday?\nNo.", QUOTE)

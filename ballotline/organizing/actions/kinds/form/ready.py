"""Three forms that are written already: start a chapter, run for office, support candidates. Whoever begins with one
changes what they like.

Name, e-mail and ZIP code are asked on every form, so none of them asks for these.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from ballotline.organizing.actions.declared import Ready, Words

Asked = dict[str, Any]


def _asks(
    key: str, kind: str, label: Words, hint: Words = "", choices: Sequence[Words] = (), *, must: bool = True
) -> Asked:
    said: Asked = {"key": key, "kind": kind, "label": label, "help": hint, "required": must}
    return said | {"choices": list(choices)}


CHAPTER = Ready(
    gettext_lazy("Start a chapter"),
    {
        "title": gettext_lazy("Start a chapter"),
        "press": gettext_lazy("Ask to start a chapter"),
        "body": gettext_lazy(
            "Two people and a kitchen table are enough. Tell us where, and one of us writes to you with the first "
            "steps."
        ),
        "questions": [
            _asks("whereto1", "place", gettext_lazy("Where would it be?"), gettext_lazy("A town or a neighborhood")),
            _asks(
                "withyou1",
                "choice",
                gettext_lazy("Who is with you?"),
                choices=[gettext_lazy("Just me"), gettext_lazy("2 to 4 people"), gettext_lazy("5 or more")],
            ),
            _asks("firstdo1", "long", gettext_lazy("What do you want to do first?")),
            _asks("phonenr1", "text", gettext_lazy("Phone"), gettext_lazy("If you like to talk"), must=False),
        ],
    },
)
OFFICE = Ready(
    gettext_lazy("Run for office"),
    {
        "title": gettext_lazy("Run for office"),
        "press": gettext_lazy("Tell us that you would run"),
        "body": gettext_lazy(
            "A school board, a library board, a town council: most seats are small, and many have nobody who runs. "
            "Tell us what you think of, and one of us calls you."
        ),
        "questions": [
            _asks(
                "office01",
                "text",
                gettext_lazy("Which office or board?"),
                gettext_lazy("“I don't know yet” is an answer, too"),
            ),
            _asks("whyrun01", "long", gettext_lazy("Why do you want to run?")),
            _asks(
                "whentalk",
                "text",
                gettext_lazy("When could you talk?"),
                gettext_lazy("Days and hours, like “weekdays after 6 pm”"),
            ),
            _asks("phonenr1", "text", gettext_lazy("Phone"), must=False),
        ],
    },
)
CANDIDATES = Ready(
    gettext_lazy("Support candidates near you"),
    {
        "title": gettext_lazy("Support candidates near you"),
        "press": gettext_lazy("Offer your help"),
        "body": gettext_lazy(
            "Small races are won by a few dozen people. Say what you could do, and we find you somebody."
        ),
        "questions": [
            _asks(
                "coulddo1",
                "choices",
                gettext_lazy("What could you do?"),
                choices=[
                    gettext_lazy("Knock on doors"),
                    gettext_lazy("Make calls"),
                    gettext_lazy("Carry petition sheets"),
                    gettext_lazy("Drive people to the polls"),
                    gettext_lazy("Host a meeting"),
                    gettext_lazy("Something else"),
                ],
            ),
            _asks("whencan1", "text", gettext_lazy("When?"), gettext_lazy("Like “Saturdays” or “an hour a week”")),
            _asks("anyelse1", "long", gettext_lazy("Anything else?"), must=False),
        ],
    },
)
READY = {"chapter": CHAPTER, "office": OFFICE, "candidates": CANDIDATES}

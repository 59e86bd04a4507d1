"""The start-up check: each kind of mail names its basis, its lane and its purpose, or the program does not start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from ballotline.movement.mail.named import every_kind, what_is_missing


@register()
def every_kind_of_mail_says_what_allows_it(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(
            f"The kind of mail {name} has no {' and no '.join(missing)}",
            hint="See `Mail` in movement/mail/words.py.",
            id="mail.E001",
        )
        for name, kind in every_kind()
        if (missing := what_is_missing(kind))
    ]

"""The first evening: what is to be set up, each with its state computed, in any order.

Never typed in, never nagging.
"""

from dataclasses import dataclass
from typing import cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.foundation.access.doors import scope_of
from ballotline.foundation.backups.archive import last_backup
from ballotline.foundation.organization.queries import us
from ballotline.movement.accounts.models import Account
from ballotline.movement.mail.queries import leaves_this_machine
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.models import Action
from ballotline.record.offices.models import Office
from ballotline.record.places.models import ZipCode


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to set up; `words` say why, `url` is where."""

    title: str
    words: str
    url: str
    is_done: bool


def tasks(account: Account) -> list[Task]:
    """As far as rooms exist, for this organizer."""
    ours = us()
    settings_page, new = reverse("desk:settings"), reverse("petition_desk:new")
    own = Petition.objects.filter(action__is_demo=False).exclude(action__state=Action.State.DRAFT)
    first = own.select_related("action").first()
    share = reverse("petition_desk:sharing", args=[first.action.slug]) if first else new
    signed = Signature.objects.filter(petition__in=own, state=Signature.State.CONFIRMED).exists()
    return [
        Task(_("Name, place and color"), _("How your pages look."), settings_page, bool(ours.place or ours.sentence)),
        Task(
            _("Who answers?"), _("The address that people write to."), settings_page + "#answers", bool(ours.write_to)
        ),
        Task(_("Mail"), _("Without it no signature can be confirmed."), reverse("desk:mail_settings"), _mail_leaves()),
        Task(
            _("Second factor for you"),
            _("So that a lost password opens nothing."),
            reverse("mfa_index"),
            _has_factor(account),
        ),
        Task(_("First petition"), _("Four fields, ten minutes."), new, first is not None),
        Task(_("Share it"), _("Send the link to five people you know."), share, signed),
        Task(
            _("Invite one other organizer"),
            _("So that it doesn't hang on you."),
            reverse("accounts:organizers"),
            _has_company(),
        ),
        Task(
            _("Your area"),
            _("ZIP codes and offices, so that people find who decides for them."),
            reverse("offices_desk:index"),
            _knows_the_area(),
        ),
        Task(_("Backup"), _("Make one, and keep it somewhere else."), reverse("desk:backup"), _has_backup()),
    ]


def next_task(request: HttpRequest) -> tuple[int, int, Task] | None:
    """(done, of how many, what is next), on the pages of the list while it is not hidden; None elsewhere."""
    if us().hides_set_up or not scope_of(request).allows("settings.edit"):
        return None
    found = tasks(cast(Account, request.user))
    undone = [task for task in found if not task.is_done]
    is_one_of_them = request.path in {task.url.partition("#")[0] for task in found}
    return (len(found) - len(undone), len(found), undone[0]) if undone and is_one_of_them else None


def _mail_leaves() -> bool:
    return settings.CONFIG.demo or leaves_this_machine()


def _has_factor(account: Account) -> bool:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=account, type__in=kinds).exists()


def _has_company() -> bool:
    return Account.objects.filter(is_active=True).count() > 1


def _knows_the_area() -> bool:
    return Office.objects.exists() and ZipCode.objects.exists()


def _has_backup() -> bool:
    return last_backup(settings.CONFIG.home) is not None

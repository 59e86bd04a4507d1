"""The first evening: what is to be set up, each with its state computed, in any order.

Never typed in, never nagging.
"""

from dataclasses import dataclass
from typing import cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.foundation.access.doors import scope_of
from ballotline.foundation.backups.archive import last_backup
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui.seams import Next
from ballotline.movement.accounts.models import Account
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.mail.queries import leaves_this_machine
from ballotline.organizing.actions.declared import KINDS, kind_of
from ballotline.organizing.actions.models import Action, Ask
from ballotline.organizing.actions.queries import asks_of, somebody_took_part
from ballotline.record.offices.models import Office
from ballotline.record.places.models import ZipCode


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to set up; `words` say why, `url` is where."""

    title: str
    words: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class SetUp:
    """The list, and how far it is: "4 of 9 done." and what comes next, while something does."""

    tasks: list[Task]

    @property
    def said(self) -> str:
        done = sum(task.is_done for task in self.tasks)
        return _("Set up: %(n)s of %(total)s done.") % {"n": done, "total": len(self.tasks)}

    @property
    def next(self) -> Task | None:
        return next((task for task in self.tasks if not task.is_done), None)


def set_up(request: HttpRequest) -> SetUp | None:
    """For whoever may change settings, until all is done or it is hidden."""
    if us().hides_set_up or not scope_of(request).allows("settings.edit"):
        return None
    found = SetUp(_tasks(cast(Account, request.user)))
    return found if found.next else None


def next_task(request: HttpRequest) -> Next | None:
    """On the pages of the list while it is not hidden; None elsewhere."""
    found = set_up(request)
    is_one_of_them = found and request.path in {task.url.partition("#")[0] for task in found.tasks}
    return Next(found.next.title, found.next.url, found.said) if found and found.next and is_one_of_them else None


def _tasks(account: Account) -> list[Task]:
    """Each with what is on file, however it came there: by these pages, by a command, by the environment."""
    ours, settings_page = us(), reverse("desk:settings")
    asks = _newest_of_each_kind()
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
        Task(_("First ask"), _("A petition, a call or a pledge. Ten minutes."), _where_to_ask(), bool(asks)),
        Task(
            _("Share it"),
            _("Send the link to five people you know."),
            _where_to_share(asks[0]) if asks else _where_to_ask(),
            _somebody_took_part(asks),
        ),
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


def _newest_of_each_kind() -> list[Ask]:
    """Of those that were ever published, the newest first."""
    published = Action.objects.filter(kind__in=KINDS).exclude(state=Action.State.DRAFT)
    newest = published.order_by().values("kind").annotate(newest=Max("pk")).values("newest")
    return asks_of(Action.objects.filter(pk__in=newest).order_by("-pk"))


def _somebody_took_part(newest: list[Ask]) -> bool:
    people = (kind.people for kind in KINDS.values() if kind.people)
    by_a_form = (one._default_manager.filter(state=Arrival.State.CONFIRMED).exists() for one in people)
    return any(by_a_form) or any(somebody_took_part(ask) for ask in newest)


def _where_to_ask() -> str:
    """The first kind of the menu: most begin with a petition."""
    return reverse(next(iter(KINDS.values())).desk + "new")


def _where_to_share(ask: Ask) -> str:
    kind = kind_of(ask)
    page = "sharing" if "sharing" in {tab.name for tab in kind.all_tabs} else "overview"
    return reverse(kind.desk + page, args=[ask.action.slug])


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

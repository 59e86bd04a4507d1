"""The windows of the public forms that make no row of their own:
a link to one's data, a corrected address, "send it again".

What a way in makes holds its own circumstances (services.ask). Here a press leaves where it came from, so that the same
windows of ten minutes hold for it: many of one network, or with one small mail domain, look odd.
"""

from datetime import datetime
from functools import partial

from django.db.models import QuerySet

from ballotline.movement.arrivals import queries, rules
from ballotline.movement.arrivals.models import Press
from ballotline.movement.arrivals.rules import Circumstances

KEPT_FOR = rules.A_DAY


def judge(*, form: str, how: Circumstances, at: datetime, email: str = "") -> str:
    """Why this press must send no mail and change nothing that others read, or "" if nothing is odd.

    Never said to who pressed.

    `form` names what was pressed; each has windows of its own. Of a trusted network nothing is kept.
    """
    if how.is_trusted or how.honeypot_filled:
        return rules.suspicion(how, of_network=0)
    domain = email.rpartition("@")[2]
    odd = queries.suspicion(partial(_recent, form, at), how, domain=domain)
    Press.objects.create(form=form, mail_domain=domain, network_key=how.network_key, suspicion=odd, pressed_at=at)
    return odd


def _recent(form: str, at: datetime) -> QuerySet[Press]:
    return queries.recent(Press, at).filter(form=form)


def are_odd(at: datetime) -> bool:
    """Was such a press odd lately? Then these forms ask the browser for a small sum."""
    return queries.rate_is_odd(Press, at)


def forget(at: datetime) -> None:
    Press.objects.filter(pressed_at__lt=at - KEPT_FOR).delete()

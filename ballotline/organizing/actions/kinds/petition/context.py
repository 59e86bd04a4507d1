"""Everything that the petition's page shows, for the public page, the frame on other sites and the desk's preview."""

from datetime import datetime
from typing import Any

from django.conf import settings

from ballotline.movement.arrivals import queries as arrivals
from ballotline.organizing.actions.kinds.petition import queries, rules
from ballotline.organizing.actions.kinds.petition.forms import FollowForm, SignForm
from ballotline.organizing.actions.kinds.petition.models import Follower, Petition, Signature
from ballotline.organizing.actions.kinds.petition.queries import Counted
from ballotline.organizing.actions.next_steps import next_step


def page_context(
    petition: Petition, at: datetime, *, form: SignForm | None = None, count: Counted | None = None
) -> dict[str, Any]:
    form = form or SignForm(target=petition.target)
    count = count or queries.counted(petition, at)
    goal = petition.goal or rules.next_round_number(count.all)
    is_open, is_early = petition.is_open(at), petition.is_early(at)
    is_over = not (is_open or is_early)
    return {
        "petition": petition,
        "action": petition.action,
        "form": form,
        "count": count,
        "goal": goal,
        "missing": max(goal - count.all, 0),
        "is_open": is_open,
        "is_early": is_early,
        "is_over": is_over,
        "tell_form": FollowForm(),
        "follow_up": next_step(after=petition, at=at) if is_over else None,
        "signers": queries.recent_signers(petition),
        "comments": queries.shown_comments(petition),
        "updates": queries.updates(petition),
        "delivery": petition.deliveries.filter(state="ready").order_by("-made_at").first(),
        "asks_for_proof": arrivals.rate_is_odd(Signature if is_open else Follower, at),
        "site_url": settings.CONFIG.url,
    }

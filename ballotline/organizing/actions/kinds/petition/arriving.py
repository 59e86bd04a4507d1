"""How people come in by a petition: as signers, and as those who want to hear of it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Said, declare
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.actions.kinds.petition.forms import FollowForm, SignForm
from ballotline.organizing.actions.kinds.petition.models import Follower, Petition, Signature
from ballotline.organizing.actions.kinds.petition.pages.sharing import share_url, sharing
from ballotline.organizing.actions.kinds.petition.services import signing
from ballotline.organizing.actions.ways_in import page_of, was_published, way_into


def _said_of_a_signature(signature: Signature) -> Said:
    title = signature.petition.action.title
    return Said(
        title=title,
        page=page_of(signature.petition),
        subject=_("Count your signature: %s") % title,
        somebody=_("Somebody signed this petition with your address: “%s”.") % title,
        then=_("Then your signature counts."),
        button=_("Count my signature"),
        question=_("Is this your signature?"),
        yes=_("Yes, count my signature"),
        not_me=_("I did not sign this"),
        again_subject=_("Counted already: %s") % title,
        again=_("Your signature counted the first time. You don't need to do anything."),
        again_button=_("Share, or hear how it goes on"),
        done=_("Your signature is counted."),
        facts=((_("To"), signature.petition.target),),
    )


def _counted(signature: Signature) -> str:
    return reverse("site:counted", args=[signature.petition.action.slug, token_of(signature)])


def _sharing(request: HttpRequest, petition: Petition, signature: Signature | None) -> Mapping[str, Any]:
    return sharing(petition, share_url(request, petition, signature)) | {"petition": petition}


declare(
    way_into(
        Petition,
        name="signature",
        model=Signature,
        form=SignForm,
        purpose="petitions",
        activity="signed",
        said=_said_of_a_signature,
        counts=signing.count,
        done=_counted,
        template="petition/asked.html",
        context=_sharing,
    )
)


def _said_of_a_follower(follower: Follower) -> Said:
    action = follower.petition.action
    opens_later = follower.hears == "" and action.opens_at is not None  # the page after a press whose row is gone
    title, once = action.title, opens_later or follower.hears == Follower.Hears.OPENING
    return Said(
        title=title,
        page=page_of(follower.petition),
        subject=_("May we write to you? %s") % title,
        somebody=_("Somebody typed your address under the petition “%s”.") % title,
        then=_("Then we write once, when it opens.") if once else _("Then we write when there is news of it."),
        button=_("Tell me when it opens") if once else _("Write when there is news"),
        yes=_("Yes, tell me when it opens") if once else _("Yes, write when there is news"),
        question=_("Shall we write to you when it opens?") if once else _("Do you want to hear how it goes on?"),
        not_me=_("I did not ask for this"),
        again_subject=_("We write to you: %s") % title,
        again=_("You asked for this before. You don't need to do anything."),
        again_button=_("See the petition"),
        done=_("We write to you when it opens.") if once else _("We write to you when there is news."),
    )


declare(
    way_into(
        Petition,
        name="follower",
        model=Follower,
        form=FollowForm,
        purpose="petition news",
        activity="",
        is_open=was_published,
        said=_said_of_a_follower,
        beneath="tell-me/",
        names_a_person=False,
        is_reminded=False,  # nobody counts on it, and a mailbox that asked for news and did not answer wants none
    )
)

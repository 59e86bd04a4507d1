""" "Tell me when it opens", and on a closed petition the way to "Hear how it goes on". Both ask for one address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from ballotline.foundation.access.doors import no_store, same_site, see_other
from ballotline.organizing.actions.kinds.petition.forms import AddressForm
from ballotline.organizing.actions.kinds.petition.pages.public import found, render_petition
from ballotline.organizing.actions.kinds.petition.services import telling


@same_site
@require_POST
def tell_me(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody gets the same answer: it never says whether an address signed."""
    petition, form, at = found(slug), AddressForm(request.POST), timezone.now()
    if petition.is_open(at):
        return see_other("petition:page", slug)
    if not form.is_valid():
        return no_store(render_petition(request, petition, status=422, tell_form=form))
    ask = telling.remind if petition.is_early(at) else telling.send_their_link
    ask(petition=petition, email=form.cleaned_data["email"], at=at)
    context = {
        "petition": petition, "action": petition.action, "email": form.cleaned_data["email"],
        "is_early": petition.is_early(at),
    }  # fmt: skip
    return no_store(render(request, "petition/asked.html", context))

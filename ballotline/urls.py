"""All addresses, by floor. Every view in these trees names its policy, or the program does not start."""

from django.urls import include, path

urlpatterns = [
    path("", include("ballotline.foundation.ui.urls")),
    path("", include("ballotline.interfaces.site.urls")),
    path("", include("ballotline.organizing.actions.kinds.petition.urls")),
    path("", include("ballotline.organizing.actions.kinds.call.urls")),
    path("", include("ballotline.organizing.actions.kinds.pledge.urls")),
    path("", include("ballotline.movement.arrivals.urls")),
    path("", include("ballotline.movement.accounts.urls")),
    path("desk/calls/", include("ballotline.organizing.actions.kinds.call.desk_urls")),
    path("desk/pledges/", include("ballotline.organizing.actions.kinds.pledge.desk_urls")),
    path("desk/petitions/", include("ballotline.organizing.actions.kinds.petition.desk_urls")),
    path("desk/offices/", include("ballotline.record.offices.desk_urls")),
    path("desk/", include("ballotline.interfaces.desk.urls")),
]

"""All addresses, by floor. Every view in these trees names its policy, or the program does not start."""

from django.conf import settings
from django.urls import include, path

ASKS = "ballotline.organizing.actions.kinds"

urlpatterns = [
    path("", include("ballotline.foundation.ui.urls")),
    path("", include("ballotline.organizing.chapters.urls")),
    path("", include("ballotline.interfaces.site.urls")),
    *(path("", include(f"{ASKS}.{kind}.urls")) for kind in settings.KINDS),
    path("", include("ballotline.organizing.intake.urls")),
    path("", include("ballotline.movement.arrivals.urls")),
    path("", include("ballotline.movement.mail.urls")),
    path("", include("ballotline.movement.accounts.urls")),
    *(path(f"desk/{kind}s/", include(f"{ASKS}.{kind}.desk_urls")) for kind in settings.KINDS),
    path("desk/actions/", include("ballotline.organizing.actions.desk_urls")),
    path("desk/chapters/", include("ballotline.organizing.chapters.desk_urls")),
    path("desk/cases/", include("ballotline.organizing.intake.desk_urls")),
    path("desk/offices/", include("ballotline.record.offices.desk_urls")),
    path("desk/", include("ballotline.interfaces.desk.urls")),
]

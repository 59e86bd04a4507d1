"""Where a provider hands over mail that it took in for us."""

from django.urls import path

from ballotline.foundation.access.doors import policy_for
from ballotline.movement.mail.pages import posted

app_name = "mail"
urlpatterns = policy_for(
    "a mail provider, by the password of BALLOTLINE_MAIL_IN",
    [
        path("mail-in/", posted, name="in"),
        path("mail-in/mime", posted, name="mime"),  # for those of inbound.posted.BY_ADDRESS
    ],
)

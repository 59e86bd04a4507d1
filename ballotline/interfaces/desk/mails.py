"""The one message that the desk itself sends: the test of the mail provider."""

from django.utils.translation import gettext_lazy

from ballotline.movement.mail.words import Basis, Lane, SaidOnce


class Test(SaidOnce):
    """To who pressed the button, and waits for it."""

    purpose = "sign-in"
    basis = Basis.SIGN_IN
    lane = Lane.ANSWERS
    called = gettext_lazy("test of the mail provider")

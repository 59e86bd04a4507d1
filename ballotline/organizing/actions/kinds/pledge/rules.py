"""How long a verdict can be taken back. No Django here."""

from datetime import timedelta

MAILS_LEAVE_AFTER = timedelta(minutes=10)  # until then nobody was written to

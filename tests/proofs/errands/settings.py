"""The real settings and the errands; nothing else runs beside them."""

from ballotline.settings import *  # noqa: F403
from ballotline.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.proofs.errands"]
BALLOTLINE_DRAINS = []
BALLOTLINE_PERIODIC = {}

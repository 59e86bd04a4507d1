"""Settings for tests: the real ones, in a data folder of their own, with a quick password hash."""

import os
import tempfile

os.environ["BALLOTLINE_HOME"] = os.environ.get("BALLOTLINE_TEST_HOME") or tempfile.mkdtemp(prefix="ballotline-test-")
os.environ.setdefault("BALLOTLINE_URL", "http://testserver")
UNSET = (
    "BALLOTLINE_DEMO",
    "BALLOTLINE_MAIL_URL",
    "BALLOTLINE_MAIL_IN",
    "BALLOTLINE_TRUSTED_NETWORKS",
    "BALLOTLINE_PROXIES",
)
for name in UNSET:
    os.environ.pop(name, None)

from ballotline.settings import *  # noqa: E402, F403
from ballotline.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a real file, as threads and processes share it; only the wait for the disk is left out
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["BALLOTLINE_HOME"], "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;",
    }

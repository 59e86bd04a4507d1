"""`python -m ballotline.foundation.jobs`: one worker in the foreground. `ballotline serve` starts it so."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ballotline.settings")
django.setup()

from ballotline.foundation.jobs.worker import Worker  # noqa: E402  (models need a set-up Django)

Worker().run()

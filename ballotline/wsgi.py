"""The door for a web server: `ballotline serve` loads this."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ballotline.settings")
application = get_wsgi_application()

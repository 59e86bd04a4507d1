"""`python -m ballotline.movement.mail.inbound FD smtp`: takes mail in, in the foreground. `ballotline serve` starts it
so, and has opened the port that FD is."""

import os
import socket
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ballotline.settings")
django.setup()

from ballotline.movement.mail.inbound.listening import run  # noqa: E402  (models need a set-up Django)

run(socket.socket(fileno=int(sys.argv[1])), scheme=sys.argv[2])

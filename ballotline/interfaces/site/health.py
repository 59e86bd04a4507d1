"""interim"""
from django.http import HttpResponse

from ballotline.foundation.access.doors import public

healthz = readyz = public(lambda r: HttpResponse("ok"))

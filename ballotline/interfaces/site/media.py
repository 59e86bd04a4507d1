"""Uploaded pictures: re-encoded when they came in, served inert, from wherever the storage keeps them.

Only what a picture of ours can be called is looked for: the folder of a picture field, and a plain name in it.
"""

import mimetypes
import re
from functools import cache

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import ImageField
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

from ballotline.foundation.access.doors import public

PLAIN_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")  # as we name them; a file system counts bytes


@public
@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    folder, _slash, name = path.rpartition("/")
    if folder not in _folders() or not PLAIN_NAME.fullmatch(name):
        raise Http404
    try:
        response = _answer(request, path)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@cache
def _folders() -> frozenset[str]:
    """Where the picture fields of all rooms put what came in."""
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    return frozenset(str(field.upload_to) for field in fields if isinstance(field, ImageField))


def _answer(request: HttpRequest, path: str) -> HttpResponseBase:
    changed = default_storage.get_modified_time(path).timestamp()
    if not was_modified_since(request.headers.get("If-Modified-Since"), changed):
        return HttpResponseNotModified()
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return FileResponse(default_storage.open(path), content_type=kind, headers={"Last-Modified": http_date(changed)})

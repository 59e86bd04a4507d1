"""A page for the proofs of our web server: it says how long the body was that it got, and its SHA-256."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def application(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    said = f"{environ['PATH_INFO']} {len(body)} {hashlib.sha256(body).hexdigest()}".encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]

"""A bucket that speaks S3 on this machine, for tests: a server of moto, where somebody installed it.

It is no part of what `make .venv/dev` installs; without it what needs a bucket is skipped, and says so:
`.venv/bin/pip install 'moto[server]' -e '.[s3]'`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode
from uuid import uuid4

import pytest

REGION = "us-east-1"
KEYS = {"AWS_ACCESS_KEY_ID": "the-name", "AWS_SECRET_ACCESS_KEY": "the-secret"}
WHY = "buckets are tried where moto and django-storages are installed: pip install 'moto[server]' -e '.[s3]'"


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of a running server with no bucket in it."""
    pytest.importorskip("storages", reason=WHY)
    server = pytest.importorskip("moto.server", reason=WHY).ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def new_bucket(server: str) -> str:
    """BALLOTLINE_STORAGE for a new bucket on the server."""
    boto3 = pytest.importorskip("boto3", reason=WHY)
    name = f"files-{uuid4().hex[:12]}"
    login = {"aws_access_key_id": "the-name", "aws_secret_access_key": "the-secret", "region_name": REGION}
    boto3.client("s3", endpoint_url=server, **login).create_bucket(Bucket=name)
    return f"s3://{name}/rivertown?{urlencode({'endpoint': server, 'region': REGION})}"

"""Everything that a host can set, read once from the environment into one frozen object.

A value comes from the environment, else from the file `ballotline.env` in the data folder (written by
`ballotline init`), else from the default written here. Nothing else in Ballotline reads the environment.
The reference page docs/reference/settings.md lists each name; a test keeps the two equal.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ballotline.foundation.ui.numbers import whole_number

SETTINGS: dict[str, str] = {
    "BALLOTLINE_HOME": "The data folder: database, secret key, pictures, deliveries, backups. Default: var",
    "BALLOTLINE_URL": "The web address people use, with https:// in production. Default: http://127.0.0.1:8000",
    "BALLOTLINE_HOSTS": "Further host names that may be used, separated by commas. Default: none",
    "DATABASE_URL": "postgresql://user:password@host:5432/name for PostgreSQL. Default: SQLite in the data folder",
    "BALLOTLINE_STORAGE": (
        "Where pictures, deliveries and sheets lie: file:///srv/shared for a folder that all machines mount, or "
        "s3://bucket/folder?endpoint=https://host&region=name. Default: the data folder"
    ),
    "AWS_ACCESS_KEY_ID": "Opens the bucket of BALLOTLINE_STORAGE. Default: what the machine or its role brings",
    "AWS_SECRET_ACCESS_KEY": "Belongs to AWS_ACCESS_KEY_ID. Default: as above",
    "BALLOTLINE_SECRET_KEY": "Signs links and cookies. Default: kept in secret.key in the data folder",
    "BALLOTLINE_MAIL_URL": (
        "Where mail goes: smtp://user:password@host:587?tls=start, smtps://…, anymail+postmark://token, "
        "or outbox: to keep it here unsent. Default: what the desk wrote into mail.url in the data folder, else outbox:"
    ),
    "BALLOTLINE_MAIL_IN": (
        "Where mail comes in: smtp://127.0.0.1:2525 or lmtp:// from your own mail server, imaps://user:password@host "
        "to fetch it, anymail+postmark://user:password for a provider that posts it to /mail-in/; behind the first "
        "three ?trusts=mx.example.org names the server whose word on DKIM and SPF is shown. "
        "Default: none, no mail comes in"
    ),
    "BALLOTLINE_TRUSTED_NETWORKS": (
        "Networks exempt from the rate windows (only those), separated by commas. Default: none"
    ),
    "BALLOTLINE_PROXIES": "Networks of your reverse proxy, whose X-Forwarded-For is believed. Default: none",
    "BALLOTLINE_GEOCODER": (
        "census: addresses are placed by the US Census Bureau's service, which then hears them. "
        "Default: none, only ZIP codes and points are placed"
    ),
    "BALLOTLINE_HOST": "The address to listen on. Default: 127.0.0.1",
    "BALLOTLINE_PORT": "The port to listen on. Default: 8000",
    "BALLOTLINE_WEB_PROCESSES": "Web processes. Default: 2",
    "BALLOTLINE_WEB_THREADS": "Threads in each web process. Default: 4",
    "BALLOTLINE_DEMO": "1 for the demo: mailbox page, no second factor asked. Set by `ballotline demo`. Default: 0",
}

WRONG_MAIL_IN = "BALLOTLINE_MAIL_IN: write it like smtp://127.0.0.1:2525 or imaps://user:password@host."
POSTED_BY = ("mailgun", "mailjet", "postmark", "sendgrid", "sparkpost")
SIGNS_AT_LEAST = 16  # of a password that anybody on the web may try
WRONG_PROVIDER = (
    f"BALLOTLINE_MAIL_IN: write it like anymail+postmark://user:password, with a password of {SIGNS_AT_LEAST} signs at "
    f"least. Mail is taken from: {', '.join(POSTED_BY)}."
)

Network = IPv4Network | IPv6Network
Storages = Mapping[str, Mapping[str, object]]

# As S3 has it for buckets: 3 to 63 signs, neither a dot nor a hyphen at an end
BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class MailIn:
    """Where mail comes in: to a door of ours (port 0 is any free one), to a mailbox elsewhere that we fetch it from, or
    to a provider that posts it to /mail-in/ with `user` and `password`.

    `trusts` names the server whose word on DKIM and SPF is shown.
    """

    scheme: str
    host: str
    port: int
    trusts: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = ""

    @property
    def is_elsewhere(self) -> bool:
        return self.scheme in ("imap", "imaps")

    @property
    def provider(self) -> str:
        """Which one posts it: "postmark"; "" where none does."""
        return self.scheme.partition("+")[2]

    @property
    def is_a_door(self) -> bool:
        return self.scheme in ("smtp", "lmtp")


@dataclass(frozen=True, slots=True)
class Config:
    """One installation's settings. `url` has no slash at its end."""

    home: Path
    url: str
    hosts: tuple[str, ...]
    database: Mapping[str, object]
    storages: Storages = field(repr=False)
    secret_key: str = field(repr=False)
    mail_url: str = field(repr=False)
    mail_in: MailIn | None
    trusted_networks: tuple[Network, ...]
    proxies: tuple[Network, ...]
    geocoder: str
    host: str
    port: int
    web_processes: int
    web_threads: int
    demo: bool

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https://")

    @property
    def uses_sqlite(self) -> bool:
        return self.database["ENGINE"] == "django.db.backends.sqlite3"


class ConfigError(Exception):
    """A setting that can't be used, said in one sentence that names it."""


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Reads the settings and makes the data folder with its secret key if they are missing.

    Raises ConfigError with the name of the setting and what it should look like.
    """
    home = Path(environ.get("BALLOTLINE_HOME") or "var").expanduser().absolute()
    _make_home(home)
    values = {**_env_file(home / "ballotline.env"), **{k: v for k, v in environ.items() if k in SETTINGS and v}}
    url = _web_address(values.get("BALLOTLINE_URL", "http://127.0.0.1:8000"))
    return Config(
        home=home,
        url=url,
        hosts=_hosts(url, values.get("BALLOTLINE_HOSTS", "")),
        database=_database(values.get("DATABASE_URL", ""), home),
        storages=_storages(values, home),
        secret_key=values.get("BALLOTLINE_SECRET_KEY") or _secret_key(home / "secret.key"),
        mail_url=values.get("BALLOTLINE_MAIL_URL", ""),
        mail_in=_mail_in(values.get("BALLOTLINE_MAIL_IN", "")),
        trusted_networks=_networks("BALLOTLINE_TRUSTED_NETWORKS", values),
        proxies=_networks("BALLOTLINE_PROXIES", values),
        geocoder=_one_of("BALLOTLINE_GEOCODER", values, ("", "census")),
        host=values.get("BALLOTLINE_HOST", "127.0.0.1"),
        port=_whole_number("BALLOTLINE_PORT", values, 8000, 0, 65535),
        web_processes=_whole_number("BALLOTLINE_WEB_PROCESSES", values, 2, 1, 64),
        web_threads=_whole_number("BALLOTLINE_WEB_THREADS", values, 4, 1, 256),
        demo=values.get("BALLOTLINE_DEMO", "0") == "1",
    )


def _make_home(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise ConfigError(f"BALLOTLINE_HOME: {home} can't be made a folder ({problem.strerror}).")


def _env_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line and line[0] != "#")
    return {name.strip(): value.strip() for name, value in pairs if name.strip() in SETTINGS}


def _secret_key(path: Path) -> str:
    """The key in `path`, made once. Two processes that start together agree on the first one's."""
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def _web_address(text: str) -> str:
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ConfigError(f"BALLOTLINE_URL: write it like https://example.org, not {text!r}.")
    return text.rstrip("/")


def _mail_in(url: str) -> MailIn | None:
    if not url:
        return None
    if url.startswith("anymail+"):
        return _posted_by(url.removeprefix("anymail+"))
    try:
        parts = urlsplit(url)
        asked, port = dict(parse_qsl(parts.query)), parts.port
    except ValueError:  # a port that is none
        raise ConfigError(WRONG_MAIL_IN)
    trusts = asked.pop("trusts", "")
    if not parts.hostname or asked or not unquote(url).isascii():
        raise ConfigError(WRONG_MAIL_IN)
    if parts.scheme in ("smtp", "lmtp") and port is not None and not parts.path and not parts.username:
        return MailIn(parts.scheme, parts.hostname, port, trusts)
    is_near = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.username and (parts.scheme == "imaps" or (parts.scheme == "imap" and is_near)):
        user, password = unquote(parts.username), unquote(parts.password or "")
        usual = 993 if parts.scheme == "imaps" else 143
        folder = unquote(parts.path.lstrip("/")) or "INBOX"
        return MailIn(parts.scheme, parts.hostname, port or usual, trusts, user, password, folder)
    raise ConfigError(WRONG_MAIL_IN)


def _posted_by(written: str) -> MailIn:
    provider, _slashes, secret = written.partition("://")
    user, _colon, password = secret.partition(":")
    if provider not in POSTED_BY or not user or len(password) < SIGNS_AT_LEAST or not secret.isascii():
        raise ConfigError(WRONG_PROVIDER)
    return MailIn(f"anymail+{provider}", "", 0, user=unquote(user), password=unquote(password))


def _hosts(url: str, more: str) -> tuple[str, ...]:
    own = urlsplit(url).hostname or ""
    near = ("127.0.0.1", "localhost", "[::1]") if own in ("127.0.0.1", "localhost") else ()
    return tuple(dict.fromkeys([own, *near, *(host.strip() for host in more.split(",") if host.strip())]))


def _networks(name: str, values: Mapping[str, str]) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in values.get(name, "").split(",") if part.strip())
    except ValueError as problem:
        raise ConfigError(f"{name}: {problem}. Write networks like 10.0.0.0/8, separated by commas.")


def _one_of(name: str, values: Mapping[str, str], choices: tuple[str, ...]) -> str:
    text = values.get(name, choices[0])
    if text not in choices:
        raise ConfigError(f"{name}: write {' or '.join(filter(None, choices))}, or leave it out, not {text!r}.")
    return text


def _whole_number(name: str, values: Mapping[str, str], default: int, least: int, most: int) -> int:
    text = values.get(name, str(default))
    number = whole_number(text, least=least, most=most)
    if number is None:
        raise ConfigError(f"{name}: write a whole number from {least} to {most}, not {text!r}.")
    return number


def _database(url: str, home: Path) -> dict[str, object]:
    if not url:
        return _sqlite(home / "ballotline.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(parts.path))
    if parts.scheme not in ("postgresql", "postgres"):
        raise ConfigError("DATABASE_URL: write it like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, object]:
    """WAL with FULL sync: with NORMAL a power cut loses acknowledged rows (measured: 655 of 3,628).

    IMMEDIATE: Django's default takes the write lock late, and most concurrent POSTs then fail.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        },
    }


def _storages(values: Mapping[str, str], home: Path) -> Storages:
    """Pictures ("default") and deliveries and sheets ("kept"), as Django's STORAGES has them.

    Both lie below one place.
    """
    url = values.get("BALLOTLINE_STORAGE", "")
    parts = urlsplit(url)
    if not url:
        return _folders(home)
    if parts.scheme == "file" and not parts.netloc:
        return _folders(_shared_folder(Path(unquote(parts.path))))
    if parts.scheme == "s3" and BUCKET_NAME.fullmatch(parts.netloc) and not parts.fragment:
        return _buckets(_bucket(parts), values)
    raise ConfigError(
        "BALLOTLINE_STORAGE: write it like file:///srv/shared or "
        "s3://bucket/folder?endpoint=https://host&region=name (its keys stand in AWS_ACCESS_KEY_ID)."
    )


def _shared_folder(folder: Path) -> Path:
    """It must be there: one that is made because it is not mounted yet would be this machine's own."""
    if not folder.is_absolute() or not folder.is_dir():
        raise ConfigError(f"BALLOTLINE_STORAGE: {folder} is no folder here. Mount it first, or make it.")
    return folder


def _folders(root: Path) -> Storages:
    return {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(root / "media")},
        },
        "kept": {
            "BACKEND": "ballotline.foundation.storage.folders.Folder",
            "OPTIONS": {"location": str(root)},
        },
    }


def _bucket(parts: SplitResult) -> dict[str, str]:
    """Its name, the folder in it, where it is asked for, in which region."""
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    endpoint, region = asked.pop("endpoint", ""), asked.pop("region", "")
    if asked:
        raise ConfigError(f"BALLOTLINE_STORAGE: only endpoint and region may stand behind the ?, not {min(asked)}.")
    if endpoint and not (urlsplit(endpoint).scheme in ("http", "https") and urlsplit(endpoint).hostname):
        raise ConfigError(f"BALLOTLINE_STORAGE: write the endpoint like https://s3.example.org, not {endpoint!r}.")
    return {
        "bucket_name": parts.netloc,
        "location": unquote(parts.path).strip("/"),
        "endpoint_url": endpoint,
        "region_name": region,
    }


def _buckets(bucket: Mapping[str, str], values: Mapping[str, str]) -> Storages:
    if not (find_spec("storages") and find_spec("boto3")):
        raise ConfigError(
            "BALLOTLINE_STORAGE: buckets need two more libraries: .venv/bin/pip install -e '.[s3]' in the checkout."
        )
    key = {"access_key": values.get("AWS_ACCESS_KEY_ID"), "secret_key": values.get("AWS_SECRET_ACCESS_KEY")}
    media = f"{bucket['location']}/media".lstrip("/")
    return {
        "default": {
            "BACKEND": "ballotline.foundation.storage.buckets.Pictures",
            "OPTIONS": {**bucket, **key, "location": media},
        },
        "kept": {
            "BACKEND": "ballotline.foundation.storage.buckets.Bucket",
            "OPTIONS": {**bucket, **key},
        },
    }

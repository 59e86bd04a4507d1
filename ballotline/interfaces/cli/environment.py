"""Which data folder a command works on, from variables that stand before the settings. Pure: no Django, no files.

The settings themselves are read in config.py and nowhere else; here names that people type for `make demo`
(DEMO_DIR, HOST, PORT) become the names that config.py knows.
"""

from collections.abc import Mapping


def data_folder(environ: Mapping[str, str]) -> dict[str, str]:
    """DEMO_DIR is the data folder of a demo, and any command works on it, also while that demo runs."""
    folder = environ.get("DEMO_DIR")
    return {"BALLOTLINE_HOME": folder} if folder else {}


def demo(environ: Mapping[str, str]) -> dict[str, str]:
    """The demo listens at HOST and PORT, shows its mail in a mailbox page, takes mail in at a free port, and lets this
    machine press on."""
    host, port = environ.get("HOST") or "127.0.0.1", environ.get("PORT") or "8000"
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
    given = {name: value for name, value in environ.items() if name.startswith("BALLOTLINE_") and value}
    return {
        "BALLOTLINE_URL": f"http://{shown}:{port}",
        "BALLOTLINE_HOST": host,
        "BALLOTLINE_PORT": port,
        "BALLOTLINE_DEMO": "1",
        "BALLOTLINE_MAIL_IN": "smtp://127.0.0.1:0",
        "BALLOTLINE_TRUSTED_NETWORKS": "127.0.0.0/8,::1/128",
        **given,
        **data_folder(environ),
    }

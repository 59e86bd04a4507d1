"""Django's settings, derived from `config.py`. A host changes nothing here: see docs/reference/settings.md."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy

from ballotline.config import load
from ballotline.foundation.access.seams import NamesOf, ScopeOf
from ballotline.foundation.jobs.seams import TimeLimits
from ballotline.foundation.ui.seams import (
    Desk,
    DeskEntries,
    DeskEntry,
    Entries,
    Entry,
    MailLeaves,
    Menu,
    NextTask,
    Shows,
    Waiting,
)

CONFIG = load()
BASE_DIR = Path(__file__).parent

SECRET_KEY = CONFIG.secret_key
DEBUG = False
ALLOWED_HOSTS = list(CONFIG.hosts)
ROOT_URLCONF = "ballotline.urls"
WSGI_APPLICATION = "ballotline.wsgi.application"
DATABASES = {"default": dict(CONFIG.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A kind of ask is a folder; each is an app, with its addresses in `urls` and `desk_urls`
KINDS = sorted(one.parent.name for one in Path(__file__).with_name("organizing").glob("actions/kinds/*/apps.py"))

INSTALLED_APPS = [
    "ballotline.interfaces.cli",
    "ballotline.interfaces.site",
    "ballotline.interfaces.desk",
    "ballotline.organizing.chapters",
    "ballotline.organizing.intake",
    "ballotline.organizing.actions",
    *(f"ballotline.organizing.actions.kinds.{name}" for name in KINDS),
    "ballotline.movement.accounts",
    "ballotline.movement.arrivals",
    "ballotline.movement.mail",
    "ballotline.movement.people",
    "ballotline.record.offices",
    "ballotline.record.places",
    "ballotline.foundation.backups",
    "ballotline.foundation.ui",
    "ballotline.foundation.organization",
    "ballotline.foundation.access",
    "ballotline.foundation.audit",
    "ballotline.foundation.jobs",
    "ballotline.foundation.ingest",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
]

MIDDLEWARE = [
    "ballotline.interfaces.site.limits.RequestLimits",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "ballotline.foundation.access.kept.OurCsrf",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "ballotline.movement.accounts.middleware.SecondFactorRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ballotline.foundation.ui.clock.OurClock",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ballotline.foundation.ui.context.frame",
            ],
        },
    }
]

# Who may log in
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_REDIRECT_URL = "/desk/"
LOGIN_URL = "/sign-in/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "ballotline.movement.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; allauth asks for a password only if it stands here
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger can't make us write to strangers
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Seconds, for a mail to arrive and be read; a code that is found in the mailbox afterwards opens nothing
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip"}  # by mailbox we count ourselves, by who asks (accounts/windows.py)
ACCOUNT_FORMS = {
    "login": "ballotline.movement.accounts.forms.SignIn",
    "request_login_code": "ballotline.movement.accounts.forms.AskForCode",
    "confirm_login_code": "ballotline.movement.accounts.forms.EnterCode",
    "reset_password": "ballotline.movement.accounts.forms.AskForNewPassword",
    "confirm_password_reset_code": "ballotline.movement.accounts.forms.EnterNewPasswordCode",
    "reset_password_from_key": "ballotline.movement.accounts.forms.NewPassword",
    "set_password": "ballotline.movement.accounts.forms.FirstPassword",
    "change_password": "ballotline.movement.accounts.forms.ChangePassword",
    "reauthenticate": "ballotline.movement.accounts.forms.PasswordAgain",
}
MFA_ADAPTER = "ballotline.movement.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_TOLERANCE = 1  # a code typed at the turn of its half minute still holds; forms.OnlyOnce keeps it to one use
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "ballotline.movement.accounts.forms.SecondFactor",
    "reauthenticate": "ballotline.movement.accounts.forms.SecondFactorAgain",
    "activate_totp": "ballotline.movement.accounts.forms.SetUpApp",
    "add_webauthn": "ballotline.movement.accounts.forms.AddPasskey",
    "edit_webauthn": "ballotline.movement.accounts.forms.RenamePasskey",
    "login_webauthn": "ballotline.movement.accounts.forms.SignInWithPasskey",
    "authenticate_webauthn": "ballotline.movement.accounts.forms.PasskeyAsSecondFactor",
    "reauthenticate_webauthn": "ballotline.movement.accounts.forms.PasskeyAgain",
}
BALLOTLINE_SCOPE = ScopeOf("ballotline.organizing.chapters.queries.scope_of")
BALLOTLINE_NAMES = NamesOf("ballotline.organizing.chapters.queries.names_for")
BALLOTLINE_MAIL_LEAVES = MailLeaves("ballotline.movement.mail.queries.leaves_this_machine")

# Words and clocks
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.home / "static"
STATICFILES_FINDERS = ["ballotline.foundation.ui.stylesheet.StaticFiles"]
MEDIA_URL = "/media/"
STORAGES = {
    **CONFIG.storages,  # "default" for pictures, "kept" for deliveries and sheets
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024  # as interfaces/site/limits.py, which refuses more before anything reads it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200  # a page of the desk has fifty rows to tick; Django's own limit is 1,000

# Jobs
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# What takes longer hangs: its worker is ended, and it is tried again. A short job holds SQLite's only write lock (the
# log warns after two seconds); a long one says now and then that it is still working; a drain sends a hundred mails
BALLOTLINE_TIME_LIMITS = TimeLimits(
    job=timedelta(minutes=2), long_job=timedelta(minutes=30), drain=timedelta(minutes=10)
)
BALLOTLINE_DRAINS: Sequence[str] = ["mail.drain"]
BALLOTLINE_PERIODIC: Mapping[str, timedelta] = {
    "accounts.tidy": timedelta(days=1),
    "jobs.prune": timedelta(days=1),
    "jobs.refresh_statistics": timedelta(days=1),
    "ingest.forget_traces": timedelta(days=1),
    "people.forget_corrections": timedelta(days=1),
    "arrivals.forget": timedelta(days=1),
    "actions.close_what_is_over": timedelta(minutes=1),
    "intake.raise_what_is_late": timedelta(minutes=5),
    "intake.pass_on": timedelta(minutes=5),
    "intake.forget_letters": timedelta(days=1),
    "people.look_up_homes": timedelta(minutes=1),
    "petition.tell_that_they_opened": timedelta(minutes=1),
    "mail.fetch": timedelta(minutes=1),
    "mail.forget_kept": timedelta(days=1),
}

# What stands in the menus. Each is looked at when the program starts; a place of the desk shows to who may enter
HAS_CHAPTERS = "ballotline.foundation.organization.queries.has_chapters"
BALLOTLINE_MENU: Menu = [
    Entries("ballotline.organizing.actions.declared.menu"),
    Entry(gettext_lazy("Your area"), "site:area"),
    Entry(gettext_lazy("Chapters"), "chapters:index", Shows(HAS_CHAPTERS)),
]
BALLOTLINE_FOOTER: Sequence[Entry] = [
    Entry(gettext_lazy("My data"), "site:me"),
    Entry(gettext_lazy("How we count"), "site:how_we_count"),
    Entry(gettext_lazy("Privacy"), "site:privacy"),
    Entry(gettext_lazy("Accessibility"), "site:accessibility"),
]
BALLOTLINE_DESK_SEARCH = "desk:search"
BALLOTLINE_DESK_PLACES: Desk = [
    DeskEntry(
        gettext_lazy("Today"),
        "desk:today",
        "desk.enter",
        Waiting("ballotline.interfaces.desk.pages.today.waiting"),
        key="t",
        below=[
            DeskEntry(
                gettext_lazy("Cases"),
                "cases_desk:index",
                "cases.read",
                Waiting("ballotline.organizing.intake.desk_pages.queue.waiting"),
            )
        ],
    ),
    DeskEntry(gettext_lazy("People"), "desk:people", "people.read", key="p"),
    DeskEntry(
        gettext_lazy("Actions"),
        "actions_desk:index",
        "actions.read",
        key="a",
        below=[DeskEntries("ballotline.organizing.actions.declared.desk_places")],
    ),
    DeskEntry(gettext_lazy("Chapters"), "chapters_desk:index", "chapters.read", shows=Shows(HAS_CHAPTERS), key="c"),
    DeskEntry(
        gettext_lazy("Elections"),
        "offices_desk:index",
        "offices.edit",
        key="e",
        below=[DeskEntry(gettext_lazy("Offices"), "offices_desk:index", "offices.edit")],
    ),
    DeskEntry(gettext_lazy("Mail"), "desk:mail", "mail.read", key="m"),
    DeskEntry(gettext_lazy("Settings"), "desk:settings", "settings.edit", key="s"),
]
BALLOTLINE_DESK_ACCOUNT: Sequence[Entry] = [
    Entry(gettext_lazy("My sign-in"), "mfa_index"),
    Entry(gettext_lazy("Sign out"), "account_logout"),
]
BALLOTLINE_NEXT_TASK = NextTask("ballotline.interfaces.desk.today.what_is_next")

# "default" is shared by all processes (sign-in limits, used codes); "near" is each process's own (pages, counts)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with Django's 300, a stranger's tries would push out everybody's counts
    },
    "near": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# The wire
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # who looks in every week stays signed in
CSRF_FAILURE_VIEW = "ballotline.foundation.access.kept.too_late"
CSRF_TRUSTED_ORIGINS = [CONFIG.url] if urlsplit(CONFIG.url).hostname else []
# A year. A browser that was here once never asks without https again, so a demo without it must not say so
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.is_https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.proxies else None
SILENCED_SYSTEM_CHECKS: list[str] = []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"ballotline": {"level": "INFO"}},
}

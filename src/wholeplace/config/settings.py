"""Settings of the service; everything that differs between places comes from the environment.

WHOLEPLACE_SECRET_KEY   a long random text, required unless WHOLEPLACE_DEBUG is 1
WHOLEPLACE_DEBUG        1 on a developer's machine, never on a server
WHOLEPLACE_PLAIN_HTTP   1 where it is tried on one's own machine without TLS, never on a server
WHOLEPLACE_BEHIND_PROXY 1 where a proxy ends TLS and sets X-Forwarded-Proto and X-Forwarded-For itself
WHOLEPLACE_HOSTS        the host names it answers to, with commas between them
WHOLEPLACE_ADDRESS      where people find it, such as https://wholeplace.example
WHOLEPLACE_STATIC       where style sheets and scripts are gathered; "build/static" by default
WHOLEPLACE_LOG          "json" for machines, "plain" for people
WHOLEPLACE_WORKERS      how many jobs run at the same time
WHOLEPLACE_EMAIL_…      BACKEND and FROM, for what is sent to people; HOST, PORT, USER, PASSWORD of the server
WHOLEPLACE_CONTACT      who answers about privacy, accessibility and weaknesses: an e-mail address
WHOLEPLACE_OIDC_…       ADDRESS, CLIENT, SECRET and NAME of an organisation's own sign-in (OpenID Connect);
                        TRUSTS_EMAIL is 1 where every address it gives was checked there
WHOLEPLACE_FIRST_RUN_CODE  what the first account asks for; "serve" makes one and prints it
WHOLEPLACE_SIGNING_KEY_FILE   where the key is that signs the event chain; or the key itself in …_KEY
DATABASE_URL            postgres://… ; without it, an SQLite file
WHOLEPLACE_DATABASE     where that SQLite file is; "wholeplace.sqlite3" in the current folder by default
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from wholeplace.config.logs import write_logging

DEBUG = os.environ.get("WHOLEPLACE_DEBUG") == "1"
PLAIN_HTTP = DEBUG or os.environ.get("WHOLEPLACE_PLAIN_HTTP") == "1"
BEHIND_PROXY = os.environ.get("WHOLEPLACE_BEHIND_PROXY") == "1"


def _read_secret_key() -> str:
    key = os.environ.get("WHOLEPLACE_SECRET_KEY", "")
    if key:
        return key
    if DEBUG:
        return "only-for-a-developers-machine"
    message = (
        "WHOLEPLACE_SECRET_KEY is not set. It signs what people are sent, so there is no default: set it "
        "to a long random text and keep it secret, or set WHOLEPLACE_DEBUG=1 on a developer's machine."
    )
    raise ImproperlyConfigured(message)


def _read_database() -> dict[str, Any]:
    file = Path(os.environ.get("WHOLEPLACE_DATABASE", "wholeplace.sqlite3")).absolute()
    address = os.environ.get("DATABASE_URL") or f"sqlite:///{file}"
    database: dict[str, Any] = dict(dj_database_url.parse(address))
    engine = database["ENGINE"]
    if engine == "django.db.backends.sqlite3":
        # An acknowledged write survives a power cut (FULL); readers and the writer do not block each other
        # (WAL); a transaction takes the write lock at its start, so it cannot fail half-way (IMMEDIATE).
        # Each thread keeps its connection: to open the file anew took longer than to read a kept page.
        database["CONN_MAX_AGE"] = 60
        database["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
        }
    elif engine == "django.db.backends.postgresql":
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
        database["OPTIONS"] = {
            **database.get("OPTIONS", {}),
            "connect_timeout": 10,
            "options": "-c lock_timeout=20s -c statement_timeout=120s -c synchronous_commit=on",
        }
    else:
        message = f"DATABASE_URL asks for {engine}; use postgres://… or sqlite:///… instead."
        raise ImproperlyConfigured(message)
    return database


def _read_single_sign_on() -> dict[str, Any]:
    """Read the one organisation whose people may sign in with the account that it gave them."""
    names = ("ADDRESS", "CLIENT", "SECRET")
    address, client, secret = (os.environ.get(f"WHOLEPLACE_OIDC_{name}", "") for name in names)
    if not address:
        return {}
    if not client:
        message = "WHOLEPLACE_OIDC_ADDRESS is set, but WHOLEPLACE_OIDC_CLIENT is not: set both, or neither."
        raise ImproperlyConfigured(message)
    app = {
        "provider_id": "organisation",
        "name": os.environ.get("WHOLEPLACE_OIDC_NAME", "your organisation"),
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": address},
    }
    trusted = os.environ.get("WHOLEPLACE_OIDC_TRUSTS_EMAIL") == "1"
    return {"openid_connect": {"APPS": [app], "VERIFIED_EMAIL": trusted, "OAUTH_PKCE_ENABLED": True}}


def _list_origins() -> list[str]:
    address = urlsplit(os.environ.get("WHOLEPLACE_OIDC_ADDRESS", ""))
    return [f"{address.scheme}://{address.netloc}"] if address.netloc else []


SECRET_KEY = _read_secret_key()
SIGNING_KEY = os.environ.get("WHOLEPLACE_SIGNING_KEY", "")
SIGNING_KEY_FILE = os.environ.get("WHOLEPLACE_SIGNING_KEY_FILE", "")
DATABASES = {"default": _read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ALLOWED_HOSTS = [host.strip() for host in os.environ.get("WHOLEPLACE_HOSTS", "").split(",") if host.strip()]
SITE_ADDRESS = os.environ.get("WHOLEPLACE_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_q",
    "wholeplace.records",
    "wholeplace.faces.ops",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wholeplace.faces.web.middleware.AnswerWhenDatabaseIsGone",
    "wholeplace.faces.ops.requests.LogRequest",
    "wholeplace.faces.web.keeping.GiveKeptPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wholeplace.faces.web.middleware.NoteSession",
    "wholeplace.faces.web.middleware.ChooseLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wholeplace.faces.web.middleware.AnswerRefusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "wholeplace.config.urls"
WSGI_APPLICATION = "wholeplace.config.wsgi.application"
ASGI_APPLICATION = "wholeplace.config.asgi.application"

# --- pages ---------------------------------------------------------------------------------------------

PACKAGE = Path(__file__).resolve().parent.parent
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "faces" / "web" / "templates"],
        "OPTIONS": {"environment": "wholeplace.faces.web.environment.open_environment"},
    },
    # Only for what libraries bring along, such as the texts of e-mails.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [
    PACKAGE / "faces" / "web" / "static",
    ("govuk-frontend", PACKAGE / "assets" / "govuk-frontend"),
    ("documents", PACKAGE / "casefile" / "documents" / "styles"),
]
STATIC_ROOT = Path(os.environ.get("WHOLEPLACE_STATIC", "build/static")).absolute()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Uploads stay in memory: the temporary folder is no place for what may be confidential.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True

# How many whole pages each process keeps for visitors.
KEPT_PAGES = 500

# --- people --------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "records.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_ADAPTER = "wholeplace.faces.web.people.adapters.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_FORMS = {
    "login": "wholeplace.faces.web.people.forms.SignInForm",
    "signup": "wholeplace.faces.web.people.forms.SignUpForm",
    "reset_password": "wholeplace.faces.web.people.forms.ForgottenPasswordForm",
    "reset_password_from_key": "wholeplace.faces.web.people.forms.NewPasswordForm",
    "change_password": "wholeplace.faces.web.people.forms.ChangePasswordForm",
    "set_password": "wholeplace.faces.web.people.forms.SetPasswordForm",
    "add_email": "wholeplace.faces.web.people.forms.ChangeEmailForm",
    "reauthenticate": "wholeplace.faces.web.people.forms.ConfirmItIsYouForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Beside what the library limits by itself: what a visitor can make the service keep, and work out.
ACCOUNT_RATE_LIMITS = {"keep_entry": "20/m/ip", "check_file": "10/m/ip"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_DISPLAY = "wholeplace.faces.web.words.name_person"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_ADAPTER = "wholeplace.faces.web.people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "wholeplace.faces.web.people.forms.SecondFactorForm",
    "reauthenticate": "wholeplace.faces.web.people.forms.SecondFactorAgainForm",
    "activate_totp": "wholeplace.faces.web.people.forms.SetUpSecondFactorForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# One step of half a minute either way: clocks of phones are not all right.
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "wholeplace.faces.web.people.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_FORMS = {"signup": "wholeplace.faces.web.people.forms.JoinForm"}
SOCIALACCOUNT_PROVIDERS = _read_single_sign_on()
MFA_TOTP_ISSUER = "Wholeplace"
EMAIL_BACKEND = os.environ.get("WHOLEPLACE_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = os.environ.get("WHOLEPLACE_EMAIL_FROM", "wholeplace@localhost")
CONTACT = os.environ.get("WHOLEPLACE_CONTACT", DEFAULT_FROM_EMAIL)
EMAIL_HOST = os.environ.get("WHOLEPLACE_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("WHOLEPLACE_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("WHOLEPLACE_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("WHOLEPLACE_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 10
FIRST_RUN_CODE = os.environ.get("WHOLEPLACE_FIRST_RUN_CODE", "")
# Counts of wrong attempts and used codes: in the database, so that all web processes and machines share them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "records_cachedvalue",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "jobs": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "jobs"},
    # Whole pages and what was worked out for them, in each process; their keys change with the records.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # How often each caller reads, in each process: to spare the database.
    "limits": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"},
}

# --- work in the background ------------------------------------------------------------------------------

Q_CLUSTER = {
    "name": "wholeplace",
    "orm": "default",
    "cache": "jobs",
    "workers": int(os.environ.get("WHOLEPLACE_WORKERS", "1")),
    "timeout": 900,
    "retry": 960,
    "max_attempts": 3,
    "catch_up": False,
}

# --- safety ----------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        # Browsers check where a form leads on to, and signing in through an organisation leads there.
        "form-action": ["'self'", *_list_origins()],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "wholeplace.faces.web.errors.show_csrf_failure"
CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_SECURE = not PLAIN_HTTP
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
# A list that browsers keep for years: for a place to decide about its own domain, not for a default.
SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Probes ask the machine itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$"]

# --- what is written down about running ------------------------------------------------------------------

LOGGING = write_logging(os.environ.get("WHOLEPLACE_LOG", "json"))

"""The service's own settings with a throw-away key; on SQLite a real file, so that its journal is tested."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("WHOLEPLACE_SECRET_KEY", "only-for-tests")

from wholeplace.config.settings import *  # noqa: F403
from wholeplace.config.settings import CACHES, DATABASES, Q_CLUSTER, STORAGES

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Django makes it before the first test that needs it and removes it after the last.
    file = Path(tempfile.gettempdir()) / f"wholeplace-tests-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(file)}

# Tests ask for pages as a browser behind the balancer would, and need no gathered style sheets.
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Rows get the same numbers again in the next test: nothing of the one before may be remembered.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
KEPT_PAGES = 0
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Ten people for each test: hashing their passwords well would take longer than all the rest.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
Q_CLUSTER["sync"] = True
# pytest takes over standard error for each test; a handler from before would write into a closed one.
LOGGING_CONFIG = None

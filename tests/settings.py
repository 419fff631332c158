"""The service's own settings with a throw-away key; on SQLite a real file, so that its journal is tested."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("WHOLEPLACE_SECRET_KEY", "only-for-tests")

from wholeplace.config.settings import *  # noqa: F403
from wholeplace.config.settings import DATABASES

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Django makes it before the first test that needs it and removes it after the last.
    file = Path(tempfile.gettempdir()) / f"wholeplace-tests-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(file)}

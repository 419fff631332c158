"""What every operation has in common: one transaction, tried again where another writer was in the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, connection, transaction

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.services.publication.chain import is_contention

# Each attempt may already have waited for its turn as long as the database settings allow (20 seconds), and
# nobody waits longer than a minute for a page: a proxy in between would have cut the connection.
ATTEMPTS = 5
PATIENCE_SECONDS = 30.0
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class ChainIsBusy(WholeplaceError):
    """Other writers kept the chain busy; nothing was stored."""


class Stale(WholeplaceError):
    """Somebody else saved meanwhile; nothing of theirs was overwritten."""


class NotFound(WholeplaceError):
    """What was asked for is not there, or not for this person to see."""


def operation(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run a service operation in one transaction: all of it happens, or nothing.

    Inside another transaction it joins that one and leaves trying again to it.
    """

    @wraps(function)
    def run(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        if connection.in_atomic_block:
            return function(*arguments, **named)
        began = time.monotonic()
        for _ in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    return function(*arguments, **named)
            except DatabaseError as error:
                if not is_contention(error):
                    raise
                if time.monotonic() - began > PATIENCE_SECONDS:
                    break
        raise ChainIsBusy("Other people are saving at this moment. Nothing was stored: please send it again.")

    return run

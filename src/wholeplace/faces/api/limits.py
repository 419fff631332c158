"""How often one caller may ask."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from wholeplace.records.models import Person
from wholeplace.services.refusals import TooOften

# In one minute. Reads are counted in each process, to spare the database; the rest for the whole service.
READS, WRITES, FORGERIES = 600, 120, 20
MINUTE = 60


def count_read(request: HttpRequest) -> None:
    """Count one reading."""
    _count("limits", f"read:{name_caller(request)}", READS)


def count_write(request: HttpRequest) -> None:
    """Count one writing, wherever it was sent to."""
    _count("default", f"write:{name_caller(request)}", WRITES)


def count_forgery(request: HttpRequest) -> None:
    """Count one access token that opens nothing."""
    _count("default", f"forged:{find_address(request)}", FORGERIES)


def name_caller(request: HttpRequest) -> str:
    """Name who asks: the person, else the machine."""
    person = request.user
    return f"person-{person.pk}" if isinstance(person, Person) else find_address(request)


def find_address(request: HttpRequest) -> str:
    """Find the machine that asks, seen through the proxies that are trusted.

    Behind a socket or a proxy that does not say it, all who are not known count as one.
    """
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return "unknown"


def _count(cache_name: str, name: str, most: int) -> None:
    now = time.time()
    key = f"api:{name}:{int(now // MINUTE)}"
    cache = caches[cache_name]
    cache.add(key, 0, MINUTE * 2)
    try:
        count = cache.incr(key)
    except ValueError:  # it was forgotten between the two
        return
    if count > most:
        raise TooOften(int(MINUTE - now % MINUTE) + 1)

"""The world of the API, made once for all tests that only read it or take back what they write."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction

from tests.api.world import World, make_world
from wholeplace.faces.api import limits
from wholeplace.records.models import Person, Place


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world, and take it away after the last test of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(shared_world: World, db: None) -> World:
    """Return the world as the database has it; what a test writes is taken back."""
    people = {name: Person.objects.get(pk=one.pk) for name, one in shared_world.people.items()}
    place = Place.objects.get(pk=shared_world.place.pk)
    return replace(shared_world, people=people, place=place)


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests ask as often as they like; those of the limits set their own."""
    for name in ("READS", "WRITES", "FORGERIES"):
        monkeypatch.setattr(limits, name, 10**9)
    caches["limits"].clear()

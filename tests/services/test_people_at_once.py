"""People who do the same at the same moment: a place keeps an administrator, a link works once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.web.people import AT, make_people, make_person, make_place
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.records.models import Membership, Person, Place
from wholeplace.services.operation import Stale
from wholeplace.services.people import operations
from wholeplace.services.people.first_run import make_first_person
from wholeplace.services.people.operations import RoleEntry
from wholeplace.services.places.operations import Limits, change_limits
from wholeplace.services.publication.queries import check_chain

pytestmark = [pytest.mark.django_db(transaction=True)]


def do_at_once(*acts: Callable[[], object]) -> list[object]:
    """Start every act at the same moment in its own connection; return what came of each."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait()
            return act()
        except WholeplaceError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_administrators_cannot_take_each_others_role_at_once() -> None:
    place = make_place()
    first, second = make_people(place)["place-administrator"], make_person("second")
    Membership.objects.create(person=second, place=place, role="place-administrator")
    roles = {one.person_id: one for one in Membership.objects.filter(place=place, role="place-administrator")}
    do_at_once(
        lambda: operations.take_role(membership=roles[second.pk], by=first, at=AT),
        lambda: operations.take_role(membership=roles[first.pk], by=second, at=AT),
    )
    assert Membership.objects.filter(place=place, role="place-administrator").count() == 1
    assert check_chain().broken == ""


def test_of_eight_who_open_one_invitation_at_once_one_gets_the_role(monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_place()
    administrator = make_people(place)["place-administrator"]
    tokens: list[str] = []
    monkeypatch.setattr(operations, "_send_invitation", lambda _, token: tokens.append(token))
    operations.invite_person(
        place=place, email="a@example.org", entry=RoleEntry("officer"), by=administrator, at=AT
    )
    people = [make_person(f"runner {number}") for number in range(8)]
    acts = [lambda who=who: operations.accept_invitation(token=tokens[0], by=who, at=AT) for who in people]
    came = do_at_once(*acts)
    assert sum(isinstance(one, Membership) for one in came) == 1
    assert Membership.objects.filter(person__in=people).count() == 1


def test_of_eight_first_accounts_at_once_there_is_one(settings: Any) -> None:
    settings.FIRST_RUN_CODE = "abcd1234"
    acts = [
        lambda number=number: make_first_person(
            name="Ama", email=f"{number}@example.org", password="x", code="abcd1234", at=AT
        )
        for number in range(8)
    ]
    do_at_once(*acts)
    assert Person.objects.count() == 1
    assert check_chain().events == 1


def test_of_eight_who_change_the_settings_at_once_one_does() -> None:
    place = make_place()
    administrator = make_people(place)["place-administrator"]
    acts = [
        lambda days=days: change_limits(
            place=Place.objects.get(pk=place.pk),
            limits=Limits(1, 0.5, days, 1, 1, tests_everything=False),
            revision=0,
            by=Person.objects.get(pk=administrator.pk),
            at=AT,
        )
        for days in range(8)
    ]
    came = do_at_once(*acts)
    assert sum(isinstance(one, Stale) for one in came) == 7
    assert Place.objects.get().revision == 1

"""Every address × every person × every state, against the explicit table in access_table.py."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.access_table import OPERATORS, OWN_ACCOUNT, PUBLIC, ROWS, SIGNED_IN, WORLD_PARTS, Row
from tests.web.people import (
    AT,
    ROLES,
    make_commission,
    make_organisation,
    make_people,
    make_person,
    make_place,
    sign_in,
)
from wholeplace.records.models import (
    AppraisalDraft,
    AppraisalVersion,
    BudgetHead,
    Commission,
    Invitation,
    Membership,
    Need,
    Option,
    Place,
    PlaceRecord,
)
from wholeplace.records.models.commissions import WORKING_ROLES
from wholeplace.services.people.permissions import PERMISSIONS, Permission

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# Coverage is measured in one state: the code is the same in all, and tracing it costs as much as running it.
STATES = {"open": [], "draft": [pytest.mark.no_cover], "unopened": [pytest.mark.no_cover]}
PEOPLE = ("anonymous", *ROLES, "operator", "of another place", "without second step")
# Who stands for all where a state must change nothing: no right, a right to read, every right.
SOME_PEOPLE = ("anonymous", "of another place", "resident", "commissioner")
TO_SIGN_IN, TO_SET_UP = "/account/login/", "/account/second-step/set-up/"
# Made once: each browser would load the whole chain of middleware anew.
HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass(frozen=True)
class World:
    """A place with a commission, and a session for each person."""

    sessions: dict[str, str]
    # What the table calls by a name, because the database gives the number.
    numbers: dict[object, object]

    def visit(self, person: str) -> Client:
        """Return a fresh browser with this person's session."""
        client = Client()
        client.handler = HANDLER
        if person in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return client


def make_world() -> World:
    """Make everything that an address of WORLD_PARTS names."""
    place = make_place(str(WORLD_PARTS["place"]))
    people = make_people(place)
    commission = make_commission(place, people["commissioner"], str(WORLD_PARTS["commission"]))
    make_organisation(place, str(WORLD_PARTS["organisation"]))
    Need.objects.create(place=place, number=1, title="Somebody to talk to", what="…", recorded_at=AT)
    Option.objects.create(
        commission=commission, slug=WORLD_PARTS["option"], name="In-house", model="in-house", proposed_at=AT, status="longlisted"
    )  # fmt: skip
    BudgetHead.objects.create(place=place, slug="adult-social-care", name="Adult social care")
    PlaceRecord.objects.create(
        place=place, kind="parameter", identifier="hour-cost", set_at=AT,
        record={"id": "hour-cost", "title": "Cost of an hour", "value": 20, "unit": "hours", "source": {"title": "A", "address": "B"}, "status": "N"},
    )  # fmt: skip
    invitation = Invitation.objects.create(
        place=place, email="new@example.org", role="officer", token_hash="0" * 64,
        invited_by=people["place-administrator"], invited_at=AT, expires_at=AT,
    )  # fmt: skip
    role = Membership.objects.get(place=place, role="evaluator")
    make_appraisal(commission)
    people |= make_outsiders(place)
    sessions = {name: keep_session(person) for name, person in people.items()}
    return World(sessions, {"a role here": role.pk, "an invitation here": invitation.pk})


def make_appraisal(commission: Commission) -> None:
    """Make a draft with one option, and a version that is not computed."""
    document = {"case": {"title": "Support"}, "options": [{"id": WORLD_PARTS["option"], "name": "In-house"}]}
    by = {"commission": commission, "document": document}
    AppraisalDraft.objects.create(**by, revision=1, saved_by=commission.lead, saved_at=AT)
    AppraisalVersion.objects.create(**by, number=1, made_by=commission.lead, made_at=AT)


def make_outsiders(place: Place) -> dict[str, Any]:
    """Make those who have no role here, or no second step."""
    elsewhere = make_place("elsewhere", "Elsewhere")
    other = make_person("other", has_second_factor=True)
    for role in ROLES:
        Membership.objects.create(person=other, place=elsewhere, role=role)
    careless = make_person("careless")
    Membership.objects.create(person=careless, place=place, role="commissioner")
    return {
        "operator": make_person("operator", has_second_factor=True, is_operator=True),
        "of another place": other,
        "without second step": careless,
    }


def keep_session(person: Any) -> str:
    """Sign somebody in and return the key of the session."""
    return str(sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world once for all tests of this file, and take it away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(params=[pytest.param(name, marks=marks) for name, marks in STATES.items()])
def state(request: pytest.FixtureRequest, world: World) -> Iterator[str]:
    """Bring the world into a state for one test."""
    with transaction.atomic():
        if request.param != "open":
            Commission.objects.filter(slug=WORLD_PARTS["commission"]).update(opened_at=None)
        if request.param == "unopened":
            Place.objects.filter(slug=WORLD_PARTS["place"]).update(opened_at=None)
        yield request.param
        transaction.set_rollback(True)


def list_addresses(patterns: Any = None, namespace: str = "") -> dict[str, tuple[URLPattern, set[str]]]:
    """List every pattern by name, with the names of its parts."""
    found: dict[str, tuple[URLPattern, set[str]]] = {}

    def walk(patterns: Any, namespace: str, parts: set[str]) -> None:
        for pattern in patterns:
            here = parts | set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
            if isinstance(pattern, URLResolver) and pattern.namespace == "api-v1":
                continue  # tests/api has a table of its own for these
            if isinstance(pattern, URLResolver):
                walk(
                    pattern.url_patterns,
                    namespace + (f"{pattern.namespace}:" if pattern.namespace else ""),
                    here,
                )
                continue
            name = f"{namespace}{pattern.name or pattern.pattern}"
            assert name not in found, f"two addresses are named {name}"
            found[name] = (pattern, here)

    walk(patterns or get_resolver().url_patterns, namespace, set())
    return found


ADDRESSES = list_addresses()


def expect(row: Row, person: str, state: str, parts: set[str]) -> frozenset[int] | str:
    """Say what the rules promise this person: statuses, or where they are led."""
    if person in row.but:
        return frozenset({row.but[person]})
    if row.access != PUBLIC and person == "anonymous":
        return TO_SIGN_IN
    if row.access not in {PUBLIC, OWN_ACCOUNT} and person == "without second step":
        return TO_SET_UP
    if "place" in parts and state == "unopened" and person in {"anonymous", "of another place"}:
        return frozenset({404})
    if not is_allowed(row.access, person):
        return frozenset({403})
    is_draft = state != "open" and "commission" in parts and row.is_hidden_with_commission
    if is_draft and person not in {*WORKING_ROLES, "without second step"}:
        return frozenset({404})
    return row.answers


def is_about(state: str, parts: set[str]) -> bool:
    """Say whether the address names what the state is the state of."""
    return state == "open" or {"draft": "commission", "unopened": "place"}[state] in parts


def is_allowed(access: str, person: str) -> bool:
    """Say whether the rule opens the page to this person, who has signed in where that is asked for."""
    if access in {PUBLIC, OWN_ACCOUNT, SIGNED_IN}:
        return True
    if access == OPERATORS:
        return person == "operator"
    return person in ROLES and Permission(access) in PERMISSIONS[person]


def ask(world: World, person: str, name: str, parts: set[str]) -> Any:
    """Open the address."""
    row, client = ROWS[name], world.visit(person)
    known = {part: world.numbers.get(value, value) for part, value in {**WORLD_PARTS, **row.parts}.items()}
    missing = parts - known.keys()
    assert not missing, f"{name}: say in the table what {sorted(missing)} is"
    address = row.address or reverse(name, kwargs={part: known[part] for part in parts})
    return getattr(client, row.method)(address, dict(row.data))


def test_every_address_has_a_row_in_the_table() -> None:
    assert sorted(ADDRESSES.keys() - ROWS.keys()) == []


def test_every_row_is_about_an_address() -> None:
    assert sorted(ROWS.keys() - ADDRESSES.keys()) == []


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_each_page_carries_the_rule_of_its_row(name: str) -> None:
    """Whoever changes a decorator must change the table too."""
    view = ADDRESSES[name][0].callback
    if view.__module__.startswith("wholeplace.faces.web") or hasattr(view, "access"):
        assert view.access == str(ROWS[name].access)


@pytest.mark.parametrize("name", sorted(ADDRESSES.keys() & ROWS.keys()))
def test_each_person_gets_what_the_table_promises(name: str, state: str, world: World) -> None:
    row, parts = ROWS[name], ADDRESSES[name][1]
    wrong = {}
    for person in PEOPLE if is_about(state, parts) else SOME_PEOPLE:
        with transaction.atomic():
            answer = ask(world, person, name, parts)
            transaction.set_rollback(True)
        expected = expect(row, person, state, parts)
        if isinstance(expected, str):
            got, holds = answer.headers.get("Location", answer.status_code), False
            holds = str(got).split("?")[0] == expected
        else:
            got, holds = answer.status_code, answer.status_code in expected
        if not holds:
            wrong[person] = f"{got} instead of {expected}"
    assert wrong == {}


def test_the_table_can_fail() -> None:
    """A wrong row does not hold: the matrix compares, and does not only repeat."""
    row = replace(ROWS["place"], access=Permission.KEEP_PLACE)
    assert expect(row, "resident", "open", {"place"}) == {403}
    assert expect(row, "anonymous", "open", {"place"}) == TO_SIGN_IN
    assert expect(ROWS["place"], "resident", "open", {"place"}) == {200}

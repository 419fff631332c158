"""Every operation × every person × every state, against the explicit table in access_table.py."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.api.access_table import CARRIED_OUT, FILES, PUBLIC, READS, SIGNED_IN, WRITES
from tests.api.world import World
from tests.web.people import ROLES, sign_in
from wholeplace.faces.api.views import write_description
from wholeplace.records.models import Commission, Membership, Place
from wholeplace.records.models.commissions import WORKING_ROLES
from wholeplace.services.people.permissions import PERMISSIONS, Permission

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# Coverage is measured in one state: the code is the same in all, and tracing it costs as much as running it.
STATES = {"open": [], "draft": [pytest.mark.no_cover], "unopened": [pytest.mark.no_cover]}
PEOPLE = ("anonymous", *ROLES, "operator", "of another place")
PATHS = json.loads(write_description())["paths"]
OPERATIONS = {
    told["operationId"]: (method, path, told) for path, methods in PATHS.items() for method, told in methods.items()
}  # fmt: skip
ACCESS = READS | {name: access for name, (access, _) in WRITES.items()}


@pytest.fixture(params=[pytest.param(name, marks=marks) for name, marks in STATES.items()])
def state(request: pytest.FixtureRequest, world: World) -> Iterator[str]:
    """Bring the world into a state for one test."""
    with transaction.atomic():
        if request.param != "open":
            Commission.objects.filter(slug="housing-support").update(opened_at=None)
        if request.param == "unopened":
            Place.objects.filter(slug="calderwick").update(opened_at=None)
        yield request.param
        transaction.set_rollback(True)


def name_parts(name: str, path: str, world: World) -> dict[str, Any]:
    """Give what the parts of an address are."""
    parts = dict(world.parts)
    of = {
        "themes": "theme", "consultations": "consultation", "involvement": "involvement", "jobs": "job",
        "withheld-parts": "withheld_part", "documents": "document",
    }  # fmt: skip
    for word, part in of.items():
        if f"/{word}/" in path:
            parts["identifier"] = world.parts[part]
    if "/people/" in path:
        parts["identifier"] = Membership.objects.filter(place=world.place, role="resident").first().pk
    if name in {"read_parameter", "read_law_rule"}:
        listed = Client().get(path.rpartition("/")[0]).json()
        parts["identifier"] = listed["items"][0]["id"]
    return {"identifier": 1} | parts


def ask(name: str, person: str, world: World) -> Any:
    """Ask for an operation."""
    method, path, _ = OPERATIONS[name]
    address = path.format(**name_parts(name, path, world))
    if name == "drop_own_record":
        address += "?revision=0"
    body = WRITES[name][1] if name in WRITES else None
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    if name in FILES:
        sent = {"data": {**(body or {}), "file": SimpleUploadedFile(*FILES[name])}}
    return getattr(Client(), method)(address, headers=world.headers(person), **sent)


def expect(name: str, person: str, state: str) -> set[int] | None:
    """Say which statuses refuse this person; None where they are let in."""
    access, path = ACCESS[name], OPERATIONS[name][1]
    if access != PUBLIC and person == "anonymous":
        return {401}
    if "{place}" in path and state == "unopened" and person in {"anonymous", "of another place"}:
        return {404}
    is_allowed = access in {PUBLIC, SIGNED_IN} or (
        person in ROLES and Permission(access) in PERMISSIONS[person]
    )
    if not is_allowed:
        return {403}
    if state != "open" and "{commission}" in path and person not in WORKING_ROLES:
        return {404}
    return None


def test_every_operation_has_a_row_in_the_table() -> None:
    assert sorted(OPERATIONS.keys() - ACCESS.keys()) == []


def test_every_row_is_about_an_operation() -> None:
    assert sorted(ACCESS.keys() - OPERATIONS.keys()) == []


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_description_says_what_the_table_says(name: str) -> None:
    method, _, told = OPERATIONS[name]
    assert told["x-access"] == str(ACCESS[name])
    assert ({} in told["security"]) == (ACCESS[name] == PUBLIC)
    assert (method == "get") == (name in READS)


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() & ACCESS.keys()))
def test_each_person_gets_what_the_table_promises(name: str, state: str, world: World) -> None:
    wrong = {}
    for person in PEOPLE:
        with transaction.atomic():
            answer = ask(name, person, world)
            transaction.set_rollback(True)
        refused = expect(name, person, state)
        holds = answer.status_code in refused if refused else answer.status_code < 500
        if refused is None and name in READS:
            holds = answer.status_code == 200
        if not holds:
            wrong[person] = (
                f"{answer.status_code} instead of {refused or 'being let in'}: {answer.content[:200]!r}"
            )
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(CARRIED_OUT))
def test_what_is_allowed_is_done(name: str, world: World) -> None:
    """A table in which everything meets a refusal would prove nothing."""
    access = ACCESS[name]
    allowed = [one for one in ROLES if access == SIGNED_IN or Permission(access) in PERMISSIONS[one]]
    answer = ask(name, allowed[-1], world)
    assert answer.status_code in {200, 201}, answer.content
    done = answer.json()
    assert answer.headers["Location"] == done["address"]
    assert Client().get(done["address"], headers=world.headers(allowed[-1])).status_code == 200


@pytest.mark.parametrize("name", ["list_people", "add_outcome", "record_need"])
def test_staff_without_a_second_step_get_nothing_but_what_is_public(name: str, world: World) -> None:
    client = sign_in(Client(), world.people["without second step"])
    method, path, _ = OPERATIONS[name]
    body = json.dumps(WRITES[name][1]) if name in WRITES else None
    sent = {} if body is None else {"data": body, "content_type": "application/json"}
    answer = getattr(client, method)(path.format(**world.parts), **sent)
    assert answer.status_code == 403
    assert "second step" in answer.json()["detail"]
    assert client.get("/api/v1/places/calderwick/commissions/not-open").status_code == 404


def test_the_table_can_fail() -> None:
    """A wrong row does not hold: the matrix compares, and does not only repeat."""
    assert expect("add_outcome", "resident", "open") == {403}
    assert expect("add_outcome", "commissioner", "draft") is None
    assert expect("read_need", "anonymous", "unopened") == {404}

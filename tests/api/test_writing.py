"""What is written through the API: once, by whom the token stands for, refused in one sentence."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from tests.api.access_table import IDENTITY
from tests.api.world import World
from tests.web.people import sign_in
from wholeplace.faces.api import limits
from wholeplace.records.models import AccessToken, ChainEvent, Membership, Need
from wholeplace.services.people.account import erase_person
from wholeplace.services.people.permissions import NotPermitted
from wholeplace.services.people.tokens import TokenEntry, list_tokens, make_token, revoke_token
from wholeplace.services.publication.queries import check_chain

pytestmark = pytest.mark.django_db
NEEDS = "/api/v1/places/calderwick/needs"
NEED = {"title": "Shade", "what": "Trees at the bus stop"}
NOW = dt.datetime.now(dt.UTC)


def send(address: str, body: Any, *, method: str = "post", **headers: str) -> Any:
    """Send something as a program does."""
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    return getattr(Client(), method)(address, data=raw, content_type="application/json", headers=headers)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


# --- once -----------------------------------------------------------------------------------------------


def test_the_same_key_sent_twice_does_it_once(world: World) -> None:
    headers = world.headers("resident") | {"Idempotency-Key": "tuesday-1"}
    first, second = (send(NEEDS, NEED, **headers) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Need.objects.filter(title="Shade").count() == 1


def test_without_a_key_it_is_done_each_time(world: World) -> None:
    for _ in range(2):
        send(NEEDS, NEED, **world.headers("resident"))
    assert Need.objects.filter(title="Shade").count() == 2


def test_a_key_stands_for_one_request_only(world: World) -> None:
    headers = world.headers("resident") | {"Idempotency-Key": "tuesday-1"}
    send(NEEDS, NEED, **headers)
    answer = send(NEEDS, NEED | {"title": "Other"}, **headers)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]
    assert not Need.objects.filter(title="Other").exists()


def test_two_people_may_use_the_same_key(world: World) -> None:
    for person in ("resident", "provider"):
        assert send(NEEDS, NEED, **world.headers(person), **{"Idempotency-Key": "1"}).status_code == 201
    assert Need.objects.filter(title="Shade").count() == 2


def test_what_was_refused_can_be_sent_again_with_its_key(world: World) -> None:
    headers = world.headers("resident") | {"Idempotency-Key": "tuesday-1"}
    body = NEED | {"organisation": "north-charity"}
    assert send(NEEDS, body, **headers).status_code == 403
    Membership.objects.create(
        person=world.people["resident"], place=world.place, role="provider",
        organisation=world.place.organisations.get(slug="north-charity"),
    )  # fmt: skip
    assert send(NEEDS, body, **headers).status_code == 201


def test_each_write_leaves_its_event_and_the_chain_holds(world: World) -> None:
    before = ChainEvent.objects.count()
    send(NEEDS, NEED, **world.headers("resident"), **{"Idempotency-Key": "1"})
    assert ChainEvent.objects.count() == before + 1
    assert check_chain().broken == ""


def test_a_stale_revision_overwrites_nothing(world: World) -> None:
    address = "/api/v1/places/calderwick/identity"
    headers = world.headers("place-administrator")
    assert (
        send(address, IDENTITY | {"revision": 0, "summary": "One"}, method="put", **headers).status_code
        == 200
    )
    answer = send(address, IDENTITY | {"revision": 0, "summary": "Two"}, method="put", **headers)
    assert answer.status_code == 409
    world.place.refresh_from_db()
    assert world.place.summary == "One"


def test_a_whole_case_takes_the_place_of_the_draft_or_nothing_does(world: World) -> None:
    base = "/api/v1/places/calderwick/commissions/housing-support"
    headers = world.headers("finance-partner")
    case = Client().get(f"{base}/versions/1/appraisal", headers=headers).json()["case"]
    revision = Client().get(f"{base}/draft", headers=headers).json()["revision"]
    broken = send(
        f"{base}/draft", {"case": case | {"options": []}, "revision": revision}, method="put", **headers
    )
    assert broken.status_code == 400
    assert broken.json()["field"] == "options"
    assert (
        send(f"{base}/draft", {"case": case, "revision": revision}, method="put", **headers).status_code
        == 200
    )
    draft = Client().get(f"{base}/draft", headers=headers).json()
    assert draft["revision"] == revision + 1
    assert [one["id"] for one in draft["case"]["options"]] == ["today", "team", "charity"]
    late = send(f"{base}/draft", {"case": case, "revision": revision}, method="put", **headers)
    assert late.status_code == 409


# --- hostile input --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"title": NaN, "what": "w"}', b'{"title": "a\\u0000b", "what": "w"}',
        b'{"title": "\\ud800", "what": "w"}', b'{"title": 1, "what": "w"}', b'{"title": "t", "what": "w", "more": 1}',
        b"[" * 100_000, b'{"a":' * 500 + b"1" + b"}" * 500, b'{"title": ' + b"9" * 10_000 + b', "what": "w"}',
        b'{"title": "' + b"t" * 201 + b'", "what": "w"}', b'{"title": "  ", "what": "w"}',
    ],
    ids=range(15),
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_a_sentence(body: bytes, world: World) -> None:
    answer = send(NEEDS, body, **world.headers("resident"))
    assert answer.status_code in {400, 422}, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")
    assert not Need.objects.filter(number__gt=2).exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"title": "a", "what": "w", "title": "b"}', "“title” more than once"),
        (b'{"title": "t", "what": "w", "is_assisted": 1e999}', "too large"),
        (b'{"title": "t", "what": -Infinity}', "-Infinity"),
        ('{"title": "Caf\u00e9", "what": "w"}'.encode("latin-1"), "not UTF-8: byte 15"),
        ('{"title": "t", "what": "w"}'.encode("utf-16"), "not UTF-8: byte 1"),
        (b'\xef\xbb\xbf{"title": "t", "what": "w"}', "not JSON"),
        (b'{"what": "w", "what": "' + b"[" * 50_000 + b'"}', "more than once"),
    ],
    ids=range(7),
)
def test_what_could_be_read_in_two_ways_is_refused(body: bytes, said: str, world: World) -> None:
    answer = send(NEEDS, body, **world.headers("resident"))
    assert answer.status_code == 400, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", "application/xml",
     "application/json; charset=utf-16", "multipart/form-data; boundary=x"],
)  # fmt: skip
def test_what_says_that_it_is_no_json_is_not_read_as_json(kind: str, world: World) -> None:
    body = json.dumps(NEED).encode()
    answer = Client().generic("POST", NEEDS, body, content_type=kind, headers=world.headers("resident"))
    assert answer.status_code == 415, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Need.objects.filter(title="Shade").exists()


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", ["needs", "commissions/housing-support/documents"])
def test_a_gigabyte_is_refused_before_any_of_it_is_read(kind: str, path: str, world: World) -> None:
    answer = Client().generic(
        "POST", f"/api/v1/places/calderwick/{path}", b"{", content_type=kind, CONTENT_LENGTH=str(10**9),
        headers=world.headers("commissioner"),
    )  # fmt: skip
    assert answer.status_code == 413
    assert answer.json()["detail"] == "What you sent is too large: 10 MB at most are read."


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x\r\n\r\n", b"--y\r\nContent-Disposition: form-data; name=file\r\n\r\n1\r\n--y--", b"\x00" * 99,
     b"--x\r\nContent-Disposition: form-data; name=file; filename=\xff\r\n\r\n1\r\n--x--"],
    ids=range(6),
)  # fmt: skip
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "multipart/form-data", "application/json"]
)
def test_a_broken_form_is_refused_in_a_sentence(body: bytes, kind: str, world: World) -> None:
    address = "/api/v1/places/calderwick/commissions/housing-support/documents"
    answer = Client().generic("POST", address, body, content_type=kind, headers=world.headers("commissioner"))
    assert answer.status_code in {400, 422}, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")


def test_more_than_is_read_is_refused(world: World) -> None:
    answer = send(NEEDS, b'{"title": "' + b"t" * 10_000_001 + b'"}', **world.headers("resident"))
    assert answer.status_code == 413


def test_a_method_that_is_not_answered_is_said_so(world: World) -> None:
    answer = Client().patch(NEEDS)
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


# --- who asks -------------------------------------------------------------------------------------------


def make(world: World, person: str = "resident", scope: str = "write", days: int = 30) -> Any:
    return make_token(entry=TokenEntry("Mine", scope, days), by=world.people[person], at=NOW)


def test_a_token_acts_for_its_person_with_their_roles(world: World) -> None:
    told = Client().get("/api/v1/me", headers=world.headers("officer")).json()
    assert told["name"] == world.people["officer"].name
    assert told["roles"][0]["role"] == "officer"
    assert "publish" in told["roles"][0]["permissions"]


def test_a_token_that_may_only_read_writes_nothing(world: World) -> None:
    secret = make(world, scope="read").secret
    assert Client().get("/api/v1/me", headers=bearer(secret)).status_code == 200
    answer = send(NEEDS, NEED, **bearer(secret))
    assert answer.status_code == 403
    assert "only read" in answer.json()["detail"]


def test_an_expired_token_opens_nothing(world: World) -> None:
    made = make(world)
    AccessToken.objects.filter(pk=made.token.pk).update(
        made_at=NOW - dt.timedelta(days=9), expires_at=NOW - dt.timedelta(days=1)
    )
    answer = Client().get("/api/v1/places", headers=bearer(made.secret))
    assert answer.status_code == 401
    assert "expired" in answer.json()["detail"]
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_opens_nothing(world: World) -> None:
    made = make(world)
    revoke_token(identifier=made.token.pk, by=world.people["resident"], at=NOW)
    assert Client().get("/api/v1/places", headers=bearer(made.secret)).status_code == 401
    assert made.token.pk not in {one.pk for one in list_tokens(world.people["resident"], at=NOW)}


def test_the_token_of_somebody_erased_opens_nothing(world: World) -> None:
    made = make(world)
    erase_person(by=world.people["resident"], at=NOW)
    assert Client().get("/api/v1/places", headers=bearer(made.secret)).status_code == 401
    assert not AccessToken.objects.filter(pk=made.token.pk).exists()


def test_the_token_of_a_closed_account_opens_nothing(world: World) -> None:
    made = make(world)
    person = world.people["resident"]
    person.is_active = False
    person.save()
    assert Client().get("/api/v1/places", headers=bearer(made.secret)).status_code == 401


def test_staff_cannot_make_a_token_without_their_second_step(world: World) -> None:
    with pytest.raises(NotPermitted, match="second step"):
        make(world, person="without second step")


def test_a_token_ends_when_its_person_becomes_staff_without_a_second_step(world: World) -> None:
    made = make(world)
    Membership.objects.create(person=world.people["resident"], place=world.place, role="commissioner")
    assert Client().get("/api/v1/places", headers=bearer(made.secret)).status_code == 403


def test_nobody_revokes_the_token_of_another(world: World) -> None:
    from wholeplace.services.operation import NotFound

    made = make(world)
    with pytest.raises(NotFound):
        revoke_token(identifier=made.token.pk, by=world.people["officer"], at=NOW)


def test_the_database_keeps_no_secret(world: World) -> None:
    made = make(world)
    assert made.secret not in str(list(AccessToken.objects.values()))


@pytest.mark.parametrize("header", ["Bearer", "Bearer forged", "Basic x", "Bearer \u00e9", "nonsense"])
def test_a_forged_header_is_refused_also_where_nothing_is_asked_for(header: str, world: World) -> None:
    assert Client().get("/api/v1/places", headers={"Authorization": header}).status_code == 401


def test_when_a_token_was_used_last_is_noted(world: World) -> None:
    made = make(world)
    Client().get("/api/v1/me", headers=bearer(made.secret))
    made.token.refresh_from_db()
    assert made.token.last_used_at is not None


def test_a_session_writes_only_with_the_token_of_its_cookie(world: World) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), world.people["resident"])
    sent = {"data": json.dumps(NEED), "content_type": "application/json"}
    assert client.post(NEEDS, **sent).status_code == 403
    client.get("/account/name")
    token = client.cookies["csrftoken"].value
    assert client.post(NEEDS, **sent, headers={"X-CSRFToken": token}).status_code == 201


# --- limits ---------------------------------------------------------------------------------------------


def test_who_asks_too_often_is_told_to_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READS", 3)
    answers = [Client().get("/api/v1/me", headers=world.headers("member")).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    answer = Client().get("/api/v1/me", headers=world.headers("member"))
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert Client().get("/api/v1/me", headers=world.headers("officer")).status_code == 200


def test_writes_and_forged_tokens_are_counted_for_the_whole_service(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WRITES", 1)
    monkeypatch.setattr(limits, "FORGERIES", 2)
    assert [send(NEEDS, NEED, **world.headers("resident")).status_code for _ in range(2)] == [201, 429]
    assert [Client().get("/api/v1/places", headers=bearer("no")).status_code for _ in range(3)] == [
        401,
        401,
        429,
    ]

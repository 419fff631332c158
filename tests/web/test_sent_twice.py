"""Forms that are sent again: by a second click, after “back”, or because somebody else was in the way."""

import re
import sqlite3
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from tests.web.people import make_person, make_place, sign_in
from wholeplace.records.models import Need, Place
from wholeplace.services.needs import operations

# Similar needs are asked about first; these are meant to be recorded all the same.
NEED = {"title": "A bench at the bus stop", "what": "My mother cannot stand for long.", "anyway": "1"}


def read_token(client: Client, address: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


@pytest.fixture
def writer(client: Client, place: Place) -> Client:
    return sign_in(client, make_person("Writer"))


@pytest.mark.django_db
def test_what_is_changed_after_going_back_is_sent_anew(writer: Client, place: Place) -> None:
    address = f"/{place.slug}/needs/record"
    once = read_token(writer, address)
    for title in ("A bench at the bus stop", "A bench at the bus stop", "A bench at both bus stops"):
        assert writer.post(address, NEED | {"title": title, "once": once}).status_code == 302
    assert sorted(Need.objects.values_list("title", flat=True)) == [
        "A bench at both bus stops",
        "A bench at the bus stop",
    ]


@pytest.mark.django_db
def test_the_form_of_somebody_else_is_not_taken_for_ones_own(writer: Client, place: Place) -> None:
    """On a shared computer the next person goes back to the form of the one before."""
    address = f"/{place.slug}/needs/record"
    once = read_token(writer, address)
    next_person = make_person("Next")
    first = writer.post(address, NEED | {"once": once})
    second = sign_in(Client(), next_person).post(address, NEED | {"once": once})
    assert first.headers["Location"] != second.headers["Location"]
    assert Need.objects.filter(recorded_by=next_person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_waits_its_turn_where_another_writer_was_in_the_way(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, calls, record = make_place(), [], operations.record_need

    def record_after_another(**named: Any) -> Need:
        calls.append(1)
        if len(calls) == 1:
            cause = sqlite3.IntegrityError("UNIQUE constraint failed: records_need.number")
            cause.sqlite_errorcode = sqlite3.SQLITE_CONSTRAINT_UNIQUE
            raise IntegrityError("two people at the same moment") from cause
        return record(**named)

    monkeypatch.setattr(operations, "record_need", record_after_another)
    address = f"/{place.slug}/needs/record"
    sign_in(client, make_person("Writer"))
    sent = NEED | {"once": read_token(client, address)}
    assert client.post(address, sent).status_code == 302
    assert Need.objects.count() == 1

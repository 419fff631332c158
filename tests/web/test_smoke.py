"""The frame of every page stands: it can be shown, found, refused."""

import pytest
from django.test import Client

from tests.web.people import sign_in
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Person, Place

pytestmark = pytest.mark.django_db


def test_the_list_of_places_names_an_open_place(client: Client, place: Place) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert place.name in answer.content.decode()


def test_no_page_allows_inline_script_or_style(client: Client, place: Place) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_an_unknown_place_is_said_so_with_status_404(client: Client, place: Place) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is no such place here." in answer.content.decode()


def test_every_role_can_open_its_place(client: Client, place: Place, people: dict[Role, Person]) -> None:
    for person in people.values():
        assert sign_in(client, person).get(f"/{place.slug}/").status_code == 200

"""Visitors share a page until anything changes; nobody is shown what is somebody else's or out of date."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.services.commissioning import Case, consult, make_case
from tests.services.publishing import make_version
from tests.web.people import sign_in
from wholeplace.faces.web.keeping import shelf
from wholeplace.records.models import Commission
from wholeplace.services.places.queries import find_place
from wholeplace.services.publication.versions import publish_version

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
THREAD = "/calderwick/commissions/housing-support"
# What a visitor's first look may ask of the database, and any later look.
PAGES = {
    "/": 8,
    "/calderwick/": 20,
    "/calderwick/commissions/": 8,
    f"{THREAD}/": 45,
    f"{THREAD}/options/team/": 45,
    f"{THREAD}/appraisal/": 45,
    f"{THREAD}/public-interest-test/": 45,
    f"{THREAD}/decision/": 55,
    f"{THREAD}/versions/": 45,
    "/calderwick/history/": 6,
    "/calderwick/feed.atom": 6,
    f"{THREAD}/feed.atom": 6,
    "/parameters/": 4,
    "/methods/": 2,
    "/data/": 5,
}


@pytest.fixture
def case(db: None) -> Case:
    """Give a commission with a published appraisal."""
    made = make_case()
    publish_version(version=make_version(made), by=made.people["officer"], at=timezone.now())
    return made


@pytest.fixture
def kept(settings: Any) -> Iterator[None]:
    """Keep pages, as the service does."""
    settings.KEPT_PAGES = 500
    yield
    shelf.clear()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_little_of_the_database_the_first_time_and_one_question_after(
    case: Case, kept: None, page: str
) -> None:
    with CaptureQueriesContext(connection) as first:
        assert Client().get(page).status_code == 200
    with CaptureQueriesContext(connection) as second:
        again = Client().get(page)
    assert again.status_code == 200
    assert len(first) <= PAGES[page]
    assert len(second) == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_the_same_for_every_visitor_and_sets_no_cookie(case: Case, page: str) -> None:
    first, second = Client().get(page), Client().get(page)
    assert first.content == second.content
    assert not first.cookies
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in first.headers["Vary"]


@pytest.mark.parametrize("page", PAGES)
def test_who_has_the_page_already_is_told_so(case: Case, page: str) -> None:
    etag = Client().get(page).headers["ETag"]
    again = Client().get(page, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag


def test_any_change_in_the_place_makes_the_page_anew(case: Case, kept: None) -> None:
    before = Client().get(f"{THREAD}/")
    consult(case, closes_on=timezone.localdate())
    after = Client().get(f"{THREAD}/", headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Have your say" in after.content.decode()


def test_the_next_day_makes_the_page_anew(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    etag = Client().get("/calderwick/").headers["ETag"]
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert Client().get("/calderwick/", headers={"if-none-match": etag}).status_code == 200


def test_each_language_has_its_own_page(case: Case, kept: None) -> None:
    english = Client().get("/calderwick/")
    welsh = Client(headers={"cookie": "language=cy"}).get("/calderwick/")
    assert 'lang="en"' in english.content.decode()
    assert '<html lang="cy"' in welsh.content.decode()
    assert english.headers["ETag"] != welsh.headers["ETag"]


def test_who_has_signed_in_gets_a_page_of_their_own(case: Case, kept: None) -> None:
    visitor = Client().get("/calderwick/")
    mine = sign_in(Client(), case.people["commissioner"]).get(
        "/calderwick/", headers={"if-none-match": visitor.headers["ETag"]}
    )
    assert mine.status_code == 200
    assert "commissioner of calderwick" in mine.content.decode()
    assert "private" in mine.headers["Cache-Control"]
    assert "ETag" not in mine.headers
    assert "commissioner of calderwick" not in Client().get("/calderwick/").content.decode()


def test_a_place_that_is_closed_again_is_gone_at_once(case: Case, kept: None) -> None:
    place = find_place("calderwick", user=None)
    etag = Client().get("/calderwick/").headers["ETag"]
    place.opened_at = None
    place.save()
    assert Client().get("/calderwick/", headers={"if-none-match": etag}).status_code == 404


def test_addresses_with_a_question_are_answered_but_not_kept(case: Case, kept: None) -> None:
    Client().get("/calderwick/commissions/?q=one")
    Commission.objects.update(title="Changed behind the service’s back")
    assert "Changed behind" in Client().get("/calderwick/commissions/?q=behind").content.decode()
    assert not shelf.pages


# --- choosing a language without a token --------------------------------------------------------------


@pytest.mark.parametrize(
    "headers", [{"origin": "http://testserver"}, {"referer": "http://testserver/calderwick/"}, {}]
)
def test_a_language_can_be_chosen_from_a_page_of_ours(case: Case, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/language", {"language": "cy", "next": "/calderwick/"}, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/calderwick/")
    assert client.cookies["language"].value == "cy"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"referer": "https://elsewhere.example/testserver"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_a_language_cannot_be_chosen_from_elsewhere(case: Case, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/language", {"language": "cy", "next": "/"}, headers=headers)
    assert answer.status_code == 403
    assert "language" not in client.cookies

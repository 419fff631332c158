"""What every answer says to the browser beside its content."""

import pytest
from django.test import Client

from tests.services.commissioning import TUESDAY, make_case
from tests.services.publishing import make_version
from tests.web.people import make_place, sign_in
from wholeplace.services.publication.versions import publish_version

pytestmark = pytest.mark.django_db
THREAD = "/calderwick/commissions/housing-support"
ANSWERS = {
    "/": 200, "/calderwick/needs/": 200, f"{THREAD}/": 200, f"{THREAD}/law/": 200, "/check": 200,
    "/account/login/": 200, "/nowhere/": 404, "/calderwick/settings/": 302, "/calderwick/colour.css": 200,
    f"{THREAD}/case-file.json": 200, f"{THREAD}/appraisal/cash.xlsx": 200, "/data/chain.jsonl": 200,
    "/api/v1/places": 200, "/api/v1/nothing": 404, "/health": 200, "/robots.txt": 200,
}  # fmt: skip
WORKING = ("/tasks/", f"{THREAD}/", f"{THREAD}/manage/", "/account/", "/calderwick/needs/", "/api/v1/me")


def test_every_answer_is_kept_from_harm_by_its_headers(client: Client) -> None:
    case = make_case()
    publish_version(version=make_version(case), by=case.people["commissioner"], at=TUESDAY)
    for address, status in ANSWERS.items():
        answer = client.get(address, secure=True)
        assert answer.status_code == status, address
        headers = answer.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], address
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "same-origin", address
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", address
        assert "Cache-Control" in headers, address


def test_no_cache_on_the_way_keeps_what_only_one_person_may_see(client: Client) -> None:
    case = make_case()
    sign_in(client, case.people["officer"])
    for address in WORKING:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "private" in answer.headers["Cache-Control"], address
        assert "public" not in answer.headers["Cache-Control"], address


def test_the_colour_of_a_place_that_is_not_open_is_kept_by_nobody_else(client: Client) -> None:
    case = make_case()
    hidden = make_place("hidden", opened_at=None)
    operator = case.people["officer"]
    operator.is_operator = True
    operator.save()
    answer = sign_in(client, operator).get(f"/{hidden.slug}/colour.css")
    assert "private" in answer.headers["Cache-Control"]

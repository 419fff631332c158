"""The guide for people, and the page on which they make access tokens."""

import re

import pytest
from django.test import Client

from tests.web.people import make_person, sign_in
from wholeplace.records.models import AccessToken

pytestmark = pytest.mark.django_db
TOKENS = "/account/tokens/"


def test_the_guide_names_every_address_and_needs_no_other_server() -> None:
    page = Client().get("/api/").content.decode()
    assert page.count('class="api-path"') > 120
    assert not re.findall(r'(?:src|href)="https?://', page)
    assert "<script>" not in page
    assert " style=" not in page


def test_a_token_is_shown_once_and_works() -> None:
    person = make_person("Ada")
    client = sign_in(Client(), person)
    entry = {"name": "Script", "scope": "read", "days": "30", "once": "8b0aeb4d-6f5d-4b6c-93ad-6fa9a3ed59a3"}
    made = client.post(TOKENS, entry)
    secret = re.search(r"wholeplace_[\w-]+", made.content.decode()).group()
    assert made.headers["Cache-Control"] == "no-store"
    told = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert told.json()["name"] == "Ada"
    assert secret not in client.get(TOKENS).content.decode()
    # The button pressed twice, or the page loaded again, makes no second one.
    assert client.post(TOKENS, entry).status_code == 302
    assert AccessToken.objects.count() == 1


def test_a_token_is_revoked_by_its_person_only() -> None:
    ada, eve = make_person("Ada"), make_person("Eve")
    client = sign_in(Client(), ada)
    client.post(TOKENS, {"name": "Script", "scope": "write", "days": "90"})
    token = AccessToken.objects.get()
    assert sign_in(Client(), eve).post(f"{TOKENS}{token.pk}/revoke").status_code == 404
    assert client.post(f"{TOKENS}{token.pk}/revoke").status_code == 302
    assert "You have no tokens" in client.get(TOKENS).content.decode()


def test_a_form_without_answers_is_shown_again() -> None:
    answer = sign_in(Client(), make_person("Ada")).post(TOKENS, {"name": ""})
    assert answer.status_code == 422
    assert "Choose what the program may do" in answer.content.decode()
    assert not AccessToken.objects.exists()

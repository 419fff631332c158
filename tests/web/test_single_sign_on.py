"""Signing in through an organisation: OpenID Connect against a provider that runs here."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests.web.people import sign_in
from wholeplace.config import settings as shipped
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Person, Place

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LOGIN = "/account/oidc/organisation/login/"


@dataclass
class Provider:
    """A provider of identities, and what it was asked."""

    address: str = ""
    who: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def answer(self, path: str, sent: str) -> dict[str, Any]:
        """Answer as the standard says."""
        if path.endswith("openid-configuration"):
            ends = {
                "authorization_endpoint": "authorize",
                "token_endpoint": "token",
                "userinfo_endpoint": "userinfo",
                "jwks_uri": "keys",
            }
            return {"issuer": self.address} | {name: f"{self.address}/{end}" for name, end in ends.items()}
        if path == "/token":
            self.asked.append(parse_qs(sent))
            claims = {"iss": self.address, "aud": "wholeplace", "iat": 0, "exp": 9_999_999_999, **self.who}
            return {
                "access_token": "let-me-in",
                "token_type": "Bearer",
                "id_token": jwt.encode(claims, "k" * 32),
            }
        return self.who


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Run a provider, and let the service know it as an operator would, by the environment."""
    known = Provider()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            body = json.dumps(known.answer(self.path, sent)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    known.address = f"http://127.0.0.1:{server.server_port}"
    known.who = {"sub": "42", "name": "Ama Owusu", "email": "Ama@council.example", "email_verified": True}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("WHOLEPLACE_OIDC_ADDRESS", known.address)
    monkeypatch.setenv("WHOLEPLACE_OIDC_CLIENT", "wholeplace")
    monkeypatch.setenv("WHOLEPLACE_OIDC_SECRET", "between us")
    monkeypatch.setenv("WHOLEPLACE_OIDC_NAME", "Calderwick Council")
    settings.SOCIALACCOUNT_PROVIDERS = shipped._read_single_sign_on()
    yield known
    server.shutdown()
    server.server_close()


def come_back(client: Client, *, next_page: str = "/calderwick/", **changes: str) -> Any:
    """Go to the provider and come back with its code."""
    sent_on = client.post(f"{LOGIN}?next={next_page}").headers["Location"]
    asked = parse_qs(urlsplit(sent_on).query)
    return client.get(f"{LOGIN}callback/", {"code": "once", "state": asked["state"][0]} | changes)


def test_the_page_offers_the_organisation(client: Client, place: Place, provider: Provider) -> None:
    assert "Sign in with Calderwick Council" in client.get("/account/login/").content.decode()


def test_whoever_signs_in_is_sent_to_the_provider_with_a_proof_key(
    client: Client, provider: Provider
) -> None:
    sent_on = client.post(LOGIN).headers["Location"]
    asked = parse_qs(urlsplit(sent_on).query)
    assert sent_on.startswith(f"{provider.address}/authorize?")
    assert asked["redirect_uri"] == ["http://testserver/account/oidc/organisation/login/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"openid", "email"} <= set(asked["scope"][0].split())


def test_opening_the_address_signs_nobody_in_by_itself(client: Client, provider: Provider) -> None:
    """Else another site could sign a reader in as somebody else."""
    answer = client.get(LOGIN)
    assert answer.status_code == 200
    assert "You go to the sign-in of your organisation" in answer.content.decode()


def test_somebody_new_gets_an_account_with_their_name(
    client: Client, place: Place, provider: Provider
) -> None:
    answer = come_back(client)
    assert answer.headers["Location"] == "/calderwick/"
    person = Person.objects.get()
    assert (person.name, person.email) == ("Ama Owusu", "ama@council.example")
    assert not person.has_usable_password()
    assert provider.asked[0]["code_verifier"]


def test_somebody_known_signs_in_to_the_same_account(
    client: Client, people: dict[Role, Person], provider: Provider
) -> None:
    provider.who["email"] = people["resident"].email
    come_back(client)
    assert client.session["_auth_user_id"] == str(people["resident"].pk)
    assert SocialAccount.objects.get().user == people["resident"]


def test_an_address_that_the_provider_did_not_check_opens_no_account(
    client: Client, people: dict[Role, Person], provider: Provider
) -> None:
    provider.who |= {"email": people["resident"].email, "email_verified": False}
    come_back(client)
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.filter(user=people["resident"]).exists()


def test_staff_need_their_second_step_here_too(
    client: Client, people: dict[Role, Person], provider: Provider
) -> None:
    provider.who["email"] = people["officer"].email
    assert come_back(client).headers["Location"].startswith("/account/second-step/enter/")
    assert "_auth_user_id" not in client.session


def test_an_answer_that_nobody_asked_for_is_refused(client: Client, place: Place, provider: Provider) -> None:
    answer = come_back(client, state="forged")
    assert answer.status_code == 401
    assert "did not work" in answer.content.decode()
    assert not Person.objects.exists()


def test_whoever_stops_at_the_provider_is_not_signed_in(
    client: Client, place: Place, provider: Provider
) -> None:
    sent_on = client.post(LOGIN).headers["Location"]
    state = parse_qs(urlsplit(sent_on).query)["state"][0]
    answer = client.get(f"{LOGIN}callback/", {"error": "access_denied", "state": state}, follow=True)
    assert "You did not sign in" in answer.content.decode()


def test_a_provider_that_is_down_is_said_so(
    client: Client, place: Place, provider: Provider, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:9"
    )
    answer = client.post(LOGIN)
    assert answer.status_code == 502
    assert "did not work" in answer.content.decode()


def test_a_person_without_a_password_erases_themselves(
    client: Client, place: Place, provider: Provider
) -> None:
    come_back(client)
    client.post("/account/erase", {"sure": "on"})
    assert Person.objects.get().name == ""
    assert not SocialAccount.objects.exists()


def test_forms_may_lead_to_the_provider_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOLEPLACE_OIDC_ADDRESS", "https://login.council.example/tenant/v2.0")
    assert shipped._list_origins() == ["https://login.council.example"]
    monkeypatch.delenv("WHOLEPLACE_OIDC_ADDRESS")
    assert shipped._list_origins() == []
    assert shipped._read_single_sign_on() == {}


def test_a_half_set_provider_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOLEPLACE_OIDC_ADDRESS", "https://login.council.example")
    with pytest.raises(ImproperlyConfigured, match="WHOLEPLACE_OIDC_CLIENT"):
        shipped._read_single_sign_on()


def test_without_a_provider_there_is_no_such_door(client: Client, people: dict[Role, Person]) -> None:
    assert sign_in(client, people["resident"]).get(LOGIN).status_code == 404
    assert "your organisation" not in Client().get("/account/login/").content.decode()

"""The first account, one's own account, invitations, and the pages that are the same everywhere."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from tests.web.people import AT, PASSWORD, make_person, sign_in
from wholeplace.faces.web.people.browsers import name_browser
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Membership, Need, Person, Place
from wholeplace.services.people.account import forget_expired
from wholeplace.services.people.operations import RoleEntry, invite_person
from wholeplace.services.places.reserved import RESERVED
from wholeplace.services.publication.queries import check_chain

pytestmark = pytest.mark.django_db
FIRST = {"code": "abcd1234", "name": "Ama Owusu", "email": "ama@example.org", "password": PASSWORD}


# --- the first run ---------------------------------------------------------------------------------------


def test_an_empty_service_leads_to_the_first_account(client: Client, db: None) -> None:
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/first-run"
    assert "Welcome to Wholeplace" in page.content.decode()


def test_the_first_account_goes_on_to_its_second_step_and_the_first_place(
    client: Client, settings: Any
) -> None:
    settings.FIRST_RUN_CODE = "abcd1234"
    answer = client.post("/first-run", FIRST)
    assert answer.headers["Location"] == "/new-place"
    assert client.get("/new-place").headers["Location"] == "/account/second-step/set-up/"
    assert client.session["after_second_factor"] == "/new-place"
    assert client.get("/account/second-step/set-up/").status_code == 200


def test_a_wrong_code_keeps_what_was_typed_but_no_password(client: Client, settings: Any) -> None:
    settings.FIRST_RUN_CODE = "abcd1234"
    answer = client.post("/first-run", FIRST | {"code": "guess"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Must be the one that the service printed" in page
    assert "Ama Owusu" in page
    assert PASSWORD not in page


def test_codes_of_the_first_run_cannot_be_guessed(client: Client, settings: Any) -> None:
    settings.FIRST_RUN_CODE = "abcd1234"
    answers = [client.post("/first-run", FIRST | {"code": f"guess {number}"}) for number in range(21)]
    assert answers[-1].status_code == 429
    assert client.post("/first-run", FIRST).status_code == 429
    assert not Person.objects.exists()


def test_the_first_run_is_over_once_somebody_is_here(
    client: Client, people: dict[Role, Person], settings: Any
) -> None:
    settings.FIRST_RUN_CODE = "abcd1234"
    assert client.get("/first-run").headers["Location"] == "/new-place"
    assert client.post("/first-run", FIRST).status_code == 404
    assert not Person.objects.filter(email=FIRST["email"]).exists()


# --- places ----------------------------------------------------------------------------------------------


@pytest.fixture
def operator(client: Client, db: None) -> Person:
    person = make_person("operator", has_second_factor=True, is_operator=True)
    sign_in(client, person)
    return person


def test_a_place_called_script_is_only_a_name(client: Client, operator: Person) -> None:
    name = "<script>alert('place')</script>"
    answer = client.post("/new-place", {"name": name, "slug": "odd", "body_kind": "council"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/odd/settings/"
    for address in ("/odd/settings/", "/odd/", "/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_reserved_word_is_refused_beside_its_field(client: Client, operator: Person) -> None:
    answer = client.post("/new-place", {"name": "Tasks", "slug": "", "body_kind": "council"})
    assert answer.status_code == 409
    assert 'href="#id_slug"' in answer.content.decode()


def test_sending_a_new_place_twice_founds_it_once(client: Client, operator: Person) -> None:
    once = re.search(r'name="once" value="([^"]+)"', client.get("/new-place").content.decode())
    assert once
    sent = {"name": "North Wold", "slug": "", "body_kind": "council", "once": once[1]}
    answers = [client.post("/new-place", sent).headers["Location"] for _ in range(2)]
    assert answers == ["/north-wold/settings/"] * 2
    assert Place.objects.count() == 1


def test_every_first_word_of_a_fixed_address_is_reserved() -> None:
    """Else a place could take it, and one of the two could never be reached."""
    words = set()

    def walk(patterns: Any, before: str) -> None:
        for pattern in patterns:
            here = before + str(pattern.pattern).removeprefix("^")
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, here)
            else:
                words.add(here.split("/")[0].removesuffix("\\Z"))

    walk(get_resolver().url_patterns, "")
    fixed = {word for word in words if word and "<" not in word}
    as_slug = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    assert {word for word in fixed if as_slug.fullmatch(word)} <= RESERVED


# --- settings --------------------------------------------------------------------------------------------


@pytest.fixture
def administrator(client: Client, people: dict[Role, Person]) -> Person:
    sign_in(client, people["place-administrator"])
    return people["place-administrator"]


LIMITS = {
    "revision": "0", "light_route_limit_pounds": "50000", "lock_in_percent": "25", "call_in_days": "10",
    "consultation_days": "60", "proposal_answer_days": "14",
}  # fmt: skip


def test_limits_are_changed_on_their_page(client: Client, place: Place, administrator: Person) -> None:
    page = client.get("/calderwick/settings/limits").content.decode()
    assert 'value="100000"' in page
    client.post("/calderwick/settings/limits", LIMITS)
    place.refresh_from_db()
    assert place.lock_in_limit_share == 0.25


def test_a_stale_form_overwrites_nothing_and_can_be_sent_again_knowingly(
    client: Client, place: Place, administrator: Person
) -> None:
    client.post("/calderwick/settings/limits", LIMITS)
    answer = client.post("/calderwick/settings/limits", LIMITS | {"call_in_days": "3"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed the settings" in page
    assert 'name="revision" value="1"' in page
    assert 'value="3"' in page
    place.refresh_from_db()
    assert place.call_in_days == 10
    client.post("/calderwick/settings/limits", LIMITS | {"call_in_days": "3", "revision": "1"})
    place.refresh_from_db()
    assert place.call_in_days == 3


PARAMETER = {
    "revision": "0", "id": "home-care-hour", "title": "An hour of home care", "value": "27.50",
    "unit": "GBP per hour", "price_year": "2026", "source_title": "Fees", "source_address": "https://example.org",
    "source_page": "", "status": "N", "valid_from": "", "valid_to": "", "note": "",
}  # fmt: skip


def test_a_parameter_is_kept_changed_and_removed(client: Client, place: Place, administrator: Person) -> None:
    client.post("/calderwick/settings/parameter/add", PARAMETER)
    assert "An hour of home care" in client.get("/calderwick/settings/parameter/").content.decode()
    change = "/calderwick/settings/parameter/home-care-hour/change"
    assert 'value="27.5"' in client.get(change).content.decode()
    client.post(change, PARAMETER | {"value": "30", "revision": "1", "id": "another"})
    assert place.own_records.get().record["value"] == 30
    assert place.own_records.get().identifier == "home-care-hour"
    client.post("/calderwick/settings/parameter/home-care-hour/remove", {"revision": "2"})
    assert not place.own_records.exists()


def test_what_is_wrong_with_a_parameter_is_said_beside_its_field(
    client: Client, place: Place, administrator: Person
) -> None:
    page = client.post(
        "/calderwick/settings/parameter/add", PARAMETER | {"price_year": "soon"}
    ).content.decode()
    assert 'href="#id_price_year"' in page
    page = client.post(
        "/calderwick/settings/parameter/add", PARAMETER | {"source_address": "javascript:alert(1)"}
    ).content.decode()
    assert 'href="#id_source_address"' in page


RULE = {
    "revision": "0", "id": "no-large-firms", "title": "No large firms", "kind": "option", "finding": "unavailable",
    "models": ["contract-large"], "over_pounds": "1000", "reason": "So decided", "duty": "", "status": "N",
    "source_title": "Policy", "source_address": "https://example.org", "source_section": "4", "valid_from": "",
    "valid_to": "", "note": "",
}  # fmt: skip


def test_a_rule_of_the_place_is_kept_and_changed(client: Client, place: Place, administrator: Person) -> None:
    client.post("/calderwick/settings/law-rule/add", RULE)
    assert place.own_records.get().record["when"] == {
        "model": ["contract-large"],
        "value_pounds": {"over": 1000},
    }
    page = client.get("/calderwick/settings/law-rule/no-large-firms/change").content.decode()
    assert re.search(r'value="contract-large"\s+checked', page)


def test_what_is_wrong_with_a_rule_is_said(client: Client, place: Place, administrator: Person) -> None:
    page = client.post("/calderwick/settings/law-rule/add", RULE | {"models": []}).content.decode()
    assert "There is a problem" in page
    assert "when.model" not in page or "which options" in page
    assert not place.own_records.exists()


def test_the_last_administrator_reads_why_they_stay(
    client: Client, place: Place, administrator: Person
) -> None:
    own = Membership.objects.get(person=administrator)
    answer = client.post(f"/calderwick/settings/people/{own.pk}/take")
    assert answer.status_code == 409
    assert "this is the last one" in answer.content.decode()


def test_two_hundred_long_names_still_make_a_page(
    client: Client, place: Place, administrator: Person
) -> None:
    for number in range(200):
        person = Person.objects.create(email=f"{number}@example.org", name=f"{'Long' * 49} {number}")
        Membership.objects.create(person=person, place=place, role="resident")
    assert client.get("/calderwick/settings/people/").status_code == 200


# --- invitations -----------------------------------------------------------------------------------------


@pytest.fixture
def link(place: Place, people: dict[Role, Person], django_capture_on_commit_callbacks: Any) -> str:
    with django_capture_on_commit_callbacks(execute=True):
        invite_person(
            place=place,
            email="new@example.org",
            entry=RoleEntry("commissioner"),
            by=people["place-administrator"],
            at=AT,
        )
    found = re.search(r"http://\S+?(/account/invitation/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages live on the day on which the tests' records were made."""
    monkeypatch.setattr("wholeplace.faces.web.people.views.timezone.now", lambda: AT)


def test_somebody_new_accepts_an_invitation_without_confirming_the_address_again(
    client: Client, link: str
) -> None:
    page = client.get(link).content.decode()
    assert "Commissioner" in page
    sign_up = {"name": "New", "email": "new@example.org", "password1": PASSWORD, "next": link}
    answer = client.post("/account/signup/", sign_up)
    assert answer.headers["Location"] == link
    client.post(link)
    new = Person.objects.get(email="new@example.org")
    assert new.memberships.get().role == "commissioner"
    assert client.get("/calderwick/settings/").headers["Location"] == "/account/second-step/set-up/"


def test_an_invitation_confirms_no_other_address(client: Client, link: str) -> None:
    client.get(link)
    client.post(
        "/account/signup/",
        {"name": "Evil", "email": "other@example.org", "password1": PASSWORD, "next": link},
    )
    assert "_auth_user_id" not in client.session


def test_a_used_invitation_says_so(client: Client, link: str, people: dict[Role, Person]) -> None:
    sign_in(client, people["resident"]).post(link)
    answer = Client().get(link)
    assert answer.status_code == 409
    assert "used already" in answer.content.decode()


def test_opening_an_invitation_accepts_nothing(client: Client, link: str, people: dict[Role, Person]) -> None:
    sign_in(client, people["resident"]).get(link)
    Client().post(link)
    assert people["resident"].memberships.count() == 1


# --- one's own account -----------------------------------------------------------------------------------


def test_the_account_shows_what_became_of_what_was_said(
    client: Client, place: Place, people: dict[Role, Person]
) -> None:
    Need.objects.create(
        place=place, number=1, title="A bench", what="…", recorded_by=people["resident"], recorded_at=AT,
        answer="It stands there now.", answered_by=people["officer"], answered_at=AT,
    )  # fmt: skip
    page = sign_in(client, people["resident"]).get("/account/").content.decode()
    assert "A bench" in page
    assert "It stands there now." in page
    assert "Answered" in page


def test_data_out_is_a_file_for_its_person_only(client: Client, people: dict[Role, Person]) -> None:
    answer = sign_in(client, people["resident"]).get("/account/my-data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert json.loads(answer.content)["email"] == people["resident"].email


def test_signing_out_everywhere_ends_other_sessions_and_keeps_this_one(people: dict[Role, Person]) -> None:
    here, elsewhere = (sign_in(Client(), people["resident"]) for _ in range(2))
    here.post("/account/sign-out-everywhere")
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.0 Mobile/15E148 Safari/604.1"
)
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def open_two(person: Person) -> tuple[Client, Client]:
    """Sign somebody in on a phone and on a laptop, and use both."""
    phone = sign_in(Client(headers={"user-agent": PHONE}), person)
    laptop = sign_in(Client(headers={"user-agent": LAPTOP}), person)
    for client in (phone, laptop):
        client.get("/account/")
    return phone, laptop


def test_the_account_lists_where_one_is_signed_in_in_plain_words(people: dict[Role, Person]) -> None:
    phone, _laptop = open_two(people["resident"])
    page = phone.get("/account/").content.decode()
    assert (
        page.index("Safari on an iPhone")
        < page.index("This one")
        < page.index("Firefox on a Windows computer")
    )
    assert "127.0.0.1" not in page


def test_one_session_is_ended_and_the_others_stay(people: dict[Role, Person]) -> None:
    phone, laptop = open_two(people["resident"])
    other = UserSession.objects.get(user_agent=LAPTOP)
    for _ in range(2):
        assert phone.post(f"/account/sessions/{other.pk}/end").status_code == 302
    assert laptop.get("/account/").status_code == 302
    assert "You are signed in nowhere else." in phone.get("/account/").content.decode()


def test_nobody_ends_somebody_elses_session(people: dict[Role, Person]) -> None:
    phone, _laptop = open_two(people["resident"])
    stranger = sign_in(Client(), people["provider"])
    for session in UserSession.objects.filter(user=people["resident"]):
        stranger.post(f"/account/sessions/{session.pk}/end")
    assert phone.get("/account/").status_code == 200


def test_signing_out_everywhere_leaves_one_session_on_the_list(people: dict[Role, Person]) -> None:
    phone, laptop = open_two(people["resident"])
    phone.post("/account/sign-out-everywhere")
    page = phone.get("/account/").content.decode()
    assert "Safari on an iPhone" in page
    assert "Firefox" not in page
    assert laptop.get("/account/").status_code == 302


def test_a_session_is_noted_once_in_a_while_and_forgotten_when_it_has_ended(
    people: dict[Role, Person],
) -> None:
    phone, _laptop = open_two(people["resident"])
    earlier = AT - timedelta(days=1)
    UserSession.objects.update(last_seen_at=earlier)
    phone.get("/account/")
    assert set(UserSession.objects.values_list("last_seen_at", flat=True)) == {earlier}
    caches["limits"].clear()
    phone.get("/account/")
    assert UserSession.objects.filter(last_seen_at__gt=earlier).count() == 1
    assert len(json.loads(phone.get("/account/my-data.json").content)["sessions"]) == 2
    phone.post("/account/logout/")
    forget_expired(at=timezone.now())
    assert [one.user_agent for one in UserSession.objects.all()] == [LAPTOP]


@pytest.mark.parametrize("name", ["", "x" * 5000, "<script>alert(1)</script>", "curl/8.5"])
def test_a_browser_that_hides_its_name_is_listed_all_the_same(people: dict[Role, Person], name: str) -> None:
    client = sign_in(Client(headers={"user-agent": name}), people["resident"])
    page = client.get("/account/").content.decode()
    assert "A browser that does not say its name" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge on a Mac"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36", "Chrome on an Android phone or tablet"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", "Chrome on a Chromebook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on a Linux computer"),
        ("Mozilla/5.0 (Haiku) Firefox/130.0", "Firefox"),
    ],
)  # fmt: skip
def test_browsers_are_named_as_people_name_them(user_agent: str, name: str) -> None:
    assert name_browser(user_agent) == name


def test_erasing_needs_the_password_and_a_yes(client: Client, people: dict[Role, Person]) -> None:
    person = people["resident"]
    sign_in(client, person)
    for sent in ({"password": "wrong", "sure": "on"}, {"password": PASSWORD}):
        assert client.post("/account/erase", sent).status_code == 422
    assert Person.objects.get(pk=person.pk).name
    client.post("/account/erase", {"password": PASSWORD, "sure": "on"})
    assert Person.objects.get(pk=person.pk).name == ""
    assert "_auth_user_id" not in client.session
    assert check_chain().broken == ""


def test_whoever_was_erased_cannot_sign_in_again(client: Client, people: dict[Role, Person]) -> None:
    sign_in(client, people["resident"]).post("/account/erase", {"password": PASSWORD, "sure": "on"})
    Client().post("/account/login/", {"login": people["resident"].email, "password": PASSWORD})
    client.post("/account/login/", {"login": people["resident"].email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


# --- the same everywhere ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/about", "/privacy", "/accessibility"])
def test_fixed_pages_are_plain(client: Client, place: Place, address: str) -> None:
    import textstat

    page = client.get(address).content.decode()
    main = page.split("<main")[1].split("</main>")[0]
    sentences = re.findall(r"<(?:p|li)[^>]*>(.*?)</(?:p|li)>", main, re.DOTALL)
    text = " ".join(re.sub(r"<[^>]+>", "", sentence).strip().rstrip(".") + "." for sentence in sentences)
    # Grade 6 is read at age 11; these indices count letters, and long words are hard on them.
    assert textstat.automated_readability_index(text) <= 7
    assert textstat.coleman_liau_index(text) <= 9


def test_security_txt_names_a_contact_and_does_not_run_out_soon(client: Client, place: Place) -> None:
    for address in ("/security.txt", "/.well-known/security.txt"):
        text = client.get(address).content.decode()
        assert "Contact: mailto:" in text
        assert re.search(r"^Expires: 2027-0", text, re.MULTILINE)


def test_robots_are_kept_from_accounts(client: Client, place: Place) -> None:
    assert "Disallow: /account/" in client.get("/robots.txt").content.decode()

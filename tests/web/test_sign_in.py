"""Signing in: what works, and what whoever tries to get in by another way meets."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import Resolver404, resolve

from tests.web.people import PASSWORD, TOTP_SECRET, make_person, sign_in
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import CachedValue, KeptEntry, Membership, Person, Place

pytestmark = pytest.mark.django_db
LOGIN, SIGN_UP, RESET = "/account/login/", "/account/signup/", "/account/password/reset/"
SET_UP, ENTER = "/account/second-step/set-up/", "/account/second-step/enter/"


def give_password(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def code_now(secret: str = TOTP_SECRET, steps: int = 0) -> str:
    counter = list(totp.yield_hotp_counters_from_time())[1] + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def find_link(text: str) -> str:
    found = re.search(r"https?://testserver(/\S+)", text)
    assert found, text
    return found[1]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- password --------------------------------------------------------------------------------------------


def test_a_resident_signs_in_and_comes_to_their_only_place(
    client: Client, people: dict[Role, Person]
) -> None:
    answer = give_password(client, people["resident"].email)
    assert answer.headers["Location"] == "/calderwick/"
    assert is_signed_in(client)


def test_the_letters_case_of_an_address_does_not_matter(client: Client, people: dict[Role, Person]) -> None:
    give_password(client, people["resident"].email.upper())
    assert is_signed_in(client)


def test_signing_in_leads_back_to_the_page_before(client: Client, people: dict[Role, Person]) -> None:
    page = client.get("/calderwick/needs/").content.decode()
    assert "/account/login/?next=%2Fcalderwick%2Fneeds%2F" in page
    answer = give_password(client, people["resident"].email, next="/calderwick/needs/?theme=housing")
    assert answer.headers["Location"] == "/calderwick/needs/?theme=housing"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\thttps://evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(
    client: Client, people: dict[Role, Person], elsewhere: str
) -> None:
    answer = give_password(client, people["resident"].email, next=elsewhere)
    assert answer.headers["Location"] == "/calderwick/"
    assert "evil" not in client.post("/account/logout/", {"next": elsewhere}).headers["Location"]
    assert "evil" not in client.post("/language", {"language": "cy", "next": elsewhere}).headers["Location"]


def test_what_was_typed_comes_back_after_signing_in(client: Client, people: dict[Role, Person]) -> None:
    typed = {"title": "A bench \U0001fa91", "what": "Somewhere to sit"}
    to_sign_in = client.post("/calderwick/needs/record", typed)
    page = client.get(to_sign_in.headers["Location"]).content.decode()
    assert "What you had written is kept" in page
    way_back = re.search(r'name="next" value="([^"]+)"', page)
    assert way_back
    answer = give_password(client, people["resident"].email, next=way_back[1])
    form = client.get(answer.headers["Location"]).content.decode()
    assert "A bench \U0001fa91" in form
    assert "Somewhere to sit" in form


def test_secrets_are_never_kept_with_what_was_typed(client: Client, people: dict[Role, Person]) -> None:
    client.post("/account/erase", {"password": PASSWORD, "sure": "on"})
    kept = KeptEntry.objects.get()
    assert PASSWORD not in str(kept.entry)


def test_an_unknown_address_and_a_wrong_password_sound_the_same(
    client: Client, people: dict[Role, Person]
) -> None:
    sentence = "The e-mail address or the password is not right"
    for email in (people["resident"].email, "nobody@example.org"):
        assert sentence in give_password(client, email, "wrong").content.decode()


def test_six_wrong_passwords_lock_an_account_from_every_connection(people: dict[Role, Person]) -> None:
    email = people["resident"].email
    for attempt in range(5):
        answer = Client(REMOTE_ADDR=f"10.0.0.{attempt}").post(LOGIN, {"login": email, "password": "wrong"})
        assert "not right" in answer.content.decode()
    client = Client(REMOTE_ADDR="10.0.0.99")
    assert "too many wrong attempts" in give_password(client, email).content.decode()
    assert not is_signed_in(client)


def test_one_connection_cannot_try_many_accounts(client: Client, db: None) -> None:
    answers = [give_password(client, f"{number}@example.org", "wrong") for number in range(11)]
    assert "too many wrong attempts" in answers[-1].content.decode()


def test_the_lock_is_in_the_database_for_all_machines(people: dict[Role, Person], settings: Any) -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    give_password(Client(), people["resident"].email, "wrong")
    assert CachedValue.objects.filter(cache_key__contains="login_failed").exists()


def test_a_session_that_was_planted_before_is_not_the_one_after(
    client: Client, people: dict[Role, Person]
) -> None:
    client.get(LOGIN)
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    give_password(client, people["resident"].email)
    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_passwords_are_hashed_with_argon2_on_a_server() -> None:
    from wholeplace.config import settings

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_somebody_who_was_closed_out_cannot_sign_in(client: Client, people: dict[Role, Person]) -> None:
    Person.objects.filter(pk=people["resident"].pk).update(is_active=False)
    give_password(client, people["resident"].email)
    assert not is_signed_in(client)


# --- the second step -------------------------------------------------------------------------------------


def test_staff_need_the_second_step_to_sign_in(client: Client, people: dict[Role, Person]) -> None:
    answer = give_password(client, people["officer"].email, next="/calderwick/settings/")
    assert answer.headers["Location"].startswith(ENTER)
    assert not is_signed_in(client)
    answer = client.post(ENTER, {"code": f" {code_now()[:3]} {code_now()[3:]}"})
    assert is_signed_in(client)
    assert answer.headers["Location"] == "/calderwick/settings/"


def test_staff_come_to_their_tasks(client: Client, people: dict[Role, Person]) -> None:
    give_password(client, people["officer"].email)
    assert client.post(ENTER, {"code": code_now()}).headers["Location"] == "/tasks/"


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_works_once(people: dict[Role, Person], steps: int) -> None:
    """Also one of the half minute before or after, while it would still be right."""
    code = code_now(steps=steps)
    for is_first in (True, False):
        client = Client()
        give_password(client, people["officer"].email)
        client.post(ENTER, {"code": code})
        assert is_signed_in(client) == is_first
        # The library forgets a used code after half a minute.
        CachedValue.objects.filter(cache_key__contains="totp.used").delete()


def test_codes_cannot_be_guessed(client: Client, people: dict[Role, Person]) -> None:
    give_password(client, people["officer"].email)
    for _ in range(5):
        client.post(ENTER, {"code": "000000"})
    assert "too many wrong attempts" in client.post(ENTER, {"code": code_now()}).content.decode()
    assert not is_signed_in(client)


def test_a_recovery_code_works_once(people: dict[Role, Person]) -> None:
    codes = RecoveryCodes.activate(people["officer"]).get_unused_codes()
    for is_first in (True, False):
        client = Client()
        give_password(client, people["officer"].email)
        client.post(ENTER, {"code": codes[0]})
        assert is_signed_in(client) == is_first


def test_staff_set_up_the_second_step_before_any_working_page(client: Client, place: Place) -> None:
    careless = make_person("careless")
    Membership.objects.create(person=careless, place=place, role="place-administrator")
    give_password(client, careless.email)
    answer = client.get("/calderwick/settings/limits")
    assert answer.headers["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert f'<code class="secret-key">{secret}</code>' in page
    assert 'src="data:image/svg+xml;base64,' in page
    answer = client.post(SET_UP, {"code": code_now(secret)}, follow=True)
    codes = answer.content.decode()
    assert "Keep your recovery codes" in codes
    assert 'href="/calderwick/settings/limits"' in codes
    assert client.get("/calderwick/settings/limits").status_code == 200


def test_what_staff_typed_comes_back_after_they_set_up_the_second_step(client: Client, place: Place) -> None:
    careless = make_person("careless")
    Membership.objects.create(person=careless, place=place, role="place-administrator")
    sign_in(client, careless).post("/calderwick/settings/organisations/add", {"name": "North Charity"})
    way_back = client.session["after_second_factor"]
    Authenticator.objects.all().delete()
    totp.TOTP.activate(careless, TOTP_SECRET)
    assert "North Charity" in client.get(way_back).content.decode()


def test_staff_cannot_switch_the_second_step_off(client: Client, people: dict[Role, Person]) -> None:
    give_password(client, people["officer"].email)
    client.post(ENTER, {"code": code_now()})
    answer = client.post("/account/second-step/switch-off/")
    assert "cannot be switched off" in answer.content.decode()
    assert Authenticator.objects.filter(user=people["officer"]).exists()


# --- making an account -----------------------------------------------------------------------------------


def sign_up(client: Client, **changes: str) -> Any:
    return client.post(
        SIGN_UP, {"name": "Ama Owusu", "email": "ama@example.org", "password1": PASSWORD} | changes
    )


def test_a_resident_makes_an_account_and_confirms_the_address(client: Client, place: Place) -> None:
    sign_up(client, next="/calderwick/needs/record")
    assert not is_signed_in(client)
    link = find_link(mail.outbox[0].body)
    assert "Is ama@example.org your e-mail address?" in client.get(link).content.decode()
    answer = client.post(link)
    assert answer.headers["Location"] == "/calderwick/needs/record"
    assert is_signed_in(client)
    assert Person.objects.get().name == "Ama Owusu"


def test_a_confirmation_link_works_once_and_not_when_forged(client: Client, place: Place) -> None:
    sign_up(client)
    link = find_link(mail.outbox[0].body)
    assert "This link does not work" in Client().get(link[:-3] + "xx/").content.decode()
    Client().post(link)
    assert EmailAddress.objects.get().verified
    assert "This link does not work" in Client().get(link).content.decode()


def test_nobody_signs_in_before_the_address_is_confirmed(client: Client, place: Place) -> None:
    sign_up(client)
    other = Client()
    assert give_password(other, "ama@example.org").headers["Location"] == "/account/confirm-email/"
    assert not is_signed_in(other)


def test_making_a_second_account_with_an_address_tells_only_its_owner(
    client: Client, people: dict[Role, Person]
) -> None:
    new, taken = sign_up(Client()), sign_up(client, email=people["resident"].email)
    assert new.headers["Location"] == taken.headers["Location"]
    assert "There is one already" in mail.outbox[-1].body
    assert mail.outbox[-1].to == [people["resident"].email]


@pytest.mark.parametrize(
    "name",
    [
        "愛子 سارة",
        "Zoë \U0001f469‍\U0001f9bd",
        "\u202eevil",
        "<script>alert(1)</script>",
        "O'Brien & Daughters",
    ],
)
def test_names_of_every_script_are_kept_and_shown_safely(client: Client, place: Place, name: str) -> None:
    sign_up(client, name=name)
    person = Person.objects.get()
    page = sign_in(client, person).get("/account/").content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in person.name
    assert person.name


def test_a_name_of_ten_thousand_letters_is_refused_with_the_entry_kept(client: Client, place: Place) -> None:
    page = sign_up(client, name="x" * 10_000).content.decode()
    assert "There is a problem" in page
    assert "ama@example.org" in page
    assert not Person.objects.exists()


@pytest.mark.parametrize("field", ["name", "email"])
def test_no_line_can_be_put_into_the_head_of_a_letter(client: Client, place: Place, field: str) -> None:
    sign_up(
        client,
        **{
            field: {"name": "Ama\r\nBcc: all@example.org", "email": "a@example.org\r\nBcc: b@example.org"}[
                field
            ]
        },
    )
    for letter in mail.outbox:
        assert letter.to == ["ama@example.org"]
        assert letter.cc == letter.bcc == []
        assert "\n" not in letter.subject
        assert "Bcc" not in letter.message()


@pytest.mark.parametrize("password", ["short", "password1234", "amaowusu-example"[:11], ""])
def test_weak_passwords_are_refused(client: Client, place: Place, password: str) -> None:
    sign_up(client, password1=password)
    assert not Person.objects.exists()


# --- a new password --------------------------------------------------------------------------------------


def ask_for_reset(client: Client, email: str) -> str:
    client.post(RESET, {"email": email})
    return find_link(mail.outbox[-1].body)


def choose_password(client: Client, link: str, password: str = "three other quiet words") -> Any:
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})


def test_a_reset_link_gives_a_new_password_once(client: Client, people: dict[Role, Person]) -> None:
    person = people["resident"]
    link = ask_for_reset(client, person.email)
    choose_password(client, link)
    person.refresh_from_db()
    assert person.check_password("three other quiet words")
    again = Client()
    assert "This link does not work" in again.get(link).content.decode()
    choose_password(again, link, "words of somebody else")
    person.refresh_from_db()
    assert person.check_password("three other quiet words")


def test_an_older_reset_link_does_not_revive(client: Client, people: dict[Role, Person]) -> None:
    first, second = (ask_for_reset(client, people["resident"].email) for _ in range(2))
    choose_password(client, second)
    assert "This link does not work" in Client().get(first).content.decode()


def test_signing_in_ends_a_reset_link(client: Client, people: dict[Role, Person]) -> None:
    link = ask_for_reset(client, people["resident"].email)
    give_password(Client(), people["resident"].email)
    assert "This link does not work" in Client().get(link).content.decode()


def test_a_reset_link_ends_after_an_hour(client: Client, people: dict[Role, Person], settings: Any) -> None:
    link = ask_for_reset(client, people["resident"].email)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link does not work" in Client().get(link).content.decode()


def test_a_forged_reset_link_does_not_work(client: Client, people: dict[Role, Person]) -> None:
    link = ask_for_reset(client, people["resident"].email)
    other = people["officer"]
    from allauth.account.utils import user_pk_to_url_str

    forged = re.sub(r"/key/\w+-", f"/key/{user_pk_to_url_str(other)}-", link)
    assert "This link does not work" in Client().get(forged).content.decode()


def test_a_new_password_does_not_replace_the_second_step(client: Client, people: dict[Role, Person]) -> None:
    choose_password(client, ask_for_reset(client, people["officer"].email))
    give_password(client, people["officer"].email, "three other quiet words")
    assert not is_signed_in(client)


def test_a_new_password_ends_other_sessions(people: dict[Role, Person]) -> None:
    person, stolen = people["resident"], Client()
    give_password(stolen, person.email)
    choose_password(Client(), ask_for_reset(Client(), person.email))
    assert stolen.get("/account/").status_code == 302


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(
    client: Client, people: dict[Role, Person]
) -> None:
    known = client.post(RESET, {"email": people["resident"].email})
    unknown = client.post(RESET, {"email": "nobody@example.org"})
    assert known.headers["Location"] == unknown.headers["Location"]


# --- the library's other doors ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/account/login/code/",
        "/account/login/code/confirm/",
        "/account/3rdparty/",
        "/account/2fa/",
        "/account/2fa/webauthn/",
        "/account/phone/verify/",
        "/account/signup/passkey/",
        "/account/social/signup/",
        "/account/_allauth/browser/v1/config",
    ],
)
def test_what_is_not_used_cannot_be_reached(address: str) -> None:
    with pytest.raises(Resolver404):
        resolve(address)


# --- language --------------------------------------------------------------------------------------------


def test_the_language_follows_the_person_to_another_browser(
    client: Client, people: dict[Role, Person]
) -> None:
    sign_in(client, people["resident"]).post("/language", {"language": "cy"})
    other = sign_in(Client(), people["resident"])
    assert other.get("/about").headers["Content-Language"] == "cy"
    assert Client().get("/about").headers["Content-Language"] == "en"


def test_an_unknown_language_changes_nothing(client: Client, people: dict[Role, Person]) -> None:
    sign_in(client, people["resident"]).post("/language", {"language": "xx"})
    people["resident"].refresh_from_db()
    assert people["resident"].language == "en"

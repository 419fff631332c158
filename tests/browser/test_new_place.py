"""An administrator sets up a new place from nothing, and a commissioner joins."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail

from wholeplace.records.models import Membership, Place
from wholeplace.services.publication.queries import check_chain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery staple"
WAYS = [
    pytest.param(True, 1280, id="scripts-wide"),
    pytest.param(False, 320, id="no-scripts-phone"),
    pytest.param(True, 320, id="scripts-phone"),
]


def fill(visitor: Any, **texts: str) -> None:
    """Fill fields by their names."""
    for name, text in texts.items():
        field = visitor.page.locator(f'main [name="{name}"]').first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def read_heading(visitor: Any) -> str:
    """Read the heading of the page, once it is there."""
    visitor.page.wait_for_load_state("load")
    return str(visitor.page.locator("h1").first.inner_text())


def set_up_second_step(visitor: Any) -> None:
    """Type the code that an app would show for the key on the page."""
    assert read_heading(visitor) == "Set up the second step"
    visitor.look("second-step")
    secret = visitor.page.locator(".secret-key").inner_text()
    counter = list(totp.yield_hotp_counters_from_time())[1]
    fill(visitor, code=totp.format_hotp_value(totp.hotp_value(secret, counter)))
    visitor.press("Switch the second step on")
    assert read_heading(visitor) == "Keep your recovery codes"
    visitor.look("recovery-codes")
    visitor.press("I have kept them: continue")


@pytest.mark.parametrize(("scripts", "width"), WAYS[:2])
def test_an_administrator_sets_up_a_new_place_from_nothing(
    visit: Any, settings: Any, scripts: bool, width: int
) -> None:
    settings.FIRST_RUN_CODE = "abcd1234"
    ama = visit(None, scripts=scripts, width=width)
    ama.open("/")
    assert read_heading(ama) == "Welcome to Wholeplace"
    ama.look("first-run")
    ama.press("Make the first account")
    assert "There is a problem" in ama.text()
    fill(ama, code="abcd1234", name="Ama Owusu", email="ama@example.org", password=PASSWORD)
    ama.press("Make the first account")
    set_up_second_step(ama)
    assert read_heading(ama) == "Found a place"
    ama.look("new-place")
    found_place(ama)
    invite(ama)
    kwame = visit(None, scripts=scripts, width=width)
    accept(kwame)
    ama.open("/north-wold/settings/people/")
    assert "Kwame Mensah" in ama.text()
    ama.look("people")
    open_to_everybody(ama)
    reader = visit(None, scripts=scripts, width=width)
    reader.open("/north-wold/")
    assert "North Wold" in reader.text()
    assert check_chain().broken == ""


def found_place(ama: Any) -> None:
    """Found the place, say who leads it and how it commissions."""
    fill(ama, name="North Wold")
    ama.press("Found the place")
    assert read_heading(ama) == "Settings of North Wold"
    ama.look("settings")
    ama.open("/north-wold/settings/about")
    ama.look("settings-about")
    fill(ama, colour="#ffdd00", summary="A town and its villages.")
    ama.press("Save and continue")
    assert "Must be darker" in ama.text()
    ama.look("settings-about-refused")
    fill(ama, colour="#0b6b3a")
    ama.press("Save and continue")
    ama.open("/north-wold/settings/limits")
    ama.look("settings-limits")
    ama.open("/north-wold/settings/organisations/")
    ama.press("Add an organisation")
    fill(
        ama,
        name="North Wold Council",
        kind="council",
        ownership_statement="A council.",
        **{"ownership_on-day": "1", "ownership_on-month": "11", "ownership_on-year": "2026"},
    )
    ama.look("organisation")
    ama.press("Save and continue")
    ama.look("organisations")
    ama.open("/north-wold/settings/parameter/add")
    ama.look("parameter")
    ama.open("/north-wold/settings/law-rule/add")
    ama.look("law-rule")


def invite(ama: Any) -> None:
    """Invite a commissioner."""
    ama.open("/north-wold/settings/people/")
    ama.press("Invite somebody")
    ama.look("invite")
    fill(ama, email="kwame@example.org", role="commissioner", office="Head of Commissioning")
    ama.press("Send the invitation")
    assert "kwame@example.org" in ama.text()


def accept(kwame: Any) -> None:
    """Open the link of the letter, make an account and take the role."""
    link = re.search(r"(/account/invitation/\S+)", mail.outbox[-1].body)
    assert link
    kwame.open(link[1])
    assert read_heading(kwame) == "You are invited to work with North Wold"
    kwame.look("invitation")
    kwame.press("Make an account and accept")
    kwame.look("sign-up")
    fill(kwame, name="Kwame Mensah", password1=PASSWORD)
    kwame.press("Make an account")
    kwame.press("Accept as Kwame Mensah")
    assert "Welcome to North Wold" in kwame.text()
    kwame.look("account")
    kwame.open("/account/second-step/set-up/")
    set_up_second_step(kwame)
    assert Membership.objects.filter(person__name="Kwame Mensah", role="commissioner").exists()


def open_to_everybody(ama: Any) -> None:
    """Open the place."""
    ama.open("/north-wold/settings/open")
    ama.press("Open it")
    assert Place.objects.get().opened_at is not None


@pytest.mark.parametrize(
    "address", ["/about", "/privacy", "/accessibility", "/account/login/", "/account/password/reset/"]
)
@pytest.mark.parametrize(("scripts", "width"), WAYS)
def test_pages_for_everybody_can_be_read_by_everybody(
    visit: Any, address: str, scripts: bool, width: int
) -> None:
    visitor = visit(None, scripts=scripts, width=width)
    visitor.open(address)
    visitor.look(address.strip("/").replace("/", "-"))

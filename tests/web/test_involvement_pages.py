"""Who was heard is recorded page by page, and everybody can read it."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.services.commissioning import Case, assess_equality, consult, hear_everybody, make_case
from tests.web.people import sign_in
from wholeplace.records.models import Consultation, EqualityEffect, Involvement, InvolvementTheme, Option
from wholeplace.services.involvement.queries import read_equality

pytestmark = pytest.mark.django_db
THREAD = "/calderwick/commissions/housing-support"


@pytest.fixture
def case(db: None) -> Case:
    """Give a commission at the stage of decision."""
    return make_case()


@pytest.fixture
def commissioner(client: Client, case: Case) -> Client:
    """Sign the commissioner in."""
    return sign_in(client, case.people["commissioner"])


def test_an_empty_record_says_that_nobody_was_heard_yet(client: Client, case: Case) -> None:
    text = client.get(f"{THREAD}/heard/").content.decode()
    assert "Nobody has been heard on this yet" in text
    assert "No consultation is announced yet." in text


def test_everybody_reads_what_was_said_and_what_was_done(client: Client, case: Case) -> None:
    hear_everybody(case)
    consult(case)
    assess_equality(case)
    text = client.get(f"{THREAD}/heard/").content.decode()
    assert "120 people took part so far" in text
    assert "Keep the workers" in text
    assert "What changed:" in text
    assert "It ran from" in text
    assert "400 households a year" in text
    assert "Change the answer" not in text


def test_a_commissioner_records_a_meeting_a_theme_and_an_answer(commissioner: Client, case: Case) -> None:
    meeting = {
        "group": "users", "title": "Coffee <b>morning</b>", "held_on": "2026-11-01", "method": "Meeting",
        "people_reached": "42", "summary": "",
    }  # fmt: skip
    assert commissioner.post(f"{THREAD}/involve/add/", meeting).status_code == 302
    number = Involvement.objects.get().pk
    theme = {"theme": "Keep our worker", "count": "12"}
    assert commissioner.post(f"{THREAD}/involve/{number}/themes/add/", theme).status_code == 302
    answer = {"response": "We will", "changed": "It stands in the contract"}
    assert (
        commissioner.post(f"{THREAD}/involve/themes/{InvolvementTheme.objects.get().pk}/", answer).status_code
        == 302
    )
    text = commissioner.get(f"{THREAD}/involve/").content.decode()
    assert "Coffee &lt;b&gt;morning&lt;/b&gt;" in text
    assert "It stands in the contract" in text


def test_what_is_refused_stands_at_its_field_with_the_entry_kept(commissioner: Client, case: Case) -> None:
    meeting = {
        "group": "users", "title": "Kept title", "held_on": "2999-01-01", "method": "Meeting",
        "people_reached": "42",
    }  # fmt: skip
    answer = commissioner.post(f"{THREAD}/involve/add/", meeting)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'href="#id_held_on-day"' in text
    assert "Kept title" in text


def test_a_consultation_is_announced_put_off_and_counted(commissioner: Client, case: Case) -> None:
    entry = {
        "title": "Have your say", "opens_on": "2026-01-05", "closes_on": "2026-02-16", "still_open": "All",
        "how_to_respond": "", "is_statutory": "yes",
    }  # fmt: skip
    assert commissioner.post(f"{THREAD}/involve/consultations/add/", entry).status_code == 302
    consultation = Consultation.objects.get()
    page = f"{THREAD}/involve/consultations/{consultation.pk}/"
    assert commissioner.post(page, entry | {"closes_on": "2026-02-20"}).status_code == 302
    assert commissioner.post(page, entry | {"title": "Other", "closes_on": "2026-02-20"}).status_code == 409
    assert commissioner.post(f"{page}responses/", {"responses": "210"}).status_code == 302
    text = commissioner.get(f"{THREAD}/heard/").content.decode()
    assert "210 responses came in." in text
    assert "The law asks for this consultation." in text


def test_every_protected_group_is_prefilled_and_one_page_asks_for_each_option(
    commissioner: Client, case: Case
) -> None:
    text = commissioner.get(f"{THREAD}/involve/equality/").content.decode()
    assert text.count("To do") == 9
    page = f"{THREAD}/involve/equality/age/"
    assert "Today’s contract: what would it do?" in commissioner.get(page).content.decode()
    entry = {"baseline": "A third are under 25", "mitigation": ""}
    for slug in ("today", "team", "charity"):
        entry |= {f"effect_{slug}": "none", f"note_{slug}": ""}
    answer = commissioner.post(page, entry)
    assert answer.headers["Location"] == f"{THREAD}/involve/equality/disability/", "the next group follows"
    assert commissioner.post(page, entry | {"effect_team": "negative"}).status_code == 409
    assert [group.group for group in read_equality(case.commission).groups] == ["Age"]
    assert "A third are under 25" in commissioner.get(page).content.decode()


def test_equality_is_finished_on_its_own_page(commissioner: Client, case: Case) -> None:
    finish = f"{THREAD}/involve/equality/finish/"
    assert commissioner.post(finish, {"summary": "Fair"}).status_code == 409
    assess_equality(case)
    assert commissioner.post(finish, {"summary": "Fair to all"}).status_code == 302


@pytest.mark.parametrize(
    "page",
    ["involve/999/", "involve/themes/999/", "involve/consultations/999/", "involve/equality/martians/"],
)
def test_a_guessed_number_leads_to_a_page_not_found(commissioner: Client, page: str) -> None:
    assert commissioner.get(f"{THREAD}/{page}").status_code == 404


@pytest.mark.parametrize(
    "page", ["involve/", "involve/add/", "involve/equality/", "involve/consultations/add/"]
)
def test_the_working_pages_are_for_who_runs_the_commission(client: Client, case: Case, page: str) -> None:
    assert client.get(f"{THREAD}/{page}").status_code == 302
    assert sign_in(client, case.people["member"]).get(f"{THREAD}/{page}").status_code == 403


def test_the_effects_of_a_proposal_that_waits_are_not_shown_to_everybody(client: Client, case: Case) -> None:
    assess_equality(case)
    waiting = Option.objects.create(
        commission=case.commission, slug="waiting", name="Waiting co-operative", model="co-operative",
        proposed_at=timezone.now(), position=9, proposed_as="resident",
    )  # fmt: skip
    group = case.commission.equality.effects.first()
    EqualityEffect.objects.create(
        assessment=case.commission.equality, group=group.group, effect="positive", option=waiting, note="Ours"
    )
    page = client.get("/calderwick/commissions/housing-support/heard/").content.decode()
    assert "Waiting co-operative" not in page
    assert "400 households a year" in page

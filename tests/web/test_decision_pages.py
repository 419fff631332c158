"""A decision is recorded on one page that works on a phone, without scripts and after a mistake."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.services.commissioning import Case, assess_equality, consult, make_case, prepare_decision
from tests.web.people import make_organisation, sign_in
from wholeplace.records.models import Award, Decision, Declaration, PrincipleOverride, Recommendation

pytestmark = pytest.mark.django_db
THREAD = "/calderwick/commissions/housing-support"


@pytest.fixture
def case(db: None) -> Case:
    """Give a commission at the stage of decision."""
    return make_case()


def open_as(case: Case, role: str) -> Client:
    return sign_in(Client(), case.people[role])


def fill_decision(case: Case, **more: str) -> dict[str, str]:
    member, officer = case.people["member"].pk, case.people["officer"].pk
    return {
        "option": "team", "reasons": "It keeps the workers", "conditions": "", "decided_by": "Cabinet",
        "decided_on": timezone.localdate().isoformat(), "refused_today": "Costs more",
        "refused_charity": "Not ready", f"vote_{officer}": "for", f"dissent_{officer}": "",
        f"vote_{member}": "against", f"dissent_{member}": "The risk is ours alone",
    } | more  # fmt: skip


def test_everybody_who_has_not_declared_is_named_and_can_declare(case: Case) -> None:
    client = open_as(case, "member")
    text = client.get(f"{THREAD}/interests/").content.decode()
    assert "evaluator of calderwick" in text
    assert "Declare your interests" in text
    answer = client.post(f"{THREAD}/interests/declare/", {"has_interest": "no", "interest": ""})
    assert answer.status_code == 302
    assert not Declaration.objects.get().has_interest
    assert "You declared on" in client.get(f"{THREAD}/interests/").content.decode()


def test_an_interest_without_words_is_refused_at_its_field(case: Case) -> None:
    answer = open_as(case, "member").post(f"{THREAD}/interests/declare/", {"has_interest": "yes"})
    assert answer.status_code == 409
    assert 'href="#id_interest"' in answer.content.decode()


def test_an_officer_writes_down_what_a_member_declared_but_a_member_cannot(case: Case) -> None:
    page = f"{THREAD}/interests/declare/{case.people['member'].pk}/"
    assert open_as(case, "evaluator").get(page).status_code == 403
    answer = open_as(case, "officer").post(page, {"has_interest": "yes", "interest": "A trustee"})
    assert answer.status_code == 302
    assert Declaration.objects.get().person == case.people["member"]


def test_the_recommendation_says_what_stands_in_the_way(case: Case) -> None:
    client = open_as(case, "commissioner")
    text = client.get(f"{THREAD}/recommend/").content.decode()
    assert "The consultation has not closed yet" in text
    assert "Interests are not declared yet by:" in text
    answer = client.post(f"{THREAD}/recommend/", {"option": "team", "reasons": "Best", "risks": "Few"})
    assert answer.status_code == 409
    assert "Best" in answer.content.decode()
    assert not Recommendation.objects.exists()


def test_a_member_records_a_decision_with_dissent(case: Case) -> None:
    prepare_decision(case, timezone.now())
    client = open_as(case, "member")
    text = client.get(f"{THREAD}/decision/record/").content.decode()
    assert "What is recommended: In-house team" in text
    assert "Why not “Grant to charities”?" in text
    assert client.post(f"{THREAD}/decision/record/", fill_decision(case)).status_code == 302
    decision = Decision.objects.get()
    assert [(vote.vote, vote.reason) for vote in decision.votes.all()] == [
        ("against", "The risk is ours alone"), ("for", ""),
    ]  # fmt: skip


def test_a_missing_reason_is_asked_for_at_its_option_and_nothing_is_lost(case: Case) -> None:
    prepare_decision(case, timezone.now())
    answer = open_as(case, "member").post(
        f"{THREAD}/decision/record/", fill_decision(case, refused_charity=" ")
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'href="#id_refused_charity"' in text
    assert "The risk is ours alone" in text
    assert not Decision.objects.exists()


def test_a_decision_that_is_sent_twice_is_recorded_once(case: Case) -> None:
    prepare_decision(case, timezone.now())
    client = open_as(case, "member")
    once = {"once": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    for _ in range(2):
        assert client.post(f"{THREAD}/decision/record/", fill_decision(case, **once)).status_code == 302
    assert Decision.objects.count() == 1


def test_a_decision_is_called_in_and_sent_back(case: Case) -> None:
    prepare_decision(case, timezone.now())
    client = open_as(case, "member")
    client.post(f"{THREAD}/decision/record/", fill_decision(case))
    assert client.post(f"{THREAD}/decision/call-in/", {"reason": "Thin evidence"}).status_code == 302
    outcome = {"outcome": "sent-back", "reason": "Ask again"}
    assert client.post(f"{THREAD}/decision/call-in/outcome/", outcome).status_code == 302
    assert Decision.objects.get().call_in_outcome == "sent-back"


def test_a_principle_is_set_aside_in_ones_own_name(case: Case) -> None:
    page = f"{THREAD}/principles/staff-heard/override/"
    assert open_as(case, "commissioner").get(page).status_code == 403
    client = open_as(case, "member")
    assert "Set aside: Staff are heard" in client.get(page).content.decode()
    assert client.post(page, {"reason": "There are no staff yet"}).status_code == 302
    assert PrincipleOverride.objects.get().by == case.people["member"]
    assert client.get(f"{THREAD}/principles/anything/override/").status_code == 404


def test_an_award_asks_for_owners_and_reads_its_break_dates(case: Case) -> None:
    prepare_decision(case, timezone.now())
    open_as(case, "member").post(f"{THREAD}/decision/record/", fill_decision(case))
    Decision.objects.update(decided_on="2026-01-05", call_in_ends_on="2026-01-12")
    charity = make_organisation(case.place)
    client = open_as(case, "commissioner")
    entry = {
        "route": "grant", "provider": charity.slug, "value_pounds": "1200000", "starts_on": "2027-04-01",
        "ends_on": "2032-03-31", "break_dates": "2029-04-01\n2030-04-01", "ownership_statement": "",
    }  # fmt: skip
    refused = client.post(f"{THREAD}/award/record/", entry)
    assert 'href="#id_ownership_statement"' in refused.content.decode()
    wrong = client.post(f"{THREAD}/award/record/", entry | {"break_dates": "soon"})
    assert "“soon” is not a date" in wrong.content.decode()
    done = client.post(f"{THREAD}/award/record/", entry | {"ownership_statement": "Seven trustees"})
    assert done.status_code == 302
    assert Award.objects.get().break_dates == ["2029-04-01", "2030-04-01"]


def test_a_review_and_a_compensation_are_set(case: Case) -> None:
    from wholeplace.records.models import BudgetHead

    BudgetHead.objects.create(place=case.place, slug="health", name="Health")
    client = open_as(case, "commissioner")
    review = {"review_on": "2028-04-01", "triggers": "Two complaints"}
    assert client.post(f"{THREAD}/review/set/", review).status_code == 302
    agreement = {
        "agency": "health", "option": "team", "agreed_with": "Chief finance officer", "amount_note": "£10,000",
        "on": "2026-01-05",
    }  # fmt: skip
    assert client.post(f"{THREAD}/compensations/add/", agreement).status_code == 302


@pytest.mark.parametrize(
    "page", ["interests/", "recommend/", "decision/record/", "award/record/", "principles/lawful/override/"]
)
def test_no_working_page_opens_for_a_visitor_or_a_resident(case: Case, page: str) -> None:
    assert Client().get(f"{THREAD}/{page}").status_code == 302
    assert open_as(case, "resident").get(f"{THREAD}/{page}").status_code == 403


def test_the_obstacles_go_away_as_they_are_cleared(case: Case) -> None:
    consult(case)
    assess_equality(case)
    text = open_as(case, "commissioner").get(f"{THREAD}/recommend/").content.decode()
    assert "The consultation has not closed" not in text
    assert "Interests are not declared yet by:" in text


def test_the_decision_page_offers_what_each_may_do_next(case: Case) -> None:
    prepare_decision(case, timezone.now())
    page = f"{THREAD}/decision/"
    assert "What you can do" not in Client().get(page).content.decode()
    member = open_as(case, "member")
    assert "decision/record/" in member.get(page).content.decode()
    member.post(f"{THREAD}/decision/record/", fill_decision(case))
    text = member.get(page).content.decode()
    assert "decision/call-in/" in text
    assert "/publish/" not in text
    assert "/publish/" in open_as(case, "commissioner").get(page).content.decode()


def test_a_principle_that_is_not_met_can_be_set_aside_by_who_may(case: Case) -> None:
    link = f"{THREAD}/principles/users-heard/override/"
    assert link in open_as(case, "member").get(f"{THREAD}/principles/").content.decode()
    text = open_as(case, "commissioner").get(f"{THREAD}/principles/").content.decode()
    assert link not in text
    assert "People who use the service are heard" in text

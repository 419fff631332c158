"""Journeys of those who decide and of those who publish, in a real browser."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from tests.services.commissioning import Case, assess_equality, hear_everybody, make_case, prepare_decision
from tests.services.publishing import make_version
from wholeplace.casefile.verify import verify_case_file
from wholeplace.records.models import CaseFile, Decision, Involvement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THREAD = "/calderwick/commissions/housing-support"
WAYS = [pytest.param(True, id="scripts"), pytest.param(False, id="no-scripts")]
PHONE = 320


@pytest.fixture
def case(transactional_db: None) -> Case:
    """Give a commission at the stage of decision with a computed version."""
    case = make_case(service="homelessness", value_pounds=1_800_000)
    make_version(case)
    return case


def choose(page: Any, group: str, answer: str) -> None:
    """Choose one answer of a group of radio buttons by its words."""
    page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()


def go(page: Any, words: str) -> None:
    """Follow a link whose name begins with these words; what it is about comes after them."""
    page.get_by_role("link", name=re.compile(f"^{words}")).first.click()


@pytest.mark.parametrize("scripts", WAYS)
def test_a_member_reads_the_recommendation_on_a_phone_and_records_a_decision_with_dissent(
    case: Case, visit: Any, scripts: bool
) -> None:
    prepare_decision(case, timezone.now())
    member = visit(None, scripts=scripts, width=PHONE)
    member.open("/tasks/")
    member.say_who(case.people["member"])
    member.look("b01-tasks")
    member.open(f"{THREAD}/decision/")
    assert "Best for users" in member.text()
    member.look("b02-recommendation")
    member.go("Record the decision")
    page = member.page
    member.look("b03-decision-record")
    assert "What is recommended: In-house team" in member.text()
    page.get_by_label("Why?", exact=True).fill("It keeps the workers people trust")
    page.get_by_label("Why not “Today’s contract”?").fill("It costs more")
    page.get_by_label("Who decided?").fill("Cabinet")
    choose(page, "member of calderwick", "Against")
    page.get_by_label("Reason of member of calderwick").fill("The whole risk stays with us")
    choose(page, "officer of calderwick", "For")
    member.press("Record the decision")
    assert "There is a problem" in member.text()
    member.look("b04-decision-refused")
    page.get_by_label("Why not “Grant to charities”?").fill("They are not ready yet")
    member.press("Record the decision")
    assert "Publish the case file anew" in member.text()
    assert "The whole risk stays with us" in member.text()
    member.look("b05-decision-recorded")
    decision = Decision.objects.get()
    assert decision.option == case.team
    assert decision.call_in_ends_on > timezone.localdate()


@pytest.mark.parametrize("scripts", WAYS)
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_commissioner_hears_people_assesses_equality_and_publishes(
    case: Case, visit: Any, scripts: bool, width: int
) -> None:
    commissioner = visit(case.people["commissioner"], scripts=scripts, width=width)
    page = commissioner.open(f"{THREAD}/involve/")
    commissioner.look("involve-empty")
    commissioner.follow("People who use the service")
    commissioner.look("involvement-add")
    page.get_by_label("What was it?").fill("Coffee morning")
    commissioner.fill_date("When was it?", timezone.localdate() - dt.timedelta(days=3))
    page.get_by_label("How were they heard?").fill("Meeting")
    page.get_by_label("How many people took part?").fill("42")
    commissioner.press("Save and continue")
    assert Involvement.objects.get().people_reached == 42
    go(page, "Add what people said")
    page.get_by_label("What did people say?").fill("Keep our worker")
    page.get_by_label("How many people said it?").fill("12")
    commissioner.press("Save and continue")
    go(page, "Answer")
    page.get_by_label("What is your answer?").fill("We will")
    commissioner.press("Save and continue")
    commissioner.look("involve")
    commissioner.follow("Equality assessment")
    commissioner.look("equality")
    commissioner.follow("Age")
    commissioner.look("equality-group")
    assess_equality(case)
    commissioner.open(f"{THREAD}/heard/")
    commissioner.look("heard")
    commissioner.open(f"{THREAD}/withheld/")
    commissioner.follow("Withhold a part")
    commissioner.look("withhold")
    page.get_by_label("Which part?").select_option(label="Grant to charities: all costs")
    choose(page, "What kind of reason?", "Commercially confidential: figures before a tender")
    page.get_by_label("Why?", exact=True).fill("There will be a tender")
    commissioner.press("Withhold it")
    commissioner.look("withheld")
    commissioner.open(f"{THREAD}/publish/")
    commissioner.look("publish")
    commissioner.press("Publish this version")
    assert "Commercially confidential: There will be a tender" in commissioner.text()
    commissioner.look("documents")
    assert verify_case_file(CaseFile.objects.get().document).holds
    commissioner.open(f"{THREAD}/withheld/")
    go(page, "Release now")
    commissioner.press("Release it now")
    assert "on the same chain" in commissioner.text()
    assert CaseFile.objects.count() == 2


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_the_remaining_pages_are_sound(case: Case, visit: Any, width: int) -> None:
    hear_everybody(case)
    commissioner = visit(case.people["commissioner"], width=width)
    for page in (
        "interests/", "interests/declare/", "recommend/", "review/set/", "compensations/add/",
        "involve/consultations/add/", "involve/equality/another/", "involve/equality/finish/",
    ):  # fmt: skip
        commissioner.open(f"{THREAD}/{page}")
        commissioner.look(page.strip("/").replace("/", "-"))
    member = visit(case.people["member"], width=width)
    for page in ("principles/staff-heard/override/", "decision/call-in/", "decision/call-in/outcome/"):
        member.open(f"{THREAD}/{page}")
        member.look(page.strip("/").replace("/", "-"))
    visitor = visit(None, width=width)
    visitor.open("/data/keys/")
    visitor.look("keys")

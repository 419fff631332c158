"""Journeys of those who take part and of those who must answer them, in a real browser."""

from datetime import date
from typing import Any

import pytest

from tests.services.running import found
from tests.web.people import AT, make_commission, make_people, make_place
from wholeplace.records.models import Commission, Need, Option
from wholeplace.services.commissions import operations as run
from wholeplace.services.needs import operations as needs
from wholeplace.services.options import operations as options

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [pytest.param(True, 1280, id="scripts-wide"), pytest.param(False, 320, id="no-scripts-phone")]
B = "/calderwick/commissions/housing-related-support"


@pytest.fixture
def world(transactional_db: None) -> Any:
    place = make_place()
    people = make_people(place)
    commission = found(place, people["commissioner"])
    run.open_commission(commission=commission, by=people["commissioner"], at=AT)
    run.set_next_step(
        commission=commission,
        next_step="The longlist closes",
        next_step_on=None,
        by=people["commissioner"],
        at=AT,
    )
    return place, people, commission


@pytest.mark.parametrize(("scripts", "width"), WAYS)
def test_a_resident_finds_what_is_being_decided_and_proposes_an_option(
    world: Any, visit: Any, scripts: bool, width: int
) -> None:
    _, people, _ = world
    resident = visit(None, scripts=scripts, width=width)
    resident.open("/")
    resident.look("c01-places")
    resident.follow("Calderwick")
    resident.look("c02-place")
    resident.follow("Housing-related support")
    assert "Who should help people keep their home?" in resident.text()
    resident.look("c03-thread")
    resident.follow("Propose an option")
    resident.look("c04-sign-in")
    resident.say_who(people["resident"])
    resident.look("c05-propose")
    resident.press("Send your proposal")
    assert "There is a problem" in resident.text()
    page = resident.page
    page.get_by_label("A resident or somebody who uses the service").check()
    page.get_by_label("Give your idea a name").fill("A drop-in on the Quayside")
    page.get_by_label("What is your idea?").fill("Open the old library at night.")
    page.get_by_label("Which of these is it most like?").select_option(label="Grant")
    resident.press("Send your proposal")
    assert "who must answer it" in resident.text()
    resident.look("c06-proposed")
    option = Option.objects.get(name="A drop-in on the Quayside")
    assert (option.status, option.proposed_as) == ("proposed", "resident")
    resident.follow("Change it")
    resident.look("change-proposal")
    page.get_by_label("What is your idea?").fill("Open the old library every night, with a warm meal.")
    resident.press("Save the change")
    assert "Your proposal is changed." in resident.text()
    resident.look("proposal-changed")

    commissioner = visit(people["commissioner"], scripts=scripts, width=width)
    commissioner.open("/tasks/")
    commissioner.look("c07-tasks")
    commissioner.follow("Answer the proposal “A drop-in on the Quayside”")
    assert "with a warm meal" in commissioner.text()
    commissioner.page.get_by_text("It was changed 1 time").click()
    assert "Open the old library at night." in commissioner.text()
    commissioner.look("c08-answer")
    commissioner.page.get_by_label("Refuse it").check()
    commissioner.press("Publish the answer")
    assert "a proposal is never refused without one" in commissioner.text()
    commissioner.page.get_by_label("Why?").fill("The library is sold.")
    commissioner.press("Publish the answer")
    assert "The answer is published." in commissioner.text()
    commissioner.look("c09-longlist")

    resident.open("/tasks/")
    assert "The library is sold." in resident.text()
    resident.look("c10-own-proposals")
    stranger = visit(None, scripts=scripts, width=width)
    stranger.open(f"{B}/options/{option.slug}/")
    assert "The library is sold." in stranger.text()
    stranger.look("c11-refused-option")


@pytest.mark.parametrize(("scripts", "width"), WAYS)
def test_a_resident_takes_a_proposal_back(world: Any, visit: Any, scripts: bool, width: int) -> None:
    _, people, commission = world
    entry = options.OptionEntry(
        name="A drop-in", model="grant", description="Open the library.", proposed_as="resident"
    )
    options.propose_option(commission=commission, entry=entry, by=people["resident"], at=AT)
    resident = visit(people["resident"], scripts=scripts, width=width)
    resident.open("/tasks/")
    resident.look("own-proposal-waiting")
    resident.page.get_by_role("link", name="Withdraw it").click()
    resident.page.get_by_label("Why do you take it back? (optional)").fill("Somebody opened one.")
    resident.look("withdraw-proposal")
    resident.press("Withdraw it")
    assert "Your proposal is withdrawn." in resident.text()
    resident.look("proposal-withdrawn")
    commissioner = visit(people["commissioner"], scripts=scripts, width=width)
    commissioner.open(f"{B}/manage/longlist")
    assert "Somebody opened one." in commissioner.text()
    commissioner.look("longlist-withdrawn")


@pytest.mark.parametrize(("scripts", "width"), WAYS)
def test_a_commissioner_attaches_a_report_and_a_plan_that_is_withheld(
    world: Any, visit: Any, scripts: bool, width: int
) -> None:
    _, people, commission = world
    writer = visit(people["commissioner"], scripts=scripts, width=width)
    writer.open(f"{B}/manage/")
    writer.follow("Attach a document")
    page = writer.page

    def fill(title: str, readers: str) -> None:
        page.get_by_label("What is it?").fill(title)
        page.get_by_label("What kind of document is it?").select_option(label="Report")
        writer.fill_date("Which date stands on it? (optional)", date(2026, 11, 4))
        file = {"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": title.encode()}
        page.get_by_label("The file").set_input_files(file)
        page.get_by_label(readers).check()

    fill("Cabinet report", "Everybody, at once")
    writer.press("Attach it")
    assert "“Cabinet report” is attached." in writer.text()
    fill("Tender plan", "Everybody, from a date on: it is withheld until then")
    writer.press("Attach it")
    assert "Give the date from which everybody may read it" in writer.text()
    writer.look("attach-refused")
    writer.fill_date("From which date on?", date(2031, 1, 31))
    page.get_by_label("Why is it withheld?").fill("A tender is open until then.")
    page.get_by_label("The file").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"plan"}
    )
    writer.press("Attach it")
    writer.look("manage-documents")
    assert commission.documents.count() == 2
    reader = visit(None, scripts=scripts, width=width)
    reader.open(f"{B}/documents/")
    assert "Tender plan" not in reader.text()
    assert "A tender is open until then." in reader.text()
    reader.look("documents")
    with reader.page.expect_download() as download:
        reader.follow("Cabinet report")
    assert download.value.suggested_filename == "Cabinet report.pdf"


@pytest.mark.parametrize(("scripts", "width"), WAYS)
def test_a_staff_group_proposes_a_spin_out_and_gets_an_answer(
    world: Any, visit: Any, scripts: bool, width: int
) -> None:
    _, people, _ = world
    staff = visit(None, scripts=scripts, width=width).sign_in_by_hand(people["staff-group"])
    staff.open(f"{B}/")
    staff.follow("Propose an option")
    staff.follow("Staff can propose to run it themselves")
    assert "Your right to put it forward" in staff.text()
    staff.look("d01-spin-out")
    page = staff.page
    assert page.get_by_label("Staff who run it now, and would like to run it themselves").is_checked()
    page.get_by_label("Give your idea a name").fill("Let us run it ourselves")
    page.get_by_label("What is your idea?").fill("We are eleven support workers.")
    page.get_by_label("What could go wrong?").fill("We have never run payroll.")
    staff.press("Send your proposal")
    staff.look("d02-sent")
    staff.open("/tasks/")
    assert "Waiting for an answer" in staff.text()
    staff.look("d03-waiting")

    officer = visit(people["officer"], scripts=scripts, width=width)
    officer.open("/tasks/")
    officer.follow("Answer the proposal “Let us run it ourselves”")
    officer.page.get_by_label("Accept it onto the longlist").check()
    officer.page.get_by_label("Why?").fill("It is compared like every other.")
    officer.look("d04-answer")
    officer.press("Publish the answer")
    officer.open(f"{B}/law/")
    assert "Let us run it ourselves" in officer.text()
    officer.look("d05-law")

    staff.open("/tasks/")
    assert "Accepted" in staff.text()
    assert "It is compared like every other." in staff.text()
    staff.look("d06-answered")
    staff.follow("Let us run it ourselves")
    staff.look("d07-option")


@pytest.mark.parametrize(("scripts", "width"), WAYS)
def test_a_resident_says_what_is_needed_and_sees_what_became_of_it(
    world: Any, visit: Any, scripts: bool, width: int
) -> None:
    _, people, _ = world
    resident = visit(people["resident"], scripts=scripts, width=width)
    resident.open("/calderwick/needs/")
    resident.look("needs-empty")
    resident.press("Say what is needed")
    resident.look("record-need")
    page = resident.page
    page.get_by_label("What is needed, in one line?").fill("Somewhere to sleep")
    page.get_by_label("Say more, in your own words").fill("Nobody told me where to go.")
    page.get_by_label("Theme (optional)").fill("Housing")
    resident.press("Publish it")
    assert "Everybody can now read and support this need." in resident.text()
    resident.press("I support this")
    assert "You are one of them." in resident.text()
    need = Need.objects.get()

    commissioner = visit(people["commissioner"], scripts=scripts, width=width)
    commissioner.open(f"{B}/manage/needs")
    commissioner.page.get_by_label("Which need?").select_option(value=str(need.number))
    commissioner.press("Cite this need")
    commissioner.look("manage-needs")
    commissioner.open(f"/calderwick/needs/{need.number}/answer")
    commissioner.page.get_by_label("Your answer").fill("We decide this winter.")
    commissioner.press("Publish the answer")

    resident.open(f"/calderwick/needs/{need.number}")
    assert "We decide this winter." in resident.text()
    assert "Housing-related support" in resident.text()
    resident.look("need")
    resident.open("/calderwick/needs/")
    resident.follow("Housing")
    resident.look("needs")


@pytest.mark.parametrize(("scripts", "width"), [*WAYS, pytest.param(True, 320, id="scripts-phone")])
def test_a_resident_is_shown_who_said_it_already_and_supports_them_or_speaks_too(
    world: Any, visit: Any, scripts: bool, width: int
) -> None:
    place, people, _ = world
    for title, what in (
        (
            "No evening bus from the hospital",
            "Care workers finish at ten; the last bus goes at half past six.",
        ),
        ("Buses stop at six", "There is no bus home after the late shift at the hospital."),
        ("Allotments", "I have waited six years for a plot to grow vegetables."),
    ):
        entry = needs.NeedEntry(title=title, what=what, where="Hillside", theme="Transport")
        needs.record_need(place=place, entry=entry, by=people["provider"], at=AT)
    resident = visit(people["resident"], scripts=scripts, width=width)

    def say() -> None:
        resident.open("/calderwick/needs/record")
        resident.page.get_by_label("What is needed, in one line?").fill("A late bus from the hospital")
        resident.page.get_by_label("Say more, in your own words").fill("I walk home\nafter every late shift.")
        resident.press("Publish it")

    say()
    assert "People have already said something like this" in resident.text()
    assert "Allotments" not in resident.text()
    resident.look("similar-needs")
    resident.press("Change what I wrote")
    assert resident.page.get_by_label("Say more, in your own words").input_value() == (
        "I walk home\nafter every late shift."
    )
    resident.press("Publish it")
    resident.page.get_by_role("button", name="Buses stop at six").click()
    assert "What you wrote yourself was not recorded." in resident.text()
    assert Need.objects.get(title="Buses stop at six").supports.count() == 1
    say()
    resident.press("Record mine anyway")
    assert "Everybody can now read and support this need." in resident.text()
    assert (
        Need.objects.get(title="A late bus from the hospital").what == "I walk home\nafter every late shift."
    )


@pytest.mark.parametrize(("scripts", "width"), [*WAYS, pytest.param(True, 320, id="scripts-phone")])
def test_every_working_page_of_a_commission_is_sound(
    world: Any, visit: Any, scripts: bool, width: int
) -> None:
    """Each is opened with something on it: no overflow, nothing that axe finds, no complaint of the browser."""
    place, people, commission = world
    lead = people["commissioner"]
    run.add_success_factor(
        commission=commission, name="One worker", description="The same one", by=lead, at=AT
    )
    run.add_outcome(commission=commission, name="Fewer lose their home", measure="", by=lead, at=AT)
    entry = options.OptionEntry(name="In-house " + "Unbroken" * 20, model="in-house")
    options.add_option(commission=commission, entry=entry, by=lead, at=AT)
    small = make_commission(place, lead, "lunch-club", title="Lunch club", route="light", value_pounds=30_000)
    visitor = visit(lead, scripts=scripts, width=width)
    for path in (
        "manage/", "manage/history", "manage/facts", "manage/law", "manage/route", "manage/next-step", "manage/lead",
        "manage/needs", "manage/outcomes", "manage/factors", "manage/move", "manage/withdraw", "manage/longlist",
        "manage/longlist/add", "manage/options/business-as-usual/edit", "manage/options/business-as-usual/factors",
        "manage/options/business-as-usual/advice", "law/", "public-interest-test/edit/",
        "public-interest-test/edit/social-value", "public-interest-test/edit/answers", "options/propose",
    ):  # fmt: skip
        visitor.open(f"{B}/{path}")
        visitor.look(path.strip("/").replace("/", "-"))
    visitor.open(f"/calderwick/commissions/{small.slug}/manage/light")
    visitor.look("light")
    visitor.open("/calderwick/commissions/new")
    visitor.look("new")
    assert Commission.objects.count() == 2


@pytest.mark.parametrize(("scripts", "width"), WAYS)
def test_the_test_is_answered_and_handed_to_a_second_person(
    world: Any, visit: Any, scripts: bool, width: int
) -> None:
    _, people, commission = world
    commissioner = visit(people["commissioner"], scripts=scripts, width=width)
    commissioner.open(f"{B}/public-interest-test/edit/")
    commissioner.follow("Value for money")
    for number in range(12):
        commissioner.page.get_by_label("Yes" if 5 <= number < 11 else "In-house", exact=True).check()
        commissioner.page.get_by_label("Why?").fill(f"Reason {number}.")
        commissioner.press("Save and continue")
    assert "Check the answers" in commissioner.text()
    assert "Reason 11." in commissioner.text()
    commissioner.look("test-answers")
    commissioner.press("Hand it to a second person")
    commissioner.look("hand-over")
    commissioner.page.get_by_label("officer of calderwick, Officer").check()
    commissioner.press("Hand it over")

    officer = visit(people["officer"], scripts=scripts, width=width)
    officer.open("/tasks/")
    officer.follow("Check the Public Interest Test that commissioner of calderwick handed to you")
    officer.look("check-test")
    officer.page.get_by_label("Yes, I agree").check()
    officer.press("Send")
    assert "agreed on" in officer.text()
    officer.look("test-agreed")
    assert commission.test_checks.get().agrees


@pytest.mark.parametrize(("scripts", "width"), WAYS)
def test_somebody_signs_out_on_a_browser_they_left(world: Any, visit: Any, scripts: bool, width: int) -> None:
    _, people, _ = world
    left = visit(people["resident"], scripts=scripts, width=width)
    here = visit(people["resident"], scripts=scripts, width=width)
    left.open("/tasks/")
    here.open("/account/")
    assert "Chrome on a Linux computer" in here.text()
    here.look("account-sessions")
    here.page.get_by_role("button", name="Sign out there").click()
    assert "You are signed in nowhere else." in here.text()
    left.open("/account/")
    assert "/account/login/" in left.page.url

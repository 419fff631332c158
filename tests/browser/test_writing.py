"""Writing the appraisal in a real browser: by keyboard alone, pasted from a spreadsheet, interrupted."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.services.appraising import make_document, make_option
from tests.services.commissioning import Case, make_case
from wholeplace.formats.toml import write_toml
from wholeplace.records.models import AppraisalDraft
from wholeplace.services.appraisals import operations
from wholeplace.services.appraisals.operations import Change

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BASE = "/calderwick/commissions/housing-support/appraisal"
OPTION = f"{BASE}/edit/options/today/"
WAYS = [pytest.param(True, id="scripts"), pytest.param(False, id="no-scripts")]
WIDTHS = (320, 1280)
LINES = (
    "name\tagency\tcategory\tamount\tfirst_year\tlast_year\tgrade\n"
    "Rent\tCalderwick Council\tNon-staff\t£12,000\t0\t2\t2\n"
    "Payroll\tcouncil\tStaff\tpert 90000 100000 140000\t0\t2\t3\n"
)


@pytest.fixture
def case(transactional_db: None) -> Case:
    """Give a commission with a draft that holds."""
    case = make_case()
    operations.upload_case(
        commission=case.commission, file=("case.toml", write_toml(make_document()).encode()), revision=None,
        by=case.people["commissioner"], at=timezone.now(),
    )  # fmt: skip
    return case


def stored() -> dict[str, Any]:
    """Read the first option of the draft as it is stored."""
    option: dict[str, Any] = AppraisalDraft.objects.get().document["options"][0]
    return option


def cell(page: Any, name: str, row: int = 1, sheet: str = "costs") -> Any:
    """Find the field of a cell."""
    return (
        page.locator(f'[data-sheet][data-table="{sheet}"] tbody tr')
        .nth(row - 1)
        .locator(f'td[data-column="{name}"] > *')
    )


def wait_saved(page: Any) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator("[data-state]")).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))
    expect(page.locator(".is-unsaved")).to_have_count(0)


def wait_state(page: Any, words: str) -> None:
    """Wait until the page says this of what was typed."""
    expect(page.locator("[data-state]")).to_contain_text(words)


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))


def test_a_sheet_is_filled_with_the_keyboard_alone(case: Case, visit: Any) -> None:
    writer = visit(case.people["finance-partner"])
    page = writer.open(OPTION)
    cell(page, "name").focus()
    page.keyboard.press("Enter")
    assert focused(page) == "Name, row 2"
    page.keyboard.type("Rent")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Agency, row 2"
    page.keyboard.type("Cald")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("triangular 10 20 40")
    assert page.locator("[data-table=costs] [data-preview] svg polygon").count() == 1
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Pounds a year, row 1"
    page.keyboard.press("ArrowDown")
    for year in ("0", "2"):
        page.keyboard.press("Tab")
        page.keyboard.type(year)
    wait_saved(page)
    line = stored()["costs"][1]
    assert line | {"key": ""} == {
        "key": "",
        "name": "Rent",
        "agency": "council",
        "amount": {"triangular": [10, 20, 40]},
        "years": [0, 2],
    }
    writer.look("appraisal-option-typed")


def test_lines_are_pasted_from_a_spreadsheet_and_the_totals_follow(case: Case, visit: Any) -> None:
    page = visit(case.people["finance-partner"]).open(OPTION)
    before = page.locator("#totals").inner_text()
    cell(page, "name").focus()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
             document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })) }""",
        LINES,
    )
    wait_saved(page)
    expect(page.locator("#totals")).not_to_have_text(before, use_inner_text=True)
    assert [(one["name"], one["amount"], one["years"], one["grade"]) for one in stored()["costs"]] == [
        ("Rent", 12000, [0, 2], 2),
        ("Payroll", {"pert": [90000, 100000, 140000]}, [0, 2], 3),
    ]
    assert "£" in page.locator("#totals").inner_text()


def test_a_row_is_duplicated_deleted_and_brought_back(case: Case, visit: Any) -> None:
    page = visit(case.people["finance-partner"]).open(OPTION)
    costs = page.locator('[data-table="costs"]')
    costs.get_by_role("button", name="Duplicate row 1").press("Enter")
    wait_saved(page)
    assert [one["name"] for one in stored()["costs"]] == ["Staff", "Staff"]
    costs.get_by_role("button", name="Delete row 1").press("Enter")
    wait_state(page, "Not saved yet")
    wait_saved(page)
    assert len(stored()["costs"]) == 1
    page.get_by_role("button", name="Undo", exact=True).click()
    page.wait_for_load_state("load")
    assert len(stored()["costs"]) == 2


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", WAYS)
def test_lines_are_put_in_another_order_with_buttons(
    case: Case, visit: Any, scripts: bool, width: int
) -> None:
    writer = visit(case.people["finance-partner"], scripts=scripts, width=width)
    writer.open(f"{OPTION}costs/paste")
    writer.page.get_by_label("Lines").fill(LINES)
    writer.press("Add these lines")
    page, costs = writer.page, writer.page.locator('[data-table="costs"]')
    costs.get_by_role("button", name="Down row 1").click()
    if scripts:
        wait_saved(page)
    assert [one["name"] for one in stored()["costs"]] == ["Rent", "Staff", "Payroll"]
    costs.get_by_role("button", name="Up row 3").click()
    if scripts:
        wait_state(page, "Not saved yet")
        wait_saved(page)
    assert [one["name"] for one in stored()["costs"]] == ["Rent", "Payroll", "Staff"]
    writer.look("lines-in-order")
    heads = costs.locator("tbody tr > th")
    assert [text.strip() for text in heads.all_inner_texts()] == ["1", "2", "3"]
    page.reload()
    assert costs.get_by_role("link", name="Change row 2, Payroll").count() == 1


def test_a_line_is_moved_with_the_keyboard_alone(case: Case, visit: Any) -> None:
    writer = visit(case.people["finance-partner"])
    writer.open(f"{OPTION}costs/paste")
    writer.page.get_by_label("Lines").fill(LINES)
    writer.press("Add these lines")
    page = writer.page
    cell(page, "amount", 3).focus()
    page.keyboard.press("Alt+ArrowUp")
    assert focused(page) == "Pounds a year, row 2"
    page.keyboard.press("Alt+ArrowUp")
    assert focused(page) == "Pounds a year, row 1"
    page.keyboard.press("Alt+ArrowUp")
    wait_state(page, "It is at the end of the table already.")
    page.keyboard.press("Control+A")
    page.keyboard.type("77")
    wait_saved(page)
    costs = stored()["costs"]
    assert costs[0]["amount"] == 77
    assert [one["name"] for one in costs] == ["Payroll", "Staff", "Rent"]


def test_a_new_line_is_moved_before_it_was_ever_saved(case: Case, visit: Any) -> None:
    writer = visit(case.people["finance-partner"])
    page = writer.open(OPTION)
    cell(page, "name").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Rent")
    page.keyboard.press("Alt+ArrowUp")
    assert focused(page) == "Name, row 1"
    wait_saved(page)
    assert [one["name"] for one in stored()["costs"]] == ["Rent", "Staff"]


def test_what_was_typed_in_a_tab_that_was_closed_is_offered_back(case: Case, visit: Any) -> None:
    writer = visit(case.people["finance-partner"])
    page = writer.open(OPTION)
    writer.context.set_offline(True)
    cell(page, "amount").fill("4321")
    wait_state(page, "Not saved")
    page.close()
    writer.context.set_offline(False)
    writer.page = page = writer.context.new_page()
    writer.open(OPTION)
    assert "was not saved" in writer.text()
    assert cell(page, "amount").input_value() == "uniform 100 200"
    writer.press("Put it back and save it")
    wait_saved(page)
    assert stored()["costs"][0]["amount"] == 4321


def test_a_session_that_ends_while_one_types_loses_nothing(case: Case, visit: Any) -> None:
    writer = visit(case.people["finance-partner"])
    page = writer.open(OPTION)
    cookies = writer.context.cookies()
    writer.context.clear_cookies(name="sessionid")
    cell(page, "amount").fill("4321")
    wait_state(page, "You are signed out")
    assert cell(page, "amount").input_value() == "4321"
    assert stored()["costs"][0]["amount"] == {"uniform": [100, 200]}
    writer.context.add_cookies(cookies)
    writer.press("Send it again now")
    wait_saved(page)
    assert stored()["costs"][0]["amount"] == 4321


def test_two_people_at_one_field_see_both_values_and_choose(case: Case, visit: Any) -> None:
    page = visit(case.people["finance-partner"]).open(OPTION)
    row = stored()["costs"][0]["key"]
    change = Change("set", "costs", row, "today", "amount", "uniform 100 200", "150")
    operations.save_changes(
        commission=case.commission, changes=[change], by=case.people["commissioner"], at=timezone.now()
    )
    cell(page, "amount").fill("175")
    cell(page, "growth").fill("1%")
    page.get_by_role("button", name="Use mine").wait_for()
    assert "Theirs: 150; yours: 175" in page.locator("[data-notes]").inner_text()
    assert (stored()["costs"][0]["amount"], stored()["costs"][0]["growth"]) == (150, 0.01)
    page.get_by_role("button", name="Use mine").click()
    wait_saved(page)
    assert stored()["costs"][0]["amount"] == 175


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", WAYS)
def test_an_appraisal_is_written_computed_and_compared(
    case: Case, visit: Any, scripts: bool, width: int
) -> None:
    """One journey through every page of it, each looked at; with scripts axe looks too."""
    writer = visit(case.people["commissioner"], scripts=scripts, width=width)
    page = writer.open(f"{BASE}/edit/")
    writer.look("appraisal-overview")
    writer.follow("Today")
    writer.look("appraisal-option")
    page.locator('[data-table="costs"]').get_by_role("link", name="Paste lines from a spreadsheet").click()
    writer.look("appraisal-paste")
    page.get_by_label("Lines").fill(LINES)
    writer.press("Add these lines")
    assert "Added 2 lines." in writer.text()
    assert [one["name"] for one in stored()["costs"]] == ["Staff", "Rent", "Payroll"]
    page.get_by_role("link", name="Change row 3, Payroll").click()
    writer.look("appraisal-line")
    page.get_by_label("Note", exact=True).fill("From the payroll of May")
    writer.press("Save")
    assert stored()["costs"][2]["note"] == "From the payroll of May"
    writer.open(f"{BASE}/edit/stakeholders/")
    writer.look("appraisal-list")
    writer.open(f"{BASE}/edit/compute")
    writer.look("appraisal-compute")
    page.get_by_label("What is new in this version? (optional)").fill("With rent")
    writer.press("Hand in and compute")
    assert "Not published" in writer.text()
    writer.look("appraisal-version")
    writer.open(f"{BASE}/edit/options/team/")
    writer.press("Copy this option")
    assert "Team (copy)" in writer.text()
    writer.open(f"{BASE}/edit/compute")
    writer.press("Hand in and compute")
    writer.follow("What changed since version 1")
    assert "Team (copy): added" in writer.text()
    writer.look("appraisal-differences")
    writer.open(f"{BASE}/versions/")
    writer.look("appraisal-versions")
    writer.open(f"{BASE}/edit/history/")
    writer.look("appraisal-history")
    writer.open(f"{BASE}/edit/documents/")
    writer.look("appraisal-documents")
    writer.open(f"{BASE}/edit/upload")
    writer.look("appraisal-upload")


def test_a_job_is_followed_and_stopped(case: Case, visit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django_q.conf import Conf

    monkeypatch.setattr(Conf, "SYNC", False)
    writer = visit(case.people["commissioner"], width=320)
    page = writer.open(f"{BASE}/edit/compute")
    writer.press("Hand in and compute")
    assert "Waiting for its turn" in writer.text()
    writer.look("job-waiting")
    writer.press("Stop computing")
    page.get_by_text("Stopped").wait_for()
    writer.look("job-stopped")


@pytest.mark.parametrize("width", WIDTHS)
def test_names_without_a_space_and_thousands_of_lines_break_no_page(
    case: Case, visit: Any, width: int
) -> None:
    document = make_document()
    document["options"][0]["name"] = "Ünbröken\u202e" * 40
    document["options"][0]["costs"] *= 350
    document["options"] += [make_option(f"option-{number}", 50) for number in range(150)]
    draft = AppraisalDraft.objects.get()
    operations.upload_case(
        commission=case.commission, file=("big.toml", write_toml(document).encode()), revision=draft.revision,
        by=case.people["commissioner"], at=timezone.now(),
    )  # fmt: skip
    writer = visit(case.people["commissioner"], width=width)
    writer.open(f"{BASE}/edit/")
    writer.look("appraisal-big-overview")
    page = writer.open(OPTION)
    assert page.locator("[data-table=costs] tbody tr").count() == 100
    writer.look("appraisal-big-option")

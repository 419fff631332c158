"""Reading, checking and taking away in a real browser, with and without scripts, on a phone and a desk."""

import csv
import datetime as dt
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.services.commissioning import Case, consult, make_case, prepare_decision
from tests.services.publishing import make_version, write_document
from wholeplace.services.publication.versions import publish_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THREAD = "/calderwick/commissions/housing-support"
PAGES = (
    "/", "/calderwick/", "/calderwick/commissions/", "/calderwick/history/", f"{THREAD}/",
    f"{THREAD}/options/team/", f"{THREAD}/appraisal/", f"{THREAD}/appraisal/cash/",
    f"{THREAD}/appraisal/gains/", f"{THREAD}/appraisal/inputs/", f"{THREAD}/public-interest-test/",
    f"{THREAD}/decision/", f"{THREAD}/versions/", "/check", "/methods/", "/methods/worked-examples/",
    "/methods/law/", "/parameters/", "/data/",
)  # fmt: skip
HOW = pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (True, 320), (False, 320)])


@pytest.fixture
def case(transactional_db: None) -> Case:
    """Give a commission that was consulted on, with a published appraisal and an open consultation."""
    case = make_case()
    prepare_decision(case, timezone.now())
    publish_version(version=make_version(case), by=case.people["officer"], at=timezone.now())
    return case


@HOW
def test_a_resident_finds_what_is_being_decided(visit: Any, case: Case, scripts: bool, width: int) -> None:
    consult(case, closes_on=timezone.localdate() + dt.timedelta(days=9))
    resident = visit(None, scripts=scripts, width=width)
    resident.open("/")
    resident.page.get_by_label("Find your place").fill("calder")
    resident.press("Find")
    resident.follow("Calderwick")
    resident.look("place")
    assert "Consultation, open until" in resident.text()
    resident.follow("Housing-related support")
    resident.look("thread")
    said = resident.text()
    assert "Nothing is settled yet" in said
    assert "front-runner" in said
    resident.follow("In-house team")
    assert "£880,000" in resident.text()
    resident.look("option")


def write_shared_case(case: Case) -> dict[str, Any]:
    """Write a case in which the council pays and the NHS saves, in the pounds of each year."""
    document = write_document(case)
    document["case"] |= {"horizon_years": 4, "inflation": 0.03}
    document["agencies"].append({"id": "nhs", "name": "NHS trust"})
    for option in document["options"]:
        option["costs"][0]["years"] = [0, 3]
    document["options"][1]["benefits"] = [
        {"name": "Fewer nights in hospital", "agency": "nhs", "kind": "fiscal-cashable", "population": 300,
         "unit_value": 395, "years": [1, 3]}
    ]  # fmt: skip
    return document


def read_page_cash(page: Any) -> dict[tuple[str, str, str], tuple[int, ...]]:
    """Read the tables of the page: by option, budget head and year, what is paid, saved and left."""
    told = page.evaluate(
        """() => [...document.querySelectorAll('main details')].flatMap(one => [...one.querySelectorAll('table')].map(table => [
             one.querySelector('summary').textContent, table.caption.textContent,
             [...table.rows].map(row => [...row.cells].map(cell => cell.textContent.trim()))]))"""
    )
    found = {}
    for summary, caption, (head, *rows) in told:
        for year, *figures in rows:
            named = dict(zip(head[1:], [read_pounds(one) for one in figures], strict=True))
            option = summary.rsplit(": ", 1)[1].strip()
            key = (option, caption.split(" under ")[0].strip(), year)
            found[key] = tuple(named.get(name, 0) for name in ("Revenue cost", "Savings banked", "Net"))
    return found


def read_pounds(shown: str) -> int:
    return int(shown.replace("£", "").replace(",", "").replace("\u2212", "-"))


@HOW
def test_a_finance_partner_sees_each_budget_by_year_in_cash_and_takes_it_away(
    visit: Any, transactional_db: None, scripts: bool, width: int
) -> None:
    """Every figure of the page stands in the spreadsheet, and the years are in the pounds of each."""
    case = make_case()
    prepare_decision(case, timezone.now())
    version = make_version(case, document=write_shared_case(case))
    publish_version(version=version, by=case.people["officer"], at=timezone.now())
    partner = visit(None, scripts=scripts, width=width).sign_in_by_hand(case.people["finance-partner"])
    partner.look("e01-tasks")
    partner.open(f"{THREAD}/")
    partner.follow("Who gains and who pays")
    assert "NHS trust" in partner.text()
    partner.look("e02-gains")
    partner.follow("Cash by year")
    partner.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    partner.look("e03-cash")
    shown = read_page_cash(partner.page)
    with partner.page.expect_download() as sheet:
        partner.page.get_by_role("link", name="Download the cash of every option as a spreadsheet").click()
    rows = list(load_workbook(io.BytesIO(Path(sheet.value.path()).read_bytes())).active.values)
    assert rows[0][:3] == ("Option", "Budget head", "Financial year")
    taken = {row[:3]: (round(row[3]), round(row[5]), round(row[7])) for row in rows[1:]}
    assert len(taken) == 3 * 2 * 4
    assert {key: taken[key] for key in shown} == shown
    # By hand: 3% a year from the price base year 2026; 300 people at 395 pounds.
    assert taken["In-house team", "Calderwick Council", "2027/28"] == (906_400, 0, -906_400)
    assert taken["In-house team", "NHS trust", "2028/29"] == (0, 125_717, 125_717)
    with partner.page.expect_download() as plain:
        partner.page.get_by_role("link", name="CSV", exact=True).click()
    lines = list(csv.reader(Path(plain.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert len(lines) == len(rows)


@HOW
def test_a_journalist_verifies_a_case_file_and_a_tampered_copy_fails(
    visit: Any, case: Case, scripts: bool, width: int, tmp_path: Path
) -> None:
    journalist = visit(None, scripts=scripts, width=width)
    journalist.open(f"{THREAD}/")
    journalist.look("f01-thread")
    with journalist.page.expect_download() as download:
        journalist.page.get_by_role("link", name="Download the case file").click()
    command = journalist.page.locator("#verify ~ pre code").inner_text().split()
    assert command == ["wholeplace", "verify", download.value.suggested_filename]
    good, bad = tmp_path / command[2], tmp_path / "tampered.json"
    download.value.save_as(good)
    bad.write_text(good.read_text().replace("880000", "480000"))
    code, told = verify(good)
    assert (code, told.splitlines()[0].rpartition(": ")[2]) == (0, "holds")
    code, told = verify(bad)
    assert (code, told.splitlines()[0].rpartition(": ")[2]) == (1, "does NOT hold")
    for file, finding in ((good, "This case file holds"), (bad, "This case file does not hold")):
        journalist.open("/check")
        journalist.page.get_by_label("Case file (JSON)").set_input_files(file)
        journalist.press("Check this file")
        assert finding in journalist.text()
        journalist.look(f"f02-checked-{'good' if file == good else 'tampered'}")


def verify(file: Path) -> tuple[int, str]:
    """Run the command that the page names; give its exit code and what it says."""
    program = [sys.executable, "-m", "wholeplace.faces.cli"]
    ran = subprocess.run([*program, "verify", str(file)], check=False, capture_output=True, text=True)
    return ran.returncode, ran.stdout


@pytest.mark.parametrize("width", [320, 1280])
def test_every_public_page_is_sound_for_everybody(visit: Any, case: Case, width: int) -> None:
    """Axe finds nothing and nothing is cut off, on a phone, at a desk; 320 px is also 1280 px at 400% zoom."""
    visitor = visit(None, width=width)
    for path in PAGES:
        visitor.open(path)
        visitor.look(path.strip("/").replace("/", "-") or "places")
        visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        visitor.look(f"{path.strip('/').replace('/', '-') or 'places'}-open")


def test_printed_pages_leave_out_what_paper_cannot_do(visit: Any, case: Case) -> None:
    visitor = visit(None)
    visitor.open(f"{THREAD}/")
    visitor.page.emulate_media(media="print")
    for hidden in (".masthead__nav", ".foot__language", ".tabs", ".govuk-breadcrumbs"):
        assert not visitor.page.locator(hidden).first.is_visible(), hidden
    assert visitor.page.locator("#verify").is_visible()


def test_a_page_can_be_used_with_the_keyboard_alone(visit: Any, case: Case) -> None:
    visitor = visit(None)
    visitor.open(f"{THREAD}/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("location.hash") == "#main-content"
    reached = set()
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        reached.add(visitor.page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Appraisal", "In-house team", "Download the case file (JSON)"} <= reached


def test_a_mark_of_a_chart_says_what_it_stands_for(visit: Any, case: Case) -> None:
    reader = visit(None, scripts=True, width=1280)
    page = reader.open(f"{THREAD}/appraisal/gains/")
    page.wait_for_selector("svg.chart [data-hint]", state="attached")
    mark = page.locator("svg.chart:visible [data-hint]").first
    mark.hover()
    bubble = page.locator(".bubble")
    assert bubble.is_visible()
    assert bubble.inner_text() == mark.get_attribute("data-hint")
    page.keyboard.press("Escape")
    assert not bubble.is_visible()


def test_without_scripts_the_browser_itself_says_what_a_mark_stands_for(visit: Any, case: Case) -> None:
    reader = visit(None, scripts=False)
    page = reader.open(f"{THREAD}/appraisal/gains/")
    assert ": " in page.locator("svg.chart--wide rect > title").first.text_content()

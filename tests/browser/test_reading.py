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

from tests.services.commissioning import Case, consult, make_case, prepare_decision
from tests.services.publishing import make_version
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


@HOW
def test_a_finance_partner_sees_each_budget_by_year_in_cash_and_takes_it_away(
    visit: Any, case: Case, scripts: bool, width: int, tmp_path: Path
) -> None:
    partner = visit(None, scripts=scripts, width=width)
    partner.open(f"{THREAD}/")
    partner.follow("Who gains and who pays")
    partner.look("gains")
    partner.open(f"{THREAD}/appraisal/cash/")
    assert "Calderwick Council" in partner.page.content()
    partner.look("cash")
    with partner.page.expect_download() as sheet:
        partner.page.get_by_role("link", name="Download this table as a spreadsheet").click()
    from openpyxl import load_workbook

    rows = list(load_workbook(io.BytesIO(Path(sheet.value.path()).read_bytes())).active.values)
    assert rows[0][:3] == ("Option", "Budget head", "Year")
    assert {row[2] for row in rows[1:]} == {2027, 2028}
    with partner.page.expect_download() as plain:
        partner.page.get_by_role("link", name="CSV", exact=True).click()
    lines = list(csv.reader(Path(plain.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert len(lines) == len(rows) == 1 + 3 * 2


@HOW
def test_a_journalist_verifies_a_case_file_and_a_tampered_copy_fails(
    visit: Any, case: Case, scripts: bool, width: int, tmp_path: Path
) -> None:
    journalist = visit(None, scripts=scripts, width=width)
    journalist.open(f"{THREAD}/")
    with journalist.page.expect_download() as download:
        journalist.page.get_by_role("link", name="Download the case file").click()
    command = journalist.page.locator("#verify ~ pre code").inner_text().split()
    assert command == ["wholeplace", "verify", download.value.suggested_filename]
    good, bad = tmp_path / command[2], tmp_path / "tampered.json"
    download.value.save_as(good)
    bad.write_text(good.read_text().replace("880000", "480000"))
    assert verify(good) == 0
    assert verify(bad) == 1
    for file, finding in ((good, "This case file holds"), (bad, "This case file does not hold")):
        journalist.open("/check")
        journalist.page.get_by_label("Case file (JSON)").set_input_files(file)
        journalist.press("Check this file")
        assert finding in journalist.text()
        journalist.look(f"checked-{file.stem}")


def verify(file: Path) -> int:
    return subprocess.run(
        [sys.executable, "-m", "wholeplace.faces.cli", "verify", str(file)], check=False
    ).returncode


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

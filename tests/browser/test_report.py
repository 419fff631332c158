"""The report in a real browser: accessible, without overflow, without a single request."""

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.debate import DebateSettings, compute_debate
from wholeplace.casefile.documents import render_html
from wholeplace.casefile.documents.debate import render_debate
from wholeplace.formats.polis import Statement, read_statements, read_votes

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WIDTHS = (320, 1280)


@pytest.fixture(scope="module", params=["appraisal", "debate"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of an example, with a name as long as a page."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_appraisal() if request.param == "appraisal" else render_votes(), encoding="utf-8")
    return path


def render_votes() -> str:
    """Render the example of a debate."""
    conversation = read_votes((EXAMPLES / "debate" / "votes.csv").read_bytes())
    statements = {
        each.id: each for each in read_statements((EXAMPLES / "debate" / "comments.csv").read_bytes())
    }
    statements["9"] = Statement("9", "Unbroken" * 600)
    return render_debate(
        compute_debate(conversation, DebateSettings(resamples=5)), statements, 5, "votes.csv"
    )


def render_appraisal() -> str:
    """Render the example of an appraisal."""
    document = tomllib.loads((EXAMPLES / "homelessness-prevention.toml").read_text(encoding="utf-8"))
    document = copy.deepcopy(document)
    document["options"][3]["name"] = "Unbroken" * 600
    appraised = appraise_document(document, draws=300)
    case_file = {"case": appraised.document, "results": {"appraisal": appraised.result}, "events": []}
    return render_html(case_file)


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: Any, report: Path) -> Iterator[Any]:
    """Return the report opened at one width, with what it asked for and complained about."""
    opened = chromium.new_page(viewport={"width": request.param, "height": 900})
    opened.requests, opened.complaints = [], []
    opened.on("request", lambda made: opened.requests.append(made.url))
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.goto(report.as_uri())
    yield opened
    opened.close()


def test_report_makes_no_request_and_no_complaint(page: Any, report: Path) -> None:
    assert page.requests == [report.as_uri()]
    assert page.complaints == []


def test_report_never_scrolls_sideways(page: Any) -> None:
    for is_open in (False, True):
        page.evaluate("open => document.querySelectorAll('details').forEach(one => one.open = open)", is_open)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_axe_finds_nothing(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["impact"]) for found in violations] == []


def test_letters_of_charts_are_at_least_12_pixels_high(page: Any) -> None:
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('svg')].filter(one => one.clientWidth).flatMap(one =>
             [...one.querySelectorAll('text')].map(text =>
               parseFloat(text.getAttribute('font-size')) * one.clientWidth / one.viewBox.baseVal.width)))"""
    )
    assert smallest >= 12


def test_letters_of_charts_stay_inside_their_drawing(page: Any) -> None:
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg')].filter(one => one.clientWidth).flatMap(one => {
             const frame = one.getBoundingClientRect()
             return [...one.querySelectorAll('text')].filter(text => {
               const box = text.getBoundingClientRect()
               return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1
             }).map(text => text.textContent) })"""
    )
    assert outside == []


def test_only_the_drawing_of_the_right_width_is_shown(page: Any) -> None:
    shown = page.evaluate(
        "[...document.querySelectorAll('svg')].filter(one => one.clientWidth).map(one => one.classList[1])"
    )
    assert set(shown) == {"chart--narrow" if page.viewport_size["width"] == 320 else "chart--wide"}


def test_skip_link_leads_to_the_answer(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"

"""The page of a participatory budget in a real browser: accessible, without overflow, without a request."""

from pathlib import Path
from typing import Any

import pytest

from wholeplace.casefile.counting import CountSettings, count_file
from wholeplace.casefile.documents.count_report import render_count
from wholeplace.formats.pabulib import read_pabulib, write_pabulib

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["equal-shares", "greedy"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of a made-up vote, with a name as long as a page."""
    keys = [f"p{number}" for number in range(30)]
    projects = {
        "project_id": keys,
        "cost": [1_000 * (1 + number * 7 % 13) for number in range(30)],
        "name": ["Unbroken" * 300, *(f"Project {key}" for key in keys[1:])],
    }
    ballots = [",".join(sorted({keys[n * 5 % 30], keys[n * n % 30], keys[n % 7]})) for n in range(400)]
    votes = {
        "voter_id": range(400), "vote": ballots, "district": [f"District {n % 6}" for n in range(400)],
    }  # fmt: skip
    meta = {"description": "A vote", "currency": "GBP", "budget": 60_000, "vote_type": "approval"}
    file = read_pabulib(write_pabulib(meta, projects, votes))
    rule = request.param
    settings = CountSettings(rule=rule, completion="add1-utilitarian" if rule == "equal-shares" else "none")
    path = tmp_path_factory.mktemp("count") / "report.html"
    path.write_text(render_count(count_file(file, settings), "vote.pb"), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_accessible_keeps_its_width_and_asks_for_nothing(
    chromium: Any, report: Path, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = chromium.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda made: asked.append(made.url))
    page.goto(report.as_uri())
    assert asked == [report.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["impact"]) for found in violations] == []
    page.close()

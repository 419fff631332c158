"""Public pages are valid HTML in plain words."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import textstat
from django.test import Client
from django.utils import timezone

from tests.services.commissioning import Case, make_case, prepare_decision
from tests.services.publishing import make_version
from wholeplace.services.publication.versions import publish_version

TEMPLATES = Path(__file__).resolve().parents[2] / "src/wholeplace/faces/web/templates"
READ_BY_ALL = ("places", "commissions", "reference", "needs", "people/about.html", "people/privacy.html")
# Reading age in years; the age of a school grade is the grade and five.
OLDEST = 11
THREAD = "/calderwick/commissions/housing-support"
PAGES = (
    "/", "/nowhere/", "/calderwick/", "/calderwick/commissions/", "/calderwick/history/", f"{THREAD}/",
    f"{THREAD}/options/team/", f"{THREAD}/appraisal/", f"{THREAD}/appraisal/cash/", f"{THREAD}/appraisal/inputs/",
    f"{THREAD}/public-interest-test/", f"{THREAD}/decision/", f"{THREAD}/versions/", "/check", "/methods/",
    "/methods/worked-examples/", "/methods/law/", "/parameters/", "/data/", "/about", "/calderwick/needs/",
)  # fmt: skip
# Where npm put the checker: "npm install vnu-jar", then name its vnu.jar here.
VNU = os.environ.get("WHOLEPLACE_VNU", "")


def list_sentences() -> list[str]:
    """List the fixed sentences of the templates that everybody reads."""
    files = [file for name in READ_BY_ALL for file in list_files(TEMPLATES / name)]
    texts = [text for file in files for text in read_texts(file.read_text(encoding="utf-8"))]
    sentences = [one.strip() for text in texts for one in re.split(r"(?<=[.!?:])\s+", text)]
    return sorted({one for one in sentences if len(one.split()) > 5})


def list_files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.html")) if path.is_dir() else [path]


def read_texts(template: str) -> list[str]:
    """Read what is translated, with an ordinary word for each value."""
    short = re.findall(r'_\("([^"]+)"', template)
    blocks = re.findall(r"{%-? ?trans[^%]*%}(.*?){%-? ?endtrans", template, flags=re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"{% pluralize[^%]*%}", block)]
    return [re.sub(r"{{[^}]*}}|%\(\w+\)[sd]", "this", text) for text in short + parts]


def test_the_fixed_sentences_of_public_pages_are_read_at_eleven() -> None:
    sentences = list_sentences()
    assert len(sentences) > 80
    text = " ".join(one if one[-1] in ".!?" else one.rstrip(":") + "." for one in sentences)
    assert textstat.automated_readability_index(text) + 5 <= OLDEST


def test_no_single_sentence_is_long() -> None:
    assert [one for one in list_sentences() if len(one.split()) > 30] == []


def test_the_measure_finds_what_is_hard_to_read() -> None:
    hard = "Notwithstanding the aforementioned considerations, commissioning authorities shall consult."
    assert textstat.automated_readability_index(hard) + 5 > OLDEST


@pytest.fixture
def case(db: None) -> Case:
    """Give a commission with a published appraisal and names that are hard on a page."""
    case = make_case(title="A “quoted” <b>title</b> & more", question="Wer \u202e soll?" + "Lang" * 200)
    prepare_decision(case, timezone.now())
    publish_version(version=make_version(case), by=case.people["officer"], at=timezone.now())
    return case


def find_errors(folder: Path) -> list[tuple[str, str]]:
    """Check every file of a folder; the name of the file and what is wrong."""
    if not VNU or not shutil.which("java"):
        pytest.skip("needs Java 17 and npm's vnu-jar: name its vnu.jar in WHOLEPLACE_VNU")
    command = ["java", "-jar", VNU, "--format", "json", "--errors-only", "--stdout", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [(Path(one["url"]).stem, one["message"]) for one in json.loads(done.stdout)["messages"]]


def test_public_pages_are_valid_html(case: Case, tmp_path: Path) -> None:
    for number, page in enumerate(PAGES):
        (tmp_path / f"{number:02}.html").write_bytes(Client().get(page).content)
    assert [(PAGES[int(number)], wrong) for number, wrong in find_errors(tmp_path)] == []


def test_the_checker_of_html_finds_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "wrong.html").write_text("<!DOCTYPE html><title>x</title><p id=a><p id=a><ul><p>")
    assert len(find_errors(tmp_path)) >= 2

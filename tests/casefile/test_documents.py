"""The documents say how sure the answer is, show what is withheld, and stand hostile input."""

import copy
import io
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
import typst
from pypdf import PdfReader

from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.documents import render_docx, render_html, render_pdf
from wholeplace.casefile.documents.chapters import write_report
from wholeplace.casefile.documents.reading import open_reading
from wholeplace.casefile.documents.typesetting import typeset_pdf

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WITHHELD = {"withheld": {"commitment": "ab", "reason": "commercially confidential", "until": "2028-01-01"}}
RENDERERS = (render_html, render_pdf, render_docx)

CaseFile = dict[str, Any]


def make_file(document: CaseFile, draws: int = 300) -> CaseFile:
    """Appraise a document and put it into the shape of a published case file."""
    appraised = appraise_document(document, draws=draws)
    return {
        "case": appraised.document,
        "parameters": [parameter.as_record() for parameter in appraised.parameters],
        "results": {"appraisal": appraised.result},
        "computed_on": {"wholeplace": "0", "python": "3", "numpy": "2", "scipy": "1", "platform": "Linux"},
        "withheld": [{"part": "options.x.name", "reason": "personal", "until": None}],
        "events": [{"sequence": 0, "hash": "c0ffee" * 10}],
    }


@cache
def _read_example() -> CaseFile:
    text = (EXAMPLES / "homelessness-prevention.toml").read_text(encoding="utf-8")
    return make_file(tomllib.loads(text))


@cache
def read_report() -> str:
    """Return the words of the example's report."""
    return read_words(render_html(_read_example()))


@pytest.fixture
def example() -> CaseFile:
    """Return a case file of eight options, agencies, scenarios and groups, free to be changed."""
    return copy.deepcopy(_read_example())


def make_document(*options: CaseFile, **case: Any) -> CaseFile:
    """Return a small document with one in-house option and any others."""
    own: CaseFile = {
        "id": "x",
        "name": "Own team",
        "model": "in-house",
        "business_as_usual": True,
        "in_house_comparator": True,
        "costs": [{"name": "Pay", "agency": "a", "amount": 1000, "years": [0, 9]}],
    }
    settings = {
        "title": "Meals", "place": "Sampleton", "body_kind": "council", "start_year": 2027, "horizon_years": 10,
        "price_base_year": 2026, "rate": 0.035,
    }  # fmt: skip
    return {
        "case": settings | case,
        "agencies": [{"id": "a", "name": "Council"}],
        "options": [own, *options],
    }


def make_option(number: int, name: str, lines: int = 2, amount: float = 1000.0, **others: Any) -> CaseFile:
    """Return an option with uncertain costs and benefits."""
    return {
        "id": f"o{number}",
        "name": name,
        "model": "contract-sme",
        "costs": [
            {"name": f"c{line}", "agency": "a", "amount": {"pert": [amount, amount * 1.5, amount * 3]},
             "years": [0, 9], "grade": 3}
            for line in range(lines // 2)
        ],
        "benefits": [
            {"name": f"b{line}", "agency": "a", "kind": "social", "years": [0, 9],
             "unit_value": {"uniform": [amount, amount * (2 + number / 5)]}}
            for line in range(lines // 2)
        ],
    } | others  # fmt: skip


class Outline(HTMLParser):
    """Reads tags, ids and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read_words(html: str) -> str:
    """Return the words of a page without its style sheet, on one line."""
    return " ".join(Outline(html.partition("</style>")[2]).text.split())


def read_answer(html: str) -> str:
    """Return the headline."""
    match = re.search(r'class="govuk-inset-text answer">\s*(.*?)\s*</div>', html, re.DOTALL)
    assert match
    return match[1]


# --- what is said --------------------------------------------------------------------------------------


def test_headline_gives_the_front_runner_with_its_probability_in_words_and_number(example: CaseFile) -> None:
    answer = read_answer(render_html(example))
    assert "“Social outcomes contract” is the front-runner" in answer
    assert re.search(r"\d in 10", answer)


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (1.0, "is almost certain to be the best of the 8 options (100 in 100)"),
        (0.995, "is almost certain to be the best of the 8 options (more than 99 in 100)"),
        (0.94, "is very likely to be the best of the 8 options (94 in 100)"),
        (0.7, "is the front-runner: it is likely to be the best of the 8 options (7 in 10)"),
        (0.3, "not a sure winner: the chance that it is the best of the 8 options is 3 in 10 (unlikely)"),
        (0.002, "is fewer than 1 in 100 (a remote chance)"),
        (None, "is the front-runner; how sure that is, is not in this file."),
    ],
)
def test_headline_words_follow_the_probability(example: CaseFile, chance: float | None, said: str) -> None:
    example["results"]["appraisal"]["options"]["social-outcomes"]["probability_best"] = chance
    assert said in read_answer(render_html(example))


def test_best_is_never_said_without_how_sure() -> None:
    words = read_report()
    section = words[words.index("The answer") : words.index("What would change the answer")]
    for sentence in re.findall(r"[^.]*\bbest\b[^.]*\.", section):
        assert re.search(r"\d in \d+|chance|rule", sentence), sentence


@pytest.mark.parametrize(
    "said",
    [
        "In-house comparator “Council team”: number",
        "Business as usual “Today's charity",
        "That points elsewhere than money",
        "The groups disagree",
        "would draw level with “Social outcomes contract” if one of these alone were different",
        "Another option would be ahead in a changed world",
        "What the ranges leave out",
        "Cost-shunting: under “Social outcomes contract”, worse off on average are",
        "it can be left after 7 years at the earliest",
        "wholeplace verify FILE",
        "Made up for illustration: replace it.",
        "Not knowing costs",
        "c0ffee" * 10,
        "England",
    ],
)
def test_report_says_what_a_councillor_has_to_know(said: str) -> None:
    assert said in read_report()


def test_tie_is_said_with_its_rule() -> None:
    twin = make_document()["options"][0] | {
        "id": "y", "name": "Twin", "business_as_usual": False, "in_house_comparator": False,
    }  # fmt: skip
    answer = read_answer(render_html(make_file(make_document(twin))))
    assert "come out level" in answer
    assert "the in-house comparator wins ties" in answer


def test_loss_of_the_leading_option_is_said() -> None:
    answer = read_answer(render_html(make_file(make_document(make_option(1, "Dear", amount=9e4)))))
    assert "it costs more than it gains" in answer


def test_distributional_weights_are_shown_where_they_were_asked_for() -> None:
    document = make_document(make_option(1, "Bought"))
    document["agencies"].append({"id": "h", "name": "Households", "kind": "household", "income": 15000.0})
    document["distributional"] = {"reference_income": 30000.0}
    assert "With distributional weights" in read_words(render_html(make_file(document)))


# --- form ------------------------------------------------------------------------------------------------


def test_html_asks_for_nothing_and_runs_nothing(example: CaseFile) -> None:
    html = render_html(example)
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html
    assert not re.search(r"<script|<link|<img|\son\w+=|url\(|@import", html)
    links = [attributes["href"] for tag, attributes in Outline(html).tags if tag == "a"]
    assert all(link and link.startswith("#") for link in links)


def test_html_headings_never_skip_a_level_and_ids_are_unique(example: CaseFile) -> None:
    outline = Outline(render_html(example))
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_table_has_a_caption_and_scoped_headings(example: CaseFile) -> None:
    html = render_html(example)
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert len(tables) > 20
    for table in tables:
        assert "<caption" in table
        assert 'scope="col"' in table
        assert 'scope="row"' in table


def test_every_chart_has_both_widths_a_title_and_a_description(example: CaseFile) -> None:
    html = render_html(example)
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    wide = [drawing for drawing in drawings if "chart--wide" in drawing]
    assert len(wide) * 2 == len(drawings)
    assert len(wide) >= 8
    for drawing in drawings:
        assert 'role="img"' in drawing
        assert "<title" in drawing
        assert "<desc" in drawing
        assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing)) >= 13


def test_money_has_a_real_minus_sign(example: CaseFile) -> None:
    assert not re.search(r"-£|£-", render_html(example))


@pytest.mark.parametrize("render", RENDERERS)
def test_same_case_file_gives_the_same_bytes_and_is_not_changed(
    render: Callable[[CaseFile], bytes | str], example: CaseFile
) -> None:
    before = copy.deepcopy(example)
    assert render(example) == render(example)
    assert example == before


def test_pdf_is_tagged_in_british_english_with_a_title_and_without_a_date(example: CaseFile) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(example)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == example["case"]["case"]["title"]
    assert reader.metadata.creation_date is None
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert "“Social outcomes contract” is the front-runner" in reader.pages[0].extract_text().replace(
        "\n", " "
    )


def test_annex_has_the_answer_a_table_and_a_picture_with_alternative_text(example: CaseFile) -> None:
    document = docx.Document(io.BytesIO(render_docx(example)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "front-runner" in text
    assert "wholeplace verify" in text
    assert len(document.tables[0].rows) == 9
    assert "average" in document.inline_shapes[0]._inline.docPr.get("descr")


def test_annex_has_no_date_of_its_own(example: CaseFile) -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(example))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_annex_names_how_many_options_it_leaves_out() -> None:
    options = [make_option(number, f"Option {number}") for number in range(13)]
    document = docx.Document(io.BytesIO(render_docx(make_file(make_document(*options)))))
    assert "2 more options are in the report." in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice to count the pages")
@pytest.mark.parametrize("kind", ["example", "names", "many"])
def test_annex_has_two_pages(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "annex.docx"
    source.write_bytes(render_docx(_read_example() if kind == "example" else _make_hostile()[kind]))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
               "pdf:writer_pdf_Export", "--outdir", str(tmp_path), str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert len(PdfReader(tmp_path / "annex.pdf").pages) == 2


# --- hostile input ---------------------------------------------------------------------------------------


@cache
def _make_hostile() -> dict[str, CaseFile]:
    names = [
        "<script>alert(1)</script>", "#panic() #sys.inputs [", "A" * 5000, "אפשרות של העירייה " * 5,
        "evil 👩‍👩‍👧‍👦🏳️‍🌈 e\u0301 漢字",
    ]  # fmt: skip
    many = make_document(
        *(make_option(number, f"A rather long name of option {number}", 40) for number in range(11))
    )
    many["agencies"] += [{"id": f"g{number}", "name": f"Agency {number}"} for number in range(12)]
    titled = {"title": "<b>#panic()</b> $x$ *b* _i_ `c` @foo <lab> ]#[", "place": "مرحبا"}
    documents = {
        "one": make_document(),
        "names": make_document(*(make_option(n, name) for n, name in enumerate(names)), **titled),
        "zero": make_document(make_option(1, "Nothing", amount=0.0)),
        "huge": make_document(make_option(1, "Huge", amount=3e14)),
        "long": make_document(
            make_option(1, "Long", term_years=120.5),
            horizon_years=300,
            rate="green-book-2026",
            inflation=0.02,
        ),
        "many": many,
    }
    files = {name: make_file(document, 200) for name, document in documents.items()}
    # Refused on the way in; a file from elsewhere may have it all the same.
    files["names"]["case"]["options"][-1]["name"] += "\u202e \x07 \ud800"
    return files


@pytest.mark.parametrize("kind", ["one", "names", "zero", "huge", "long", "many"])
@pytest.mark.parametrize("render", RENDERERS)
def test_hostile_cases_become_documents(render: Callable[[CaseFile], bytes | str], kind: str) -> None:
    assert len(render(_make_hostile()[kind])) > 10_000


def test_markup_in_names_stays_text() -> None:
    html = render_html(_make_hostile()["names"])
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "\u202e" not in html
    assert "\x07" not in html
    pdf = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(_make_hostile()["names"]))).pages
    )
    assert "#panic() #sys.inputs [" in pdf


def test_centuries_are_shown_in_bands() -> None:
    words = read_words(render_html(_make_hostile()["long"]))
    assert "2027–2041" in words
    assert "Average of each band of years." in words


def _walk(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give every path; of a list its first two members stand for all."""
    first_two = enumerate(value[:2] if isinstance(value, list) else ())
    members = value.items() if isinstance(value, dict) else first_two
    for key, member in members:
        yield (*path, key)
        yield from _walk(member, (*path, key))


def _replace(case_file: CaseFile, path: tuple[str | int, ...], part: Any) -> CaseFile:
    copied = copy.deepcopy(case_file)
    here: Any = copied
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = part
    return copied


def _make_small() -> CaseFile:
    from tests.casefile.cases import SMALL

    return make_file(copy.deepcopy(SMALL), 100)


PARTS = (WITHHELD, None, "text", 3, [], {})


@pytest.mark.slow
@pytest.mark.parametrize("start", [0, 1])
def test_any_part_may_be_withheld_missing_or_of_another_kind(start: int) -> None:
    """Each part in turn, down to single figures, becomes one of the kinds, without a crash."""
    small = _make_small()
    for number, path in enumerate(_walk(small), start):
        replaced = _replace(small, path, PARTS[number % len(PARTS)])
        assert write_report(open_reading(replaced)).sections


def test_pdf_survives_a_letter_without_a_glyph_that_was_not_found_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wholeplace.casefile.documents.pdf.find_missing_letters", lambda _: frozenset())
    pdf = PdfReader(io.BytesIO(render_pdf(_make_hostile()["names"])))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_fault_of_a_template_is_not_hidden() -> None:
    with pytest.raises(typst.TypstError):
        typeset_pdf({"main.typ": b"#panic()"})


def test_withheld_parts_show_their_reason_and_date(example: CaseFile) -> None:
    options = example["case"]["options"]
    options[0]["costs"][0]["amount"] = WITHHELD
    options[2] = WITHHELD
    example["case"]["agencies"][0]["name"] = WITHHELD
    example["case"]["public_interest_test"]["workforce"] = WITHHELD
    words = read_words(render_html(example))
    assert "withheld: commercially confidential, until 1 January 2028" in words
    assert "Option withheld (commercially confidential, until 1 January 2028)" in words
    assert "Agency withheld (commercially confidential" in words
    assert "options.x.name personal No release date" in words


@pytest.mark.parametrize("render", RENDERERS)
@pytest.mark.parametrize("path", ["results.appraisal", "results.appraisal.options", "case.options", "case"])
def test_documents_without_results_or_options_still_say_so(
    render: Callable[[CaseFile], bytes | str], path: str, example: CaseFile
) -> None:
    made = render(_replace(example, tuple(path.split(".")), WITHHELD))
    assert len(made) > 10_000


@pytest.mark.parametrize("render", RENDERERS)
def test_empty_file_becomes_a_document(render: Callable[[CaseFile], bytes | str]) -> None:
    assert len(render({})) > 10_000

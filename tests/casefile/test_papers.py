"""The papers say what is recorded, what is not, and never more; they stand hostile input, as DOCX and PDF."""

import copy
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import docx
import pytest
import textstat
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.casefile.commissions import add_commission, open_debate
from tests.casefile.test_documents import (
    PARTS,
    WITHHELD,
    _make_hostile,
    _make_small,
    _read_example,
    _replace,
    _walk,
)
from wholeplace.casefile.documents.annex import write_annex_report
from wholeplace.casefile.documents.blocks import Block, Report
from wholeplace.casefile.documents.commission import CommissionReading, finish, open_commission
from wholeplace.casefile.documents.papers import PaperName, write_paper
from wholeplace.casefile.documents.papers.delivery_model import write_assessment_paper
from wholeplace.casefile.documents.papers.easy_read import (
    count_gaps,
    list_fixed_sentences,
    list_lines,
    write_easy_read_paper,
)
from wholeplace.casefile.documents.papers.easy_words import EASY_GROUPS, EASY_MODELS, WORD_LIST
from wholeplace.casefile.documents.papers.public_interest import write_test_paper
from wholeplace.casefile.documents.reading import open_reading

CaseFile = dict[str, Any]
Write = Callable[[CaseFile, Any], bytes]
KINDS = ("docx", "pdf")


def _bind(name: PaperName) -> Write:
    return lambda case_file, kind: write_paper(case_file, name, kind)


WRITERS = tuple(map(_bind, get_args(PaperName)))
write_test, write_assessment, write_easy, write_annex = WRITERS
REPORTS = (
    write_test_paper,
    write_assessment_paper,
    write_easy_read_paper,
    lambda one: write_annex_report(one.reading),
)


@cache
def _read_full() -> CaseFile:
    return add_commission(_read_example())


@pytest.fixture
def full() -> CaseFile:
    """Return a case file with the whole record of a commission, free to be changed."""
    return copy.deepcopy(_read_full())


@pytest.fixture
def debate() -> CaseFile:
    """Return the same while people are still being heard."""
    return add_commission(_read_example(), **open_debate())


def read_docx(data: bytes) -> str:
    """Return the words of a DOCX on one line, without what keeps sums together."""
    document = docx.Document(io.BytesIO(data))
    text = " ".join(
        "".join(piece.text or "\t" for piece in paragraph.iter(qn("w:t"), qn("w:tab")))
        for paragraph in document.element.iter(qn("w:p"))
    )
    return " ".join(text.replace("\u2060", "").split())


def read_pdf(data: bytes) -> str:
    """Return the words of a PDF on one line."""
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@cache
def read_full(write: Write) -> str:
    """Return the words of a paper from the whole record."""
    return read(write, _read_full())


def read(write: Write, case_file: CaseFile) -> str:
    """Return the words of a paper."""
    return read_docx(write(case_file, "docx"))


# --- form ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("write", WRITERS)
def test_same_case_file_gives_the_same_bytes_and_is_not_changed(
    write: Write, kind: str, full: CaseFile
) -> None:
    before = copy.deepcopy(full)
    assert write(full, kind) == write(full, kind)
    assert full == before


@pytest.mark.parametrize("write", WRITERS)
def test_word_paper_has_heading_styles_that_never_skip_a_level(write: Write, full: CaseFile) -> None:
    document = docx.Document(io.BytesIO(write(full, "docx")))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Title") == 1
    levels = [int(name[-1]) for name in styles if name.startswith("Heading")]
    assert levels[0] == 1
    assert len(levels) > 5
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("write", WRITERS)
def test_every_word_table_has_one_header_row_and_an_alternative_text(write: Write, full: CaseFile) -> None:
    document = docx.Document(io.BytesIO(write(full, "docx")))
    assert document.tables
    for table in document.tables:
        marked = [
            row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None
            for row in table.rows
        ]
        assert marked[0]
        assert not any(marked[1:])
        assert all(cell.text for cell in table.rows[0].cells)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


@pytest.mark.parametrize("write", WRITERS)
def test_every_word_picture_has_an_alternative_text(write: Write, full: CaseFile) -> None:
    document = docx.Document(io.BytesIO(write(full, "docx")))
    for about in document.element.iter(qn("wp:docPr")):
        assert len(about.get("descr")) > 10


@pytest.mark.parametrize("write", WRITERS)
def test_word_paper_is_in_british_english_without_a_date(write: Write, full: CaseFile) -> None:
    data = write(full, "docx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        parts = "".join(package.read(f"word/{part}.xml").decode() for part in ("styles", "settings"))
    assert set(re.findall(r'<w:(?:lang|themeFontLang) w:val="([^"]*)"', parts)) == {"en-GB"}
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert properties.language == "en-GB"
    assert properties.title
    assert properties.created is not None
    assert properties.created.year == 1980


@pytest.mark.parametrize("write", WRITERS)
def test_pdf_paper_is_tagged_after_pdf_ua_in_british_english(write: Write, full: CaseFile) -> None:
    reader = PdfReader(io.BytesIO(write(full, "pdf")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.metadata.creation_date is None
    tags = set(_list_tags(root["/StructTreeRoot"]))
    assert {"/H1", "/H2"} <= tags
    assert "/TH" in tags or "/Table" not in tags


def _list_tags(element: Any) -> list[str]:
    found, waiting = [], [element]
    while waiting:
        here = waiting.pop()
        here = here.get_object() if hasattr(here, "get_object") else here
        if isinstance(here, list):
            waiting += here
        elif isinstance(here, dict):
            found += [str(here["/S"])] if "/S" in here else []
            waiting += [here["/K"]] if "/K" in here else []
    return found


@pytest.mark.parametrize("report", [report for report in REPORTS if report is not write_easy_read_paper])
def test_sentences_of_the_papers_are_plain(report: Callable[[CommissionReading], Report]) -> None:
    """Without a record all sentences are ours: American school grade 7 at most, so a reading age of 12."""
    made = report(open_commission(open_reading({"commission": {"stage": "options"}})))
    sentences = [text for section in made.sections for block in section.blocks for text in _list_texts(block)]
    assert len(sentences) >= 2
    assert textstat.automated_readability_index(" ".join(finish(text) for text in sentences)) <= 7


def _list_texts(block: Block) -> list[str]:
    is_text = block.kind in ("inset", "warning", "tag") or (
        block.kind == "paragraph" and block.role == "body"
    )
    return [block.text] if is_text else []


@pytest.mark.parametrize("write", WRITERS)
def test_both_kinds_say_the_same(write: Write, full: CaseFile) -> None:
    pdf = re.sub(r"\W", "", read_pdf(write(full, "pdf")))
    document = docx.Document(io.BytesIO(write(full, "docx")))
    for paragraph in document.paragraphs:
        words = re.sub(r"\W", "", paragraph.text)
        assert words[:60] in pdf, paragraph.text


# --- people are heard first ------------------------------------------------------------------------------


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_is_called_best_while_people_are_being_heard(write: Write, debate: CaseFile) -> None:
    law = debate["results"]["law"]  # which has a rule that forbids the word, and uses it
    law["commission"] = [duty for duty in law["commission"] if "predetermined" not in duty["rule"]]
    words = read(write, debate)
    assert not re.search(r"\bbest\b(?! value)", words, re.IGNORECASE)
    assert not re.search(r"\bbest\b(?! value)", read_pdf(write(debate, "pdf")), re.IGNORECASE)


# --- the Public Interest Test ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Encouraged, not required. The estimated value of £6,000,000 is over £1,000,000 including VAT",
        "Workforce Ready Thirteen workers would transfer under TUPE. Head of Commissioning, 3 August 2026",
        "Effect on the market Favours the market",
        "Indication A mixed arrangement.",
        "In-house for the front door, a provider for the highest needs.",
        "Second person Head of Finance, 20 August 2026.",
        "It is not legal advice.",
        "Every question is answered, and a second person has checked it.",
        "Who answered is not recorded for 9 answers.",
        "for health services under the NHS Provider Selection Regime",
        "wholeplace verify FILE",
    ],
)
def test_public_interest_test_says_what_is_recorded(said: str) -> None:
    assert said in read_full(write_test)


def test_public_interest_test_names_what_is_not_answered(full: CaseFile) -> None:
    del full["case"]["public_interest_test"]
    del full["commission"]["public_interest_test"]["checked_by"]
    words = read(write_test, full)
    assert "Draft: 9 answers still to give." in words
    assert "Not answered yet: Strategic alignment Social value" in words
    assert "No second person has checked the answers." in words


def test_public_interest_test_names_answers_that_differ_from_the_indication(full: CaseFile) -> None:
    full["commission"]["public_interest_test"]["answers"][2]["answer"] = "in-house"
    full["commission"]["public_interest_test"]["answers"][0]["answer"] = "market"
    words = read(write_test, full)
    assert "The indication is in-house, but the answer on value for money favours the market." in words
    assert (
        "Value for money: the record says “Favours the market”, the appraisal’s inputs say “Neutral”."
        in words
    )


def test_public_interest_test_says_when_one_person_did_both(full: CaseFile) -> None:
    full["commission"]["public_interest_test"]["checked_by"] = "Head of Commissioning"
    assert "a check by somebody else is worth more" in read(write_test, full)


def test_public_interest_test_without_a_record_says_what_is_not_recorded() -> None:
    words = read(write_test, _read_example())
    assert "This case file holds an appraisal only." in words
    assert "Indication A mixed arrangement." in words


# --- the delivery model assessment -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Cabinet chose “Housing First and support, by a public service mutual” on 10 November 2026.",
        "Need 3: Help before the bailiffs come",
        "Supported by 112 people",
        "People keep their home Homes kept for 12 months",
        "Do not change my worker again People who use the service 31 Workers keep their people through the change",
        "Do minimum: the legal duties only No: Only those already homeless Yes Yes",
        "Rules for private landlords Not lawful as proposed; the call is asked for in a voluntary charter. Refused, 15 June",
        "Ways other than a provider: “Rules for private landlords”.",
        "Housing First and support, by a public service mutual Available A competition for a reservable light touch service",
        "own advice, by Head of Legal: May be reserved for public service mutuals.",
        "Procurement Act 2023, section 33(1) and (2)",
        "When a service moves between employers, out of the body, between providers or back in, the staff",
        "(re-published by a third party: check it)",
        "Whole-life cost with its range: present values in pounds",
        "Find out who would transfer, inform and consult their representatives in good time",
        "Staff and pensions: lines of cost as written down",
        "Transition: lines of cost as written down",
        "3 options come from staff, charities or firms",
        "Turnover of twice the value Lowered to the value of one year",
        "Reason given for what is locked in: Five years are needed for a new mutual to borrow.",
        "Women fleeing abuse 18% of users “Council team” Worse off",
        "A new body may fail in its first winter.",
        "Cllr Tom Bright Cabinet member for housing Against The charity has served us well",
        "“Social outcomes contract” Seven years without a break close off too much",
        "Nobody scores their own Not yet met There is no current declaration of interests from Dr Lena Fox.",
        "Votes 1 for, 1 against",
        "Bring the people together and say what the service consists of",
        "It is not legal advice.",
    ],
)
def test_assessment_says_what_is_recorded(said: str) -> None:
    assert said in read_full(write_assessment)


def test_assessment_says_where_a_choice_that_is_not_ahead_stands_in_the_appraisal() -> None:
    words = read_full(write_assessment)
    assert "The appraisal puts “Social outcomes contract” ahead." in words
    assert re.search(r"“Housing First and support, by a public service mutual” is number \d of 8", words)


def test_assessment_says_when_the_chosen_option_was_not_appraised(full: CaseFile) -> None:
    full["commission"]["decision"]["option"] = "landlords"
    assert "“Rules for private landlords” was not appraised." in read(write_assessment, full)


def test_assessment_has_the_chapters_of_the_field_in_their_order() -> None:
    document = docx.Document(io.BytesIO(write_assessment(_read_full(), "docx")))
    chapters = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert chapters == [
        "In brief", "Context and need", "Who was heard, and what changed", "Longlist", "What the law allows", "Shortlist",
        "Whole-life cost and value", "Risk", "People and pensions", "Market", "Transition", "Lock-in and exit", "Equality",
        "Recommendation", "Decision", "The principles", "Cautions", "The steps of the guidance", "How to check this",
    ]  # fmt: skip


def test_assessment_without_a_record_is_the_appraisal_and_says_what_is_missing() -> None:
    words = read(write_assessment, _read_example())
    for said in (
        "A longlist and critical success factors are not recorded in this case file.",
        "What the law allows is not recorded in this case file.",
        "No recommendation is recorded.",
        "No decision is recorded.",
        "The effect on equality is not assessed yet.",
        "“Social outcomes contract” is the front-runner",
    ):
        assert said in words


def test_assessment_says_when_a_dropped_option_has_no_reason(full: CaseFile) -> None:
    del full["commission"]["options"][4]["dropped_reason"]
    assert "No reason is recorded." in read(write_assessment, full)


def test_assessment_says_that_nothing_is_decided_while_people_are_being_heard(debate: CaseFile) -> None:
    words = read(write_assessment, debate)
    assert "“Social outcomes contract” is the front-runner" in words
    assert (
        "Nothing is decided. The consultation “How should housing support work from 2027?” is open" in words
    )
    assert "Equality has not been assessed yet." in words
    assert "is open until 23 September 2026. Still open: Which option, and how the handover works." in words


# --- Easy Read ---------------------------------------------------------------------------------------------


def _draft(case_file: CaseFile) -> Report:
    return write_easy_read_paper(open_commission(open_reading(case_file)))


def test_easy_read_says_that_it_is_a_draft_and_marks_each_gap(full: CaseFile) -> None:
    words = read(write_easy, full)
    gaps = count_gaps(_draft(full).sections)
    assert gaps > 10
    assert words.count("TO DO:") == gaps
    assert f"Fill in {gaps} gaps." in words
    assert "This is a draft. A person must finish it before anyone else reads it." in words


def test_easy_read_has_a_described_picture_beside_each_idea(full: CaseFile) -> None:
    data = write_easy(full, "docx")
    lines = list_lines(_draft(full).sections)
    described = [about.get("descr") for about in docx.Document(io.BytesIO(data)).element.iter(qn("wp:docPr"))]
    assert described == [f"Space for a picture. It should show: {line.picture}." for line in lines]
    assert all(len(line.sentences) <= 4 for line in lines)


def test_easy_read_has_large_letters(full: CaseFile) -> None:
    document = docx.Document(io.BytesIO(write_easy(full, "docx")))
    for name in ("Normal", "Table Text", "List Bullet", "Fact"):
        assert document.styles[name].font.size.pt >= 16
        right_to_left = document.styles[name].element.rPr.find(qn("w:szCs"))
        assert int(right_to_left.get(qn("w:val"))) >= 32
    cells = [
        run
        for table in document.tables
        for row in table.rows[1:]
        for one in row.cells[1].paragraphs
        for run in one.runs
    ]
    assert all(run.font.size is None for run in cells)


@pytest.mark.parametrize("kind", ["full", "debate", "plain"])
def test_easy_read_sentences_are_short_and_easy(kind: str) -> None:
    files = {
        "full": _read_full(),
        "debate": add_commission(_read_example(), **open_debate()),
        "plain": _read_example(),
    }
    _expect_easy(list_fixed_sentences(_draft(files[kind])))


def test_easy_words_are_short_and_easy() -> None:
    models = [sentence for text in EASY_MODELS.values() for sentence in re.findall(r"[^.]+\.", text)]
    meanings = [sentence for text in WORD_LIST.values() for sentence in re.findall(r"[^.]+\.", text)]
    _expect_easy([*models, *meanings, *(f"We talked to {group}." for group in EASY_GROUPS.values())])


def _expect_easy(sentences: list[str]) -> None:
    assert len(sentences) > 10
    for sentence in sentences:
        assert len(sentence.split()) <= 13, sentence
    # American school years, from the length of words and sentences: a grade of 4 is a reading age of 9.
    text = " ".join(sentences)
    assert textstat.automated_readability_index(text) <= 4
    assert textstat.coleman_liau_index(text) <= 5
    assert sum(len(sentence.split()) for sentence in sentences) / len(sentences) <= 9


def test_easy_read_tells_how_to_take_part_until_the_decision(debate: CaseFile, full: CaseFile) -> None:
    words = read(write_easy, debate)
    assert "You have until 23 September 2026." in words
    assert (
        "What do you think of choice 1? “Today's charity, on a new contract” ☐ I like it ☐ I do not like it"
        in words
    )
    assert "This one is a bit ahead for now: “Social outcomes contract”" in words
    decided = read(write_easy, full)
    assert "Cabinet chose this one: “Housing First and support, by a public service mutual”" in decided
    assert "What do you think of choice" not in decided


def test_easy_read_explains_the_hard_words_it_uses(full: CaseFile) -> None:
    words = read(write_easy, full)
    assert "Charity A group that helps people." in words
    assert "Tenant" not in words


# --- the annex ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Cabinet chose “Housing First and support, by a public service mutual” on 10 November 2026.",
        "Votes: 1 for, 1 against.",
        "The appraisal puts “Social outcomes contract” ahead.",
        "People who use the service: 42 people",
        "“Do not change my worker again” (people who use the service, 31): The handover lasts six months",
        "Assessed on 1 October 2026 by Equality lead.",
        "3 options available in law; take advice: “Today's charity, on a new contract”",
        "Of 18 principles: 13 met, 5 not yet met.",
        "The community is heard: not yet met. The record of how the community were heard",
    ],
)
def test_annex_says_what_the_commission_records(said: str) -> None:
    assert said in read_full(write_annex)


@pytest.mark.parametrize("write", [write_annex, write_assessment])
def test_principle_that_was_set_aside_names_who_did_and_why(write: Write, full: CaseFile) -> None:
    override = {
        "name": "Cllr Amira Okafor",
        "office": "Leader",
        "reason": "The winter does not wait",
        "on": "2026-11-10",
    }
    full["results"]["principles"][4] |= {"status": "overridden", "override": override}
    words = read(write, full)
    assert "1 overridden" in words
    assert re.search(r"by Cllr Amira Okafor, Leader, 10 November 2026[.:] The winter does not wait\.", words)


def test_annex_names_a_front_runner_while_people_are_being_heard(debate: CaseFile) -> None:
    words = read(write_annex, debate)
    assert "“Social outcomes contract” is the front-runner" in words
    assert (
        "Nothing is decided. The consultation “How should housing support work from 2027?” is open" in words
    )
    assert "Equality has not been assessed yet." in words


@pytest.mark.parametrize("kind", ["full", "debate", "plain", "hostile"])
def test_annex_as_pdf_has_two_pages(kind: str) -> None:
    data = write_annex(_name_files()[kind], "pdf")
    assert len(PdfReader(io.BytesIO(data)).pages) == 2


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice to count the pages")
@pytest.mark.parametrize("kind", ["full", "debate", "hostile"])
def test_annex_as_word_document_has_two_pages(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "annex.docx"
    source.write_bytes(write_annex(_name_files()[kind], "docx"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
               "pdf:writer_pdf_Export", "--outdir", str(tmp_path), str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert len(PdfReader(tmp_path / "annex.pdf").pages) == 2


def _name_files() -> dict[str, CaseFile]:
    debate = add_commission(_read_example(), **open_debate())
    return {
        "full": _read_full(),
        "debate": debate,
        "plain": _read_example(),
        "hostile": _make_hostile_record(),
    }


# --- hostile input ---------------------------------------------------------------------------------------


@cache
def _make_hostile_record() -> CaseFile:
    """Return a record with texts in every script, markup, 10,000 characters, and 200 options."""
    evil = [
        "<script>alert(1)</script>",
        "#panic() ]#[ $x$ *b*",
        "אפשרות של העירייה",
        "漢字 👩‍👩‍👧 e\u0301",
        "A" * 10_000,
    ]
    options = [
        {
            "id": f"o{number}", "name": f"{evil[number % 5]} {number}", "model": "in-house", "status": "shortlisted",
            "factors": {"early": {"meets": "yes", "note": evil[number % 5]}}, "strengths": evil[(number + 1) % 5][:300],
        }
        for number in range(200)
    ]  # fmt: skip
    changes: CaseFile = {"title": "T" * 10_000, "question": evil[0] * 300, "options": options}
    made = add_commission(_make_hostile()["names"], **changes)
    made["commission"]["involvement"] *= 20
    made["commission"]["place"]["name"] = "<script>"
    made["commission"]["recommendation"]["reasons"] = "מרחב " * 2000
    made["commission"]["decision"]["members"] *= 30
    made["commission"]["public_interest_test"]["answers"][0]["reason"] = "R" * 10_000 + "\ud800 \u202e"
    return made


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("write", WRITERS)
def test_hostile_record_becomes_a_paper(write: Write, kind: str) -> None:
    data = write(_make_hostile_record(), kind)
    words = read_docx(data) if kind == "docx" else read_pdf(data)
    assert "<script>" in words
    assert "\u202e" not in words


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    "case_file", [{}, {"commission": {}}, {"commission": WITHHELD}, {"commission": "x", "results": 3}]
)
def test_empty_file_becomes_a_paper(case_file: CaseFile, write: Write, kind: str) -> None:
    assert len(write(case_file, kind)) > 5000


def test_withheld_record_says_why(full: CaseFile) -> None:
    full["commission"] = WITHHELD
    for write in WRITERS:
        assert "withheld: commercially confidential, until 1 January 2028" in read(write, full)


@pytest.mark.slow
@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("report", REPORTS)
def test_any_part_of_the_record_may_be_withheld_missing_or_of_another_kind(
    report: Callable[[CommissionReading], Report], start: int
) -> None:
    """Each part in turn, down to single texts, becomes one of the kinds, without a crash."""
    added = add_commission(_make_small())
    for part in ("rules", "figures"):  # which papers do not show
        del added["results"]["law"][part]
    parts = [
        path for path in _walk(added) if path[0] == "commission" or path[1:2] in (("law",), ("principles",))
    ]
    assert len(parts) > 200
    for number, path in enumerate(parts, start):
        replaced = _replace(added, path, PARTS[number % len(PARTS)])
        assert report(open_commission(open_reading(replaced))).sections

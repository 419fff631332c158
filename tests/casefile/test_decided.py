"""The report says how it was decided, and before people are heard it names front-runners, never a winner."""

import copy
import json
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.casefile.records import RECORD, appraise_small, make_record
from tests.casefile.test_commission import JUNK
from tests.casefile.test_documents import read_words
from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.commission import build_commission_file
from wholeplace.casefile.documents import render_html, render_pdf
from wholeplace.casefile.documents.blocks import Report
from wholeplace.casefile.documents.chapters import write_report
from wholeplace.casefile.documents.reading import open_reading
from wholeplace.casefile.record import build_case_file
from wholeplace.casefile.withholding import withhold_parts

# While the consultation runs: nobody recommends, decides, awards or has assessed equality yet.
DEBATE: dict[str, Any] = {
    "as_at": "2026-07-01", "stage": "debate", "moves": None, "recommendation": None, "decision": None,
    "awards": None, "equality": None, "compensations": None, "barrier_check": None,
    "specification_check": None, "public_interest_test": None, "involvement__0__themes__0__responded_on": None,
    "involvement__1__themes__0__responded_on": None, "involvement__2__themes__0__responded_on": None,
}  # fmt: skip


def build(*withheld: dict, **changes: Any) -> dict[str, Any]:
    full = build_commission_file(appraise_small(withheld=list(withheld)), make_record(**changes))
    return json.loads(write_json(withhold_parts(full)))


@cache
def build_whole() -> dict[str, Any]:
    return build()


def report(case_file: dict[str, Any]) -> Report:
    return write_report(open_reading(case_file))


def read(case_file: dict[str, Any]) -> str:
    """Return the words of the chapter alone."""
    html = render_html(case_file)
    return read_words("</style>" + html.partition(' id="decided">')[2].partition("<section")[0])


def test_only_a_file_with_a_commission_has_the_chapter() -> None:
    plain = report(build_case_file(appraise_small()))
    whole = report(build_whole())
    keys = [section.key for section in plain.sections]
    assert "decided" not in keys
    assert [section.key for section in whole.sections] == [keys[0], "decided", *keys[1:]]


def test_needs_hearing_law_principles_and_decision_are_told() -> None:
    words = read(build_whole())
    for said in (
        "Cabinet decided on 10 October 2026: “Council kitchen”.",
        "A warm meal",
        "Survey, Sampleton, 2025",
        "Proposed by a resident.",
        "Too few neighbours can.",
        "People would go hungry.",
        "Warm on Sundays too",
        "Sundays were added",
        "1 June 2026 to 24 August 2026. 210 responses. Still open while it ran: Who cooks, and when.",
        "80% of users",
        "Take advice",
        "18 of the 18 principles are met.",
        "Hear people before minds are made up",
        "Cllr Ben Reed voted against: The firm served us well.",
        "“Contract”: Cold on Sundays.",
        "Can be left on 1 April 2028.",
        "One meal in ten arrives cold",
    ):
        assert said in words, said


def test_an_override_is_shown_with_who_why_and_when() -> None:
    given = {
        "principle": "reviewed",
        "reason": "Winter comes",
        "name": "Cllr Ada Moss",
        "office": "Leader",
        "on": "2026-10-10",
    }
    words = read(build(review=None, overrides=[given]))
    assert "1 principle set aside by somebody in office, with a reason." in words
    assert "No review date is set yet." in words
    assert "Set aside by Cllr Ada Moss, Leader on 10 October 2026: Winter comes." in words


def test_nobody_is_said_to_have_dissented_who_did_not() -> None:
    members = [{"name": "Cllr Ada Moss", "vote": "for"}]
    assert "Nobody voted against." in read(build(decision__members=members))


def test_before_people_are_heard_no_option_is_called_best_anywhere() -> None:
    case_file = build(**DEBATE)
    whole = read_words(render_html(case_file))
    # The duty of law and the end of a scale are not about an option.
    words = re.sub(r"best value|100 \(best\)", "", whole, flags=re.IGNORECASE)
    assert not re.search(r"\bbest\b", words, re.IGNORECASE), re.findall(r".{60}\bbest\b.{30}", words)
    assert re.search(r"\bbest\b", read_words(render_html(build_whole())))
    chapter = read(case_file)
    assert chapter.startswith("How it is being decided")
    for said in (
        "Nothing is recommended and nothing is decided yet.",
        "Nobody has won yet.",
        "The consultation “Meals from 2027” is open until 24 August 2026.",
        "Equality has not been assessed yet.",
        "Cold on Sundays",
        "Two cooks are missing",
    ):
        assert said in chapter, said
    assert "front-runner" in words


def test_a_withheld_theme_is_said_to_be_withheld() -> None:
    words = read(
        build({"part": "commission.involvement.0.themes.1", "reason": "personal", "until": "2028-01-01"})
    )
    assert "withheld: personal, until 1 January 2028" in words
    assert "Rotas are by street" in words  # the other groups' themes are open


@pytest.mark.parametrize("number", range(3))
def test_withheld_members_and_sections_do_not_stop_the_report(number: int) -> None:
    parts = [
        ["commission.options.contract", "commission.decision.members.1"],
        ["commission.consultations.0", "commission.awards.0", "commission.needs.0"],
        ["commission.equality.effects", "commission.declarations.0.name", "commission.review.triggers"],
    ][number]
    words = read(build(*({"part": part, "reason": "personal"} for part in parts)))
    assert "withheld" in words or number == 2
    render_pdf(build(*({"part": part, "reason": "personal"} for part in parts)))


def test_what_people_wrote_stays_text() -> None:
    evil = '<script>alert(1)</script>"&#lt; #set page(width: 1pt) \u202e'
    case_file = build(
        question=evil, decision__reasons=evil, needs__0__title=evil, involvement__0__themes__0__theme=evil
    )
    html = render_html(case_file)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "\u202e" not in html
    assert render_pdf(case_file).startswith(b"%PDF")


@given(st.sampled_from([*RECORD, "commission", "law", "principles"]), JUNK)
def test_junk_anywhere_in_the_record_never_stops_the_report(name: str, junk: object) -> None:
    case_file = copy.deepcopy(build_whole())
    if name == "commission":
        case_file["commission"] = junk
    elif name in ("law", "principles"):
        case_file["results"][name] = junk
    else:
        case_file["commission"][name] = junk
    assert report(case_file).sections[1].key == "decided"


def test_a_record_of_almost_nothing_has_a_chapter() -> None:
    least = {key: RECORD[key] for key in ("as_at", "place", "slug", "title")} | {
        "route": "light",
        "stage": "need",
    }
    options = [
        {key: one[key] for key in ("id", "name", "model", "in_house_comparator") if key in one}
        for one in RECORD["options"][:2]
    ]
    full = build_commission_file(appraise_small(), least | {"options": options})
    words = read(full)
    assert "No need is cited." in words
    assert "Nobody is recorded as heard yet." in words
    assert "None" not in words

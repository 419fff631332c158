"""Cells of the draft: what people type and paste is read as they mean it, or kept as they typed it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.appraising import make_document
from wholeplace.formats.workbook.columns import Kind
from wholeplace.foundations.errors import InvalidInput
from wholeplace.services.appraisals.cells import (
    edit_cell,
    read_cell,
    read_pasted,
    read_row,
    show_cell,
    show_row,
)
from wholeplace.services.appraisals.drafts import open_case
from wholeplace.services.appraisals.edits import apply_edits

DRAFT = open_case(make_document())


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.QUANTITY, "£1,250,000", 1250000),
        (Kind.QUANTITY, "12.5%", 0.125),
        (Kind.QUANTITY, "−40", -40),
        (Kind.QUANTITY, "pert 900000 1000000 1250000", {"pert": [900000, 1000000, 1250000]}),
        (Kind.QUANTITY, "PERT £900,000 £1,000,000 £1,250,000", {"pert": [900000, 1000000, 1250000]}),
        (Kind.QUANTITY, "uniform 1 2 shared rent", {"uniform": [1, 2], "shared": "rent"}),
        (Kind.QUANTITY, "parameter hostel-week", {"parameter": "hostel-week"}),
        (Kind.WHOLE, "3", 3),
        (Kind.FLAG, "yes", True),
        (Kind.RATE, "green-book-2026", "green-book-2026"),
        (Kind.RATE, "3.5%", 0.035),
        (Kind.YEAR, "2023/24", "2023/24"),
        (Kind.NAMES, "demand, price", ["demand", "price"]),
        (Kind.WHOLES, "3, 5", [3, 5]),
        (Kind.DATE, "2027-04-01", "2027-04-01"),
        (Kind.TEXT, "  two\r\nlines ", "two\nlines"),
        (Kind.TEXT, "a\x00b\ud800c", "abc"),
        (Kind.TEXT, "   ", None),
    ],
)
def test_a_cell_is_read_as_people_write_it(kind: Kind, text: str, value: Any) -> None:
    assert read_cell(kind, text).value == value
    assert read_cell(kind, text).problem == ""


@pytest.mark.parametrize(
    "text", ["12o0", "pert 1 two 3", "=SUM(A1:A3)", "<script>alert(1)</script>", "1e999"]
)
def test_a_cell_that_cannot_be_read_keeps_what_was_typed_and_says_why(text: str) -> None:
    read = read_cell(Kind.QUANTITY, text)
    assert read.value == text
    assert read.problem
    assert show_cell(Kind.QUANTITY, read.value) == text


@given(st.sampled_from(list(Kind)), st.text(max_size=30))
def test_what_is_shown_reads_as_what_is_stored(kind: Kind, text: str) -> None:
    value = read_cell(kind, text).value
    assert read_cell(kind, show_cell(kind, value)).value == value


def test_a_name_from_a_spreadsheet_finds_the_agency_that_is_meant() -> None:
    row, problems = read_row(
        "costs", DRAFT, {"name": "Rent", "agency": "calderwick council", "category": "Non staff"}
    )
    assert row == {"name": "Rent", "agency": "council", "category": "non-staff"}
    assert problems == {}


def test_both_years_make_one_field_and_one_alone_is_kept() -> None:
    row, _ = read_row("costs", DRAFT, {"first_year": "0", "last_year": "4"})
    assert row == {"years": [0, 4]}
    half, _ = read_row("costs", DRAFT, {"first_year": "2"})
    assert half == {"years": [2, None]}
    assert show_row("costs", DRAFT, half)["first_year"] == "2"


def test_a_cell_changed_by_two_people_is_told_and_the_other_cell_of_the_row_is_not() -> None:
    row = ("options", "today", "costs", DRAFT["options"][0]["costs"][0]["key"])
    theirs, _ = edit_cell(DRAFT, "costs", row, "amount", ("uniform 100 200", "150"))
    after = apply_edits(DRAFT, [theirs]).document
    late, _ = edit_cell(after, "costs", row, "amount", ("uniform 100 200", "175"))
    other, _ = edit_cell(after, "costs", row, "growth", ("", "1%"))
    applied = apply_edits(after, [late, other])
    assert [(one.mine, one.theirs) for one in applied.conflicts] == [(175, 150)]
    assert [edit.value for edit in applied.done] == [0.01]


def test_pasted_lines_with_headings_go_to_their_columns_in_any_order() -> None:
    rows = read_pasted(
        "costs", DRAFT, "Amount\tName\tfirst year\tunknown\n£1,000\tRent\t0\tx\n2000\tHeat\t1\ty\n"
    )
    assert rows == [
        {"amount": "£1,000", "name": "Rent", "first_year": "0"},
        {"amount": "2000", "name": "Heat", "first_year": "1"},
    ]


def test_pasted_lines_without_headings_fill_the_columns_from_the_left() -> None:
    rows = read_pasted("costs", DRAFT, 'Rent\tcouncil\r\n"Two\nlines ""x"""\tcouncil\r\n')
    assert rows == [{"name": "Rent", "agency": "council"}, {"name": 'Two\nlines "x"', "agency": "council"}]


def test_pasted_lines_with_too_many_columns_are_refused_with_the_columns_there_are() -> None:
    with pytest.raises(InvalidInput, match="has 60 columns, but this table has"):
        read_pasted("costs", DRAFT, "\t".join("x" * 60))

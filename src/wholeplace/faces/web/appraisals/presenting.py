"""The draft as a page shows it: tables of texts, links to fields, totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from wholeplace.faces.web.appraisals.labels import MEANINGS, name_choice, name_column
from wholeplace.records.models import AppraisalDraft, Commission
from wholeplace.services.appraisals.cells import LISTS, SETTINGS, TableColumn, list_columns, show_row
from wholeplace.services.appraisals.edits import LINE_KEY, LINES
from wholeplace.services.appraisals.totals import Problem, Spot, find_spot

ROWS_A_PAGE = 100
LIST_NAMES = tuple(sheet.name for sheet in LISTS if sheet.name != "options")


@dataclass(frozen=True)
class ShownColumn:
    """A column with its words."""

    name: str
    label: str
    meaning: str
    required: bool
    kind: str
    choices: tuple[tuple[str, str], ...]

    @property
    def field(self) -> str:
        """Its name in forms and addresses."""
        return self.name.replace(": ", "--")


@dataclass(frozen=True)
class ShownRow:
    """A row with the texts of its cells, and what a reader sees in them."""

    key: str
    name: str
    texts: dict[str, str]
    shown: dict[str, str]


@dataclass(frozen=True)
class Grid:
    """A page of a table of the draft."""

    table: str
    option: str
    columns: list[ShownColumn]
    rows: list[ShownRow]
    count: int
    page: int
    pages: int
    first: int


def show_columns(table: str, draft: Mapping[str, Any]) -> list[ShownColumn]:
    """Name the columns of a table."""
    return [_show_column(column) for column in list_columns(table, draft)]


def _show_column(column: TableColumn) -> ShownColumn:
    kind = "quantity" if column.is_quantity else column.kind.name.lower()
    choices = tuple((word, name_choice(column.name, word, name)) for word, name in column.choices)
    if column.kind.name == "FLAG":
        choices = (("yes", "yes"), ("no", "no"))
    if column.name == "grade":
        choices = tuple((str(grade), str(grade)) for grade in range(1, 7))
    meaning = str(MEANINGS.get(column.name, column.meaning))
    return ShownColumn(column.name, name_column(column.name), meaning, column.required, kind, choices)


def read_names(columns: list[ShownColumn], row: Mapping[str, str]) -> dict[str, str]:
    """Take the names that a page shows for the words that they stand for: people copy what they see."""
    known = {
        column.name: {name.casefold(): word for word, name in column.choices if word not in ("yes", "no")}
        for column in columns
    }
    return {column: known.get(column, {}).get(text.strip().casefold(), text) for column, text in row.items()}


def make_grid(draft: Mapping[str, Any], table: str, option: str = "", page: int = 1) -> Grid:
    """Show a page of a table."""
    if option:
        owner: Mapping[str, Any] = next((one for one in draft.get("options", []) if one["id"] == option), {})
        members = owner.get(table, [])
    else:
        members = draft.get(table, [])
    pages = max(1, -(-len(members) // ROWS_A_PAGE))
    page = min(max(page, 1), pages)
    first = (page - 1) * ROWS_A_PAGE
    columns = show_columns(table, draft)
    rows = [show_member(table, draft, member, columns) for member in members[first : first + ROWS_A_PAGE]]
    return Grid(table, option, columns, rows, len(members), page, pages, first)


def show_member(
    table: str, draft: Mapping[str, Any], member: Mapping[str, Any], columns: list[ShownColumn]
) -> ShownRow:
    """Show a row."""
    texts = show_row(table, draft, member)
    shown = {
        column.name: dict(column.choices).get(texts[column.name], texts[column.name]) for column in columns
    }
    key = member.get(LINE_KEY if table in LINES else "id", "")
    return ShownRow(str(key), str(member.get("name") or ""), texts, shown)


def link_problem(commission: Commission, draft: AppraisalDraft, problem: Problem) -> str:
    """Give the address of the very field that a problem is about."""
    return link_spot(commission, find_spot(draft.document, problem.path))


def link_spot(commission: Commission, spot: Spot) -> str:
    """Give the address of a field."""
    name, parts = _find_page(spot)
    address = reverse(name, kwargs={"place": commission.place.slug, "commission": commission.slug, **parts})
    return address + (f"#id_{spot.column.replace(': ', '--')}" if spot.column else "")


def _find_page(spot: Spot) -> tuple[str, dict[str, str]]:
    if spot.table == "public_interest_test":
        return "test-edit", {}
    if spot.table in LINES:
        return "appraisal-line", {"option": spot.option, "table": spot.table, "row": spot.row}
    if spot.table in SETTINGS:
        return "appraisal-row", {"table": spot.table, "row": "all"}
    if spot.row:
        return "appraisal-row", {"table": spot.table, "row": spot.row}
    if spot.table in LIST_NAMES:
        return "appraisal-table", {"table": spot.table}
    return "appraisal-edit", {}

"""The draft as tables of text: what stands in a cell of a page, and the value that it means.

The columns, and how a quantity is written in one cell, are those of the spreadsheet, so that what is copied
from one goes into the other. What cannot be read stays in the draft as it was typed, with its problem.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wholeplace.formats.workbook import codecs
from wholeplace.formats.workbook.columns import (
    AGENCIES,
    BENEFITS,
    CASE,
    COSTS,
    CRITERIA,
    DISTRIBUTIONAL,
    FIRST_YEAR,
    LAST_YEAR,
    OPTION_COLUMN,
    OPTIONS,
    OUTCOMES,
    SCENARIOS,
    STAKEHOLDERS,
    TRANSFERS,
    Column,
    Kind,
    Sheet,
)
from wholeplace.foundations.errors import InvalidInput
from wholeplace.services.appraisals.drafts import clean_text
from wholeplace.services.appraisals.edits import LINES, Edit, Path, read_at

LONGEST_CELL = 20_000
# Tables of one row only: what holds for the case as a whole.
SETTINGS: dict[str, Sheet] = {sheet.name: sheet for sheet in (CASE, DISTRIBUTIONAL)}
LISTS = (AGENCIES, OUTCOMES, SCENARIOS, CRITERIA, STAKEHOLDERS, OPTIONS)
SHEETS: dict[str, Sheet] = {
    sheet.name: sheet for sheet in (CASE, DISTRIBUTIONAL, *LISTS, COSTS, BENEFITS, TRANSFERS)
}
NUMERIC = frozenset({Kind.NUMBER, Kind.WHOLE, Kind.RATE, Kind.YEAR, Kind.QUANTITY, Kind.WHOLES})
_MONEY = re.compile(
    r"(?P<sign>[+\-−]?)\s*£?\s*(?P<digits>(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|\.\d+)\s*(?P<share>%?)"
)
_CURRENCY = re.compile(r"£\s*(?=\d)|(?<=\d),(?=\d{3}(\D|$))")


class NoSuchColumn(InvalidInput):
    """A table has no such column."""


@dataclass(frozen=True)
class Read:
    """What a cell means: its value, None where it is empty, and what is wrong with it, if anything."""

    value: Any
    problem: str = ""


@dataclass(frozen=True)
class TableColumn:
    """A column of a table of the draft; `choices` are (word, name) pairs where only some are allowed."""

    name: str
    kind: Kind
    meaning: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    width: int = 14

    @property
    def is_quantity(self) -> bool:
        """Say whether a range may stand in it."""
        return self.kind is Kind.QUANTITY


def row_path(table: str, row: str, option: str = "") -> Path:
    """Say where a row of a table stands in the draft."""
    if table in SETTINGS:
        return (table,)
    if table in LINES:
        return ("options", option, table, row)
    if table in SHEETS:
        return (table, row)
    raise NoSuchColumn(table[:80], "is not a table of a case")


def list_columns(table: str, draft: Mapping[str, Any]) -> list[TableColumn]:
    """List the columns of a table; those for each criterion or driver follow what the draft has."""
    sheet = SHEETS[table]
    columns = [
        TableColumn(
            column.name,
            column.kind,
            column.meaning,
            column.required,
            _list_choices(column, draft),
            column.width,
        )
        for column in sheet.columns
        if column.name not in (OPTION_COLUMN, "id")
    ]
    keyed = sheet.keyed
    if keyed is None:
        return columns
    names = _list_keyed(table, draft)
    return columns + [
        TableColumn(f"{keyed.prefix}: {name}", keyed.kind, keyed.meaning, required=False) for name in names
    ]


def _list_choices(column: Column, draft: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if column.listed_in:
        members = draft.get(column.listed_in, [])
        return tuple((str(one.get("id", "")), str(one.get("name") or one.get("id", ""))) for one in members)
    return tuple((word, word) for word in column.choices)


def _list_keyed(table: str, draft: Mapping[str, Any]) -> list[str]:
    if table == "scenarios":
        return list_drivers(draft)
    return [str(one.get("id", "")) for one in draft.get("criteria", [])]


def list_drivers(draft: Mapping[str, Any]) -> list[str]:
    """List the drivers that lines or scenarios name, in order."""
    found: dict[str, None] = {}
    for scenario in draft.get("scenarios", []):
        if isinstance(scenario.get("drivers"), Mapping):
            found |= dict.fromkeys(scenario["drivers"])
    for option in draft.get("options", []):
        for kind in ("costs", "benefits"):
            for line in option.get(kind, []):
                drivers = line.get("drivers")
                found |= (
                    dict.fromkeys(one for one in drivers if isinstance(one, str))
                    if isinstance(drivers, list)
                    else {}
                )
    return list(found)


def find_kind(table: str, column: str) -> Kind:
    """Find what a column holds."""
    sheet = SHEETS[table]
    keyed = sheet.keyed
    if keyed is not None and column.startswith(f"{keyed.prefix}: "):
        return keyed.kind
    for known in sheet.columns:
        if known.name == column:
            return known.kind
    raise NoSuchColumn(column[:80], f"is not a column of {table}")


def column_path(table: str, column: str) -> Path:
    """Say which field of a row a column shows."""
    keyed = SHEETS[table].keyed
    if keyed is not None and column.startswith(f"{keyed.prefix}: "):
        return (keyed.field, column.removeprefix(f"{keyed.prefix}: "))
    find_kind(table, column)
    return ("years",) if column in (FIRST_YEAR, LAST_YEAR) else (column,)


# --- reading and showing one cell --------------------------------------------------------------------


def read_cell(kind: Kind, text: str, choices: Sequence[tuple[str, str]] = ()) -> Read:
    """Read what somebody typed or pasted into a cell; what cannot be read is kept as typed."""
    typed = clean_text(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(typed) > LONGEST_CELL:
        return Read(
            typed[:LONGEST_CELL], f"must have {LONGEST_CELL:,} characters or fewer; the rest was cut off"
        )
    if not typed:
        return Read(None)
    if kind is Kind.NAME and choices:
        return _read_choice(typed, choices)
    try:
        value = codecs.decode(kind, _read_figure(typed) if kind in NUMERIC else typed)
    except codecs.Unusable as error:
        return Read(typed, str(error))
    if isinstance(value, dt.date):
        value = value.isoformat()
    return Read(None if value in ([], {}, "") else value)


def _read_figure(text: str) -> str | int | float:
    """Read a figure as people and spreadsheets write it: £1,200.50, 12%, −5; anything else stays text."""
    found = _MONEY.fullmatch(text)
    if found is None:
        return _CURRENCY.sub("", text)
    number = codecs.read_number(found["digits"].replace(",", ""))
    number = number / 100 if found["share"] else number
    return -number if found["sign"] in ("-", "−") else number


def _read_choice(typed: str, choices: Sequence[tuple[str, str]]) -> Read:
    """Find the word that is meant, also by its name and whatever its capitals and spaces."""
    wanted = _simplify(typed)
    for word, name in choices:
        if wanted in (_simplify(word), _simplify(name)):
            return Read(word)
    known = ", ".join(name for _, name in choices[:12])
    return Read(typed, f"must be one of {known}, but is “{typed[:60]}”")


def _simplify(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", text.strip().lower())


def show_cell(kind: Kind, value: Any) -> str:
    """Show a value as the text that reads as it."""
    if value is None:
        return ""
    try:
        shown = codecs.encode(kind, value)
    except (codecs.Unusable, TypeError, ValueError):
        shown = value if isinstance(value, str) else str(value)
    if isinstance(shown, bool):
        return "yes" if shown else "no"
    if isinstance(shown, float) and shown.is_integer() and abs(shown) < 1e15:
        return str(int(shown))
    return str(shown)


def show_column(table: str, column: str, row: Mapping[str, Any]) -> str:
    """Show what stands in a column of a row."""
    value = read_at(row, column_path(table, column))
    if column in (FIRST_YEAR, LAST_YEAR):
        years = value if isinstance(value, list) and len(value) == 2 else [None, None]
        value = years[0 if column == FIRST_YEAR else 1]
        return "" if value is None else str(value)
    return show_cell(find_kind(table, column), value)


# --- what was typed, as edits ------------------------------------------------------------------------


def edit_cell(
    draft: Mapping[str, Any], table: str, row: Path, column: str, texts: tuple[str, str]
) -> tuple[Edit, str]:
    """Turn a cell that was changed from one text to another into an edit, with the problem of the new one."""
    choices = next((one.choices for one in list_columns(table, draft) if one.name == column), ())
    path = (*row, *column_path(table, column))
    was, now = (_read_half(draft, path, table, column, text, choices) for text in texts)
    current = read_at(draft, path)
    # What is there reads as the writer saw it: whatever its exact form, nobody has changed it.
    if show_column(table, column, read_at(draft, row) or {}) == texts[0].strip():
        was = Read(current)
        now = _read_half(draft, path, table, column, texts[1], choices)
    return Edit(path, was.value, now.value), now.problem


def _read_half(
    draft: Mapping[str, Any],
    path: Path,
    table: str,
    column: str,
    text: str,
    choices: Sequence[tuple[str, str]],
) -> Read:
    if column not in (FIRST_YEAR, LAST_YEAR):
        return read_cell(find_kind(table, column), text, choices)
    read = read_cell(Kind.WHOLE, text)
    current = read_at(draft, path)
    years = list(current) if isinstance(current, list) and len(current) == 2 else [None, None]
    years[0 if column == FIRST_YEAR else 1] = read.value
    return Read(None if years == [None, None] else years, read.problem)


def read_row(
    table: str, draft: Mapping[str, Any], texts: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Turn the texts of a row into a member of the draft, with the problems by column."""
    row: dict[str, Any] = {}
    problems: dict[str, str] = {}
    choices = {one.name: one.choices for one in list_columns(table, draft)}
    for column, text in texts.items():
        path = column_path(table, column)
        read = _read_half(row, path, table, column, text, choices.get(column, ()))
        if read.problem:
            problems[column] = read.problem
        if read.value is None:
            continue
        if len(path) == 2:
            row.setdefault(path[0], {})[path[1]] = read.value
        else:
            row[path[0]] = read.value
    return row, problems


def show_row(table: str, draft: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, str]:
    """Show a row by column."""
    return {column.name: show_column(table, column.name, row) for column in list_columns(table, draft)}


# --- pasting -------------------------------------------------------------------------------------------


def read_pasted(table: str, draft: Mapping[str, Any], text: str) -> list[dict[str, str]]:
    """Read lines of tab-separated cells, with or without headings, as rows of texts by column."""
    columns = [column.name for column in list_columns(table, draft)]
    lines = [_split_line(line) for line in _join_quoted(text)]
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        return []
    headings = [_find_heading(cell, columns) for cell in lines[0]]
    if sum(heading is not None for heading in headings) * 2 > len([one for one in lines[0] if one.strip()]):
        return [
            {name: cell for name, cell in zip(headings, line, strict=False) if name is not None}
            for line in lines[1:]
        ]
    widest = max(len(line) for line in lines)
    if widest > len(columns):
        problem = (
            f"has {widest} columns, but this table has {len(columns)}: {', '.join(columns)}. Copy "
            "the headings with the cells, or leave out what does not belong here"
        )
        raise InvalidInput("", f"What you pasted {problem}")
    return [dict(zip(columns, line, strict=False)) for line in lines]


def _find_heading(cell: str, columns: Sequence[str]) -> str | None:
    wanted = _simplify(cell)
    return next((name for name in columns if _simplify(name) == wanted), None)


def _join_quoted(text: str) -> list[str]:
    """Split into lines, keeping a line break inside a quoted cell, as spreadsheets write them."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if lines and lines[-1].count('"') % 2 and re.search(r'(^|\t)"', lines[-1]):
            lines[-1] += "\n" + line
        else:
            lines.append(line)
    return lines


def _split_line(line: str) -> list[str]:
    cells = line.split("\t")
    return [
        cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
        for cell in cells
    ]

"""From the cells of a workbook to the document they mean, with the place of every value."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from wholeplace.formats.source_file import Location, SourceDocument
from wholeplace.formats.workbook.cells import Grid, InvalidWorkbook, name_column, read_grids
from wholeplace.formats.workbook.codecs import CellContent, Unusable, decode
from wholeplace.formats.workbook.columns import (
    FIRST_YEAR,
    GUIDE_SHEET,
    LAST_YEAR,
    OPTION_COLUMN,
    SHEETS,
    Column,
    Kind,
    Shape,
    Sheet,
    answer_key,
)

EMPTY_LIST, EMPTY_TABLE = "[]", "{}"

Row = Mapping[int, CellContent]


def read_workbook(data: bytes) -> SourceDocument:
    """Read a case document from an XLSX workbook.

    Parameters
    ----------
    data : bytes
        The whole file. Its sheets may stand in any order; the sheet "guide" is not read.

    Returns
    -------
    SourceDocument
        The document, not validated: an empty cell is an absent field, a sheet without rows an absent
        section. Places are such as "sheet costs, cell D4", also for empty cells of a row that is there.

    Raises
    ------
    InvalidWorkbook
        For a file that is no workbook, for an unknown, missing or repeated sheet or column, and for the
        first cell that does not fit its column, with its sheet and cell.
    """
    grids = _match_sheets(read_grids(data))
    reading = _Reading()
    for sheet in SHEETS:
        if sheet.name in grids:
            _Table(sheet, grids[sheet.name], reading).read()
        elif sheet.required:
            raise InvalidWorkbook("", f"has no sheet {sheet.name}, which every case needs; add it")
    return SourceDocument(reading.document, reading.places)


def _match_sheets(grids: Iterable[Grid]) -> dict[str, Grid]:
    known = [sheet.name for sheet in SHEETS]
    found: dict[str, Grid] = {}
    for grid in grids:
        name = _simplify(grid.name)
        if name == GUIDE_SHEET:
            continue
        if name not in known:
            hint = _suggest(name, known) or f"the sheets of a case are {', '.join(known)}"
            raise InvalidWorkbook(
                "", f"is not a sheet of a case; {hint}; rename or delete it", f"sheet {grid.name}"
            )
        if name in found:
            raise InvalidWorkbook("", "is there twice; keep one of them", f"sheet {grid.name}")
        found[name] = grid
    return found


def _simplify(text: str) -> str:
    """Forgive capitals and spaces in the names that are ours."""
    return "_".join(text.lower().split())


def _suggest(text: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(text, known, n=1)
    return f"did you mean {near[0]}?" if near else ""


@dataclass
class _Reading:
    """The document as far as it is read."""

    document: dict[str, Any] = field(default_factory=dict)
    places: dict[Location, str] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)  # of options, by id


@dataclass(frozen=True)
class _Field:
    """Where a column's cells go in their entry."""

    path: tuple[str, ...]
    kind: Kind
    header: str


class _Table:
    """One sheet on its way into the document."""

    def __init__(self, sheet: Sheet, grid: Grid, reading: _Reading) -> None:
        self.sheet, self.grid, self.reading = sheet, grid, reading
        self.document, self.places = reading.document, reading.places
        self.fields: dict[int, _Field] = {}
        self.columns: dict[str, int] = {}

    def read(self) -> None:
        """Read the whole sheet."""
        self.places[(self.sheet.name,)] = f"sheet {self.grid.name}"
        if self.grid.merged:
            self.refuse(
                f"has merged cells ({self.grid.merged[0]}); unmerge them, so that each value has its own cell"
            )
        self.read_headers()
        rows = [(number, row) for number, row in sorted(self.grid.rows.items()) if number > 1 and row]
        readers = {
            Shape.KEYS: self.read_keys,
            Shape.QUESTIONS: self.read_questions,
            Shape.LINES: self.read_lines,
        }
        readers.get(self.sheet.shape, self.read_entries)(rows)

    def refuse(self, problem: str, row: int = 0, column: int = 0) -> NoReturn:
        raise InvalidWorkbook("", problem, self.place(row, column))

    def place(self, row: int, column: int = 0) -> str:
        if column:
            return f"sheet {self.grid.name}, cell {name_column(column)}{row}"
        return f"sheet {self.grid.name}, row {row}" if row else f"sheet {self.grid.name}"

    # --- headers ---

    def read_headers(self) -> None:
        """Find out which column is which, and that every value has a header above it."""
        for column, content in sorted(self.grid.rows.get(1, {}).items()):
            found = self.match_header(content, column)
            if any(known.path == found.path for known in self.fields.values()):
                self.refuse(
                    f"has the header {found.header} a second time; keep one of the columns", 1, column
                )
            self.fields[column] = found
            self.columns[found.header] = column
        for number, row in sorted(self.grid.rows.items()):
            bare = [column for column in row if column not in self.fields]
            if bare:
                self.refuse(
                    "stands under no header; name its column in row 1, or delete it", number, min(bare)
                )
        missing = [name for name in self.required_headers() if name not in self.columns]
        if self.grid.rows and missing:
            self.refuse(f"has no column {missing[0]}, which every row needs; add it to row 1")

    def required_headers(self) -> list[str]:
        if self.sheet.shape in (Shape.KEYS, Shape.QUESTIONS):
            return [header for header in self.sheet.headers if header != "what it means"]
        if self.sheet.shape is Shape.OPEN:
            return []
        return [column.name for column in self.sheet.columns if column.required]

    def match_header(self, content: CellContent, column: int) -> _Field:
        text = self.decode(Kind.TEXT, "", (1, column), content)
        if self.sheet.shape is Shape.OPEN:
            return self.match_open_header(text.strip(), column)
        name, keyed = _simplify(text), self.sheet.keyed
        known = {found.name: found.kind for found in self.sheet.columns}
        if self.sheet.shape in (Shape.KEYS, Shape.QUESTIONS):
            known = dict.fromkeys(self.sheet.headers, Kind.TEXT) | {"what_it_means": Kind.TEXT}
        if name in known:
            return _Field((name,), known[name], name)
        prefix, colon, key = text.partition(":")
        if keyed and colon and _simplify(prefix) == keyed.prefix and key.strip():
            return _Field((keyed.field, key.strip()), keyed.kind, text)
        if keyed and name == keyed.field:
            return _Field((keyed.field,), Kind.FREE, name)
        headers = [*known, *([f"{keyed.prefix}: …"] if keyed else [])]
        hint = _suggest(name, headers) or f"the columns here are {', '.join(headers)}"
        return self.refuse(f"is not a column of this sheet: “{text}”; {hint}", 1, column)

    def match_open_header(self, text: str, column: int) -> _Field:
        """Take any header of one key, or of two with a colon between them."""
        path = tuple(part.strip() for part in text.split(":"))
        if len(path) > 2 or not all(path):
            self.refuse(
                f"is not a usable header: “{text}”; write a name, or two with a colon between", 1, column
            )
        return _Field(path, Kind.FREE, text)

    def decode(self, kind: Kind, name: str, at: tuple[int, int], content: CellContent) -> Any:
        """Read the cell at a row and column; a refusal calls its field by name."""
        try:
            return decode(kind, content)
        except Unusable as error:
            raise InvalidWorkbook(name, str(error), self.place(*at)) from None

    # --- rows ---

    def read_entry(self, number: int, row: Row, location: Location) -> dict[str, Any]:
        """Read one row into one table, and remember where each field of it stands."""
        entry: dict[str, Any] = {}
        keyed = self.sheet.keyed
        self.places[location] = self.place(number)
        if keyed and keyed.required:
            entry[keyed.field] = {}
        for column, found in self.fields.items():
            at = (*location, *found.path)
            self.places[at] = self.place(number, column)
            self.places.setdefault(at[:-1], self.place(number, column))
            if column in row:
                self.put(
                    entry, found, self.decode(found.kind, found.header, (number, column), row[column]), at
                )
        self.join_years(entry, location)
        return entry

    def put(self, entry: dict[str, Any], found: _Field, value: Any, at: Location) -> None:
        if len(found.path) == 1:
            if found.path[0] in entry and entry[found.path[0]]:
                raise InvalidWorkbook(found.header, "is given in two ways; keep one of them", self.places[at])
            entry[found.path[0]] = value
            return
        table = entry.setdefault(found.path[0], {})
        if not isinstance(table, dict):
            raise InvalidWorkbook(found.header, "is given in two ways; keep one of them", self.places[at])
        table[found.path[1]] = value

    def join_years(self, entry: dict[str, Any], location: Location) -> None:
        """Make one field of the first and the last year."""
        first, last = entry.pop(FIRST_YEAR, None), entry.pop(LAST_YEAR, None)
        for name in (FIRST_YEAR, LAST_YEAR):
            place = self.places.pop((*location, name), None)
            if place is not None:
                self.places.setdefault((*location, "years"), place)
                if (first if name == FIRST_YEAR else last) is None and (first, last) != (None, None):
                    raise InvalidWorkbook(name, "is empty; give both the first and the last year", place)
        if first is not None:
            entry["years"] = [first, last]

    def read_entries(self, rows: Sequence[tuple[int, Row]]) -> None:
        if not rows:
            return
        if len(rows) == 1 and rows[0][1] == {self.columns.get(self.sheet.headers[0]): EMPTY_LIST}:
            self.document[self.sheet.name] = []
            return
        entries = [
            self.read_entry(number, row, (self.sheet.name, place)) for place, (number, row) in enumerate(rows)
        ]
        self.document[self.sheet.name] = entries
        if self.sheet.name == "options":
            for place, entry in enumerate(entries):
                self.reading.positions.setdefault(entry.get("id", ""), place)

    def read_lines(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Give each row to its option; a row with only an option and [] says that it has no lines."""
        options = self.document.get("options", [])
        for number, row in rows:
            position, rest = self.find_option(number, row)
            option = options[position]
            if list(rest.values()) == [EMPTY_LIST] and self.sheet.name not in option:
                option[self.sheet.name] = []
                continue
            lines = option.setdefault(self.sheet.name, [])
            location = ("options", position, self.sheet.name, len(lines))
            self.places.setdefault(location[:-1], self.place(0))
            lines.append(self.read_entry(number, rest, location))
            lines[-1].pop(OPTION_COLUMN, None)

    def find_option(self, number: int, row: Row) -> tuple[int, Row]:
        column = self.columns[OPTION_COLUMN]
        rest = {place: content for place, content in row.items() if place != column}
        known = [name for name in self.reading.positions if name]
        if column not in row:
            self.refuse(f"names no option; write the id of one of {', '.join(known)}", number, column)
        name = self.decode(Kind.NAME, OPTION_COLUMN, (number, column), row[column])
        if name not in known:
            hint = _suggest(name, known) or f"the options are {', '.join(known) or 'none yet'}"
            self.refuse(f"names an unknown option, “{name}”; {hint}", number, column)
        return self.reading.positions[name], rest

    # --- keys and questions ---

    def read_keys(self, rows: Sequence[tuple[int, Row]]) -> None:
        table: dict[str, Any] = {}
        value = self.columns.get("value", 0)
        for number, row, key in self.walk_keys(rows, "key"):
            self.places[(self.sheet.name, key.name)] = self.place(number, value)
            if value in row:
                table[key.name] = self.decode(key.kind, key.name, (number, value), row[value])
        self.put_table(table, rows)

    def read_questions(self, rows: Sequence[tuple[int, Row]]) -> None:
        table: dict[str, Any] = {}
        for number, row, question in self.walk_keys(rows, "question"):
            answer: dict[str, Any] = {}
            self.places[(self.sheet.name, question.name)] = self.place(number)
            for header, key, kind in (
                ("answer", answer_key(question), Kind.NAME),
                ("reason", "reason", Kind.TEXT),
            ):
                column = self.columns[header]
                self.places[(self.sheet.name, question.name, key)] = self.place(number, column)
                if column in row:
                    answer[key] = self.decode(
                        kind, f"{question.name} {header}", (number, column), row[column]
                    )
            if answer:
                table[question.name] = answer
        self.put_table(table, rows)

    def put_table(self, table: dict[str, Any], rows: Sequence[tuple[int, Row]]) -> None:
        if table or any(EMPTY_TABLE in row.values() for _, row in rows):
            self.document[self.sheet.name] = table

    def walk_keys(self, rows: Sequence[tuple[int, Row]], header: str) -> Iterator[tuple[int, Row, Column]]:
        """Yield each row with the key that it begins with, and refuse a key given twice."""
        column = self.columns.get(header, 0)
        known = {key.name: key for key in self.sheet.columns}
        seen: set[str] = set()
        for number, row in rows:
            if column not in row:
                self.refuse(f"has no {header} in its row; write it, or delete the row", number, min(row))
            name = _simplify(self.decode(Kind.NAME, header, (number, column), row[column]))
            if name == EMPTY_TABLE:
                continue
            if name not in known:
                hint = _suggest(name, list(known)) or f"known here: {', '.join(known)}"
                self.refuse(f"is not a {header} of this sheet: “{name}”; {hint}", number, column)
            if name in seen:
                self.refuse(f"gives {name} a second time; keep one of the rows", number, column)
            seen.add(name)
            yield number, row, known[name]

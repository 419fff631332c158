"""From a document to a workbook that a person can go on filling in."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wholeplace.formats.source_file import Location
from wholeplace.formats.toml import name_location
from wholeplace.formats.workbook.cells import MAXIMUM_COLUMN, MAXIMUM_ROW, name_column
from wholeplace.formats.workbook.codecs import CellValue, Unusable, encode, escape_stored, refuse_text
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
from wholeplace.formats.workbook.guide import DEFAULT_GUIDE, write_guide
from wholeplace.formats.workbook.reading import EMPTY_LIST, EMPTY_TABLE, read_workbook
from wholeplace.foundations.errors import InvalidInput

LINES = tuple(sheet.name for sheet in SHEETS if sheet.shape is Shape.LINES)
_LIST_ROWS = 1_000  # how far down the drop-down lists reach
_KEY = re.compile(r"[A-Za-z0-9_-]+")
_HEADER_FILL = PatternFill("solid", fgColor="FFDDE6EF")
_BOLD = Font(bold=True)
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)

Row = dict[str, CellValue]


class CannotWriteWorkbook(InvalidInput):
    """A value that a workbook cannot hold."""


def write_workbook(document: Mapping[str, Any], guide: Sequence[str] | None = None) -> bytes:
    """Write a case document as an XLSX workbook.

    Parameters
    ----------
    document : mapping
        A valid case document; a field that is None is left out, as if it were absent.
    guide : sequence of str, optional
        Paragraphs for the top of the sheet "guide"; the usual ones if none are given.

    Returns
    -------
    bytes
        Reading them gives the document again; the same document always gives the same bytes. Every sheet
        is there, also the empty ones, with drop-down lists where only some words are allowed.

    Raises
    ------
    CannotWriteWorkbook
        When a workbook cannot hold a value: control characters, text of more than 32,767 characters,
        dates before March 1900, or a document that is not valid; with the path of the value. Also when
        there is no room for temporary files.
    """
    present = {name: value for name, value in document.items() if value is not None}
    for name in present:
        if name not in {sheet.name for sheet in SHEETS}:
            raise CannotWriteWorkbook(name, "has no sheet in a workbook; leave it out or use TOML")
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_guide_sheet(book, tuple(guide or DEFAULT_GUIDE))
    for sheet in SHEETS:
        _SheetWriter(sheet, present, book.create_sheet(sheet.name)).write()
    data = _pack(book)
    _refuse_loss(present, data)
    return data


def _refuse_loss(present: Mapping[str, Any], data: bytes) -> None:
    """Read back what was written: nothing may be lost silently."""
    read = read_workbook(data).document
    for name, value in present.items():
        if read.get(name) != _leave_out_none(value):
            raise CannotWriteWorkbook(
                name, "has something that a workbook cannot hold without loss; use TOML"
            )


def _leave_out_none(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _leave_out_none(member) for key, member in value.items() if member is not None}
    return [_leave_out_none(member) for member in value] if isinstance(value, list) else value


# --- rows --------------------------------------------------------------------------------------------


class _SheetWriter:
    """One sheet on its way out of the document."""

    def __init__(self, sheet: Sheet, document: Mapping[str, Any], worksheet: Worksheet) -> None:
        self.sheet, self.document, self.worksheet = sheet, document, worksheet
        self.headers = list(sheet.headers)
        self.kinds = {column.name: column.kind for column in sheet.columns}

    def write(self) -> None:
        """Fill the sheet."""
        makers = {
            Shape.KEYS: self.make_key_rows,
            Shape.QUESTIONS: self.make_question_rows,
            Shape.LINES: self.make_line_rows,
        }
        self.add_keyed_headers()
        rows = makers.get(self.sheet.shape, self.make_entry_rows)()
        if len(rows) >= MAXIMUM_ROW or len(self.headers) > MAXIMUM_COLUMN:
            raise CannotWriteWorkbook(
                self.sheet.name,
                f"is too long for a workbook: at most {MAXIMUM_ROW:,} rows are read; use TOML",
            )
        _fill(self.worksheet, self.headers, rows)
        _dress(self.worksheet, self.sheet, self.headers)
        _add_lists(self.worksheet, self.sheet, self.headers)

    def add_keyed_headers(self) -> None:
        """Make a column for every id that the entries may be about, filled or not."""
        keyed = self.sheet.keyed
        for entry in self.document.get(keyed.listed_in) or [] if keyed else []:
            if keyed and isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
                self.add_header(f"{keyed.prefix}: {entry['id']}", keyed.kind)

    def add_header(self, header: str, kind: Kind) -> None:
        if header not in self.headers:
            self.headers.append(header)
        self.kinds.setdefault(header, kind)

    def encode(self, kind: Kind, value: object, location: Location) -> CellValue:
        try:
            return encode(kind, value)
        except Unusable as error:
            raise self.refusal(location, str(error)) from error

    def refusal(self, location: Location, problem: str) -> CannotWriteWorkbook:
        return CannotWriteWorkbook(name_location(location), problem)

    def take(self, kind: type[Any], value: object, location: Location) -> Any:
        if not isinstance(value, kind):
            raise self.refusal(location, f"must be a {'list' if kind is list else 'table'}, but is not")
        return value

    def make_entry_rows(self) -> list[Row]:
        if self.document.get(self.sheet.name) is None:
            return []
        entries = self.take(list, self.document[self.sheet.name], (self.sheet.name,))
        if not entries:
            return [{self.headers[0]: EMPTY_LIST}]
        return [self.make_row(entry, (self.sheet.name, place)) for place, entry in enumerate(entries)]

    def make_line_rows(self) -> list[Row]:
        """Make the rows of every option, each beginning with its id."""
        rows: list[Row] = []
        for position, option in enumerate(self.document.get("options") or []):
            location: Location = ("options", position, self.sheet.name)
            lines = option.get(self.sheet.name) if isinstance(option, Mapping) else None
            if lines is None:
                continue
            name = self.encode(Kind.NAME, option.get("id"), ("options", position, "id"))
            if not self.take(list, lines, location):
                rows.append({OPTION_COLUMN: name, self.headers[1]: EMPTY_LIST})
            for place, line in enumerate(lines):
                rows.append({OPTION_COLUMN: name} | self.make_row(line, (*location, place)))
        return rows

    def make_row(self, entry: object, location: Location) -> Row:
        """Make one row of one table."""
        row: Row = {}
        for key, value in self.take(dict, entry, location).items():
            if value is None or (self.sheet.name == "options" and key in LINES):
                continue
            for header, kind, part in self.spread(key, value, (*location, key)):
                self.add_header(header, kind)
                row[header] = self.encode(kind, part, (*location, key))
        if not row:
            raise self.refusal(location, "has no entries; leave it out")
        return row

    def spread(self, key: str, value: object, location: Location) -> list[tuple[str, Kind, object]]:
        """Find the columns that a field fills: header, kind and value of each."""
        keyed = self.sheet.keyed
        if keyed and key == keyed.field:
            table = self.take(dict, value, location)
            if not table and not keyed.required:
                return [(key, Kind.FREE, value)]
            return [(f"{keyed.prefix}: {name}", keyed.kind, part) for name, part in table.items()]
        if key == "years" and FIRST_YEAR in self.kinds:
            if len(self.take(list, value, location)) != 2:
                raise self.refusal(location, "must be the first and the last year")
            return [(FIRST_YEAR, Kind.WHOLE, value[0]), (LAST_YEAR, Kind.WHOLE, value[1])]  # type: ignore[index]
        if self.sheet.shape is Shape.OPEN:
            return self.spread_freely(key, value, location)
        if key not in self.kinds or key in (OPTION_COLUMN, FIRST_YEAR, LAST_YEAR):
            raise self.refusal(location, "has no column in a workbook; leave it out or use TOML")
        return [(key, self.kinds[key], value)]

    def spread_freely(self, key: str, value: object, location: Location) -> list[tuple[str, Kind, object]]:
        """Give a table of plain values, such as a source, a column for each of them."""
        if not _KEY.fullmatch(key):
            raise self.refusal(location, "has a key that cannot head a column; use letters, digits, - and _")
        plain = (str, int, float, dt.date)
        parts = value if isinstance(value, dict) else {}
        if parts and all(_KEY.fullmatch(name) and isinstance(part, plain) for name, part in parts.items()):
            return [(f"{key}: {name}", Kind.FREE, part) for name, part in parts.items()]
        return [(key, Kind.FREE, value)]

    # --- keys and questions ---

    def take_table(self) -> Mapping[str, Any]:
        given = self.document.get(self.sheet.name)
        table: Mapping[str, Any] = {} if given is None else self.take(dict, given, (self.sheet.name,))
        for key in table:
            if key not in self.kinds:
                raise self.refusal(
                    (self.sheet.name, key), "has no row in a workbook; leave it out or use TOML"
                )
        return table

    def make_key_rows(self) -> list[Row]:
        key, value, meaning = self.headers
        table = self.take_table()
        rows: list[Row] = []
        for column in self.sheet.columns:
            row: Row = {key: column.name, meaning: column.meaning}
            given = table.get(column.name)
            if given is not None:
                row[value] = self.encode(column.kind, given, (self.sheet.name, column.name))
            rows.append(row)
        return rows + self.mark_empty_table(key)

    def make_question_rows(self) -> list[Row]:
        question, answer, reason = self.headers
        table = self.take_table()
        rows: list[Row] = []
        for column in self.sheet.columns:
            location = (self.sheet.name, column.name)
            row: Row = {question: column.name}
            given = self.take(dict, table.get(column.name) or {}, location)
            headers = {answer_key(column): (answer, Kind.NAME), "reason": (reason, Kind.TEXT)}
            for key, part in given.items():
                if key not in headers:
                    raise self.refusal(
                        (*location, key), "has no column in a workbook; leave it out or use TOML"
                    )
                if part is not None:
                    row[headers[key][0]] = self.encode(headers[key][1], part, (*location, key))
            rows.append(row)
        return rows + self.mark_empty_table(question)

    def mark_empty_table(self, header: str) -> list[Row]:
        return [{header: EMPTY_TABLE}] if self.document.get(self.sheet.name) == {} else []


# --- the file ----------------------------------------------------------------------------------------


def _write_guide_sheet(book: Workbook, paragraphs: tuple[str, ...]) -> None:
    worksheet = book.create_sheet(GUIDE_SHEET)
    for number, row in enumerate(write_guide(paragraphs), start=1):
        in_table = len(row) > 1
        heading = number == 1 or (in_table and (row[0] in ("sheet", "status") or not row[1]))
        for column, text in enumerate(row, start=1):
            if text:
                cell = worksheet.cell(number, column)
                _put_guide_text(cell, text)
                cell.alignment = _WRAPPED if in_table else _TOP
                if heading:
                    cell.font = _BOLD
    for letter, width in zip("ABCDE", (22, 24, 60, 8, 60), strict=True):
        worksheet.column_dimensions[letter].width = width


def _put_guide_text(cell: Cell | MergedCell, text: str) -> None:
    try:
        refuse_text(text)
    except Unusable as error:
        raise CannotWriteWorkbook(GUIDE_SHEET, str(error)) from error
    _put(cell, text)


def _fill(worksheet: Worksheet, headers: Sequence[str], rows: Iterable[Row]) -> None:
    for column, header in enumerate(headers, start=1):
        _put(worksheet.cell(1, column), header)
    places = {header: column for column, header in enumerate(headers, start=1)}
    for number, row in enumerate(rows, start=2):
        for header, value in row.items():
            cell = worksheet.cell(number, places[header])
            _put(cell, value)
            cell.alignment = _WRAPPED


def _put(cell: Cell | MergedCell, value: CellValue) -> None:
    """Put a value into a cell as what it is: text is never a formula, and a number keeps all its digits."""
    if isinstance(value, bool):
        cell.value = value
    elif isinstance(value, dt.date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, str):
        cell.value, cell.data_type = escape_stored(value), "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
    else:
        cell.value, cell.data_type = repr(value), "n"


def _dress(worksheet: Worksheet, sheet: Sheet, headers: Sequence[str]) -> None:
    widths = {column.name: column.width for column in sheet.columns}
    if sheet.shape in (Shape.KEYS, Shape.QUESTIONS):
        widths = {"key": 24, "value": 50, "what it means": 70, "question": 24, "answer": 14, "reason": 80}
    for column, header in enumerate(headers, start=1):
        cell = worksheet.cell(1, column)
        cell.font, cell.fill, cell.alignment = _BOLD, _HEADER_FILL, _WRAPPED
        width = max(widths.get(header, 24), min(len(header) + 2, 30))
        worksheet.column_dimensions[name_column(column)].width = width
    worksheet.freeze_panes = "C2" if sheet.shape in (Shape.ENTRIES, Shape.LINES) else "B2"


def _add_lists(worksheet: Worksheet, sheet: Sheet, headers: Sequence[str]) -> None:
    """Offer the allowed words as drop-down lists."""
    for number, column in enumerate(sheet.columns, start=2):
        if sheet.shape in (Shape.KEYS, Shape.QUESTIONS):
            place = f"B{number}"
        else:
            letter = name_column(headers.index(column.name) + 1)
            place = f"{letter}2:{letter}{_LIST_ROWS}"
        source = _list_source(column)
        if source:
            strict = column.kind in (Kind.NAME, Kind.FLAG, Kind.WHOLE) and not column.listed_in
            validation = DataValidation(
                "list", source, allow_blank=True, showErrorMessage=strict, sqref=place
            )
            validation.error = "Choose one of the words in the list." if strict else None
            worksheet.add_data_validation(validation)


def _list_source(column: Column) -> str:
    if column.listed_in:
        return f"{column.listed_in}!$A$2:$A${_LIST_ROWS}"
    words = ("TRUE", "FALSE") if column.kind is Kind.FLAG else column.choices
    return f'"{",".join(words)}"' if words else ""


_PACKED_AT = (1980, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _pack(book: Workbook) -> bytes:
    """Save, and pack again without the clock: openpyxl dates the file and its parts."""
    book.properties.creator = "Wholeplace"
    saved, packed = io.BytesIO(), io.BytesIO()
    try:
        book.save(saved)
    except OSError as error:
        raise CannotWriteWorkbook(
            "", f"the workbook cannot be made, for want of room for temporary files ({error.strerror})"
        ) from error
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == _PROPERTIES:
                data = _STAMP.sub(b"1980-01-01T00:00:00Z", data)
            part = zipfile.ZipInfo(name, _PACKED_AT)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            target.writestr(part, data)
    return packed.getvalue()

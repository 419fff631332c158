"""The cells of an XLSX file, taken from it without trusting it.

Only what a case needs is read: the sheets' names, their cells, merged cells, text and date formats. The
reader is small on purpose: it never expands a range, follows a link, or resolves an entity, and it stops
at fixed limits, so that a hostile file costs no more than a large honest one.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from wholeplace.formats.workbook.codecs import (
    MAXIMUM_TEXT,
    CellContent,
    Failure,
    Formula,
    Unusable,
    read_number,
    unescape_stored,
)
from wholeplace.foundations.errors import InvalidInput

MAXIMUM_UNPACKED_BYTES = 100_000_000
MAXIMUM_PARTS = 5_000
MAXIMUM_CELLS = 500_000
MAXIMUM_ROW = 20_000
MAXIMUM_COLUMN = 1_000
MAXIMUM_STYLES = 65_536
_BLOCK_BYTES = 1 << 16


class InvalidWorkbook(InvalidInput):
    """A spreadsheet that cannot be read, or a cell of it that cannot be used."""


@dataclass(frozen=True)
class Grid:
    """What stands on one sheet.

    Parameters
    ----------
    name : str
        The sheet's name as it is written on its tab.
    rows : dict of int to dict of int to CellContent
        Content by row and column, both from 1; empty cells are absent.
    merged : tuple of str
        The ranges of merged cells, such as "A1:B2".
    """

    name: str
    rows: dict[int, dict[int, CellContent]]
    merged: tuple[str, ...]


def read_grids(data: bytes) -> list[Grid]:
    """Take the cells of every worksheet from an XLSX file.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    list of Grid
        In the order of the tabs; hidden sheets, rows and columns like the others.

    Raises
    ------
    InvalidWorkbook
        When it is no XLSX file, is broken, protected by a password, or larger than any case.
    """
    _refuse_other_files(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(_read_archive(_Parts(archive)))
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ) as error:
        if isinstance(error, zipfile.BadZipFile) and not data.startswith(b"PK"):
            _refuse("is not an Excel workbook; save it as .xlsx, or choose another file")
        raise InvalidWorkbook(
            "", "is a broken or truncated workbook; open it in your spreadsheet program and save it again"
        ) from error
    except expat.ExpatError as error:
        raise InvalidWorkbook(
            "", f"is a broken workbook ({error}); open it in your spreadsheet program and save it again"
        ) from error


def _refuse(problem: str, place: str = "") -> NoReturn:
    raise InvalidWorkbook("", problem, place)


def _refuse_other_files(data: bytes) -> None:
    if not data:
        _refuse("is empty; choose the file that holds the case")
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _refuse(
            "is protected by a password or is an old Excel file (.xls); "
            "save it as an Excel workbook (.xlsx) without a password"
        )


class _Parts:
    """The files inside the file, within limits."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        members = archive.infolist()
        if (
            len(members) > MAXIMUM_PARTS
            or sum(member.file_size for member in members) > MAXIMUM_UNPACKED_BYTES
        ):
            _refuse(
                f"unpacks to more than {MAXIMUM_UNPACKED_BYTES // 1_000_000} MB or {MAXIMUM_PARTS:,} parts, "
                "which no case needs; copy the sheets to a new workbook"
            )
        if any(member.flag_bits & 1 for member in members):
            _refuse("is protected by a password; save it without one")
        if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
            _refuse("is packed as workbooks are not; open it in your spreadsheet program and save it again")
        self.archive = archive
        self.names = {member.filename for member in members}
        self.left_bytes = MAXIMUM_UNPACKED_BYTES

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a part in blocks: the sizes in the directory may lie, the blocks do not."""
        with self.archive.open(name) as part:
            while block := part.read(_BLOCK_BYTES):
                self.left_bytes -= len(block)
                if self.left_bytes < 0:
                    _refuse("unpacks to more than a case needs; copy the sheets to a new workbook")
                yield block


# --- XML ---------------------------------------------------------------------------------------------

Attributes = Mapping[str, str]


@dataclass
class _Reader:
    """What a part's elements mean to its reader: names come without their namespace."""

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the start of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take text."""


def _parse(parts: _Parts, name: str, reader: _Reader) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: reader.start(
        _bare(tag), {_bare(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda tag: reader.end(_bare(tag))
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = lambda *_: _refuse(
        "has definitions in its XML that workbooks do not have; copy the sheets to a new workbook"
    )
    for block in parts.read(name):
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


@dataclass
class _Relations(_Reader):
    """Which part each id points to, by kind."""

    folder: str
    targets: dict[str, tuple[str, str]] = field(default_factory=dict)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(
                posixpath.join("/", self.folder, attributes.get("Target", ""))
            ).lstrip("/")
            self.targets[attributes.get("Id", "")] = (kind, target)

    def find(self, kind: str) -> str:
        """Name the part of a kind; empty if there is none."""
        return next((target for found, target in self.targets.values() if found == kind), "")


@dataclass
class _Tabs(_Reader):
    """The sheets' names and the ids of their parts."""

    tabs: list[tuple[str, str]] = field(default_factory=list)
    from_1904: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            self.tabs.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


@dataclass
class _Strings(_Reader):
    """The texts that cells share."""

    texts: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    inside: bool = False
    in_reading_aid: bool = False

    def start(self, name: str, _attributes: Attributes) -> None:
        if name == "si":
            self.pieces = []
            if len(self.texts) >= MAXIMUM_CELLS:
                _refuse(f"has more than {MAXIMUM_CELLS:,} texts, too many; copy the sheets to a new one")
        elif name == "rPh":
            self.in_reading_aid = True
        elif name == "t":
            self.inside = not self.in_reading_aid

    def text(self, text: str) -> None:
        if self.inside:
            self.pieces.append(text)

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append(unescape_stored("".join(self.pieces)))
        elif name == "rPh":
            self.in_reading_aid = False
        elif name == "t":
            self.inside = False


@dataclass
class _Styles(_Reader):
    """Which cell styles show a date."""

    formats: dict[str, str] = field(default_factory=dict)
    dated: list[bool] = field(default_factory=list)
    inside: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside and len(self.dated) < MAXIMUM_STYLES:
            number = attributes.get("numFmtId", "0")
            builtin = (
                BUILTIN_FORMATS.get(int(number), "General") if number.isascii() and number.isdigit() else ""
            )
            self.dated.append(bool(is_date_format(self.formats.get(number, builtin)[:255])))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False

    def shows_date(self, style: str) -> bool:
        """Whether the style with a number, as text, shows a date."""
        known = style.isascii() and style.isdigit() and int(style) < len(self.dated)
        return known and self.dated[int(style)]


# --- sheets ------------------------------------------------------------------------------------------


@dataclass
class _Book:
    """What the sheets need from the rest of the workbook."""

    strings: _Strings
    styles: _Styles
    from_1904: bool
    left_cells: int = field(default_factory=lambda: MAXIMUM_CELLS)


_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass
class _SheetCells(_Reader):
    """The cells of one sheet, as they come."""

    book: _Book
    sheet: str
    rows: dict[int, dict[int, CellContent]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    row: int = 0
    column: int = 0
    cell: Attributes | None = None
    formula: str | None = None
    value: list[str] = field(default_factory=list)
    taking: str = ""
    in_reading_aid: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            given = attributes.get("r", "")
            self.row = int(given) if re.fullmatch(r"[1-9][0-9]{0,6}", given) else self.row + 1
            self.column = 0
            self.count()
        elif name == "c":
            self.start_cell(attributes)
        elif name == "mergeCell" and len(self.merged) < 10:
            self.merged.append(attributes.get("ref", "?"))
        elif self.cell is not None:
            self.start_inside(name)

    def count(self) -> None:
        self.book.left_cells -= 1
        if self.book.left_cells < 0:
            _refuse(f"has more than {MAXIMUM_CELLS:,} cells, too many; copy its sheets to a new one")

    def start_cell(self, attributes: Attributes) -> None:
        self.count()
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        if reference:
            self.column, self.row = number_column(reference[1]), int(reference[2])
        else:
            self.column += 1
        self.cell, self.formula, self.value = attributes, None, []

    def start_inside(self, name: str) -> None:
        if name == "f":
            self.formula = ""
        if name == "rPh":
            self.in_reading_aid = True
        self.taking = name if name in ("f", "v", "t") and not self.in_reading_aid else ""

    def text(self, text: str) -> None:
        if self.taking == "f" and self.formula is not None:
            self.formula = f"{self.formula}{text}"[:200]
        elif self.taking:
            self.value.append(text)

    def end(self, name: str) -> None:
        if name == "c" and self.cell is not None:
            self.end_cell(self.cell)
        elif name == "rPh":
            self.in_reading_aid = False
        if name in ("f", "v", "t"):
            self.taking = ""

    def end_cell(self, cell: Attributes) -> None:
        self.cell, self.taking = None, ""
        try:
            content = self.find_content(cell, "".join(self.value))
        except (Unusable, ValueError, OverflowError, IndexError) as error:
            problem = str(error) if isinstance(error, Unusable) else "cannot be read; type it again"
            raise InvalidWorkbook("", problem, self.place) from error
        if content is None:
            return
        if self.row > MAXIMUM_ROW or self.column > MAXIMUM_COLUMN:
            _refuse(
                f"is beyond the {MAXIMUM_ROW:,} rows and {MAXIMUM_COLUMN:,} columns that are read; delete it",
                self.place,
            )
        self.rows.setdefault(self.row, {})[self.column] = content

    @property
    def place(self) -> str:
        """Where the reader is."""
        return f"sheet {self.sheet}, cell {name_column(self.column)}{self.row}"

    def find_content(self, cell: Attributes, value: str) -> CellContent | None:
        """Turn what is stored into what stands there; None for an empty cell."""
        kind = cell.get("t", "n")
        if self.formula is not None:
            return Formula(self.formula)
        if kind in ("s", "str", "inlineStr"):
            return self.find_text(kind, value)
        return self.find_plain(kind, cell, value.strip()) if value.strip() else None

    def find_text(self, kind: str, value: str) -> str | None:
        text = self.book.strings.texts[int(value)] if kind == "s" and value else unescape_stored(value)
        if len(text) > MAXIMUM_TEXT:
            raise Unusable(f"has {len(text):,} characters, and a cell holds at most {MAXIMUM_TEXT:,}")
        return text if text.strip() else None

    def find_plain(self, kind: str, cell: Attributes, value: str) -> CellContent:
        if kind == "n":
            return self.find_number(cell, value)
        if kind == "b":
            return value in ("1", "true")
        if kind == "d":
            return _drop_midnight(dt.datetime.fromisoformat(value))
        return Failure(value)

    def find_number(self, cell: Attributes, value: str) -> CellContent:
        number = read_number(value)
        if not self.book.styles.shows_date(cell.get("s", "")):
            return number
        epoch = CALENDAR_MAC_1904 if self.book.from_1904 else CALENDAR_WINDOWS_1900
        moment = from_excel(number, epoch)
        return _drop_midnight(moment) if isinstance(moment, dt.datetime) else f"{moment}"


def _drop_midnight(moment: dt.datetime) -> dt.date:
    return moment.date() if moment.time() == dt.time() else moment


def name_column(column: int) -> str:
    """Name a column in letters.

    Parameters
    ----------
    column : int
        From 1.

    Returns
    -------
    str
        "A" for 1, "AA" for 27.
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def number_column(letters: str) -> int:
    """Find the number of a column from its letters.

    Parameters
    ----------
    letters : str
        Capital letters, such as "AA".

    Returns
    -------
    int
        1 for "A", 27 for "AA".
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


# --- the workbook ------------------------------------------------------------------------------------


def _read_archive(parts: _Parts) -> Iterator[Grid]:
    main = _find_main_part(parts)
    relations = _read_relations(parts, main)
    tabs = _Tabs()
    _parse(parts, main, tabs)
    book = _Book(_Strings(), _Styles(), tabs.from_1904)
    _parse_related(parts, relations, "sharedStrings", book.strings)
    _parse_related(parts, relations, "styles", book.styles)
    for name, identifier in tabs.tabs:
        kind, target = relations.targets.get(identifier, ("", ""))
        if kind == "worksheet" and target not in parts.names:
            _refuse(f"is a broken workbook: its sheet {name} is missing; save it again")
        cells = _SheetCells(book, name)
        if kind == "worksheet":
            _parse(parts, target, cells)
        yield Grid(name, cells.rows, tuple(cells.merged))


def _find_main_part(parts: _Parts) -> str:
    if "_rels/.rels" not in parts.names:
        _refuse_other_archive(parts)
    main = _read_relations(parts, "").find("officeDocument")
    if main not in parts.names or not main.endswith(".xml") or not main.startswith("xl/"):
        _refuse("is not an Excel workbook of the kind .xlsx; save it as .xlsx")
    return main


def _refuse_other_archive(parts: _Parts) -> NoReturn:
    if "content.xml" in parts.names:
        _refuse("is an OpenDocument file, not an Excel workbook; save it as .xlsx")
    _refuse("is a ZIP file, but not an Excel workbook; save it as .xlsx, or choose another file")


def _read_relations(parts: _Parts, part: str) -> _Relations:
    folder, _, name = part.rpartition("/")
    relations = _Relations(folder)
    relations_part = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations_part in parts.names:
        _parse(parts, relations_part, relations)
    return relations


def _parse_related(parts: _Parts, relations: _Relations, kind: str, reader: _Reader) -> None:
    part = relations.find(kind)
    if part in parts.names:
        _parse(parts, part, reader)

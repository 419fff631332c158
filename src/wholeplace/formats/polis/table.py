"""CSV files row by row, with the line of each, refused in one sentence."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wholeplace.formats.source_file import decode_text
from wholeplace.foundations.errors import InvalidInput

LONGEST_ID = 200
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class InvalidTable(InvalidInput):
    """A table that is not in a layout of Polis."""


@dataclass
class Table:
    """A CSV file whose heading was read; its rows are read once, one after the other.

    Parameters
    ----------
    columns : tuple of str
        The heading.
    rows : iterator of (int, list of str)
        The line on which each row begins, and its cells, as many as there are columns.
    """

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]] = field(repr=False)

    def find(self, name: str) -> int:
        """Give the place of a column that must be there."""
        if name not in self.columns:
            shown = ", ".join(f"“{_cut(column)}”" for column in self.columns[:6])
            raise InvalidTable("", f"must have a column “{name}”, but has {shown}; add it", "line 1")
        return self.columns.index(name)

    def refuse(self, line: int, column: int, problem: str) -> InvalidTable:
        """Make the refusal of one cell."""
        name = self.columns[column]
        return InvalidTable("", problem, f"line {line}, column “{_cut(name)}”")

    def read_id(self, line: int, column: int, cell: str) -> str:
        """Read the id of a participant, statement or group."""
        found = unguard_cell(cell.strip())
        if not found:
            raise self.refuse(line, column, "must be an id, but is empty; fill it in or remove the row")
        if len(found) > LONGEST_ID:
            problem = f"must be an id of at most {LONGEST_ID} characters, but has {len(found):,}; shorten it"
            raise self.refuse(line, column, problem)
        return found


def open_table(data: bytes) -> Table:
    """Open the bytes of a CSV file.

    Parameters
    ----------
    data : bytes
        UTF-8 with a heading, separated by commas; a byte order mark is skipped, empty lines are too.

    Returns
    -------
    Table

    Raises
    ------
    InvalidTable
        No heading, a name twice in it, rows of another length, a cell or a quotation without end.
    CannotReadFile
        Binary, or another encoding than UTF-8; with its line.
    """
    if b"\0" in data[:4096] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InvalidTable("", "is not a text file in UTF-8; save it as CSV with the encoding UTF-8")
    rows = _list_rows(data)
    heading = next(rows, None)
    if heading is None:
        raise InvalidTable("", "is empty; it needs a heading and the votes or statements under it")
    columns = tuple(unguard_cell(name.strip()) for name in heading[1])
    if len(set(columns)) < len(columns):
        twice = next(name for name, many in Counter(columns).items() if many > 1)
        problem = f"must name each column once, but “{_cut(twice)}” stands twice; remove one of them"
        raise InvalidTable("", problem, "line 1")
    return Table(columns, _refuse_ragged(rows, columns))


def _list_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    reader = csv.reader(lines, strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        problem = f"cannot be read as CSV ({error}); look for a quotation mark that is not closed"
        raise InvalidTable("", problem, f"line {line}") from None
    except UnicodeDecodeError:
        decode_text(data)  # says where
        raise


def _refuse_ragged(
    rows: Iterator[tuple[int, list[str]]], columns: Sequence[str]
) -> Iterator[tuple[int, list[str]]]:
    width = len(columns)
    for line, row in rows:
        if len(row) != width:
            problem = f"must have {width} cells like the heading, but has {len(row)}; check the commas"
            raise InvalidTable("", problem, f"line {line}")
        yield line, row


def guard_cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula.

    Parameters
    ----------
    text : str
        Anything that is not a number of ours.

    Returns
    -------
    str
        With an apostrophe in front where the text could be taken for a formula, or for one so marked.
    """
    rest = text.lstrip("'")
    return f"'{text}" if rest.startswith(_FORMULA) else text


def unguard_cell(cell: str) -> str:
    """Take off what `guard_cell` puts in front.

    Parameters
    ----------
    cell : str
        As it stands in a file.

    Returns
    -------
    str
        The text itself.
    """
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


def write_table(rows: Iterator[Sequence[object]]) -> bytes:
    """Write rows as CSV.

    Parameters
    ----------
    rows : iterator of sequences
        The heading first.

    Returns
    -------
    bytes
        UTF-8, lines ended as the CSV standard (RFC 4180) says.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def quote_value(cell: str) -> str:
    """Show a wrong value in a sentence, cut where it is long."""
    return f"“{_cut(cell)}”"


def _cut(text: str, longest: int = 40) -> str:
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"

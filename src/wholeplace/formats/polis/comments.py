"""Statements: ``comments.csv``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wholeplace.formats.polis.table import guard_cell, open_table, quote_value, unguard_cell, write_table

_MODERATED = {"1": 1, "0": 0, "-1": -1, "": 0}


@dataclass(frozen=True)
class Statement:
    """One statement of a conversation.

    Parameters
    ----------
    id : str
        Its id.
    text : str
        What it says.
    author : str
        Participant id; empty where not known.
    moderated : int
        1 accepted, 0 not looked at, −1 taken out.
    agrees, disagrees : int
        Votes at the time of the export.
    """

    id: str
    text: str
    author: str = ""
    moderated: int = 0
    agrees: int = 0
    disagrees: int = 0


def read_statements(data: bytes) -> tuple[Statement, ...]:
    """Read ``comments.csv``.

    Parameters
    ----------
    data : bytes
        CSV with the columns ``comment-id`` and ``comment-body``; ``author-id``, ``moderated``, ``agrees`` and
        ``disagrees`` are read where they are there, others are ignored.

    Returns
    -------
    tuple of Statement
        In the order of the file; empty for a heading alone.

    Raises
    ------
    InvalidTable
        A column is missing, an id stands twice, ``moderated`` is not 1, 0 or −1, a count is none; with line
        and column.
    CannotReadFile
        Not text in UTF-8.
    """
    table = open_table(data)
    own, body = table.find("comment-id"), table.find("comment-body")
    optional = {name: place for place, name in enumerate(table.columns)}
    found: dict[str, Statement] = {}
    for line, row in table.rows:
        name = table.read_id(line, own, row[own])
        if name in found:
            raise table.refuse(line, own, f"must be another id in each row, but {quote_value(name)} is not")
        cells = {key: row[place].strip() for key, place in optional.items()}
        moderated = _MODERATED.get(cells.get("moderated", ""))
        if moderated is None:
            problem = f"must be 1, 0 or -1, but is {quote_value(cells['moderated'])}; correct it"
            raise table.refuse(line, optional["moderated"], problem)
        counts = []
        for key in ("agrees", "disagrees"):
            cell = cells.get(key) or "0"
            if not (cell.isascii() and cell.isdigit() and len(cell) < 16):
                problem = f"must be a count, but is {quote_value(cell)}; correct it"
                raise table.refuse(line, optional[key], problem)
            counts.append(int(cell))
        author = unguard_cell(cells.get("author-id", ""))
        found[name] = Statement(name, unguard_cell(row[body]), author, moderated, *counts)
    return tuple(found.values())


def write_statements(statements: Sequence[Statement]) -> bytes:
    """Write ``comments.csv``.

    Parameters
    ----------
    statements : sequence of Statement
        In the order to write.

    Returns
    -------
    bytes
        CSV that `read_statements` reads back to the same. A text that a spreadsheet could take for a
        formula has an apostrophe in front, which reading takes off.
    """
    return write_table(_list_rows(statements))


def _list_rows(statements: Sequence[Statement]) -> Iterator[Sequence[object]]:
    yield ["comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
    for each in statements:
        author, text = guard_cell(each.author), guard_cell(each.text)
        yield [guard_cell(each.id), author, each.agrees, each.disagrees, each.moderated, text]

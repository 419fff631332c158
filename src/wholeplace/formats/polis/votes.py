"""Votes: ``participants-votes.csv``, a row a participant, and ``votes.csv``, a row a vote."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeplace.formats.polis.table import (
    InvalidTable,
    Table,
    guard_cell,
    open_table,
    quote_value,
    write_table,
)

_NOT_STATEMENTS = frozenset({"participant", "xid", "group-id"})
_VALUES = {"1": 1, "-1": -1, "0": 0, "1.0": 1, "-1.0": -1, "0.0": 0}
_NOT_SEEN = 2
_CELLS = _VALUES | {"": _NOT_SEEN}
_EXPECTED = "must be 1 (agree), -1 (disagree) or 0 (pass)"


@dataclass(frozen=True)
class Conversation:
    """What a file of votes says.

    Parameters
    ----------
    participants, statements : tuple of str
        Ids, each once, in the order of the file.
    rows, columns : ndarray of int64, shape (votes,)
        Places in them.
    values : ndarray of int8, shape (votes,)
        1 agree, −1 disagree, 0 pass, in the order of the file; the last of a pair counts.
    groups : mapping of str to str, or None
        Published group by participant, those without one left out; None where the layout has no groups.
    """

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.int8]
    groups: Mapping[str, str] | None


def read_votes(data: bytes) -> Conversation:
    """Read a file of votes in either layout.

    Parameters
    ----------
    data : bytes
        CSV with a column ``participant``, then one for each statement (1 agree, −1 disagree, 0 pass, empty
        not seen; ``xid``, ``group-id`` and columns that begin with ``n-`` are no statements); or with the
        columns ``voter-id``, ``comment-id`` and ``vote``, where others are ignored.

    Returns
    -------
    Conversation

    Raises
    ------
    InvalidTable
        Neither layout; another vote; a participant twice; no statement or no participant. With line and
        column.
    CannotReadFile
        Not text in UTF-8.
    """
    table = open_table(data)
    if "participant" in table.columns:
        return _read_matrix(table)
    if "voter-id" in table.columns or "comment-id" in table.columns:
        return _read_list(table)
    problem = (
        "must have the columns participant and one for each statement, or voter-id, comment-id and vote, but "
        f"begins with {quote_value(','.join(table.columns[:6]))}; export the votes from Polis or Wholeplace"
    )
    raise InvalidTable("", problem, "line 1")


@dataclass
class _Cast:
    """Votes as they are read."""

    rows: array[int] = field(default_factory=lambda: array("q"))
    columns: array[int] = field(default_factory=lambda: array("q"))
    values: array[int] = field(default_factory=lambda: array("b"))

    def finish(
        self, participants: Sequence[str], statements: Sequence[str], groups: Mapping[str, str] | None
    ) -> Conversation:
        if not participants:
            raise InvalidTable("", "has no votes under its heading; is it the right file?", "line 1")
        return Conversation(
            tuple(participants),
            tuple(statements),
            np.array(self.rows, dtype=np.int64),
            np.array(self.columns, dtype=np.int64),
            np.array(self.values, dtype=np.int8),
            groups,
        )


def _read_matrix(table: Table) -> Conversation:
    own, group = table.find("participant"), table.columns.index("group-id") if _has_groups(table) else None
    places = [
        place
        for place, name in enumerate(table.columns)
        if name not in _NOT_STATEMENTS and not name.startswith("n-")
    ]
    if not places:
        raise InvalidTable("", "must have a column for each statement, but has none; add the votes", "line 1")
    statements = [table.read_id(1, place, table.columns[place]) for place in places]
    first = places[0] if places == list(range(places[0], len(table.columns))) else None
    cast = _Cast()
    lines: dict[str, int] = {}
    groups: dict[str, str] = {}
    for line, row in table.rows:
        name = table.read_id(line, own, row[own])
        if name in lines:
            problem = f"must be another participant in each row, but {quote_value(name)} stands also on line"
            raise table.refuse(line, own, f"{problem} {lines[name]}; keep one of them")
        if group is not None and row[group].strip():
            groups[name] = _read_group(table, line, group, row[group])
        cells = row[first:] if first is not None else [row[place] for place in places]
        _add_row(cast, len(lines), cells, (table, line, places))
        lines[name] = line
    return cast.finish(list(lines), statements, groups if _has_groups(table) else None)


def _has_groups(table: Table) -> bool:
    return "group-id" in table.columns


def _read_group(table: Table, line: int, column: int, cell: str) -> str:
    label = table.read_id(line, column, cell)
    return label[:-2] if label.endswith(".0") and label[:-2].isdigit() else label


def _add_row(cast: _Cast, row: int, cells: Sequence[str], where: tuple[Table, int, Sequence[int]]) -> None:
    try:
        values = np.fromiter(map(_CELLS.__getitem__, cells), dtype=np.int8, count=len(cells))
    except KeyError:
        table, line, places = where
        values = np.array([_read_cell(table, line, *each) for each in zip(places, cells, strict=True)], "b")
    seen = np.flatnonzero(values != _NOT_SEEN)
    cast.rows.extend([row] * len(seen))
    cast.columns.frombytes(seen.astype(np.int64).tobytes())
    cast.values.frombytes(values[seen].tobytes())


def _read_cell(table: Table, line: int, column: int, cell: str) -> int:
    found = _CELLS.get(cell.strip())
    if found is None:
        raise table.refuse(
            line, column, f"{_EXPECTED}, or empty if not seen, but is {quote_value(cell)}; correct it"
        )
    return found


def _read_list(table: Table) -> Conversation:
    voter, statement, vote = (table.find(name) for name in ("voter-id", "comment-id", "vote"))
    cast = _Cast()
    voters: dict[str, int] = {}
    statements: dict[str, int] = {}
    for line, row in table.rows:
        row_of, column_of = voters.get(row[voter]), statements.get(row[statement])
        if row_of is None:  # an id that is new, or written with spaces around it
            row_of = voters.setdefault(table.read_id(line, voter, row[voter]), len(voters))
        if column_of is None:
            column_of = statements.setdefault(table.read_id(line, statement, row[statement]), len(statements))
        value = _VALUES.get(row[vote].strip())
        if value is None:
            raise table.refuse(line, vote, f"{_EXPECTED}, but is {quote_value(row[vote])}; correct it")
        cast.rows.append(row_of)
        cast.columns.append(column_of)
        cast.values.append(value)
    return cast.finish(list(voters), list(statements), None)


# --- writing -------------------------------------------------------------------------------------------


def write_vote_matrix(conversation: Conversation, statements_by: Mapping[str, int] | None = None) -> bytes:
    """Write ``participants-votes.csv``.

    Parameters
    ----------
    conversation : Conversation
        What to write, in its order; of a pair that voted twice the last vote is written.
    statements_by : mapping of str to int, optional
        Statements that each participant added (``n-comments``); 0 for those not named.

    Returns
    -------
    bytes
        CSV that `read_votes` reads back to the same votes and groups.
    """
    return write_table(_list_matrix(conversation, statements_by or {}))


def _list_matrix(conversation: Conversation, added: Mapping[str, int]) -> Iterator[Sequence[object]]:
    counts = ("n-comments", "n-votes", "n-agree", "n-disagree")
    yield ["participant", "group-id", *counts, *map(guard_cell, conversation.statements)]
    texts = np.array(["-1", "0", "1", ""])
    order = np.argsort(conversation.rows, kind="stable")
    ends = np.searchsorted(conversation.rows[order], np.arange(len(conversation.participants) + 1))
    groups = conversation.groups or {}
    for place, name in enumerate(conversation.participants):
        mine = order[ends[place] : ends[place + 1]]
        cells = np.full(len(conversation.statements), _NOT_SEEN, dtype=np.int8)
        for column, value in zip(conversation.columns[mine], conversation.values[mine], strict=True):
            cells[column] = value  # one after the other: the last vote of a pair stays
        sums = [int((cells != _NOT_SEEN).sum()), int((cells == 1).sum()), int((cells == -1).sum())]
        group = guard_cell(groups.get(name, ""))
        yield [guard_cell(name), group, added.get(name, 0), *sums, *texts[cells + 1].tolist()]


def write_vote_list(conversation: Conversation, times_ms: ArrayLike | None = None) -> bytes:
    """Write ``votes.csv``.

    Parameters
    ----------
    conversation : Conversation
        What to write, in its order.
    times_ms : array_like of int, shape (votes,), optional
        When each vote was cast, in milliseconds since 1970; without them there is no such column, since a
        time can give a person away.

    Returns
    -------
    bytes
        CSV that `read_votes` reads back to the same votes; participants without votes are not in it.
    """
    return write_table(_list_votes(conversation, times_ms))


def _list_votes(conversation: Conversation, times_ms: ArrayLike | None) -> Iterator[Sequence[object]]:
    times = None if times_ms is None else np.asarray(times_ms, dtype=np.int64).tolist()
    yield [*(["timestamp"] if times is not None else []), "comment-id", "voter-id", "vote"]
    voters, statements = (
        [guard_cell(name) for name in names] for names in (conversation.participants, conversation.statements)
    )
    cast = zip(
        conversation.columns.tolist(), conversation.rows.tolist(), conversation.values.tolist(), strict=True
    )
    for number, (column, row, value) in enumerate(cast):
        yield [*([times[number]] if times is not None else []), statements[column], voters[row], value]

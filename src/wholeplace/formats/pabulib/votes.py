"""Reading the section VOTES: whole blocks at once where the rows are plain, row by row where they are not."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
from numpy.typing import NDArray

from wholeplace.formats.pabulib.file import InvalidPabulib, Votes, split_rows
from wholeplace.formats.pabulib.tokens import IdTable, NotPlain, find_tokens, read_digits

# Small enough for the processor's cache, large enough that numpy's own work shows.
BLOCK_BYTES = 1 << 20
MOST_POINTS = 10**9
MOST_DECIMALS = 6

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Block:
    """Some ballots: how many choices each has, the choices, and their points."""

    counts: Ints
    choices: NDArray[np.int32]
    points: Ints | None
    points_unit: int = 1


@dataclass(frozen=True)
class _Heading:
    """The columns, and where the ballot and its points stand."""

    columns: tuple[str, ...]
    vote: int
    points: int | None


def read_votes(text: bytes, first_line: int, project_ids: Sequence[str], *, needs_points: bool) -> Votes:
    """Read the ballots.

    Parameters
    ----------
    text : bytes
        From the heading on, UTF-8 with line feeds.
    first_line : int
        Line of the file in which `text` begins, from 1.
    project_ids : sequence of str
        In the file's order, each once.
    needs_points : bool
        Whether each choice must have points.

    Returns
    -------
    Votes

    Raises
    ------
    InvalidPabulib
        As `read_pabulib` says, with the line.
    """
    columns, text, first_line = _read_heading(text, first_line)
    heading = _place_columns(columns, first_line, needs_points=needs_points)
    try:
        blocks = list(_read_blocks(text, heading, project_ids))
    except NotPlain:
        blocks = [_RowReader(text, first_line, heading, project_ids).read()]
    offsets = np.zeros(1 + sum(len(block.counts) for block in blocks), dtype=np.int64)
    np.cumsum(np.concatenate([block.counts for block in blocks]), out=offsets[1:])
    choices = np.concatenate([block.choices for block in blocks])
    units = max(block.points_unit for block in blocks)
    points = None if heading.points is None else np.concatenate([_points_of(block) for block in blocks])
    return Votes(heading.columns, offsets, choices, points, units, text, first_line)


def _points_of(block: _Block) -> Ints:
    return np.empty(0, dtype=np.int64) if block.points is None else block.points


def _read_heading(text: bytes, first_line: int) -> tuple[tuple[str, ...], bytes, int]:
    while text:
        line, _, text = text.partition(b"\n")
        first_line += 1
        row = next(csv.reader([line.decode()], delimiter=";"), [])
        if any(cell.strip() for cell in row):
            return tuple(cell.strip().lower() for cell in row), text, first_line
    raise InvalidPabulib(
        "VOTES", "has no heading; it must name the columns voter_id and vote", f"line {first_line}"
    )


def _place_columns(columns: tuple[str, ...], line: int, *, needs_points: bool) -> _Heading:
    for name in ("vote", "points") if needs_points else ("vote",):
        if name not in columns:
            raise InvalidPabulib("VOTES", f"must have a column “{name}”", f"line {line - 1}")
    for name in columns:
        if name and columns.count(name) > 1:
            raise InvalidPabulib("VOTES", f"has two columns “{name}”; keep one", f"line {line - 1}")
    return _Heading(columns, columns.index("vote"), columns.index("points") if needs_points else None)


# --- whole blocks -----------------------------------------------------------------------------------------


def _read_blocks(text: bytes, heading: _Heading, project_ids: Sequence[str]) -> Iterator[_Block]:
    """Read block by block; raise `NotPlain` for what must be read row by row."""
    if b'"' in text:
        raise NotPlain
    table = IdTable(project_ids)
    place = 0
    while place < len(text):
        end = text.rfind(b"\n", place, place + BLOCK_BYTES) + 1
        if not end:  # the last row without a line end, or a row longer than a block
            end = text.find(b"\n", place) + 1 or len(text)
        yield _read_block(text[place:end], heading, table)
        place = end
    if not text:
        yield _Block(np.empty(0, np.int64), np.empty(0, np.int32), None)


def _read_block(block: bytes, heading: _Heading, table: IdTable) -> _Block:
    data = np.frombuffer(block if block.endswith(b"\n") else block + b"\n", dtype=np.uint8)
    starts, parts = _split_plain_rows(data, len(heading.columns))
    bounds = _bound_field(starts, parts, heading.vote)
    commas = np.flatnonzero(data == ord(","))
    tokens = find_tokens(commas, *bounds)
    choices = table.look_up(data, tokens)
    if heading.points is None:
        return _Block(tokens.counts, choices, None)
    scores = find_tokens(commas, *_bound_field(starts, parts, heading.points))
    if not np.array_equal(scores.counts, tokens.counts):
        raise NotPlain
    return _Block(tokens.counts, choices, read_digits(data, scores))


def _split_plain_rows(data: NDArray[np.uint8], columns: int) -> tuple[Ints, Ints]:
    """Find where each row begins, and its semicolons and line end, shape (rows, columns)."""
    ends = np.flatnonzero(data == ord("\n"))
    starts = np.concatenate([[0], ends[:-1] + 1])
    if (is_blank := ends == starts).any():
        starts, ends = starts[~is_blank], ends[~is_blank]
    semicolons = np.flatnonzero(data == ord(";"))
    if len(semicolons) != len(ends) * (columns - 1):
        raise NotPlain
    parts = np.column_stack([semicolons.reshape(len(ends), columns - 1), ends])
    if (parts[:, 0] < starts).any() or (columns > 1 and (parts[:, -2] > ends).any()):
        raise NotPlain
    return starts, parts


def _bound_field(starts: Ints, parts: Ints, column: int) -> tuple[Ints, Ints]:
    return (parts[:, column - 1] + 1 if column else starts), parts[:, column]


# --- row by row -------------------------------------------------------------------------------------------


class _RowReader:
    """Reads what is not plain (quotation marks, spaces, decimal points) and says what is wrong where."""

    def __init__(self, text: bytes, first_line: int, heading: _Heading, project_ids: Sequence[str]) -> None:
        self.text, self.first_line, self.heading = text, first_line, heading
        self.places = {key: place for place, key in enumerate(project_ids)}

    def read(self) -> _Block:
        counts: list[int] = []
        choices: list[int] = []
        points: list[Decimal] = []
        try:
            for last_line, row in split_rows(self.text):
                place = f"line {self.first_line + last_line - 1}"
                chosen = self._read_choices(row, place)
                counts.append(len(chosen))
                choices += chosen
                if self.heading.points is not None:
                    points += self._read_points(row, len(chosen), place)
        except csv.Error as error:
            raise InvalidPabulib("VOTES", f"cannot be split into fields: {error}") from None
        unit = 10 ** max([0, *(-_exponent(value) for value in points)])
        scaled = np.array([int(value * unit) for value in points], dtype=np.int64)
        kept = None if self.heading.points is None else scaled
        return _Block(np.array(counts, np.int64), np.array(choices, np.int32), kept, unit)

    def _read_choices(self, row: Sequence[str], place: str) -> list[int]:
        if any(cell.strip() for cell in row[len(self.heading.columns) :]):
            problem = f"has {len(row)} fields in this row, but {len(self.heading.columns)} columns"
            raise InvalidPabulib("VOTES", f"{problem}; join the projects of a ballot by commas", place)
        names = _split_list(row, self.heading.vote)
        for name in names:
            if name not in self.places:
                problem = f"names project “{name[:60]}”, which is not in PROJECTS"
                raise InvalidPabulib("vote", f"{problem}; add the project or mend the ballot", place)
        return [self.places[name] for name in names]

    def _read_points(self, row: Sequence[str], expected: int, place: str) -> list[Decimal]:
        found = _split_list(row, self.heading.points or 0)
        if len(found) != expected:
            problem = f"must give one number for each of the {expected} projects of the ballot"
            raise InvalidPabulib("points", f"{problem}, but gives {len(found)}", place)
        return [_read_point(text, place) for text in found]


def _split_list(row: Sequence[str], column: int) -> list[str]:
    text = row[column] if column < len(row) else ""
    return [part for part in (part.strip() for part in text.split(",")) if part]


def _read_point(text: str, place: str) -> Decimal:
    try:
        value = Decimal(text) if text.isascii() else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not (value.is_finite() and abs(value) <= MOST_POINTS and -_exponent(value) <= MOST_DECIMALS):
        problem = f"must be numbers of at most {MOST_POINTS:,} with at most {MOST_DECIMALS} decimal places"
        raise InvalidPabulib("points", f"{problem}, but one is “{text[:60]}”", place)
    return value


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0

"""What a Pabulib file holds, as frozen values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from wholeplace.foundations.errors import InvalidInput

APPROVING = ("approval", "choose-1")
SCORING = ("scoring", "cumulative")
RANKING = ("ordinal",)
VOTE_TYPES = (*APPROVING, *SCORING, *RANKING)


class InvalidPabulib(InvalidInput):
    """A Pabulib file, or a value in it, that cannot be used."""


@dataclass(frozen=True, eq=False)
class Votes:
    """The ballots of a file: what the rules need as arrays, everything else as it was written.

    Parameters
    ----------
    columns : tuple of str
        Names of the columns, in the file's order.
    offsets : ndarray of int, shape (ballots + 1,)
        Where each ballot begins in `choices`; the last is the number of choices.
    choices : ndarray of int, shape (choices,)
        Places of the projects in the file, ballot by ballot, in the order of the ballot; a project that
        stands twice in a ballot stands twice here.
    points : ndarray of int, shape (choices,), or None
        Points of each choice times `points_unit`; None where the ballots give no points.
    points_unit : int
        1 for whole points, 10 for points with one decimal place, and so on.
    text : bytes
        The rows as they were written, in UTF-8 with line feeds.
    first_line : int
        Line of the file in which `text` begins, from 1.
    """

    columns: tuple[str, ...]
    offsets: NDArray[np.int64]
    choices: NDArray[np.int32]
    points: NDArray[np.int64] | None = None
    points_unit: int = 1
    text: bytes = field(default=b"", repr=False)
    first_line: int = 1

    def __len__(self) -> int:
        """Count the ballots, empty ones too."""
        return len(self.offsets) - 1

    def read_column(self, name: str) -> list[str]:
        """Read one column as text.

        Parameters
        ----------
        name : str
            One of `columns`.

        Returns
        -------
        list of str
            One for each ballot; empty where a row ended before the column.

        Raises
        ------
        InvalidPabulib
            When there is no such column.
        """
        if name not in self.columns:
            raise InvalidPabulib(
                "VOTES", f"has no column “{name}”; the columns are {', '.join(self.columns)}"
            )
        place = self.columns.index(name)
        return [row[place].strip() if place < len(row) else "" for _, row in split_rows(self.text)]


@dataclass(frozen=True, eq=False)
class PabulibFile:
    """A participatory budget: what was to be decided, the projects, and the ballots.

    Parameters
    ----------
    meta : mapping of str to str
        The META section as written, in its order.
    projects : mapping of str to tuple of str
        The PROJECTS section by column; ``project_id`` and ``cost`` are always there.
    votes : Votes
        The VOTES section.
    budget : Fraction
        The money to spend, at least 0, exactly.
    costs : tuple of Fraction
        Cost of each project, at least 0, exactly.
    notes : tuple of str
        What is odd about the file but does not hinder counting, one sentence each.
    """

    meta: Mapping[str, str]
    projects: Mapping[str, tuple[str, ...]]
    votes: Votes
    budget: Fraction
    costs: tuple[Fraction, ...]
    notes: tuple[str, ...] = ()

    @property
    def vote_type(self) -> str:
        """One of `VOTE_TYPES`."""
        return self.meta["vote_type"].strip().lower()

    @property
    def project_ids(self) -> tuple[str, ...]:
        """The projects' ids, in the file's order."""
        return self.projects["project_id"]

    @property
    def names(self) -> tuple[str, ...]:
        """The projects' names, or their ids where the file gives none."""
        names = self.projects.get("name", self.project_ids)
        return tuple(name or key for name, key in zip(names, self.project_ids, strict=True))


def split_rows(text: bytes) -> Iterator[tuple[int, list[str]]]:
    """Split the rows of a section into fields.

    Parameters
    ----------
    text : bytes
        UTF-8 with line feeds; fields are parted by semicolons and may stand in quotation marks.

    Returns
    -------
    iterator of (int, list of str)
        The line in which the row ends, from 1, and its fields; rows without any text are left out.
    """
    reader = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=";")
    for row in reader:
        if any(cell.strip() for cell in row):
            yield reader.line_num, row

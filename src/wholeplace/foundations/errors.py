"""The one family of errors that a person is meant to read."""

from __future__ import annotations

from dataclasses import dataclass


class WholeplaceError(Exception):
    """An error whose text is a plain sentence: what, where, which value, what to do."""


@dataclass(eq=False)
class InvalidInput(WholeplaceError):
    """A value in somebody's file that cannot be used.

    Parameters
    ----------
    path : str
        Dotted path of the field, such as ``options.in-house.costs.0.amount``; options are named by
        id, lines by their place in the list, from 0. Empty when the whole document is meant.
    problem : str
        What is wrong and what to do, as the end of a sentence: "must be 1 to 300, but is 1000".
    place : str
        Where a person finds it: "line 12", or "sheet costs, cell D4". Empty when not known.
    file : str
        The file's name as the person gave it. Empty when not known.
    """

    path: str
    problem: str
    place: str = ""
    file: str = ""

    def __str__(self) -> str:
        """Say it in one line: file, place, field, problem."""
        where = ", ".join(part for part in (self.file, self.place) if part)
        what = f"{self.path} {self.problem}" if self.path else self.problem
        return f"{where}: {what}" if where else what

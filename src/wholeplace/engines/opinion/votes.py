"""The votes of one conversation, sparse and in one order, whatever order they came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeplace.foundations.errors import WholeplaceError

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

AGREE, DISAGREE, PASS = 1, -1, 0


class NotVotes(WholeplaceError):
    """Votes that cannot be: another value than 1, −1 or 0, an unknown voter or statement, ids given twice."""


@dataclass(frozen=True)
class Votes:
    """Who voted how on which statement; made by `collect_votes`.

    Parameters
    ----------
    participants : tuple of str
        Ids in natural order: whole numbers by value, then other ids as text.
    statements : tuple of str
        Ids in natural order.
    rows : ndarray of int64, shape (votes,)
        Places in ``participants``, ascending.
    columns : ndarray of int64, shape (votes,)
        Places in ``statements``, ascending within a row; no pair of row and column stands twice.
    values : ndarray of int8, shape (votes,)
        1 agree, −1 disagree, 0 pass. A statement that a participant has not voted on is not here.
    """

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    rows: Integers
    columns: Integers
    values: NDArray[np.int8]


def collect_votes(
    participants: Sequence[str],
    statements: Sequence[str],
    rows: ArrayLike,
    columns: ArrayLike,
    values: ArrayLike,
) -> Votes:
    """Bring votes into one order; where a participant voted twice on a statement, the last vote counts.

    Parameters
    ----------
    participants, statements : sequence of str
        Ids, each once, in any order; those without a vote may be among them. May be empty.
    rows, columns : array_like of int, shape (votes,)
        Places in ``participants`` and ``statements``, from 0.
    values : array_like of int, shape (votes,)
        1 agree, −1 disagree, 0 pass, in the order in which they were cast.

    Returns
    -------
    Votes
        The same for any order of participants and statements, and of votes by different pairs.

    Raises
    ------
    NotVotes
        The arrays differ in length, an id stands twice, a place or a value is out of range.
    """
    places, cast = (_read_places(each) for each in (rows, columns)), _read_places(values)
    row, column = places
    if not len(row) == len(column) == len(cast):
        raise NotVotes(
            f"Each vote needs a voter, a statement and a value, but there are {len(row)}, {len(column)} "
            f"and {len(cast)} of them."
        )
    _refuse_outside(row, len(participants), "participant")
    _refuse_outside(column, len(statements), "statement")
    if cast.size and not (cast.min() >= -1 and cast.max() <= 1):
        raise NotVotes("A vote must be 1 (agree), -1 (disagree) or 0 (pass); correct the others.")
    names, row_of = _put_in_order(participants, "participant")
    texts, column_of = _put_in_order(statements, "statement")
    keys = row_of[row] * len(texts) + column_of[column]
    kept = _keep_last(keys)
    width = max(1, len(texts))
    arrays = (keys[kept] // width, keys[kept] % width, cast[kept].astype(np.int8))
    for array in arrays:
        array.flags.writeable = False
    return Votes(names, texts, *arrays)


def natural_key(identifier: str) -> tuple[int, int, str]:
    """Give what to sort ids by: whole numbers by value, then all other ids as text.

    Parameters
    ----------
    identifier : str
        Of a participant, statement or group.

    Returns
    -------
    tuple
        Comparable with that of any other id.
    """
    if identifier.isascii() and identifier.isdigit() and len(identifier) <= 4000:
        return (0, int(identifier), identifier)
    return (1, 0, identifier)


def _read_places(given: ArrayLike) -> Integers:
    array = np.asarray(given)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise NotVotes("Votes must be lists of whole numbers; give one for each vote.")
    return array.astype(np.int64, copy=False)


def _refuse_outside(places: Integers, count: int, what: str) -> None:
    if places.size and not (places.min() >= 0 and places.max() < count):
        raise NotVotes(f"A vote names a {what} that is not among the {count} given; add it or leave it out.")


def _put_in_order(names: Sequence[str], what: str) -> tuple[tuple[str, ...], Integers]:
    """Sort ids, and say for each given place where it went."""
    order = sorted(range(len(names)), key=lambda place: natural_key(names[place]))
    ordered = tuple(names[place] for place in order)
    for before, after in pairwise(ordered):
        if before == after:
            raise NotVotes(f"The {what} “{before}” stands twice; give each {what} its own id.")
    went = np.empty(len(order), dtype=np.int64)
    went[order] = np.arange(len(order))
    return ordered, went


def _keep_last(keys: Integers) -> Integers:
    """Say which votes stay, in the order of their keys."""
    if keys.size < 2 or bool((keys[1:] > keys[:-1]).all()):
        return np.arange(keys.size)
    order = np.argsort(keys, kind="stable")
    is_last = np.append(keys[order][1:] != keys[order][:-1], True)
    kept: Integers = order[is_last]
    return kept

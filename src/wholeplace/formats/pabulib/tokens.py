"""Lists joined by commas, found and looked up in whole arrays of bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]

WORD = 8
# The first so many bytes of a word, read with the lowest byte first.
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(WORD + 1)], dtype=np.uint64)
MOST_DIGITS = 9


class NotPlain(Exception):
    """The block has something that must be read row by row."""


@dataclass(frozen=True)
class Tokens:
    """The parts of every row's list: how many, and where each begins and ends."""

    counts: Ints
    starts: Ints
    ends: Ints


def find_tokens(commas: Ints, starts: Ints, ends: Ints) -> Tokens:
    """Find the parts of one field in every row.

    Parameters
    ----------
    commas : ndarray of int, shape (commas,)
        Places of all commas of the block, ascending.
    starts, ends : ndarray of int, shape (rows,)
        Where the field begins and ends in each row, ascending.

    Returns
    -------
    Tokens
        An empty field has no parts.
    """
    first, last = np.searchsorted(commas, starts), np.searchsorted(commas, ends)
    counts = last - first + (ends > starts)
    inside = commas if (last - first).sum() == len(commas) else commas[_spread(first, last - first)]
    before = np.cumsum(counts) - counts
    total = int(counts.sum())
    filled = counts > 0
    return Tokens(
        counts,
        _weave(total, before[filled], starts[filled], inside + 1),
        _weave(total, (before + counts - 1)[filled], ends[filled], inside),
    )


def _spread(first: Ints, counts: Ints) -> Ints:
    """List first, first + 1, … as many as counted, one range after the other."""
    before = np.cumsum(counts) - counts
    places: Ints = np.arange(counts.sum()) + np.repeat(first - before, counts)
    return places


def _weave(total: int, places: Ints, values: Ints, others: Ints) -> Ints:
    """Put the values at their places and the others into the places left, in order."""
    woven = np.empty(total, dtype=np.int64)
    is_left = np.ones(total, dtype=bool)
    is_left[places] = False
    woven[places] = values
    woven[is_left] = others
    return woven


def _read_words(data: Bytes) -> Words:
    """Give the eight bytes from every place on as one number; past the end are zeros."""
    padded = np.concatenate([data, np.zeros(WORD, dtype=np.uint8)])
    return np.ndarray((len(data) + 1,), dtype="<u8", buffer=padded.data, strides=(1,))


class IdTable:
    """Turns ids, eight bytes at a time, into their places.

    Parameters
    ----------
    ids : sequence of str
        Each once.
    """

    def __init__(self, ids: Sequence[str]) -> None:
        encoded = [key.encode() for key in ids]
        self.longest = max(map(len, encoded), default=0)
        self.steps: list[tuple[_WordTable, _WordTable]] = []
        codes = np.zeros(len(ids), dtype=np.int64)
        for at in range(0, self.longest, WORD):
            parts = [int.from_bytes(key[at : at + WORD], "little") for key in encoded]
            known = _WordTable(np.array(parts, dtype=np.uint64))
            pairs = _pair(codes, known.rank(np.array(parts, dtype=np.uint64)), known)
            kinds = _WordTable(pairs)
            self.steps.append((known, kinds))
            codes = kinds.rank(pairs)
        self.places = np.argsort(codes).astype(np.int32)

    def look_up(self, data: Bytes, tokens: Tokens) -> NDArray[np.int32]:
        """Look up the parts of a list.

        Parameters
        ----------
        data : ndarray of byte
            The block.
        tokens : Tokens
            Where the parts stand.

        Returns
        -------
        ndarray of int, shape (tokens,)
            Places of the ids.

        Raises
        ------
        NotPlain
            When a part is empty or not an id.
        """
        lengths = tokens.ends - tokens.starts
        if not len(lengths):
            return np.empty(0, dtype=np.int32)
        if lengths.min() < 1 or lengths.max() > self.longest:
            raise NotPlain
        words = _read_words(data)
        codes = np.zeros(0, dtype=np.int64)
        for step, (known, kinds) in enumerate(self.steps):
            at, left = tokens.starts, lengths
            if step:
                at, left = np.minimum(at + step * WORD, len(data)), np.maximum(left - step * WORD, 0)
            ranks = known.rank(words[at] & _MASKS[np.minimum(left, WORD)])
            codes = kinds.rank(_pair(codes, ranks, known)) if step else ranks
        return self.places[codes]


def _pair(codes: Ints, ranks: Ints, known: _WordTable) -> Words:
    return (codes * len(known.words) + ranks).astype(np.uint64)


class _WordTable:
    """The rank of each of some words, found by a hash without collisions where one is soon found."""

    MULTIPLIERS = tuple(0x9E3779B97F4A7C15 * step | 1 for step in range(1, 64))
    MOST_BITS = 18

    def __init__(self, words: Words) -> None:
        self.words = np.unique(words)
        self.multiplier = self.shift = np.uint64(0)
        self.ranks: NDArray[np.int32] | None = None
        bits = min(max(2 * len(self.words).bit_length(), 4), self.MOST_BITS)
        for multiplier in self.MULTIPLIERS:
            self.multiplier, self.shift = np.uint64(multiplier % (1 << 64)), np.uint64(64 - bits)
            hashes = self._hash(self.words)
            if len(np.unique(hashes)) == len(hashes):
                self.ranks = np.zeros(1 << bits, dtype=np.int32)
                self.ranks[hashes] = np.arange(len(hashes))
                break

    def _hash(self, words: Words) -> Ints:
        return (words * self.multiplier >> self.shift).astype(np.int64)

    def rank(self, words: Words) -> Ints:
        """Give the place of each word among the known ones; refuse one that is not known."""
        if self.ranks is None:
            ranks = np.minimum(np.searchsorted(self.words, words), len(self.words) - 1)
        else:
            ranks = self.ranks[self._hash(words)].astype(np.int64)
        if (self.words[ranks] != words).any():
            raise NotPlain
        return ranks


def read_digits(data: Bytes, tokens: Tokens) -> Ints:
    """Read whole numbers written in plain digits.

    Parameters
    ----------
    data : ndarray of byte
        The block.
    tokens : Tokens
        Where the numbers stand.

    Returns
    -------
    ndarray of int, shape (tokens,)

    Raises
    ------
    NotPlain
        When a number is anything but 1 to 9 digits.
    """
    lengths = tokens.ends - tokens.starts
    if not len(lengths):
        return np.empty(0, dtype=np.int64)
    if lengths.min() < 1 or lengths.max() > MOST_DIGITS:
        raise NotPlain
    numbers = np.zeros(len(lengths), dtype=np.int64)
    for place in range(int(lengths.max())):
        has_digit = place < lengths
        digits = data[np.minimum(tokens.starts + place, len(data) - 1)].astype(np.int64) - ord("0")
        if (has_digit & ((digits < 0) | (digits > 9))).any():
            raise NotPlain
        numbers = np.where(has_digit, numbers * 10 + digits, numbers)
    return numbers

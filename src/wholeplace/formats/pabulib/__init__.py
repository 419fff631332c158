"""Pabulib (.pb), the exchange format of participatory budgets: read with tolerance, written with care."""

from wholeplace.formats.pabulib.file import VOTE_TYPES, InvalidPabulib, PabulibFile, Votes
from wholeplace.formats.pabulib.reading import LIMIT_BYTES, read_pabulib
from wholeplace.formats.pabulib.writing import write_pabulib

__all__ = [
    "LIMIT_BYTES",
    "VOTE_TYPES",
    "InvalidPabulib",
    "PabulibFile",
    "Votes",
    "read_pabulib",
    "write_pabulib",
]

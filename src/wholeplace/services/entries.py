"""Reading what people enter, once for every face: texts that can be stored, and words for addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from django.utils.text import slugify

from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models.constraints import SHORT

LONGEST_PROSE = 20_000
LONGEST_SLUG = 60
LARGEST_VALUE = Decimal(10) ** 12
# NUL and half signs, which a database refuses; control signs, which spreadsheets, letters and reports do.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Signs that turn the direction of whatever follows them, be it of somebody else.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def read_line(field: str, text: str, *, longest: int = SHORT, required: bool = True) -> str:
    """Read one line of text: spaces and line breaks become one space."""
    return _read(field, tidy_line(str(text)), longest=longest, required=required)


def tidy_line(text: str) -> str:
    """Make one line of a text that stands among those of others: nothing in it turns the rest."""
    return " ".join(_TURNING.sub("", text).split())


def tidy_name(text: str) -> str:
    """Make a name of what a browser or another service sent: what cannot be stored becomes a space."""
    return tidy_line(_UNSTORABLE.sub(" ", text))


def read_prose(field: str, text: str, *, longest: int = LONGEST_PROSE, required: bool = True) -> str:
    """Read a text of several paragraphs."""
    return _read(field, str(text).replace("\r\n", "\n").strip(), longest=longest, required=required)


def _read(field: str, text: str, *, longest: int, required: bool) -> str:
    if required and not text:
        raise InvalidInput(field, "is needed: write something here")
    if len(text) > longest:
        raise InvalidInput(field, f"must have {longest:,} characters or fewer, but has {len(text):,}")
    if not is_storable(text):
        raise InvalidInput(field, "has a character in it that cannot be stored: type it again")
    return text


def is_storable(text: str) -> bool:
    """Say whether both databases can keep a text, and every file that is made of it can hold it."""
    return _UNSTORABLE.search(text) is None


def read_word(field: str, word: str, allowed: tuple[str, ...]) -> str:
    """Read one of the fixed words of the house."""
    if word not in allowed:
        raise InvalidInput(field, f"must be one of the answers offered, but is “{word[:80]}”")
    return word


def read_value(field: str, value: Decimal | None) -> Decimal | None:
    """Read an amount in pounds that may be unknown."""
    if value is not None and not 0 <= value <= LARGEST_VALUE:
        raise InvalidInput(field, f"must be from £0 to £{LARGEST_VALUE:,.0f}, but is £{value:,.2f}")
    return value


def make_slug(text: str, *, otherwise: str, is_taken: Callable[[str], bool]) -> str:
    """Make the words of an address from a title; where nothing is left of it, from `otherwise`."""
    words = "-".join(part for part in slugify(text).replace("_", "-").split("-") if part)
    if len(words) > LONGEST_SLUG:
        # Cut between words where there is a place to cut.
        words = words[: LONGEST_SLUG + 1].rpartition("-")[0] or words[:LONGEST_SLUG]
    words = words or otherwise
    slug, number = words, 1
    while is_taken(slug):
        number += 1
        slug = f"{words}-{number}"
    return slug

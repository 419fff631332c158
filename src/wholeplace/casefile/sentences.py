"""Names, dates and numbers inside sentences, said the same way by results and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable


def join_names(names: Iterable[str], most: int | None = None) -> str:
    """List names in a sentence.

    Parameters
    ----------
    names : iterable of str
        Any number.
    most : int, optional
        How many to name; the others are counted.

    Returns
    -------
    str
        "A", "A and B", "A, B and C", "A, B and 4 more"; empty for none.
    """
    listed = list(names)
    if most is not None and len(listed) > most:
        listed = [*listed[:most], f"{len(listed) - most} more"]
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def say_date(date: dt.date) -> str:
    """Write a date: "1 January 2028"."""
    return f"{date.day} {date:%B} {date.year}"

"""Writing a Pabulib file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from wholeplace.formats.pabulib.file import InvalidPabulib


def write_pabulib(
    meta: Mapping[str, object],
    projects: Mapping[str, Sequence[object]],
    votes: Mapping[str, Sequence[object]],
) -> bytes:
    """Write a participatory budget in Pabulib's format.

    Parameters
    ----------
    meta : mapping of str to object
        Keys and values of the META section, in this order; must have ``budget`` and ``vote_type``.
    projects : mapping of str to sequence of object
        Columns of the PROJECTS section, all equally long; must have ``project_id`` and ``cost``.
    votes : mapping of str to sequence of object
        Columns of the VOTES section, all equally long; must have ``voter_id`` and ``vote``, the ids of
        the projects joined by commas.

    Returns
    -------
    bytes
        UTF-8 with line feeds; the same values give the same bytes.

    Raises
    ------
    InvalidPabulib
        When a needed key or column is missing, columns differ in length, or a project's id has a comma.
    """
    _refuse_missing("META", meta, ("budget", "vote_type"))
    _refuse_missing("PROJECTS", projects, ("project_id", "cost"))
    _refuse_missing("VOTES", votes, ("voter_id", "vote"))
    for key in projects["project_id"]:
        if "," in str(key):
            raise InvalidPabulib(
                "project_id", f"must have no comma, since ballots join ids by commas: “{key}”"
            )
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([["META"], ["key", "value"], *meta.items()])
    for section, columns in (("PROJECTS", projects), ("VOTES", votes)):
        writer.writerows([[section], list(columns)])
        writer.writerows(_list_rows(section, columns))
    return out.getvalue().encode()


def _refuse_missing(section: str, given: Mapping[str, object], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in given]
    if missing:
        raise InvalidPabulib(section, f"needs {' and '.join(missing)}")


def _list_rows(section: str, columns: Mapping[str, Sequence[object]]) -> list[tuple[object, ...]]:
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise InvalidPabulib(section, f"has columns of different lengths: {lengths}")
    return list(zip(*columns.values(), strict=True))

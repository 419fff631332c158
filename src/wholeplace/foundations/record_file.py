"""Files of records that each hold for a time, with an id and a source: parameters and rules of law alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Protocol, TypeVar

import yaml

from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.plain_yaml import PlainLoader

# A file of records is some tens of kilobytes; anything beyond this is a mistake or an attack.
LARGEST_FILE_CHARACTERS = 5_000_000


class Dated(Protocol):
    """A record that holds from one day to another, both included; None where the time is open."""

    @property
    def id(self) -> str:
        """The name that its versions share."""

    @property
    def valid_from(self) -> date | None:
        """The first day."""

    @property
    def valid_to(self) -> date | None:
        """The last day."""


Record = TypeVar("Record", bound=Dated)


def read_list(text: str, file: str, *, of: str, one: str, error: type[InvalidInput]) -> list[object]:
    """Read the text of a YAML file that lists records.

    Parameters
    ----------
    text : str
        A YAML list. Only plain values: tags that build objects, aliases and a key that stands twice are
        refused.
    file : str
        The file's name, for errors.
    of, one : str
        What the file lists, and what one of it is called, for errors.
    error : type of InvalidInput
        What is raised.

    Returns
    -------
    list
        What the list holds, unchecked; never empty.

    Raises
    ------
    InvalidInput
        When the text is too long, is not YAML, or is not a list.
    """
    if len(text) > LARGEST_FILE_CHARACTERS:
        raise error("", f"must have at most {LARGEST_FILE_CHARACTERS} characters", file=file)
    try:
        records = PlainLoader(text).get_single_data()
    except yaml.MarkedYAMLError as fault:
        line = f"line {fault.problem_mark.line + 1}" if fault.problem_mark else ""
        problem = f"is not a plain YAML list of {of}: {fault.problem}"
        raise error("", problem, place=line, file=file) from None
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        reason = str(fault).splitlines()[0]
        raise error("", f"is not a plain YAML list of {of}: {reason}", file=file) from None
    if not isinstance(records, list) or not records:
        raise error("", f"must be a YAML list of {of} with at least one {one}", file=file)
    return records


def name_record(record: object, place: int, one: str) -> str:
    """Name a record for an error: its place in the list from 1, and its id where it has one."""
    name = record.get("id") if isinstance(record, dict) else None
    return f"{one} {place + 1} ({name})" if isinstance(name, str) else f"{one} {place + 1}"


def list_shipped(package: str) -> Iterator[tuple[str, str]]:
    """Give the name and the text of each YAML file of a package, by name."""
    folder = files(package)
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml")):
        yield name, (folder / name).read_text(encoding="utf-8")


def group_by_id(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Group records by id, in the order in which each id is met first; the oldest version first."""
    grouped: dict[str, list[Record]] = {}
    for record in records:
        grouped.setdefault(record.id, []).append(record)
    for versions in grouped.values():
        versions.sort(key=lambda version: version.valid_from or date.min)
    return grouped


def find_overlap(versions: Sequence[Record]) -> tuple[Record, Record] | None:
    """Find two versions, in a list with the oldest first, that hold on the same day; None where none do."""
    for older, newer in pairwise(versions):
        if (older.valid_to or date.max) >= (newer.valid_from or date.min):
            return older, newer
    return None

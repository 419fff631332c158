"""Reading a Pabulib file, with tolerance for what people's files are like."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from wholeplace.formats.pabulib.file import SCORING, VOTE_TYPES, InvalidPabulib, PabulibFile
from wholeplace.formats.pabulib.votes import read_votes
from wholeplace.formats.source_file import decode_text

LIMIT_BYTES = 2_000_000_000
SECTIONS = ("META", "PROJECTS", "VOTES")
MOST = 10**15
_AMOUNT = re.compile(r"(\d{1,18})(?:[.,](\d{0,9}))?", re.ASCII)


def read_pabulib(data: bytes) -> PabulibFile:
    """Read a Pabulib file.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte order mark, with any line ends. Names of sections and columns may
        be in any case; blank rows are skipped; a decimal comma is understood.

    Returns
    -------
    PabulibFile
        A ballot without projects is kept, as an empty one.

    Raises
    ------
    InvalidPabulib
        When a section, a needed key or column is missing, an amount is not a number from 0 to 10^15, an
        id stands twice, a ballot names a project that is not in the file, points are missing or are not
        numbers, or the type of vote is unknown; with the line.
    CannotReadFile
        When the bytes are not text in UTF-8.

    References
    ----------
    Faliszewski, P. et al. (2023). Participatory budgeting: data, tools, and analysis. IJCAI. The format:
    pabulib.org/format.
    """
    data = _tidy_text(data)
    head, rest, first_line = _split_sections(data)
    meta = _read_meta(head["META"])
    budget = _read_amount(meta["budget"], "budget", head["META"].line_of("budget"))
    projects = _read_projects(head["PROJECTS"])
    lines = head["PROJECTS"].lines
    costs = tuple(
        _read_amount(cost, f"cost of project “{key}”", line)
        for cost, key, line in zip(projects["cost"], projects["project_id"], lines, strict=True)
    )
    votes = read_votes(rest, first_line, projects["project_id"], needs_points=_is_scoring(meta))
    notes = _note_counts(meta, len(costs), len(votes))
    return PabulibFile(meta, projects, votes, budget, costs, notes)


def _is_scoring(meta: dict[str, str]) -> bool:
    return meta["vote_type"].strip().lower() in SCORING


def _tidy_text(data: bytes) -> bytes:
    """Check that it is text, and leave only line feeds between lines."""
    if b"\0" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise InvalidPabulib("", "is a binary file, not text; choose the .pb file of the vote")
    votes = max(data.rfind(b"\nVOTES"), 0)
    # Ballots are mostly plain ASCII, and by far the longest part: only the rest is worth decoding then.
    if not data[votes:].isascii():
        decode_text(data)
    else:
        decode_text(data[:votes])
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


# --- the sections -----------------------------------------------------------------------------------------


@dataclass
class _Section:
    """Rows of META or PROJECTS with the line in which each began; the first is the heading."""

    rows: list[list[str]]
    lines: list[int]

    def line_of(self, key: str) -> int:
        return next(
            (line for row, line in zip(self.rows, self.lines, strict=True) if row[0].strip() == key), 0
        )


class _Lines:
    """The file's lines one by one, so that it is known how far the reader of rows has come."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place, self.line = data, 0, 0

    def __iter__(self) -> Iterator[str]:
        while self.place < len(self.data):
            end = self.data.find(b"\n", self.place)
            end = len(self.data) if end < 0 else end + 1
            text = self.data[self.place : end].decode()
            self.place, self.line = end, self.line + 1
            yield text


def _split_sections(data: bytes) -> tuple[dict[str, _Section], bytes, int]:
    """Read META and PROJECTS row by row; give the rest, with its first line."""
    lines = _Lines(data)
    found: dict[str, _Section] = {}
    current: _Section | None = None
    began = 1
    try:
        for row in csv.reader(iter(lines), delimiter=";"):
            name = _name_section(row)
            if name == "VOTES":
                return _close_sections(found, began), data[lines.place :], lines.line + 1
            if name:
                current = found[name] = _open_section(name, found, began)
            elif any(cell.strip() for cell in row):
                _add_row(current, row, began)
            began = lines.line + 1
    except csv.Error as error:
        raise InvalidPabulib("", f"cannot be split into fields: {error}", f"line {began}") from None
    _refuse_unfinished(data, found, began)
    raise InvalidPabulib("", "has no section VOTES; a Pabulib file has META, PROJECTS and VOTES")


def _name_section(row: Sequence[str]) -> str:
    name = row[0].strip().upper() if row else ""
    return name if name in SECTIONS and not any(cell.strip() for cell in row[1:]) else ""


def _open_section(name: str, found: dict[str, _Section], line: int) -> _Section:
    if name in found:
        raise InvalidPabulib("", f"has two sections {name}; keep one", f"line {line}")
    return _Section([], [])


def _add_row(section: _Section | None, row: list[str], line: int) -> None:
    if section is None:
        raise InvalidPabulib(
            "", "is not a Pabulib file: it must begin with a line that says META", f"line {line}"
        )
    section.rows.append(row)
    section.lines.append(line)


def _close_sections(found: dict[str, _Section], line: int) -> dict[str, _Section]:
    for name in ("META", "PROJECTS"):
        if name not in found or not found[name].rows:
            raise InvalidPabulib("", f"has no section {name} with its heading before VOTES", f"line {line}")
    return found


def _refuse_unfinished(data: bytes, found: dict[str, _Section], line: int) -> None:
    """Say where a quotation mark was opened if it has swallowed the section VOTES."""
    if re.search(rb"(?im)^[ \t]*VOTES[ \t;]*$", data):
        last = max((section.lines[-1] for section in found.values() if section.lines), default=line)
        raise InvalidPabulib("", "opens a quotation mark that is never closed", f"line {last}")


def _read_meta(section: _Section) -> dict[str, str]:
    lines = section.lines
    rows = [[row[0].strip(), ";".join(row[1:]).rstrip("; \t").lstrip()] for row in section.rows]
    is_heading = [cell.lower() for cell in rows[0]] == ["key", "value"]
    meta: dict[str, str] = {}
    for row, line in list(zip(rows, lines, strict=True))[int(is_heading) :]:
        if row[0] in meta:
            raise InvalidPabulib("META", f"gives “{row[0]}” twice; keep one", f"line {line}")
        meta[row[0]] = row[1]
    for key in ("budget", "vote_type"):
        if not meta.get(key):
            raise InvalidPabulib("META", f"must give “{key}”", f"line {lines[0]}")
    if meta["vote_type"].strip().lower() not in VOTE_TYPES:
        raise InvalidPabulib(
            "vote_type",
            f"must be one of {', '.join(VOTE_TYPES)}, but is “{meta['vote_type']}”",
            f"line {section.line_of('vote_type')}",
        )
    return meta


def _read_projects(section: _Section) -> dict[str, tuple[str, ...]]:
    section.rows = [[cell.strip() for cell in row] for row in section.rows]
    heading, first = [cell.lower() for cell in section.rows[0]], section.lines[0]
    for name in ("project_id", "cost"):
        if name not in heading:
            raise InvalidPabulib("PROJECTS", f"must have a column “{name}”", f"line {first}")
    _refuse_repeated(heading, "PROJECTS", first)
    del section.rows[0], section.lines[0]
    for row, line in zip(section.rows, section.lines, strict=True):
        _fit_row(row, heading, line)
    columns = dict(zip(heading, zip(*section.rows, strict=True), strict=True)) if section.rows else {}
    projects = {name: columns.get(name, ()) for name in heading}
    _refuse_bad_ids(projects["project_id"], section.lines)
    return projects


def _refuse_repeated(heading: Sequence[str], section: str, line: int) -> None:
    for name in heading:
        if name and heading.count(name) > 1:
            raise InvalidPabulib(section, f"has two columns “{name}”; keep one", f"line {line}")


def _fit_row(row: list[str], heading: Sequence[str], line: int) -> None:
    """Give a row as many cells as the heading has; what is missing is empty."""
    if any(row[len(heading) :]):
        raise InvalidPabulib(
            "PROJECTS",
            f"has {len(row)} fields in this row, but {len(heading)} columns; "
            "put a text with semicolons in quotation marks",
            f"line {line}",
        )
    del row[len(heading) :]
    row += [""] * (len(heading) - len(row))


def _refuse_bad_ids(ids: Sequence[str], lines: Sequence[int]) -> None:
    seen: set[str] = set()
    for key, line in zip(ids, lines, strict=True):
        if not key:
            raise InvalidPabulib("project_id", "must not be empty", f"line {line}")
        if "," in key:
            raise InvalidPabulib("project_id", f"must have no comma, but is “{key}”", f"line {line}")
        if key in seen:
            raise InvalidPabulib("project_id", f"“{key}” stands twice; give each its own", f"line {line}")
        seen.add(key)


def _read_amount(text: str, what: str, line: int) -> Fraction:
    matched = _AMOUNT.fullmatch(text.strip())
    if not matched or int(matched[1]) > MOST:
        raise InvalidPabulib(
            what,
            f"must be a number from 0 to 10^15 such as 12500 or 12500.50, but is “{text[:60]}”",
            f"line {line}",
        )
    decimals = matched[2] or ""
    return Fraction(int(matched[1] + decimals), 10 ** len(decimals))


def _note_counts(meta: dict[str, str], projects: int, votes: int) -> tuple[str, ...]:
    """Note where the file's own counts differ from what stands in it."""
    counts = (("num_projects", projects, "projects"), ("num_votes", votes, "ballots"))
    return tuple(
        f"META says {key} is {meta[key]}, but the file has {number} {noun}."
        for key, number, noun in counts
        if meta.get(key, "").strip() and meta[key].strip() != str(number)
    )

"""What a principle is judged from: the plain record, read so that what is missing is simply not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

SHOWN = 3  # names in a sentence; the others are counted


@dataclass(frozen=True)
class Verdict:
    """What a principle's rule found, before overrides.

    Parameters
    ----------
    status : str
        met, not-yet or not-recorded.
    why : str
        Plain sentences: what is missing, or what it is met by.
    """

    status: Literal["met", "not-yet", "not-recorded"]
    why: str


@dataclass(frozen=True)
class Evidence:
    """The parts of a case file that one rule may read.

    Parameters
    ----------
    commission : mapping
        Plain values of the commission's record.
    appraisal : mapping
        ``results.appraisal``; empty where there is none.
    law : mapping
        ``results.law``; empty where it was not judged.
    case : mapping
        The inputs of the appraisal; empty where they are not at hand.
    """

    commission: Mapping[str, Any]
    appraisal: Mapping[str, Any]
    law: Mapping[str, Any]
    case: Mapping[str, Any]

    @property
    def as_at(self) -> dt.date:
        """The day on which the record is judged."""
        return read_date(self.commission.get("as_at")) or dt.date.min

    @property
    def is_light(self) -> bool:
        """Whether the commission goes the light route."""
        return self.commission.get("route") == "light"

    def rows(self, *path: str) -> list[Mapping[str, Any]]:
        """Give the members of a list of tables; none where there is no such list."""
        here: Any = self.commission
        for step in path:
            here = here.get(step) if isinstance(here, Mapping) else None
        return [row for row in here if isinstance(row, Mapping)] if isinstance(here, Sequence) else []

    def table(self, name: str) -> Mapping[str, Any]:
        """Give a table; an empty one where it is not recorded."""
        found = self.commission.get(name)
        return found if isinstance(found, Mapping) else {}

    @property
    def options(self) -> list[Mapping[str, Any]]:
        """Every option that was ever on the longlist or proposed."""
        return self.rows("options")

    @property
    def compared(self) -> list[Mapping[str, Any]]:
        """The options that are still in question: neither dropped nor refused."""
        return [option for option in self.options if is_in_question(option)]

    @property
    def shortlist(self) -> list[Mapping[str, Any]]:
        """The shortlisted options."""
        return [option for option in self.compared if option.get("status") == "shortlisted"]

    @property
    def chosen(self) -> Mapping[str, Any] | None:
        """The option that was decided on, else the one recommended, else None."""
        for name in ("decision", "recommendation"):
            wanted = self.table(name).get("option")
            found = next((option for option in self.options if option.get("id") == wanted), None)
            if wanted and found is not None:
                return found
        return None

    def appraised(self, option: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Give the appraisal's results of an option; None where it was not appraised."""
        results = self.appraisal.get("options")
        found = results.get(option.get("id")) if isinstance(results, Mapping) else None
        return found if isinstance(found, Mapping) else None

    def list_costs(self, option: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Give the lines of cost that the inputs of the appraisal have for an option."""
        inputs = find_rows(self.case.get("options"))
        found = next((one for one in inputs if one.get("id") == option.get("id")), {})
        return find_rows(found.get("costs"))


def find_rows(value: object) -> list[Mapping[str, Any]]:
    """Give the tables of a list; none for anything else."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def is_in_question(option: Mapping[str, Any]) -> bool:
    """Say whether an option is neither dropped nor refused."""
    return option.get("status") != "dropped" and option.get("answer") != "refused"


def has_text(table: Mapping[str, Any], key: str) -> bool:
    """Say whether something is written there."""
    value = table.get(key)
    return isinstance(value, str) and bool(value.strip())


def read_date(value: object) -> dt.date | None:
    """Read a date in ISO 8601; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def has_date_by(table: Mapping[str, Any], key: str, day: dt.date) -> bool:
    """Say whether a date is written there that is not after a day."""
    date = read_date(table.get(key))
    return date is not None and date <= day


def read_amount(value: object) -> float | None:
    """Read a number; None for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def name_option(option: Mapping[str, Any]) -> str:
    """Name an option in a sentence."""
    return f"“{option.get('name') or option.get('id') or 'an option without a name'}”"


def decide(gaps: Iterable[str], met: str) -> Verdict:
    """Make a verdict: not yet with every gap in words, or met."""
    found = [gap for gap in gaps if gap]
    return Verdict("not-yet", " ".join(found)) if found else Verdict("met", met)

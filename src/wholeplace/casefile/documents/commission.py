"""The record of a commission, read so that a withheld or missing part never stops a paper.

A case file may hold no such record: then every part is empty, and a paper says that it is not recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wholeplace.casefile.documents import commission_words as words
from wholeplace.casefile.documents.reading import (
    OptionView,
    Reading,
    dig,
    is_withheld,
    read_list,
    read_name,
    read_number,
    read_table,
    read_text,
    say_withheld,
)
from wholeplace.casefile.documents.texts import capitalise, shorten
from wholeplace.casefile.sentences import say_date


def finish(sentence: str) -> str:
    """End a text with a full stop, unless it ends already."""
    bare = sentence.rstrip("\u2069")
    return sentence if not bare or bare[-1] in ".!?…:" else f"{sentence}."


def read_date(value: Any, otherwise: str = words.NOT_RECORDED) -> str:
    """Write a date as people do; a text that is no date stands as it is."""
    text = read_text(value)
    try:
        return say_date(dt.date.fromisoformat(text))
    except ValueError:
        return text or otherwise


def read_day(value: Any) -> dt.date | None:
    """Give a date, or None for anything else."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def read_tables(value: Any) -> Sequence[Mapping[str, Any]]:
    """Give the tables of a list; a withheld member stands as a table that says so in each text."""
    return [member for member in read_list(value) if isinstance(member, Mapping)]


def read_part(member: Mapping[str, Any], key: str, otherwise: str = "") -> str:
    """Give a text of a member that may itself be withheld."""
    return say_withheld(member) if is_withheld(member) else read_text(member.get(key), otherwise)


def name_word(known: Mapping[str, str], value: Any, otherwise: str = words.NOT_RECORDED) -> str:
    """Put a word of the record into the words of a paper; an unknown word stands as it is."""
    text = read_text(value)
    return known.get(text, text) or otherwise


@dataclass(frozen=True)
class CommissionOption:
    """One way of meeting the need: what the record says of it, what the law allows, what was appraised."""

    id: str
    name: str
    written: Mapping[str, Any]
    legal: Mapping[str, Any]
    appraised: OptionView | None

    @property
    def short(self) -> str:
        """The name, cut for sentences."""
        return shorten(self.name, 60)

    @property
    def quoted(self) -> str:
        """The name in quotation marks."""
        return f"“{self.short}”"

    @property
    def status(self) -> str:
        """Proposed, longlisted, shortlisted or dropped."""
        return read_text(self.written.get("status"))

    @property
    def model(self) -> str:
        """The delivery model or lever, in words."""
        model = self.written.get("model")
        if model is None and self.appraised is not None:
            model = self.appraised.written.get("model")
        return name_word(words.MODELS_AND_LEVERS, model)

    @property
    def roles(self) -> list[str]:
        """Its parts in the comparison, in words."""
        known = {
            "business_as_usual": "business as usual",
            "in_house_comparator": "in-house comparator",
            "do_minimum": "do minimum",
        }
        return [role for key, role in known.items() if self.written.get(key) is True]

    @property
    def law(self) -> str:
        """What the law allows, in words: as it was judged, or else as the place was advised."""
        advice = read_table(self.written.get("advice"))
        status = self.legal.get("status") or advice.get("status")
        return name_word(words.LEGAL_STATUSES, status)

    def read(self, key: str, otherwise: str = "") -> str:
        """Give one of its texts."""
        return read_part(self.written, key, otherwise)


@dataclass(frozen=True)
class CommissionReading:
    """A commission as papers see it, with the appraisal beside it.

    Parameters
    ----------
    reading : Reading
        The case file.
    """

    reading: Reading

    @cached_property
    def written(self) -> Mapping[str, Any]:
        """The section of the record; empty where the file has none or withholds it."""
        return read_table(self.reading.file.get("commission"))

    @property
    def is_recorded(self) -> bool:
        """Whether the file has a record that can be read."""
        return bool(self.written)

    @property
    def is_withheld(self) -> bool:
        """Whether the file has a record that is withheld."""
        return is_withheld(self.reading.file.get("commission"))

    @property
    def absence(self) -> str:
        """Say why there is no record; empty where there is one."""
        if self.is_recorded:
            return ""
        part = self.reading.file.get("commission")
        if is_withheld(part):
            return f"The record of the commission is {say_withheld(part)}."
        return (
            "This case file holds an appraisal only. Needs, people heard, law, equality, recommendation and "
            "decision are not recorded in it."
        )

    @cached_property
    def results(self) -> Mapping[str, Any]:
        """What was computed: law and principles beside the appraisal."""
        return read_table(self.reading.file.get("results"))

    @cached_property
    def law(self) -> Mapping[str, Any]:
        """What the law allows."""
        return read_table(self.results.get("law"))

    @cached_property
    def principles(self) -> Sequence[Mapping[str, Any]]:
        """The principles with their status."""
        return read_tables(self.results.get("principles"))

    @property
    def title(self) -> str:
        """The title of the commission, or of the case."""
        return self.read("title", self.reading.title)

    @property
    def place(self) -> str:
        """The place that commissions."""
        return read_text(dig(self.written, "place", "name"), self.reading.place)

    @property
    def as_at(self) -> dt.date | None:
        """The day on which the record was made."""
        return read_day(self.written.get("as_at"))

    @property
    def value_pounds(self) -> float | None:
        """The estimated value including VAT, of the record or else of the case."""
        value = read_number(self.written.get("value_pounds"))
        return read_number(self.reading.case.get("value_pounds")) if value is None else value

    def read(self, key: str, otherwise: str = "") -> str:
        """Give a text of the record."""
        return read_text(self.written.get(key), otherwise)

    def table(self, key: str) -> Mapping[str, Any]:
        """Give a table of the record."""
        return read_table(self.written.get(key))

    def tables(self, key: str) -> Sequence[Mapping[str, Any]]:
        """Give a list of tables of the record."""
        return read_tables(self.written.get(key))

    @cached_property
    def options(self) -> tuple[CommissionOption, ...]:
        """Every option of the record; where it has none, those that were appraised."""
        members = read_list(self.written.get("options"))
        listed = [self._open_option(number, member) for number, member in enumerate(members)]
        return tuple(listed) or tuple(
            CommissionOption(option.id, option.name, {}, self._legal(option.id), option)
            for option in self.reading.options
        )

    def _open_option(self, number: int, member: Any) -> CommissionOption:
        option_id = read_text(dig(member, "id"), f"option-{number + 1}")
        name = read_name(member, "option", option_id)
        appraised = self.reading.find_option(option_id)
        written = member if isinstance(member, Mapping) else {}
        return CommissionOption(option_id, name, written, self._legal(option_id), appraised)

    def _legal(self, option_id: str) -> Mapping[str, Any]:
        return read_table(read_table(self.law.get("options")).get(option_id))

    @cached_property
    def shortlist(self) -> tuple[CommissionOption, ...]:
        """The options on the shortlist; where none is, those that were appraised."""
        chosen = tuple(option for option in self.options if option.status == "shortlisted")
        return chosen or tuple(
            option
            for option in self.options
            if option.appraised is not None and option.status in ("", "longlisted")
        )

    def find_option(self, option_id: Any) -> CommissionOption | None:
        """Find an option by its id."""
        return next((option for option in self.options if option.id == option_id), None)

    def name_option(self, option_id: Any, otherwise: str = words.NOT_RECORDED) -> str:
        """Name an option by its id, in quotation marks."""
        found = self.find_option(option_id)
        return found.quoted if found else self._name_unlisted(option_id, otherwise)

    def _name_unlisted(self, option_id: Any, otherwise: str) -> str:
        appraised = self.reading.find_option(option_id)
        return appraised.quoted if appraised else read_text(option_id, otherwise)

    @property
    def chosen(self) -> OptionView | None:
        """The option that was chosen, or else recommended, as far as it was appraised."""
        chosen = self.table("decision").get("option") or self.table("recommendation").get("option")
        return self.reading.find_option(chosen)

    @cached_property
    def open_consultations(self) -> Sequence[Mapping[str, Any]]:
        """The consultations that were not over on the day of the record."""
        return [
            one
            for one in self.tables("consultations")
            if (closes := read_day(one.get("closes_on"))) is None
            or self.as_at is None
            or closes >= self.as_at
        ]

    @cached_property
    def is_equality_assessed(self) -> bool:
        """Whether the effect on equality was assessed."""
        return read_day(self.table("equality").get("assessed_on")) is not None


def open_commission(reading: Reading) -> CommissionReading:
    """Read the commission of a case file for presentation.

    Parameters
    ----------
    reading : Reading
        The case file.

    Returns
    -------
    CommissionReading
    """
    return CommissionReading(reading)


def say_who(name: str, when: Any) -> str:
    """Say by whom and when: "Head of Finance, 3 August 2026"."""
    day = read_date(when, "")
    return ", ".join(part for part in (name, day) if part) or capitalise(words.NOT_RECORDED)


def may_say_best(written: Any) -> bool:
    """Say whether an option may be called best, rather than front-runner.

    Parameters
    ----------
    written : object
        The record of the commission as it stands in the file; None where there is none.

    Returns
    -------
    bool
        As the principles say; where the record is withheld or no record at all, no.
    """
    return written is None or (bool(read_table(written)) and not list_reasons(written))


def list_reasons(written: Any) -> list[str]:
    """Say what stands against calling an option best, in sentences; empty where nothing does."""
    from wholeplace.casefile.principles import list_reasons_against_best

    return list_reasons_against_best(read_table(written))

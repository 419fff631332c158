"""A published case file, read so that a withheld or missing part never stops the document.

Documents are made from files of any age and origin: here every part is asked for by name, and what is not
there, or not what it should be, is None or says that it is withheld.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeGuard

from wholeplace.casefile.documents import words
from wholeplace.casefile.documents.figures import say_pounds, show_number, show_pounds, show_share
from wholeplace.casefile.documents.texts import capitalise, clean_values, shorten
from wholeplace.casefile.sentences import say_date

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE_SCENARIO = "base"
LINE_KINDS = ("costs", "benefits", "transfers")


def dig(value: Any, *path: str | int) -> Any:
    """Follow keys and positions into nested values.

    Parameters
    ----------
    value : object
        JSON values.
    *path : str or int
        Keys and positions.

    Returns
    -------
    object or None
        What stands there; None where a step leads nowhere.
    """
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def is_withheld(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Say whether a part stands for one that is withheld."""
    return isinstance(value, Mapping) and isinstance(value.get("withheld"), Mapping)


def say_withheld(value: Mapping[str, Any]) -> str:
    """Say why a part is withheld and until when."""
    return f"withheld: {_say_why(value)}"


def name_withheld(value: Mapping[str, Any], noun: str) -> str:
    """Name something whose name is withheld: "Option withheld (personal, no release date)"."""
    return f"{noun} withheld ({_say_why(value)})"


def _say_why(value: Mapping[str, Any]) -> str:
    mark = value["withheld"]
    reason = mark.get("reason")
    return f"{reason if isinstance(reason, str) else 'no reason given'}, {say_release(mark.get('until'))}"


def say_release(until: Any) -> str:
    """Say until when a part is withheld, as people write dates."""
    if not isinstance(until, str):
        return "no release date"
    try:
        return f"until {say_date(dt.date.fromisoformat(until))}"
    except ValueError:
        return f"until {until}"


def read_number(value: Any) -> float | None:
    """Give a finite number, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def read_text(value: Any, otherwise: str = "") -> str:
    """Give a text, the words of its withholding, or what should stand there otherwise."""
    if is_withheld(value):
        return say_withheld(value)
    return value if isinstance(value, str) and value else otherwise


def read_name(value: Any, noun: str, otherwise: str = "Not named") -> str:
    """Give the name of an option, agency and so on, also where it, or its name, is withheld."""
    part = value if is_withheld(value) else dig(value, "name")
    return name_withheld(part, capitalise(noun)) if is_withheld(part) else read_text(part, otherwise)


def read_table(value: Any) -> Mapping[str, Any]:
    """Give a table, or an empty one for anything else."""
    return value if isinstance(value, Mapping) and not is_withheld(value) else {}


def read_list(value: Any) -> Sequence[Any]:
    """Give a list, or an empty one for anything else."""
    return value if isinstance(value, list) else ()


@dataclass(frozen=True)
class Spread:
    """A result with its range: mean, and the values that one in ten and nine in ten draws stay under."""

    mean: float | None
    p10: float | None
    p90: float | None

    @property
    def low_equals_high(self) -> bool:
        """Whether it is known and has no width."""
        return self.p10 is not None and self.p10 == self.p90


@dataclass(frozen=True)
class OptionView:
    """One option: what was written about it and what was found, with its letter (A leads)."""

    id: str
    letter: str
    name: str
    written: Mapping[str, Any]
    found: Mapping[str, Any]

    @property
    def short(self) -> str:
        """The name, cut for sentences and charts."""
        return shorten(self.name, 60)

    @property
    def quoted(self) -> str:
        """The name in quotation marks, for sentences: a name may hold a comma or a verb."""
        return f"“{self.short}”"

    @property
    def label(self) -> str:
        """The letter and the name, cut for tables."""
        return f"{self.letter}: {self.short}"

    @property
    def is_in_house(self) -> bool:
        """Whether it is the in-house comparator."""
        return self.written.get("in_house_comparator") is True

    @property
    def is_business_as_usual(self) -> bool:
        """Whether it is today's arrangement."""
        return self.written.get("business_as_usual") is True

    @property
    def role(self) -> str:
        """Its part in the comparison, in words; empty for most."""
        roles = [
            (self.is_business_as_usual, "business as usual"),
            (self.is_in_house, "in-house comparator"),
        ]
        return " and ".join(role for holds, role in roles if holds)

    def spread(self, *path: str) -> Spread:
        """Give a result with its range."""
        values = dig(self.found, *path)
        return Spread(*(read_number(dig(values, key)) for key in ("mean", "p10", "p90")))

    def number(self, *path: str) -> float | None:
        """Give a result, or None where there is none."""
        return read_number(dig(self.found, *path))

    def lines(self, kind: str) -> Sequence[Any]:
        """Give the lines of cost, benefit or transfer as they were written."""
        return read_list(self.written.get(kind))


@dataclass(frozen=True)
class Named:
    """An agency, scenario, criterion or group: its id, its name and everything written about it."""

    id: str
    name: str
    written: Mapping[str, Any]

    @property
    def short(self) -> str:
        """The name, cut for charts and tables."""
        return shorten(self.name, 50)

    @property
    def name_cut(self) -> str:
        """The name, cut for sentences."""
        return shorten(self.name, 120)


@dataclass(frozen=True)
class Reading:
    """A case file as the documents see it.

    Parameters
    ----------
    file : mapping
        The published case file, cleaned.
    is_settled : bool, optional
        Whether an option may be called best on the day of reading; None leaves it to the file's own record.
    """

    file: Mapping[str, Any]
    is_settled: bool | None = None

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """What a person wrote."""
        return read_table(self.file.get("case"))

    @cached_property
    def case(self) -> Mapping[str, Any]:
        """The section about the case as a whole."""
        return read_table(self.document.get("case"))

    @cached_property
    def results(self) -> Mapping[str, Any]:
        """What the appraisal computed."""
        results = read_table(self.file.get("results"))
        return read_table(results.get("appraisal"))

    @cached_property
    def title(self) -> str:
        """The title of the case."""
        return read_text(self.case.get("title"), "Untitled case")

    @cached_property
    def place(self) -> str:
        """The place it is about."""
        return read_text(self.case.get("place"), "Place not named")

    @cached_property
    def start_year(self) -> int:
        """Calendar year in which year 0 begins; 0 where it is not known."""
        return int(read_number(self.case.get("start_year")) or 0)

    @cached_property
    def horizon(self) -> int:
        """Years looked at, at least 1."""
        return max(1, int(read_number(self.case.get("horizon_years")) or 1))

    @cached_property
    def options(self) -> tuple[OptionView, ...]:
        """The options, the leading one first."""
        return _rank(_list_options(self.document, self.results), self.results)

    @cached_property
    def best(self) -> OptionView | None:
        """The option with the largest mean net value; None where no result says so."""
        return self.find_option(self.results.get("best"))

    @cached_property
    def may_say_best(self) -> bool:
        """Whether an option may be called best: not before people are heard and equality is assessed."""
        from wholeplace.casefile.documents.commission import may_say_best

        if self.is_settled is not None:
            return self.is_settled
        return may_say_best(self.file.get("commission"))

    @cached_property
    def second(self) -> OptionView | None:
        """The next option by mean net value."""
        others = [option for option in self.options if self.best and option.id != self.best.id]
        return others[0] if others else None

    @cached_property
    def in_house(self) -> OptionView | None:
        """The in-house comparator."""
        return next((option for option in self.options if option.is_in_house), None)

    @cached_property
    def today(self) -> OptionView | None:
        """Business as usual."""
        return next((option for option in self.options if option.is_business_as_usual), None)

    @cached_property
    def leading(self) -> tuple[OptionView, ...]:
        """The leading option, the in-house comparator and business as usual, each once."""
        chosen = [option for option in (self.best, self.in_house, self.today) if option is not None]
        return tuple({option.id: option for option in chosen}.values()) or self.options[:1]

    @cached_property
    def agencies(self) -> tuple[Named, ...]:
        """Who pays or gains."""
        return self._list_named("agencies")

    @cached_property
    def scenarios(self) -> tuple[Named, ...]:
        """The base and the other ways the world may turn out."""
        base = Named(BASE_SCENARIO, "As expected (base)", {})
        return (base, *self._list_named("scenarios"))

    @cached_property
    def criteria(self) -> tuple[Named, ...]:
        """What money does not capture."""
        return self._list_named("criteria")

    @cached_property
    def groups(self) -> tuple[Named, ...]:
        """All groups together, then each stakeholder group that has results."""
        found = read_table(self.results.get("preferences"))
        everybody = Named("overall", "All groups together", {})
        return tuple(group for group in (everybody, *self._list_named("stakeholders")) if group.id in found)

    def _list_named(self, section: str) -> tuple[Named, ...]:
        return tuple(
            Named(
                read_text(dig(member, "id"), f"{section}-{number}"),
                read_name(member, section[:-1] if section != "agencies" else "agency"),
                read_table(member),
            )
            for number, member in enumerate(read_list(self.document.get(section)))
        )

    def find_option(self, option_id: object) -> OptionView | None:
        """Find an option by its id."""
        return next((option for option in self.options if option.id == option_id), None)

    def name_option(self, option_id: object) -> str:
        """Name an option by its id, shortly, for sentences."""
        found = self.find_option(option_id)
        return found.quoted if found else words.NOT_KNOWN

    def label_option(self, option_id: object) -> str:
        """Name an option by its id, shortly, for tables."""
        found = self.find_option(option_id)
        return found.short if found else words.NOT_KNOWN

    def name_agency(self, agency_id: object) -> str:
        """Name an agency by its id, shortly."""
        found = next((agency.short for agency in self.agencies if agency.id == agency_id), None)
        return found or read_text(agency_id, words.NOT_KNOWN)

    def name_body(self, body: str) -> str:
        """Name a body: the agency of that id, or what its budget heads have in common before a comma."""
        known = next((agency.short for agency in self.agencies if agency.id == body), None)
        if known:
            return known
        heads = {agency.name.split(",")[0] for agency in self.agencies if agency.written.get("body") == body}
        return shorten(heads.pop()) if len(heads) == 1 else body

    @cached_property
    def shared_uses(self) -> Mapping[str, Sequence[QuantityUse]]:
        """Where each shared quantity is used."""
        uses: dict[str, list[QuantityUse]] = {}
        for use in _walk_quantities(self):
            shared = dig(use.value, "shared")
            if isinstance(shared, str):
                uses.setdefault(shared, []).append(use)
        return uses

    def find_quantity(self, label: str) -> QuantityUse | None:
        """Find a quantity by its path, or the first use of a shared one by its name."""
        if label in self.shared_uses:
            return self.shared_uses[label][0]
        steps = label.split(".")
        option = self.find_option(steps[1]) if len(steps) > 3 else None
        if option is None:
            return None
        if steps[2] == "scores":
            criterion = next((known.name for known in self.criteria if known.id == steps[3]), steps[3])
            return QuantityUse(option, criterion, "score", dig(option.written, "scores", steps[3]))
        if len(steps) < 5 or not steps[3].isdigit():
            return None
        line = dig(option.written, steps[2], int(steps[3]))
        return QuantityUse(option, name_line(line, steps[2]), steps[4], dig(line, steps[4]))

    def name_quantity_briefly(self, label: str) -> str:
        """Name a quantity where the option it belongs to is plain."""
        use = self.find_quantity(label)
        if use is None:
            return shorten(label)
        what = words.QUANTITIES.get(use.quantity, use.quantity)
        name = label.replace("-", " ").replace("_", " ") if label in self.shared_uses else use.line
        return f"{capitalise(shorten(name, 50))}, {what}"

    def name_quantity(self, label: str) -> str:
        """Name a quantity for people who never saw the file."""
        use = self.find_quantity(label)
        if use is None:
            return shorten(label)
        what = words.QUANTITIES.get(use.quantity, use.quantity)
        if label in self.shared_uses:
            name = capitalise(shorten(label.replace("-", " ").replace("_", " "), 50))
            times = len(self.shared_uses[label])
            return f"{name} ({what}, used in {times} lines)" if times > 1 else f"{name} ({what})"
        return f"{shorten(use.line, 50)}, {what} ({use.option.short})"

    def show_quantity_value(self, label: str, value: float | None) -> str:
        """Write a value of a quantity in its unit, to three figures unless it is money."""
        use = self.find_quantity(label)
        quantity = use.quantity if use else ""
        if quantity in words.MONEY_QUANTITIES:
            return say_pounds(value) if value is not None and abs(value) >= 1e7 else show_pounds(value)
        rounded = None if value is None else float(f"{value:.3g}")
        return show_in_unit(rounded, quantity)


@dataclass(frozen=True)
class QuantityUse:
    """A quantity where it is written: option, name of the line, kind of quantity, and what is written."""

    option: OptionView
    line: str
    quantity: str
    value: Any


def open_reading(case_file: Mapping[str, Any], *, is_settled: bool | None = None) -> Reading:
    """Read a published case file for presentation.

    Parameters
    ----------
    case_file : mapping
        As published; never changed.
    is_settled : bool, optional
        Whether an option may be called best today, where something newer than the file says so.

    Returns
    -------
    Reading
    """
    return Reading(clean_values(case_file), is_settled)


def name_line(line: Any, kind: str) -> str:
    """Name a line of cost, benefit or transfer."""
    if is_withheld(line):
        return say_withheld(line)
    return read_text(dig(line, "name"), {"transfers": "Transfer"}.get(kind, "Not named"))


def show_in_unit(value: float | None, quantity: str) -> str:
    """Write a number in the unit of its quantity."""
    if quantity in words.MONEY_QUANTITIES:
        return show_pounds(value)
    if quantity in words.SHARE_QUANTITIES:
        return show_share(value)
    return show_number(value)


def show_quantity(value: Any, quantity: str) -> str:
    """Write a quantity in words: a number, a distribution, a parameter or a withheld part.

    Parameters
    ----------
    value : object
        As written in the case.
    quantity : str
        Its name, such as ``amount``: it decides the unit.

    Returns
    -------
    str
        "£900,000 to £1,250,000, most likely £1,000,000".
    """
    if is_withheld(value):
        return say_withheld(value)
    if (number := read_number(value)) is not None:
        return show_in_unit(number, quantity)
    if isinstance(parameter := dig(value, "parameter"), str):
        return f"parameter {parameter}"
    family = next((key for key in read_table(value) if key in _FAMILIES), None)
    if family is None:
        return words.NOT_KNOWN
    numbers = [show_in_unit(read_number(number), quantity) for number in read_list(dig(value, family))]
    if len(numbers) != _FAMILIES[family][0]:
        return words.NOT_KNOWN
    shared = dig(value, "shared")
    same = f"; one draw shared as “{shorten(shared)}”" if isinstance(shared, str) else ""
    return _FAMILIES[family][1].format(*numbers) + same


_FAMILIES: Mapping[str, tuple[int, str]] = {
    "fixed": (1, "{0}"),
    "uniform": (2, "{0} to {1}, all equally likely"),
    "triangular": (3, "{0} to {2}, most likely {1} (triangular)"),
    "pert": (3, "{0} to {2}, most likely {1}"),
    "normal": (2, "about {0}, give or take {1} (normal, one standard deviation)"),
    "lognormal": (2, "about {0}, give or take {1}, longer tail upwards (lognormal, one standard deviation)"),
}


def _list_options(document: Mapping[str, Any], results: Mapping[str, Any]) -> list[OptionView]:
    """Pair what was written with what was found; a withheld option takes an id that is left over."""
    written, found = read_list(document.get("options")), read_table(results.get("options"))
    known = {dig(option, "id") for option in written if isinstance(dig(option, "id"), str)}
    left_over = iter([option_id for option_id in found if option_id not in known])
    options = []
    for number, option in enumerate(written):
        option_id = dig(option, "id")
        if not isinstance(option_id, str):
            option_id = next(left_over, f"option-{number + 1}")
        name = read_name(option, "option", option_id)
        options.append(OptionView(option_id, "", name, read_table(option), read_table(found.get(option_id))))
    return options


def _rank(options: list[OptionView], results: Mapping[str, Any]) -> tuple[OptionView, ...]:
    ranking = [option_id for option_id in read_list(results.get("ranking")) if isinstance(option_id, str)]
    places = {option_id: place for place, option_id in enumerate(ranking)}
    ranked = sorted(options, key=lambda option: places.get(option.id, len(places)))
    return tuple(
        OptionView(option.id, _letter(place), option.name, option.written, option.found)
        for place, option in enumerate(ranked)
    )


def _letter(place: int) -> str:
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def _walk_quantities(reading: Reading) -> Iterator[QuantityUse]:
    for option in reading.options:
        for kind in LINE_KINDS:
            for line in option.lines(kind):
                for quantity in words.QUANTITIES:
                    yield QuantityUse(option, name_line(line, kind), quantity, dig(line, quantity))
        for criterion, score in read_table(option.written.get("scores")).items():
            yield QuantityUse(option, criterion, "score", score)

"""The parameters at hand: the shipped records, and a place's own on top of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.foundations.parameters.records import InvalidParameter, Parameter, read_record
from wholeplace.foundations.record_file import (
    find_overlap,
    group_by_id,
    list_shipped,
    name_record,
    read_list,
)


class UnknownParameter(WholeplaceError):
    """No record has this id."""

    def __init__(self, parameter_id: str, near: tuple[str, ...] = ()) -> None:
        """Keep the id that was asked for and the ids that are spelled like it."""
        super().__init__(parameter_id, near)
        self.parameter_id = parameter_id
        self.near = near

    def __str__(self) -> str:
        """Name the id, and what may have been meant."""
        hint = f"did you mean {' or '.join(self.near)}?" if self.near else "wholeplace parameters lists all"
        return f"There is no parameter {self.parameter_id!r}; {hint}"


class NotValidOn(WholeplaceError):
    """The parameter exists, but no version of it holds on the day."""

    def __init__(self, parameter_id: str, on: date, periods: str) -> None:
        """Keep the id, the day, and the periods in words."""
        super().__init__(parameter_id, on, periods)
        self.parameter_id = parameter_id
        self.on = on
        self.periods = periods

    def __str__(self) -> str:
        """Name the parameter, the day, and when it does hold."""
        return f"Parameter {self.parameter_id} has no value that holds on {self.on}: it holds {self.periods}"


@dataclass(frozen=True)
class Parameters:
    """A set of parameters, each with one or more dated versions.

    Attributes
    ----------
    versions : mapping of str to tuple of Parameter
        Each id to its versions, oldest first; their periods do not overlap.
    overrides : mapping of str to tuple of Parameter
        For each id that a place replaced, the shipped records that no longer count.
    own : tuple of Parameter
        The place's own records, in the order given.
    """

    versions: Mapping[str, tuple[Parameter, ...]]
    overrides: Mapping[str, tuple[Parameter, ...]] = field(default_factory=lambda: MappingProxyType({}))
    own: tuple[Parameter, ...] = ()

    def find(self, parameter_id: str, on: date | None = None) -> Parameter:
        """Find the version of a parameter that holds on a day.

        Parameters
        ----------
        parameter_id : str
            The parameter's id.
        on : date, optional
            The day; None gives the newest version, even one that begins later or has ended.

        Returns
        -------
        Parameter

        Raises
        ------
        UnknownParameter
            When no record has this id; names near matches.
        NotValidOn
            When no version holds on the day; names the periods that exist.
        """
        versions = self.versions.get(parameter_id)
        if versions is None:
            raise UnknownParameter(parameter_id, _near_matches(parameter_id, self.versions))
        if on is None:
            return versions[-1]
        for version in versions:
            if version.holds_on(on):
                return version
        raise NotValidOn(parameter_id, on, " and ".join(_period(version) for version in versions))

    def list(self, on: date | None = None) -> tuple[Parameter, ...]:
        """List the parameters that hold on a day, by id.

        Parameters
        ----------
        on : date, optional
            The day; None gives the newest version of each id.

        Returns
        -------
        tuple of Parameter
            Sorted by id, in natural order (``gm-ho2.0`` before ``gm-ho10.0``); empty when none holds.
        """
        by_id = [self.versions[each] for each in sorted(self.versions, key=_natural_order)]
        if on is None:
            return tuple(versions[-1] for versions in by_id)
        return tuple(version for versions in by_id for version in versions if version.holds_on(on))


def load_parameters(extra: Iterable[Mapping[str, object]] = ()) -> Parameters:
    """Load the shipped parameters, and a place's own on top of them.

    Parameters
    ----------
    extra : iterable of mapping
        A place's own records, as plain values with the fields of ``Parameter`` (a source is required).
        An id that is shipped replaces all the shipped versions of it; another id is added.

    Returns
    -------
    Parameters
        ``overrides`` names the shipped records that were replaced. The shipped part is read once.

    Raises
    ------
    InvalidParameter
        When a record is wrong or two versions of one id overlap; the path begins with
        ``parameters.<place in the list, from 0>``.
    """
    shipped = _load_shipped()
    own = tuple(read_record(record, f"parameters.{place}") for place, record in enumerate(extra))
    if not own:
        return shipped
    own_versions = group_versions(own)
    replaced = {each: shipped.versions[each] for each in own_versions if each in shipped.versions}
    return Parameters(
        versions=MappingProxyType({**shipped.versions, **own_versions}),
        overrides=MappingProxyType(replaced),
        own=own,
    )


def group_versions(records: Iterable[Parameter]) -> Mapping[str, tuple[Parameter, ...]]:
    """Group records by id, oldest first.

    Parameters
    ----------
    records : iterable of Parameter
        Any order; several versions of one id are allowed when their periods do not overlap.

    Returns
    -------
    mapping of str to tuple of Parameter

    Raises
    ------
    InvalidParameter
        When the periods of two versions of one id share a day.
    """
    grouped = group_by_id(records)
    for parameter_id, versions in grouped.items():
        overlap = find_overlap(versions)
        if overlap:
            raise InvalidParameter(
                parameter_id,
                f"must not have two versions that hold on the same day: one holds {_period(overlap[0])}, "
                f"another {_period(overlap[1])}; end the first before the second begins",
            )
    return MappingProxyType({each: tuple(versions) for each, versions in grouped.items()})


def read_records(text: str, file: str) -> tuple[Parameter, ...]:
    """Read the text of a YAML file of parameter records.

    Parameters
    ----------
    text : str
        A YAML list of records. Only plain values: tags that build objects, aliases and a key that stands
        twice are refused.
    file : str
        The file's name, for errors.

    Returns
    -------
    tuple of Parameter
        In the file's order; never empty.

    Raises
    ------
    InvalidParameter
        When the text is too long, is not YAML, is not a list of records, or a record is wrong.
    """
    records = read_list(text, file, of="parameters", one="record", error=InvalidParameter)
    return tuple(
        read_record(each, name_record(each, place, "record"), file) for place, each in enumerate(records)
    )


@lru_cache(maxsize=1)
def _load_shipped() -> Parameters:
    shipped = list_shipped("wholeplace.foundations.parameters")
    records = [record for name, text in shipped for record in read_records(text, name)]
    return Parameters(versions=group_versions(records))


def _near_matches(wanted: str, known: Iterable[str]) -> tuple[str, ...]:
    ids = sorted(known)
    close = get_close_matches(wanted.lower(), ids, n=3, cutoff=0.6)
    containing = [other for other in ids if wanted and (wanted.lower() in other or other in wanted.lower())]
    return tuple(dict.fromkeys([*close, *containing]))[:3]


def _natural_order(parameter_id: str) -> tuple[tuple[int, int, str], ...]:
    pieces: list[str] = []
    for character in parameter_id:
        if pieces and pieces[-1][-1].isdigit() == character.isdigit():
            pieces[-1] += character
        else:
            pieces.append(character)
    return tuple((0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in pieces)


def _period(version: Parameter) -> str:
    begins = f"from {version.valid_from}" if version.valid_from else ""
    ends = f"to {version.valid_to}" if version.valid_to else ""
    return " ".join(part for part in (begins, ends) if part) or "on every day"

"""The rules at hand: the shipped ones, and a place's own beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.foundations.law.records import InvalidRule, LawRule, read_rule
from wholeplace.foundations.parameters import Parameters, load_parameters
from wholeplace.foundations.record_file import (
    find_overlap,
    group_by_id,
    list_shipped,
    name_record,
    read_list,
)

MOST_OWN_RULES = 1_000


class UnknownRule(WholeplaceError):
    """No rule has this id."""


def load_rules() -> tuple[LawRule, ...]:
    """Load the shipped rules, once.

    Returns
    -------
    tuple of LawRule
        Every version, by file and in the file's order; the periods of versions of one id do not overlap.
    """
    return _load_shipped()


def list_rules(on: date | None = None) -> tuple[LawRule, ...]:
    """List the shipped rules that are in force on a day; None lists all."""
    return tuple(rule for rule in _load_shipped() if on is None or rule.holds_on(on))


def find_rules(rule_id: str, on: date | None = None) -> tuple[LawRule, ...]:
    """Find the versions of a shipped rule, those in force on the day where one is given.

    Raises
    ------
    UnknownRule
        When no rule has the id, or none with the id is in force on the day.
    """
    named = tuple(rule for rule in _load_shipped() if rule.id == rule_id)
    if not named:
        raise UnknownRule(f"There is no rule {rule_id!r}; wholeplace law lists all")
    found = tuple(rule for rule in named if on is None or rule.holds_on(on))
    if not found:
        raise UnknownRule(f"Rule {rule_id} is not in force on {on}")
    return found


def read_own_rules(
    records: object, path: str = "rules", taken: frozenset[str] | None = None
) -> tuple[LawRule, ...]:
    """Read a place's own rules, as plain values with the fields of ``LawRule``.

    Parameters
    ----------
    records : object
        A list of mappings.
    path : str
        Where the list stands, for errors.
    taken : frozenset of str, optional
        The ids of the rules they stand beside; None: those that ship.

    Returns
    -------
    tuple of LawRule
        In the order given.

    Raises
    ------
    InvalidRule
        When it is not a list, a rule is wrong, names a parameter that is not a single figure, has the id of
        a shipped rule (a place adds rules, it does not replace the law), or shares id and day with another.
    """
    if not isinstance(records, list | tuple):
        raise InvalidRule(path, "must be a list of rules")
    if len(records) > MOST_OWN_RULES:
        raise InvalidRule(path, f"must have at most {MOST_OWN_RULES} rules, but has {len(records)}")
    own = tuple(read_rule(record, f"{path}.{place}") for place, record in enumerate(records))
    shipped = {rule.id for rule in _load_shipped()} if taken is None else taken
    for place, rule in enumerate(own):
        if rule.id in shipped:
            problem = f"is {rule.id}, the id of a shipped rule, which cannot be replaced; choose another"
            raise InvalidRule(f"{path}.{place}.id", problem)
        _check_parameters(rule, f"{path}.{place}", "")
    _refuse_overlaps(own, path)
    return own


def read_rules(text: str, file: str) -> tuple[LawRule, ...]:
    """Read the text of a YAML file of rules.

    Parameters
    ----------
    text : str
        A YAML list of rules. Only plain values: tags that build objects, aliases and a key that stands twice
        are refused.
    file : str
        The file's name, for errors.

    Returns
    -------
    tuple of LawRule
        In the file's order; never empty.

    Raises
    ------
    InvalidRule
        When the text is too long, is not YAML, is not a list of rules, or a rule is wrong.
    """
    records = read_list(text, file, of="rules", one="rule", error=InvalidRule)
    rules = tuple(
        read_rule(each, name_record(each, place, "rule"), file) for place, each in enumerate(records)
    )
    for place, rule in enumerate(rules):
        _check_parameters(rule, name_record(records[place], place, "rule"), file)
    return rules


@lru_cache(maxsize=1)
def _load_shipped() -> tuple[LawRule, ...]:
    rules = tuple(
        rule for name, text in list_shipped("wholeplace.foundations.law") for rule in read_rules(text, name)
    )
    _refuse_overlaps(rules, "")
    return rules


def _check_parameters(rule: LawRule, path: str, file: str) -> None:
    shipped: Parameters = load_parameters()
    for parameter_id in rule.parameter_ids:
        try:
            versions = shipped.versions[parameter_id]
        except KeyError:
            raise InvalidRule(
                path, f"compares with the parameter {parameter_id}, which does not exist", file=file
            ) from None
        if any(version.value is None for version in versions):
            raise InvalidRule(
                path, f"compares with the parameter {parameter_id}, which is a table, not a figure", file=file
            )


def _refuse_overlaps(rules: Iterable[LawRule], path: str) -> None:
    for rule_id, versions in group_by_id(rules).items():
        if find_overlap(versions):
            raise InvalidRule(path, f"must not have two rules {rule_id} that hold on the same day")

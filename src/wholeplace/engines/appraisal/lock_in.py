"""What an option closes off: when it may be left, what is committed, what leaving would be worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeplace.engines.appraisal.accounts import Account, Tail, sum_yearly
from wholeplace.engines.appraisal.case import COST, AppraisalCase, Option
from wholeplace.engines.appraisal.ranges import NOTHING, average

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class LockIn:
    """How an option binds.

    Parameters
    ----------
    earliest_exit_years : float
        Years from the start after which it may be left.
    committed_share : tuple of float, one per year
        Share of the year that is committed, 0 to 1.
    committed_pv_share : float or None
        Discounted committed cost over discounted cost of all agencies; None without a cost.
    exit_cost : float
        Pounds in the price base year.
    value_of_leaving : float or None
        Upper bound of what the right to leave at the first break is worth, pounds.
    """

    earliest_exit_years: float
    committed_share: tuple[float, ...]
    committed_pv_share: float | None
    exit_cost: float
    value_of_leaving: float | None


def find_first_break(option: Option) -> int | None:
    """Give the smallest break year that the notice allows; None without one or without a fixed term.

    Parameters
    ----------
    option : Option
        With its term, its notice in months and its break years, counted from the start.

    Returns
    -------
    int or None
        Years from the start.
    """
    if option.term_years == 0:
        return None
    reachable = [year for year in option.break_years if year >= option.notice_months / MONTHS_A_YEAR]
    return min(reachable, default=None)


def find_leaving_year(option: Option, horizon_years: int) -> int | None:
    """Give the first usable break year inside the horizon, at which leaving is valued; None without one.

    Parameters
    ----------
    option : Option
        With its term, its notice in months and its break years, counted from the start.
    horizon_years : int
        Years looked at.

    Returns
    -------
    int or None
        Years from the start.
    """
    first = find_first_break(option)
    return first if first is not None and first < horizon_years else None


def find_exit(option: Option) -> float:
    """Give the earliest exit in years from the start.

    Parameters
    ----------
    option : Option
        The option.

    Returns
    -------
    float
        The first usable break; else the term; without a fixed term, the notice.
    """
    if option.term_years == 0:
        return option.notice_months / MONTHS_A_YEAR
    first = find_first_break(option)
    return option.term_years if first is None else float(first)


def choose_fallback(option: int, case: AppraisalCase, break_year: int) -> tuple[int, Tail] | None:
    """Say what an option would be left for.

    Parameters
    ----------
    option : int
        Position of the option.
    case : AppraisalCase
        For business as usual and the in-house comparator.
    break_year : int
        Year of leaving.

    Returns
    -------
    (position, Tail) or None
        Business as usual from that year on; for business as usual itself the in-house comparator
        started anew in that year; None where that would be the option itself.
    """
    if option != case.business_as_usual:
        return case.business_as_usual, Tail(break_year)
    if option != case.in_house_comparator:
        return case.in_house_comparator, Tail(break_year, is_restart=True)
    return None


def list_tails(case: AppraisalCase) -> dict[int, frozenset[Tail]]:
    """List, by option, the parts of its life that the value of leaving needs.

    Parameters
    ----------
    case : AppraisalCase
        Its options and its horizon.

    Returns
    -------
    dict of int to frozenset of Tail
        By the position of every option; empty where nothing of its life is needed.
    """
    wanted: dict[int, set[Tail]] = {position: set() for position in range(len(case.options))}
    for position, option in enumerate(case.options):
        year = find_leaving_year(option, case.horizon_years)
        fallback = None if year is None else choose_fallback(position, case, year)
        if year is not None and fallback is not None:
            wanted[position].add(Tail(year))
            wanted[fallback[0]].add(fallback[1])
    return {position: frozenset(tails) for position, tails in wanted.items()}


def describe_lock_in(position: int, case: AppraisalCase, accounts: dict[int, Account]) -> LockIn:
    """Describe how an option binds.

    Parameters
    ----------
    position : int
        Position of the option.
    case : AppraisalCase
        The case.
    accounts : dict of int to Account
        Accounts of this option, business as usual and the in-house comparator, with the tails of
        `list_tails`.

    Returns
    -------
    LockIn
        The value of leaving supposes that all is known at the break: an upper bound.
    """
    option, account = case.options[position], accounts[position]
    exit_years = find_exit(option)
    committed = np.clip(exit_years - np.arange(case.horizon_years), 0.0, 1.0)
    costs = np.array(case.discount_factors) * sum_yearly(account, case.horizon_years, kinds=(COST,))
    total = float(costs.sum())
    return LockIn(
        earliest_exit_years=exit_years,
        committed_share=tuple(committed.tolist()),
        committed_pv_share=float((committed * costs).sum()) / total if total > NOTHING else None,
        exit_cost=option.exit_cost,
        value_of_leaving=_value_leaving(position, case, accounts),
    )


def _value_leaving(position: int, case: AppraisalCase, accounts: dict[int, Account]) -> float | None:
    option = case.options[position]
    year = find_leaving_year(option, case.horizon_years)
    fallback = None if year is None else choose_fallback(position, case, year)
    if year is None or fallback is None:
        return None
    instead = accounts[fallback[0]].tails[fallback[1]] - option.exit_cost * case.discount_factors[year]
    return average(np.maximum(0.0, instead - accounts[position].tails[Tail(year)]))

"""The accounts of one option: what every agency pays and gains in each draw, in present value."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.appraisal.case import (
    BENEFIT_KINDS,
    CASHABLE,
    COST,
    FISCAL_KINDS,
    AppraisalCase,
    Line,
    Option,
    Transfer,
)
from wholeplace.engines.appraisal.flows import (
    Profile,
    draw_product,
    expect_drivers,
    profile_line,
)
from wholeplace.engines.appraisal.quantities import Draws
from wholeplace.engines.appraisal.ranges import NOTHING, average
from wholeplace.engines.appraisal.sampling import Sampler

TRANSFER = "transfer"


@dataclass(frozen=True)
class Tail:
    """A part of an option's life whose net present value is wanted beside the whole.

    Parameters
    ----------
    from_year : int
        First year that counts.
    is_restart : bool
        Whether the option starts anew in that year (its year 0 falls there) instead of going on.
    """

    from_year: int
    is_restart: bool = False


@dataclass(frozen=True)
class MeanLine:
    """What is kept of a line after its draws are gone.

    Parameters
    ----------
    line : Line
        The line.
    first_year_mean : float
        Mean of the product of its factors, pounds, before correction and drivers.
    profile : ndarray, shape (years,)
        Multiplier in each year, correction included, drivers not.
    expected_driver : float
        Probability-weighted product of its drivers.
    """

    line: Line
    first_year_mean: float
    profile: Profile
    expected_driver: float

    @property
    def yearly_means(self) -> Profile:
        """Mean real flow in each year, pounds, shape (years,)."""
        return self.first_year_mean * self.expected_driver * self.profile

    def present_value(self, discount_factors: Profile) -> float:
        """Signed mean present value under the base drivers (all 1), pounds."""
        return self.line.sign * self.first_year_mean * float(np.sum(discount_factors * self.profile))


@dataclass
class Account:
    """Present values of one option in each draw, by agency and kind, with its means by line.

    Parameters
    ----------
    buckets : dict of (agency position, kind) to ndarray, shape (draws,)
        Positive pounds: costs, benefits of each kind, and net transfers received.
    tails : dict of Tail to ndarray, shape (draws,)
        Net present social value of that part of the life, pounds.
    lines : list of MeanLine
        In the order of the option's lines.
    transfer_means : ndarray, shape (agencies, years)
        Mean real transfers received minus paid, pounds.
    out_of_range : dict of str to float
        Share of draws outside the sensible range, by path of the quantity.
    """

    draws: int
    buckets: dict[tuple[int, str], Draws] = field(default_factory=dict)
    tails: dict[Tail, Draws] = field(default_factory=dict)
    lines: list[MeanLine] = field(default_factory=list)
    transfer_means: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    out_of_range: dict[str, float] = field(default_factory=dict)

    def add(self, agency: int, kind: str, product: Draws | float, coefficient: float) -> None:
        """Add a line's present value (its drawn product times a number) to its bucket."""
        _add_to(self.buckets.setdefault((agency, kind), np.zeros(self.draws)), product, coefficient)

    def total(self, kinds: tuple[str, ...], agencies: frozenset[int] | None = None) -> Draws:
        """Sum the buckets of some kinds over all or some agencies, shape (draws,), pounds."""
        total = np.zeros(self.draws)
        for (agency, kind), values in self.buckets.items():
            if kind in kinds and (agencies is None or agency in agencies):
                total += values
        return total

    @property
    def npsv(self) -> Draws:
        """Net present social value in each draw, pounds."""
        return self.total(BENEFIT_KINDS) - self.total((COST,))

    def agency_npv(self, agency: int, is_public: bool) -> Draws:
        """Give what an agency gains in each draw, pounds: its gains, less its costs, plus net transfers."""
        only = frozenset([agency])
        gains = self.total(FISCAL_KINDS if is_public else BENEFIT_KINDS, only)
        return gains - self.total((COST,), only) + self.total((TRANSFER,), only)


def open_account(
    option: Option, case: AppraisalCase, sampler: Sampler, tails: frozenset[Tail] = frozenset()
) -> Account:
    """Draw every line of an option once and book its present values.

    Parameters
    ----------
    option : Option
        The option.
    case : AppraisalCase
        For agencies, scenarios, discount factors and draws.
    sampler : Sampler
        Gives the draws of the case.
    tails : frozenset of Tail
        Parts of the option's life to value as well.

    Returns
    -------
    Account
        Flows are averaged over the scenarios by their probabilities in each draw. Memory: one vector of
        draws for each agency and kind in use, and one for each tail; never one for each line.
    """
    account = Account(case.draws, tails={tail: np.zeros(case.draws) for tail in sorted(tails, key=str)})
    account.transfer_means = np.zeros((len(case.agencies), case.horizon_years))
    for line in option.lines:
        _book_line(line, case, sampler, account)
    for transfer in option.transfers:
        _book_transfer(transfer, case, sampler, account)
    return account


def _book_line(line: Line, case: AppraisalCase, sampler: Sampler, account: Account) -> None:
    factors = np.array(case.discount_factors)
    product = draw_product(line.factors, sampler, account.out_of_range)
    profile, driver = profile_line(line, case.horizon_years), expect_drivers(line, case)
    mean = product if isinstance(product, float) else average(product)
    account.lines.append(MeanLine(line, mean, profile, driver))
    account.add(line.agency, line.kind, product, driver * float(np.sum(factors * profile)))
    for tail, values in account.tails.items():
        _add_to(values, product, line.sign * driver * _value_tail(tail, profile, factors))


def _value_tail(tail: Tail, profile: Profile, factors: Profile) -> float:
    """Σ over the years from the tail's first of discount factor × multiplier."""
    start = tail.from_year
    multipliers = profile[: len(profile) - start] if tail.is_restart else profile[start:]
    return float(np.sum(factors[start:] * multipliers))


def _book_transfer(transfer: Transfer, case: AppraisalCase, sampler: Sampler, account: Account) -> None:
    factors = np.array(case.discount_factors)
    drawn = sampler.draw(transfer.factor)
    profile = profile_line(transfer, case.horizon_years)
    value = float(np.sum(factors * profile))
    mean = drawn if isinstance(drawn, float) else average(drawn)
    for agency, sign in ((transfer.payer, -1.0), (transfer.payee, 1.0)):
        account.add(agency, TRANSFER, drawn, sign * value)
        account.transfer_means[agency] += sign * mean * profile


def _add_to(total: Draws, product: Draws | float, coefficient: float) -> None:
    total += product * coefficient


def sum_yearly(
    account: Account, horizon_years: int, *, kinds: tuple[str, ...], agencies: frozenset[int] | None = None
) -> Profile:
    """Sum the mean real flows of an option's lines by year.

    Parameters
    ----------
    account : Account
        The option's account.
    horizon_years : int
        Number of years.
    kinds : tuple of str
        Kinds of line that count.
    agencies : frozenset of int, optional
        Positions of the agencies that count; None: all.

    Returns
    -------
    ndarray, shape (years,)
        Pounds in the price base year, positive for costs as for benefits.
    """
    total = np.zeros(horizon_years)
    for mean_line in account.lines:
        line = mean_line.line
        if line.kind in kinds and (agencies is None or line.agency in agencies):
            total += mean_line.yearly_means
    return total


def find_payback_year(account: Account, case: AppraisalCase) -> int | None:
    """Find the first year by which the public purse has its money back.

    Parameters
    ----------
    account : Account
        The option's account.
    case : AppraisalCase
        For agencies and horizon.

    Returns
    -------
    int or None
        From the first year with a public cost on, the first year in which undiscounted fiscal benefits
        minus public costs, cumulated from year 0 at mean values, are 0 or more; None when there is none.
    """
    public = frozenset(position for position, agency in enumerate(case.agencies) if agency.is_public)
    costs = sum_yearly(account, case.horizon_years, kinds=(COST,), agencies=public)
    benefits = sum_yearly(account, case.horizon_years, kinds=FISCAL_KINDS)
    has_cost = costs > NOTHING
    if not bool(np.any(has_cost)):
        return None
    first = int(np.argmax(has_cost))
    flows = benefits - costs
    balance = np.cumsum(flows)
    rounding = 1e-9 * np.cumsum(benefits + np.abs(costs))
    paid = np.flatnonzero(balance[first:] >= -rounding[first:])
    return first + int(paid[0]) if len(paid) else None


def plan_cash(account: Account, case: AppraisalCase) -> list[dict[str, list[float]]]:
    """Give the nominal cash of each agency by year, for the finance plan.

    Parameters
    ----------
    account : Account
        The option's account.
    case : AppraisalCase
        For agencies and inflation factors.

    Returns
    -------
    list of dict, one per agency
        ``revenue_cost``, ``capital_cost``, ``cashable_benefit``, ``transfers`` (in minus out) and ``net``
        (cashable benefit + transfers − costs): lists with one number a year, in pounds of that year.
    """
    inflation = np.array(case.inflation_factors)
    plan = []
    for agency in range(len(case.agencies)):
        only = frozenset([agency])
        capital = np.zeros(case.horizon_years)
        for mean_line in account.lines:
            if mean_line.line.is_capital and mean_line.line.agency == agency:
                capital += mean_line.yearly_means
        costs = sum_yearly(account, case.horizon_years, kinds=(COST,), agencies=only)
        cashable = sum_yearly(account, case.horizon_years, kinds=(CASHABLE,), agencies=only)
        transfers = account.transfer_means[agency]
        flows = {
            "revenue_cost": costs - capital,
            "capital_cost": capital,
            "cashable_benefit": cashable,
            "transfers": transfers,
            "net": cashable + transfers - costs,
        }
        plan.append({name: (values * inflation).tolist() for name, values in flows.items()})
    return plan

"""Appraise a case: every result of the method from one pass over the draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.appraisal.accounts import (
    Account,
    MeanLine,
    Tail,
    find_payback_year,
    open_account,
    plan_cash,
)
from wholeplace.engines.appraisal.case import (
    BENEFIT_KINDS,
    CASHABLE,
    COST,
    FISCAL_KINDS,
    AppraisalCase,
    Factor,
    Option,
)
from wholeplace.engines.appraisal.choice import (
    choose_minimax_regret,
    expect_regret,
    list_tied,
    rank_options,
    share_best,
    tabulate_regret,
    value_perfect_information,
)
from wholeplace.engines.appraisal.flows import multiply_drivers
from wholeplace.engines.appraisal.information import InformationTable, PartialInformation
from wholeplace.engines.appraisal.lock_in import LockIn, describe_lock_in, list_tails
from wholeplace.engines.appraisal.quantities import Distribution, Draws
from wholeplace.engines.appraisal.ranges import Range, average, summarise, summarise_ratio
from wholeplace.engines.appraisal.sampling import Sampler, walk_factors
from wholeplace.engines.appraisal.sensitivity import (
    GradeEffect,
    Switch,
    TornadoBar,
    find_switch,
    group_by_quantity,
    list_grade_effects,
    list_switches,
    swing_quantity,
)
from wholeplace.foundations.errors import InvalidInput

ENGINE_VERSION = 1
LARGEST_POUNDS = 1e30  # a present value beyond it is no money, and its square may be no number
LOSS_POUNDS = -0.005
WEAK_GRADE = 5  # guesses: expert opinion and assumption
ENDS = (10, 90)
# Told before each option and each quantity: the stage, how many are done, how many there are.
OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Shunting:
    """What an agency gains or loses against business as usual.

    Parameters
    ----------
    mean : float
        Pounds in present value; negative is a loss.
    probability_of_loss : float
        Share of draws in which it loses more than half a penny.
    """

    mean: float
    probability_of_loss: float


@dataclass(frozen=True)
class OptionResult:
    """Results of one option; pounds in present value unless said otherwise.

    Parameters
    ----------
    cost_pv, public_cost_pv, benefit_pv, npsv, public_npv, cashable_npv, fiscal_pv : Range
        Over the draws.
    bcr, fiscal_return : Range
        Ratios; the mean is the ratio of the means.
    payback_year : int or None
        Year from the start.
    agencies, bodies : dict of str to Range
        Net present value of each agency, and of each body that the agencies name.
    probability_best : float
        Share of draws.
    expected_regret : float
        Pounds.
    shunting : dict of str to Shunting
        By agency, against business as usual.
    lock_in : LockIn
        How it binds.
    cash : dict of str to dict of str to list of float
        Nominal pounds by agency, flow and year.
    """

    cost_pv: Range
    public_cost_pv: Range
    benefit_pv: Range
    npsv: Range
    public_npv: Range
    cashable_npv: Range
    fiscal_pv: Range
    bcr: Range
    fiscal_return: Range
    payback_year: int | None
    agencies: dict[str, Range]
    bodies: dict[str, Range]
    probability_best: float
    expected_regret: float
    shunting: dict[str, Shunting]
    lock_in: LockIn
    cash: dict[str, dict[str, list[float]]]


@dataclass(frozen=True)
class WeightedResult:
    """Results with distributional weights, beside the unweighted ones.

    Parameters
    ----------
    weights : dict of str to float
        By agency that has one.
    npsv : dict of str to Range
        Weighted net present social value by option, pounds.
    best : str
        The best option then.
    """

    weights: dict[str, float]
    npsv: dict[str, Range]
    best: str


@dataclass(frozen=True)
class AppraisalResult:
    """Results of a case.

    Parameters
    ----------
    best : str
        Largest mean npsv; the in-house comparator wins ties, then the order of the file.
    tie : list of str
        Options that tie for the best; empty when one stands alone.
    ranking : list of str
        From the largest mean npsv to the smallest.
    options : dict of str to OptionResult
        By id.
    evpi : float
        Expected value of perfect information, pounds.
    evppi : list of (str, PartialInformation)
        By quantity or shared name, the most valuable first; empty when not asked for.
    switching : list of Switch
        Of the lines of the best two options.
    guesses : list of (str, Switch)
        Option and switching value of each line of grade 5 or 6 that could change the best option.
    scenarios, regret : dict of str to dict of str to float
        Mean npsv and regret by scenario and option, pounds.
    minimax_regret : str
        Option whose largest regret is the smallest.
    tornado : list of TornadoBar
        One-way sensitivity, the widest first; empty when evppi is not asked for.
    grades : list of GradeEffect
        Effect of each evidence grade in use.
    weighted : WeightedResult or None
        With distributional weights, where an agency has one.
    out_of_range : dict of str to float
        Share of draws outside the sensible range, by path.
    """

    best: str
    tie: list[str]
    ranking: list[str]
    options: dict[str, OptionResult]
    evpi: float
    evppi: list[tuple[str, PartialInformation]]
    switching: list[Switch]
    guesses: list[tuple[str, Switch]]
    scenarios: dict[str, dict[str, float]]
    regret: dict[str, dict[str, float]]
    minimax_regret: str
    tornado: list[TornadoBar]
    grades: list[GradeEffect]
    weighted: WeightedResult | None
    out_of_range: dict[str, float]


@dataclass
class _Books:
    """What is carried from the pass over the options to the results of the whole."""

    npsv: NDArray[np.float64]
    weighted: NDArray[np.float64] | None
    lines: dict[int, list[MeanLine]] = field(default_factory=dict)
    results: list[dict[str, Any]] = field(default_factory=list)
    out_of_range: dict[str, float] = field(default_factory=dict)


def appraise(
    case: AppraisalCase, *, with_information: bool = True, on_step: OnStep | None = None
) -> AppraisalResult:
    """Appraise a case.

    Parameters
    ----------
    case : AppraisalCase
        Options, agencies, scenarios, discount and inflation factors, seed and draws.
    with_information : bool
        Whether to go on to the value of information and the one-way sensitivity of each uncertain
        quantity, which draw a quantity a second time instead of keeping it (but for shared ones).
    on_step : callable, optional
        Told ``("options", done, total)`` before each option and ``("quantities", done, total)`` before each
        uncertain quantity. It changes no result; what it raises ends the appraisal and is passed on.

    Returns
    -------
    AppraisalResult
        Ranges over the draws of flows averaged over the scenarios. The same case gives the same result
        on the same platform and versions; no step depends on threads.

    Raises
    ------
    InvalidInput
        When an option's figures are too large to compute with.

    Notes
    -----
    Memory: about (2 × options + 3 × agencies × kinds + 20) vectors of draws, whatever the number of
    lines.

    References
    ----------
    HM Treasury, The Green Book (2026): discounting, net present social value, switching values. HM
    Treasury, Public Service Transformation Network and New Economy (2014), Supporting public service
    transformation: cost benefit analysis guidance for local partnerships: agencies, engagement, impact,
    deadweight and evidence grades.
    """
    sampler = Sampler(case)
    tell = on_step or _tell_nobody
    books = _keep_books(case, sampler, tell)
    means = [average(row) for row in books.npsv]
    ids = [option.id for option in case.options]
    order = rank_options(means, case.in_house_comparator)
    evppi, tornado = _ask_quantities(case, sampler, books, means, tell) if with_information else ([], [])
    scenarios = _tabulate_scenarios(case, books.lines)
    regret = tabulate_regret(scenarios)
    chances = zip(ids, books.results, share_best(books.npsv), expect_regret(books.npsv), strict=True)
    return AppraisalResult(
        best=ids[order[0]],
        tie=[ids[position] for position in list_tied(means)],
        ranking=[ids[position] for position in order],
        options={
            name: OptionResult(**result, probability_best=share, expected_regret=lost)
            for name, result, share, lost in chances
        },
        evpi=value_perfect_information(books.npsv),
        evppi=evppi,
        switching=list_switches(books.lines, means, case),
        guesses=_switch_guesses(case, books.lines, means, order),
        scenarios=_name_table(scenarios, case),
        regret=_name_table(regret, case),
        minimax_regret=ids[choose_minimax_regret(regret, case.in_house_comparator)],
        tornado=tornado,
        grades=list_grade_effects(books.lines, means, case),
        weighted=_weigh(case, books.weighted),
        out_of_range=books.out_of_range,
    )


def _tell_nobody(stage: str, done: int, total: int) -> None:
    """Let a step pass."""


def _keep_books(case: AppraisalCase, sampler: Sampler, tell: OnStep) -> _Books:
    """Draw one option after the other; keep the vectors only of the two that others are held against."""
    tails = list_tails(case)
    kept = {
        position: _open_account(case.options[position], case, sampler, tails[position])
        for position in (case.business_as_usual, case.in_house_comparator)
    }
    is_weighted = any(agency.weight is not None for agency in case.agencies)
    shape = (len(case.options), case.draws)
    books = _Books(np.empty(shape), np.empty(shape) if is_weighted else None)
    for position, option in enumerate(case.options):
        tell("options", position, len(case.options))
        account = (
            kept[position] if position in kept else _open_account(option, case, sampler, tails[position])
        )
        books.npsv[position] = account.npsv
        if books.weighted is not None:
            books.weighted[position] = books.npsv[position] + _extra_weight(account, case)
        books.lines[position] = account.lines
        books.results.append(_describe(position, case, {**kept, position: account}))
        books.out_of_range |= account.out_of_range
    return books


def _open_account(option: Option, case: AppraisalCase, sampler: Sampler, tails: frozenset[Tail]) -> Account:
    """Open an account, refusing figures so large that arithmetic fails or loses its meaning."""
    too_large = InvalidInput(
        f"options.{option.id}",
        f"has figures too large to compute with: a present value passes £{LARGEST_POUNDS:.0e}; look for a "
        "slip in amounts, growth or drivers",
    )
    try:
        with np.errstate(over="raise", invalid="raise"):
            account = open_account(option, case, sampler, tails)
    except (FloatingPointError, OverflowError):
        raise too_large from None
    for values in account.buckets.values():
        if not (values.min() >= -LARGEST_POUNDS and values.max() <= LARGEST_POUNDS):
            raise too_large
    return account


def _describe(position: int, case: AppraisalCase, accounts: dict[int, Account]) -> dict[str, Any]:
    """Give the results of one option that need no other option but business as usual and the fallback."""
    account, usual = accounts[position], accounts[case.business_as_usual]
    public = frozenset(number for number, agency in enumerate(case.agencies) if agency.is_public)
    cost, public_cost = account.total((COST,)), account.total((COST,), public)
    benefit, fiscal = account.total(BENEFIT_KINDS), account.total(FISCAL_KINDS)
    agencies, bodies = _list_gains(account, case)
    return {
        "cost_pv": summarise(cost),
        "public_cost_pv": summarise(public_cost),
        "benefit_pv": summarise(benefit),
        "npsv": summarise(benefit - cost),
        "public_npv": summarise(fiscal - public_cost),
        "cashable_npv": summarise(account.total((CASHABLE,)) - public_cost),
        "fiscal_pv": summarise(fiscal),
        "bcr": summarise_ratio(benefit, cost),
        "fiscal_return": summarise_ratio(fiscal, public_cost),
        "payback_year": find_payback_year(account, case),
        "agencies": {name: summarise(values) for name, values in agencies.items()},
        "bodies": {name: summarise(values) for name, values in bodies.items()},
        "shunting": {
            agency.id: _compare(agencies[agency.id], usual.agency_npv(number, agency.is_public))
            for number, agency in enumerate(case.agencies)
        },
        "lock_in": describe_lock_in(position, case, accounts),
        "cash": dict(zip((agency.id for agency in case.agencies), plan_cash(account, case), strict=True)),
    }


def _list_gains(account: Account, case: AppraisalCase) -> tuple[dict[str, Draws], dict[str, Draws]]:
    """Give the net present value of each agency and of each body, shape (draws,) each."""
    agencies = {
        agency.id: account.agency_npv(number, agency.is_public) for number, agency in enumerate(case.agencies)
    }
    bodies: dict[str, Draws] = {}
    for agency in case.agencies:
        if agency.body is not None:
            bodies[agency.body] = bodies.get(agency.body, 0.0) + agencies[agency.id]
    return agencies, bodies


def _compare(own: Draws, usual: Draws) -> Shunting:
    change = own - usual
    return Shunting(average(change), float(np.mean(change < LOSS_POUNDS)))


def _extra_weight(account: Account, case: AppraisalCase) -> Draws:
    """Give what distributional weights add to the net present social value, shape (draws,), pounds."""
    extra = np.zeros(case.draws)
    for number, agency in enumerate(case.agencies):
        if agency.weight is not None:
            only = frozenset([number])
            net = account.total(BENEFIT_KINDS, only) - account.total((COST,), only)
            extra += (agency.weight - 1.0) * net
    return extra


def _weigh(case: AppraisalCase, weighted: NDArray[np.float64] | None) -> WeightedResult | None:
    if weighted is None:
        return None
    ids = [option.id for option in case.options]
    best = rank_options([average(row) for row in weighted], case.in_house_comparator)[0]
    return WeightedResult(
        weights={agency.id: agency.weight for agency in case.agencies if agency.weight is not None},
        npsv={name: summarise(row) for name, row in zip(ids, weighted, strict=True)},
        best=ids[best],
    )


def _tabulate_scenarios(case: AppraisalCase, lines: dict[int, list[MeanLine]]) -> NDArray[np.float64]:
    """Give the mean npsv of each option in each scenario, shape (scenarios, options), pounds."""
    table = np.zeros((len(case.scenarios), len(case.options)))
    discount = np.array(case.discount_factors)
    for position, option_lines in lines.items():
        for mean_line in option_lines:
            table[:, position] += multiply_drivers(mean_line.line, case) * mean_line.present_value(discount)
    return table


def _name_table(table: NDArray[np.float64], case: AppraisalCase) -> dict[str, dict[str, float]]:
    return {
        scenario.id: {option.id: float(value) for option, value in zip(case.options, row, strict=True)}
        for scenario, row in zip(case.scenarios, table, strict=True)
    }


def _switch_guesses(
    case: AppraisalCase, lines: dict[int, list[MeanLine]], means: Sequence[float], order: Sequence[int]
) -> list[tuple[str, Switch]]:
    """List the lines graded 5 or 6 with a factor from 0 to 10 at which another option becomes the best."""
    if len(order) < 2:
        return []
    best, second = order[0], order[1]
    found = []
    for position in order:
        gap = means[second] - means[best] if position == best else means[best] - means[position]
        for mean_line in lines[position]:
            line = mean_line.line
            factor = find_switch(mean_line, gap, case) if (line.grade or 0) >= WEAK_GRADE else None
            if factor is not None:
                found.append((case.options[position].id, Switch(line.path, line.name, factor)))
    return found


def _list_quantities(case: AppraisalCase) -> dict[str, tuple[Factor, bool]]:
    """Give one factor for each uncertain quantity or shared name, and whether any line of money uses it."""
    found: dict[str, tuple[Factor, bool]] = {}
    for factor, is_money in walk_factors(case):
        if isinstance(factor.quantity, Distribution) and factor.quantity.family != "fixed":
            known = found.get(factor.label, (factor, False))
            found[factor.label] = (known[0], known[1] or is_money)
    return found


def _ask_quantities(
    case: AppraisalCase, sampler: Sampler, books: _Books, means: Sequence[float], tell: OnStep
) -> tuple[list[tuple[str, PartialInformation]], list[TornadoBar]]:
    """Value knowing each quantity, and move it alone; transfers cannot change a net present social value."""
    table = InformationTable(books.npsv)
    evppi: list[tuple[str, PartialInformation]] = []
    tornado: list[TornadoBar] = []
    users = group_by_quantity(books.lines)
    quantities = _list_quantities(case)
    for place, (label, (factor, is_money)) in enumerate(quantities.items()):
        tell("quantities", place, len(quantities))
        if not is_money:
            evppi.append((label, PartialInformation(0.0, 0.0)))
            continue
        values = np.asarray(sampler.draw(factor))
        low, high = (float(value) for value in np.percentile(values, ENDS))
        evppi.append((label, table.value_knowing(values)))
        tornado.append(swing_quantity(label, (low, high), users[label], means, case))
    evppi.sort(key=lambda entry: (-entry[1].value, entry[0]))
    tornado.sort(key=lambda bar: (-bar.spread, bar.quantity))
    return evppi, tornado

"""From what a person wrote to what the engine is given: every name, rule and figure resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wholeplace.casefile.inputs import (
    BENEFIT_QUANTITIES,
    Agency,
    Benefit,
    CaseInputs,
    Cost,
    Option,
    ParameterReference,
    Quantity,
    Transfer,
)
from wholeplace.engines import appraisal
from wholeplace.engines.appraisal import AppraisalCase, Factor, Line
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.parameters import (
    Parameter,
    Parameters,
    discount_factors,
    discount_rates,
    distributional_weight,
    inflate,
    yearly_inflation,
)

COST_UPLIFT = "evidence-grade-cost-uplift"
BENEFIT_REDUCTION = "evidence-grade-benefit-reduction"
ELASTICITY = "distributional-weight-elasticity"
NOT_NEGATIVE = (0.0, float("inf"))
SHARE = (0.0, 1.0)
ANY = (float("-inf"), float("inf"))
SENSIBLE = {
    "population": NOT_NEGATIVE,
    "engagement": SHARE,
    "impact": SHARE,
    "deadweight": SHARE,
    "attribution": SHARE,
    "unit_value": ANY,
}


@dataclass
class ParameterDesk:
    """Hands out parameters and remembers which were used.

    Parameters
    ----------
    inputs : CaseInputs
        For the date and the price base year.
    parameters : Parameters
        The shipped records and the place's own.
    """

    inputs: CaseInputs
    parameters: Parameters
    used: dict[str, Parameter] = field(default_factory=dict)

    def take(self, parameter_id: str, path: str) -> Parameter:
        """Find a parameter as at the case's date and note its use.

        Raises
        ------
        InvalidInput
            When it is unknown or does not hold on the date, at the path that asked for it.
        """
        try:
            found = self.parameters.find(parameter_id, self.inputs.case.as_at)
        except WholeplaceError as error:
            raise InvalidInput(path, f"cannot be looked up: {error}") from error
        self.used[found.id] = found
        return found

    def bring_to_base_year(self, from_year: int | str, path: str) -> float:
        """Give the factor from a price year to the price base year, noting the deflators used."""
        try:
            brought = inflate(1.0, from_year, self.inputs.case.price_base_year, self.parameters)
        except WholeplaceError as error:
            raise InvalidInput(path, f"cannot be brought to the price base year: {error}") from error
        self.used.update({parameter.id: parameter for parameter in brought.parameters_used})
        return brought.factor


def compile_case(inputs: CaseInputs, parameters: Parameters) -> tuple[AppraisalCase, tuple[Parameter, ...]]:
    """Turn the inputs into the engine's case.

    Parameters
    ----------
    inputs : CaseInputs
        Validated inputs; pounds in the price base year unless a line gives its own price year.
    parameters : Parameters
        The shipped records and the place's own.

    Returns
    -------
    AppraisalCase, tuple of Parameter
        The engine's case, and every parameter it rests on, in the order of their use.

    Raises
    ------
    InvalidInput
        When a named parameter is unknown, not valid on the date, or not of the kind needed.
    """
    desk = ParameterDesk(inputs, parameters)
    flags = {
        flag: next(number for number, option in enumerate(inputs.options) if getattr(option, flag))
        for flag in ("business_as_usual", "in_house_comparator")
    }
    case = AppraisalCase(
        options=tuple(_compile_option(option, desk) for option in inputs.options),
        agencies=tuple(_compile_agency(agency, desk) for agency in inputs.agencies),
        scenarios=_compile_scenarios(inputs),
        discount_factors=_find_discount_factors(desk),
        inflation_factors=_find_inflation_factors(desk),
        seed=inputs.case.seed,
        draws=inputs.case.draws,
        **flags,
    )
    return case, tuple(desk.used.values())


def _find_discount_factors(desk: ParameterDesk) -> tuple[float, ...]:
    rate, horizon = desk.inputs.case.rate, desk.inputs.case.horizon_years
    if not isinstance(rate, str):
        return discount_factors([rate] * horizon)
    table = desk.take(rate, "case.rate")
    try:
        rates = discount_rates(table, horizon)
    except WholeplaceError as error:
        raise InvalidInput("case.rate", f"must name a table of discount rates: {error}") from error
    _refuse_other_figures(rates, "case.rate", rate)
    return discount_factors(rates)


def _refuse_other_figures(rates: Sequence[float], path: str, name: str) -> None:
    """Refuse a parameter that is a single figure of another kind, such as a unit cost in pounds."""
    if not all(-0.5 < rate < 1 for rate in rates):
        raise InvalidInput(path, f"must name rates a year such as 0.035, but “{name}” has other figures")


def _find_inflation_factors(desk: ParameterDesk) -> tuple[float, ...]:
    """Give nominal pounds of each year per pound of the price base year."""
    case = desk.inputs.case
    first = case.start_year - case.price_base_year
    inflation = case.inflation or 0.0
    if not isinstance(inflation, str):
        return tuple((1.0 + inflation) ** (first + year) for year in range(case.horizon_years))
    series = desk.take(inflation, "case.inflation")
    last = case.start_year + case.horizon_years - 1
    low, high = min(case.start_year, case.price_base_year), max(last, case.price_base_year)
    try:
        rates = yearly_inflation(series, range(low + 1, high + 1))
    except WholeplaceError as error:
        raise InvalidInput("case.inflation", f"must name a series of yearly rates: {error}") from error
    _refuse_other_figures(rates, "case.inflation", inflation)
    index = {low: 1.0}
    for year, rate in zip(range(low + 1, high + 1), rates, strict=True):
        index[year] = index[year - 1] * (1.0 + rate)
    base = index[case.price_base_year]
    return tuple(index[case.start_year + year] / base for year in range(case.horizon_years))


def _compile_scenarios(inputs: CaseInputs) -> tuple[appraisal.Scenario, ...]:
    given = sum(scenario.probability or 0.0 for scenario in inputs.scenarios)
    base = appraisal.Scenario("base", {}, max(0.0, 1.0 - given))
    return (
        base,
        *(
            appraisal.Scenario(scenario.id, dict(scenario.drivers), scenario.probability or 0.0)
            for scenario in inputs.scenarios
        ),
    )


def _compile_agency(agency: Agency, desk: ParameterDesk) -> appraisal.Agency:
    settings, weight = desk.inputs.distributional, None
    if settings is not None and agency.income is not None:
        elasticity = settings.elasticity
        if elasticity is None:
            elasticity = float(desk.take(ELASTICITY, "distributional.elasticity").value or 0.0)
        weight = distributional_weight(agency.income, settings.reference_income, elasticity)
    return appraisal.Agency(agency.id, agency.kind == "public", agency.body, weight)


def _compile_option(option: Option, desk: ParameterDesk) -> appraisal.Option:
    positions = {agency.id: number for number, agency in enumerate(desk.inputs.agencies)}
    path = f"options.{option.id}"
    costs = [
        _compile_cost(cost, f"{path}.costs.{number}", positions, desk)
        for number, cost in enumerate(option.costs)
    ]
    benefits = [
        _compile_benefit(benefit, f"{path}.benefits.{number}", positions, desk)
        for number, benefit in enumerate(option.benefits)
    ]
    transfers = [
        _compile_transfer(transfer, f"{path}.transfers.{number}", positions, desk)
        for number, transfer in enumerate(option.transfers)
    ]
    return appraisal.Option(
        id=option.id,
        lines=(*costs, *benefits),
        transfers=tuple(transfers),
        term_years=option.term_years,
        notice_months=option.notice_months,
        break_years=tuple(option.break_years),
        exit_cost=option.exit_cost,
    )


def _compile_cost(cost: Cost, path: str, positions: dict[str, int], desk: ParameterDesk) -> Line:
    correction, is_income = 1.0, cost.category == "income"
    if cost.grade is not None:
        table = BENEFIT_REDUCTION if is_income else COST_UPLIFT
        share = _find_correction(cost.grade, table, path, desk)
        correction = 1.0 - share if is_income else 1.0 + share
    sensible = ANY if is_income else NOT_NEGATIVE
    return Line(
        path=path,
        name=cost.name,
        agency=positions[cost.agency],
        kind="cost",
        factors=(_compile_money(cost.amount, f"{path}.amount", cost.price_year, sensible, desk),),
        first_year=cost.years[0],
        last_year=cost.years[1],
        yearly_change=cost.growth,
        correction=correction,
        grade=cost.grade,
        drivers=tuple(cost.drivers),
        is_capital=cost.category == "capital",
    )


def _compile_benefit(benefit: Benefit, path: str, positions: dict[str, int], desk: ParameterDesk) -> Line:
    correction = 1.0
    if benefit.grade is not None:
        correction -= _find_correction(benefit.grade, BENEFIT_REDUCTION, path, desk)
    factors = [
        _compile_money(
            getattr(benefit, name),
            f"{path}.{name}",
            benefit.price_year if name == "unit_value" else None,
            SENSIBLE[name],
            desk,
            is_complement=name == "deadweight",
        )
        for name in BENEFIT_QUANTITIES
    ]
    return Line(
        path=path,
        name=benefit.name,
        agency=positions[benefit.agency],
        kind=benefit.kind,
        factors=tuple(factors),
        first_year=benefit.years[0],
        last_year=benefit.years[1],
        yearly_change=-benefit.drop_off,
        correction=correction,
        grade=benefit.grade,
        drivers=tuple(benefit.drivers),
    )


def _compile_transfer(
    transfer: Transfer, path: str, positions: dict[str, int], desk: ParameterDesk
) -> appraisal.Transfer:
    return appraisal.Transfer(
        factor=_compile_money(transfer.amount, f"{path}.amount", None, NOT_NEGATIVE, desk),
        payer=positions[transfer.from_],
        payee=positions[transfer.to],
        first_year=transfer.years[0],
        last_year=transfer.years[1],
    )


def _compile_money(
    quantity: Quantity,
    path: str,
    price_year: int | str | None,
    sensible: tuple[float, float],
    desk: ParameterDesk,
    *,
    is_complement: bool = False,
) -> Factor:
    """Resolve a quantity: a sourced figure by its id, and money of another year to the price base year."""
    if isinstance(quantity, ParameterReference):
        found = desk.take(quantity.parameter, f"{path}.parameter")
        if not isinstance(found.value, int | float):
            raise InvalidInput(f"{path}.parameter", f"must name a single figure, but “{found.id}” is a table")
        if price_year is not None and found.price_year is not None:
            problem = f"must be left out, because “{found.id}” brings its own price year, {found.price_year}"
            raise InvalidInput(f"{path.rpartition('.')[0]}.price_year", problem)
        quantity, price_year = float(found.value), found.price_year or price_year
    scale = 1.0 if price_year is None else desk.bring_to_base_year(price_year, path)
    return Factor(path, quantity, is_complement=is_complement, scale=scale, sensible=sensible)


def _find_correction(grade: int, table: str, path: str, desk: ParameterDesk) -> float:
    shares: Sequence[tuple[object, object]] = list(
        desk.take(table, f"{path}.grade").look_up("grade", "share").items()
    )
    for known, share in shares:
        if known == grade and isinstance(share, int | float):
            return float(share)
    raise InvalidInput(f"{path}.grade", f"must be a grade of the table “{table}”, but is {grade}")

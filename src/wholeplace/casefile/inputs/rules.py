"""The rules between values: what no single field can know."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from wholeplace.casefile.inputs.models import (
    BENEFIT_QUANTITIES,
    Benefit,
    CaseInputs,
    Cost,
    Line,
    Option,
    Transfer,
)
from wholeplace.casefile.inputs.values import LARGEST_YEAR, ParameterReference, Quantity
from wholeplace.casefile.inputs.words import Location, quote, say_unknown
from wholeplace.engines.appraisal.quantities import Distribution

Problem = tuple[Location, str]


def list_broken_rules(inputs: CaseInputs) -> Iterable[Problem]:
    """Yield each rule between values that does not hold, in reading order."""
    yield from _repeated_ids(inputs)
    yield from _body_rules(inputs)
    yield from _scenario_rules(inputs)
    yield from _stakeholder_rules(inputs)
    yield from _flag_rules(inputs)
    for position, option in enumerate(inputs.options):
        yield from _option_rules(inputs, option, ("options", position))
    yield from _shared_rules(inputs)
    yield from _distributional_rules(inputs)


def _repeated_ids(inputs: CaseInputs) -> Iterable[Problem]:
    lists: dict[str, Sequence[Any]] = {
        "agencies": inputs.agencies,
        "outcomes": inputs.outcomes,
        "scenarios": inputs.scenarios,
        "criteria": inputs.criteria,
        "stakeholders": inputs.stakeholders,
        "options": inputs.options,
    }
    reserved = {"scenarios": "base", "stakeholders": "overall"}
    for name, members in lists.items():
        seen: set[str] = set()
        for position, member in enumerate(members):
            if member.id in seen:
                yield (name, position, "id"), f"must be given once, but {quote(member.id)} is given twice"
            if member.id == reserved.get(name):
                yield (name, position, "id"), f"must not be {quote(member.id)}: that name is reserved"
            seen.add(member.id)


def _body_rules(inputs: CaseInputs) -> Iterable[Problem]:
    agencies = {agency.id: agency for agency in inputs.agencies}
    for position, agency in enumerate(inputs.agencies):
        body = agencies.get(agency.body or "")
        if body is not None and body.id != agency.id and body.body not in (None, body.id):
            yield (
                ("agencies", position, "body"),
                (
                    f"must not be nested or circular: {quote(agency.body)} is itself an agency of the body "
                    f"{quote(body.body)}"
                ),
            )


def _scenario_rules(inputs: CaseInputs) -> Iterable[Problem]:
    given = [scenario.probability is not None for scenario in inputs.scenarios]
    if any(given) and not all(given):
        position = given.index(False)
        yield (
            ("scenarios", position),
            "needs a probability, because another scenario has one (the base takes the rest)",
        )
    total = math.fsum(scenario.probability or 0.0 for scenario in inputs.scenarios)
    if total > 1 + 1e-12:
        yield ("scenarios",), f"must have probabilities of at most 1 in total, but they add up to {total:g}"


def _stakeholder_rules(inputs: CaseInputs) -> Iterable[Problem]:
    criteria = [criterion.id for criterion in inputs.criteria]
    for position, group in enumerate(inputs.stakeholders):
        if group.weights is None:
            continue
        for name in group.weights:
            if name not in criteria:
                yield ("stakeholders", position, "weights", name), say_unknown("criterion", name, criteria)
        if not sum(group.weights.values()) > 0:
            yield (
                ("stakeholders", position, "weights"),
                "must give at least one criterion more than 0, or be left out (unknown)",
            )
    if inputs.stakeholders and not criteria:
        yield ("stakeholders",), "need [[criteria]] to weigh, but the case has none"


def _flag_rules(inputs: CaseInputs) -> Iterable[Problem]:
    rules = {"business_as_usual": "today's arrangement, or the do-minimum", "in_house_comparator": "in-house"}
    for flag, meaning in rules.items():
        chosen = [position for position, option in enumerate(inputs.options) if getattr(option, flag)]
        if not chosen:
            yield ("options",), f"must have exactly one with {flag} = true ({meaning}), but none has it"
        if len(chosen) > 1:
            names = " and ".join(quote(inputs.options[position].id) for position in chosen)
            yield (
                ("options", chosen[1], flag),
                f"must be true for exactly one option, but is true for {names}",
            )


def _option_rules(inputs: CaseInputs, option: Option, at: Location) -> Iterable[Problem]:
    criteria = [criterion.id for criterion in inputs.criteria]
    for name in option.scores:
        if name not in criteria:
            yield (*at, "scores", name), say_unknown("criterion", name, criteria)
    for name in criteria:
        if name not in option.scores:
            yield (*at, "scores"), f"must score every criterion from 0 to 100, but {quote(name)} is missing"
    for name, score in option.scores.items():
        low, high = _bounds(score)
        if low < 0 or high > 100:
            yield (*at, "scores", name), f"must lie from 0 to 100, but reaches from {low:g} to {high:g}"
    yield from _break_rules(option, at)
    for position, cost in enumerate(option.costs):
        yield from _cost_rules(inputs, cost, (*at, "costs", position))
    for position, benefit in enumerate(option.benefits):
        yield from _benefit_rules(inputs, benefit, (*at, "benefits", position))
    for position, transfer in enumerate(option.transfers):
        yield from _transfer_rules(inputs, transfer, (*at, "transfers", position))


def _break_rules(option: Option, at: Location) -> Iterable[Problem]:
    if max(option.break_years, default=0) > LARGEST_YEAR:
        yield (
            (*at, "break_years"),
            f"must count years from the start, such as [3], but is {quote(option.break_years)}",
        )


def _bounds(quantity: Quantity) -> tuple[float, float]:
    """Give the ends of a bounded quantity; the mean of an unbounded one, whose tails a caution watches."""
    if isinstance(quantity, Distribution):
        return quantity.bounds if quantity.is_bounded else (quantity.mean, quantity.mean)
    if isinstance(quantity, ParameterReference):
        return 0.0, 0.0
    return quantity, quantity


def _cost_rules(inputs: CaseInputs, cost: Cost, at: Location) -> Iterable[Problem]:
    yield from _line_rules(inputs, cost.agency, cost.years, at)
    yield from _evidence_rules(cost, ("amount",), at)
    if cost.category != "income" and _bounds(cost.amount)[0] < 0:
        yield (
            (*at, "amount"),
            f"must not be negative (only in category income), but is or reaches {_bounds(cost.amount)[0]:g}",
        )


def _benefit_rules(inputs: CaseInputs, benefit: Benefit, at: Location) -> Iterable[Problem]:
    yield from _line_rules(inputs, benefit.agency, benefit.years, at)
    yield from _evidence_rules(benefit, BENEFIT_QUANTITIES, at)
    kinds = {agency.id: agency.kind for agency in inputs.agencies}
    if benefit.kind.startswith("fiscal") and kinds[benefit.agency] != "public":
        yield (
            (*at, "kind"),
            (
                f"must be economic or social, because {quote(benefit.agency)} is a {kinds[benefit.agency]}, "
                "not a public agency"
            ),
        )
    outcomes = [outcome.id for outcome in inputs.outcomes]
    if benefit.outcome is not None and benefit.outcome not in outcomes:
        yield (*at, "outcome"), say_unknown("outcome", benefit.outcome, outcomes)
    for name in ("engagement", "deadweight", "attribution"):
        value = getattr(benefit, name)
        if isinstance(value, float) and not 0 <= value <= 1:
            yield (*at, name), f"must be a share from 0 to 1, but is {value:g}"
    if isinstance(benefit.population, float) and benefit.population < 0:
        yield (*at, "population"), f"must not be negative, but is {benefit.population:g}"


def _transfer_rules(inputs: CaseInputs, transfer: Transfer, at: Location) -> Iterable[Problem]:
    yield from _line_rules(inputs, transfer.from_, transfer.years, at, "from")
    yield from _line_rules(inputs, transfer.to, transfer.years, at, "to")
    yield from _evidence_rules(transfer, ("amount",), at)
    if transfer.from_ == transfer.to:
        yield (*at, "to"), f"must be another agency than from, but both are {quote(transfer.to)}"
    if _bounds(transfer.amount)[0] < 0:
        yield (*at, "amount"), "must not be negative; exchange from and to instead"


def _line_rules(
    inputs: CaseInputs, agency: str, years: tuple[int, int], at: Location, field: str = "agency"
) -> Iterable[Problem]:
    agencies = [known.id for known in inputs.agencies]
    if agency not in agencies:
        yield (*at, field), say_unknown("agency", agency, agencies)
    first, last = years
    if first < 0:
        yield (*at, "years"), f"must start at year 0 or later, but starts at {first}"
    if last < first:
        yield (*at, "years"), f"must run from the first to the last year, but run from {first} to {last}"
    if last > LARGEST_YEAR:
        yield (
            (*at, "years"),
            f"must count years from the start, which is year 0, such as [0, 9], but is {quote(years)}",
        )


def _evidence_rules(line: Line, quantities: Sequence[str], at: Location) -> Iterable[Problem]:
    for field in ("source", "status"):
        by_quantity = getattr(line, field)
        if isinstance(by_quantity, dict):
            for name in by_quantity:
                if name not in quantities:
                    yield (*at, field, name), say_unknown("quantity", name, list(quantities))


def _shared_rules(inputs: CaseInputs) -> Iterable[Problem]:
    seen: dict[str, Distribution] = {}
    for location, quantity in walk_quantities(inputs):
        if not isinstance(quantity, Distribution) or quantity.shared is None:
            continue
        known = seen.setdefault(quantity.shared, quantity)
        if known != quantity:
            yield (
                location,
                (
                    f"must be the same distribution wherever shared = {quote(quantity.shared)} stands, "
                    f"but is {quantity.text} here and {known.text} before"
                ),
            )


def walk_quantities(inputs: CaseInputs) -> Iterable[tuple[Location, Quantity]]:
    """Yield every quantity of the options with its location, in the order of the file.

    Parameters
    ----------
    inputs : CaseInputs
        The case.

    Yields
    ------
    location, quantity
        Location as keys and list positions; scores included.
    """
    for position, option in enumerate(inputs.options):
        for name, score in option.scores.items():
            yield ("options", position, "scores", name), score
        for place, cost in enumerate(option.costs):
            yield ("options", position, "costs", place, "amount"), cost.amount
        for place, benefit in enumerate(option.benefits):
            for name in BENEFIT_QUANTITIES:
                yield ("options", position, "benefits", place, name), getattr(benefit, name)
        for place, transfer in enumerate(option.transfers):
            yield ("options", position, "transfers", place, "amount"), transfer.amount


def _distributional_rules(inputs: CaseInputs) -> Iterable[Problem]:
    if inputs.distributional is None:
        return
    if not any(agency.income for agency in inputs.agencies):
        yield ("distributional",), "needs at least one agency with an income, but none has one"
    for position, agency in enumerate(inputs.agencies):
        if agency.income and agency.kind != "household":
            yield ("agencies", position, "income"), "belongs to household agencies only"

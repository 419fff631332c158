"""The schema of what a person writes: the inputs of one case.

The same document, as nested dictionaries and lists, comes from TOML, from a spreadsheet or from a
published case file, and is validated here once, at the edge. Everything behind this module trusts it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from wholeplace.engines.appraisal.quantities import PARAMETER_COUNTS, Distribution, InvalidDistribution
from wholeplace.foundations.errors import InvalidInput

Status = Literal["P", "MM", "N", "D", "T", "C", "M"]
BodyKind = Literal["council", "central", "nhs", "combined-authority", "police", "other"]
Regime = Literal["procurement-act", "provider-selection", "exempt"]
DeliveryModel = Literal[
    "in-house",
    "shared-service",
    "joint-arrangement",
    "council-company",
    "public-service-mutual",
    "co-operative",
    "community-owned",
    "social-enterprise",
    "grant",
    "alliance",
    "contract-sme",
    "contract-large",
    "personal-budgets",
    "social-outcomes",
    "do-minimum",
    "decommission",
]
CostCategory = Literal[
    "staff",
    "non-staff",
    "capital",
    "transition",
    "vat",
    "pensions",
    "overheads",
    "client-side",
    "procurement",
    "income",
    "other",
]
BenefitKind = Literal["fiscal-cashable", "fiscal-non-cashable", "economic", "social"]
AgencyKind = Literal["public", "household", "provider"]

MAXIMUM_SEED = 2**53 - 1  # the largest whole number that every JSON reader keeps exactly
MAXIMUM_DRAWS = 1_000_000
LARGEST_NUMBER = 1e15  # ten times what the whole world produces in a year, in pounds
LARGEST_YEAR = 1_000  # counted from the start; a calendar year there is a slip of the pen
BENEFIT_QUANTITIES = ("population", "engagement", "impact", "deadweight", "attribution", "unit_value")


class ParameterReference(BaseModel):
    """A figure taken from the sourced parameters by id, brought to the price base year when it is money."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    parameter: str = Field(description="id of a parameter")


Quantity = float | Distribution | ParameterReference


def _read_quantity(value: object) -> Quantity:
    """Turn what a person wrote into a number, a distribution or a reference to a parameter."""
    if isinstance(value, Distribution | ParameterReference):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Mapping):
        raise ValueError(f"must be a number or a distribution, but is {_quote(value)}")
    if not isinstance(value, Mapping):
        return _finite(value)
    if "parameter" in value:
        return ParameterReference.model_validate(dict(value))
    return _read_distribution(value)


def _read_distribution(value: Mapping[str, object]) -> Distribution:
    families = [key for key in value if key != "shared"]
    unknown = [key for key in families if key not in PARAMETER_COUNTS]
    if len(families) != 1 or unknown:
        known = ", ".join(PARAMETER_COUNTS)
        raise ValueError(f"must name exactly one distribution of {known}, but names {_quote(families)}")
    family, numbers, shared = families[0], value[families[0]], value.get("shared")
    count = PARAMETER_COUNTS[family]
    if not isinstance(numbers, list | tuple) or len(numbers) != count:
        raise ValueError(f"must give {family} a list of {count} numbers, but gives {_quote(numbers)}")
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in numbers):
        raise ValueError(f"must give {family} only numbers, but gives {_quote(numbers)}")
    if shared is not None and not (isinstance(shared, str) and shared and shared.isprintable()):
        raise ValueError(f"must give shared a name in quotes, but gives {_quote(shared)}")
    try:
        return Distribution(family, tuple(_finite(number) for number in numbers), shared)
    except InvalidDistribution as error:
        raise ValueError(str(error)) from error


def _finite(value: float) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"must be a finite number, but is {_quote(value)}")
    if abs(number) > LARGEST_NUMBER:
        raise ValueError(f"must be a number within ±{LARGEST_NUMBER:,.0f}, but is {_quote(value)}")
    return number


def write_quantity(quantity: Quantity) -> object:
    """Turn a quantity back into what a person would write.

    Parameters
    ----------
    quantity : float, Distribution or ParameterReference
        In the unit of its field.

    Returns
    -------
    object
        A number, or a dictionary such as ``{"pert": [1, 2, 4], "shared": "rent"}``.
    """
    if isinstance(quantity, Distribution):
        written: dict[str, object] = {quantity.family: list(quantity.parameters)}
        return written | ({"shared": quantity.shared} if quantity.shared else {})
    if isinstance(quantity, ParameterReference):
        return {"parameter": quantity.parameter}
    return quantity


_QUANTITY_SCHEMA = {
    "anyOf": [
        {"type": "number"},
        {
            "type": "object",
            "properties": {"parameter": {"type": "string"}},
            "required": ["parameter"],
            "additionalProperties": False,
        },
        *(
            {
                "type": "object",
                "properties": {
                    family: {
                        "type": "array",
                        "items": {"type": "number"},
                        "minItems": count,
                        "maxItems": count,
                    },
                    "shared": {"type": "string", "minLength": 1},
                },
                "required": [family],
                "additionalProperties": False,
            }
            for family, count in PARAMETER_COUNTS.items()
        ),
    ]
}

QuantityField = Annotated[
    Quantity,
    BeforeValidator(_read_quantity),
    PlainSerializer(write_quantity),
    WithJsonSchema(_QUANTITY_SCHEMA),
]


def _read_date(value: object) -> object:
    if isinstance(value, dt.datetime) or not isinstance(value, str | dt.date):
        raise ValueError(f"must be a date such as 2027-04-01, but is {_quote(value)}")
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"must be a date such as 2027-04-01, but is {_quote(value)}") from error


def _read_number(value: object) -> object:
    """Keep whole and broken numbers, refuse truth values, text and numbers that are not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a number, but is {_quote(value)}")
    return _finite(value)


def _read_rate(value: object) -> object:
    """Keep a name or a finite number."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a rate a year or the name of a table, but is {_quote(value)}")
    if not -0.5 < _finite(value) < 1:
        raise ValueError(f"must be a rate a year such as 0.035, but is {_quote(value)}")
    return _finite(value)


def _read_years(value: object) -> object:
    """Keep a first and a last year; their order is checked with the other rules."""
    whole = isinstance(value, list | tuple) and all(type(year) is int for year in value)
    if not whole or len(value) != 2:  # type: ignore[arg-type]
        raise ValueError(f"must be the first and the last year, such as [0, 9], but is {_quote(value)}")
    return tuple(value)  # type: ignore[arg-type]


def _read_price_year(value: object) -> object:
    if type(value) is int and 1900 <= value <= 2500:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}/\d{2}", value):
        return value
    raise ValueError(f"must be a year such as 2024, or “2023/24”, but is {_quote(value)}")


def _read_status(value: object) -> object:
    """Keep one status, or a status by quantity."""
    for status in value.values() if isinstance(value, Mapping) else [value]:
        if status is not None and status not in get_args(Status):
            known = ", ".join(get_args(Status))
            raise ValueError(f"must be one of {known}, but is {_quote(status)}")
    return dict(value) if isinstance(value, Mapping) else value


Date = Annotated[dt.date, BeforeValidator(_read_date)]
Rate = Annotated[str | float, BeforeValidator(_read_rate)]
Years = Annotated[tuple[int, int], BeforeValidator(_read_years)]
Number = Annotated[float, BeforeValidator(_read_number)]
Share = Annotated[Number, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=80)]
PriceYear = Annotated[int | str, BeforeValidator(_read_price_year)]


class Written(BaseModel):
    """A table of the document: strict types, unknown keys refused, never changed after reading."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Case(Written):
    """The case as a whole."""

    title: Text
    place: Text
    body_kind: BodyKind
    start_year: int = Field(ge=1900, le=2500, description="calendar year in which year 0 begins")
    horizon_years: int = Field(ge=1, le=300)
    price_base_year: int = Field(ge=1900, le=2500, description="price year of every figure in pounds")
    rate: Rate = Field(description="a named discount rate table, or a rate a year")
    inflation: Rate | None = Field(default=None, description="a rate a year or a named series")
    seed: int = Field(default=1, ge=0, le=MAXIMUM_SEED)
    draws: int = Field(default=100_000, ge=1, le=MAXIMUM_DRAWS)
    value_pounds: Annotated[Number, Field(ge=0)] | None = Field(
        default=None, description="estimated contract value including VAT"
    )
    need: str | None = Field(default=None, description="the need, in the words of those who have it")
    summary: str | None = Field(default=None, description="what is being decided, for a reader new to it")
    as_at: Date | None = Field(default=None, description="the date whose rules and parameters apply")
    regime: Regime | None = Field(default=None, description="the procurement regime, where it is known")


class Distributional(Written):
    """Distributional weights, on request."""

    reference_income: Annotated[Number, Field(gt=0)] = Field(
        description="median equivalised income of taxpayers, pounds a year"
    )
    elasticity: Annotated[Number, Field(ge=0)] | None = Field(
        default=None, description="elasticity of marginal utility; absent: the parameter"
    )


class Agency(Written):
    """Who pays or gains."""

    id: Identifier
    name: Text
    kind: AgencyKind = "public"
    body: Identifier | None = None
    income: Annotated[Number, Field(gt=0)] | None = Field(
        default=None, description="equivalised income of the people meant, pounds a year"
    )


class Outcome(Written):
    """What should be different for people."""

    id: Identifier
    name: Text
    note: str | None = None


class Scenario(Written):
    """A way the world may turn out."""

    id: Identifier
    name: Text
    drivers: dict[Identifier, Annotated[Number, Field(ge=0)]]
    probability: Share | None = None
    note: str | None = None


class Criterion(Written):
    """Something that money does not capture, scored from 0 (worst) to 100 (best)."""

    id: Identifier
    name: Text
    source: str | None = None
    status: Status | None = None
    note: str | None = None


class Stakeholder(Written):
    """A group of people and the swing weights it gives the criteria; none: unknown."""

    id: Identifier
    name: Text
    weights: dict[Identifier, Annotated[Number, Field(ge=0)]] | None = None
    source: str | None = None
    status: Status | None = None
    note: str | None = None


class Line(Written):
    """What every line of money has: where its figures come from."""

    source: str | dict[str, str] | None = Field(default=None, description="of the line, or by quantity")
    status: Annotated[Status | dict[str, Status] | None, BeforeValidator(_read_status)] = Field(
        default=None, description="of the line, or by quantity"
    )
    note: str | None = None


class Cost(Line):
    """A cost of one agency."""

    name: Text
    agency: Identifier
    category: CostCategory = "other"
    amount: QuantityField
    years: Years
    growth: Annotated[Number, Field(gt=-1)] = 0.0
    grade: Annotated[int, Field(ge=1, le=6)] | None = None
    grade_reason: str | None = None
    drivers: list[Identifier] = Field(default_factory=list)
    price_year: PriceYear | None = Field(default=None, description="price year of amount, if another")


class Benefit(Line):
    """A benefit to one agency."""

    name: Text
    outcome: Identifier | None = None
    agency: Identifier
    kind: BenefitKind
    population: QuantityField = 1.0
    engagement: QuantityField = 1.0
    impact: QuantityField = 1.0
    deadweight: QuantityField = 0.0
    attribution: QuantityField = 1.0
    unit_value: QuantityField
    years: Years
    drop_off: Share = 0.0
    grade: Annotated[int, Field(ge=1, le=6)] | None = None
    grade_reason: str | None = None
    drivers: list[Identifier] = Field(default_factory=list)
    price_year: PriceYear | None = Field(default=None, description="price year of unit_value, if another")


class Transfer(Line):
    """Money from one agency to another, nothing in total."""

    name: str | None = None
    from_: Identifier = Field(alias="from")
    to: Identifier
    amount: QuantityField
    years: Years


class Option(Written):
    """One way of meeting the need."""

    id: Identifier
    name: Text
    model: DeliveryModel
    business_as_usual: bool = False
    in_house_comparator: bool = False
    term_years: Annotated[Number, Field(ge=0)] = 0.0
    notice_months: Annotated[Number, Field(ge=0)] = 0.0
    break_years: list[Annotated[int, Field(ge=1)]] = Field(default_factory=list)
    exit_cost: Annotated[Number, Field(ge=0)] = 0.0
    mobilisation_months: Annotated[Number, Field(ge=0)] = 0.0
    scores: dict[Identifier, QuantityField] = Field(default_factory=dict)
    summary: str | None = None
    proposed_by: str | None = None
    note: str | None = None
    costs: list[Cost] = Field(default_factory=list)
    benefits: list[Benefit] = Field(default_factory=list)
    transfers: list[Transfer] = Field(default_factory=list)


class Favour(Written):
    """An answer of the first part of the Public Interest Test."""

    favours: Literal["in-house", "neutral", "market"]
    reason: Text


class Readiness(Written):
    """An answer of the second part of the Public Interest Test."""

    ready: Literal["yes", "partly", "no"]
    reason: Text


class Indication(Written):
    """A person's judgement on the whole test."""

    answer: Literal["in-house", "mixed", "market"]
    reason: Text


class PublicInterestTest(Written):
    """The answers; an absent one is unanswered."""

    value_for_money: Favour | None = None
    strategic_alignment: Favour | None = None
    social_value: Favour | None = None
    economic_growth: Favour | None = None
    market_impact: Favour | None = None
    workforce: Readiness | None = None
    skills: Readiness | None = None
    systems: Readiness | None = None
    assets: Readiness | None = None
    governance: Readiness | None = None
    transition: Readiness | None = None
    indication: Indication | None = None


class Withholding(Written):
    """A part of the case file that is committed to now and shown later."""

    part: Text = Field(description="dotted path, such as options.alliance.costs.0.amount")
    reason: Text
    until: Date | None = Field(default=None, description="release date; absent: until further notice")


class CaseInputs(Written):
    """Everything a person writes about one case."""

    case: Case
    agencies: Annotated[list[Agency], Field(min_length=1)]
    outcomes: list[Outcome] = Field(default_factory=list)
    scenarios: list[Scenario] = Field(default_factory=list)
    criteria: list[Criterion] = Field(default_factory=list)
    stakeholders: list[Stakeholder] = Field(default_factory=list)
    options: Annotated[list[Option], Field(min_length=1)]
    public_interest_test: PublicInterestTest = Field(default_factory=PublicInterestTest)
    distributional: Distributional | None = None
    parameters: list[dict[str, Any]] = Field(default_factory=list, description="the place's own parameters")
    withheld: list[Withholding] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _tables_only(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            raise ValueError("must be a table of sections such as [case] and [[options]]")
        return value


Location = tuple[str | int, ...]


def read_inputs(document: object, places: Mapping[Location, str] | None = None) -> CaseInputs:
    """Validate a case document and return it as frozen values.

    Parameters
    ----------
    document : object
        Nested dictionaries and lists as read from TOML, a spreadsheet or JSON.
    places : mapping of location to str, optional
        Where each value stands in its file ("line 12"), by location: the keys and list positions that
        lead to it, such as ``("options", 0, "costs", 2, "amount")``.

    Returns
    -------
    CaseInputs
        Every figure in the unit of its field: pounds in the price base year unless the line gives a
        ``price_year``, shares from 0 to 1, years from 0.

    Raises
    ------
    InvalidInput
        For the first value that is missing, unknown, of the wrong type or out of range, and for the
        first rule between values that does not hold; with its path and, where known, its place.
    """
    try:
        inputs = CaseInputs.model_validate(document)
    except ValidationError as error:
        location, problem = _first_problem(error, document)
        raise _refusal(location, problem, document, places) from None
    for location, problem in _broken_rules(inputs):
        raise _refusal(location, problem, document, places)
    return inputs


def _refusal(
    location: Location, problem: str, document: object, places: Mapping[Location, str] | None
) -> InvalidInput:
    place = ""
    for length in range(len(location), 0, -1):
        if places and location[:length] in places:
            place = places[location[:length]]
            break
    return InvalidInput(name_path(location, document), problem, place)


def name_path(location: Sequence[str | int], document: object) -> str:
    """Write a location as a dotted path in which the members of named lists go by their id.

    Parameters
    ----------
    location : sequence of str or int
        Keys and list positions from the top of the document.
    document : object
        The document, for the ids.

    Returns
    -------
    str
        Such as ``options.in-house.costs.0.amount``; the position stands where there is no usable id.
    """
    parts: list[str] = []
    here: Any = document
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        identifier = here.get("id") if isinstance(here, Mapping) and isinstance(step, int) else None
        is_usable = isinstance(identifier, str) and identifier and identifier.isprintable()
        parts.append(str(identifier if is_usable else step).encode(errors="backslashreplace").decode())
    return ".".join(parts)


def _first_problem(error: ValidationError, document: object) -> tuple[Location, str]:
    """Say the first problem in words; a wrong key says more than the missing one it causes."""
    problems = error.errors(include_url=False)
    order = {"extra_forbidden": 0, "missing": 2}
    first = min(problems, key=lambda problem: order.get(problem["type"], 1))
    location = _document_location(first["loc"], document)
    return location, _say(first["type"], first, document)


def _document_location(location: Location, document: object) -> Location:
    """Leave out the steps that pydantic adds for the branches of a union."""
    kept: list[str | int] = []
    here: Any = document
    for position, step in enumerate(location):
        last = position == len(location) - 1
        if isinstance(here, Mapping) and (step in here or last or isinstance(step, str)):
            if step not in here and not last:
                continue
            if step not in here and step in _UNION_STEPS:
                continue
            kept.append(step)
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            kept.append(step)
            here = here[step]
    return tuple(kept)


_UNION_STEPS = {"str", "float", "int", "[key]"}


def _say(kind: str, problem: Mapping[str, Any], document: object) -> str:
    context, value = problem.get("ctx", {}), problem.get("input")
    sayings: dict[str, Callable[[], str]] = {
        "missing": lambda: "is required, but is missing",
        "extra_forbidden": lambda: _say_unknown_key(problem["loc"], document),
        "literal_error": lambda: f"must be one of {context['expected']}, but is {_quote(value)}",
        "value_error": lambda: str(context["error"]),
        "greater_than_equal": lambda: f"must be {_plain(context['ge'])} or more, but is {_quote(value)}",
        "greater_than": lambda: f"must be more than {_plain(context['gt'])}, but is {_quote(value)}",
        "less_than_equal": lambda: f"must be {_plain(context['le'])} or less, but is {_quote(value)}",
        "string_too_short": lambda: "must not be empty",
        "too_short": lambda: "needs at least one entry",
        "string_pattern_mismatch": lambda: (
            f"must be an id of letters, digits, - and _ only, but is {_quote(value)}"
        ),
        "bool_type": lambda: f"must be true or false, but is {_quote(value)}",
        "int_type": lambda: f"must be a whole number, but is {_quote(value)}",
        "float_type": lambda: f"must be a number, but is {_quote(value)}",
        "string_type": lambda: f"must be text, but is {_quote(value)}",
        "list_type": lambda: f"must be a list, but is {_quote(value)}",
        "dict_type": lambda: f"must be a table, but is {_quote(value)}",
        "model_type": lambda: f"must be a table, but is {_quote(value)}",
        "model_attributes_type": lambda: f"must be a table, but is {_quote(value)}",
    }
    if kind in sayings:
        return sayings[kind]()
    return f"is not usable: {problem['msg'][:1].lower()}{problem['msg'][1:]}; it is {_quote(value)}"


def _say_unknown_key(location: Location, document: object) -> str:
    known = _known_keys(location[:-1])
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(known)}" if known else ""
    return f"is not a known key{hint}"


def _known_keys(location: Location) -> list[str]:
    """Name the keys that the table at a location may have."""
    model: Any = CaseInputs
    for step in location:
        if isinstance(step, int) or not isinstance(model, type) or not issubclass(model, BaseModel):
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if step not in fields:
            return []
        model = _find_model(fields[str(step)].annotation)
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _find_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _find_model(argument)
        if found is not None:
            return found
    return None


def _plain(number: float) -> str:
    return f"{number:,.10g}"


def _quote(value: object) -> str:
    """Show a value shortly, as a person would write it."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = f"“{value}”"
    elif isinstance(value, float | int):
        text = str(value)
    elif isinstance(value, Mapping):
        text = "a table"
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(_quote(member) for member in value[:6]) + (", …]" if len(value) > 6 else "]")
    else:
        text = str(value)
    text = text.encode(errors="backslashreplace").decode()  # half a character cannot be printed
    return text if len(text) <= 60 else text[:57] + "…"


Problem = tuple[Location, str]


def _broken_rules(inputs: CaseInputs) -> Iterable[Problem]:
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
                yield (name, position, "id"), f"must be given once, but {_quote(member.id)} is given twice"
            if member.id == reserved.get(name):
                yield (name, position, "id"), f"must not be {_quote(member.id)}: that name is reserved"
            seen.add(member.id)


def _body_rules(inputs: CaseInputs) -> Iterable[Problem]:
    agencies = {agency.id: agency for agency in inputs.agencies}
    for position, agency in enumerate(inputs.agencies):
        body = agencies.get(agency.body or "")
        if body is not None and body.id != agency.id and body.body not in (None, body.id):
            yield (
                ("agencies", position, "body"),
                (
                    f"must not be nested or circular: {_quote(agency.body)} is itself an agency of the body "
                    f"{_quote(body.body)}"
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
                yield ("stakeholders", position, "weights", name), _say_unknown("criterion", name, criteria)
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
            names = " and ".join(_quote(inputs.options[position].id) for position in chosen)
            yield (
                ("options", chosen[1], flag),
                f"must be true for exactly one option, but is true for {names}",
            )


def _option_rules(inputs: CaseInputs, option: Option, at: Location) -> Iterable[Problem]:
    criteria = [criterion.id for criterion in inputs.criteria]
    for name in option.scores:
        if name not in criteria:
            yield (*at, "scores", name), _say_unknown("criterion", name, criteria)
    for name in criteria:
        if name not in option.scores:
            yield (*at, "scores"), f"must score every criterion from 0 to 100, but {_quote(name)} is missing"
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
            f"must count years from the start, such as [3], but is {_quote(option.break_years)}",
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
                f"must be economic or social, because {_quote(benefit.agency)} is a {kinds[benefit.agency]}, "
                "not a public agency"
            ),
        )
    outcomes = [outcome.id for outcome in inputs.outcomes]
    if benefit.outcome is not None and benefit.outcome not in outcomes:
        yield (*at, "outcome"), _say_unknown("outcome", benefit.outcome, outcomes)
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
        yield (*at, "to"), f"must be another agency than from, but both are {_quote(transfer.to)}"
    if _bounds(transfer.amount)[0] < 0:
        yield (*at, "amount"), "must not be negative; exchange from and to instead"


def _line_rules(
    inputs: CaseInputs, agency: str, years: tuple[int, int], at: Location, field: str = "agency"
) -> Iterable[Problem]:
    agencies = [known.id for known in inputs.agencies]
    if agency not in agencies:
        yield (*at, field), _say_unknown("agency", agency, agencies)
    first, last = years
    if first < 0:
        yield (*at, "years"), f"must start at year 0 or later, but starts at {first}"
    if last < first:
        yield (*at, "years"), f"must run from the first to the last year, but run from {first} to {last}"
    if last > LARGEST_YEAR:
        yield (
            (*at, "years"),
            f"must count years from the start, which is year 0, such as [0, 9], but is {_quote(years)}",
        )


def _evidence_rules(line: Line, quantities: Sequence[str], at: Location) -> Iterable[Problem]:
    for field in ("source", "status"):
        by_quantity = getattr(line, field)
        if isinstance(by_quantity, dict):
            for name in by_quantity:
                if name not in quantities:
                    yield (*at, field, name), _say_unknown("quantity", name, list(quantities))


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
                    f"must be the same distribution wherever shared = {_quote(quantity.shared)} stands, but is "
                    f"{quantity.text} here and {known.text} before"
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


def _say_unknown(noun: str, value: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(value, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"
    return f"names an unknown {noun}, {_quote(value)}; {hint}"

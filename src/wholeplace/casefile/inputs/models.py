"""The tables of the document, as pydantic models: they also make the JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from wholeplace.casefile.inputs.values import (
    MAXIMUM_DRAWS,
    MAXIMUM_SEED,
    Date,
    Identifier,
    Number,
    PriceYear,
    QuantityField,
    Rate,
    Share,
    Text,
    Years,
    read_status,
)
from wholeplace.foundations.vocabulary import (
    AgencyKind,
    BenefitKind,
    BodyKind,
    CostCategory,
    DeliveryModel,
    Regime,
    Status,
)

BENEFIT_QUANTITIES = ("population", "engagement", "impact", "deadweight", "attribution", "unit_value")


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
    status: Annotated[Status | dict[str, Status] | None, BeforeValidator(read_status)] = Field(
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

"""One rule of law as it is written down: conditions, words, source, status and dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.parameters.records import (
    AUTHORITATIVE_STATUSES,
    Day,
    OptionalText,
    Text,
    check_address,
    check_id,
    shorten,
)
from wholeplace.foundations.vocabulary import (
    BodyKind,
    DeliveryModel,
    LegalStatus,
    Lever,
    ProposedAs,
    ServiceFunction,
    Status,
)

Topic = Literal[
    "powers",
    "public-interest-test",
    "procurement-regime",
    "reserved-contracts",
    "below-threshold",
    "children-social-care",
    "adult-care",
    "grants-and-subsidy",
    "consultation",
    "social-value",
    "workforce",
    "right-to-challenge",
    "transparency",
    "data",
    "place",
]
TOPIC_TITLES: Mapping[str, str] = {
    "powers": "Powers to act",
    "public-interest-test": "Public Interest Test",
    "procurement-regime": "Procurement regime",
    "reserved-contracts": "Reserved contracts",
    "below-threshold": "Below the thresholds",
    "children-social-care": "Children’s social care",
    "adult-care": "Adult care",
    "grants-and-subsidy": "Grants and help in kind",
    "consultation": "Consultation and equality",
    "social-value": "Social value",
    "workforce": "Workforce",
    "right-to-challenge": "Community right to challenge",
    "transparency": "Transparency",
    "data": "Personal data",
    "place": "The place’s own rules",
}


class InvalidRule(InvalidInput):
    """A rule that cannot be used."""


class Written(BaseModel):
    """A table of a rule: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _refuse_empty_keys(cls, value: object) -> object:
        # An empty condition would silently widen the rule.
        if isinstance(value, Mapping):
            for key in value:
                if value[key] is None and key not in ("valid_from", "valid_to"):
                    raise ValueError(f"has an empty {key}; give it a value or leave it out")
        return value


def _read_limit(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"must be a number or the id of a parameter, but is {shorten(value)}")
    if isinstance(value, str):
        return check_id(value)
    if not 0 <= value < float("inf"):
        raise ValueError(f"must be a number from 0, but is {value}")
    return value


def _read_choice(value: object) -> object:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, but is {shorten(value)}")
    return value


def _refuse_repeats(value: tuple[str, ...]) -> tuple[str, ...]:
    twice = [each for each in value if value.count(each) > 1]
    if twice:
        raise ValueError(f"must not name {twice[0]} twice")
    return value


Limit: TypeAlias = Annotated[int | float | str, BeforeValidator(_read_limit)]
Choice: TypeAlias = Annotated[bool, BeforeValidator(_read_choice)]


class Limits(Written):
    """Limits of a number; each is a number, or the id of a parameter that holds it."""

    at_least: Limit | None = None
    over: Limit | None = None
    at_most: Limit | None = None
    below: Limit | None = None

    @model_validator(mode="after")
    def _check_any(self) -> Limits:
        if not self.model_fields_set:
            raise ValueError("must have at_least, over, at_most or below")
        return self

    @property
    def parameter_ids(self) -> tuple[str, ...]:
        """The parameters that the limits are taken from."""
        return tuple(limit for limit in self.model_dump().values() if isinstance(limit, str))


class Days(Written):
    """A first and a last day, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _check_together(self) -> Days:
        if not self.model_fields_set:
            raise ValueError("must have from or to")
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"must not end ({self.last}) before it begins ({self.first})")
        return self


BodyKinds = Annotated[tuple[BodyKind, ...], Field(min_length=1), AfterValidator(_refuse_repeats)]
Services = Annotated[tuple[ServiceFunction, ...], Field(min_length=1), AfterValidator(_refuse_repeats)]
Models = Annotated[tuple[DeliveryModel | Lever, ...], Field(min_length=1), AfterValidator(_refuse_repeats)]
Proposers = Annotated[tuple[ProposedAs, ...], Field(min_length=1), AfterValidator(_refuse_repeats)]


class Conditions(Written):
    """The closed set of facts that a rule may ask about.

    A list holds when the fact is one of its members, a yes-or-no when it is the same, limits when the number
    lies within all of them. See ``wholeplace.engines.law.CommissionFacts`` for what each fact means.
    """

    body_kind: BodyKinds | None = None
    service: Services | None = None
    value_pounds: Limits | None = None
    starts_on: Days | None = None
    is_health_service: Choice | None = None
    is_light_touch: Choice | None = None
    is_reservable: Choice | None = None
    is_exempt: Choice | None = None
    is_statutory_duty: Choice | None = None
    affects_staff: Choice | None = None
    cuts_voluntary_sector: Choice | None = None
    is_direct_award: Choice | None = None
    is_delivered_abroad: Choice | None = None
    is_defence_by_maker: Choice | None = None
    is_already_appraised: Choice | None = None
    model: Models | None = None
    proposed_as: Proposers | None = None
    is_for_profit: Choice | None = None
    is_reserved: Choice | None = None
    term_years: Limits | None = None


class RuleSource(Written):
    """Where the rule stands: the document, its address, and the section in it."""

    title: Text
    address: Annotated[Text, AfterValidator(check_address)]
    section: Text


class LawRule(Written):
    """A rule of law, or of a place, as data.

    Attributes
    ----------
    id : str
        Lower-case name, such as ``reserved-mutual-too-long``.
    title : str
        What it is about, in a few words.
    topic : str
        The part of the law; ``place`` for a place's own policy.
    kind : str
        ``option``: makes options available, unavailable or a matter for advice; ``duty`` and ``regime``:
        apply to the commission as a whole.
    finding : str, optional
        Of an option rule: available, take-advice or unavailable.
    when, unless : Conditions
        The rule applies when all of ``when`` hold and none of ``unless`` does.
    reason : str
        Why, in plain English, for a reader who is not a lawyer.
    duty : str, optional
        Of a duty or regime: what the body must or may do.
    source : RuleSource
        Where it stands.
    status : str
        How far it can be relied on; see ``STATUS_MEANINGS``.
    valid_from, valid_to : date, optional
        First and last day on which it holds, both included; None when open.
    note : str
        What a person should know before relying on it, such as what could not be confirmed.
    """

    id: Annotated[Text, AfterValidator(check_id)]
    title: Text
    topic: Topic
    kind: Literal["option", "duty", "regime"]
    finding: LegalStatus | None = None
    when: Conditions = Field(default_factory=Conditions)
    unless: Conditions = Field(default_factory=Conditions)
    reason: Text
    duty: Text | None = None
    source: RuleSource
    status: Status
    valid_from: Day | None = None
    valid_to: Day | None = None
    note: OptionalText = ""

    @model_validator(mode="after")
    def _check_together(self) -> LawRule:
        if self.kind == "option":
            self._check_option()
        elif self.duty is None or self.finding is not None:
            raise ValueError(f"is a {self.kind}: it must have a duty and must not have a finding")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"must not end ({self.valid_to}) before it begins ({self.valid_from})")
        return self

    def _check_option(self) -> None:
        if self.finding is None or self.duty is not None:
            raise ValueError("is an option rule: it must have a finding and must not have a duty")
        if self.when.model is None:
            raise ValueError("is an option rule: it must say in when.model which options it speaks of")

    @property
    def is_authority(self) -> bool:
        """Whether its source may be relied on without a visible caution (status P, MM, N or D)."""
        return self.status in AUTHORITATIVE_STATUSES

    @property
    def source_text(self) -> str:
        """The source in one line: title and section."""
        return f"{self.source.title}, {self.source.section}"

    @property
    def parameter_ids(self) -> tuple[str, ...]:
        """The parameters whose figures the rule compares with."""
        limits = (each for part in (self.when, self.unless) for each in (part.value_pounds, part.term_years))
        return tuple(name for each in limits if each is not None for name in each.parameter_ids)

    def holds_on(self, on: date) -> bool:
        """Whether the rule is in force on a day; the first and the last day are included."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)

    def as_record(self) -> dict[str, Any]:
        """Give the rule as plain JSON-able values, from which ``read_rule`` makes it again."""
        record = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        for part in ("when", "unless"):
            if not record[part]:
                del record[part]
        return record


def read_rule(record: object, path: str = "", file: str = "") -> LawRule:
    """Make a rule from the plain mapping of a YAML, TOML or JSON file.

    Parameters
    ----------
    record : object
        What the file holds; a mapping with the fields of ``LawRule``.
    path : str
        Where it stands in the file; used in the error.
    file : str
        Name of the file; used in the error.

    Returns
    -------
    LawRule

    Raises
    ------
    InvalidRule
        When it is not a mapping, or a field is missing, unknown or wrong: the first problem found.
    """
    if not isinstance(record, Mapping):
        raise InvalidRule(path, f"must be a rule with named fields, but is {shorten(record)}", file=file)
    try:
        return LawRule.model_validate(dict(record))
    except ValidationError as error:
        raise _explain(error, path, file) from None


_PARTS: Mapping[str, type[BaseModel]] = {
    "source": RuleSource,
    "when": Conditions,
    "unless": Conditions,
    "value_pounds": Limits,
    "term_years": Limits,
}


def _explain(error: ValidationError, path: str, file: str) -> InvalidRule:
    first = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
    location = [str(part) for part in first["loc"] if not str(part).startswith("literal[")]
    where = ".".join(part for part in (path, *location) if part)
    parent = location[-2] if len(location) > 1 else ""
    known = ["from", "to"] if parent == "starts_on" else list(_PARTS.get(parent, LawRule).model_fields)
    given = shorten(first["input"])
    problems = {
        "missing": "is missing and must be given",
        "extra_forbidden": f"is not a field of a rule here; the fields are {', '.join(known)}",
        "literal_error": f"must be one of {first.get('ctx', {}).get('expected', '')}, but is {given}",
        "value_error": str(first.get("ctx", {}).get("error", "")),
        "too_short": "must name at least one",
        "tuple_type": f"must be a list, but is {given}",
        "model_type": f"must have named fields, but is {given}",
        "model_attributes_type": f"must have named fields, but is {given}",
    }
    return InvalidRule(
        where, problems.get(first["type"], f"cannot be used: {first['msg']}, but is {given}"), file=file
    )

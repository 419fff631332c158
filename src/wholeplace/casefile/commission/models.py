"""The commission as it is published, from need to review, as pydantic models: they also make the JSON Schema.

No personal data: people are named only where they decide in office; residents stand as groups and counts.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from wholeplace.casefile.inputs.models import Written
from wholeplace.casefile.inputs.values import Date, Identifier, Number, Share, Text
from wholeplace.foundations.vocabulary import (
    BodyKind,
    DeliveryModel,
    DocumentKind,
    EqualityEffectKind,
    InvolvedGroup,
    LegalStatus,
    Lever,
    OptionStatus,
    PrincipleCode,
    ProposedAs,
    Route,
    ServiceFunction,
    Stage,
    Vote,
)

LONGEST_TEXT = 100_000
LARGEST_COUNT = 10**10  # more people than there are: a slip of the pen

Prose = Annotated[str, Field(max_length=LONGEST_TEXT)]
Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT)]
Pounds = Annotated[Number, Field(ge=0)]


class CommissionPlace(Written):
    """The place that commissions, with the limits it has set itself."""

    slug: Identifier
    name: Text
    body_kind: BodyKind
    light_route_limit_pounds: Pounds | None = Field(
        default=None, description="value up to which one page is enough"
    )
    lock_in_limit_share: Share | None = Field(
        default=None, description="share of an option's whole cost that may be committed without a reason"
    )
    rules: list[dict[str, Any]] = Field(default_factory=list, description="rules of law the place has added")


class StatedOutcome(Written):
    """What should be different for people, and how that is measured."""

    id: Identifier
    name: Prose | None = None
    measure: Prose | None = None


class NeedEvidence(Written):
    """Where the evidence for a need can be found."""

    title: Prose | None = None
    source: Prose | None = None
    url: Prose | None = None


class CitedNeed(Written):
    """A published need that the commission starts from."""

    number: Count | None = None
    title: Prose | None = None
    what: Prose | None = None
    for_whom: Prose | None = None
    where: Prose | None = None
    how_now: Prose | None = None
    recorded_on: Date | None = None
    supporters: Count | None = None
    evidence: list[NeedEvidence] = Field(default_factory=list)
    reason: Prose | None = Field(default=None, description="why it is cited")


class SuccessFactor(Written):
    """A critical success factor: what an option must meet to be shortlisted."""

    id: Identifier
    name: Prose | None = None
    description: Prose | None = None


class FactorAssessment(Written):
    """How far an option meets one critical success factor."""

    meets: Literal["yes", "partly", "no"] | None = None
    note: Prose | None = None


class Provider(Written):
    """Who provides, and who owns and controls it."""

    name: Prose | None = None
    kind: Prose | None = None
    identifier: Prose | None = None
    ownership_statement: Prose | None = None
    ownership_on: Date | None = None


class LegalAdvice(Written):
    """Advice that the place took on an option."""

    status: LegalStatus | None = None
    reason: Prose | None = None
    by: Prose | None = None
    on: Date | None = None


class ProposedOption(Written):
    """One way of meeting the need, from the longlist on."""

    id: Identifier
    name: Text
    model: Literal[DeliveryModel, Lever]
    description: Prose | None = None
    proposed_as: ProposedAs | None = None
    proposed_by: Prose | None = Field(
        default=None, description="an organisation or role, never a resident's name"
    )
    proposed_on: Date | None = None
    status: OptionStatus | None = None
    answer: Literal["accepted", "refused"] | None = None
    answer_reason: Prose | None = None
    answered_on: Date | None = None
    dropped_reason: Prose | None = None
    business_as_usual: bool = False
    in_house_comparator: bool = False
    do_minimum: bool = False
    factors: dict[Identifier, FactorAssessment] = Field(
        default_factory=dict, description="by critical success factor"
    )
    strengths: Prose | None = None
    weaknesses: Prose | None = None
    term_years: Annotated[Number, Field(ge=0, le=1000)] | None = None
    is_reserved: bool | None = None
    is_for_profit: bool | None = None
    provider: Provider | None = None
    advice: LegalAdvice | None = None


class TestAnswer(Written):
    """One answer of the Public Interest Test, with its reason."""

    __test__ = False  # for pytest: this is no test

    question: Prose | None = None
    answer: Prose | None = None
    reason: Prose | None = None
    by: Prose | None = None
    on: Date | None = None


class RecordedTest(Written):
    """The Public Interest Test as it was answered and checked."""

    answers: list[TestAnswer] = Field(default_factory=list)
    checked_by: Prose | None = None
    checked_on: Date | None = None


class Theme(Written):
    """What people said, how many of them, and what was done with it."""

    theme: Prose | None = None
    count: Count | None = None
    response: Prose | None = None
    changed: Prose | None = None
    responded_on: Date | None = None


class Involvement(Written):
    """One way in which a group was heard: who, how many, how, what they said."""

    group: InvolvedGroup
    title: Prose | None = None
    held_on: Date | None = None
    method: Prose | None = None
    people_reached: Count | None = None
    themes: list[Theme] = Field(default_factory=list)


class Consultation(Written):
    """A consultation and what was still open while it ran."""

    title: Prose | None = None
    opens_on: Date | None = None
    closes_on: Date | None = None
    still_open: Prose | None = None
    statutory: bool | None = None
    responses: Count | None = None


class GroupEffect(Written):
    """The effect of an option on one group, against a baseline."""

    group: Prose | None = None
    baseline: Prose | None = None
    option: Identifier | None = None
    effect: EqualityEffectKind | None = None
    note: Prose | None = None
    mitigation: Prose | None = None


class EqualityAssessment(Written):
    """The equality impact assessment."""

    assessed_on: Date | None = None
    by: Prose | None = None
    summary: Prose | None = None
    effects: list[GroupEffect] = Field(default_factory=list)


class GrantConsideration(Written):
    """Whether a grant was considered, and why this route was taken."""

    considered: bool | None = None
    reason: Prose | None = None


class Compensation(Written):
    """What an agency that loses by an option gets, as it was agreed."""

    agency: Identifier
    option: Identifier | None = None
    agreed_with: Prose | None = None
    amount_note: Prose | None = None
    on: Date | None = None


class CheckFinding(Written):
    """What a check of the notice found, and the answer to it."""

    finding: Prose | None = None
    answer: Prose | None = None


class NoticeCheck(Written):
    """A check of the notice or specification."""

    done_on: Date | None = None
    findings: list[CheckFinding] = Field(default_factory=list)


class BoundaryBreach(Written):
    """An adopted boundary of the place that an option would break."""

    option: Identifier | None = None
    boundary: Prose | None = None
    reason: Prose | None = None


class Declaration(Written):
    """A declaration of interests."""

    name: Text
    office: Prose | None = None
    has_interest: bool | None = None
    interest: Prose | None = None
    declared_on: Date | None = None
    expires_on: Date | None = None


class Recommendation(Written):
    """What the officer recommends."""

    option: Identifier | None = None
    reasons: Prose | None = None
    risks: Prose | None = None
    by_office: Prose | None = None
    on: Date | None = None


class DecidingMember(Written):
    """Who decided, with the vote and, for dissent, the reason."""

    name: Text
    office: Prose | None = None
    vote: Vote | None = None
    reason: Prose | None = None


class RefusedOption(Written):
    """An option that the decision refused, and why."""

    option: Identifier
    reason: Prose | None = None


class Decision(Written):
    """The decision."""

    option: Identifier | None = None
    reasons: Prose | None = None
    decided_by: Prose | None = None
    decided_on: Date | None = None
    conditions: Prose | None = None
    call_in_ends_on: Date | None = None
    members: list[DecidingMember] = Field(default_factory=list)
    refused: list[RefusedOption] = Field(default_factory=list)


class Override(Written):
    """A principle set aside by a named person in office, with the reason."""

    principle: PrincipleCode
    reason: Text
    name: Text
    office: Text
    on: Date


class Award(Written):
    """An award under the decision."""

    route: Text
    option: Identifier | None = None
    provider: Provider | None = None
    value_pounds: Pounds | None = None
    starts_on: Date | None = None
    ends_on: Date | None = None
    break_dates: list[Date] = Field(default_factory=list)


class AttachedDocument(Written):
    """A document that was attached; its hash says which one it is, also while it is withheld.

    While it is withheld, its title and its name are too.
    """

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    title: Prose | None = None
    kind: DocumentKind | None = None
    dated_on: Date | None = Field(default=None, description="the date that stands on it")
    file_name: Prose | None = None
    size_bytes: Count | None = None
    attached_on: Date | None = None
    withheld_until: Date | None = None
    withheld_reason: Prose | None = None


class Review(Written):
    """When the arrangement is looked at again, and what would bring that forward."""

    on: Date | None = None
    triggers: list[Prose] = Field(default_factory=list)


class Move(Written):
    """A step from one stage to another."""

    from_: Stage = Field(alias="from")
    to: Stage
    on: Date | None = None
    by_office: Prose | None = None
    reason: Prose | None = None


class Commission(Written):
    """One commission from need to review, as of one day."""

    as_at: Date = Field(description="the day on which the record was made, on which rules are judged")
    place: CommissionPlace
    slug: Identifier
    title: Text
    question: Prose | None = Field(default=None, description="what is being decided")
    route: Route
    stage: Stage
    value_pounds: Pounds | None = Field(default=None, description="estimated value including VAT")
    starts_on: Date | None = None
    service: ServiceFunction | None = Field(default=None, description="the function of the body it serves")
    is_health_service: bool | None = None
    is_light_touch: bool | None = None
    is_reservable: bool | None = None
    is_exempt: bool | None = None
    is_statutory_duty: bool | None = None
    is_direct_award: bool | None = None
    is_delivered_abroad: bool | None = None
    is_defence_by_maker: bool | None = None
    is_already_appraised: bool | None = None
    affects_staff: bool | None = None
    cuts_voluntary_sector: bool | None = None
    outcomes: list[StatedOutcome] = Field(default_factory=list)
    specification_checked: bool | None = None
    needs: list[CitedNeed] = Field(default_factory=list)
    critical_success_factors: list[SuccessFactor] = Field(default_factory=list)
    options: list[ProposedOption] = Field(default_factory=list)
    public_interest_test: RecordedTest | None = None
    involvement: list[Involvement] = Field(default_factory=list)
    consultations: list[Consultation] = Field(default_factory=list)
    equality: EqualityAssessment | None = None
    grant_considered: GrantConsideration | None = None
    compensations: list[Compensation] = Field(default_factory=list)
    lock_in_justification: Prose | None = None
    barrier_check: NoticeCheck | None = None
    specification_check: NoticeCheck | None = None
    boundary_breaches: list[BoundaryBreach] | None = Field(
        default=None, description="absent: not recorded; empty: none"
    )
    declarations: list[Declaration] = Field(default_factory=list)
    evaluators: list[Text] = Field(default_factory=list)
    recommendation: Recommendation | None = None
    decision: Decision | None = None
    overrides: list[Override] = Field(default_factory=list)
    awards: list[Award] = Field(default_factory=list)
    documents: list[AttachedDocument] = Field(default_factory=list)
    review: Review | None = None
    moves: list[Move] = Field(default_factory=list)

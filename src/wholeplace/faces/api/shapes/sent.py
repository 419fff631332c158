"""What is sent to be written."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from wholeplace.faces.api.values import (
    Choice,
    Count,
    Day,
    Key,
    Line,
    NeededLine,
    NeededProse,
    Pounds,
    Prose,
    Revision,
    Sent,
    Years,
)
from wholeplace.foundations.vocabulary import (
    AgencyKind,
    BodyKind,
    DeliveryModel,
    DocumentKind,
    EqualityEffectKind,
    InvolvedGroup,
    LegalStatus,
    Lever,
    OrganisationKind,
    PrincipleCode,
    ProposedAs,
    Role,
    Route,
    ServiceFunction,
    Stage,
    Vote,
)
from wholeplace.records.models.constraints import SHORT
from wholeplace.services.decisions.entries import AWARD_ROUTES

OrganisationId = Annotated[
    str | None,
    Field(
        max_length=80, pattern="^[a-z0-9]+(-[a-z0-9]+)*$", description="The organisation's id in the place."
    ),
]
OptionId = Annotated[
    str, Field(max_length=80, pattern="^[a-z0-9]+(-[a-z0-9]+)*$", description="The option's id.")
]
PersonId = Annotated[Key, Field(description="The person's number, from the list of people of the place.")]
AwardRoute = Literal[AWARD_ROUTES]  # type: ignore[valid-type]
# Described by reference to the published schema, which the description's last step puts in place.
CaseInputs = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "x-refer": ["CaseFileInputs"]})]
OwnRecordContent = Annotated[
    dict[str, Any], WithJsonSchema({"type": "object", "x-refer": ["Parameter", "LawRule"]})
]


# --- places ---------------------------------------------------------------------------------------------


class Identity(Sent):
    """What a place says about itself."""

    name: NeededLine
    summary: Prose = ""
    body_kind: BodyKind = "council"
    colour: Annotated[str, Field(max_length=20, description="Dark enough for white letters.")] = "#12436d"
    contact_email: Annotated[str, Field(max_length=254)] = ""
    contact: Annotated[str, Field(max_length=2000)] = ""
    language: Literal["en", "cy"] = "en"


class NewPlace(Identity):
    """A new place; without `slug` its address comes from its name."""

    slug: Annotated[str, Field(max_length=50)] = ""


class ChangedIdentity(Identity):
    """What a place says about itself, instead of what stood there."""

    revision: Revision


class Limits(Sent):
    """What a place has decided about how it commissions."""

    light_route_limit_pounds: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
    lock_in_limit_share: Annotated[float, Field(ge=0, le=1)]
    call_in_days: Annotated[int, Field(strict=True, ge=0, le=366)]
    consultation_days: Annotated[int, Field(strict=True, ge=0, le=366)]
    proposal_answer_days: Annotated[int, Field(strict=True, ge=0, le=366)]
    tests_everything: Choice
    revision: Revision


class Organisation(Sent):
    """A body, a provider or a group, and who owns and controls it."""

    name: NeededLine
    kind: OrganisationKind
    identifier: Annotated[str, Field(max_length=50)] = ""
    website: Line = ""
    about: Prose = ""
    ownership_statement: Prose = ""
    ownership_on: Day | None = None
    is_commissioning: Choice = False


class ChangedOrganisation(Organisation):
    """An organisation, instead of what stood there; the revision is the place's."""

    revision: Revision


class BudgetHead(Sent):
    """A budget head, as appraisals name it."""

    name: NeededLine
    kind: AgencyKind = "public"
    body: Annotated[str, Field(max_length=80)] = ""


class ChangedBudgetHead(BudgetHead):
    """A budget head, instead of what stood there; the revision is the place's."""

    revision: Revision


class OwnRecord(Sent):
    """A parameter or a rule of law of the place's own; the same id replaces it."""

    kind: Literal["parameter", "law-rule"]
    record: OwnRecordContent
    revision: Revision


class RoleGiven(Sent):
    """A role, the office under which it is published, and the organisation it is for."""

    role: Role
    office: Line = ""
    organisation: OrganisationId = None


class Invited(RoleGiven):
    """Somebody who is sent a link that gives a role."""

    email: Annotated[str, Field(min_length=3, max_length=254)]


class Name(Sent):
    """A person's own name."""

    name: NeededLine


class InvitationToken(Sent):
    """The token of an invitation's link."""

    token: Annotated[str, Field(min_length=1, max_length=200)]


# --- needs ----------------------------------------------------------------------------------------------


class Need(Sent):
    """What somebody says is needed, in their own words."""

    title: NeededLine
    what: NeededProse
    for_whom: Prose = ""
    where: Line = ""
    how_now: Prose = ""
    theme: Line = ""
    organisation: OrganisationId = None
    is_assisted: Choice = False


class Evidence(Sent):
    """A figure, a report or a story that supports a need."""

    title: NeededLine
    source: Line = ""
    url: Line = ""
    note: Prose = ""


class Answer(Sent):
    """The place's public answer."""

    answer: NeededProse


class Sorting(Sent):
    """The theme and the area under which a need is found."""

    theme: Line = ""
    where: Line = ""


class Reason(Sent):
    """A written reason."""

    reason: NeededProse


# --- commissions ----------------------------------------------------------------------------------------


class Facts(Sent):
    """What the rules of law ask; null or absent: not known."""

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


class Commission(Sent):
    """What is entered about a commission."""

    title: NeededLine
    question: Prose = ""
    summary: Prose = ""
    body: OrganisationId = None
    route: Route = "full"
    value_pounds: Pounds | None = None
    starts_on: Day | None = None
    service: ServiceFunction = "other"
    facts: Facts = Field(default_factory=Facts)


class NewCommission(Commission):
    """A new commission; `today` is how the need is met today."""

    today: DeliveryModel = "do-minimum"


class ChangedCommission(Commission):
    """What is known of a commission, instead of what stood there."""

    revision: Revision


class RouteReasons(Sent):
    """Why this route: whether a grant would serve better, and why a long commitment is right."""

    grant_considered: NeededProse
    lock_in_justification: Prose = ""


class NextStep(Sent):
    """What comes next, and when."""

    next_step: NeededLine
    next_step_on: Day | None = None


class Lead(Sent):
    """Who leads from now on."""

    person: PersonId


class CitedNeed(Sent):
    """A published need of the place, and why the commission answers it."""

    number: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
    reason: Prose = ""


class Outcome(Sent):
    """What should be different for people, and how that is measured."""

    name: NeededLine
    measure: Line = ""


class SuccessFactor(Sent):
    """What an option must do to be worth comparing."""

    name: NeededLine
    description: Prose = ""


class Move(Sent):
    """A step of the thread."""

    to_stage: Stage
    reason: Prose = ""


class LightOption(Sent):
    """An option of the light route in one line; `slug` names one that is on the list already."""

    name: NeededLine
    model: DeliveryModel
    yearly_cost_pounds: Pounds
    why: NeededProse
    slug: Annotated[str, Field(max_length=80)] = ""


class Heard(Sent):
    """Who was heard, what they said, what was answered."""

    group: InvolvedGroup
    method: NeededLine
    people_reached: Count
    said: NeededProse
    response: NeededProse
    held_on: Day


class OnePage(Sent):
    """The light route: a small decision on one page."""

    options: Annotated[list[LightOption], Field(min_length=2, max_length=6)]
    years: Annotated[int, Field(strict=True, ge=1, le=30)]
    heard: Heard
    equality: NeededProse
    grant_considered: NeededProse
    need: Prose = ""


# --- options --------------------------------------------------------------------------------------------


class Option(Sent):
    """An option: what it is."""

    name: NeededLine
    model: DeliveryModel | Lever
    description: Prose = ""
    strengths: Prose = ""
    weaknesses: Prose = ""
    term_years: Years | None = None
    is_reserved: Choice | None = None
    is_for_profit: Choice | None = None
    provider: OrganisationId = None


class NewOption(Option):
    """An option of the place's own."""

    proposed_as: Literal["commissioner", "partner"] = "commissioner"


class Proposal(Option):
    """An option that anybody proposes; `organisation` is one for which they may speak."""

    proposed_as: ProposedAs = "resident"
    organisation: OrganisationId = None


class ChangedProposal(Proposal):
    """A proposal, in better words than before."""

    revision: Revision


class ChangedOption(Option):
    """An option, instead of what stood there."""

    revision: Revision


class ProposalAnswer(Sent):
    """What is answered to a proposal; a refusal needs a reason."""

    answer: Literal["accepted", "refused"]
    reason: Prose = ""


class FactorAssessment(Sent):
    """How far an option meets one critical success factor."""

    factor: Annotated[str, Field(max_length=80)]
    meets: Literal["yes", "partly", "no"]
    note: Annotated[str, Field(max_length=2000)] = ""


class FactorAssessments(Sent):
    """How far an option meets the critical success factors, instead of what stood there."""

    factors: Annotated[list[FactorAssessment], Field(max_length=50)]


class OptionPlace(Sent):
    """Where an option goes; dropping it needs a reason."""

    status: Literal["longlisted", "shortlisted", "dropped"]
    reason: Prose = ""


class Advice(Sent):
    """Advice that the place took on whether an option is open to it."""

    status: LegalStatus
    reason: NeededProse
    given_by: NeededLine
    given_on: Day


# --- the Public Interest Test ---------------------------------------------------------------------------


class TestAnswer(Sent):
    """An answer with its reason; which answers a question allows, the test says."""

    __test__ = False

    answer: Literal["in-house", "neutral", "market", "mixed", "yes", "partly", "no"]
    reason: NeededProse


class HandOver(Sent):
    """Who checks the test."""

    to: PersonId


class Check(Sent):
    """What the second person says; `seen` is the newest answer that they read."""

    agrees: Choice
    comment: Prose = ""
    seen: Key


# --- who was heard --------------------------------------------------------------------------------------


class Involvement(Sent):
    """One time that a group was heard."""

    group: InvolvedGroup
    title: NeededLine
    held_on: Day
    method: NeededLine
    people_reached: Count
    summary: Prose = ""


class Theme(Sent):
    """What came up, and how many said it."""

    theme: NeededProse
    count: Count


class Response(Sent):
    """What is answered to a theme, and what changed because of it."""

    response: NeededProse
    changed: Prose = ""


class Consultation(Sent):
    """A consultation: its dates, what is still open, how to respond."""

    title: NeededLine
    opens_on: Day
    closes_on: Day
    still_open: NeededProse
    how_to_respond: Prose = ""
    is_statutory: Choice = False


class Responses(Sent):
    """How many responded."""

    responses: Count


class Effect(Sent):
    """The effect of one option on a group."""

    option: OptionId
    effect: EqualityEffectKind
    note: Prose = ""


class LookedAtGroup(Sent):
    """How a group stands, and what each option would do to it."""

    group: NeededLine
    baseline: NeededProse
    mitigation: Prose = ""
    effects: Annotated[list[Effect], Field(max_length=500)] = Field(default_factory=list)


class Summary(Sent):
    """A summary."""

    summary: NeededProse


# --- decisions ------------------------------------------------------------------------------------------


class Declaration(Sent):
    """An interest, or that there is none; `person` is left out for one's own."""

    has_interest: Choice
    interest: Prose = ""
    expires_on: Day | None = None
    person: PersonId | None = None


class Recommendation(Sent):
    """What an officer recommends, why, and what could go wrong."""

    option: OptionId
    reasons: NeededProse
    risks: NeededProse


class MemberVote(Sent):
    """How somebody voted."""

    person: PersonId
    vote: Vote
    reason: Prose = ""


class Refusal(Sent):
    """Why an option was not chosen."""

    option: OptionId
    reason: NeededProse


class Decision(Sent):
    """What was decided, by whom, with why each other option was refused."""

    option: OptionId
    decided_by: NeededLine
    decided_on: Day
    reasons: NeededProse
    conditions: Prose = ""
    refused: Annotated[list[Refusal], Field(max_length=500)] = Field(default_factory=list)
    votes: Annotated[list[MemberVote], Field(max_length=500)] = Field(default_factory=list)


class CallInOutcome(Sent):
    """What scrutiny came to."""

    outcome: Literal["stands", "sent-back"]
    reason: NeededProse


class Override(Sent):
    """A principle that is set aside, in one's own name."""

    principle: PrincipleCode
    reason: NeededProse


class Compensation(Sent):
    """What an agency that loses by an option gets, as it was agreed with it."""

    agency: Annotated[str, Field(max_length=80, description="The budget head's id.")]
    option: OptionId | None = None
    agreed_with: NeededLine
    amount_note: NeededProse
    on: Day


class Award(Sent):
    """Who will deliver what was decided, by which route."""

    route: AwardRoute
    provider: OrganisationId = None
    ownership_statement: Prose = ""
    value_pounds: Pounds | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    break_dates: Annotated[list[Day], Field(max_length=100)] = Field(default_factory=list)


class Review(Sent):
    """When the arrangement is looked at again, and what would bring that forward."""

    review_on: Day
    triggers: NeededProse


# --- appraisal and publishing ---------------------------------------------------------------------------


class Draft(Sent):
    """The whole case, in the place of the draft; `revision` is null where there was none."""

    case: CaseInputs
    revision: Revision | None = None


class Beginning(Sent):
    """From what a draft begins: the commission's own options, or the documented example."""

    begin: Literal["options", "example"] = "options"


class DraftFile(Sent):
    """With a file: the revision of the draft that it takes the place of; absent where there was none."""

    revision: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None


class Change(Sent):
    """What somebody did to a table of the draft, in texts.

    `set` a cell from `was` to `text`; `add` a row of `cells` under a key of your own of small letters and
    digits; `remove` a row that showed `cells`; `move` a line behind the line `after` (empty:
    to the first place). In tables of one row, `row` is empty.
    """

    do: Literal["set", "add", "remove", "move"]
    table: Annotated[str, Field(max_length=40)]
    row: Annotated[str, Field(max_length=80)] = ""
    option: Annotated[str, Field(max_length=80, description="The option whose line it is.")] = ""
    column: Annotated[str, Field(max_length=200)] = ""
    was: Prose = ""
    text: Prose = ""
    after: Annotated[
        str | None, Field(max_length=80, description="The row behind which a new one stands.")
    ] = None
    cells: Annotated[dict[Annotated[str, Field(max_length=200)], Prose], Field(max_length=200)] = Field(
        default_factory=dict
    )


class Cells(Sent):
    """Changes that belong together."""

    changes: Annotated[list[Change], Field(min_length=1, max_length=2_000)]


class Member(Sent):
    """Something of which a case has several, by its name."""

    table: Literal["agencies", "outcomes", "scenarios", "criteria", "stakeholders", "options"]
    name: NeededLine


class Document(Sent):
    """With a document: what it is, and whether everybody may download it."""

    title: Annotated[str, Field(max_length=SHORT, description="Its file's name where this is empty.")] = ""
    is_public: bool = False
    kind: DocumentKind = "evidence"
    dated_on: Annotated[dt.date | None, Field(description="The date that stands on it.")] = None
    public_from: Annotated[
        dt.date | None, Field(description="Until then it is withheld, with its reason; absent: at once.")
    ] = None
    withheld_reason: Prose = ""


class CitedLine(Sent):
    """A line of the draft: its option, its table and its key."""

    option: OptionId
    table: Literal["costs", "benefits", "transfers"]
    row: Annotated[str, Field(min_length=1, max_length=80)]


class NewVersion(Sent):
    """A note on the version that is handed in."""

    note: Line = ""


class WithheldPart(Sent):
    """A part of the case file that is withheld: which, why, until when."""

    part: Annotated[str, Field(min_length=1, max_length=500)]
    category: Literal["commercially-confidential", "personal", "exempt"]
    reason: NeededProse
    paragraph: Annotated[int, Field(strict=True, ge=1, le=7)] | None = None
    until: Day | None = None
    with_results: Annotated[
        bool, Field(strict=True, description="Whether the results that follow from a figure go with it.")
    ] = True

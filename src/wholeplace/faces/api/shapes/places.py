"""Places, organisations and budget heads as they are given back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from wholeplace.faces.api.values import Pounds, Shown
from wholeplace.foundations.vocabulary import AgencyKind, BodyKind, OrganisationKind, Stage


class PlaceLine(Shown):
    """A place in a list."""

    slug: str
    name: str
    body_kind: BodyKind
    opened_at: dt.datetime | None = Field(description="When it was opened to the public; null before that.")


class PlaceShown(PlaceLine):
    """A place with what it has decided for itself."""

    summary: str
    colour: str = Field(description="Brand colour, such as #12436d.")
    contact_email: str
    contact: str
    language: str
    light_route_limit_pounds: int = Field(description="Value in pounds up to which one page is enough.")
    lock_in_limit_share: float = Field(
        description="Share of an option's cost that may be committed without a reason, from 0 to 1."
    )
    call_in_days: int = Field(description="Working days in which a decision can be called in.")
    consultation_days: int
    proposal_answer_days: int = Field(description="Days within which a proposed option is answered.")
    tests_everything: bool = Field(description="Whether the place tests every service competitively.")
    founded_at: dt.datetime
    revision: int


class OpenConsultation(Shown):
    """A consultation that can still be answered."""

    title: str
    commission_slug: str
    commission_title: str
    closes_on: dt.date
    still_open: str = Field(description="What is still open to be changed.")


class CommissionLine(Shown):
    """A commission in a list."""

    slug: str
    title: str
    summary: str
    stage: Stage
    next_step: str
    next_step_on: dt.date | None


class DecidedLine(Shown):
    """A decision in a list, with who will run the service where that is known."""

    place_slug: str
    place_name: str
    slug: str = Field(description="The commission.")
    title: str
    option: str = Field(description="Name of the option that was chosen.")
    provider: str
    decided_by: str
    decided_on: dt.date


class ProviderShare(Shown):
    """What one kind of provider runs: as awarded, else as it is run today."""

    kind: str
    services: int = Field(description="Services that it runs.")
    awarded: int = Field(description="How many of them were awarded here.")
    pounds: Pounds
    share: float = Field(description="Share of all services, from 0 to 1.")


class Overview(Shown):
    """What goes on in a place: what to take part in, what is being decided, what was."""

    consultations: list[OpenConsultation]
    accepting: list[CommissionLine] = Field(description="Commissions that take proposals.")
    being_decided: list[CommissionLine]
    decided: list[DecidedLine]
    providers: list[ProviderShare]
    overrides_this_year: int = Field(description="How many principles were set aside this year.")
    needs: int
    commissions: int


class OrganisationShown(Shown):
    """A body, a provider or a group, and who owns it."""

    slug: str
    name: str
    kind: OrganisationKind
    identifier: str = Field(description="Such as GB-COH-01234567.")
    website: str
    about: str
    ownership_statement: str
    ownership_on: dt.date | None
    is_commissioning: bool


class BudgetHeadShown(Shown):
    """A budget head, as appraisals name it."""

    slug: str
    name: str
    kind: AgencyKind
    body: str = Field(description="Groups the budget heads of one body.")


class OwnRecord(Shown):
    """A parameter or a rule of law of the place's own."""

    kind: str
    identifier: str
    set_at: dt.datetime
    record: Any = Field(
        description="As the shipped ones are written; see /api/v1/parameters and /api/v1/law-rules."
    )


class MemberShown(Shown):
    """A role that somebody has in the place."""

    id: int
    person: int = Field(description="The person's number, as other addresses ask for it.")
    name: str
    role: str
    office: str
    organisation: str | None
    since: dt.datetime


class InvitationShown(Shown):
    """An invitation that was not used yet."""

    id: int
    email: str
    role: str
    office: str
    organisation: str | None
    invited_at: dt.datetime
    expires_at: dt.datetime


class OwnRole(Shown):
    """A role that whoever asks has in a place."""

    place: str
    role: str
    office: str
    permissions: list[str] = Field(description="What the role may do there, in words.")


class Me(Shown):
    """Who asks."""

    id: int
    name: str
    language: str
    is_operator: bool
    roles: list[OwnRole]


class TaskShown(Shown):
    """One thing that waits for the person."""

    kind: str = Field(description="What to do, such as answer-proposal, check-test or record-decision.")
    place: str = Field(description="The place's name.")
    place_slug: str
    commission: str = Field(description="Its title; empty where the task is about no commission.")
    commission_slug: str
    what: str = Field(description="The thing in somebody's own words.")
    item: str = Field(description="The id of the thing, such as the option of a proposal.")
    count: int = Field(description="How many there are, where they are counted.")
    due_on: dt.date | None
    is_overdue: bool


class OwnProposal(Shown):
    """What became of an option that the person proposed."""

    name: str
    slug: str
    commission: str
    commission_slug: str
    place_slug: str
    status: str
    answer: str = Field(description="accepted, refused, or empty while it waits.")
    answer_reason: str
    answer_due_on: dt.date | None


class OwnNeed(Shown):
    """What became of a need that the person recorded."""

    number: int
    title: str
    place_slug: str
    is_answered: bool
    is_hidden: bool
    citations: int = Field(description="How many commissions answer it.")


class DeskShown(Shown):
    """What is waiting for the person, what is late first, and what became of what they said."""

    tasks: list[TaskShown]
    proposals: list[OwnProposal]
    needs: list[OwnNeed]

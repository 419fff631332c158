"""Commissions, options, who was heard, versions: as they are given back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from wholeplace.faces.api.values import Pounds, Shown
from wholeplace.foundations.vocabulary import (
    InvolvedGroup,
    LegalStatus,
    OptionStatus,
    ProposedAs,
    Route,
    ServiceFunction,
    Stage,
)


class CommissionSettings(Shown):
    """What a commissioner enters about a commission, with the revision that a change must name."""

    slug: str
    title: str
    question: str
    summary: str
    route: Route
    stage: Stage
    body: str | None = Field(description="The commissioning organisation.")
    lead: str = Field(description="The office of whoever leads it.")
    value_pounds: Pounds | None
    starts_on: dt.date | None
    service: ServiceFunction
    next_step: str
    next_step_on: dt.date | None
    opened_at: dt.datetime | None = Field(description="When it was opened to the public; null before that.")
    revision: int


class FactorAssessment(Shown):
    """How far an option meets a critical success factor."""

    factor: str
    meets: str
    note: str


class OptionShown(Shown):
    """An option: what it is, who proposed it, what was answered, where the law puts it."""

    slug: str
    name: str
    model: str = Field(description="How the service would be delivered, or which lever would be pulled.")
    description: str
    strengths: str
    weaknesses: str
    proposed_as: ProposedAs
    organisation: str = Field(description="The organisation that proposed it; persons are never named.")
    proposed_at: dt.datetime
    status: OptionStatus
    answer: str = Field(description="accepted, refused, or empty while it waits.")
    answer_reason: str
    answer_due_on: dt.date | None
    answered_at: dt.datetime | None
    withdrawn_at: dt.datetime | None = Field(description="When whoever proposed it took it back, unanswered.")
    dropped_reason: str
    is_business_as_usual: bool
    is_in_house_comparator: bool
    is_do_minimum: bool
    provider: str
    term_years: float | None
    revision: int
    factors: list[FactorAssessment]
    law: LegalStatus | None = Field(
        description="What the law allows, judged today; null where no rule has judged it. No legal advice."
    )
    law_reason: str


class ThemeShown(Shown):
    """What was said, how often, and what was answered; a withheld theme says only why it is withheld."""

    id: int
    theme: str
    count: int
    response: str
    changed: str
    responded_at: dt.datetime | None
    is_withheld: bool


class InvolvementShown(Shown):
    """One time that a group was heard."""

    id: int
    group: InvolvedGroup
    title: str
    held_on: dt.date
    method: str
    people_reached: int
    summary: str
    themes: list[ThemeShown]


class ConsultationShown(Shown):
    """A consultation and where it stands today."""

    id: int
    title: str
    opens_on: dt.date
    closes_on: dt.date
    still_open: str
    is_statutory: bool
    how_to_respond: str
    responses: int | None
    state: str = Field(description="announced, open or closed.")
    days_left: int


class WithheldShown(Shown):
    """That something is withheld: why and until when, never what."""

    id: int
    category: str
    reason: str
    until: dt.date | None
    released_at: dt.datetime | None


class CaseFileLine(Shown):
    """A published case file of the commission."""

    digest: str = Field(description="SHA-256 of its bytes; the address is /api/v1/case-files/DIGEST.")
    number: int | None = Field(description="The version of the appraisal that it holds.")
    published_on: dt.date
    by: str


class VersionShown(Shown):
    """A version of the appraisal."""

    number: int
    note: str
    made_at: dt.datetime
    computed_at: dt.datetime | None
    published_at: dt.datetime | None
    digest: str = Field(description="Of its newest published case file; empty before it is published.")


class JobShown(Shown):
    """Work in the background."""

    id: int
    version: int
    state: str = Field(description="waiting, running, done, failed or cancelled.")
    progress: int = Field(description="Per cent.")
    doing: str
    problem: str
    asked_at: dt.datetime
    ended_at: dt.datetime | None


class HistoryLine(Shown):
    """One event about the commission."""

    sequence: int = Field(description="Its number on the chain.")
    kind: str
    at: dt.datetime
    by: str = Field(description="The office.")
    name: str = Field(description="Who it was, for those who work here; not on the chain.")
    body: Any = Field(
        description="What happened: as it stands on the chain, with the details that it only commits to."
    )


class AnswerShown(Shown):
    """The current answer to a question of the Public Interest Test."""

    id: int
    question: str
    answer: str
    reason: str
    by_office: str
    at: dt.datetime


class CheckShown(Shown):
    """What a second person said of the whole test."""

    handed_to_office: str
    handed_at: dt.datetime
    agrees: bool | None
    comment: str
    checked_at: dt.datetime | None


class TestShown(Shown):
    """How far the Public Interest Test is, for those who work on it."""

    answers: list[AnswerShown]
    unanswered: list[str]
    inconsistencies: list[str]
    checks: list[CheckShown]
    newest_answer: int = Field(description="To be sent as `seen` when the test is checked; 0 before any.")
    is_checked: bool


class ReadinessShown(Shown):
    """What stands in the way of the next stage."""

    to_stage: str
    blockers: list[str]
    unrecorded: list[str]

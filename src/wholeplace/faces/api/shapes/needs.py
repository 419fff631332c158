"""Needs as they are given back."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import Field

from wholeplace.faces.api.paging import PageNumber
from wholeplace.faces.api.values import Query, Shown
from wholeplace.foundations.vocabulary import Stage


class NeedsAsked(Schema):
    """What the reader looks for; empty means everything."""

    q: Query = ""
    theme: Query = ""
    area: Query = ""
    state: Literal["", "unanswered", "answered", "cited", "hidden"] = ""
    order: Literal["newest", "most-supported"] = "newest"
    page: PageNumber = 1


class NeedLine(Shown):
    """A need in a list, in the words of whoever recorded it."""

    number: int = Field(description="Its number within the place.")
    title: str
    what: str
    where: str
    theme: str
    spoken_by: str = Field(description="The organisation that spoke; empty for a person, who is never named.")
    is_assisted: bool = Field(description="Whether it was taken down on paper or by phone.")
    recorded_at: dt.datetime
    supporters: int
    is_answered: bool
    is_cited: bool = Field(description="Whether an open commission answers it.")
    is_hidden: bool = Field(description="Hidden needs are shown to moderators and to whoever recorded them.")


class Facet(Shown):
    """A word to narrow the list by, and how many needs it leaves."""

    name: str
    count: int


class NeedList(Shown):
    """One page of needs, with what they can be narrowed by."""

    items: list[NeedLine]
    total: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    themes: list[Facet]
    areas: list[Facet]


class Citation(Shown):
    """A commission that answers the need."""

    slug: str
    title: str
    stage: Stage
    reason: str
    next_step: str
    next_step_on: dt.date | None
    decided_option: str
    decided_on: dt.date | None


class EvidenceShown(Shown):
    """Evidence for a need."""

    title: str
    source: str
    url: str
    note: str
    added_at: dt.datetime


class NeedShown(Shown):
    """A need with everything that became of it."""

    line: NeedLine
    for_whom: str
    how_now: str
    hidden_reason: str
    answer: str = Field(description="The place's public answer; empty before there is one.")
    answered_by: str = Field(description="The office that answered.")
    answered_at: dt.datetime | None
    evidence: list[EvidenceShown]
    citations: list[Citation]
    similar: list[NeedLine]
    is_mine: bool
    is_supported_by_me: bool

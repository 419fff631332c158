"""The draft and its documents, as they are shown."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from wholeplace.faces.api.paging import Page
from wholeplace.faces.api.values import Shown
from wholeplace.foundations.vocabulary import DocumentKind

ListTable = Literal[
    "case", "distributional", "agencies", "outcomes", "scenarios", "criteria", "stakeholders", "options"
]
LineTable = Literal["costs", "benefits", "transfers"]


class DraftColumn(Shown):
    """A column of a table of the draft."""

    name: str
    holds: str = Field(description="What a cell means: text, number, quantity, flag and so on.")
    meaning: str
    required: bool
    choices: list[str] = Field(description="The only words allowed; empty where any text is read.")


class DraftRow(Shown):
    """A row of a table of the draft, in texts."""

    row: str = Field(description="Its key, which stays while its cells change.")
    cells: dict[str, str]


class DraftTable(Page[DraftRow]):
    """A page of a table of the draft."""

    revision: int
    columns: list[DraftColumn]


class RevisionShown(Shown):
    """One save in the history of a draft."""

    revision: int
    what: str
    kind: str = Field(description="edit, undo or redo.")
    by: str
    at: dt.datetime
    is_undone: bool


class DraftHistory(Shown):
    """Who changed what, the newest first; `undo` and `redo` say what they would do, empty for nothing."""

    lines: list[RevisionShown]
    undo: str
    redo: str
    has_more: bool


class DocumentShown(Shown):
    """A document behind the figures."""

    id: int
    title: str
    file_name: str
    size_bytes: int
    is_public: bool = Field(description="Whether everybody may download it.")
    citation: str = Field(description="The words by which a line cites it as its source.")
    attached_by: str | None = Field(description="For those who work in the place; null for others.")
    attached_at: dt.datetime
    kind: DocumentKind
    dated_on: dt.date | None = Field(description="The date that stands on it.")
    public_from: dt.date | None = Field(description="Until then a public document is withheld.")
    sha256: str = Field(description="The hash of the file, which also stands in the case file.")

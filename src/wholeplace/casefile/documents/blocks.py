"""What a document is made of, before it becomes HTML, PDF or DOCX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Tone = Literal["", "gain-1", "gain-2", "gain-3", "loss-1", "loss-2", "loss-3", "first"]


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, and a tint that repeats what the text says."""

    text: str
    tone: Tone = ""
    is_strong: bool = False


@dataclass(frozen=True)
class Column:
    """One column: its heading, whether it holds numbers, and its share of the width on paper."""

    head: str
    is_number: bool = False
    weight: float = 1.0


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first cell of each row is its heading."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    text: str
    role: Literal["body", "lead", "hint"] = "body"
    kind: str = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]
    kind: str = "bullets"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section; level 3 or 4."""

    text: str
    level: int = 3
    kind: str = "heading"


@dataclass(frozen=True)
class Facts:
    """Keys and values."""

    rows: Sequence[tuple[str, str]]
    kind: str = "facts"


@dataclass(frozen=True)
class Inset:
    """A sentence that stands out."""

    text: str
    kind: str = "inset"


@dataclass(frozen=True)
class Warning:  # noqa: A001
    """A sentence that must not be missed."""

    text: str
    kind: str = "warning"


@dataclass(frozen=True)
class Tag:
    """One or two words in a box, with the sentence beside it."""

    label: str
    text: str
    kind: str = "tag"


@dataclass(frozen=True)
class Code:
    """A command to type, or a long number to copy."""

    text: str
    kind: str = "code"


@dataclass(frozen=True)
class Chart:
    """A picture: the finding as its title, what it shows in words, and a drawing for each width."""

    key: str
    title: str
    description: str
    wide: str
    narrow: str
    kind: str = "chart"


@dataclass(frozen=True)
class Details:
    """Blocks that a reader opens on the screen; on paper they are simply there.

    ``key`` names the place on its page, for links to it.
    """

    summary: str
    blocks: Sequence[Block]
    key: str = ""
    kind: str = "details"


@dataclass(frozen=True)
class PictureLine:
    """One idea in Easy Read: a sentence or two, and what the picture beside it should show.

    ``gap`` says what a person still has to write there; empty where nothing is missing.
    """

    picture: str
    sentences: Sequence[str]
    gap: str = ""


@dataclass(frozen=True)
class PictureLines:
    """Ideas under each other, each with a picture beside it."""

    caption: str
    rows: Sequence[PictureLine]
    kind: str = "lines"


@dataclass(frozen=True)
class Boxes:
    """A question with boxes to tick, and lines to write on."""

    question: str
    choices: Sequence[str] = ()
    lines: int = 0
    kind: str = "boxes"


Block: TypeAlias = (
    Table
    | Paragraph
    | Bullets
    | Heading
    | Facts
    | Inset
    | Warning
    | Tag
    | Code
    | Chart
    | Details
    | PictureLines
    | Boxes
)


@dataclass(frozen=True)
class Section:
    """A part of the report with its anchor and heading."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Report:
    """The whole report, the answer first.

    ``kind`` names it in the head of the page; ``checked`` is what its figures can be recomputed from.
    """

    title: str
    place: str
    lead: str
    sections: Sequence[Section]
    facts: Mapping[str, str] = field(default_factory=dict)
    kind: str = "Options appraisal"
    checked: str = "case file"


def make_table(
    caption: str,
    columns: Sequence[Column | str],
    rows: Sequence[Sequence[Cell | str]],
    note: str = "",
) -> Table:
    """Build a table from plain texts and cells.

    Parameters
    ----------
    caption : str
        What the table shows, with its unit.
    columns : sequence of Column or str
        A text stands for a column of text.
    rows : sequence of sequences of Cell or str
        As many cells in each as there are columns.
    note : str
        Under the table.

    Returns
    -------
    Table
    """
    return Table(
        caption=caption,
        columns=[Column(column) if isinstance(column, str) else column for column in columns],
        rows=[[Cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows],
        note=note,
    )


def number_column(head: str, weight: float = 1.0) -> Column:
    """Build a column of numbers."""
    return Column(head, is_number=True, weight=weight)

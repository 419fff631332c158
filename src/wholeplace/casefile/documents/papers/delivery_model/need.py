"""What is needed and who was heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Facts,
    Heading,
    Paragraph,
    Section,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.commission import (
    CommissionReading,
    finish,
    read_date,
    read_part,
    read_tables,
)
from wholeplace.casefile.documents.commission_findings import (
    describe_changed,
    describe_consultation,
    list_changed,
    list_heard,
    list_not_heard,
    list_themes,
    name_group,
)
from wholeplace.casefile.documents.figures import count, show_number
from wholeplace.casefile.documents.papers.frame import say_missing
from wholeplace.casefile.documents.reading import read_number, read_text
from wholeplace.casefile.documents.texts import join_names, shorten

LONGEST = 1500


def write_need(commission: CommissionReading) -> Section:
    """Write what is being decided, what is needed, and what should be different for people."""
    case = commission.reading.case
    blocks: list[Block] = [
        Paragraph(shorten(text, LONGEST))
        for text in dict.fromkeys((read_text(case.get("need")), read_text(case.get("summary"))))
        if text
    ]
    needs = commission.tables("needs")
    for need in needs:
        blocks += [Heading(_title_need(need)), Facts(_describe_need(need))]
    if not needs:
        blocks.append(say_missing("Published needs that this commission cites are"))
    blocks += [Heading("What should be different for people"), _list_outcomes(commission)]
    return Section("need", "Context and need", blocks)


def _title_need(need: Mapping[str, Any]) -> str:
    number = read_number(need.get("number"))
    title = shorten(read_part(need, "title", "Need without a title"), 160)
    return f"Need {number:.0f}: {title}" if number is not None else title


def _describe_need(need: Mapping[str, Any]) -> list[tuple[str, str]]:
    supporters = read_number(need.get("supporters"))
    facts = [
        ("What is needed", read_text(need.get("what"))),
        ("For whom", read_text(need.get("for_whom"))),
        ("Where", read_text(need.get("where"))),
        ("How it is met today", read_text(need.get("how_now"))),
        ("Supported by", count(supporters, "person", "people") if supporters is not None else ""),
        ("Recorded", read_date(need.get("recorded_on"), "")),
        ("Why it is cited", read_text(need.get("reason"))),
        ("Evidence", _list_evidence(need)),
    ]
    return [(key, shorten(text, LONGEST)) for key, text in facts if text]


def _list_evidence(need: Mapping[str, Any]) -> str:
    found = [
        ", ".join(text for key in ("title", "source", "url") if (text := read_part(one, key)))
        for one in read_tables(need.get("evidence"))
    ]
    return "; ".join(found) or "None is recorded"


def _list_outcomes(commission: CommissionReading) -> Block:
    outcomes = commission.tables("outcomes") or read_tables(commission.reading.document.get("outcomes"))
    if not outcomes:
        return say_missing("Outcomes are")
    rows = [
        [
            shorten(read_part(one, "name", read_part(one, "id", "Not named")), 300),
            read_text(one.get("measure"), "–"),
        ]
        for one in outcomes
    ]
    return make_table("Outcomes and how each is measured", ["Outcome", "Measure"], rows)


def write_heard(commission: CommissionReading) -> Section:
    """Write who was heard, what they said, what was answered and what changed."""
    blocks: list[Block] = []
    heard = list_heard(commission)
    if heard:
        blocks.append(Bullets([finish(sentence) for sentence in heard]))
    else:
        blocks.append(say_missing("Conversations with users, staff and the community are"))
    missing = list_not_heard(commission)
    if heard and missing:
        blocks.append(Paragraph(f"Not recorded as heard: {join_names(name.lower() for name in missing)}."))
    blocks += [*_list_involvement(commission), *_list_themes(commission), *_write_consultations(commission)]
    return Section("heard", "Who was heard, and what changed", blocks)


def _list_involvement(commission: CommissionReading) -> list[Block]:
    rows: list[list[Cell | str]] = [
        [
            name_group(one),
            shorten(read_part(one, "title", "–"), 300),
            read_date(one.get("held_on"), "–"),
            shorten(read_text(one.get("method"), "–"), 300),
            show_number(read_number(one.get("people_reached"))),
        ]
        for one in commission.tables("involvement")
    ]
    columns = [
        Column("Group"),
        Column("What", weight=1.4),
        Column("When"),
        Column("How", weight=1.4),
        number_column("People reached", 0.7),
    ]
    return [make_table("How people were heard", columns, rows)] if rows else []


def _list_themes(commission: CommissionReading) -> list[Block]:
    rows: list[list[Cell | str]] = [
        [
            shorten(read_part(theme, "theme", "Not named"), 300),
            group,
            show_number(read_number(theme.get("count"))),
            shorten(read_text(theme.get("response"), "No response yet"), 800),
            shorten(read_text(theme.get("changed"), "–"), 800),
        ]
        for group, theme in list_themes(commission)
    ]
    if not rows:
        return []
    columns = [
        Column("What people said", weight=0.8),
        Column("Who", weight=0.8),
        number_column("How many", 0.6),
        Column("Response", weight=1.5),
        Column("What changed", weight=1.5),
    ]
    said = f"{describe_changed(commission)}"
    note = "" if list_changed(commission) else "No change is recorded."
    return [
        Heading("What we did with what people said"),
        Paragraph(said),
        make_table("Themes", columns, rows, note),
    ]


def _write_consultations(commission: CommissionReading) -> list[Block]:
    found = [describe_consultation(commission, one) for one in commission.tables("consultations")]
    return [Heading("Consultation"), Bullets(found) if found else say_missing("Consultations are")]

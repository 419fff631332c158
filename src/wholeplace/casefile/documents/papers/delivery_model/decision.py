"""Equality, recommendation, decision, and the principles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.documents import commission_words as words
from wholeplace.casefile.documents.blocks import (
    Block,
    Cell,
    Column,
    Facts,
    Heading,
    Inset,
    Paragraph,
    Section,
    Table,
    Tone,
    make_table,
)
from wholeplace.casefile.documents.commission import (
    CommissionReading,
    finish,
    name_word,
    read_date,
    read_part,
    read_tables,
)
from wholeplace.casefile.documents.commission_findings import (
    count_votes,
    describe_choice,
    describe_equality,
    describe_principles,
    join_parts,
    say_why_not_final,
)
from wholeplace.casefile.documents.papers.frame import say_missing
from wholeplace.casefile.documents.reading import read_list, read_table, read_text
from wholeplace.casefile.documents.texts import shorten

LONGEST = 4000
EFFECT_TONES: Mapping[str, Tone] = {"positive": "gain-1", "negative": "loss-1"}


def write_equality(commission: CommissionReading) -> Section:
    """Write the effect on each group, against a baseline, and what is done about it."""
    effects = read_tables(commission.table("equality").get("effects"))
    blocks: list[Block] = [Paragraph(describe_equality(commission))]
    if effects:
        rows: list[list[Cell | str]] = [_describe_effect(commission, effect) for effect in effects]
        heads = ["Group", "Baseline", "Option", "Effect", "Why", "What is done about it"]
        blocks.append(make_table("Effects on equality", heads, rows))
    return Section("equality", "Equality", blocks)


def _describe_effect(commission: CommissionReading, effect: Mapping[str, Any]) -> list[Cell | str]:
    kind = read_text(effect.get("effect"))
    return [
        shorten(read_part(effect, "group", "Not named"), 160),
        shorten(read_text(effect.get("baseline"), "Not recorded"), 300),
        commission.name_option(effect.get("option"), "Every option"),
        Cell(name_word(words.EFFECTS, kind), EFFECT_TONES.get(kind, "")),
        shorten(read_text(effect.get("note"), "–"), 600),
        shorten(read_text(effect.get("mitigation"), "–"), 600),
    ]


def write_recommendation(commission: CommissionReading) -> Section:
    """Write what officers recommend, why, and at which risks."""
    written = commission.table("recommendation")
    blocks: list[Block] = []
    if not written:
        blocks.append(Paragraph("No recommendation is recorded."))
    else:
        facts = [
            ("Recommended", commission.name_option(written.get("option"), "Not named")),
            ("By", read_text(written.get("by_office"), "Not recorded")),
            ("On", read_date(written.get("on"), "Not recorded")),
            ("Why", shorten(finish(read_text(written.get("reasons"), "Not recorded")), LONGEST)),
            ("Risks", shorten(finish(read_text(written.get("risks"), "Not recorded")), LONGEST)),
        ]
        blocks += [Facts(facts), *_write_choice(commission)]
    open_ends = say_why_not_final(commission)
    if open_ends:
        blocks.append(Inset(open_ends))
    return Section("recommendation", "Recommendation", blocks)


def write_decision(commission: CommissionReading) -> Section:
    """Write who decided what, with votes, dissent, refused options, interests and what is set aside."""
    written = commission.table("decision")
    blocks: list[Block] = [Paragraph("No decision is recorded.")]
    if written:
        facts = [
            ("Chosen", commission.name_option(written.get("option"), "Not named")),
            ("By", read_text(written.get("decided_by"), "Not recorded")),
            ("On", read_date(written.get("decided_on"), "Not recorded")),
            ("Why", shorten(finish(read_text(written.get("reasons"), "Not recorded")), LONGEST)),
            ("Conditions", shorten(finish(read_text(written.get("conditions"), "None recorded")), LONGEST)),
            ("Call-in ends", read_date(written.get("call_in_ends_on"), "Not recorded")),
            ("Votes", count_votes(written).removeprefix("Votes: ") or "Not recorded"),
        ]
        blocks = [
            Facts(facts),
            *_write_choice(commission),
            *_list_members(written),
            *_list_refused(commission, written),
        ]
    blocks += [*_list_declarations(commission), *_list_compensations(commission), *_write_review(commission)]
    return Section("decision", "Decision", blocks)


def _write_choice(commission: CommissionReading) -> list[Block]:
    said = describe_choice(commission)
    return [Paragraph(said)] if said else []


def _list_members(decision: Mapping[str, Any]) -> list[Block]:
    rows = [
        [
            read_part(member, "name", "Not named"),
            read_text(member.get("office"), "–"),
            name_word(words.VOTES, member.get("vote")),
            shorten(read_text(member.get("reason"), "–"), 1000),
        ]
        for member in read_tables(decision.get("members"))
    ]
    columns = [Column("Name"), Column("Office"), Column("Vote", weight=0.6), Column("Reason", weight=1.6)]
    return [make_table("Who decided", columns, rows)] if rows else []


def _list_refused(commission: CommissionReading, decision: Mapping[str, Any]) -> list[Block]:
    rows = [
        [
            commission.name_option(one.get("option")),
            shorten(read_text(one.get("reason"), "Not recorded"), 1500),
        ]
        for one in read_tables(decision.get("refused"))
    ]
    columns = [Column("Option"), Column("Why", weight=2.5)]
    return [make_table("Options that the decision refused", columns, rows)] if rows else []


def _list_declarations(commission: CommissionReading) -> list[Block]:
    rows = [
        [
            read_part(one, "name", "Not named"),
            read_text(one.get("office"), "–"),
            shorten(_say_interest(one), 600),
            read_date(one.get("declared_on"), "–"),
            read_date(one.get("expires_on"), "–"),
        ]
        for one in commission.tables("declarations")
    ]
    heads = ["Name", "Office", "Interest", "Declared", "Until"]
    table: Block = (
        make_table("Declarations of interests", heads, rows) if rows else say_missing("Declarations are")
    )
    return [Heading("Interests"), table]


def _say_interest(declaration: Mapping[str, Any]) -> str:
    interest = read_text(declaration.get("interest"))
    return interest or {True: "Yes, not described", False: "None"}.get(
        declaration.get("has_interest") is True, "None"
    )


def _list_compensations(commission: CommissionReading) -> list[Block]:
    rows = [
        [
            commission.reading.name_agency(one.get("agency")),
            commission.name_option(one.get("option"), "Every option"),
            shorten(read_text(one.get("amount_note"), "Not recorded"), 400),
            join_parts(one, "agreed_with"),
            read_date(one.get("on"), "–"),
        ]
        for one in commission.tables("compensations")
    ]
    heads = ["Who would lose", "Option", "What is agreed", "With whom", "On"]
    return [make_table("Compensation that was agreed", heads, rows)] if rows else []


def _write_review(commission: CommissionReading) -> list[Block]:
    written = commission.table("review")
    if not written:
        return [Heading("Review"), say_missing("A review date is")]
    triggers = "; ".join(text for text in read_list(written.get("triggers")) if isinstance(text, str))
    return [
        Heading("Review"),
        Facts(
            [("On", read_date(written.get("on"), "Not recorded")), ("Earlier if", triggers or "Not recorded")]
        ),
    ]


def write_principles(commission: CommissionReading) -> Section:
    """Write the sixteen principles: met, not yet, overridden by whom, or not yet recorded."""
    blocks: list[Block] = [Paragraph(describe_principles(commission))]
    if commission.principles:
        blocks.append(_list_principles(commission))
    return Section("principles", "The principles", blocks)


def _list_principles(commission: CommissionReading) -> Table:
    rows: list[list[Cell | str]] = []
    for principle in commission.principles:
        status = read_text(principle.get("status"))
        override = read_table(principle.get("override"))
        why = finish(read_text(principle.get("why"), "–"))
        if override:
            who = join_parts(override, "name", "office")
            reason = finish(read_text(override.get("reason")))
            why = f"{why} Set aside by {who}, {read_date(override.get('on'))}: {reason}"
        name = name_word(words.PRINCIPLE_STATUSES, status)
        tone: Tone = "gain-1" if status == "met" else "loss-1" if status in ("not-yet", "overridden") else ""
        rows.append(
            [read_part(principle, "title", read_part(principle, "code", "Not named")), Cell(name, tone), why]
        )
    columns = [Column("Principle", weight=1.3), Column("Status", weight=0.7), Column("Why", weight=2.4)]
    return make_table("Each principle, judged from the record", columns, rows)

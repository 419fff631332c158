"""How it was decided: needs, who was heard, what the law allows, the principles, the decision, dissent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wholeplace.casefile.documents import commission_words as words
from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Details,
    Facts,
    Heading,
    Inset,
    Paragraph,
    Section,
    Tag,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.commission import (
    CommissionOption,
    CommissionReading,
    finish,
    name_word,
    open_commission,
    read_date,
    read_part,
    read_tables,
)
from wholeplace.casefile.documents.figures import count, say_pounds, show_number
from wholeplace.casefile.documents.reading import (
    Reading,
    dig,
    is_withheld,
    read_list,
    read_number,
    read_table,
    read_text,
    say_withheld,
)
from wholeplace.casefile.documents.texts import capitalise, join_names, shorten
from wholeplace.casefile.principles import list_reasons_against_best

TITLE = "How it was decided"
LONGEST = 700


def write_decided(reading: Reading) -> Section:
    """Write how the commission came to its decision, or how far it has come.

    Parameters
    ----------
    reading : Reading
        A case file with the record of a commission.

    Returns
    -------
    Section
    """
    commission = open_commission(reading)
    if not commission.is_recorded:
        return Section("decided", TITLE, [Paragraph(commission.absence)])
    blocks: list[Block] = [
        Inset(state_decision(commission)),
        Facts(_list_basics(commission)),
        *_write_front_runners(commission),
        *_write_needs(commission),
        *_write_longlist(commission),
        *_write_involvement(commission),
        *_write_equality(commission),
        *_write_law(commission),
        *_write_principles(commission),
        *_write_decision(commission),
        *_write_after(commission),
    ]
    is_decided = bool(commission.table("decision").get("option"))
    return Section("decided", TITLE if is_decided else "How it is being decided", blocks)


def state_decision(commission: CommissionReading) -> str:
    """Say what was decided, or else recommended, or that neither has happened yet.

    Parameters
    ----------
    commission : CommissionReading
        The commission.

    Returns
    -------
    str
        One sentence.
    """
    decision, advised = commission.table("decision"), commission.table("recommendation")
    if decision.get("option"):
        day = read_date(decision.get("decided_on"), "")
        by = read_text(decision.get("decided_by"))
        when = f" on {day}" if day else ""
        return f"{by or 'It was'} decided{when}: {commission.name_option(decision.get('option'))}."
    if advised.get("option"):
        who = read_text(advised.get("by_office"), "The officer")
        return f"{who} recommends {commission.name_option(advised.get('option'))}. Nothing is decided yet."
    return "Nothing is recommended and nothing is decided yet."


def _list_basics(commission: CommissionReading) -> list[tuple[str, str]]:
    value = commission.value_pounds
    facts = [
        ("Question", finish(commission.read("question"))),
        ("Stage", name_word(words.STAGES, commission.written.get("stage"))),
        ("Route", name_word(words.COMMISSION_ROUTES, commission.written.get("route"))),
        ("Estimated value, with VAT", "" if value is None else say_pounds(value)),
        ("As recorded on", read_date(commission.written.get("as_at"))),
    ]
    return [(name, text) for name, text in facts if text]


def _write_front_runners(commission: CommissionReading) -> list[Block]:
    """Show the weaknesses of what leads, as long as nobody may call it the winner."""
    if commission.reading.may_say_best:
        return []
    reasons = list_reasons_against_best(commission.written)
    rows = [
        [
            option.short,
            option.read("strengths") or words.NOT_RECORDED,
            option.read("weaknesses") or words.NOT_RECORDED,
        ]
        for option in commission.shortlist
    ]
    blocks: list[Block] = [
        Heading("Front-runners and their weaknesses"),
        Paragraph("Nobody has won yet. This report names front-runners only, for these reasons:"),
        Bullets(reasons),
    ]
    if rows:
        columns = [Column("Option"), Column("Strengths", weight=1.5), Column("Weaknesses", weight=1.5)]
        blocks.append(make_table("Strengths and weaknesses of the options on the shortlist", columns, rows))
    return blocks


def _write_needs(commission: CommissionReading) -> list[Block]:
    rows = [
        [
            read_part(need, "title", "A need without a title"),
            finish(
                " ".join(
                    part for part in (finish(read_part(need, "what")), read_part(need, "reason")) if part
                )
            ),
            read_part(need, "for_whom", words.NOT_RECORDED),
            _name_evidence(need),
            show_number(read_number(need.get("supporters"))),
        ]
        for need in commission.tables("needs")
    ]
    heading = Heading("The needs it starts from")
    if not rows:
        return [heading, Paragraph("No need is cited.")]
    columns = [
        Column("Need"),
        Column("What, and why it is cited", weight=2),
        Column("For whom"),
        Column("Evidence", weight=1.3),
        number_column("Supporters", 0.7),
    ]
    return [heading, make_table("Needs that people published", columns, rows)]


def _name_evidence(need: Mapping[str, Any]) -> str:
    named = [
        ", ".join(part for part in (read_part(one, "title"), read_part(one, "source")) if part)
        or read_part(one, "url")
        for one in read_tables(need.get("evidence"))
    ]
    return "; ".join(name for name in named if name) or "None"


def _write_longlist(commission: CommissionReading) -> list[Block]:
    rows = [
        [
            option.short,
            f"{finish(option.model)} {_say_proposer(option)}".strip(),
            name_word(words.OPTION_STATUSES, option.written.get("status")),
            _say_fate(option),
        ]
        for option in commission.options
    ]
    if not rows:
        return []
    columns = [
        Column("Option"),
        Column("Form, and who proposed it", weight=1.5),
        Column("Came to"),
        Column("Why", weight=2),
    ]
    return [Heading("Every option, from longlist to shortlist"), make_table("All options", columns, rows)]


def _say_proposer(option: CommissionOption) -> str:
    who = option.read("proposed_by") or name_word(words.PROPOSERS, option.written.get("proposed_as"), "")
    if who.startswith(("The ", "A ", "An ")):
        who = who[:1].lower() + who[1:]
    return finish(f"Proposed by {who}") if who else ""


def _say_fate(option: CommissionOption) -> str:
    reasons = [capitalise(finish(role)) for role in option.roles]
    reasons += [finish(option.read(key)) for key in ("answer_reason", "dropped_reason")]
    return shorten(" ".join(dict.fromkeys(reason for reason in reasons if reason)), LONGEST)


def _write_involvement(commission: CommissionReading) -> list[Block]:
    blocks: list[Block] = [Heading("Who was heard, and what changed")]
    records = commission.tables("involvement")
    if records:
        columns = [
            Column("Group"),
            Column("How", weight=1.6),
            Column("When"),
            number_column("People", 0.6),
            number_column("Themes", 0.6),
        ]
        blocks.append(make_table("Who was heard", columns, [_describe_hearing(one) for one in records]))
        blocks += _write_themes(records)
    else:
        blocks.append(Paragraph("Nobody is recorded as heard yet."))
    said = [_describe_consultation(one) for one in commission.tables("consultations")]
    if said:
        blocks += [Heading("Consultation", 4), Bullets(said)]
    return blocks


def _describe_hearing(record: Mapping[str, Any]) -> list[str]:
    if is_withheld(record):
        return [capitalise(say_withheld(record)), "", "", "", ""]
    how = ". ".join(part for part in (read_part(record, "title"), read_part(record, "method")) if part)
    return [
        name_word(words.GROUPS, record.get("group")),
        how or words.NOT_RECORDED,
        read_date(record.get("held_on")),
        show_number(read_number(record.get("people_reached"))),
        show_number(float(len(read_list(record.get("themes"))))),
    ]


def _write_themes(records: Sequence[Mapping[str, Any]]) -> list[Block]:
    rows = [
        [
            read_part(theme, "theme", "A theme without words"),
            name_word(words.GROUPS, record.get("group")),
            show_number(read_number(theme.get("count"))),
            read_part(theme, "response", "No answer yet"),
            read_part(theme, "changed", "Nothing recorded"),
        ]
        for record in records
        for theme in read_tables(record.get("themes"))
    ]
    if not rows:
        return []
    columns = [
        Column("What people said", weight=1.5),
        Column("Group"),
        number_column("How many", 0.6),
        Column("Answer", weight=1.5),
        Column("What changed", weight=1.5),
    ]
    return [make_table("What people said, and what was done with it", columns, rows)]


def _describe_consultation(record: Mapping[str, Any]) -> str:
    if is_withheld(record):
        return capitalise(finish(say_withheld(record)))
    title = read_part(record, "title", "Consultation without a title")
    dates = f"{read_date(record.get('opens_on'))} to {read_date(record.get('closes_on'))}"
    responses = read_number(record.get("responses"))
    answered = "" if responses is None else f" {capitalise(count(int(responses), 'response'))}."
    left = read_part(record, "still_open")
    still = f" Still open while it ran: {finish(left)}" if left else ""
    kind = " (statutory)" if record.get("statutory") is True else ""
    return f"“{title}”{kind}, {dates}.{answered}{still}"


def _write_equality(commission: CommissionReading) -> list[Block]:
    heading, assessment = Heading("Equality"), commission.table("equality")
    if not assessment:
        return [heading, Paragraph("Equality has not been assessed yet.")]
    by = read_part(assessment, "by")
    when = f"Assessed on {read_date(assessment.get('assessed_on'))}{f' by {by}' if by else ''}."
    blocks: list[Block] = [heading, Paragraph(f"{when} {finish(read_part(assessment, 'summary'))}".strip())]
    rows = [
        [
            read_part(effect, "group", "A group without a name"),
            read_part(effect, "baseline", words.NOT_RECORDED),
            commission.name_option(effect.get("option"), "Every option"),
            name_word(words.EFFECTS, effect.get("effect")),
            read_part(effect, "note"),
            read_part(effect, "mitigation"),
        ]
        for effect in read_tables(assessment.get("effects"))
    ]
    if rows:
        heads = ("Group", "Baseline", "Option", "Effect", "Note", "What will be done about it")
        blocks.append(make_table("Effect on each group", heads, rows))
    return blocks


def _write_law(commission: CommissionReading) -> list[Block]:
    rows = [
        [option.short, name_word(words.LEGAL_STATUSES, option.legal.get("status")), *_say_rule(option)]
        for option in commission.options
        if option.legal
    ]
    blocks: list[Block] = [
        Heading("What the law allows"),
        Tag("England", "Judged by sourced rules on the day of the record. This is not legal advice."),
    ]
    if rows:
        columns = [
            Column("Option"),
            Column("Status"),
            Column("Why", weight=2.2),
            Column("Source", weight=1.3),
        ]
        blocks.append(make_table("What the rules say of each option", columns, rows))
    else:
        blocks.append(Paragraph("The law has not been looked at yet."))
    duties = [_describe_duty(duty) for duty in read_tables(commission.law.get("commission"))]
    if duties:
        blocks.append(
            Details(
                f"{capitalise(count(len(duties), 'rule'))} for the commission as a whole", [Bullets(duties)]
            )
        )
    return blocks


def _say_rule(option: CommissionOption) -> tuple[str, str]:
    gravest = next(iter(read_tables(option.legal.get("findings"))), {})
    why = read_text(option.legal.get("why")) or read_part(gravest, "reason", "No rule speaks of it.")
    return shorten(finish(why), LONGEST), read_part(gravest, "source", "–")


def _describe_duty(duty: Mapping[str, Any]) -> str:
    own = " The place’s own rule." if duty.get("own") is True else ""
    source = read_part(duty, "source")
    return f"{finish(read_part(duty, 'reason'))}{f' Source: {finish(source)}' if source else ''}{own}"


def _write_principles(commission: CommissionReading) -> list[Block]:
    rows = [
        [
            Cell(read_part(one, "title", read_part(one, "code"))),
            Cell(name_word(words.PRINCIPLE_STATUSES, one.get("status")), is_strong=True),
            Cell(_say_principle(one)),
        ]
        for one in commission.principles
    ]
    if not rows:
        return []
    met = sum(one.get("status") == "met" for one in commission.principles)
    summary = f"{met} of the {len(rows)} principles are met."
    set_aside = sum(one.get("status") == "overridden" for one in commission.principles)
    if set_aside:
        summary += (
            f" {capitalise(count(set_aside, 'principle'))} set aside by somebody in office, with a reason."
        )
    columns = [Column("Principle", weight=1.2), Column("Status", weight=0.7), Column("Why", weight=2.4)]
    note = "Each is judged by a rule from the published record: anyone can judge it again."
    return [
        Heading("The principles"),
        Paragraph(summary),
        make_table("The principles of commissioning", columns, rows, note),
    ]


def _say_principle(one: Mapping[str, Any]) -> str:
    why, override = read_part(one, "why"), read_table(one.get("override"))
    if not override:
        return why
    who = ", ".join(
        part for part in (read_text(override.get("name")), read_text(override.get("office"))) if part
    )
    day = read_date(override.get("on"), "")
    return (
        f"{why} Set aside by {who}{f' on {day}' if day else ''}: {finish(read_text(override.get('reason')))}"
    )


def _write_decision(commission: CommissionReading) -> list[Block]:
    advised, decision = commission.table("recommendation"), commission.table("decision")
    blocks: list[Block] = [Heading("Recommendation and decision")]
    if not advised and not decision:
        return [*blocks, Paragraph("Neither is recorded yet.")]
    facts = [
        ("Recommended", _say_choice(commission, advised, "by_office", "on")),
        ("Reasons", finish(read_part(advised, "reasons"))),
        ("Risks", finish(read_part(advised, "risks"))),
        ("Decided", _say_choice(commission, decision, "decided_by", "decided_on")),
        ("Reasons for the decision", finish(read_part(decision, "reasons"))),
        ("Conditions", finish(read_part(decision, "conditions"))),
        ("Call-in ends", read_date(decision.get("call_in_ends_on"), "")),
        ("Dissent", _say_dissent(decision)),
    ]
    blocks.append(Facts([(name, text) for name, text in facts if text]))
    return [*blocks, *_write_votes(commission, decision)]


def _say_choice(commission: CommissionReading, choice: Mapping[str, Any], by: str, on: str) -> str:
    if not choice.get("option"):
        return "Not yet." if by == "decided_by" else ""
    who = ", ".join(part for part in (read_text(choice.get(by)), read_date(choice.get(on), "")) if part)
    return finish(f"{commission.name_option(choice.get('option'))}{f' ({who})' if who else ''}")


def _say_dissent(decision: Mapping[str, Any]) -> str:
    """Say who voted against, and why: dissent is part of a decision."""
    against = [one for one in read_tables(decision.get("members")) if one.get("vote") == "against"]
    said = [f"{read_part(one, 'name', 'A member')} voted against: {_say_reason(one)}" for one in against]
    return " ".join(said) or ("Nobody voted against." if read_list(decision.get("members")) else "")


def _say_reason(one: Mapping[str, Any]) -> str:
    return finish(read_part(one, "reason", "no reason given"))


def _write_votes(commission: CommissionReading, decision: Mapping[str, Any]) -> list[Block]:
    declared = {read_text(one.get("name")): one for one in commission.tables("declarations")}
    rows = [
        [
            read_part(one, "name", "A member without a name"),
            read_part(one, "office"),
            name_word(words.VOTES, one.get("vote")),
            read_part(one, "reason"),
            _say_interest(declared.get(read_text(one.get("name")))),
        ]
        for one in read_tables(decision.get("members"))
    ]
    blocks: list[Block] = []
    if rows:
        heads = ("Name", "Office", "Vote", "Reason", "Interests declared")
        blocks.append(make_table("Who decided", heads, rows))
    refused = [
        f"{commission.name_option(dig(one, 'option'))}: {_say_reason(one)}"
        for one in read_tables(decision.get("refused"))
    ]
    if refused:
        blocks += [Heading("What was refused, and why", 4), Bullets(refused)]
    return blocks


def _say_interest(declaration: Mapping[str, Any] | None) -> str:
    if declaration is None:
        return "No declaration"
    if declaration.get("has_interest") is True:
        return read_part(declaration, "interest", "An interest, not named")
    return "None" if declaration.get("has_interest") is False else words.NOT_RECORDED


def _write_after(commission: CommissionReading) -> list[Block]:
    """Write what follows from the decision: awards, and when it is looked at again."""
    awards = [_describe_award(commission, award) for award in commission.tables("awards")]
    review = commission.table("review")
    triggers = [text for text in read_list(review.get("triggers")) if isinstance(text, str)]
    facts = [("Review", read_date(review.get("on"), "No date is set")), ("Sooner if", "; ".join(triggers))]
    blocks: list[Block] = [Heading("What follows"), *([Bullets(awards)] if awards else [])]
    return [*blocks, Facts([(name, text) for name, text in facts if text])]


def _describe_award(commission: CommissionReading, award: Mapping[str, Any]) -> str:
    if is_withheld(award):
        return capitalise(finish(say_withheld(award)))
    provider = read_table(award.get("provider"))
    owner = read_part(provider, "ownership_statement")
    value = read_number(award.get("value_pounds"))
    parts = [
        capitalise(read_part(award, "route", "Award")),
        read_part(provider, "name"),
        commission.name_option(award.get("option"), ""),
        "" if value is None else say_pounds(value),
        " to ".join(day for key in ("starts_on", "ends_on") if (day := read_date(award.get(key), ""))),
    ]
    breaks = join_names(read_date(day) for day in read_list(award.get("break_dates")))
    return " ".join(
        [
            finish(", ".join(part for part in parts if part)),
            finish(f"Can be left on {breaks}" if breaks else ""),
            finish(f"Ownership: {owner}" if owner else ""),
        ]
    ).strip()

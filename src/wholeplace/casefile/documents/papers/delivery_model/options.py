"""The longlist, what the law allows, and the shortlist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wholeplace.casefile.documents import commission_words as words
from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Facts,
    Heading,
    Paragraph,
    Section,
    Table,
    Tone,
    make_table,
)
from wholeplace.casefile.documents.chapters.people import draw_preferences
from wholeplace.casefile.documents.commission import (
    CommissionOption,
    CommissionReading,
    finish,
    name_word,
    read_date,
    read_part,
    read_tables,
)
from wholeplace.casefile.documents.commission_findings import describe_law
from wholeplace.casefile.documents.figures import say_years
from wholeplace.casefile.documents.findings import describe_preferences, find_favourites
from wholeplace.casefile.documents.papers.frame import say_missing
from wholeplace.casefile.documents.reading import (
    dig,
    is_withheld,
    read_number,
    read_table,
    read_text,
    say_withheld,
)
from wholeplace.casefile.documents.texts import capitalise, join_names, shorten
from wholeplace.casefile.documents.words import STATUSES

FACTORS_A_TABLE = 5
MOST_OPTIONS_DRAWN = 12
LONGEST_NAME, LONGEST_NOTE, LONGEST_TEXT = 160, 200, 900
FACTOR_TONES: Mapping[str, Tone] = {"yes": "gain-1", "no": "loss-1"}


def write_longlist(commission: CommissionReading) -> Section:
    """Write every option, how it meets each critical success factor, and why those dropped were dropped."""
    if not commission.tables("options"):
        blocks: list[Block] = [say_missing("A longlist and critical success factors are")]
        if commission.options:
            names = [option.quoted for option in commission.options[:MOST_OPTIONS_DRAWN]]
            more = len(commission.options) - len(names)
            named = join_names([*names, *([f"{more} more"] if more else [])])
            blocks.append(Paragraph(f"Appraised were: {named}."))
        return Section("longlist", "Longlist", blocks)
    blocks = [
        *_list_factors(commission),
        Heading("Every option that was proposed"),
        Paragraph(_say_roles(commission)),
        _list_options(commission),
        *_assess_factors(commission),
        *_list_dropped(commission),
    ]
    return Section("longlist", "Longlist", blocks)


def _list_factors(commission: CommissionReading) -> list[Block]:
    factors = commission.tables("critical_success_factors")
    if not factors:
        return [say_missing("Critical success factors are")]
    facts = [
        (_name_factor(factor), shorten(read_text(factor.get("description"), "–"), LONGEST_TEXT))
        for factor in factors
    ]
    return [Heading("Critical success factors: what an option must meet"), Facts(facts)]


def _name_factor(factor: Mapping[str, Any]) -> str:
    return shorten(read_part(factor, "name", read_part(factor, "id", "Not named")), 80)


def _say_roles(commission: CommissionReading) -> str:
    """Say which option is which of those that always stand on the longlist."""
    wanted = ("business as usual", "do minimum", "in-house comparator")
    said = []
    for role in wanted:
        names = [option.quoted for option in commission.options if role in option.roles]
        said.append(f"{capitalise(role)}: {join_names(names) if names else 'not on the longlist'}.")
    levers = [option.quoted for option in commission.options if option.read("model") in words.LEVERS]
    said.append(
        f"Ways other than a provider: {join_names(levers)}."
        if levers
        else "No way other than a provider is listed."
    )
    return " ".join(said)


def _list_options(commission: CommissionReading) -> Table:
    columns = [
        Column("Option", weight=1.6),
        Column("Model"),
        Column("Proposed by"),
        Column("Where it stands", weight=0.9),
        Column("Law", weight=0.8),
    ]
    rows = [
        [
            shorten(option.name, LONGEST_NAME),
            option.model,
            _name_proposer(option),
            name_word(words.OPTION_STATUSES, option.written.get("status")),
            option.law,
        ]
        for option in commission.options
    ]
    return make_table("The longlist", columns, rows)


def _name_proposer(option: CommissionOption) -> str:
    as_what = name_word(words.PROPOSERS, option.written.get("proposed_as"), "")
    by = shorten(option.read("proposed_by"), 100)
    return f"{by} ({as_what.lower()})" if by and as_what and by != as_what else by or as_what or "–"


def _assess_factors(commission: CommissionReading) -> list[Block]:
    factors = commission.tables("critical_success_factors")
    tables: list[Block] = [
        _assess_some(commission, factors[first : first + FACTORS_A_TABLE])
        for first in range(0, len(factors), FACTORS_A_TABLE)
    ]
    return [Heading("How each option meets the factors"), *tables] if tables else []


def _assess_some(commission: CommissionReading, factors: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        [
            Cell(shorten(option.name, LONGEST_NAME)),
            *(_show_factor(option, read_text(factor.get("id"))) for factor in factors),
        ]
        for option in commission.options
    ]
    columns = [Column("Option", weight=1.4), *(Column(_name_factor(factor)) for factor in factors)]
    return make_table("Does the option meet the factor?", columns, rows)


def _show_factor(option: CommissionOption, factor: str) -> Cell:
    assessed = dig(option.written, "factors", factor)
    if is_withheld(assessed):
        return Cell(say_withheld(assessed))
    meets, note = read_text(dig(assessed, "meets")), shorten(read_text(dig(assessed, "note")), LONGEST_NOTE)
    said = name_word(words.FACTORS, meets, "Not assessed")
    return Cell(f"{said}: {note}" if note else said, FACTOR_TONES.get(meets, ""))


def _list_dropped(commission: CommissionReading) -> list[Block]:
    dropped = [option for option in commission.options if option.status == "dropped"]
    waiting = [option for option in commission.options if option.status == "proposed"]
    blocks: list[Block] = [Heading("Why options were dropped")]
    if dropped:
        columns = [Column("Option"), Column("Why", weight=2), Column("Answer to who proposed it", weight=1.4)]
        rows: list[list[Cell | str]] = [
            [shorten(option.name, LONGEST_NAME), _say_dropped(option), _say_answer(option)]
            for option in dropped
        ]
        blocks.append(make_table("Options that were dropped", columns, rows))
    else:
        blocks.append(Paragraph("No option is recorded as dropped."))
    if waiting:
        names = join_names(option.quoted for option in waiting[:MOST_OPTIONS_DRAWN])
        blocks.append(Paragraph(f"Proposed and not answered yet ({len(waiting)}): {names}."))
    return blocks


def _say_dropped(option: CommissionOption) -> Cell:
    reason = option.read("dropped_reason")
    return (
        Cell(finish(shorten(reason, LONGEST_TEXT)))
        if reason
        else Cell("No reason is recorded.", is_strong=True)
    )


def _say_answer(option: CommissionOption) -> str:
    answer = read_text(option.written.get("answer"))
    if not answer:
        return "–"
    reason, day = option.read("answer_reason"), read_date(option.written.get("answered_on"), "")
    said = capitalise(answer) + (f", {day}" if day else "")
    return finish(f"{said}. {shorten(reason, LONGEST_TEXT)}" if reason else said)


def write_law(commission: CommissionReading) -> Section:
    """Write which options are open in law, by which rule and source, and which duties bind the commission."""
    if not commission.law:
        return Section("law", "What the law allows", [say_missing("What the law allows is")])
    columns = [
        Column("Option"),
        Column("Status", weight=0.7),
        Column("Why", weight=1.8),
        Column("Rules and sources", weight=1.5),
    ]
    rows: list[list[Cell | str]] = [
        [shorten(option.name, LONGEST_NAME), option.law, _say_why_lawful(option), _list_sources(option)]
        for option in commission.options
    ]
    blocks: list[Block] = [
        Paragraph(describe_law(commission)),
        make_table("What the law allows, option by option", columns, rows),
    ]
    duties = read_tables(commission.law.get("commission"))
    if duties:
        blocks += [Heading("Duties that come with the commission"), _list_duties(duties)]
    return Section("law", "What the law allows", blocks)


def _say_why_lawful(option: CommissionOption) -> str:
    """Say why, with the place's own advice; each rule speaks for itself where no whole reason is given."""
    why = read_text(option.legal.get("why"))
    if not why:
        findings = read_tables(option.legal.get("findings"))
        why = " ".join(finish(read_part(finding, "reason")) for finding in findings)
    advice = read_table(option.written.get("advice"))
    if advice and "own advice" not in why:
        by = ", ".join(
            text for text in (read_text(advice.get("by")), read_date(advice.get("on"), "")) if text
        )
        status = name_word(words.LEGAL_STATUSES, advice.get("status")).lower()
        why = f"{why} Advice{f' by {by}' if by else ''}: {status}. {finish(read_text(advice.get('reason')))}"
    return shorten(finish(why.strip()), LONGEST_TEXT) or "Not recorded"


def _list_sources(option: CommissionOption) -> str:
    named = [_name_source(finding) for finding in read_tables(option.legal.get("findings"))]
    return shorten("; ".join(dict.fromkeys(named)), LONGEST_TEXT) or "–"


def _name_source(finding: Mapping[str, Any]) -> str:
    """Name the source of a rule, how far it can be relied on, and whether it is the place's own."""
    source = shorten(read_part(finding, "source", "No source"), 300)
    status = read_text(finding.get("rule_status"))
    weak = STATUSES[status] if status in ("M", "T", "C") else ""
    notes = [note for note in (weak, "the place’s own rule" if finding.get("own") is True else "") if note]
    return f"{source} ({', '.join(notes)})" if notes else source


def _list_duties(duties: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        [
            shorten(read_part(duty, "title", read_part(duty, "duty", "Not named")), LONGEST_NAME),
            shorten(_explain_duty(duty), LONGEST_TEXT),
            _name_source(duty),
        ]
        for duty in duties
    ]
    columns = [
        Column("Rule", weight=0.8),
        Column("Why, and what to do", weight=2),
        Column("Source", weight=1.2),
    ]
    return make_table("Regimes and duties", columns, rows)


def _explain_duty(duty: Mapping[str, Any]) -> str:
    return " ".join(finish(text) for key in ("reason", "duty") if (text := read_text(duty.get(key))))


def write_shortlist(commission: CommissionReading) -> Section:
    """Write the shortlist with strengths and weaknesses, and what people value beyond money."""
    reading, options = commission.reading, commission.shortlist
    blocks: list[Block] = []
    if commission.tables("options") and options:
        blocks += [_compare_words(options), *_list_providers(options)]
    elif options:
        blocks.append(Facts([(option.short, _describe_appraised(option)) for option in options]))
    else:
        blocks.append(say_missing("A shortlist is"))
    blocks += [
        Heading("Criteria beyond money"),
        *_write_criteria(commission),
        Paragraph(describe_preferences(reading)),
    ]
    if find_favourites(reading) and len(reading.options) <= MOST_OPTIONS_DRAWN:
        blocks.append(draw_preferences(reading))
    return Section("shortlist", "Shortlist", blocks)


def _write_criteria(commission: CommissionReading) -> list[Block]:
    criteria = commission.reading.criteria
    if not criteria:
        return []
    groups = [group.short for group in commission.reading.groups if group.id != "overall"]
    weighed = f" Weighed by: {join_names(groups)}." if groups else ""
    return [
        Bullets([criterion.name_cut for criterion in criteria]),
        Paragraph(f"Each option is scored.{weighed}"),
    ]


def _describe_appraised(option: CommissionOption) -> str:
    summary = read_text(dig(option.appraised.written, "summary")) if option.appraised else ""
    role = option.appraised.role if option.appraised else ""
    parts = [finish(option.model), finish(capitalise(role)), shorten(summary, LONGEST_TEXT)]
    return " ".join(part for part in parts if part)


def _compare_words(options: Sequence[CommissionOption]) -> Table:
    columns = [
        Column("Option", weight=1.2),
        Column("Strengths", weight=1.3),
        Column("Weaknesses", weight=1.3),
        Column("Term", weight=0.6),
        Column("Law", weight=0.7),
    ]
    rows: list[list[Cell | str]] = [
        [
            _name_with_roles(option),
            shorten(option.read("strengths", "Not recorded"), LONGEST_TEXT),
            shorten(option.read("weaknesses", "Not recorded"), LONGEST_TEXT),
            _say_term(option),
            option.law,
        ]
        for option in options
    ]
    return make_table("The shortlist: strengths and weaknesses", columns, rows)


def _name_with_roles(option: CommissionOption) -> str:
    roles = f" ({join_names(option.roles)})" if option.roles else ""
    return f"{shorten(option.name, LONGEST_NAME)}{roles}"


def _say_term(option: CommissionOption) -> str:
    years = read_number(option.written.get("term_years"))
    return "No term" if years == 0 else say_years(years)


def _list_providers(options: Sequence[CommissionOption]) -> list[Block]:
    rows = []
    for option in options:
        provider = read_table(option.written.get("provider"))
        if provider:
            kind, identifier = (
                read_text(provider.get("kind"), "–"),
                read_text(provider.get("identifier"), "–"),
            )
            owned = read_text(provider.get("ownership_statement"), "No statement yet")
            row = [option.name, read_text(provider.get("name"), "Not named"), kind, identifier, owned]
            rows.append([shorten(text, LONGEST_NAME) for text in row])
    heads = ["Option", "Provider", "Kind", "Number", "Who owns and controls it"]
    return [make_table("Providers named so far", heads, rows)] if rows else []

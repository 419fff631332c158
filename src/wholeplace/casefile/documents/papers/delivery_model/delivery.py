"""What it takes to deliver: people and pensions, the market, and the transition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wholeplace.casefile.documents import commission_words as words
from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Column,
    Facts,
    Heading,
    Paragraph,
    Section,
    Table,
    make_table,
)
from wholeplace.casefile.documents.commission import (
    CommissionReading,
    finish,
    read_date,
    read_part,
    read_tables,
)
from wholeplace.casefile.documents.commission_findings import name_group
from wholeplace.casefile.documents.figures import count, say_years, show_financial_year
from wholeplace.casefile.documents.findings import list_cautions
from wholeplace.casefile.documents.papers.frame import say_missing
from wholeplace.casefile.documents.papers.public_interest import TestReading
from wholeplace.casefile.documents.reading import (
    OptionView,
    Reading,
    dig,
    name_line,
    read_list,
    read_number,
    read_text,
    show_quantity,
)
from wholeplace.casefile.documents.texts import capitalise, join_names, shorten
from wholeplace.casefile.documents.words import CATEGORIES

MOST_OPTIONS, MOST_LINES = 12, 80
STAFF_WORDS = re.compile(r"staff|pension|TUPE|workforce|employ|union", re.IGNORECASE)


def write_people(commission: CommissionReading) -> Section:
    """Write whom it employs: who may transfer, pensions, what staff said."""
    test = TestReading(commission)
    blocks: list[Block] = [
        Facts([("Staff affected", words.say_yes_or_no(commission.written.get("affects_staff")))])
    ]
    duties = [duty for duty in read_tables(commission.law.get("commission")) if _is_about_staff(duty)]
    if duties:
        told = [
            f"{finish(read_part(duty, 'reason'))} {finish(read_text(duty.get('duty')))} "
            f"({read_text(duty.get('source'), 'no source')})"
            for duty in duties
        ]
        blocks += [Heading("Duties to staff"), Bullets(told)]
    blocks += _list_lines(commission.reading, ("staff", "pensions"), "Staff and pensions")
    blocks += _list_gaps(commission.reading, ("pensions",))
    blocks += _list_test_answers(test, ("workforce", "skills"))
    blocks += _list_said(commission, ("staff", "unions"))
    return Section("people", "People and pensions", blocks)


def _is_about_staff(duty: Mapping[str, Any]) -> bool:
    topic = read_text(duty.get("topic"))
    return topic == "workforce" if topic else bool(STAFF_WORDS.search(read_text(duty.get("reason"))))


def write_market(commission: CommissionReading) -> Section:
    """Write who could provide: who proposed, and whether small providers can take part."""
    blocks: list[Block] = [
        *_list_test_answers(TestReading(commission), ("market_impact", "economic_growth", "social_value")),
        Heading("Who has come forward"),
        Paragraph(_say_proposals(commission)),
        *_list_said(commission, ("providers",)),
        Heading("Grant or contract"),
        Paragraph(_say_grant(commission)),
        *_list_check(commission, "barrier_check", "Barriers to small and social providers"),
        *_list_check(commission, "specification_check", "Wording of the specification"),
    ]
    return Section("market", "Market", blocks)


def _say_proposals(commission: CommissionReading) -> str:
    from_market = ("charity", "co-operative", "firm", "staff-group")
    proposed = [one for one in commission.options if one.written.get("proposed_as") in from_market]
    reserved = [one.quoted for one in commission.options if one.written.get("is_reserved") is True]
    if not proposed:
        said = "No proposal by a charity, co-operative, firm or staff group is recorded."
    else:
        named = join_names(one.quoted for one in proposed[:MOST_OPTIONS])
        verb = "comes" if len(proposed) == 1 else "come"
        said = f"{count(len(proposed), 'option')} {verb} from staff, charities or firms: {named}."
    kept = join_names(reserved[:MOST_OPTIONS])
    return f"{said} To be reserved to mutuals or supported employment: {kept}." if reserved else said


def _say_grant(commission: CommissionReading) -> str:
    written = commission.table("grant_considered")
    if written.get("considered") is None:
        return "Whether a grant was considered is not recorded."
    said = "A grant was considered." if written["considered"] is True else "A grant was not considered."
    return f"{said} {finish(read_text(written.get('reason'), 'No reason is recorded'))}"


def _list_check(commission: CommissionReading, key: str, title: str) -> list[Block]:
    written = commission.table(key)
    if not written:
        return [Heading(title), say_missing("This check is")]
    findings = read_tables(written.get("findings"))
    done = f"Checked on {read_date(written.get('done_on'), 'a day that is not recorded')}: "
    blocks: list[Block] = [
        Heading(title),
        Paragraph(f"{done}{count(len(findings), 'finding') if findings else 'nothing found'}."),
    ]
    if findings:
        rows = [
            [
                shorten(read_part(one, "finding", "Not named"), 500),
                read_text(one.get("answer"), "No answer yet"),
            ]
            for one in findings
        ]
        blocks.append(make_table(f"{title}: findings and answers", ["Finding", "Answer"], rows))
    return blocks


def write_transition(commission: CommissionReading) -> Section:
    """Write how long it takes to begin, what that costs, and how ready the body is."""
    reading = commission.reading
    blocks: list[Block] = [
        Facts([("Starts", read_date(commission.written.get("starts_on"), "Not recorded"))])
    ]
    if reading.options:
        blocks.append(_list_mobilisation(reading))
    blocks += _list_lines(reading, ("transition",), "Transition")
    blocks += _list_gaps(reading, ("transition",))
    readiness = ("systems", "assets", "governance", "transition")
    blocks += _list_test_answers(TestReading(commission), readiness)
    return Section("transition", "Transition", blocks)


def _list_mobilisation(reading: Reading) -> Table:
    rows = [
        [
            option.label,
            _say_months(read_number(option.written.get("mobilisation_months"))),
            _say_notice(option),
            say_years(read_number(option.written.get("term_years")))
            if option.written.get("term_years")
            else "No term",
        ]
        for option in reading.options
    ]
    heads = ["Option", "Time to begin", "Notice to leave", "Term"]
    return make_table("How long each option takes to begin, and how it ends", heads, rows)


def _say_months(months: float | None) -> str:
    return "At once, or not recorded" if not months else count(months, "month")


def _say_notice(option: OptionView) -> str:
    months = read_number(option.written.get("notice_months"))
    return "–" if not months else count(months, "month")


# --- shared by the three -----------------------------------------------------------------------------------


def _list_lines(reading: Reading, categories: Sequence[str], title: str) -> list[Block]:
    """List the cost lines of some categories, as they were written."""
    found = [
        row for option in reading.options[:MOST_OPTIONS] for row in _find_lines(reading, option, categories)
    ]
    if not found:
        return [Paragraph(f"{title}: no line of cost is written down.")]
    columns = [
        Column("Option", weight=1.2),
        Column("Cost", weight=1.3),
        Column("Kind", weight=0.8),
        Column("Who pays"),
        Column("Pounds a year", weight=1.4),
        Column("Years", weight=0.9),
    ]
    more = len(found) - MOST_LINES
    note = f"{more} more lines are in the case file." if more > 0 else ""
    return [make_table(f"{title}: lines of cost as written down", columns, found[:MOST_LINES], note)]


def _find_lines(reading: Reading, option: OptionView, categories: Sequence[str]) -> Iterator[list[str]]:
    for line in option.lines("costs"):
        category = read_text(dig(line, "category"))
        if category in categories:
            yield [
                option.label,
                shorten(name_line(line, "costs"), 120),
                CATEGORIES[category],
                reading.name_agency(dig(line, "agency")),
                show_quantity(dig(line, "amount"), "amount"),
                _say_span(reading, dig(line, "years")),
            ]


def _say_span(reading: Reading, years: Any) -> str:
    ends = [read_number(year) for year in read_list(years)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return "–"
    first, last = (show_financial_year(reading.start_year, int(end or 0)) for end in ends)
    return first if first == last else f"{first} to {last}"


def _list_gaps(reading: Reading, names: Sequence[str]) -> list[Block]:
    found = [shorten(text, 500) for kind, text in list_cautions(reading) if kind == "finance"]
    kept = [text for text in found if any(f"No {name} cost" in text for name in names)]
    return [Bullets(kept)] if kept else []


def _list_test_answers(test: TestReading, keys: Sequence[str]) -> list[Block]:
    facts = [
        (answer.question, f"{finish(answer.said)} {finish(shorten(answer.reason, 900))}".strip())
        for key in keys
        if (answer := test.answers.get(key)) is not None
    ]
    if not facts:
        return []
    return [Heading("From the Public Interest Test"), Facts(facts)]


def _list_said(commission: CommissionReading, groups: Sequence[str]) -> list[Block]:
    """List what some groups said and what was answered."""
    said = [
        f"{name_group(one)}: “{shorten(read_part(theme, 'theme', 'Not named'), 200)}”. "
        f"{finish(shorten(read_text(theme.get('response'), 'No response yet'), 500))}"
        for one in commission.tables("involvement")
        if one.get("group") in groups
        for theme in read_tables(one.get("themes"))
    ]
    held = [one for one in commission.tables("involvement") if one.get("group") in groups]
    if said:
        return [
            Heading(f"What {join_names(words.GROUPS[group].lower() for group in groups)} said"),
            Bullets(said),
        ]
    who = join_names(words.GROUPS[group].lower() for group in groups)
    if held:
        return [
            Paragraph(f"{capitalise(who)} were met ({count(len(held), 'occasion')}); no themes are recorded.")
        ]
    return [Paragraph(f"No conversation with {who} is recorded.")]

"""What the options cost over their whole life, how sure that is, and how they can be left."""

from __future__ import annotations

from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Section,
    Table,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.chapters.certainty import list_chances
from wholeplace.casefile.documents.chapters.money import draw_cash, draw_lock_in, list_lock_in
from wholeplace.casefile.documents.chapters.options import (
    compare_options,
    compare_public_money,
    draw_net_value,
)
from wholeplace.casefile.documents.commission import CommissionReading, finish
from wholeplace.casefile.documents.figures import count, say_pounds, show_pounds
from wholeplace.casefile.documents.findings import (
    describe_lead,
    describe_lock_in,
    describe_losers,
    describe_minimax,
    describe_worth_of_knowing,
    list_cautions,
    list_changes,
    list_left_out,
    list_worth_finding_out,
    state_answer,
)
from wholeplace.casefile.documents.papers.frame import say_missing
from wholeplace.casefile.documents.reading import Reading, read_number, read_text
from wholeplace.casefile.documents.texts import capitalise, shorten

MOST_DRAWN = 12


def write_cost(commission: CommissionReading) -> Section:
    """Write the should-cost model of each option over its whole life, with ranges."""
    reading = commission.reading
    if not reading.options:
        return Section("cost", "Whole-life cost and value", [say_missing("An appraisal is")])
    blocks: list[Block] = [
        Paragraph(state_answer(reading)),
        Paragraph(_say_basis(reading), "hint"),
        _list_costs(reading),
        draw_net_value(reading, MOST_DRAWN),
        *_say_cut(reading),
        compare_options(reading),
        compare_public_money(reading),
        Heading("Cash by year"),
        Paragraph(
            "Average cash of all public bodies together, for the front-runner, the in-house comparator and "
            "business as usual. Only savings that can be banked are counted."
        ),
        draw_cash(reading),
    ]
    return Section("cost", "Whole-life cost and value", blocks)


def _say_basis(reading: Reading) -> str:
    prices = read_number(reading.case.get("price_base_year"))
    base = f" in the prices of {prices:.0f}" if prices is not None else ""
    draws = read_number(reading.results.get("draws"))
    tried = f" Each figure is an average over {draws:,.0f} draws." if draws else ""
    return (
        f"Present values over {count(reading.horizon, 'year')}{base}: later years count for less. Every "
        f"option is costed line by line, to the same depth, with ranges instead of single figures.{tried}"
    )


def _say_cut(reading: Reading) -> list[Block]:
    more = len(reading.options) - MOST_DRAWN
    return (
        [Paragraph(f"The picture shows the first {MOST_DRAWN}; the tables show all.", "hint")]
        if more > 0
        else []
    )


def _list_costs(reading: Reading) -> Table:
    rows: list[list[Cell | str]] = []
    for option in reading.options:
        spread, public = option.spread("cost_pv"), option.spread("public_cost_pv")
        label = f"{option.label} ({option.role})" if option.role else option.label
        figures = [show_pounds(value) for value in (spread.p10, spread.p90, public.mean)]
        rows.append([label, Cell(show_pounds(spread.mean), is_strong=True), *figures])
    columns = [
        Column("Option"),
        number_column("Whole-life cost, average"),
        number_column("1 case in 10 is under"),
        number_column("1 case in 10 is over"),
        number_column("Of the average, public bodies pay"),
    ]
    return make_table("Whole-life cost with its range: present values in pounds", columns, rows)


def write_risk(commission: CommissionReading) -> Section:
    """Write how sure the comparison is, what would change it, and who would lose."""
    reading = commission.reading
    if not reading.options:
        return Section("risk", "Risk", [say_missing("An appraisal is")])
    blocks: list[Block] = [
        Paragraph(f"Next: {describe_lead(reading)}"),
        Paragraph(f"{describe_worth_of_knowing(reading)} {describe_minimax(reading)}"),
        list_chances(reading),
        Heading("What would change the answer"),
    ]
    for beginning, changes in list_changes(reading):
        blocks += [Paragraph(beginning), *([Bullets(changes)] if changes else [])]
    blocks += [*_write_losers(reading), *_write_unknowns(reading), *_write_named_risks(commission)]
    return Section("risk", "Risk", blocks)


def _write_losers(reading: Reading) -> list[Block]:
    rows = [[option.label, describe_losers(reading, option)] for option in reading.options]
    columns = [Column("Option"), Column("Worse off on average", weight=3)]
    return [
        Heading("A saving is not a bill for somebody else"),
        make_table("Who would be worse off, option by option", columns, rows),
    ]


def _write_unknowns(reading: Reading) -> list[Block]:
    worth = [
        f"{name}: worth up to {say_pounds(value)}." for name, value, _ in list_worth_finding_out(reading, 5)
    ]
    guesses = [shorten(caution, 500) for kind, caution in list_cautions(reading) if kind == "guesses"][:6]
    blocks: list[Block] = [Heading("What is least sure"), Bullets([*list_left_out(reading), *guesses])]
    if worth:
        blocks += [Paragraph("Worth finding out before deciding:"), Bullets(worth)]
    return blocks


def _write_named_risks(commission: CommissionReading) -> list[Block]:
    risks = read_text(commission.table("recommendation").get("risks"))
    return [Heading("Risks that officers name"), Paragraph(finish(shorten(risks, 2000)))] if risks else []


def write_exit(commission: CommissionReading) -> Section:
    """Write what each option commits and how it can be left."""
    reading = commission.reading
    blocks: list[Block] = []
    if reading.best is not None:
        blocks.append(Paragraph(f"{reading.best.quoted}: {_lower(describe_lock_in(reading.best))}"))
    if reading.options:
        blocks += [draw_lock_in(reading, MOST_DRAWN), *_say_cut(reading), list_lock_in(reading)]
    else:
        blocks.append(say_missing("Lock-in is"))
    limit = read_number(commission.table("place").get("lock_in_limit_share"))
    if limit is not None:
        text = f"The place has set itself a limit: {limit:.0%} of a budget may be committed without a reason."
        blocks.append(Paragraph(text))
    reason = commission.read("lock_in_justification")
    if reason:
        blocks.append(Paragraph(f"Reason given for what is locked in: {finish(shorten(reason, 2000))}"))
    leaving = [capitalise(shorten(text, 500)) for kind, text in list_cautions(reading) if kind == "leaving"]
    if leaving:
        blocks += [Heading("Cautions on starting and leaving"), Bullets(leaving[:8])]
    return Section("exit", "Lock-in and exit", blocks)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]

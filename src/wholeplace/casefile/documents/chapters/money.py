"""Who gains and who pays, what is locked in, and the cash of each year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wholeplace.casefile.documents import words
from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Details,
    Paragraph,
    Section,
    Table,
    Tone,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.charts.columns import Panel, draw_columns
from wholeplace.casefile.documents.charts.matrix import MatrixCell, MatrixRow, draw_matrix
from wholeplace.casefile.documents.charts.timeline import Commitment, draw_timeline
from wholeplace.casefile.documents.figures import (
    MINUS,
    count,
    label_pounds,
    say_years,
    show_financial_year,
    show_pounds,
    show_share,
)
from wholeplace.casefile.documents.findings import (
    LOSS_POUNDS,
    describe_lock_in,
    describe_losers,
    list_losers,
    say_exit,
)
from wholeplace.casefile.documents.reading import (
    Named,
    OptionView,
    Reading,
    dig,
    name_line,
    read_list,
    read_number,
    read_table,
    show_quantity,
)
from wholeplace.casefile.documents.texts import join_names, shorten

MOST_YEARS = 20
CASH_COLUMNS = {
    "revenue_cost": "Revenue cost",
    "capital_cost": "Capital cost",
    "cashable_benefit": "Savings banked",
    "transfers": "Transfers in less out",
    "net": "Net",
}


def write_gains(reading: Reading) -> Section:
    """Write who gains and who pays, compared with business as usual."""
    today = reading.today.quoted if reading.today else "business as usual"
    blocks: list[Block] = [
        Paragraph(
            f"Each figure compares an option with business as usual ({today}): what it means for "
            "one budget over "
            "the whole period. A saving for one body may be a bill for another."
        ),
        Paragraph(_state_shunting(reading)),
    ]
    if reading.agencies:
        blocks += [draw_gains(reading), Details("Figures of who gains and who pays", [_list_gains(reading)])]
    bodies = _list_bodies(reading)
    if bodies is not None:
        blocks.append(Details("The same for whole bodies with several budgets", [bodies]))
    return Section("gains", "Who gains and who pays", [*blocks, *_write_transfers(reading)])


def _state_shunting(reading: Reading) -> str:
    best = reading.best
    if best is None:
        return "Whether a saving of one body is a bill for another is not in this file."
    losers = list_losers(reading, best)
    if not losers:
        return f"No cost-shunting: under {best.quoted}, no public body and no resident loses on average."
    return (
        f"Cost-shunting: under {best.quoted}, worse off on average are {describe_losers(reading, best, 10)} "
        "The principle “no cost-shunting” holds only if their compensation is agreed and recorded."
    )


def draw_gains(reading: Reading) -> Chart:
    """Draw the matrix of agencies and options."""
    others = [option for option in reading.options if not option.is_business_as_usual] or [*reading.options]
    pairs = [(option, agency) for option in others for agency in reading.agencies]
    largest = max((abs(_find_change(*pair) or 0.0) for pair in pairs), default=0.0)
    rows = [
        MatrixRow(agency.short, [_tint_change(_find_change(option, agency), largest) for option in others])
        for agency in reading.agencies
    ]
    legend = "; ".join(f"{option.letter} {option.short}" for option in others)
    return draw_matrix(
        "who-gains",
        _title_gains(reading),
        "Change against business as usual by agency and option. The table below has the same figures.",
        [option.letter for option in others],
        rows,
        f"{MINUS} loses (orange), + gains (blue); deeper tints are larger sums. {legend}.",
    )


def _find_change(option: OptionView, agency: Named) -> float | None:
    return option.number("shunting", agency.id, "mean")


def _title_gains(reading: Reading) -> str:
    best = reading.best
    if best is None:
        return "Who gains and who pays"
    changes = [
        (change, agency.short) for agency in reading.agencies if (change := _find_change(best, agency))
    ]
    if best.is_business_as_usual or not changes:
        return "Who gains and who pays, compared with business as usual"
    (most, winner), (least, loser) = max(changes), min(changes)
    if least >= LOSS_POUNDS:
        return f"Under {best.quoted}, {winner} gains most and nobody loses"
    if most <= 0:
        return f"Under {best.quoted}, {loser} loses most and nobody gains"
    return f"Under {best.quoted}, {winner} gains most and {loser} loses most"


def _tint_change(change: float | None, largest: float) -> MatrixCell:
    if change is None:
        return MatrixCell(words.NONE)
    if abs(change) < 0.5:
        return MatrixCell("0")
    text = label_pounds(change)
    return MatrixCell(text if change < 0 else f"+{text}", find_tone(change, largest))


def find_tone(change: float, largest: float) -> Tone:
    """Give the tint of a change: three depths either way."""
    share = abs(change) / largest if largest > 0 else 0.0
    if change < 0:
        return "loss-3" if share > 0.5 else "loss-2" if share > 0.1 else "loss-1"
    return "gain-3" if share > 0.5 else "gain-2" if share > 0.1 else "gain-1"


def _list_gains(reading: Reading) -> Table:
    rows = [
        [Cell(agency.name), *(_show_change(option, agency) for option in reading.options)]
        for agency in reading.agencies
    ]
    columns = [Column("Agency"), *(number_column(option.label) for option in reading.options)]
    return make_table(
        "Average change against business as usual, pounds, and the chance of being worse off",
        columns,
        rows,
    )


def _show_change(option: OptionView, agency: Named) -> Cell:
    change = _find_change(option, agency)
    chance = option.number("shunting", agency.id, "probability_of_loss")
    if change is None:
        return Cell(words.NONE)
    tone: Tone = "loss-1" if change < LOSS_POUNDS else "gain-1" if change > -LOSS_POUNDS else ""
    return Cell(f"{show_pounds(change)} ({show_share(chance)})", tone)


def _list_bodies(reading: Reading) -> Table | None:
    """Sum the budget heads of each body that has several; their means add up."""
    bodies: dict[str, list[Named]] = {}
    for agency in reading.agencies:
        if isinstance(body := agency.written.get("body"), str):
            bodies.setdefault(body, []).append(agency)
    if not bodies:
        return None
    rows: list[list[Cell | str]] = [
        [reading.name_body(body), *(_sum_body(option, heads) for option in reading.options)]
        for body, heads in bodies.items()
    ]
    columns = [Column("Body"), *(number_column(option.label) for option in reading.options)]
    return make_table("Average change against business as usual by body, pounds", columns, rows)


def _sum_body(option: OptionView, heads: Sequence[Named]) -> Cell:
    changes = [_find_change(option, head) for head in heads]
    if any(change is None for change in changes):
        return Cell(words.NONE)
    total = sum(change or 0.0 for change in changes)
    return Cell(show_pounds(total), "loss-1" if total < LOSS_POUNDS else "")


def _write_transfers(reading: Reading) -> list[Block]:
    sentences = [
        f"{option.label}: {shorten(name_line(transfer, 'transfers'))}: "
        f"{reading.name_agency(dig(transfer, 'from'))} pays {reading.name_agency(dig(transfer, 'to'))} "
        f"{show_quantity(dig(transfer, 'amount'), 'amount')} a year."
        for option in reading.options
        for transfer in option.lines("transfers")
        if read_table(transfer)
    ]
    if not sentences:
        return [Paragraph("The options contain no transfers of money between agencies.")]
    summary = f"Transfers between agencies ({len(sentences)})"
    return [Details(summary, [Paragraph("A transfer adds nothing in total."), Bullets(sentences)])]


def write_lock_in(reading: Reading) -> Section:
    """Write from when each option can be left."""
    blocks: list[Block] = []
    if reading.best is not None:
        blocks.append(Paragraph(f"{reading.best.quoted}: {_lower(describe_lock_in(reading.best))}"))
    blocks += [draw_lock_in(reading), list_lock_in(reading)]
    blocks.append(Details("Committed share of each year", [_list_committed(reading)]))
    return Section("lock-in", "What is locked in", blocks)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def draw_lock_in(reading: Reading, most: int | None = None) -> Chart:
    """Draw how long each option is committed, or the first so many."""
    options = reading.options[:most]
    rows = [
        Commitment(
            f"{option.letter}  {option.short}",
            option.number("lock_in", "earliest_exit_years"),
            _label_commitment(option),
            is_leading=reading.best is not None and option.id == reading.best.id,
        )
        for option in options
    ]
    said = "; ".join(f"{option.label}: {_label_commitment(option)}" for option in options)
    return draw_timeline(
        "committed",
        _title_lock_in(reading),
        f"How long each option is committed before it can be left, and the share of its cost. {said}.",
        rows,
        (reading.start_year, reading.horizon),
    )


def _label_commitment(option: OptionView) -> str:
    years = option.number("lock_in", "earliest_exit_years")
    if years is None:
        return "not shown"
    share = show_share(option.number("lock_in", "committed_pv_share"))
    return f"{say_years(years)}, {share} of cost" if years else "may be left at any time"


def _title_lock_in(reading: Reading) -> str:
    known = [
        (years, option)
        for option in reading.options
        if (years := option.number("lock_in", "earliest_exit_years")) is not None
    ]
    if not known:
        return "How long each option is committed"
    longest = max(years for years, _ in known)
    names = [option.quoted for years, option in known if years == longest]
    if longest == 0:
        return "No option commits the budget"
    verb = "commits" if len(names) == 1 else "commit"
    who = join_names(names) if len(names) < 4 else count(len(names), "option")
    return f"{who} {verb} the budget longest: {say_years(longest)}"


def list_lock_in(reading: Reading) -> Table:
    """List what each option commits and what leaving costs."""
    rows = [
        [
            option.label,
            say_exit(option),
            show_share(option.number("lock_in", "committed_pv_share")),
            show_pounds(option.number("lock_in", "exit_cost")),
            show_pounds(option.number("lock_in", "value_of_leaving")),
        ]
        for option in reading.options
    ]
    columns = [
        Column("Option"),
        number_column("Can be left after"),
        number_column("Committed share of cost"),
        number_column("Cost of leaving"),
        number_column("Value of being able to leave, at most"),
    ]
    return make_table(
        "What each option commits, and what it is worth to be able to leave",
        columns,
        rows,
        "The value of leaving is an upper bound: it supposes that all is known at the break. A "
        "dash: no break "
        "within the horizon.",
    )


def _list_committed(reading: Reading) -> Table:
    bands = make_bands(reading.horizon)
    rows = []
    for option in reading.options:
        shares = read_list(dig(option.found, "lock_in", "committed_share"))
        known = [[read_number(share) for share in shares[first : last + 1]] for first, last in bands]
        rows.append(
            [
                option.label,
                *(
                    show_share(sum(share or 0.0 for share in band) / len(band)) if band else words.NONE
                    for band in known
                ),
            ]
        )
    heads = [name_band(reading.start_year, band) for band in bands]
    return make_table(
        "Share of each year’s cost that is committed",
        ["Option", *(number_column(head, 0.5) for head in heads)],
        rows,
        "" if len(bands) == reading.horizon else "Average of each band of years.",
    )


def make_bands(horizon: int) -> list[tuple[int, int]]:
    """Group the years of a long case, so that tables and charts stay readable.

    Parameters
    ----------
    horizon : int
        Years, at least 1.

    Returns
    -------
    list of tuple of int
        First and last year of each band; single years up to 20, else at most 20 equal bands.
    """
    size = -(-horizon // MOST_YEARS)
    return [(first, min(first + size, horizon) - 1) for first in range(0, horizon, size)]


def name_band(start_year: int, band: tuple[int, int]) -> str:
    """Name a band of years: "2027/28", or "2027–2036"."""
    first, last = band
    if first == last:
        return show_financial_year(start_year, first)
    return f"{start_year + first}–{start_year + last}"


def write_cash(reading: Reading) -> Section:
    """Write the cash of each year for the finance plan."""
    inflation = reading.case.get("inflation")
    basis = (
        "in the real pounds of the price base year, because no inflation is given"
        if inflation is None
        else "in the pounds of each year, with inflation"
    )
    blocks: list[Block] = [
        Paragraph(
            f"Average cash by year, {basis}, without discounting: what a medium-term financial plan "
            "needs. Only "
            "savings that can be banked are counted. Shown for the front-runner, the in-house comparator and "
            "business as usual; the case file has every option."
        ),
        draw_cash(reading),
        *(_detail_cash(reading, option) for option in reading.leading),
    ]
    return Section("cash", "Cash by year", blocks)


def draw_cash(reading: Reading) -> Chart:
    """Draw the net cash of all public bodies by year."""
    bands = make_bands(reading.horizon)
    panels = [
        Panel(
            f"{option.label} ({option.role})" if option.role else option.label,
            _sum_cash(reading, option, bands),
        )
        for option in reading.leading
    ]
    said = "; ".join(f"{panel.name}: {label_pounds(sum(panel.values))} in total" for panel in panels)
    return draw_columns(
        "cash-by-year",
        _title_cash(panels, name_band(reading.start_year, bands[0])),
        f"Net cash of all public bodies together, by year; below zero they pay. {said}.",
        panels,
        [_short_band(reading.start_year, band) for band in bands],
    )


def _short_band(start_year: int, band: tuple[int, int]) -> str:
    return str(start_year + band[0]) if start_year else str(band[0])


def _title_cash(panels: Sequence[Panel], first_band: str) -> str:
    first = panels[0].values[0] if panels and panels[0].values else 0.0
    if not panels or first == 0:
        return "Net cash of all public bodies together, by year"
    word = "costs" if first < 0 else "brings in"
    return f"{panels[0].name} {word} public bodies {label_pounds(abs(first))} net in {first_band}"


def _public_cash(reading: Reading, option: OptionView) -> list[tuple[Named, Mapping[str, Any]]]:
    return [
        (agency, read_table(dig(option.found, "cash", agency.id)))
        for agency in reading.agencies
        if agency.written.get("kind", "public") == "public"
    ]


def _sum_cash(reading: Reading, option: OptionView, bands: Sequence[tuple[int, int]]) -> list[float]:
    flows = [read_list(cash.get("net")) for _, cash in _public_cash(reading, option)]
    return [sum(_sum_band(flow, band) for flow in flows) for band in bands]


def _sum_band(flow: Sequence[Any], band: tuple[int, int]) -> float:
    return sum(read_number(amount) or 0.0 for amount in flow[band[0] : band[1] + 1])


def _detail_cash(reading: Reading, option: OptionView) -> Details:
    cash = read_table(option.found.get("cash"))
    tables: list[Block] = []
    idle = []
    for agency in reading.agencies:
        flows = read_table(cash.get(agency.id))
        if any(read_number(amount) for key in CASH_COLUMNS for amount in read_list(flows.get(key))):
            tables += [_list_cash(reading, option, agency, flows)]
        else:
            idle.append(agency.short)
    if idle:
        tables.append(Paragraph(f"No cash in any year: {join_names(idle)}.", "hint"))
    return Details(f"Cash by year and agency: {option.label}", tables)


def _list_cash(reading: Reading, option: OptionView, agency: Named, flows: Mapping[str, Any]) -> Table:
    bands = make_bands(reading.horizon)
    shown = [
        key
        for key in CASH_COLUMNS
        if key == "net" or any(read_number(amount) for amount in read_list(flows.get(key)))
    ]
    rows = [
        [
            name_band(reading.start_year, band),
            *(show_pounds(_sum_band(read_list(flows.get(key)), band)) for key in shown),
        ]
        for band in bands
    ]
    columns = [
        Column("Year" if len(bands) == reading.horizon else "Years"),
        *(number_column(CASH_COLUMNS[key]) for key in shown),
    ]
    return make_table(f"{agency.short} under {option.letter}: cash in pounds", columns, rows)

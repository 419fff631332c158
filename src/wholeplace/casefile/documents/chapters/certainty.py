"""How sure the answer is, and what to find out first."""

from __future__ import annotations

from wholeplace.casefile.documents import words
from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Details,
    Heading,
    Paragraph,
    Section,
    Table,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.charts.bars import BarRow, draw_bars
from wholeplace.casefile.documents.charts.swings import Swing, draw_swings
from wholeplace.casefile.documents.figures import (
    count,
    label_pounds,
    say_pounds,
    show_pounds,
    show_ratio,
    show_share,
)
from wholeplace.casefile.documents.findings import (
    describe_minimax,
    describe_switch,
    describe_worth_of_knowing,
    find_flips,
    find_scenario_leaders,
    list_worth_finding_out,
    name_chance,
    near_switches,
)
from wholeplace.casefile.documents.reading import (
    OptionView,
    Reading,
    dig,
    read_list,
    read_number,
    read_table,
    read_text,
)
from wholeplace.casefile.documents.texts import capitalise

MOST_BARS = 8


def write_certainty(reading: Reading) -> Section:
    """Write how sure the answer is."""
    blocks: list[Block] = []
    if len(reading.options) > 1:
        blocks.append(draw_chances(reading))
    blocks += [list_chances(reading), Paragraph(describe_worth_of_knowing(reading))]
    blocks += [*_write_scenarios(reading), *_write_sensitivity(reading), *_write_grades(reading)]
    return Section("certainty", "How sure this is", blocks)


def draw_chances(reading: Reading) -> Chart:
    """Draw each option's chance of being best."""
    rows = [
        BarRow(
            f"{option.letter}  {option.short}",
            option.number("probability_best"),
            is_leading=reading.best is not None and option.id == reading.best.id,
        )
        for option in reading.options
    ]
    first = "the best" if reading.may_say_best else "ahead"
    title = f"How likely each option is to be {first}"
    if reading.best is not None and (chance := reading.best.number("probability_best")) is not None:
        title = f"{reading.best.quoted}: {words.count_chances(chance)} to be {first}"
    said = "; ".join(
        f"{option.label}: {show_share(option.number('probability_best'))}" for option in reading.options
    )
    description = f"Share of draws in which each option has the largest net value. {said}."
    return draw_bars("chances", title, description, rows, show_share, end=1.0)


def list_chances(reading: Reading) -> Table:
    """List each option's chance of being ahead and its expected regret."""
    rows = [
        [
            option.label,
            show_share(option.number("probability_best")),
            capitalise(words.say_probability(option.number("probability_best"))),
            show_pounds(option.number("expected_regret")),
        ]
        for option in reading.options
    ]
    columns = [
        Column("Option"),
        number_column(name_chance(reading)),
        Column("In words"),
        number_column("Expected regret"),
    ]
    return make_table(
        f"{name_chance(reading)}, and what choosing each option would cost on average beside the one ahead",
        columns,
        rows,
        "Expected regret: how far the option is behind the one ahead, averaged over the draws.",
    )


def _write_scenarios(reading: Reading) -> list[Block]:
    found = read_table(reading.results.get("scenarios"))
    if len(found) < 2:
        return [
            Heading("If the world turns out differently"),
            Paragraph("The case has no scenarios besides what is expected, so this is not shown."),
        ]
    leaders = find_scenario_leaders(reading)
    columns = [Column("Option"), *(number_column(_head_scenario(reading, scenario)) for scenario in found)]
    rows = [
        [
            Cell(option.label),
            *(
                _mark_leader(read_number(dig(found, scenario, option.id)), leaders.get(scenario), option)
                for scenario in found
            ),
        ]
        for option in reading.options
    ]
    table = make_table(
        "Average net value in each scenario, pounds (▲ leads in that scenario)",
        columns,
        rows,
        "In brackets: how likely the case takes the scenario to be, where it says so.",
    )
    return [
        Heading("If the world turns out differently"),
        Paragraph(describe_minimax(reading)),
        table,
        Details("Regret in each scenario", [_list_regrets(reading)]),
    ]


def _head_scenario(reading: Reading, scenario: str) -> str:
    known = {one.id: one for one in reading.scenarios}
    named = known.get(scenario)
    if named is None:
        return scenario
    probability = read_number(named.written.get("probability"))
    if scenario == "base":
        given = [read_number(one.written.get("probability")) for one in reading.scenarios[1:]]
        probability = max(0.0, 1 - sum(share or 0.0 for share in given)) if any(given) else None
    return f"{named.short} ({show_share(probability)})" if probability is not None else named.short


def _mark_leader(value: float | None, leader: OptionView | None, option: OptionView) -> Cell:
    if leader is not None and leader.id == option.id:
        return Cell(f"▲ {show_pounds(value)}", "first", is_strong=True)
    return Cell(show_pounds(value))


def _list_regrets(reading: Reading) -> Table:
    found = read_table(reading.results.get("regret"))
    rows = [
        [option.label, *(show_pounds(read_number(dig(found, scenario, option.id))) for scenario in found)]
        for option in reading.options
    ]
    columns = [Column("Option"), *(number_column(_head_scenario(reading, scenario)) for scenario in found)]
    return make_table("How far each option stays behind the leader of the scenario, pounds", columns, rows)


def _write_sensitivity(reading: Reading) -> list[Block]:
    leading = [option for option in (reading.best, reading.second) if option is not None]
    charts = [chart for option in leading if (chart := draw_tornado(reading, option)) is not None]
    blocks: list[Block] = [Heading("What moves the result most")]
    if not charts:
        return [
            *blocks,
            Paragraph("No input of the leading options is uncertain, so nothing moves the result."),
        ]
    blocks += [
        Paragraph(
            "Each bar moves one quantity alone from the low to the high end of its range (8 in 10 "
            "cases), with "
            "everything else at its average. ◆ marks one that would put another option ahead."
        ),
        *charts,
        Details("Figures of what moves the result", [_list_swings(reading)]),
    ]
    if near_switches(reading):
        blocks.append(
            Details("How far each line could be out before the lead is lost", [_list_switches(reading)])
        )
    return blocks


def draw_tornado(reading: Reading, option: OptionView) -> Chart | None:
    """Draw what moves one option's value; None where nothing does."""
    mean = option.spread("npsv").mean
    swings = _find_swings(reading, option)[:MOST_BARS]
    if not swings or mean is None:
        return None
    widest = swings[0]
    said = "; ".join(
        f"{swing.name}: {label_pounds(swing.at_low)} at {swing.low}, {label_pounds(swing.at_high)} "
        f"at {swing.high}"
        for swing in swings
    )
    return draw_swings(
        f"tornado-{option.letter}",
        f"What moves {option.quoted} most: {widest.name[:1].lower()}{widest.name[1:]}",
        f"Net value of {option.quoted} when one quantity alone is at its low or high end. {said}.",
        swings,
        mean,
    )


def _find_swings(reading: Reading, option: OptionView) -> list[Swing]:
    best = reading.best.id if reading.best else ""
    swings = []
    for entry in read_list(reading.results.get("tornado")):
        ends = [read_number(end) for end in read_list(dig(entry, "options", option.id))]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            continue
        label = str(dig(entry, "quantity"))
        low, high = (
            reading.show_quantity_value(label, read_number(dig(entry, end))) for end in ("low", "high")
        )
        name = reading.name_quantity_briefly(label)
        swings.append(Swing(name, low, high, ends[0], ends[1], bool(find_flips(entry, best))))
    return sorted(swings, key=lambda swing: -abs(swing.at_high - swing.at_low))


def _list_swings(reading: Reading) -> Table:
    best = reading.best.id if reading.best else ""
    leading = [option for option in (reading.best, reading.second) if option is not None]
    rows = []
    for entry in read_list(reading.results.get("tornado"))[:20]:
        label = str(dig(entry, "quantity"))
        flips = {reading.label_option(winner) for _, _, winner in find_flips(entry, best)}
        rows.append(
            [
                reading.name_quantity(label),
                *(
                    reading.show_quantity_value(label, read_number(dig(entry, end)))
                    for end in ("low", "high")
                ),
                *(
                    show_pounds(read_number(dig(entry, "options", option.id, end)))
                    for option in leading
                    for end in (0, 1)
                ),
                ", ".join(sorted(flips)) or words.NONE,
            ]
        )
    columns = [
        Column("Quantity"),
        number_column("Low end", 0.7),
        number_column("High end", 0.7),
        *(
            number_column(f"{option.letter} at the {end} end")
            for option in leading
            for end in ("low", "high")
        ),
        Column("Would put ahead"),
    ]
    key = "; ".join(option.label for option in leading)
    return make_table("Average net value with one quantity at either end, pounds", columns, rows, f"{key}.")


def _list_switches(reading: Reading) -> Table:
    entries = near_switches(reading)
    rows = [
        [
            capitalise(describe_switch(reading, entry, factor)),
            show_ratio(factor),
            "in reach" if abs(factor - 1) <= 0.2 else "further off",
        ]
        for factor, entry in entries[:20]
    ]
    columns = [
        Column("The two leading options would be level if"),
        number_column("Factor", 0.4),
        Column("Within a fifth"),
    ]
    left = len(entries) - len(rows)
    note = f"{capitalise(count(left, 'line'))} further off are in the case file." if left else ""
    return make_table("Switching values of the two leading options, the nearest first", columns, rows, note)


def _write_grades(reading: Reading) -> list[Block]:
    effects = read_list(reading.results.get("grades"))
    if not effects or reading.best is None:
        return []
    rows = []
    for effect in effects:
        grade = dig(effect, "grade")
        without = read_number(dig(effect, "npsv_without", reading.best.id))
        change = (
            None if (mean := reading.best.spread("npsv").mean) is None or without is None else without - mean
        )
        rows.append(
            [
                f"Grade {grade}: {words.GRADES.get(int(read_number(grade) or 0), words.NOT_KNOWN)}",
                read_text(str(dig(effect, "lines"))),
                show_pounds(change),
                reading.label_option(dig(effect, "best_without")),
            ]
        )
    columns = [
        Column("Evidence grade"),
        number_column("Lines", 0.5),
        number_column(f"{reading.best.letter} would gain"),
        Column("Ahead then"),
    ]
    table = make_table("What taking each grade of evidence at face value would change, pounds", columns, rows)
    return [
        Heading("What weak evidence costs"),
        Paragraph(
            "Costs on weak evidence are raised and benefits on weak evidence lowered, because people are "
            "optimistic. The table shows the result without that correction, one grade at a time."
        ),
        table,
    ]


def write_worth_of_knowing(reading: Reading) -> Section:
    """Write what is worth finding out first."""
    entries = list_worth_finding_out(reading)
    blocks: list[Block] = [Paragraph(describe_worth_of_knowing(reading))]
    if not entries:
        blocks.append(
            Paragraph("No single quantity is worth finding out on its own: none would change the choice.")
        )
        return Section("find-out", "What to find out first", blocks)
    first = entries[0]
    blocks += [
        Bullets(
            [f"First: {first[0]}. Knowing it before deciding would be worth up to {say_pounds(first[1])}."]
        ),
        draw_worth(reading),
        make_table(
            "Most that it could be worth to know each quantity before deciding, pounds",
            ["Quantity", number_column("Worth", 0.5), number_column("Sampling error", 0.5)],
            [[name, show_pounds(value), f"±\u00a0{show_pounds(error)}"] for name, value, error in entries],
            "The worths do not add up: knowing one quantity makes another worth less. Estimates are "
            "a little high "
            "where they are small.",
        ),
    ]
    return Section("find-out", "What to find out first", blocks)


def draw_worth(reading: Reading) -> Chart:
    """Draw what it is worth to know each quantity."""
    entries = list_worth_finding_out(reading)
    said = "; ".join(f"{name}: {say_pounds(value)}" for name, value, _ in entries)
    return draw_bars(
        "worth-knowing",
        f"Most worth finding out: {entries[0][0]}" if entries else "Nothing is worth finding out first",
        f"The most it could be worth to know each quantity; the line shows the sampling error. {said}.",
        [BarRow(name, value, error, number == 0) for number, (name, value, error) in enumerate(entries)],
        label_pounds,
    )

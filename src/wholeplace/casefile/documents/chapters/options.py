"""The options side by side."""

from __future__ import annotations

from wholeplace.casefile.documents import words
from wholeplace.casefile.documents.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    Details,
    Facts,
    Heading,
    Paragraph,
    Section,
    Table,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.charts.ranges import RangeRow, draw_ranges
from wholeplace.casefile.documents.figures import (
    say_pounds,
    say_range,
    show_pounds,
    show_ratio,
    show_share,
)
from wholeplace.casefile.documents.findings import list_losers, name_chance, say_exit
from wholeplace.casefile.documents.reading import OptionView, Reading, Spread, read_text
from wholeplace.casefile.documents.texts import capitalise, shorten


def write_options(reading: Reading) -> Section:
    """Write the comparison of all options."""
    blocks: list[Block] = [
        draw_net_value(reading),
        compare_options(reading),
        Details("What each option means for the public purse alone", [compare_public_money(reading)]),
        Heading("The options in words"),
        Facts([(option.label, _describe_option(option)) for option in reading.options]),
        _explain_words(reading),
    ]
    return Section("options", "Options side by side", blocks)


def draw_net_value(reading: Reading, most: int | None = None) -> Chart:
    """Draw the range of net value of each option, or of the first so many."""
    options = reading.options[:most]
    rows = [
        RangeRow(
            f"{option.letter}  {option.short}",
            option.role,
            option.spread("npsv").p10,
            option.spread("npsv").mean,
            option.spread("npsv").p90,
            is_leading=reading.best is not None and option.id == reading.best.id,
        )
        for option in options
    ]
    description = "; ".join(f"{option.label}: {_describe_range(option.spread('npsv'))}" for option in options)
    return draw_ranges(
        "net-value",
        _title_ranges(reading),
        f"Each bar runs over 8 of 10 cases, the dot is the average. {description}.",
        rows,
    )


def _describe_range(spread: Spread) -> str:
    return f"{say_pounds(spread.mean)} on average, {say_range(spread.p10, spread.p90)}"


def _title_ranges(reading: Reading) -> str:
    best, second = reading.best, reading.second
    if best is None or second is None:
        return "Net value of the options, with its range"
    low, high = best.spread("npsv").p10, second.spread("npsv").p90
    if low is None or high is None:
        return f"{best.quoted} leads on average"
    if low < high:
        return f"{best.quoted} leads on average, but the ranges overlap"
    return f"{best.quoted} leads, and its range lies above the next option’s"


def compare_options(reading: Reading) -> Table:
    """Compare the options: whole-life cost, net value and its range, chance, losers, exit."""
    columns = [
        Column("Option"),
        number_column("Cost"),
        number_column("Net value"),
        number_column("Net value in 8 of 10 cases", 1.3),
        number_column("Benefit for each £1", 0.7),
        number_column(name_chance(reading), 0.8),
        number_column("Worse off", 0.7),
        number_column("Can be left after", 0.9),
    ]
    rows: list[list[Cell | str]] = [
        [
            Cell(_label(option)),
            show_pounds(option.spread("cost_pv").mean),
            Cell(show_pounds(option.spread("npsv").mean), is_strong=True),
            _show_range(option.spread("npsv")),
            show_ratio(option.spread("bcr").mean),
            show_share(option.number("probability_best")),
            str(len(list_losers(reading, option))) if option.found else words.NONE,
            say_exit(option),
        ]
        for option in reading.options
    ]
    return make_table(
        "The options, the leading one first: whole-life present values in pounds",
        columns,
        rows,
        "Worse off: how many public bodies and groups of residents lose on average, compared with "
        "business as usual.",
    )


def _label(option: OptionView) -> str:
    return f"{option.label} ({option.role})" if option.role else option.label


def _show_range(spread: Spread) -> str:
    if spread.p10 is None or spread.p90 is None:
        return words.NONE
    return f"{show_pounds(spread.p10)} to {show_pounds(spread.p90)}"


def compare_public_money(reading: Reading) -> Table:
    """Compare what the options cost and relieve public budgets."""
    columns = [
        Column("Option"),
        number_column("Cost to public bodies"),
        number_column("Relief of public budgets"),
        number_column("Relief for each £1 of public cost", 0.8),
        number_column("Public net value"),
        number_column("Public net value, cash only"),
        number_column("Pays back", 0.8),
    ]
    rows = [
        [
            option.label,
            show_pounds(option.spread("public_cost_pv").mean),
            show_pounds(option.spread("fiscal_pv").mean),
            show_ratio(option.spread("fiscal_return").mean),
            show_pounds(option.spread("public_npv").mean),
            show_pounds(option.spread("cashable_npv").mean),
            _say_payback(option),
        ]
        for option in reading.options
    ]
    return make_table(
        "What each option means for the public purse: average present values in pounds", columns, rows
    )


def _say_payback(option: OptionView) -> str:
    year = option.number("payback_year")
    if year is None:
        return "not within the horizon"
    return "in its first year" if year == 0 else f"in year {year:.0f}"


def _describe_option(option: OptionView) -> str:
    model = words.MODELS.get(str(option.written.get("model")), "")
    proposed = read_text(option.written.get("proposed_by"))
    parts = [
        f"{model}." if model else "",
        f"{capitalise(option.role)}." if option.role else "",
        shorten(read_text(option.written.get("summary")), 900),
        f"Proposed by {shorten(proposed)}." if proposed else "",
    ]
    return " ".join(part for part in parts if part) or read_text(option.written, words.NOT_KNOWN)


def _explain_words(reading: Reading) -> Details:
    return Details(
        "What these words mean",
        [
            Facts(
                [
                    (
                        "Present value",
                        "Money of later years counted for less, by the discount rate of the case.",
                    ),
                    (
                        "Net value",
                        "Everything gained less everything it costs, whoever gains and whoever pays.",
                    ),
                    (
                        "Public net value",
                        "Relief of public budgets, less what public bodies pay; not what people gain.",
                    ),
                    ("Cash only", "The same, counting only savings that can really be banked."),
                    (
                        "In 8 of 10 cases",
                        "From the value that 1 in 10 draws stay under to the one that 9 in 10 do.",
                    ),
                    (
                        name_chance(reading),
                        "The share of draws in which the option has the largest net value.",
                    ),
                ]
            ),
            Paragraph("All figures are averages over the draws unless a range is given.", "hint"),
        ],
    )

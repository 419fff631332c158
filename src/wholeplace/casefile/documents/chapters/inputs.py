"""All inputs: what was written down, how sure each figure is and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wholeplace.casefile.documents import words
from wholeplace.casefile.documents.blocks import (
    Block,
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
from wholeplace.casefile.documents.figures import say_years, show_number, show_pounds, show_share
from wholeplace.casefile.documents.reading import (
    LINE_KINDS,
    OptionView,
    Reading,
    dig,
    is_withheld,
    name_line,
    read_list,
    read_name,
    read_number,
    read_table,
    read_text,
    say_withheld,
    show_quantity,
)
from wholeplace.casefile.documents.texts import join_names

# What a quantity is when it is left out; leaving it out again keeps the sentence short.
_USUAL = {"population": 1, "engagement": 1, "impact": 1, "deadweight": 0, "attribution": 1}


def write_inputs(reading: Reading) -> Section:
    """Write every input."""
    blocks: list[Block] = [
        Paragraph("Everything that the results rest on. Each figure has the status of its source:"),
        Facts([(status, _sentence(meaning)) for status, meaning in words.STATUSES.items()]),
        Facts(_list_case_facts(reading)),
        Heading("The options, line by line"),
        *(_write_option(reading, option) for option in reading.options),
        Heading("The rest"),
        *_write_sections(reading),
    ]
    return Section("inputs", "All inputs", blocks)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _list_case_facts(reading: Reading) -> list[tuple[str, str]]:
    case = reading.case
    regime = words.REGIMES.get(str(case.get("regime")), "")
    return [
        ("Kind of body", words.BODY_KINDS.get(str(case.get("body_kind")), words.NOT_KNOWN)),
        ("First year and length", f"{reading.start_year}, {say_years(reading.horizon)}"),
        ("Prices of", _show_plain(case.get("price_base_year"))),
        ("Discount rate", _show_rate(case.get("rate"))),
        ("Inflation, for cash only", _show_rate(case.get("inflation"))),
        ("Estimated value including VAT", show_pounds(read_number(case.get("value_pounds")))),
        ("Rules as at", read_text(case.get("as_at"), words.NONE) + (f"; {regime}" if regime else "")),
    ]


def _show_plain(value: Any) -> str:
    if is_withheld(value):
        return say_withheld(value)
    return str(value) if isinstance(value, int | float | str) else words.NONE


def _show_rate(rate: Any) -> str:
    number = read_number(rate)
    return _show_plain(rate) if number is None else f"{number * 100:.4g}% a year"


def _write_option(reading: Reading, option: OptionView) -> Details:
    written = option.written
    breaks = [f"year {year}" for year in read_list(written.get("break_years"))]
    facts = [
        ("Kind of arrangement", words.MODELS.get(str(written.get("model")), words.NOT_KNOWN)),
        ("Term", _show_length(written.get("term_years"), 1, "no fixed term")),
        ("Notice", _show_length(written.get("notice_months"), 12, "none")),
        ("Can be left at", join_names(breaks) or words.NONE),
        ("Time to start", _show_length(written.get("mobilisation_months"), 12, "none")),
    ]
    note = read_text(written.get("note"))
    blocks: list[Block] = [Facts(facts), *([Paragraph(note)] if note else [])]
    for kind, make in (("costs", _list_costs), ("benefits", _list_benefits), ("transfers", _list_transfers)):
        if is_withheld(written.get(kind)):
            blocks.append(Paragraph(f"{kind.capitalize()} are {say_withheld(written[kind])}."))
        elif option.lines(kind):
            blocks.append(make(reading, option))
    if read_table(written.get("scores")):
        blocks.append(_list_scores(reading, option))
    if not written:
        blocks = [Paragraph(option.name)]
    return Details(f"Lines of {option.label}", blocks, name_place(option.id))


def _show_length(value: Any, parts: int, nothing: str) -> str:
    if is_withheld(value):
        return say_withheld(value)
    number = read_number(value) or 0.0
    return say_years(number / parts) if number else nothing


@dataclass(frozen=True)
class LineView:
    """One line of cost, benefit or transfer in words; ``other`` is who receives a transfer.

    Of a benefit, ``factors`` are the quantities that are multiplied, each with its name, and ``extras`` what
    else bears on them; ``amount`` has both in one text.
    """

    kind: str
    name: str
    note: str
    agency: str
    other: str
    category: str
    amount: str
    years: str
    evidence: str
    source: str
    factors: Sequence[tuple[str, str]] = ()
    extras: Sequence[str] = ()

    @property
    def full_name(self) -> str:
        """The name with its note, for a table."""
        return f"{self.name}. {self.note}" if self.note else self.name


def name_place(option_id: str) -> str:
    """Name the place of an option's lines on their page, for links to it."""
    return f"lines-{option_id}"


def list_lines(reading: Reading, option: OptionView) -> list[LineView]:
    """List every line of an option in words.

    Parameters
    ----------
    reading : Reading
        The case file.
    option : OptionView
        One of its options.

    Returns
    -------
    list of LineView
        Costs, then benefits, then transfers; empty where there are none or all are withheld.
    """
    return [_read_line(reading, line, kind) for kind in LINE_KINDS for line in option.lines(kind)]


def _read_line(reading: Reading, line: Any, kind: str) -> LineView:
    is_transfer = kind == "transfers"
    makers = {"costs": _show_amount, "benefits": _show_factors, "transfers": _show_transfer}
    return LineView(
        kind=kind,
        name=name_line(line, kind),
        note=read_text(dig(line, "note")),
        agency=reading.name_agency(dig(line, "from" if is_transfer else "agency")),
        other=reading.name_agency(dig(line, "to")) if is_transfer else "",
        category=_name_category(line, kind),
        amount=makers[kind](reading, line),
        years=_show_years(reading, line),
        evidence="" if is_transfer else _show_grade(line),
        source=_show_source(line),
        factors=_list_factors(line) if kind == "benefits" else (),
        extras=_list_extras(reading, line) if kind == "benefits" else (),
    )


def _name_category(line: Any, kind: str) -> str:
    if kind == "costs":
        return words.CATEGORIES.get(str(dig(line, "category") or "other"), words.NOT_KNOWN)
    return words.BENEFIT_KINDS.get(str(dig(line, "kind")), words.NOT_KNOWN) if kind == "benefits" else ""


def _pick_lines(reading: Reading, option: OptionView, kind: str) -> list[LineView]:
    return [line for line in list_lines(reading, option) if line.kind == kind]


def _list_costs(reading: Reading, option: OptionView) -> Table:
    rows = [
        [line.full_name, line.agency, line.category, line.amount, line.years, line.evidence, line.source]
        for line in _pick_lines(reading, option, "costs")
    ]
    columns = [
        Column("Cost", weight=1.4),
        Column("Who pays"),
        Column("Category", weight=0.8),
        Column("Pounds a year", weight=1.2),
        Column("Years", weight=0.7),
        Column("Evidence", weight=1.1),
        Column("Source and status", weight=1.4),
    ]
    return make_table(f"{option.label}: costs", columns, rows)


def _list_benefits(reading: Reading, option: OptionView) -> Table:
    rows = [
        [line.full_name, line.agency, line.category, line.amount, line.years, line.evidence, line.source]
        for line in _pick_lines(reading, option, "benefits")
    ]
    columns = [
        Column("Benefit", weight=1.2),
        Column("Who gains"),
        Column("Kind", weight=0.8),
        Column("How it is worked out (multiplied)", weight=2.8),
        Column("Years", weight=0.7),
        Column("Evidence", weight=1.1),
        Column("Source and status", weight=1.4),
    ]
    return make_table(f"{option.label}: benefits", columns, rows)


def _list_transfers(reading: Reading, option: OptionView) -> Table:
    rows = [
        [line.full_name, line.agency, line.other, line.amount, line.years, line.source]
        for line in _pick_lines(reading, option, "transfers")
    ]
    columns = [
        Column("Transfer"),
        Column("From"),
        Column("To"),
        Column("Pounds a year"),
        Column("Years"),
        Column("Source and status"),
    ]
    return make_table(f"{option.label}: transfers", columns, rows)


def _list_scores(reading: Reading, option: OptionView) -> Table:
    names = {criterion.id: criterion.name for criterion in reading.criteria}
    rows = [
        [names.get(key, key), show_quantity(score, "score")]
        for key, score in read_table(option.written.get("scores")).items()
    ]
    return make_table(f"{option.label}: scores from 0 (worst) to 100 (best)", ["Criterion", "Score"], rows)


def _show_amount(_reading: Reading, line: Any) -> str:
    text = show_quantity(dig(line, "amount"), "amount") if not is_withheld(line) else words.NONE
    return "; ".join([text, *_say_change(line, "growth", "grows {} a year"), *_say_basis(line)])


def _show_transfer(_reading: Reading, line: Any) -> str:
    return show_quantity(dig(line, "amount"), "amount")


def _show_factors(reading: Reading, line: Any) -> str:
    if is_withheld(line):
        return words.NONE
    parts = [f"{name}: {value}" for name, value in _list_factors(line)]
    return "; ".join([*parts, *_list_extras(reading, line)])


def _list_factors(line: Any) -> list[tuple[str, str]]:
    written = {
        key: dig(line, key)
        for key in words.QUANTITIES
        if key != "amount" and dig(line, key) not in (None, _USUAL.get(key))
    }
    return [(words.QUANTITIES[key], show_quantity(value, key)) for key, value in written.items()]


def _list_extras(reading: Reading, line: Any) -> list[str]:
    outcome = _name_outcome(reading, dig(line, "outcome"))
    told = [*_say_change(line, "drop_off", "falls {} a year"), *_say_basis(line)]
    return [*told, f"outcome: {outcome}"] if outcome else told


def _name_outcome(reading: Reading, outcome_id: Any) -> str:
    known = read_list(reading.document.get("outcomes"))
    return next((read_text(dig(one, "name")) for one in known if dig(one, "id") == outcome_id), "")


def _say_change(line: Any, key: str, words_of_change: str) -> list[str]:
    change = read_number(dig(line, key))
    return [words_of_change.format(f"{change * 100:.4g}%")] if change else []


def _say_basis(line: Any) -> list[str]:
    """Say which drivers a line follows and in the prices of which year it is written."""
    drivers = [str(driver) for driver in read_list(dig(line, "drivers"))]
    price_year = dig(line, "price_year")
    told = [f"follows {join_names(drivers)}"] if drivers else []
    return [*told, f"in {price_year} prices"] if isinstance(price_year, int | str) else told


def _show_years(reading: Reading, line: Any) -> str:
    first, last = read_number(dig(line, "years", 0)), read_number(dig(line, "years", 1))
    if first is None or last is None:
        return words.NONE
    start = reading.start_year
    return f"{start + first:.0f}" if first == last else f"{start + first:.0f} to {start + last:.0f}"


def _show_grade(line: Any) -> str:
    grade = dig(line, "grade")
    reason = read_text(dig(line, "grade_reason"))
    if not isinstance(grade, int):
        return f"Not graded. {reason}".strip()
    return f"{grade}, {words.GRADES.get(grade, words.NOT_KNOWN)}. {reason}".strip()


def _show_source(line: Any) -> str:
    """Give source and status of a line, or of each quantity where they differ."""
    source, status = dig(line, "source"), dig(line, "status")
    if not isinstance(source, Mapping) and not isinstance(status, Mapping):
        return _join_source(source, status)
    keys = dict.fromkeys([*read_table(source), *read_table(status)])
    grouped: dict[str, list[str]] = {}
    for key in keys:
        said = _join_source(_pick(source, key), _pick(status, key))
        grouped.setdefault(said, []).append(words.QUANTITIES.get(key, key))
    return "; ".join(f"{join_names(names)}: {said}" for said, names in grouped.items())


def _pick(by_quantity: Any, key: str) -> Any:
    return (
        by_quantity.get(key)
        if isinstance(by_quantity, Mapping) and not is_withheld(by_quantity)
        else by_quantity
    )


def _join_source(source: Any, status: Any) -> str:
    parts = [read_text(source), f"({status})" if isinstance(status, str) else "(no status)"]
    return " ".join(part for part in parts if part)


def _write_sections(reading: Reading) -> list[Block]:
    makers = (
        ("Agencies", _list_agencies),
        ("Outcomes", _list_outcomes),
        ("Scenarios", _list_scenarios),
        ("Criteria", _list_criteria),
        ("Stakeholder groups and their weights", _list_groups),
        ("Parameters: figures taken from elsewhere", _list_parameters),
        ("Distributional weights", _list_weights),
    )
    tables = [(title, make(reading)) for title, make in makers]
    return [Details(f"{title} ({len(table.rows)})", [table]) for title, table in tables if table.rows]


def _list_agencies(reading: Reading) -> Table:
    rows = [
        [
            agency.name,
            words.AGENCY_KINDS.get(str(agency.written.get("kind", "public")), words.NOT_KNOWN),
            reading.name_body(body) if isinstance(body := agency.written.get("body"), str) else words.NONE,
            show_pounds(read_number(agency.written.get("income"))),
        ]
        for agency in reading.agencies
    ]
    return make_table(
        "Who pays or gains", ["Agency", "Kind", "Part of", number_column("Income a year")], rows
    )


def _list_outcomes(reading: Reading) -> Table:
    rows = [
        [
            read_name(one, "outcome"),
            read_text(dig(one, "note"), words.NONE),
        ]
        for one in read_list(reading.document.get("outcomes"))
    ]
    return make_table("What should be different for people", ["Outcome", "Note"], rows)


def _list_scenarios(reading: Reading) -> Table:
    rows = [
        [
            scenario.name,
            show_share(read_number(scenario.written.get("probability"))),
            _show_numbers(scenario.written.get("drivers"), "times"),
            read_text(scenario.written.get("note"), words.NONE),
        ]
        for scenario in reading.scenarios[1:]
    ]
    columns = [Column("Scenario"), number_column("Probability", 0.5), Column("Drivers"), Column("Note")]
    return make_table("How the world may turn out", columns, rows)


def _show_numbers(values: Any, unit: str = "") -> str:
    if is_withheld(values):
        return say_withheld(values)
    parts = [
        f"{key} {show_number(read_number(value))} {unit}".strip() for key, value in read_table(values).items()
    ]
    return "; ".join(parts) or words.NONE


def _list_criteria(reading: Reading) -> Table:
    rows = [
        [
            criterion.name,
            read_text(criterion.written.get("note"), words.NONE),
            _show_source(criterion.written),
        ]
        for criterion in reading.criteria
    ]
    return make_table("What money does not capture", ["Criterion", "Note", "Source and status"], rows)


def _list_groups(reading: Reading) -> Table:
    groups = read_list(reading.document.get("stakeholders"))
    rows = [
        [
            read_name(group, "group"),
            "Unknown: every set of weights is tried"
            if dig(group, "weights") is None
            else _show_numbers(dig(group, "weights")),
            _show_source(group),
        ]
        for group in groups
    ]
    columns = [Column("Group"), Column("Swing weights (0 to 100)"), Column("Source and status")]
    return make_table("How much each criterion matters to each group", columns, rows)


def _list_parameters(reading: Reading) -> Table:
    rows = [
        [
            read_text(record if is_withheld(record) else dig(record, "title"), read_text(dig(record, "id"))),
            _show_parameter(record),
            _show_parameter_source(record),
            _show_plain(dig(record, "status")),
        ]
        for record in read_list(reading.file.get("parameters"))
    ]
    columns = [
        Column("Parameter"),
        Column("Value", weight=1.2),
        Column("Source", weight=1.6),
        Column("Status", weight=0.4),
    ]
    return make_table("Figures and tables taken from elsewhere", columns, rows)


def _show_parameter(record: Any) -> str:
    unit, value = read_text(dig(record, "unit")), dig(record, "value")
    if is_withheld(value):
        return say_withheld(value)
    if (number := read_number(value)) is not None:
        year = dig(record, "price_year")
        return f"{show_number(number)} {unit}" + (f", {year} prices" if year else "")
    rows = read_list(dig(record, "table"))
    shown = [
        "; ".join(f"{key} {_show_plain(cell)}" for key, cell in read_table(row).items()) for row in rows[:12]
    ]
    more = f"; and {len(rows) - 12} more rows in the case file" if len(rows) > 12 else ""
    return f"{' / '.join(shown)}{more} ({unit})"


def _show_parameter_source(record: Any) -> str:
    source = dig(record, "source")
    if not isinstance(source, Mapping) or is_withheld(source):
        return read_text(source, words.NONE)
    parts = [read_text(source.get(key)) for key in ("title", "page", "address")]
    return ", ".join(part for part in parts if part)


def _list_weights(reading: Reading) -> Table:
    """List the options by weighted net value, where distributional weights were asked for."""
    found = read_table(reading.results.get("distributional"))
    settings = read_table(reading.document.get("distributional"))
    weights = "; ".join(
        f"{reading.name_agency(agency)} {show_number(read_number(weight))}"
        for agency, weight in read_table(found.get("weights")).items()
    )
    rows = [
        [
            option.label,
            show_pounds(option.spread("npsv").mean),
            show_pounds(read_number(dig(found, "npsv", option.id, "mean"))),
        ]
        for option in reading.options
        if dig(found, "npsv", option.id) is not None
    ]
    income = show_pounds(read_number(settings.get("reference_income")))
    note = (
        f"A pound counts for more to people with less. Weights: {weights}. Reference income "
        f"{income} a year. Ahead "
        f"with weights: {reading.name_option(found.get('best'))}."
    )
    columns = [Column("Option"), number_column("Net value"), number_column("With distributional weights")]
    return make_table(
        "Average net value with and without distributional weights, pounds", columns, rows, note
    )

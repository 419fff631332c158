"""What people value, and the Public Interest Test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.documents import words
from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Details,
    Facts,
    Heading,
    Paragraph,
    Section,
    Table,
    Tag,
    Tone,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.charts.matrix import MatrixCell, MatrixRow, draw_matrix
from wholeplace.casefile.documents.figures import show_share
from wholeplace.casefile.documents.findings import (
    describe_preferences,
    find_favourites,
    first_share,
)
from wholeplace.casefile.documents.reading import (
    Named,
    OptionView,
    Reading,
    dig,
    is_withheld,
    read_list,
    read_number,
    read_table,
    read_text,
    say_withheld,
)


def write_preferences(reading: Reading) -> Section:
    """Write what each stakeholder group prefers."""
    blocks: list[Block] = [Paragraph(describe_preferences(reading))]
    if find_favourites(reading):
        blocks += [
            Paragraph(
                "Each group said how much each criterion matters to it. Where a group was not "
                "asked, every set of "
                "weights is tried. The scores are ranges, so an option may be first in some draws "
                "and not in others."
            ),
            draw_preferences(reading),
            _list_firsts(reading),
            *(_detail_ranks(reading, group) for group in reading.groups),
        ]
        if reading.criteria:
            blocks.append(Details("Which weights favour each option", [_list_central_weights(reading)]))
    return Section("values", "What people value", blocks)


def draw_preferences(reading: Reading) -> Chart:
    """Draw how often each option is first for each group."""
    rows = [
        MatrixRow(
            group.short,
            [_tint_share(first_share(reading, group.id, option)) for option in reading.options],
        )
        for group in reading.groups
    ]
    favourites = find_favourites(reading)
    names = {option.quoted for option, _ in favourites.values()}
    title = (
        f"{names.copy().pop()} is first most often for every group"
        if len(names) == 1
        else "The groups do not all put the same option first"
    )
    legend = "; ".join(f"{option.letter} {option.short}" for option in reading.options)
    return draw_matrix(
        "preferences",
        title,
        "Share of draws in which each option comes first, by stakeholder group. The table below has "
        "the same figures.",
        [option.letter for option in reading.options],
        rows,
        f"Share of draws in which the option is first; deeper tints are larger. {legend}.",
    )


def _tint_share(share: float | None) -> MatrixCell:
    if share is None:
        return MatrixCell(words.NONE)
    tone: Tone = "gain-3" if share >= 0.5 else "gain-2" if share >= 0.2 else "gain-1" if share >= 0.05 else ""
    return MatrixCell("<1%" if 0 < share < 0.01 else f"{share:.0%}", tone)


def _list_firsts(reading: Reading) -> Table:
    favourites = find_favourites(reading)
    rows = [
        [
            Cell(option.label),
            *(_mark_favourite(reading, group, option, favourites) for group in reading.groups),
        ]
        for option in reading.options
    ]
    columns = [Column("Option"), *(number_column(group.short) for group in reading.groups)]
    return make_table("How often each option comes first (▲ most often)", columns, rows)


def _mark_favourite(
    reading: Reading, group: Named, option: OptionView, favourites: Mapping[str, tuple[OptionView, float]]
) -> Cell:
    text = show_share(first_share(reading, group.id, option))
    if group.id in favourites and favourites[group.id][0].id == option.id:
        return Cell(f"▲ {text}", "first", is_strong=True)
    return Cell(text)


def _detail_ranks(reading: Reading, group: Named) -> Details:
    ranks = read_table(dig(reading.results, "preferences", group.id, "rank_acceptability"))
    places = range(len(reading.options))
    rows = [
        [option.label, *(show_share(read_number(dig(ranks.get(option.id), place))) for place in places)]
        for option in reading.options
    ]
    columns = [Column("Option"), *(number_column(_name_place(place), 0.5) for place in places)]
    table = make_table(f"{group.short}: how often each option takes each place", columns, rows)
    return Details(f"Every place, for {group.short[:1].lower() + group.short[1:]}", [table])


def _name_place(place: int) -> str:
    return {0: "1st", 1: "2nd", 2: "3rd"}.get(place, f"{place + 1}th")


def _list_central_weights(reading: Reading) -> Table:
    overall = read_table(dig(reading.results, "preferences", "overall"))
    rows = [
        [
            option.label,
            *(
                show_share(read_number(dig(overall, "central_weights", option.id, criterion.id)))
                for criterion in reading.criteria
            ),
            show_share(read_number(dig(overall, "confidence", option.id))),
        ]
        for option in reading.options
    ]
    columns = [
        Column("Option"),
        *(number_column(criterion.short) for criterion in reading.criteria),
        number_column("Confidence"),
    ]
    return make_table(
        "All groups together: the weights under which each option comes first, on average",
        columns,
        rows,
        "Confidence: how often the option is first when the weights are exactly these. A dash: it "
        "is never first.",
    )


def write_test(reading: Reading) -> Section:
    """Write the Public Interest Test: answers, reasons and what does not fit."""
    found = read_table(reading.results.get("public_interest_test"))
    applies = words.TEST_APPLIES.get(str(found.get("applies")), words.NOT_KNOWN)
    written = reading.document.get("public_interest_test")
    blocks: list[Block] = [
        Tag(
            "England", "In-house delivery is tested before the market is (PPN 024). This is not legal advice."
        ),
        Facts(
            [
                ("Does it apply?", f"{applies}. {read_text(found.get('why'))}".strip()),
                ("Indication", _say_indication(written, found)),
            ]
        ),
        *_write_answers(written),
    ]
    unanswered = [
        words.TEST_QUESTIONS.get(str(name), str(name).replace("_", " ").capitalize())
        for name in read_list(found.get("unanswered"))
    ]
    if unanswered:
        blocks += [Heading("Not answered yet"), Bullets(unanswered)]
    odd = [text for text in read_list(found.get("inconsistencies")) if isinstance(text, str)]
    if odd:
        blocks += [Heading("Where answers and indication differ"), Bullets(odd)]
    note = "No votes are counted and no verdict is computed: the indication is a person’s judgement."
    blocks.append(Paragraph(note, "hint"))
    return Section("public-interest-test", "Public Interest Test", blocks)


def _say_indication(written: Any, found: Mapping[str, Any]) -> str:
    indication = dig(written, "indication") or found.get("indication")
    if is_withheld(indication):
        return say_withheld(indication)
    answer = words.INDICATIONS.get(str(dig(indication, "answer")))
    reason = read_text(dig(indication, "reason"))
    return f"{answer}. {reason}".strip() if answer else "Not given."


def _write_answers(written: Any) -> list[Block]:
    if is_withheld(written):
        return [Paragraph(say_withheld(written))]
    rows = [
        (name, f"{_say_answer(answer)}. {read_text(dig(answer, 'reason'))}".strip())
        for key, name in words.TEST_QUESTIONS.items()
        if (answer := dig(written, key)) is not None
    ]
    if not rows:
        return [Paragraph("No question has been answered.")]
    return [Heading("Answers and their reasons"), Facts(rows)]


def _say_answer(answer: Any) -> str:
    if is_withheld(answer):
        return say_withheld(answer)
    return words.TEST_ANSWERS.get(str(dig(answer, "favours") or dig(answer, "ready")), words.NOT_KNOWN)

"""What was found, in sentences: shared by the report and the annex, so that both say the same.

No sentence calls an option best without saying how sure that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from wholeplace.casefile.documents import words
from wholeplace.casefile.documents.figures import (
    count,
    say_pounds,
    say_range,
    say_years,
    show_share,
)
from wholeplace.casefile.documents.reading import (
    OptionView,
    Reading,
    dig,
    name_line,
    read_list,
    read_number,
    read_table,
    read_text,
)
from wholeplace.casefile.documents.texts import capitalise, join_names, shorten

SURE = 0.775
LIKELY = 0.55
LITTLE = 0.15  # of the width of the leading option's own range
LOSS_POUNDS = -0.005
NEAR = 0.5  # a line within half of its value is worth a sentence


def state_answer(reading: Reading) -> str:
    """Say what comes out ahead and how sure that is, in one or two sentences."""
    best = reading.best
    if best is None:
        return "This file holds no result that says which option comes out ahead."
    if len(reading.options) == 1:
        return (
            f"Only one option is appraised, so there is no comparison: {best.quoted} is worth "
            f"{say_pounds(best.spread('npsv').mean)} on average, over {count(reading.horizon, 'year')}."
        )
    return f"{_state_lead(reading, best)}{_state_loss(best)}"


def _state_lead(reading: Reading, best: OptionView) -> str:
    tied = [reading.name_option(option) for option in read_list(reading.results.get("tie"))]
    if tied:
        rule = "the in-house comparator wins ties" if best.is_in_house else "it stands first in the file"
        return f"{join_names(tied)} come out level on average; {best.quoted} is named first because {rule}."
    chance, number = best.number("probability_best"), len(reading.options)
    if chance is None:
        return f"{best.quoted} is the front-runner; how sure that is, is not in this file."
    span = f"counting everybody’s costs and gains over {count(reading.horizon, 'year')}"
    word, chances = words.name_probability(chance), words.count_chances(chance)
    if not reading.may_say_best:
        return f"{best.quoted} is the front-runner{_state_chance(chance, number)}, {span}."
    if chance >= SURE:
        return f"{best.quoted} is {word} to be the best of the {number} options ({chances}), {span}."
    if chance >= LIKELY:
        return (
            f"{best.quoted} is the front-runner: it is {word} to be the best of the {number} options "
            f"({chances}), {span}."
        )
    return (
        f"{best.quoted} is the front-runner, not a sure winner: the chance that it is the best of "
        f"the {number} "
        f"options is {chances} ({word}), {span}."
    )


def _state_chance(chance: float, number: int) -> str:
    """Say how sure a front-runner is of its lead, without calling it best before people are heard."""
    word, chances = words.name_probability(chance), words.count_chances(chance)
    if chance >= LIKELY:
        return f": it is {word} to stay ahead of the other {number - 1} options ({chances})"
    return f", not a sure winner: the chance that it is ahead of all others is {chances} ({word})"


def name_chance(reading: Reading) -> str:
    """Name the chance of an option to have the largest net value, as far as it may be named yet."""
    return "Chance of being best" if reading.may_say_best else "Chance of being ahead"


def _state_loss(best: OptionView) -> str:
    mean = best.spread("npsv").mean
    if mean is None or mean >= 0:
        return ""
    return f" In money alone it costs more than it gains, by {say_pounds(-mean)} on average: it loses least."


def describe_value(reading: Reading) -> str:
    """Say what the leading option is worth and in what range."""
    if reading.best is None:
        return words.NOT_KNOWN
    spread = reading.best.spread("npsv")
    if spread.low_equals_high:
        return f"{say_pounds(spread.mean)} net. All its inputs are fixed, so it has no range."
    return (
        f"{say_pounds(spread.mean)} net on average; in 8 of 10 cases {say_range(spread.p10, spread.p90)}."
        if spread.mean is not None
        else words.NOT_KNOWN
    )


def describe_lead(reading: Reading) -> str:
    """Say by how much the leading option leads the next, and whether that is little."""
    best, second = reading.best, reading.second
    if best is None or second is None:
        return "Nothing to compare with."
    spread, other = best.spread("npsv"), second.spread("npsv")
    if spread.mean is None or other.mean is None:
        return f"{second.quoted}; by how much is not known."
    lead = spread.mean - other.mean
    text = f"{second.quoted}, {say_pounds(lead)} behind on average."
    if spread.p10 is not None and spread.p90 is not None and lead < LITTLE * (spread.p90 - spread.p10):
        text += " That is little beside the width of the ranges: treat the two as close."
    often = max(reading.options, key=lambda option: option.number("probability_best") or 0.0)
    if often.id != best.id:
        text += (
            f" {often.quoted} is ahead more often "
            f"({words.count_chances(often.number('probability_best') or 0.0)}), "
            "but by less."
        )
    return text


def describe_standing(reading: Reading, option: OptionView | None) -> str:
    """Say where an option stands: its place, its distance from the leading one, its chance."""
    if option is None:
        return "Which option it is, is not shown in this file."
    place = 1 + reading.options.index(option)
    chance = words.say_probability(option.number("probability_best"))
    if reading.best is not None and option.id == reading.best.id:
        return f"{option.quoted}: it is itself the front-runner. {name_chance(reading)}: {chance}."
    mean = option.spread("npsv").mean
    lead = reading.best.spread("npsv").mean if reading.best else None
    gap = "" if mean is None or lead is None else f", {say_pounds(lead - mean)} behind on average"
    return (
        f"{option.quoted}: number {place} of {len(reading.options)}{gap}. {name_chance(reading)}: {chance}."
    )


def list_losers(reading: Reading, option: OptionView) -> list[tuple[str, float, float]]:
    """Give public bodies and residents that lose on average: name, pounds lost, probability of loss."""
    losers = []
    for agency in reading.agencies:
        mean = option.number("shunting", agency.id, "mean")
        if mean is not None and mean < LOSS_POUNDS and agency.written.get("kind") != "provider":
            chance = option.number("shunting", agency.id, "probability_of_loss") or 0.0
            losers.append((agency.short, -mean, chance))
    return sorted(losers, key=lambda loser: -loser[1])


def describe_losers(reading: Reading, option: OptionView, most: int = 4) -> str:
    """Say who would be worse off than under business as usual."""
    losers = list_losers(reading, option)
    if option.is_business_as_usual:
        return "Nobody: it is today’s arrangement, against which gains and losses are counted."
    if not losers:
        return "No public body and no resident, on average, compared with business as usual."
    named = [f"{name} by {say_pounds(loss)} ({show_share(chance)} likely)" for name, loss, chance in losers]
    if len(named) > most:
        named = [*named[:most], count(len(losers) - most, "other")]
    return f"{join_names(named)}, compared with business as usual."


def describe_lock_in(option: OptionView) -> str:
    """Say from when an option can be left and what that costs."""
    exit_years = option.number("lock_in", "earliest_exit_years")
    if exit_years is None:
        return words.NOT_KNOWN
    share, cost = option.number("lock_in", "committed_pv_share"), option.number("lock_in", "exit_cost")
    text = (
        "Nothing is locked in: it may be left at any time"
        if exit_years == 0
        else f"It can be left after {say_years(exit_years)} at the earliest; until then "
        f"{show_share(share)} of its whole cost is committed"
    )
    return f"{text}. Leaving costs {say_pounds(cost)}." if cost else f"{text}."


def say_exit(option: OptionView) -> str:
    """Say shortly after what time an option can be left."""
    years = option.number("lock_in", "earliest_exit_years")
    return "at any time" if years == 0 else say_years(years)


def describe_preferences(reading: Reading) -> str:
    """Say what each group prefers where money does not tell, and whether they agree."""
    firsts = find_favourites(reading)
    if not firsts:
        return "No criteria beyond money are scored in this case."
    (overall, share), groups = (
        firsts["overall"],
        {key: one for key, one in firsts.items() if key != "overall"},
    )
    text = (
        f"On what money does not capture, {overall.quoted} comes first most often "
        f"({words.say_probability(share)})."
    )
    if reading.best is not None and overall.id != reading.best.id:
        text += f" That points elsewhere than money, where {reading.best.quoted} is ahead."
    if len({option.id for option, _ in groups.values()}) > 1:
        named = [
            f"{group.short}: {groups[group.id][0].quoted}" for group in reading.groups if group.id in groups
        ]
        text += f" The groups disagree. {'; '.join(named)}."
    elif len(groups) > 1:
        text += " Every group puts it first." if _agree(overall, groups) else ""
    return text


def _agree(overall: OptionView, groups: dict[str, tuple[OptionView, float]]) -> bool:
    return all(option.id == overall.id for option, _ in groups.values())


def find_favourites(reading: Reading) -> dict[str, tuple[OptionView, float]]:
    """Give, for each group with results, the option most often first and the share of draws."""
    found = {}
    for group in reading.groups:
        shares = [
            (share, option)
            for option in reading.options
            if (share := first_share(reading, group.id, option)) is not None
        ]
        if shares:
            share, option = max(shares, key=lambda pair: pair[0])
            found[group.id] = (option, share)
    return found if "overall" in found else {}


def first_share(reading: Reading, group: str, option: OptionView) -> float | None:
    """Give the share of draws in which an option is a group's first."""
    ranks = dig(reading.results, "preferences", group, "rank_acceptability", option.id)
    return read_number(dig(ranks, 0))


def list_changes(reading: Reading, most: int = 4) -> list[tuple[str, list[str]]]:
    """Say what would change the answer: the nearest lines, quantities and scenarios that flip it.

    Parameters
    ----------
    reading : Reading
        The case.
    most : int
        Changes of each sort.

    Returns
    -------
    list of tuple of str and list of str
        A beginning and the changes that each go on from it; a whole sentence has no changes. At least one.
    """
    if reading.best is None or reading.second is None:
        return [("There is no other option that could come out ahead.", [])]
    ahead, best = reading.second.quoted, reading.best.quoted
    near = _list_switches(reading, most)
    found = [
        (f"{ahead} would draw level with {best} if one of these alone were different:", near),
        (
            "Another option would be ahead if one quantity alone were at the end of its range:",
            _list_flips(reading, most),
        ),
        ("Another option would be ahead in a changed world:", _list_scenario_flips(reading, most)),
        (
            "Another option would be ahead if weak evidence were taken at face value:",
            _list_grade_flips(reading),
        ),
    ]
    kept = [(beginning, changes) for beginning, changes in found if changes]
    if not near:
        none = "No single line of the two leading options would do it within half of its value."
        kept.append((none, []))
    return kept


def near_switches(reading: Reading) -> list[tuple[float, Any]]:
    """Give the factor and the entry of each switching value, the nearest to 1 first."""
    entries = [
        (factor, entry)
        for entry in read_list(reading.results.get("switching"))
        if (factor := read_number(dig(entry, "factor"))) is not None
    ]
    return sorted(entries, key=lambda pair: abs(pair[0] - 1))


def _list_switches(reading: Reading, most: int) -> list[str]:
    near = [pair for pair in near_switches(reading) if abs(pair[0] - 1) <= NEAR][:most]
    return [describe_switch(reading, entry, factor) for factor, entry in near]


def describe_switch(reading: Reading, entry: Any, factor: float) -> str:
    """Say what a line would have to be for the two leading options to be level."""
    steps = read_text(dig(entry, "line")).split(".")
    option = reading.find_option(dig(steps, 1))
    number = dig(steps, 3) or ""
    line = dig(option.written, steps[2], int(number)) if option and number.isdigit() else None
    name = shorten(read_text(dig(entry, "name"), name_line(line, "costs")), 60)
    subject = f"“{name}”" + (f" ({option.short})" if option else "")
    is_cost = len(steps) > 2 and steps[2] == "costs" and dig(line, "category") != "income"
    verb = "cost" if is_cost else "were worth"
    return f"{subject} {verb} {say_factor(factor)}"


def say_factor(factor: float) -> str:
    """Say a factor as people do."""
    if factor == 0:
        return "nothing"
    if factor > 2:
        return f"{factor:.1f} times as much"
    change = abs(factor - 1)
    return f"{_show_change(change)} {'more' if factor >= 1 else 'less'}"


def _show_change(change: float) -> str:
    return "under 1%" if change < 0.01 else f"{change:.0%}"


def find_flips(entry: Any, best: str) -> list[tuple[str, float | None, object]]:
    """Give the ends of a tornado entry at which another option leads: end, value and option."""
    ends = (("low", "best_at_low"), ("high", "best_at_high"))
    return [
        (end, read_number(dig(entry, end)), dig(entry, winner))
        for end, winner in ends
        if isinstance(dig(entry, winner), str) and dig(entry, winner) != best
    ]


def _list_flips(reading: Reading, most: int) -> list[str]:
    best = reading.best.id if reading.best else ""
    flips = []
    for entry in read_list(reading.results.get("tornado")):
        label = str(dig(entry, "quantity"))
        flips += [
            f"{reading.name_quantity(label)} at the {end} end, {reading.show_quantity_value(label, value)}: "
            f"{reading.name_option(winner)}"
            for end, value, winner in find_flips(entry, best)
        ]
    return flips[:most]


def _list_scenario_flips(reading: Reading, most: int) -> list[str]:
    found = find_scenario_leaders(reading)
    flips = []
    for scenario in reading.scenarios:
        leader = found.get(scenario.id)
        if leader is None or reading.best is None or leader.id == reading.best.id:
            continue
        value = read_number(dig(reading.results, "scenarios", scenario.id, reading.best.id))
        worth = f"{reading.best.quoted} is worth {say_pounds(value)}"
        flips.append(f"“{scenario.name_cut}”: {leader.quoted}, while {worth}")
    return flips[:most]


def find_scenario_leaders(reading: Reading) -> dict[str, OptionView]:
    """Give the option with the largest mean net value in each scenario."""
    leaders = {}
    for scenario, values in read_table(reading.results.get("scenarios")).items():
        known = [
            (value, -place, option)
            for place, option in enumerate(reading.options)
            if (value := read_number(dig(values, option.id))) is not None
        ]
        if known:
            leaders[scenario] = max(known, key=lambda one: one[:2])[2]
    return leaders


def _list_grade_flips(reading: Reading) -> list[str]:
    best = reading.best.id if reading.best else ""
    return [
        f"Grade {dig(effect, 'grade')}: {reading.name_option(dig(effect, 'best_without'))}"
        for effect in read_list(reading.results.get("grades"))
        if isinstance(dig(effect, "best_without"), str) and dig(effect, "best_without") != best
    ]


def list_cautions(reading: Reading) -> list[tuple[str, str]]:
    """Give kind and sentence of each caution; a part that is withheld or of another kind is left out."""
    pairs = zip_longest(
        read_list(reading.results.get("cautions")), read_list(reading.results.get("caution_kinds"))
    )
    found = [(str(kind), caution) for caution, kind in pairs if isinstance(caution, str)]
    return found if reading.may_say_best else [(kind, _say_ahead(caution)) for kind, caution in found]


def _say_ahead(caution: str) -> str:
    """Say what is computed without calling an option best."""
    return caution.replace("would be best if", "would be ahead if").replace("tie for the best;", "are level;")


def list_left_out(reading: Reading) -> list[str]:
    """Say what the ranges do not hold."""
    return [
        *(caution for kind, caution in list_cautions(reading) if kind == "ranges"),
        (
            "They hold only what somebody wrote down: an option, a cost or a gain that nobody "
            "thought of is not in "
            "them."
        ),
    ]


def describe_worth_of_knowing(reading: Reading) -> str:
    """Say what it would be worth to know everything before deciding."""
    evpi = read_number(reading.results.get("evpi"))
    if evpi is None:
        return "What it would be worth to know more is not in this file."
    if evpi <= 0:
        return "More evidence would not change the choice: knowing everything first is worth nothing."
    return (
        f"Not knowing costs {say_pounds(evpi)} on average: that is the most it could be worth to know "
        "everything before deciding (expected value of perfect information)."
    )


def list_worth_finding_out(reading: Reading, most: int = 8) -> list[tuple[str, float, float]]:
    """Give the quantities most worth finding out: name, pounds, sampling error in pounds."""
    entries = [
        (reading.name_quantity(str(dig(entry, "quantity"))), value, read_number(dig(entry, "error")) or 0.0)
        for entry in read_list(reading.results.get("evppi"))
        if (value := read_number(dig(entry, "value"))) is not None and value > 0.5
    ]
    return sorted(entries, key=lambda entry: -entry[1])[:most]


def describe_minimax(reading: Reading) -> str:
    """Say which option has the smallest largest regret over the scenarios."""
    chosen = reading.find_option(reading.results.get("minimax_regret"))
    if chosen is None:
        return "Which option is safest over the scenarios is not in this file."
    most = max(_regrets_of(reading, chosen), default=0.0)
    worst = f" (at worst {say_pounds(most)} behind the one that leads)" if most > 0 else ""
    return f"{chosen.quoted} is the option to regret least, whichever scenario comes{worst}."


def _regrets_of(reading: Reading, option: OptionView) -> Sequence[float]:
    rows = read_table(reading.results.get("regret")).values()
    return [regret for row in rows if (regret := read_number(dig(row, option.id))) is not None]


def describe_test(reading: Reading) -> str:
    """Say whether the Public Interest Test applies and what the indication is."""
    test = read_table(reading.results.get("public_interest_test"))
    applies = words.TEST_APPLIES.get(str(test.get("applies")), words.NOT_KNOWN)
    answer = words.INDICATIONS.get(str(dig(test, "indication", "answer")))
    unanswered = len(read_list(test.get("unanswered")))
    text = f"{applies}. Indication, as a person judged it: {answer.lower() if answer else 'not given'}."
    return f"{text} {capitalise(count(unanswered, 'question'))} unanswered." if unanswered else text

"""What a reader must be told beside the figures: one plain sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wholeplace.casefile.inputs import (
    CaseInputs,
)
from wholeplace.foundations.parameters import Parameter

FINANCE_CATEGORIES = {
    "transition": "transition",
    "vat": "VAT",
    "pensions": "pensions",
    "overheads": "overheads",
    "client-side": "client side",
}
STATUS_WORDS = {
    "T": "taken from a third party's re-publication",
    "C": "made up for illustration",
    "M": "recalled and not checked against its source",
}
LOSS_POUNDS = -0.005
MONTHS_A_YEAR = 12


def list_cautions(
    inputs: CaseInputs,
    parameters: Sequence[Parameter],
    result: Mapping[str, Any],
    out_of_range: Mapping[str, float],
) -> list[tuple[str, str]]:
    """List what the figures leave out or rest on.

    Parameters
    ----------
    inputs : CaseInputs
        The case.
    parameters : sequence of Parameter
        Those used.
    result : mapping
        The results, as published.
    out_of_range : mapping of str to float
        Share of draws outside the sensible range, by path.

    Returns
    -------
    list of (str, str)
        Kind and sentence, the most general first. Kinds: ranges, reach, guesses, losers, finance,
        leaving, sources, draws, test.
    """
    said: list[tuple[str, Iterable[str]]] = [
        ("ranges", _say_ranges(inputs)),
        ("reach", _say_tie(inputs, result)),
        ("sources", _say_parameters(inputs, parameters)),
        ("sources", _say_figures(inputs)),
        ("guesses", _say_guesses(inputs, result)),
        ("losers", _say_losers(inputs, result)),
        ("finance", _say_missing_categories(inputs)),
        ("leaving", _say_leaving(inputs, result)),
        ("leaving", _say_timing(inputs)),
        ("reach", _say_beyond_horizon(inputs)),
        ("reach", _say_inflation(inputs)),
        ("reach", _say_drivers(inputs)),
        ("draws", _say_out_of_range(out_of_range)),
        ("test", _say_test(result)),
    ]
    return [(kind, sentence) for kind, sentences in said for sentence in sentences]


def _say_ranges(inputs: CaseInputs) -> Iterable[str]:
    if not inputs.scenarios:
        yield (
            "The ranges show only the uncertainty that the case writes down; no scenarios are given, so a "
            "changed world is not in them."
        )
    elif any(scenario.probability is not None for scenario in inputs.scenarios):
        yield (
            "The ranges and the value of information leave out the risk between scenarios (flows are "
            "averaged over them by their probabilities); the scenario table shows it."
        )
    else:
        yield (
            "The ranges and the value of information hold for the base scenario alone, because the scenarios "
            "have no probabilities; the scenario table shows the others."
        )


def _say_tie(inputs: CaseInputs, result: Mapping[str, Any]) -> Iterable[str]:
    if result["tie"]:
        names = _join(_name_option(inputs, option) for option in result["tie"])
        best = _name_option(inputs, result["best"])
        yield f"{names} tie for the best; {best} comes first by the rule that in-house wins ties."


def _say_parameters(inputs: CaseInputs, parameters: Sequence[Parameter]) -> Iterable[str]:
    for parameter in parameters:
        if parameter.status in STATUS_WORDS:
            yield (
                f"The parameter “{parameter.id}” ({parameter.title}) is {STATUS_WORDS[parameter.status]} "
                f"(status {parameter.status}): check it before relying on it."
            )
    own = {str(record.get("id")) for record in inputs.parameters}
    for parameter in parameters:
        if parameter.id in own:
            place, source = inputs.case.place, parameter.source_text
            yield f"The parameter “{parameter.id}” is {place}'s own, from {source}."


def _say_figures(inputs: CaseInputs) -> Iterable[str]:
    """Count the case's own figures by weak status; a line that gives none is counted as well."""
    lines = [
        line for option in inputs.options for line in (*option.costs, *option.benefits, *option.transfers)
    ]
    statuses = [
        status
        for line in lines
        for status in (line.status.values() if isinstance(line.status, dict) else [line.status])
    ]
    for status, words in STATUS_WORDS.items():
        if status in statuses:
            yield (
                f"Of the {len(statuses)} figures on the lines of cost, benefit and transfer, "
                f"{statuses.count(status)} are {words} (status {status})."
            )
    unknown = sum(not line.status for line in lines)
    if unknown:
        yield (
            f"{unknown} of the {len(lines)} lines of cost, benefit and transfer do not say where they "
            "come from."
        )


def _say_guesses(inputs: CaseInputs, result: Mapping[str, Any]) -> Iterable[str]:
    """Name each weakly evidenced line once, with what it would take in each option that has it."""
    grades = {
        f"options.{option.id}.{kind}.{number}": line.grade
        for option in inputs.options
        for kind in ("costs", "benefits")
        for number, line in enumerate(getattr(option, kind))
    }
    groups: dict[tuple[str, int | None], list[str]] = {}
    for guess in result["guesses"]:
        times = f"{guess['factor']:.2f} times its value in {_name_option(inputs, guess['option'])}"
        groups.setdefault((guess["name"], grades[guess["line"]]), []).append(times)
    for (name, grade), values in groups.items():
        yield (
            f"“{name}” is a guess (evidence grade {grade}) that could change the answer: another option "
            f"would be best if it were {_join(values, 'or')}."
        )


def _say_losers(inputs: CaseInputs, result: Mapping[str, Any]) -> Iterable[str]:
    watched = {agency.id: agency.name for agency in inputs.agencies if agency.kind != "provider"}
    for option, found in result["options"].items():
        losers = [
            f"{name} by £{-found['shunting'][agency]['mean']:,.0f} "
            f"({found['shunting'][agency]['probability_of_loss']:.0%} likely to lose)"
            for agency, name in watched.items()
            if found["shunting"][agency]["mean"] < LOSS_POUNDS
        ]
        if losers:
            yield f"Under {_name_option(inputs, option)}, worse off than today on average: {_join(losers)}."


def _say_missing_categories(inputs: CaseInputs) -> Iterable[str]:
    for category, words in FINANCE_CATEGORIES.items():
        missing = [
            option.name
            for option in inputs.options
            if all(cost.category != category for cost in option.costs)
        ]
        if missing:
            yield f"No {words} cost is written down for {_join(missing)}; finance would ask for it."


def _say_leaving(inputs: CaseInputs, result: Mapping[str, Any]) -> Iterable[str]:
    for option in inputs.options:
        if option.model == "in-house" and option.exit_cost == 0:
            yield (
                f"{option.name} is in-house with an exit cost of £0: leaving would probably cost redundancy "
                "and leases."
            )
        late = [year for year in option.break_years if 0 < option.term_years < year]
        if late:
            term = f"{option.term_years:g} years"
            yield f"{option.name} has a break in year {late[0]}, after its term of {term}."
    if any(found["lock_in"]["value_of_leaving"] is not None for found in result["options"].values()):
        yield (
            "The value of being able to leave is an upper bound: it supposes that all is known at the break."
        )


def _say_timing(inputs: CaseInputs) -> Iterable[str]:
    for option in inputs.options:
        ready = option.mobilisation_months / MONTHS_A_YEAR
        early = [benefit.name for benefit in option.benefits if benefit.years[0] < ready]
        if early:
            yield (
                f"{option.name} takes {option.mobilisation_months:g} months to mobilise, but counts benefits "
                f"from before then: {_join(early)}."
            )


def _say_beyond_horizon(inputs: CaseInputs) -> Iterable[str]:
    last = inputs.case.horizon_years - 1
    for option in inputs.options:
        late = [
            line.name or "a transfer"
            for lines in (option.costs, option.benefits, option.transfers)
            for line in lines
            if line.years[0] > last
        ]
        if late:
            names = _join(late)
            yield f"{option.name} has lines after the last year, {last}, that count nothing: {names}."


def _say_inflation(inputs: CaseInputs) -> Iterable[str]:
    if inputs.case.inflation is None:
        yield "No inflation is given, so the cash view is in real pounds of the price base year."


def _say_drivers(inputs: CaseInputs) -> Iterable[str]:
    used = {
        driver
        for option in inputs.options
        for lines in (option.costs, option.benefits)
        for line in lines
        for driver in line.drivers
    }
    named = {driver for scenario in inputs.scenarios for driver in scenario.drivers}
    for driver in sorted(named - used):
        yield f"The driver “{driver}” is named by a scenario, but no line of cost or benefit uses it."
    for driver in sorted(used - named):
        yield f"The driver “{driver}” is used by lines, but no scenario names it, so it is always 1."


def _say_out_of_range(out_of_range: Mapping[str, float]) -> Iterable[str]:
    for path, share in out_of_range.items():
        shown = "under 0.1%" if share < 0.001 else f"{share:.1%}"
        yield f"{shown} of the draws of {path} lie outside its sensible range; nothing is clipped."


def _say_test(result: Mapping[str, Any]) -> Iterable[str]:
    test = result["public_interest_test"]
    if test["applies"] in ("required", "encouraged") and test["unanswered"]:
        names = _join(name.replace("_", " ") for name in test["unanswered"])
        yield f"The Public Interest Test is {test['applies']} and has unanswered questions: {names}."
    if test["applies"] == "unknown":
        yield "Whether the Public Interest Test applies cannot be told without the estimated value."


def _name_option(inputs: CaseInputs, option_id: str) -> str:
    return next(option.name for option in inputs.options if option.id == option_id)


def _join(names: Iterable[str], word: str = "and") -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} {word} {listed[-1]}"

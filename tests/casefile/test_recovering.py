"""What follows from a withheld figure is found, and so is who could work it out; checked by solving for it."""

import copy
from typing import Any

import pytest

from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.record import build_case_file
from wholeplace.casefile.recovering import say_unit, trace_withheld
from wholeplace.casefile.withholding import withhold_parts

RENT = "options.charity.costs.1"
PAY = "options.charity.costs.0"


def line(name: str, amount: Any, years: tuple[int, int] = (0, 1), agency: str = "council") -> dict[str, Any]:
    return {"name": name, "agency": agency, "amount": amount, "years": list(years)}


def write_case(*charity: dict[str, Any]) -> dict[str, Any]:
    lines = charity or (line("Pay", 950_000), line("Rent", 52_345))
    return {
        "case": {
            "title": "Support", "place": "Calderwick", "body_kind": "council", "start_year": 2027, "horizon_years": 2,
            "price_base_year": 2026, "rate": 0.035, "draws": 100, "seed": 1,
        },
        "agencies": [{"id": "council", "name": "Council"}, {"id": "nhs", "name": "NHS"}],
        "options": [
            {"id": "today", "name": "Today", "model": "contract-large", "business_as_usual": True,
             "costs": [line("Contract", 900_000)]},
            {"id": "team", "name": "Team", "model": "in-house", "in_house_comparator": True,
             "costs": [line("Team", 880_000)]},
            {"id": "charity", "name": "Grant", "model": "grant", "costs": list(lines)},
        ],
    }  # fmt: skip


def make_file(*charity: dict[str, Any]) -> dict[str, Any]:
    return build_case_file(appraise_document(write_case(*charity)))


def test_the_results_that_follow_from_a_line_are_named() -> None:
    influence = trace_withheld(make_file(), [RENT])
    following = influence.list_following(RENT)
    assert "results.appraisal.options.charity" in following
    assert "results.appraisal.scenarios.base.charity" in following
    assert "results.appraisal.regret.base.charity" in following
    assert not any(unit.startswith("results.appraisal.options.team") for unit in following)
    assert not any(unit in following for unit in ("results.appraisal.best", "results.appraisal.ranking"))


def test_every_result_that_changes_follows_and_no_other() -> None:
    """A second way: publish two files that differ in the rent alone, and compare them leaf by leaf."""
    one, other = (
        make_file(line("Pay", 950_000), line("Rent", 52_345)),
        make_file(line("Pay", 950_000), line("Rent", 60_000)),
    )
    following = trace_withheld(one, [RENT]).list_following(RENT)

    def list_leaves(value: Any, path: str) -> dict[str, Any]:
        if isinstance(value, dict | list):
            members = value.items() if isinstance(value, dict) else enumerate(value)
            return {
                key: one for name, part in members for key, one in list_leaves(part, f"{path}.{name}").items()
            }
        return {path: value}

    before, after = (list_leaves(file["results"], "results") for file in (one, other))
    changed = {path for path in before if before[path] != after[path]}
    assert {path for path in changed if not path.startswith(following)} == set()
    assert all(any(path.startswith(unit) for path in changed) for unit in following)


def test_one_withheld_line_beside_a_published_total_can_be_worked_out() -> None:
    case_file = make_file()
    [found] = trace_withheld(case_file, [RENT]).find_recoverable({RENT})
    assert found.part == RENT
    # The second way: a reader subtracts what is published, as anybody can with a sheet of paper.
    cash = case_file["results"]["appraisal"]["options"]["charity"]["cash"]["council"]["revenue_cost"]
    assert cash[0] - 950_000 == pytest.approx(52_345)


def test_with_everything_that_follows_withheld_it_cannot() -> None:
    influence = trace_withheld(make_file(), [RENT])
    assert influence.find_recoverable({RENT, *influence.list_following(RENT)}) == []


def test_the_options_own_results_alone_are_not_enough() -> None:
    """The value in the base scenario stands elsewhere, and says the same."""
    influence = trace_withheld(make_file(), [RENT])
    [found] = influence.find_recoverable({RENT, "results.appraisal.options.charity"})
    assert "results.appraisal.scenarios.base.charity" in found.results


def test_of_two_withheld_lines_in_the_same_years_only_the_sum_is_known() -> None:
    assert trace_withheld(make_file(), [PAY, RENT]).find_recoverable({PAY, RENT}) == []


def test_two_lines_in_different_years_are_told_apart_by_the_cash_of_each_year() -> None:
    influence = trace_withheld(
        make_file(line("Pay", 950_000, (0, 0)), line("Rent", 52_345, (1, 1))), [PAY, RENT]
    )
    assert [one.part for one in influence.find_recoverable({PAY, RENT})] == [PAY, RENT]


def test_two_lines_of_different_agencies_are_told_apart() -> None:
    influence = trace_withheld(
        make_file(line("Pay", 950_000), line("Rent", 52_345, agency="nhs")), [PAY, RENT]
    )
    assert [one.part for one in influence.find_recoverable({PAY, RENT})] == [PAY, RENT]


def test_all_lines_of_an_option_withheld_leave_one_line_exposed_if_there_is_only_one() -> None:
    whole = "options.charity.costs"
    assert trace_withheld(make_file(), [whole]).find_recoverable({whole}) == []
    single = trace_withheld(make_file(line("Pay", 950_000)), [whole])
    assert [one.part for one in single.find_recoverable({whole})] == [whole]


def test_a_line_with_a_range_can_be_worked_out_from_its_mean() -> None:
    spread = {"triangular": [40_000, 52_345, 70_000]}
    influence = trace_withheld(make_file(line("Pay", 950_000), line("Rent", spread)), [RENT])
    assert [one.part for one in influence.find_recoverable({RENT})] == [RENT]


def test_what_is_withheld_for_longer_is_judged_by_what_is_open_then() -> None:
    """One of two lines is released first: then the other stands alone."""
    influence = trace_withheld(make_file(), [PAY, RENT])
    assert influence.find_recoverable({PAY, RENT}) == []
    assert [one.part for one in influence.find_recoverable({RENT})] == [RENT]


def test_the_current_practice_tells_of_itself_in_every_option() -> None:
    """Who gains and who pays is reckoned against today, so today's cost stands behind each option's figures."""
    part = "options.today.costs.0"
    following = trace_withheld(make_file(), [part]).list_following(part)
    assert "results.appraisal.options.team.shunting" in following
    assert any(unit.startswith("results.appraisal.cautions.") for unit in following)


def test_words_and_results_have_no_figure_to_work_out() -> None:
    influence = trace_withheld(make_file(), ["options.charity.name", "results.appraisal.options.charity"])
    assert influence.parts == ()
    assert influence.find_recoverable({"options.charity.name"}) == []


def test_a_single_figure_of_a_line_counts_too() -> None:
    part = f"{RENT}.amount"
    influence = trace_withheld(make_file(), [part])
    assert [one.part for one in influence.find_recoverable({part})] == [part]


def test_the_case_file_is_left_as_it_was() -> None:
    case_file = make_file()
    before = copy.deepcopy(case_file)
    trace_withheld(case_file, [RENT])
    assert case_file == before


def test_everything_that_follows_can_be_withheld_from_a_file() -> None:
    case = write_case()
    influence = trace_withheld(build_case_file(appraise_document(case)), [RENT])
    units = [RENT, *influence.list_following(RENT)]
    case["withheld"] = [{"part": unit, "reason": "Before the tender"} for unit in units]
    public = withhold_parts(build_case_file(appraise_document(case)))
    assert "52345" not in str(public)
    assert len(public["withheld"]) == len(units)


@pytest.mark.parametrize("unit", ["results.appraisal.options.charity", "results.appraisal.scenarios.base.charity",
                                  "results.appraisal.options.team.shunting", "results.appraisal.evpi",
                                  "results.appraisal.cautions.2", "results.principles.no-cost-shunting"])  # fmt: skip
def test_each_unit_has_words(unit: str) -> None:
    words = say_unit(unit, write_case())
    assert "results" not in words.replace("all results of", "")
    assert "_" not in words

"""What the report on a debate may show: never a figure about fewer people than the threshold."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.opinion.test_groups import make_camps
from wholeplace.casefile.debate import Debate, DebateSettings, compute_debate, list_debate_cautions
from wholeplace.casefile.documents.charts.beeswarm import pack
from wholeplace.casefile.documents.debate.reading import (
    GroupReading,
    choose_shown,
    list_places,
    open_debate,
)
from wholeplace.formats.polis import Conversation, Statement


def compute(matrix: np.ndarray, settings: DebateSettings | None = None) -> Debate:
    """Compute a debate from a table with NaN for what was not seen."""
    rows, columns = np.nonzero(~np.isnan(matrix))
    names = (tuple(str(number) for number in range(size)) for size in matrix.shape)
    conversation = Conversation(*names, rows, columns, matrix[rows, columns].astype(np.int8), None)
    return compute_debate(conversation, settings or DebateSettings(resamples=0))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=5), st.integers(1, 9))
def test_what_is_hidden_is_nothing_or_enough_people(cells: list[tuple[int, int]], threshold: int) -> None:
    """Votes on one statement (the first of each pair) by groups (the second: more who did not vote)."""
    groups = [
        GroupReading(str(number), votes + others, 1.0, threshold, None)
        for number, (votes, others) in enumerate(cells)
    ]
    own = [votes for votes, _ in cells]
    shown = choose_shown(own, groups)
    for votes, group, is_shown in zip(own, groups, shown, strict=True):
        assert not is_shown or (group.people >= threshold and votes >= threshold)
    hidden = sum(votes for votes, is_shown in zip(own, shown, strict=True) if not is_shown)
    assert hidden == 0 or hidden >= threshold or not any(shown)


@pytest.mark.parametrize("threshold", [1, 2, 5, 13])
@pytest.mark.parametrize("most", [3, 40])
def test_everybody_stands_in_exactly_one_mark_of_enough_people(threshold: int, most: int) -> None:
    reading = open_debate(compute(make_camps()), {}, threshold)
    for number, group in enumerate(reading.groups):
        places = list_places(reading, number, most)
        assert sum(people for _, _, people in places) == group.people
        assert min(people for _, _, people in places) >= threshold
        assert len(places) <= most or threshold > 1
        points = reading.debate.plane.points[reading.debate.groups.of_participant == number]
        mean = np.average([place[:2] for place in places], axis=0, weights=[place[2] for place in places])
        np.testing.assert_allclose(mean, points.mean(axis=0), atol=1e-9)


def test_a_group_below_the_threshold_has_no_place_and_no_share() -> None:
    groups = {str(number): "few" if number < 4 else "rest" for number in range(90)}
    reading = open_debate(compute(make_camps(), DebateSettings(groups)), {}, 5)
    few, rest = reading.groups
    assert (few.people_shown, few.share_shown, few.again_shown) == ("under 5", "–", "–")
    assert list_places(reading, 0, 10) == []
    assert list_places(reading, 1, 10) != []
    assert all(not statement.groups[0].is_shown for statement in reading.statements)
    assert all(statement.division is None for statement in reading.statements)
    assert rest.is_shown


@given(st.lists(st.floats(0, 600), max_size=60))
def test_no_dot_of_a_swarm_lies_on_another(places: list[float]) -> None:
    heights = pack(places, 13)
    for (x, y), (other_x, other_y) in combinations(zip(places, heights, strict=True), 2):
        assert (x - other_x) ** 2 + (y - other_y) ** 2 >= 13**2 * (1 - 1e-6)


def test_statements_have_their_texts_or_their_numbers() -> None:
    reading = open_debate(compute(make_camps()), {"0": Statement("0", "Buses should run late.")}, 5)
    assert reading.statements[0].title == "0. Buses should run late."
    assert reading.statements[0].name == "“Buses should run late”"
    assert reading.statements[1].title == "Statement 1"
    assert reading.statements[1].name == "statement 1"


def test_statements_left_out_are_in_no_list() -> None:
    reading = open_debate(compute(make_camps(), DebateSettings(moderated_out=["3"], resamples=0)), {}, 5)
    assert 3 not in reading.by_consensus
    assert 3 not in reading.by_division
    assert reading.statements[3].is_left_out
    assert len(reading.by_division) == 23


def test_statements_about_the_person_have_a_priority_of_49() -> None:
    debate = compute(make_camps(), DebateSettings(meta=["2"], resamples=0))
    assert debate.priority[2] == 49
    assert debate.priority[1] != 49


def test_few_people_in_groups_are_a_caution() -> None:
    cautions = list_debate_cautions(compute(make_camps(people=20)))
    assert any("Only 20 people are in groups" in caution for caution in cautions)
    sparse = make_camps()
    sparse[:60, 6:] = np.nan
    assert any("of 90 people voted enough" in caution for caution in list_debate_cautions(compute(sparse)))

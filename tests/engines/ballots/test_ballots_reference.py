"""Real elections come out as other programs, and the cities themselves, counted them.

The reference outcomes were made with pabutools 1.2.3 and exact fractions, and for some with the tool of
equalshares.net; they are compared as sets.
"""

import json
import os
from fractions import Fraction
from functools import partial

import numpy as np
import pytest

from wholeplace.engines.ballots import (
    count_equal_shares,
    count_greedy,
    count_phragmen,
    find_gini,
    make_election,
    measure_representation,
)
from wholeplace.formats.pabulib import read_pabulib

QUICK = {
    "greedy_cost": partial(count_greedy, satisfaction="cost"),
    "greedy_card": partial(count_greedy, satisfaction="cardinality"),
    "greedy_cardinal": partial(count_greedy, satisfaction="score"),
    "mes_cost": partial(count_equal_shares, satisfaction="cost", completion="none"),
    "mes_card": partial(count_equal_shares, satisfaction="cardinality", completion="none"),
    "mes_cardinal": partial(count_equal_shares, satisfaction="score", completion="none"),
    "mes_borda": partial(count_equal_shares, satisfaction="borda", completion="none"),
    "phragmen": count_phragmen,
}
LONG = {
    "mes_cost_add1": partial(count_equal_shares, satisfaction="cost", completion="add1"),
    "mes_cost_add1u": partial(count_equal_shares, satisfaction="cost", completion="add1-utilitarian"),
    "mes_cardinal_add1": partial(count_equal_shares, satisfaction="score", completion="add1"),
    "mes_cardinal_add1u": partial(count_equal_shares, satisfaction="score", completion="add1-utilitarian"),
    "mes_cost_add1_until_overspend": partial(
        count_equal_shares, satisfaction="cost", completion="add1-until-overspend"
    ),
}
# Up to so many ballots the completions, and the measures, are tried with every run of the suite.
FEW = 250
SOME = 1500


@pytest.fixture(scope="module")
def folder(shared):
    """Return the folder of the elections."""
    found = shared / "data/participation/pb"
    if not found.is_dir():
        pytest.skip("the elections are not here")
    return found


@pytest.fixture(scope="module")
def reference(folder):
    """Return the outcomes by file and rule."""
    return json.loads((folder / "reference.json").read_text(encoding="utf-8"))


def read(folder, name):
    """Read one election."""
    file = read_pabulib((folder / "data" / name).read_bytes())
    votes = file.votes
    return make_election(
        file.project_ids,
        file.costs,
        file.budget,
        votes.offsets,
        votes.choices,
        votes.points,
        votes.points_unit,
    )


def select(election, outcome):
    """Name the winners."""
    return {election.project_ids[place] for place in outcome.selected}


def list_differences(folder, reference, rules, most_voters):
    """Count every election by every rule it has an outcome for; list what differs, and how many were compared."""
    different, compared = [], 0
    for name, outcomes in sorted(reference.items()):
        wanted = [rule for rule in rules if isinstance(outcomes.get(rule, {}).get("selected"), list)]
        if not wanted or outcomes["_meta"]["voters"] > most_voters:
            continue
        election = read(folder, name)
        for rule in wanted:
            compared += 1
            if select(election, rules[rule](election)) != set(outcomes[rule]["selected"]):
                different.append((name, rule))
    return different, compared


def test_rules_without_a_climb_select_the_same_in_every_election(folder, reference):
    different, compared = list_differences(folder, reference, QUICK, 10**9)
    assert different == []
    assert compared == 1227


def test_completions_select_the_same_in_small_elections(folder, reference):
    different, compared = list_differences(folder, reference, LONG, FEW)
    assert different == []
    assert compared > 30


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("WHOLEPLACE_SOAK"), reason="takes some minutes: ./run soak")
def test_completions_select_the_same_in_every_election(folder, reference):
    different, compared = list_differences(folder, reference, LONG, 10**9)
    assert different == []
    assert compared == 687


@pytest.mark.parametrize(
    ("name", "completion"),
    [("Poland_Swiecie_2023.pb", "add1"), ("Poland_Wieliczka_2023_Green_Budget.pb", "add1-until-overspend")],
)
def test_elections_by_equal_shares_select_what_the_city_announced(folder, reference, name, completion):
    election = read(folder, name)
    outcome = count_equal_shares(election, completion=completion)
    assert select(election, outcome) == set(reference[name]["_official"]["selected"])


def test_measures_of_representation_are_those_of_the_other_program(folder, reference):
    """Share of voters with a winner, and the Gini coefficient of the number of winners each voter has."""
    compared = 0
    for name, outcomes in sorted(reference.items()):
        if outcomes["_meta"]["voters"] > SOME:
            continue
        for rule, expected in outcomes.get("_analysis", {}).items():
            election = read(folder, name)
            outcome = QUICK[rule](election)
            measured = measure_representation(election, outcome)
            has_won = np.isin(election.choices, outcome.selected)
            winners = np.bincount(election.voter_of_choice[has_won], minlength=election.voters)
            assert measured.share_with_a_winner == pytest.approx(
                float(Fraction(expected["non_empty_handed"]))
            )
            gini = find_gini(winners, np.ones(election.voters))
            assert gini == pytest.approx(float(Fraction(expected["gini_card"])), abs=1e-12), (name, rule)
            compared += 1
    assert compared > 10

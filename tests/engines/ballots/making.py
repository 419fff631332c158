"""Small elections for tests: by hand, and at random."""

from fractions import Fraction

from hypothesis import strategies as st

from tests.engines.ballots.ballot_twin import Vote
from wholeplace.engines.ballots import make_election

# Round numbers, so that ties, exact affordability and exhausted shares come up often.
cost = st.sampled_from([0, 1, 2, 3, 4, 6, 6, 10, 12]) | st.integers(0, 40)
budget = st.sampled_from([0, 1, 6, 12, 24]) | st.integers(0, 80)
IDS = ("a", "b", "c", "10", "9", "B")


def build(costs, money, ballots, points=None):
    """Make an election from costs by id and a list of ids for each voter."""
    ids = list(costs)
    offsets, choices, scores = [0], [], []
    for voter, ballot in enumerate(ballots):
        choices += [ids.index(name) for name in ballot]
        offsets.append(len(choices))
        if points is not None:
            scores += points[voter]
    return make_election(
        ids, list(costs.values()), money, offsets, choices, scores if points is not None else None
    )


def name(election, places):
    """Give the ids of projects."""
    return [election.project_ids[place] for place in places]


def find_utilities(costs, ballots, satisfaction, points=None):
    """Give each voter's positive utilities, by the definition; a project without a cost counts its approvers."""
    found = []
    for voter, ballot in enumerate(ballots):
        kept = list(dict.fromkeys(ballot))
        marks = {}
        for place, project in enumerate(ballot):
            marks.setdefault(project, 1 if points is None else points[voter][place])
        if satisfaction == "cost":
            wants = {p: costs[p] or 1 for p in kept if marks[p] > 0}
        elif satisfaction == "cardinality":
            wants = {p: 1 for p in kept if marks[p] > 0}
        elif satisfaction == "score":
            wants = {p: marks[p] for p in kept}
        else:
            wants = {p: len(kept) - 1 - place for place, p in enumerate(kept)}
        found.append({p: Fraction(value) for p, value in wants.items() if value > 0})
    return found


def find_merit(costs, ballots, satisfaction, points=None):
    """Give what greedy orders by: votes, votes per cost, or points per cost."""
    utilities = find_utilities(costs, ballots, satisfaction, points)
    total = {p: sum(wants.get(p, 0) for wants in utilities) for p in costs}
    votes = {p: sum(p in wants for wants in utilities) for p in costs}

    def merit(project):
        if satisfaction == "cost":
            return votes[project]
        return Fraction(total[project], costs[project]) if costs[project] else float("inf")

    return merit


@st.composite
def elections(draw, most_voters=6):
    """Give (costs, budget, ballots, points or None)."""
    ids = IDS[: draw(st.integers(1, len(IDS)))]
    costs = {key: draw(cost) for key in ids}
    ballots = draw(st.lists(st.lists(st.sampled_from(ids), max_size=4), max_size=most_voters))
    if not draw(st.booleans()):
        return costs, draw(budget), ballots, None
    points = [[draw(st.integers(0, 3)) for _ in ballot] for ballot in ballots]
    return costs, draw(budget), ballots, points


def as_vote(costs, money, ballots, satisfaction, points=None):
    """Give the twin's view of an election."""
    return Vote(costs, money, find_utilities(costs, ballots, satisfaction, points))

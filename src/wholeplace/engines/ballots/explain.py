"""Who paid for what: by project, by voter, and by group of voters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.ballots.election import Election, InvalidElection
from wholeplace.engines.ballots.outcome import Outcome, Purchase
from wholeplace.engines.ballots.support import Support

Floats = NDArray[np.float64]
Voters = NDArray[np.int32]


@dataclass(frozen=True)
class Share:
    """What was spent for one group of voters, beside how many they are.

    Parameters
    ----------
    label : str
        The group.
    voters : int
        Ballots in it.
    share_of_voters : float
        Of all ballots; 0 to 1.
    money : float
        What was spent for it: what its voters paid, and an even part of each winner that nobody paid for in
        particular.
    share_of_money : float
        Of all that was spent; 0 where nothing was.
    with_a_winner : float
        Share of its voters who support a winner.
    """

    label: str
    voters: int
    share_of_voters: float
    money: float
    share_of_money: float
    with_a_winner: float


@dataclass(frozen=True)
class VoterAccount:
    """What one ballot brought about.

    Parameters
    ----------
    start : float or None
        The voter's share; None under rules without shares.
    won, lost : tuple of int
        Places of the supported projects that won, in order of purchase, and that did not.
    payments : tuple of float
        What was spent for the voter on each of `won`: what the voter paid, or an even part.
    left : float or None
        What is left of the share.
    """

    start: float | None
    won: tuple[int, ...]
    lost: tuple[int, ...]
    payments: tuple[float, ...]
    left: float | None


def attribute_spending(election: Election, outcome: Outcome) -> Iterator[tuple[int, Voters, Floats]]:
    """Say for whom each winner's money was spent.

    Parameters
    ----------
    election : Election
    outcome : Outcome
        Of any rule.

    Yields
    ------
    tuple of (int, ndarray of int, ndarray of float)
        A winner's place, its supporters, and the money by supporter; it adds up to the project's cost. What
        voters bought with their shares is what each paid; anything else is divided evenly.
    """
    support = outcome.support
    replay = _Replay(outcome)
    for bought in outcome.bought:
        at = slice(support.starts[bought.project], support.starts[bought.project + 1])
        voters = support.groups[at]
        purchase = replay.purchases.get(bought.project)
        if purchase is None:
            even = election.costs[bought.project] / max(1, len(voters))
            amounts = np.full(len(voters), even)
        else:
            amounts = replay.pay(purchase)[replay.group(voters)]
        yield bought.project, voters, amounts / election.money_unit


class _Replay:
    """Pays once more for what was bought, in the same order."""

    def __init__(self, outcome: Outcome) -> None:
        self.purchases = {purchase.project: purchase for purchase in outcome.purchases}
        if outcome.payers is not None:
            self.payers: Support = outcome.payers
            self.balances = np.full(len(self.payers.sizes), float(outcome.start or 0))

    def group(self, voters: Voters) -> Voters:
        groups = self.payers.group_of_voter
        return voters if groups is None else groups[voters]

    def pay(self, purchase: Purchase) -> Floats:
        """Give what each voter of every group pays."""
        at = slice(self.payers.starts[purchase.project], self.payers.starts[purchase.project + 1])
        groups, weights = self.payers.groups[at], self.payers.utilities
        asked = purchase.level * (np.ones(len(groups)) if weights is None else weights[at])
        amounts = np.zeros(len(self.balances))
        amounts[groups] = np.where(self.balances[groups] > 0, asked, 0.0)
        for spent in (purchase.capped, purchase.emptied):
            amounts[spent] = self.balances[spent]
        self.balances -= amounts
        for spent in (purchase.capped, purchase.emptied):
            self.balances[spent] = 0.0
        return amounts


def find_payments(election: Election, outcome: Outcome) -> dict[int, Floats]:
    """Find what each voter paid for each winner that voters bought.

    Parameters
    ----------
    election : Election
    outcome : Outcome
        Of equal shares; other rules have no payments.

    Returns
    -------
    dict of int to ndarray of float, shape (voters,)
        Money by voter, by place of the project; completions are left out, projects without a cost are not.
    """
    paid_for = {bought.project for bought in outcome.bought if bought.price_per_unit is not None}
    found = {}
    for project, voters, amounts in attribute_spending(election, outcome):
        if project in paid_for:
            found[project] = np.zeros(election.voters)
            found[project][voters] = amounts
    return found


def share_by_group(election: Election, outcome: Outcome, labels: Sequence[str]) -> tuple[Share, ...]:
    """Set each group's share of the money beside its share of the voters.

    Parameters
    ----------
    election : Election
    outcome : Outcome
        Of any rule.
    labels : sequence of str, shape (voters,)
        Which group each voter is in.

    Returns
    -------
    tuple of Share
        The largest group first, equal ones by label.

    Raises
    ------
    InvalidElection
        When there are not as many labels as ballots.
    """
    if len(labels) != election.voters:
        raise InvalidElection(f"There are {election.voters} ballots but {len(labels)} labels; give each one.")
    names, codes = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)
    sizes = np.bincount(codes, minlength=len(names))
    money, is_winner = np.zeros(len(names)), np.zeros(election.voters, dtype=bool)
    for _, voters, amounts in attribute_spending(election, outcome):
        money += np.bincount(codes[voters], weights=amounts, minlength=len(names))
        is_winner[voters] = True
    winners = np.bincount(codes[is_winner], minlength=len(names))
    spent = outcome.spent / election.money_unit
    order = sorted(range(len(names)), key=lambda place: (-sizes[place], names[place]))
    return tuple(
        Share(
            str(names[place]),
            int(sizes[place]),
            float(sizes[place] / election.voters),
            float(money[place]),
            float(money[place] / spent) if spent else 0.0,
            float(winners[place] / sizes[place]),
        )
        for place in order
    )


def describe_voter(election: Election, outcome: Outcome, voter: int) -> VoterAccount:
    """Say which of a voter's projects won, and what the voter's share paid for.

    Parameters
    ----------
    election : Election
    outcome : Outcome
        Of any rule.
    voter : int
        Place of the ballot, from 0.

    Returns
    -------
    VoterAccount

    Raises
    ------
    InvalidElection
        When there is no such ballot.
    """
    if not 0 <= voter < election.voters:
        raise InvalidElection(
            f"There is no ballot {voter}: they are counted from 0 to {election.voters - 1}."
        )
    support = outcome.support
    wanted = support.projects[support.offsets[voter] : support.offsets[voter + 1]].tolist()
    payments = {}
    for project, voters, amounts in attribute_spending(election, outcome):
        if project in wanted:
            payments[project] = float(amounts[np.searchsorted(voters, voter)])
    start = None if outcome.start is None else float(outcome.start) / election.money_unit
    bought = {each.project for each in outcome.bought if not each.by_completion}
    paid = sum(amount for project, amount in payments.items() if project in bought)
    return VoterAccount(
        start,
        tuple(payments),
        tuple(sorted(set(wanted) - set(payments))),
        tuple(payments.values()),
        None if start is None else max(0.0, start - paid),
    )

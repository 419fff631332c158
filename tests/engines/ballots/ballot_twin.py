"""The rules as they are defined, slowly, with fractions and a dictionary for each voter."""

from fractions import Fraction


class Vote:
    """A small election: costs by id, a budget, and each voter's utilities by id (positive ones only)."""

    def __init__(self, costs, budget, utilities):
        self.costs, self.budget, self.utilities = costs, Fraction(budget), utilities

    def supporters(self, project):
        return [voter for voter, wants in enumerate(self.utilities) if wants.get(project, 0) > 0]

    def able(self):
        return [p for p in self.costs if self.costs[p] <= self.budget and self.supporters(p)]

    def rank(self, tie_break):
        """Give the key that wins a tie when it is smaller."""
        keys = {
            "id": lambda p: p,
            "cost": lambda p: (self.costs[p], p),
            "votes": lambda p: (-len(self.supporters(p)), p),
        }
        return keys[tie_break]


def find_rate(cost, supporters, left, wants):
    """Give the smallest rate at which the supporters can pay, or None."""
    if sum(left[v] for v in supporters) < cost:
        return None
    paid, units = Fraction(0), sum(wants[v] for v in supporters)
    for voter in sorted(supporters, key=lambda v: left[v] / wants[v]):
        rate = (cost - paid) / units
        if left[voter] >= rate * wants[voter]:
            return rate
        paid += left[voter]
        units -= wants[voter]
    raise AssertionError


def equal_shares(vote, start, tie_break="id"):
    """Buy with everyone's share until nothing is affordable; give the order, what is left, who paid."""
    rank = vote.rank(tie_break)
    left = {voter: Fraction(start) for voter in range(len(vote.utilities))}
    order = sorted((p for p in vote.able() if vote.costs[p] == 0), key=rank)
    waiting = [p for p in vote.able() if vote.costs[p] > 0]
    payments = {p: {} for p in order}
    while True:
        rates = {}
        for p in waiting:
            wants = {v: Fraction(vote.utilities[v][p]) for v in vote.supporters(p)}
            rate = find_rate(vote.costs[p], list(wants), left, wants)
            if rate is not None:
                rates[p] = (rate, wants)
        if not rates:
            return order, left, payments
        chosen = min(rates, key=lambda p: (rates[p][0], rank(p)))
        rate, wants = rates[chosen]
        payments[chosen] = {v: min(left[v], rate * wants[v]) for v in wants}
        for voter, paid in payments[chosen].items():
            left[voter] -= paid
        order.append(chosen)
        waiting.remove(chosen)


def complete(vote, completion, increment=1, tie_break="id", merit=None):
    """Equal shares with a completion, one raise at a time."""
    n = max(1, len(vote.utilities))
    start = vote.budget / n
    order, _, _ = equal_shares(vote, start, tie_break)
    spent = sum(vote.costs[p] for p in order)
    if completion.startswith("add1"):
        while True:
            missing = [p for p in vote.able() if p not in order]
            if not missing:
                break
            if completion != "add1-until-overspend" and all(
                vote.costs[p] > vote.budget - spent for p in missing
            ):
                break
            start += increment
            higher, _, _ = equal_shares(vote, start, tie_break)
            if sum(vote.costs[p] for p in higher) > vote.budget:
                break
            order, spent = higher, sum(vote.costs[p] for p in higher)
    if completion.endswith("utilitarian"):
        missing = [p for p in vote.able() if p not in order]
        order = order + greedy(vote, merit, vote.budget - spent, missing, tie_break)
    return order


def greedy(vote, merit, money=None, projects=None, tie_break="id", *, skip=True):
    """Take the best that fits."""
    money = vote.budget if money is None else money
    rank = vote.rank(tie_break)
    taken = []
    for p in sorted(vote.able() if projects is None else projects, key=lambda p: (-merit(p), rank(p))):
        if vote.costs[p] <= money:
            taken.append(p)
            money -= vote.costs[p]
        elif not skip:
            break
    return taken


def phragmen(vote, tie_break="id"):
    """Let money arrive evenly; stop when the next, or any at the same moment, would overspend."""
    rank = vote.rank(tie_break)
    loads = dict.fromkeys(range(len(vote.utilities)), Fraction(0))
    waiting, order, left = vote.able(), [], vote.budget
    while waiting:
        moments = {}
        for p in waiting:
            supporters = vote.supporters(p)
            moments[p] = (vote.costs[p] + sum(loads[v] for v in supporters)) / Fraction(len(supporters))
        first = min(moments.values())
        equal = [p for p in waiting if moments[p] == first]
        if any(vote.costs[p] > left for p in equal):
            break
        chosen = min(equal, key=rank)
        for voter in vote.supporters(chosen):
            loads[voter] = first
        order.append(chosen)
        left -= vote.costs[chosen]
        waiting.remove(chosen)
    return order

"""Valid case documents of every kind, for Hypothesis."""

from typing import get_args

from hypothesis import strategies as st

from wholeplace.foundations.vocabulary import CostCategory

KINDS = ("public", "public", "household", "provider")
FISCAL = ("fiscal-cashable", "fiscal-non-cashable")
SOCIETAL = ("economic", "social")
CATEGORIES = get_args(CostCategory)
DRIVERS = ("demand", "wages", "rents")
OPTION_IDS = ("today", "council-team", "mutual", "grant", "alliance_2")
AGENCY_IDS = ("council-housing", "council-care", "icb", "families")
CRITERIA = ("control", "access", "trust")

# Round figures, so that ties, cancelling flows and zeros come up often.
money = st.sampled_from([100_000.0, 250_000.0, 1_000_000, 0.0]) | st.floats(1.0, 1e6)
small_money = st.sampled_from([2_500.0, 10_000, 750.0, 0.0]) | st.floats(1.0, 1e4)
share = st.sampled_from([0.5, 0.25, 1.0, 0.0]) | st.floats(0.0, 1.0)
score = st.integers(0, 100).map(float)


@st.composite
def distributions(draw, low, high):
    """Give any family within (bounded) or around (unbounded) a range, degenerate ones among them."""
    ends = sorted(draw(st.lists(st.floats(low, high), min_size=3, max_size=3)))
    family = draw(st.sampled_from(["fixed", "uniform", "triangular", "pert", "normal", "lognormal"]))
    middle, spread = ends[1], (ends[2] - ends[0]) / 4
    # A width lost in rounding is no uncertainty, and its ties would only test the sort.
    if spread < 1e-6 * (high - low):
        ends, spread = [middle] * 3, 0.0
    return {
        "fixed": {"fixed": [middle]},
        "uniform": {"uniform": [ends[0], ends[2]]},
        "triangular": {"triangular": ends},
        "pert": {"pert": ends},
        "normal": {"normal": [middle, spread]},
        "lognormal": {"lognormal": [min(high, middle + (high - low) / 100), spread]},
    }[family]


@st.composite
def quantities(draw, plain, spread, shared, *, is_random):
    """Give a number, a distribution, or a distribution that goes by a shared name."""
    if not is_random or draw(st.booleans()):
        return draw(plain)
    if shared and draw(st.integers(0, 3)) == 0:
        return dict(shared)
    return draw(spread)


@st.composite
def year_spans(draw, horizon):
    """Give a first and a last year, sometimes reaching beyond the horizon."""
    first = draw(st.sampled_from([0, 0, 0, 1, horizon // 2, horizon - 1, horizon]))
    return [first, first + draw(st.sampled_from([0, 1, 3, horizon, horizon + 3]))]


class Writer:
    """Draws one document after another part, with what the parts have in common."""

    def __init__(self, draw, *, is_random):
        self.draw, self.is_random = draw, is_random
        self.horizon = draw(st.sampled_from([6, 1, 2, 3, 4, 5, 7, 8, 10, 12, 33]))
        self.agencies = [
            {
                "id": name,
                "name": name.title(),
                "kind": draw(st.sampled_from(KINDS)),
                **draw(st.sampled_from([{}, {"body": "council"}, {"body": "nhs"}])),
            }
            for name in AGENCY_IDS[: draw(st.sampled_from([2, 3, 1, 4]))]
        ]
        self.shared_money = {**draw(distributions(1.0, 1e5)), "shared": "pay"}
        self.shared_share = {**draw(distributions(0.0, 1.0)), "shared": "take-up"}

    def money(self):
        return self.draw(
            quantities(money, distributions(0.0, 1e6), self.shared_money, is_random=self.is_random)
        )

    def unit_value(self):
        return self.draw(
            quantities(small_money, distributions(0.0, 1e4), self.shared_money, is_random=self.is_random)
        )

    def share(self):
        return self.draw(
            quantities(share, distributions(0.0, 1.0), self.shared_share, is_random=self.is_random)
        )

    def optional(self, entries):
        """Keep some of the entries that a person may leave out."""
        kept = self.draw(st.integers(0, 2 ** len(entries) - 1))
        return {name: make() for bit, (name, make) in enumerate(entries.items()) if not kept >> bit & 1}

    def drivers(self):
        return self.draw(
            st.sampled_from([["demand"], ["wages"], ["demand", "wages"], ["rents", "rents"], []])
        )

    def cost(self, number):
        category = self.draw(st.sampled_from(CATEGORIES))
        amount = self.money()
        if category == "income" and isinstance(amount, float):
            amount = -amount
        return {
            "name": f"Cost {number}",
            "agency": self.draw(st.sampled_from(self.agencies))["id"],
            "category": category,
            "amount": amount,
            "years": self.draw(year_spans(self.horizon)),
            **self.optional(
                {
                    "growth": lambda: self.draw(st.sampled_from([-0.05, 0.0, 0.02])),
                    "grade": lambda: self.draw(st.integers(1, 6)),
                    "drivers": self.drivers,
                }
            ),
        }

    def benefit(self, number):
        agency = self.draw(st.sampled_from(self.agencies))
        kinds = FISCAL + SOCIETAL if agency["kind"] == "public" else SOCIETAL
        return {
            "name": f"Benefit {number}",
            "agency": agency["id"],
            "kind": self.draw(st.sampled_from(kinds)),
            "unit_value": self.unit_value(),
            "years": self.draw(year_spans(self.horizon)),
            **self.optional(
                {
                    "population": lambda: self.draw(st.sampled_from([400.0, 37.5, 900, 0.0])),
                    "engagement": self.share,
                    "impact": self.share,
                    "deadweight": self.share,
                    "attribution": self.share,
                    "drop_off": lambda: self.draw(st.sampled_from([0.0, 0.1, 0.5, 1.0])),
                    "grade": lambda: self.draw(st.integers(1, 6)),
                    "drivers": self.drivers,
                }
            ),
        }

    def transfer(self):
        payer, payee = self.draw(st.permutations(self.agencies))[:2]
        return {
            "from": payer["id"],
            "to": payee["id"],
            "amount": self.money(),
            "years": self.draw(year_spans(self.horizon)),
        }

    def option(self, name, criteria):
        many = [(1, 1, 0), (2, 1, 0), (2, 2, 1), (3, 2, 1), (4, 3, 2), (0, 1, 1), (1, 0, 0), (0, 0, 0)]
        costs, benefits, transfers = self.draw(st.sampled_from(many))
        return {
            "id": name,
            "name": name.title(),
            "model": "grant",
            **self.optional(
                {
                    "term_years": lambda: self.draw(st.sampled_from([5, 3, 0.5, 0])),
                    "notice_months": lambda: self.draw(st.sampled_from([0, 3, 12, 18, 24, 30])),
                    "break_years": lambda: self.draw(st.lists(st.integers(1, 6), min_size=1, max_size=3)),
                    "exit_cost": lambda: self.draw(small_money),
                }
            ),
            **(
                {
                    "scores": {
                        each: self.draw(
                            quantities(score, distributions(0.0, 100.0), None, is_random=self.is_random)
                        )
                        for each in criteria
                    }
                }
                if criteria
                else {}
            ),
            "costs": [self.cost(number) for number in range(costs)],
            "benefits": [self.benefit(number) for number in range(benefits)],
            "transfers": [self.transfer() for _ in range(transfers if len(self.agencies) > 1 else 0)],
        }

    def scenarios(self):
        count = self.draw(st.sampled_from([2, 0, 1, 3]))
        chances = self.draw(
            st.none() | st.lists(st.sampled_from([0.0, 0.1, 0.25, 1 / 3]), min_size=count, max_size=count)
        )
        return [
            {
                "id": f"world-{number}",
                "name": f"World {number}",
                "drivers": {
                    name: self.draw(st.sampled_from([1.33, 0.5, 3.0, 1.0, 0.0]))
                    for name in self.draw(st.sampled_from([("demand",), ("wages",), DRIVERS, ()]))
                },
                **({} if chances is None else {"probability": chances[number]}),
            }
            for number in range(count)
        ]

    def stakeholders(self, criteria):
        return [
            {
                "id": f"group-{number}",
                "name": f"Group {number}",
                **self.draw(
                    st.just({})
                    | st.fixed_dictionaries({"weights": st.just({criteria[0]: 100.0, criteria[-1]: 40.0})})
                ),
            }
            for number in range(self.draw(st.integers(0, 2)) if criteria else 0)
        ]


@st.composite
def documents(draw, *, is_random=False, options=(3, 2, 1, 4, 5)):
    """Give a case document as TOML would be read; without randomness every quantity is a number."""
    writer = Writer(draw, is_random=is_random)
    criteria = CRITERIA[: draw(st.sampled_from([2, 0, 1, 3]))]
    written = [writer.option(name, criteria) for name in OPTION_IDS[: draw(st.sampled_from(options))]]
    draw(st.sampled_from(written))["business_as_usual"] = True
    draw(st.sampled_from(written))["in_house_comparator"] = True
    return {
        "case": {
            "title": "A case",
            "place": "Calderwick",
            "body_kind": "council",
            "start_year": draw(st.integers(2024, 2030)),
            "price_base_year": draw(st.integers(2024, 2030)),
            "horizon_years": writer.horizon,
            "rate": draw(st.sampled_from(["green-book-2026", 0.035, 0.0, 0.1])),
            "draws": 3,
            **writer.optional({"inflation": lambda: draw(st.sampled_from([0.0, 0.02, "inflation-target"]))}),
        },
        "agencies": writer.agencies,
        "scenarios": writer.scenarios(),
        "criteria": [{"id": name, "name": name.title()} for name in criteria],
        "stakeholders": writer.stakeholders(criteria),
        "options": written,
    }

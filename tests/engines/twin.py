"""The appraisal's slow twin: every figure again, by plain loops over draws, scenarios, years and lines.

Written from the description of the arithmetic alone, without sight of the engine, to be obvious rather than
quick. Only the draws themselves come from the engine's streams, one list of numbers for each quantity, so
that the two must agree on every draw and not only on average.
"""

import math
from fractions import Fraction
from functools import wraps

from wholeplace.engines.appraisal.quantities import Distribution, open_stream

# Years of the appraisal and the rate of each: Green Book of February 2026.
GREEN_BOOK = [(30, 0.035), (75, 0.03), (125, 0.025), (200, 0.02), (300, 0.015)]
# Evidence grades 1 to 6: share added to a cost, and share taken from a benefit or an income.
COST_UPLIFT = {1: 0.0, 2: 0.05, 3: 0.10, 4: 0.15, 5: 0.25, 6: 0.40}
BENEFIT_REDUCTION = {1: 0.0, 2: 0.05, 3: 0.10, 4: 0.15, 5: 0.25, 6: 0.40}
FISCAL = ("fiscal-cashable", "fiscal-non-cashable")
FACTORS = {
    "population": 1.0,
    "engagement": 1.0,
    "impact": 1.0,
    "deadweight": 0.0,
    "attribution": 1.0,
    "unit_value": None,
}
CASH_ROWS = ("revenue_cost", "capital_cost", "cashable_benefit", "transfers", "net")
# Where the description leaves a choice open, the twin follows the engine: these three numbers, the cut into
# bins whose counts differ by one (`evppi_of`), no worth of knowing what only moves money between agencies
# (`evppi`), a net public cost above nothing as the first year "with a public cost" (`payback_year`).
RELATIVE_TIE = 1e-9
ABSOLUTE_TIE = NOTHING = 1e-6  # pounds: flows that cancel leave rounding behind
UTILITY_TIE = 1e-12


def remember(method):
    """Keep what a method of one appraisal has found."""

    @wraps(method)
    def ask(self, *key):
        found = self.__dict__.setdefault("_remembered", {})
        if (method.__name__, key) not in found:
            found[method.__name__, key] = method(self, *key)
        return found[method.__name__, key]

    return ask


# --- small arithmetic ---------------------------------------------------------------------------------


def mean(values):
    return math.fsum(values) / len(values)


def percentile(values, share):
    """Interpolate linearly between the two nearest of the sorted values."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def summary(values):
    return {
        "mean": mean(values),
        "p10": percentile(values, 0.1),
        "p50": percentile(values, 0.5),
        "p90": percentile(values, 0.9),
    }


def ratio(tops, bottoms):
    result = {"mean": None, "p10": None, "p50": None, "p90": None}
    if mean(bottoms) > NOTHING:
        result["mean"] = mean(tops) / mean(bottoms)
    if all(bottom > NOTHING for bottom in bottoms):
        each = [top / bottom for top, bottom in zip(tops, bottoms, strict=True)]
        for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
            result[name] = percentile(each, share)
    return result


def is_tied(one, other):
    return abs(one - other) <= max(RELATIVE_TIE * max(abs(one), abs(other)), ABSOLUTE_TIE)


def pick(figures, comparator):
    """Pick the largest figure; of tied ones the in-house comparator's, then the first in the file."""
    top = max(figures.values())
    tied = [name for name, figure in figures.items() if is_tied(figure, top)]
    chosen = comparator if comparator in tied else tied[0]
    return chosen, tied if len(tied) > 1 else []


# --- reading the document -----------------------------------------------------------------------------


def discount_factors(rate, horizon):
    factors = [1.0]
    for year in range(1, horizon):
        if rate == "green-book-2026":
            yearly = next(value for last, value in GREEN_BOOK if year <= last)
        else:
            yearly = rate
        factors.append(factors[-1] / (1 + yearly))
    return factors


def price_factors(case):
    """Give what a pound of the price base year is in the money of each year of the appraisal."""
    inflation = case.get("inflation", 0.0)
    if inflation == "inflation-target":
        inflation = 0.02
    factors = []
    for year in range(case["horizon_years"]):
        factor = 1.0
        for _ in range(case["price_base_year"], case["start_year"] + year):
            factor *= 1 + inflation
        for _ in range(case["start_year"] + year, case["price_base_year"]):
            factor /= 1 + inflation
        factors.append(factor)
    return factors


def read_quantity(quantity):
    """Split a quantity into family, parameters and shared name."""
    if isinstance(quantity, dict):
        shared = quantity.get("shared")
        (family,) = [key for key in quantity if key != "shared"]
        return family, tuple(float(value) for value in quantity[family]), shared
    return "fixed", (float(quantity),), None


def scenario_names(document):
    return ["base"] + [scenario["id"] for scenario in document.get("scenarios", [])]


def scenario_weights(document):
    scenarios = document.get("scenarios", [])
    given = {scenario["id"]: scenario["probability"] for scenario in scenarios if "probability" in scenario}
    if not given:
        return {name: 1.0 if name == "base" else 0.0 for name in scenario_names(document)}
    return {"base": 1.0 - math.fsum(given.values()), **given}


def driver_product(document, line, scenario):
    named = {each["id"]: each.get("drivers", {}) for each in document.get("scenarios", [])}
    product = 1.0
    for driver in line.get("drivers", []):
        product *= named.get(scenario, {}).get(driver, 1.0)
    return product


class Quantities:
    """The draws of every quantity by its path, and which stream each one follows."""

    def __init__(self, draws, seed):
        self.draws, self.seed = draws, seed
        self.known = {}
        self.uncertain = {}
        self.in_money = set()

    def take(self, quantity, path):
        family, parameters, shared = read_quantity(quantity)
        key = f"shared:{shared}" if shared else path
        if key not in self.known:
            distribution = Distribution(family, parameters, shared)
            drawn = distribution.draw(open_stream(self.seed, key), self.draws)
            self.known[key] = [float(value) for value in drawn]
        if family != "fixed" and ".scores." not in path:
            self.uncertain[shared or path] = self.known[key]
            if ".transfers." not in path:
                self.in_money.add(shared or path)
        return self.known[key]


class Line:
    """One cost, benefit or transfer: its value in each draw, scenario and year."""

    def __init__(self, document, quantities, path, given, sort):
        self.path, self.sort, self.given = path, sort, given
        self.agency = given.get("agency")
        self.first, self.last = given["years"]
        self.horizon = document["case"]["horizon_years"]
        self.products = {name: driver_product(document, given, name) for name in scenario_names(document)}
        self.levels = getattr(self, f"_read_{sort}")(quantities)

    def _read_cost(self, quantities):
        grade = self.given.get("grade")
        if self.given.get("category") == "income":
            correction = 1 - (BENEFIT_REDUCTION[grade] if grade else 0.0)
        else:
            correction = 1 + (COST_UPLIFT[grade] if grade else 0.0)
        self.step = 1 + self.given.get("growth", 0.0)
        return [x * correction for x in quantities.take(self.given["amount"], f"{self.path}.amount")]

    def _read_benefit(self, quantities):
        grade = self.given.get("grade")
        correction = 1 - (BENEFIT_REDUCTION[grade] if grade else 0.0)
        self.step = 1 - self.given.get("drop_off", 0.0)
        drawn = {
            name: quantities.take(self.given.get(name, absent), f"{self.path}.{name}")
            for name, absent in FACTORS.items()
        }
        return [
            drawn["population"][i]
            * drawn["engagement"][i]
            * drawn["impact"][i]
            * (1 - drawn["deadweight"][i])
            * drawn["attribution"][i]
            * drawn["unit_value"][i]
            * correction
            for i in range(quantities.draws)
        ]

    def _read_transfer(self, quantities):
        self.step = 1.0
        return quantities.take(self.given["amount"], f"{self.path}.amount")

    def flow(self, draw, scenario, year):
        if not self.first <= year <= self.last or year >= self.horizon:
            return 0.0
        return self.levels[draw] * self.step ** (year - self.first) * self.products[scenario]


# --- the appraisal ------------------------------------------------------------------------------------


class Appraisal:
    """One case, appraised the slow way; `weights` are the drawn weights of each stakeholder group."""

    def __init__(self, document, draws, seed, weights=None):
        self.document = document
        self.case = document["case"]
        self.years = range(self.case["horizon_years"])
        self.draws = range(draws)
        self.discount = discount_factors(self.case["rate"], self.case["horizon_years"])
        self.weights = scenario_weights(document)
        self.kinds = {agency["id"]: agency.get("kind", "public") for agency in document["agencies"]}
        self.options = {option["id"]: option for option in document["options"]}
        self.usual = next(o["id"] for o in document["options"] if o.get("business_as_usual"))
        self.comparator = next(o["id"] for o in document["options"] if o.get("in_house_comparator"))
        self.quantities = Quantities(draws, seed)
        self.lines = {name: self._read_lines(option) for name, option in self.options.items()}
        self.npsv = {name: [self.present_npsv(name, i) for i in self.draws] for name in self.options}
        self.group_weights = weights or {}

    def _read_lines(self, option):
        lines = []
        for sort in ("cost", "benefit", "transfer"):
            for place, given in enumerate(option.get(f"{sort}s", [])):
                path = f"options.{option['id']}.{sort}s.{place}"
                lines.append(Line(self.document, self.quantities, path, given, sort))
        return lines

    # flows

    def flow(self, line, draw, year):
        """Average a line's flow over the scenarios in one draw and one year."""
        if not line.first <= year <= line.last:
            return 0.0
        if line.sort == "transfer":
            return line.flow(draw, "base", year)
        return math.fsum(
            weight * line.flow(draw, name, year) for name, weight in self.weights.items() if weight
        )

    @remember
    def mean_flow(self, line, year):
        return mean([self.flow(line, i, year) for i in self.draws])

    @remember
    def present_line(self, line, draw, first):
        return math.fsum(self.discount[year] * self.flow(line, draw, year) for year in self.years[first:])

    def present(self, lines, draw, first=0):
        """Discount some lines' flows from a first year on, in one draw."""
        return math.fsum(self.present_line(line, draw, first) for line in lines)

    def costs(self, option, public=False):
        return [
            line
            for line in self.lines[option]
            if line.sort == "cost" and (not public or self.kinds[line.agency] == "public")
        ]

    def benefits(self, option, kinds=None):
        return [
            line
            for line in self.lines[option]
            if line.sort == "benefit" and (kinds is None or line.given["kind"] in kinds)
        ]

    def present_npsv(self, option, draw, first=0):
        return self.present(self.benefits(option), draw, first) - self.present(
            self.costs(option), draw, first
        )

    def mean_npsv(self):
        return {name: mean(values) for name, values in self.npsv.items()}

    # results by option

    def headline(self, option):
        each = {
            "cost_pv": self.costs(option),
            "public_cost_pv": self.costs(option, public=True),
            "benefit_pv": self.benefits(option),
            "fiscal_pv": self.benefits(option, FISCAL),
            "cashable_pv": self.benefits(option, FISCAL[:1]),
        }
        pv = {name: [self.present(lines, i) for i in self.draws] for name, lines in each.items()}

        def minus(one, other):
            return [a - b for a, b in zip(pv[one], pv[other], strict=True)]

        return {
            **{name: summary(values) for name, values in pv.items() if name != "cashable_pv"},
            "npsv": summary(minus("benefit_pv", "cost_pv")),
            "public_npv": summary(minus("fiscal_pv", "public_cost_pv")),
            "cashable_npv": summary(minus("cashable_pv", "public_cost_pv")),
            "bcr": ratio(pv["benefit_pv"], pv["cost_pv"]),
            "fiscal_return": ratio(pv["fiscal_pv"], pv["public_cost_pv"]),
        }

    def agency_net(self, option, agency, draw):
        """Net present value of one agency in one draw."""
        counted = FISCAL if self.kinds[agency] == "public" else None
        terms = [self.present([b], draw) for b in self.benefits(option, counted) if b.agency == agency]
        terms += [-self.present([c], draw) for c in self.costs(option) if c.agency == agency]
        for line in self.lines[option]:
            if line.sort == "transfer":
                if line.given["to"] == agency:
                    terms.append(self.present([line], draw))
                if line.given["from"] == agency:
                    terms.append(-self.present([line], draw))
        return math.fsum(terms)

    @remember
    def agency_nets(self, option):
        return {agency: [self.agency_net(option, agency, i) for i in self.draws] for agency in self.kinds}

    def body_nets(self, option):
        nets = self.agency_nets(option)
        bodies = {}
        for agency in self.document["agencies"]:
            if agency.get("body"):
                bodies.setdefault(agency["body"], []).append(nets[agency["id"]])
        return {body: [math.fsum(each) for each in zip(*rows, strict=True)] for body, rows in bodies.items()}

    def shunting(self, option):
        nets, usual = self.agency_nets(option), self.agency_nets(self.usual)
        result = {}
        for agency in self.kinds:
            changes = [a - b for a, b in zip(nets[agency], usual[agency], strict=True)]
            result[agency] = {
                "mean": mean(changes),
                "probability_of_loss": sum(change < -0.005 for change in changes) / len(changes),
            }
        return result

    def payback_year(self, option):
        costs, benefits = self.costs(option, public=True), self.benefits(option, FISCAL)
        started, total, moved = False, 0.0, 0.0
        for year in self.years:
            cost = math.fsum(self.mean_flow(line, year) for line in costs)
            gain = math.fsum(self.mean_flow(line, year) for line in benefits)
            started = started or cost > NOTHING
            total += gain - cost
            moved += gain + abs(cost)
            if started and total >= -1e-9 * moved:
                return year
        return None

    def probability_best(self, option):
        total = Fraction(0)
        for i in self.draws:
            figures = {name: values[i] for name, values in self.npsv.items()}
            top = max(figures.values())
            tied = [name for name, figure in figures.items() if is_tied(figure, top)]
            if option in tied:
                total += Fraction(1, len(tied))
        return float(total / len(self.draws))

    def expected_regret(self, option):
        return mean(
            [max(values[i] for values in self.npsv.values()) - self.npsv[option][i] for i in self.draws]
        )

    def lock_in(self, option):
        given = self.options[option]
        notice = given.get("notice_months", 0) / 12
        term = given.get("term_years", 0)
        breaks = sorted(year for year in given.get("break_years", []) if year >= notice)
        leave = notice if term == 0 else breaks[0] if breaks else term
        shares = [min(max(leave - year, 0.0), 1.0) for year in self.years]
        yearly = [
            self.discount[year] * math.fsum(self.mean_flow(line, year) for line in self.costs(option))
            for year in self.years
        ]
        whole = math.fsum(yearly)
        committed = math.fsum(share * cost for share, cost in zip(shares, yearly, strict=True))
        return {
            "earliest_exit_years": leave,
            "committed_share": shares,
            "committed_pv_share": committed / whole if whole > NOTHING else None,
            "exit_cost": given.get("exit_cost", 0),
            "value_of_leaving": self.value_of_leaving(option),
        }

    def value_of_leaving(self, option):
        given = self.options[option]
        notice = given.get("notice_months", 0) / 12
        allowed = [b for b in given.get("break_years", []) if notice <= b < len(self.years)]
        if not allowed or given.get("term_years", 0) == 0:
            return None
        if option == self.usual and self.comparator == self.usual:
            return None
        b = min(allowed)
        gains = []
        for i in self.draws:
            if option == self.usual:
                fallback = math.fsum(
                    self.discount[year]
                    * (
                        math.fsum(self.flow(x, i, year - b) for x in self.benefits(self.comparator))
                        - math.fsum(self.flow(x, i, year - b) for x in self.costs(self.comparator))
                    )
                    for year in self.years
                    if year >= b
                )
            else:
                fallback = self.present_npsv(self.usual, i, first=b)
            own = self.present_npsv(option, i, first=b)
            gains.append(max(0.0, fallback - given.get("exit_cost", 0) * self.discount[b] - own))
        return mean(gains)

    def cash(self, option):
        prices = price_factors(self.case)
        result = {}
        for agency in self.kinds:
            rows = {name: [] for name in CASH_ROWS}
            for year in self.years:
                entry = dict.fromkeys(rows, 0.0)
                for line in self.lines[option]:
                    flow = self.mean_flow(line, year) * prices[year]
                    if line.sort == "transfer":
                        entry["transfers"] += flow * (
                            (line.given["to"] == agency) - (line.given["from"] == agency)
                        )
                    elif line.agency == agency and line.sort == "cost":
                        capital = line.given.get("category") == "capital"
                        entry["capital_cost" if capital else "revenue_cost"] += flow
                    elif line.agency == agency and line.given["kind"] == "fiscal-cashable":
                        entry["cashable_benefit"] += flow
                entry["net"] = (
                    entry["cashable_benefit"]
                    + entry["transfers"]
                    - entry["revenue_cost"]
                    - entry["capital_cost"]
                )
                for name, row in rows.items():
                    row.append(entry[name])
            result[agency] = rows
        return result

    def option(self, name):
        return {
            **self.headline(name),
            "payback_year": self.payback_year(name),
            "agencies": {key: summary(values) for key, values in self.agency_nets(name).items()},
            "bodies": {key: summary(values) for key, values in self.body_nets(name).items()},
            "probability_best": self.probability_best(name),
            "expected_regret": self.expected_regret(name),
            "shunting": self.shunting(name),
            "lock_in": self.lock_in(name),
            "cash": self.cash(name),
        }

    # results of the whole

    def evpi(self):
        best_each = [max(values[i] for values in self.npsv.values()) for i in self.draws]
        return mean(best_each) - max(self.mean_npsv().values())

    def evppi_of(self, drawn):
        """Sort the draws by one quantity, cut them into bins of equal count and choose within each."""
        count = len(drawn)
        bins = max(1, min(100, count // 100))
        order = sorted(range(count), key=lambda i: (drawn[i], i))
        total = 0.0
        for place in range(bins):
            members = order[place * count // bins : (place + 1) * count // bins]
            top = max(mean([values[i] for i in members]) for values in self.npsv.values())
            total += len(members) / count * top
        return total - max(self.mean_npsv().values())

    def evppi(self):
        return {
            name: self.evppi_of(drawn) if name in self.quantities.in_money else 0.0
            for name, drawn in self.quantities.uncertain.items()
        }

    def switching(self):
        means = self.mean_npsv()
        if len(means) < 2:
            return []
        first, _ = pick(means, self.comparator)
        others = {name: figure for name, figure in means.items() if name != first}
        second, _ = pick(others, self.comparator)
        result = []
        for option, rival in ((first, second), (second, first)):
            for line in self.lines[option]:
                if line.sort == "transfer":
                    continue
                sign = 1 if line.sort == "benefit" else -1
                worth = sign * mean([self.present([line], i) for i in self.draws])
                factor = None
                if worth != 0:
                    factor = 1 + (means[rival] - means[option]) / worth
                    is_within = -RELATIVE_TIE <= factor <= 10 + RELATIVE_TIE
                    factor = min(max(factor, 0.0), 10.0) if is_within else None
                result.append({"line": line.path, "name": line.given["name"], "factor": factor})
        return result

    def scenarios(self):
        table = {}
        for scenario in scenario_names(self.document):
            table[scenario] = {}
            for option in self.options:
                table[scenario][option] = mean(
                    [
                        math.fsum(
                            (1 if line.sort == "benefit" else -1)
                            * self.discount[year]
                            * line.flow(i, scenario, year)
                            for line in self.lines[option]
                            if line.sort != "transfer"
                            for year in self.years
                        )
                        for i in self.draws
                    ]
                )
        return table

    def regret(self):
        return {
            scenario: {option: max(row.values()) - figure for option, figure in row.items()}
            for scenario, row in self.scenarios().items()
        }

    def minimax_regret(self):
        table = self.regret()
        worst = {option: -max(row[option] for row in table.values()) for option in self.options}
        return pick(worst, self.comparator)[0]

    # preferences

    def scores(self):
        """Draw by draw, option by option, the score of each criterion."""
        criteria = [criterion["id"] for criterion in self.document.get("criteria", [])]
        drawn = {
            (name, criterion): self.quantities.take(
                option["scores"][criterion], f"options.{name}.scores.{criterion}"
            )
            for name, option in self.options.items()
            for criterion in criteria
        }
        return [
            {name: [drawn[name, criterion][i] for criterion in criteria] for name in self.options}
            for i in self.draws
        ]

    def preferences(self):
        criteria = [criterion["id"] for criterion in self.document.get("criteria", [])]
        if not criteria:
            return None
        scores = self.scores()
        counted = {group: accept(scores, weights) for group, weights in self.group_weights.items()}
        result = {group: close_group(scores, criteria, *each) for group, each in counted.items()}
        shares = {
            name: [
                mean([each[0][name][rank] for each in counted.values()]) for rank in range(len(self.options))
            ]
            for name in self.options
        }
        firsts = {
            name: [pair for each in counted.values() for pair in each[1][name]] for name in self.options
        }
        return {"overall": close_group(scores, criteria, shares, firsts), **result}

    def result(self):
        best, tie = pick(self.mean_npsv(), self.comparator)
        return {
            "best": best,
            "tie": tie,
            "options": {name: self.option(name) for name in self.options},
            "evpi": self.evpi(),
            "evppi": self.evppi(),
            "switching": self.switching(),
            "scenarios": self.scenarios(),
            "regret": self.regret(),
            "minimax_regret": self.minimax_regret(),
            "preferences": self.preferences(),
        }


# --- SMAA-2 -------------------------------------------------------------------------------------------


def utility(scores, weights):
    return math.fsum(weight * score / 100 for weight, score in zip(weights, scores, strict=True))


def accept(scores, weights):
    """Share out the ranks of each draw, and keep the weights under which each option was first."""
    names = list(scores[0])
    shares = {name: [0.0] * len(names) for name in names}
    firsts = {name: [] for name in names}
    for drawn, given in zip(scores, weights, strict=True):
        worth = {name: utility(drawn[name], given) for name in names}
        for name in names:
            above = sum(other - worth[name] >= UTILITY_TIE for other in worth.values())
            level = sum(abs(other - worth[name]) < UTILITY_TIE for other in worth.values())
            for rank in range(above, above + level):
                shares[name][rank] += 1 / level / len(scores)
            if above == 0:
                firsts[name].append((1 / level, given))
    return shares, firsts


def close_group(scores, criteria, shares, firsts):
    central, confidence = {}, {}
    for name, pairs in firsts.items():
        if not pairs:
            central[name] = confidence[name] = None
            continue
        whole = math.fsum(share for share, _ in pairs)
        weights = [
            math.fsum(share * given[k] for share, given in pairs) / whole for k in range(len(criteria))
        ]
        central[name] = dict(zip(criteria, weights, strict=True))
        confidence[name] = accept(scores, [weights] * len(scores))[0][name][0]
    return {"rank_acceptability": shares, "central_weights": central, "confidence": confidence}


def appraise(document, draws, seed, weights=None):
    """Appraise a plain document; `weights` gives each group's drawn weights, one list for each draw."""
    return Appraisal(document, draws, seed, weights).result()

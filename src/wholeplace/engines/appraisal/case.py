"""What the engine is given: options as lines of money over years, with every rule already resolved."""

from __future__ import annotations

from dataclasses import dataclass, field

from wholeplace.engines.appraisal.quantities import Distribution

COST = "cost"
CASHABLE = "fiscal-cashable"
NON_CASHABLE = "fiscal-non-cashable"
ECONOMIC = "economic"
SOCIAL = "social"
FISCAL_KINDS = (CASHABLE, NON_CASHABLE)
BENEFIT_KINDS = (CASHABLE, NON_CASHABLE, ECONOMIC, SOCIAL)


@dataclass(frozen=True)
class Agency:
    """Who pays or gains.

    Parameters
    ----------
    id : str
        Short name, unique in the case.
    is_public : bool
        Whether its costs are public costs and its gains are its benefits of the fiscal kinds; of any
        other agency all benefits are gains.
    body : str, optional
        The body whose budget head it is.
    weight : float, optional
        Distributional weight, 0 or more; None where the group has none.
    """

    id: str
    is_public: bool = True
    body: str | None = None
    weight: float | None = None


@dataclass(frozen=True)
class Scenario:
    """A way the world may turn out.

    Parameters
    ----------
    id : str
        Short name; the base scenario comes first and has no drivers.
    drivers : dict of str to float
        Multipliers; a driver that is not named is 1.
    probability : float
        Share of the expected flows that comes from this scenario; the probabilities sum to 1.
    """

    id: str
    drivers: dict[str, float] = field(default_factory=dict)
    probability: float = 0.0


@dataclass(frozen=True)
class Factor:
    """One quantity in the product that makes a line.

    Parameters
    ----------
    path : str
        Where it stands in the case, such as ``options.grant.benefits.0.impact``.
    quantity : float or Distribution
        In the unit of the factor.
    is_complement : bool
        Whether 1 − quantity enters the product (deadweight).
    scale : float
        Multiplier on the quantity, such as the inflation to the price base year.
    sensible : tuple of two floats
        Range outside which a draw deserves a caution.
    """

    path: str
    quantity: float | Distribution
    is_complement: bool = False
    scale: float = 1.0
    sensible: tuple[float, float] = (float("-inf"), float("inf"))

    @property
    def stream(self) -> str:
        """The key of the stream that the draws of this factor come from."""
        if isinstance(self.quantity, Distribution) and self.quantity.shared:
            return f"shared:{self.quantity.shared}"
        return self.path

    @property
    def label(self) -> str:
        """The name under which the quantity is reported: its shared name, else its path."""
        if isinstance(self.quantity, Distribution) and self.quantity.shared:
            return self.quantity.shared
        return self.path


@dataclass(frozen=True)
class Line:
    """A cost or a benefit of one agency over years.

    Parameters
    ----------
    path, name : str
        Where it stands and what it is called.
    agency : int
        Position of the agency in the case.
    kind : str
        ``cost`` or a kind of benefit.
    factors : tuple of Factor
        Their product is the flow of the first year, in pounds in the price base year.
    first_year, last_year : int
        Inclusive, 0 ≤ first ≤ last; years beyond the horizon count nothing.
    yearly_change : float
        Relative change from each year to the next: the growth of a cost, minus the drop-off of a benefit.
    correction : float
        Multiplier for optimism, from the evidence grade.
    grade : int, optional
        Evidence grade, 1 to 6.
    drivers : tuple of str
        Drivers that multiply the line in each scenario.
    is_capital : bool
        Whether a cost is capital in the finance plan.
    """

    path: str
    name: str
    agency: int
    kind: str
    factors: tuple[Factor, ...]
    first_year: int
    last_year: int
    yearly_change: float = 0.0
    correction: float = 1.0
    grade: int | None = None
    drivers: tuple[str, ...] = ()
    is_capital: bool = False

    @property
    def sign(self) -> int:
        """+1 for a benefit, −1 for a cost."""
        return -1 if self.kind == COST else 1


@dataclass(frozen=True)
class Transfer:
    """Money from one agency to another: nothing in total.

    Parameters
    ----------
    factor : Factor
        Pounds a year in the price base year.
    payer, payee : int
        Positions of the agencies.
    first_year, last_year : int
        Inclusive.
    """

    factor: Factor
    payer: int
    payee: int
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Option:
    """One way of meeting the need.

    Parameters
    ----------
    id : str
        Short name, unique in the case.
    lines : tuple of Line
        Costs, then benefits, in the order of the file.
    transfers : tuple of Transfer
        Payments between agencies.
    term_years, notice_months : float
        0 or more; a term of 0 is no fixed term.
    break_years : tuple of int
        Years from the start at which it may be left, 1 or more; without effect when the term is 0.
    exit_cost : float
        Pounds in the price base year, 0 or more.
    """

    id: str
    lines: tuple[Line, ...]
    transfers: tuple[Transfer, ...] = ()
    term_years: float = 0.0
    notice_months: float = 0.0
    break_years: tuple[int, ...] = ()
    exit_cost: float = 0.0


@dataclass(frozen=True)
class AppraisalCase:
    """Everything the appraisal needs.

    Parameters
    ----------
    options : tuple of Option
        At least one.
    agencies : tuple of Agency
        At least one.
    scenarios : tuple of Scenario
        The base scenario first; probabilities sum to 1.
    discount_factors : tuple of float, one per year
        Year 0 first, whose factor is 1; their number is the horizon.
    inflation_factors : tuple of float, one per year
        Nominal pounds of that year per pound of the price base year.
    business_as_usual, in_house_comparator : int
        Positions of the two options; they may be the same.
    seed, draws : int
        Seed 0 or more; draws 1 or more.
    """

    options: tuple[Option, ...]
    agencies: tuple[Agency, ...]
    scenarios: tuple[Scenario, ...]
    discount_factors: tuple[float, ...]
    inflation_factors: tuple[float, ...]
    business_as_usual: int
    in_house_comparator: int
    seed: int
    draws: int

    @property
    def horizon_years(self) -> int:
        """Number of years appraised."""
        return len(self.discount_factors)

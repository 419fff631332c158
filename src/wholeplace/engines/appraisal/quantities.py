"""Quantities: numbers and distributions, and the streams their draws come from."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wholeplace.foundations.errors import WholeplaceError

PARAMETER_COUNTS = {"fixed": 1, "uniform": 2, "triangular": 3, "pert": 3, "normal": 2, "lognormal": 2}
PERT_SHAPE = 4.0
WIDEST_LOGNORMAL = 1e6  # standard deviations a mean; beyond, one draw in some billions makes up the mean

Draws = NDArray[np.float64]


class InvalidDistribution(WholeplaceError):
    """A distribution whose parameters cannot be."""


@dataclass(frozen=True)
class Distribution:
    """What is believed of an uncertain quantity.

    Parameters
    ----------
    family : str
        fixed, uniform, triangular, pert, normal or lognormal.
    parameters : tuple of float
        fixed (x), uniform (low, high), triangular and pert (low, mode, high), normal and lognormal
        (mean, standard deviation of the quantity itself), in the unit of the quantity.
    shared : str, optional
        Name of the stream that every quantity with this name shares.

    Raises
    ------
    InvalidDistribution
        When the ends are reversed, the mode lies outside them, a standard deviation is negative, or a
        lognormal mean is not positive or below a millionth of the standard deviation.

    References
    ----------
    PERT with λ = 4: Malcolm et al. (1959), a beta with α = 1 + 4 (mode − low)/(high − low).
    """

    family: str
    parameters: tuple[float, ...]
    shared: str | None = None

    def __post_init__(self) -> None:
        """Refuse parameters that cannot be."""
        given = self.parameters
        if self.family in ("uniform", "triangular", "pert") and list(given) != sorted(given):
            order = "low, high" if self.family == "uniform" else "low, mode, high"
            raise InvalidDistribution(
                f"must give {self.family} as {order} in rising order, but is {self.text}"
            )
        if self.family in ("normal", "lognormal") and given[1] < 0:
            raise InvalidDistribution(f"must have a standard deviation of 0 or more, but is {self.text}")
        if self.family == "lognormal" and given[0] <= 0:
            raise InvalidDistribution(f"must have a lognormal mean above 0, but is {self.text}")
        if self.family == "lognormal" and given[1] > WIDEST_LOGNORMAL * given[0]:
            limit = f"{WIDEST_LOGNORMAL:,.0f} times the mean at most"
            raise InvalidDistribution(
                f"must have a lognormal standard deviation of {limit}, but is {self.text}"
            )

    @property
    def text(self) -> str:
        """Show the distribution as a person would write it."""
        return f"{self.family} {[float(f'{value:.12g}') for value in self.parameters]}"

    @property
    def is_bounded(self) -> bool:
        """Whether no draw can leave the parameters' range."""
        return self.family not in ("normal", "lognormal")

    @property
    def bounds(self) -> tuple[float, float]:
        """Give the smallest and the largest possible value, infinite where there is none."""
        if self.family == "normal":
            return -math.inf, math.inf
        if self.family == "lognormal":
            return 0.0, math.inf
        return self.parameters[0], self.parameters[-1]

    @property
    def mean(self) -> float:
        """Give the expected value."""
        given = self.parameters
        if self.family == "triangular":
            return math.fsum(given) / 3
        if self.family == "pert":
            return (given[0] + PERT_SHAPE * given[1] + given[2]) / (PERT_SHAPE + 2)
        if self.family == "uniform":
            return (given[0] + given[1]) / 2
        return given[0]

    @property
    def is_constant(self) -> bool:
        """Whether every draw is the same number."""
        if self.family in ("normal", "lognormal"):
            return self.parameters[1] == 0
        return self.parameters[0] == self.parameters[-1]

    def draw(self, generator: np.random.Generator, draws: int) -> Draws:
        """Draw the quantity.

        Parameters
        ----------
        generator : numpy.random.Generator
            Source of randomness, used up from its present state.
        draws : int
            How many, 1 or more.

        Returns
        -------
        ndarray, shape (draws,)
            In the unit of the quantity; nothing is clipped.
        """
        given = self.parameters
        if self.is_constant:
            return np.full(draws, given[0])
        if self.family == "uniform":
            return generator.uniform(given[0], given[1], draws)
        if self.family == "triangular":
            return generator.triangular(given[0], given[1], given[2], draws)
        if self.family == "pert":
            return _draw_pert(given, generator, draws)
        if self.family == "normal":
            return generator.normal(given[0], given[1], draws)
        spread = math.log1p((given[1] / given[0]) ** 2)
        return generator.lognormal(math.log(given[0]) - spread / 2, math.sqrt(spread), draws)


def _draw_pert(given: tuple[float, ...], generator: np.random.Generator, draws: int) -> Draws:
    low, mode, high = given
    width = high - low
    rising = 1 + PERT_SHAPE * (mode - low) / width
    falling = 1 + PERT_SHAPE * (high - mode) / width
    drawn = generator.beta(rising, falling, draws)
    drawn *= width
    drawn += low
    return drawn


def open_stream(seed: int, key: str) -> np.random.Generator:
    """Open the stream of random numbers that belongs to one key of one case.

    Each quantity has its own stream, so that adding or removing another changes no draw of it, and
    options that share a quantity's name see the same world (common random numbers).

    Parameters
    ----------
    seed : int
        Seed of the case, 0 or more.
    key : str
        Path of the quantity, or ``shared:`` and its shared name.

    Returns
    -------
    numpy.random.Generator
        PCG64 seeded with the SHA-256 of seed and key.
    """
    digest = hashlib.sha256(f"{seed}\n{key}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))

"""The draws of a case: each quantity from its own stream, shared ones drawn once while there is room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wholeplace.engines.appraisal.case import AppraisalCase, Factor
from wholeplace.engines.appraisal.quantities import Distribution, Draws, open_stream

ROOM_BYTES = 2**28
BYTES_A_DRAW = 8


def walk_factors(case: AppraisalCase) -> Iterator[tuple[Factor, bool]]:
    """Yield every factor of a case, in the order of the file, and whether it belongs to a line of money.

    Parameters
    ----------
    case : AppraisalCase
        The case.

    Yields
    ------
    Factor, bool
        False for the amounts of transfers, which change no total.
    """
    for option in case.options:
        for line in option.lines:
            for factor in line.factors:
                yield factor, True
        for transfer in option.transfers:
            yield transfer.factor, False


class Sampler:
    """Draws the quantities of a case, and keeps those that several places share.

    Parameters
    ----------
    case : AppraisalCase
        For the seed, the number of draws, and how often each shared name stands in it.

    Notes
    -----
    Keeping changes speed only: a quantity that is drawn again gives the same draws. At most 256 MiB are
    kept.
    """

    def __init__(self, case: AppraisalCase) -> None:
        """Count how often each stream is used."""
        self._seed, self._draws = case.seed, case.draws
        self._uses = Counter(factor.stream for factor, _ in walk_factors(case))
        self._kept: dict[str, Draws] = {}
        self._room = ROOM_BYTES // (BYTES_A_DRAW * case.draws)

    def draw(self, factor: Factor) -> Draws | float:
        """Draw one quantity.

        Parameters
        ----------
        factor : Factor
            The quantity.

        Returns
        -------
        ndarray, shape (draws,), or float
            The quantity as stated (neither scaled nor complemented), read-only where it is kept; a plain
            number when it is not uncertain.
        """
        if not isinstance(factor.quantity, Distribution):
            return factor.quantity
        stream = factor.stream
        if stream in self._kept:
            return self._kept[stream]
        drawn = factor.quantity.draw(open_stream(self._seed, stream), self._draws)
        if self._uses[stream] > 1 and len(self._kept) < self._room:
            drawn.flags.writeable = False
            self._kept[stream] = drawn
        return drawn

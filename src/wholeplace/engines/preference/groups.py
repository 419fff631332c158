"""Several stakeholder groups together: the mean of what each accepts, and where they part."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeplace.engines.preference.acceptability import Acceptability, divide_by_first_share
from wholeplace.engines.preference.confidence import confidence_factors
from wholeplace.engines.preference.inputs import ShapesDoNotMatch
from wholeplace.engines.preference.standings import BLOCK, TIE
from wholeplace.foundations.errors import WholeplaceError


class NoGroups(WholeplaceError):
    """There is no stakeholder group to take together."""


def pool_groups(
    groups: Mapping[str, Acceptability], values: ArrayLike, *, block: int = BLOCK
) -> Acceptability:
    """Take the groups together, each counting the same whatever its number of draws.

    Rank acceptabilities and pairwise shares are means over the groups. Central weights are the mean weights
    of all the groups' first places: Σ first-place share × weights / Σ first-place share, over groups and
    draws. Confidence is recomputed at these weights.

    Parameters
    ----------
    groups : mapping of str to Acceptability
        One result a group, all for the same options and criteria, at least one.
    values : array_like, shape (options, criteria) or (draws, options, criteria)
        The partial values that the groups' results were computed from.
    block : int, optional
        Draws at a time; it changes speed and memory only.

    Returns
    -------
    Acceptability
        Overall; NaN in central weights and confidence for an option that is first for no group.

    Raises
    ------
    NoGroups
        The mapping is empty.
    ShapesDoNotMatch
        Groups, or groups and values, differ in options or criteria.
    NotNumbers, NothingToRank
        Values are not finite numbers, or empty.

    References
    ----------
    Lahdelma, R., Salminen, P. (2001). SMAA-2. Operations Research 49(3), 444-454, with an equal mixture of
    the groups' weight distributions as the weight distribution.
    """
    if not groups:
        raise NoGroups("There is no stakeholder group to take together; give at least one.")
    results = list(groups.values())
    refuse_unlike_groups(groups)
    shares = np.mean([result.rank_acceptability for result in results], axis=0)
    first_weights = np.mean([result.first_weights for result in results], axis=0)
    central = divide_by_first_share(first_weights, shares[:, 0])
    confidence = confidence_factors(values, central, block=block)
    pairwise = np.mean([result.pairwise for result in results], axis=0)
    return Acceptability(shares, central, confidence, pairwise, first_weights)


def refuse_unlike_groups(groups: Mapping[str, Acceptability]) -> None:
    """Raise when the groups' results are not for the same number of options and criteria.

    Parameters
    ----------
    groups : mapping of str to Acceptability
        One result a group, at least one.

    Raises
    ------
    ShapesDoNotMatch
        A group's shape differs from that of the first.
    """
    first, *others = groups
    expected = groups[first].first_weights.shape
    for name in others:
        found = groups[name].first_weights.shape
        if found != expected:
            raise ShapesDoNotMatch(
                f"Group '{first}' has {expected[0]} options and {expected[1]} criteria but group '{name}' "
                f"{found[0]} and {found[1]}; rank the same options for every group."
            )


def find_favourites(result: Acceptability) -> NDArray[np.intp]:
    """Find the options that are first most often.

    Parameters
    ----------
    result : Acceptability
        Of one group, or overall.

    Returns
    -------
    ndarray of int, shape (favourites,)
        Positions of the options whose share of first places is the largest, ascending; within 1e-12 is a tie.
    """
    first = result.first_share
    return np.flatnonzero(first.max() - first < TIE)


def find_common_favourites(groups: Mapping[str, Acceptability]) -> NDArray[np.intp]:
    """Find the options that every group puts first most often; none means that the groups disagree.

    Parameters
    ----------
    groups : mapping of str to Acceptability
        One result a group, all for the same options, at least one.

    Returns
    -------
    ndarray of int, shape (favourites,)
        Positions of options, ascending; empty when no option is every group's favourite.

    Raises
    ------
    NoGroups
        The mapping is empty.
    ShapesDoNotMatch
        Groups differ in options or criteria.
    """
    if not groups:
        raise NoGroups("There is no stakeholder group to compare; give at least one.")
    refuse_unlike_groups(groups)
    favourites = [set(find_favourites(result).tolist()) for result in groups.values()]
    return np.array(sorted(set.intersection(*favourites)), dtype=np.intp)

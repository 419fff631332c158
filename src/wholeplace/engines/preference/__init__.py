"""What people prefer where money does not tell: weights, SMAA-2 by group and overall, plain MCDA methods."""

from wholeplace.engines.preference.acceptability import Acceptability, rank_acceptability
from wholeplace.engines.preference.confidence import confidence_factors
from wholeplace.engines.preference.entropy import entropy_bits
from wholeplace.engines.preference.groups import (
    NoGroups,
    find_common_favourites,
    find_favourites,
    pool_groups,
)
from wholeplace.engines.preference.inputs import (
    NothingToRank,
    NotNumbers,
    ShapesDoNotMatch,
    WeightsAreNotShares,
)
from wholeplace.engines.preference.standings import rank_scores
from wholeplace.engines.preference.topsis import topsis
from wholeplace.engines.preference.value_functions import InvalidValueFunction, piecewise_value
from wholeplace.engines.preference.weighted_sum import CannotNormalise, share_of_column, weighted_sum
from wholeplace.engines.preference.weights import SwingsGiveNoWeights, draw_uniform_weights, swing_weights

__all__ = [
    "Acceptability",
    "CannotNormalise",
    "InvalidValueFunction",
    "NoGroups",
    "NotNumbers",
    "NothingToRank",
    "ShapesDoNotMatch",
    "SwingsGiveNoWeights",
    "WeightsAreNotShares",
    "confidence_factors",
    "draw_uniform_weights",
    "entropy_bits",
    "find_common_favourites",
    "find_favourites",
    "piecewise_value",
    "pool_groups",
    "rank_acceptability",
    "rank_scores",
    "share_of_column",
    "swing_weights",
    "topsis",
    "weighted_sum",
]

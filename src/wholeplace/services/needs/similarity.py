"""Which texts say something alike: the cosine of their words, rare words weighing more."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")
# Words that say nothing about the subject; short ones are left out as well.
COMMON = frozenset({
    "about", "after", "again", "all", "and", "any", "are", "because", "been", "before", "being", "but",
    "can", "cannot", "could", "did", "does", "for", "from", "had", "has", "have", "her", "here", "him",
    "his", "how", "into", "its", "just", "like", "many", "more", "most", "much", "must", "need",
    "needs", "never", "not", "now", "only", "other", "our", "out", "people", "she", "should", "some",
    "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those",
    "through", "too", "under", "very", "was", "were", "what", "when", "where", "which", "while", "who",
    "why", "will", "with", "would", "you", "your",
})  # fmt: skip
SHORTEST = 3
ENDINGS = ("ing", "ers", "er", "ed", "es", "s")


def rank_similar(text: str, others: Mapping[Key, str], *, least: float = 0.12) -> list[Key]:
    """Return the keys of the texts that are alike, the most alike first; ties in the order given."""
    bags = {key: count_words(other) for key, other in others.items()}
    mine = count_words(text)
    spread = Counter(word for bag in [mine, *bags.values()] for word in bag)
    total = len(bags) + 1
    weigh = {word: math.log(1 + total / count) for word, count in spread.items()}
    scores = {key: _compare(mine, bag, weigh) for key, bag in bags.items()}
    return sorted((key for key, score in scores.items() if score >= least), key=lambda key: -scores[key])


def count_words(text: str) -> Counter[str]:
    """Count the words of a text that say what it is about, without their endings."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return Counter(_trim(word) for word in words if len(word) >= SHORTEST and word not in COMMON)


def _trim(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word.removesuffix(ending)
    return word


def _compare(one: Counter[str], other: Counter[str], weigh: Mapping[str, float]) -> float:
    shared = sum(
        _size(one[word]) * _size(other[word]) * weigh[word] ** 2 for word in one.keys() & other.keys()
    )
    lengths = _length(one, weigh) * _length(other, weigh)
    return shared / lengths if lengths else 0.0


def _size(count: int) -> float:
    # A word said ten times is not ten times as much what a text is about.
    return 1 + math.log(count)


def _length(bag: Counter[str], weigh: Mapping[str, float]) -> float:
    return math.sqrt(sum((_size(count) * weigh[word]) ** 2 for word, count in bag.items()))

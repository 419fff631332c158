"""Which texts say something alike, worked out on this machine by scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")
# Chosen on the needs of tests/services/labelled_needs.py: half of what is offered there says the same, and
# three in four of those that say the same are offered. Pieces of words forgive endings and spelling, in any
# language; whole words without a stemmer, and edit distances, found fewer.
PIECES = (3, 4)
LEAST = 0.22


def rank_similar(text: str, others: Mapping[Key, str], *, least: float = LEAST) -> list[Key]:
    """Return the keys of the texts that are alike, the most alike first; ties in the order given."""
    # Loading it takes longer than all else that a page does, and few pages need it.
    from sklearn.feature_extraction.text import TfidfVectorizer

    keys = list(others)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=PIECES, sublinear_tf=True)
    try:
        weights = vectorizer.fit_transform([text, *(others[key] for key in keys)])
    except ValueError:
        # Not one of the texts has a word in it.
        return []
    scores = (weights[1:] @ weights[0].T).toarray().ravel()
    alike = [place for place, score in enumerate(scores) if score >= least]
    return [keys[place] for place in sorted(alike, key=lambda place: -scores[place])]

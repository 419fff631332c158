"""What a pound is worth to people of different incomes.

The weight is the reference income over the recipients' income, to the power of the elasticity 1.3.

Source: HM Treasury, Green Book (2018), A3.12 to A3.22, https://ppponline.affinitext.com/public/book?id=5905&toc_id=875688
and toc_id=875690, which quotes Fujiwara (2010). Each figure's status stands beside it.
"""

import json

import pytest

from wholeplace.foundations.parameters import distributional_weight, load_parameters

# Income, reference income, weight: derived from the published formula (status D).
WEIGHTS = [
    (15_000, 35_000, 3.0086371992),
    (25_000, 35_000, 1.5486969619),
    (35_000, 35_000, 1.0),
    (50_000, 35_000, 0.6289664093),
    (75_000, 35_000, 0.3712862065),
    (100_000, 35_000, 0.2554397366),
    (15_000, 55_000, 5.414431449),
]

# Published weight of the lowest quintile (status N), and the ratio of incomes that it implies.
PUBLISHED = [(2.5, 2.023521), (2.4, 1.960967)]


def elasticity():
    return load_parameters().find("distributional-weight-elasticity").value


def test_the_elasticity():
    """The Green Book uses 1.3."""
    assert elasticity() == 1.3


@pytest.mark.parametrize(("income", "reference", "weight"), WEIGHTS)
def test_weights(income, reference, weight):
    """A pound to the poorer weighs more, to the richer less."""
    assert distributional_weight(income, reference, elasticity()) == pytest.approx(weight, abs=1e-10)


@pytest.mark.parametrize(("weight", "ratio"), PUBLISHED)
def test_published_weights_of_the_lowest_quintile(weight, ratio):
    """2.5 (Fujiwara 2010) and 2.4 (2015 data) are the weights of their income ratios."""
    assert distributional_weight(1, ratio, elasticity()) == pytest.approx(weight, abs=1e-5)


def test_half_the_income_doubles_the_weight_at_an_elasticity_of_one():
    """20,000 weighs twice as much as 40,000 (published and recomputed, status P)."""
    assert distributional_weight(20_000, 40_000, 1) == 2


def test_these_figures_are_those_of_the_reference_file(shared):
    """The figures of this file agree with the file of cited figures."""
    text = (shared / "references" / "green_book_distributional.json").read_text(encoding="utf-8")
    reference = json.loads(text)
    expected = reference["expected"]
    assert reference["inputs"]["eta"] == elasticity()
    assert [(case["income"], case["reference"], case["weight"]) for case in expected["cases"]] == WEIGHTS
    assert [(case["weight"], case["implied_income_ratio"]) for case in expected["published"]] == PUBLISHED

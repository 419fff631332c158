"""Benefits: population × engagement × impact × (1 − deadweight) × attribution × unit value, less optimism.

Figures: Greater Manchester cost-benefit model and additionality factors (references,
gm_cba_and_unit_costs.json: additionality P and D; worked_model C, a check of the formula and no authority)
and the drop-off of the guide to social return on investment (social_value.json: case C; its published
"wheels to meals" totals are M, recalled, and are therefore not asserted).
"""

import json

import pytest

from wholeplace.casefile.appraise import appraise_document
from wholeplace.foundations.parameters import load_parameters


def appraise_benefit(benefit, *, rate=0.035, horizon_years=3, parameters=()):
    """Appraise one benefit as the only line of the only option."""
    document = {
        "case": {
            "title": "One benefit",
            "place": "Calderwick",
            "body_kind": "council",
            "start_year": 2026,
            "price_base_year": 2026,
            "horizon_years": horizon_years,
            "rate": rate,
            "draws": 1,
        },
        "agencies": [{"id": "council", "name": "Council"}],
        "options": [
            {
                "id": "only",
                "name": "Only",
                "model": "in-house",
                "business_as_usual": True,
                "in_house_comparator": True,
                "benefits": [{"name": "Benefit", "agency": "council", "kind": "fiscal-cashable"} | benefit],
            }
        ],
    }
    return appraise_document(document, parameters=parameters).result["options"]["only"]


def read_reference(shared, name):
    return json.loads((shared / "references" / f"{name}.json").read_text(encoding="utf-8"))["expected"]


def test_worked_model():
    """200 × 0.6 × 0.25 × 0.8 × £1,000 × 0.85 = £20,400 a year (constructed, status C)."""
    found = appraise_benefit(
        {
            "population": 200,
            "engagement": 0.6,
            "impact": 0.25,
            "deadweight": 0.2,
            "unit_value": 1000,
            "grade": 4,
            "years": [0, 2],
        }
    )
    assert found["cash"]["council"]["cashable_benefit"] == pytest.approx([20_400.0] * 3, rel=1e-12)
    assert found["benefit_pv"]["mean"] == pytest.approx(59_153.763215, abs=5e-7)
    assert found["fiscal_pv"] == found["benefit_pv"]


def test_worked_model_figures_are_those_of_the_reference(shared):
    """The literals above are the reference's own."""
    worked = read_reference(shared, "gm_cba_and_unit_costs")["worked_model"]
    assert (worked["gross_per_year"], worked["pv_year0_to_2"]) == (20_400.0, 59_153.763215)
    assert worked["grade_benefit_correction"] == -0.15


@pytest.mark.parametrize(
    ("deadweight", "displacement", "leakage", "substitution", "net"),
    [(0.2, 0.25, 0.1, 0.0, 0.54), (0.35, 0.4, 0.2, 0.05, 0.2964), (0.1, 0.1, 0.05, 0.0, 0.7695)],
)
def test_additionality(deadweight, displacement, leakage, substitution, net):
    """Net = gross × Π(1 − share): what our factors cannot name goes into attribution (published, P; D)."""
    attribution = (1 - displacement) * (1 - leakage) * (1 - substitution)
    found = appraise_benefit(
        {"deadweight": deadweight, "attribution": attribution, "unit_value": 1.0, "years": [0, 0]}
    )
    assert found["benefit_pv"]["mean"] == pytest.approx(net, rel=1e-12)


def test_drop_off():
    """£17,100 in the first year, 10% less each year, discounted from year 1 (constructed, status C)."""
    found = appraise_benefit(
        {
            "population": 100,
            "unit_value": 250,
            "deadweight": 0.1,
            "attribution": (1 - 0.05) * (1 - 0.2),
            "drop_off": 0.1,
            "years": [1, 3],
        },
        horizon_years=4,
    )
    wanted = [0.0, 17_100.0, 15_390.0, 13_851.0]
    assert found["cash"]["council"]["cashable_benefit"] == pytest.approx(wanted, rel=1e-12)
    assert found["benefit_pv"]["mean"] == pytest.approx(43_381.277225, abs=5e-7)


@pytest.mark.parametrize("grade", [1, 2, 3, 4, 5, 6])
def test_evidence_grades_are_the_recalled_table_and_never_silent(grade):
    """Each grade takes its share from a benefit; the table is status M, so the output names it as such."""
    share = {1: 0.0, 2: 0.05, 3: 0.10, 4: 0.15, 5: 0.25, 6: 0.40}[grade]
    found = appraise_benefit({"unit_value": 1000, "grade": grade, "years": [0, 0]})
    assert found["benefit_pv"]["mean"] == pytest.approx(1000 * (1 - share), rel=1e-12)
    assert load_parameters().find("evidence-grade-benefit-reduction").status == "M"

"""A withheld figure cannot be worked out from what is published; what follows from it goes with it."""

import datetime as dt
import json
from typing import Any

import pytest

from tests.services.commissioning import TODAY, TUESDAY, Case, hear_everybody, make_case
from tests.services.publishing import SECRET, make_version, write_document
from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.verify import verify_case_file
from wholeplace.records.models import AppraisalVersion, CaseFile, WithheldPart
from wholeplace.services.people.permissions import NotPermitted
from wholeplace.services.publication.following import FigureCanBeWorkedOut, tell_following
from wholeplace.services.publication.queries import check_chain
from wholeplace.services.publication.versions import publish_version
from wholeplace.services.publication.withholding import (
    AlreadyWithheld,
    WithholdingEntry,
    release_due_parts,
    release_part,
    withhold_part,
    withhold_results_too,
)

pytestmark = pytest.mark.django_db
COST, RENT = "options.charity.costs.0", "options.charity.costs.1"
RESULTS = "results.appraisal.options.charity"
LATER = TODAY + dt.timedelta(days=30)
RENT_POUNDS = 43_210


@pytest.fixture
def case(db: None) -> Case:
    made = make_case(service="homelessness")
    hear_everybody(made)
    make_version(made)
    return made


def add_rent(case: Case) -> None:
    """Give the charity a second line in the same years, for the same agency."""
    document = write_document(case)
    rent = {"name": "Rent", "agency": "council", "amount": RENT_POUNDS, "years": [0, 1]}
    document["options"][2]["costs"].append(rent)
    appraised = appraise_document(document)
    AppraisalVersion.objects.update(document=appraised.document, result=appraised.result)


def withhold(
    case: Case, part: str = COST, until: dt.date | None = None, *, with_results: bool = False
) -> WithheldPart:
    entry = WithholdingEntry(
        part, "commercially-confidential", "Before the tender", until=until, with_results=with_results
    )
    return withhold_part(commission=case.commission, entry=entry, by=case.people["commissioner"], at=TUESDAY)


def publish(case: Case, at: dt.datetime = TUESDAY) -> CaseFile:
    version = AppraisalVersion.objects.get()
    version.commission = case.commission
    return publish_version(version=version, by=case.people["officer"], at=at)


def read(file: CaseFile) -> Any:
    return json.loads(file.document)


def test_a_figure_that_follows_from_a_total_is_not_published(case: Case) -> None:
    withhold(case)
    with pytest.raises(FigureCanBeWorkedOut) as refusal:
        publish(case)
    sentence = str(refusal.value)
    assert sentence.startswith(
        "“Grant to charities: cost “Staff”” is withheld, but anybody could work it out"
    )
    assert "all results of Grant to charities" in sentence
    assert CaseFile.objects.count() == 0


def test_the_options_results_alone_do_not_hide_it(case: Case) -> None:
    """Its value in the base case, and its regret, stand elsewhere."""
    withhold(case)
    withhold(case, RESULTS)
    with pytest.raises(FigureCanBeWorkedOut, match="in the base case"):
        publish(case)


def test_with_the_results_that_follow_it_is_published_and_holds(case: Case) -> None:
    withhold(case, with_results=True)
    published = publish(case)
    total = AppraisalVersion.objects.get().result["options"]["charity"]["cost_pv"]["mean"]
    for figure in (
        SECRET,
        int(total),
        int(total - AppraisalVersion.objects.get().result["options"]["today"]["cost_pv"]["mean"]),
    ):
        assert str(figure) not in published.document
        assert f"{figure:,}" not in published.document
    results = read(published)["results"]["appraisal"]
    assert set(results["scenarios"]["base"]["charity"]) == {"withheld"}
    assert results["options"]["team"]["cost_pv"]["mean"] > 0
    verdict = verify_case_file(published.document)
    assert verdict.holds, verdict.findings


def test_withholding_the_results_too_is_one_step(case: Case) -> None:
    part = withhold(case)
    part.commission = case.commission
    told = tell_following(case.commission)[part.pk]
    assert told.can_be_worked_out
    assert "all results of Grant to charities" in told.results
    withhold_results_too(part=part, by=case.people["commissioner"], at=TUESDAY)
    assert not tell_following(case.commission)[part.pk].can_be_worked_out
    publish(case)
    assert check_chain().broken == ""
    with pytest.raises(AlreadyWithheld):
        withhold_results_too(part=part, by=case.people["commissioner"], at=TUESDAY)


def test_only_who_runs_the_commission_withholds_results(case: Case) -> None:
    part = withhold(case)
    part.commission = case.commission
    with pytest.raises(NotPermitted):
        withhold_results_too(part=part, by=case.people["finance-partner"], at=TUESDAY)


def test_of_two_lines_the_sum_may_be_published(case: Case) -> None:
    add_rent(case)
    withhold(case, COST)
    withhold(case, RENT)
    published = publish(case)
    assert str(SECRET) not in published.document
    assert str(RENT_POUNDS) not in published.document
    assert read(published)["results"]["appraisal"]["options"]["charity"]["cost_pv"]["mean"] > 0


def test_a_line_that_stands_alone_after_another_is_released_is_found_beforehand(case: Case) -> None:
    add_rent(case)
    withhold(case, COST, LATER)
    withhold(case, RENT)
    with pytest.raises(FigureCanBeWorkedOut, match=r"on 24 December 2026, when other parts are released"):
        publish(case)


def test_a_result_of_two_figures_waits_for_both(case: Case) -> None:
    add_rent(case)
    first = withhold(case, COST, LATER, with_results=True)
    second = withhold(case, RENT, with_results=True)
    publish(case)
    first.commission = second.commission = case.commission
    opened = release_part(part=first, by=case.people["officer"], at=TUESDAY)
    assert str(SECRET) in opened.document
    assert str(RENT_POUNDS) not in opened.document
    assert set(read(opened)["results"]["appraisal"]["options"]["charity"]) == {"withheld"}
    whole = release_part(part=second, by=case.people["officer"], at=TUESDAY + dt.timedelta(days=1))
    assert read(whole)["results"]["appraisal"]["options"]["charity"]["cost_pv"]["mean"] > 0
    assert not hasattr(whole, "sealed")
    assert verify_case_file(whole.document).holds


def test_a_result_is_not_released_while_its_figure_is_withheld(case: Case) -> None:
    add_rent(case)
    rent = withhold(case, RENT)
    cost = withhold(case, COST)
    publish(case)
    cost.commission = rent.commission = case.commission
    with pytest.raises(FigureCanBeWorkedOut, match="Rent"):
        release_part(part=cost, by=case.people["officer"], at=TUESDAY)
    cost.refresh_from_db()
    assert cost.released_at is None


def test_on_its_day_a_figure_is_released_with_its_results(case: Case) -> None:
    withhold(case, COST, LATER, with_results=True)
    publish(case)
    release_due_parts(at=TUESDAY + dt.timedelta(days=31))
    newest = CaseFile.objects.last()
    assert str(SECRET) in newest.document
    assert "withheld" not in json.dumps(read(newest)["results"])
    assert verify_case_file(newest.document).holds


def test_a_part_of_what_is_withheld_is_not_withheld_again(case: Case) -> None:
    withhold(case, "options.charity.costs")
    with pytest.raises(AlreadyWithheld, match="all costs"):
        withhold(case, COST)


def test_words_of_people_are_published_without_any_of_this(case: Case) -> None:
    theme = case.commission.involvements.first().themes.first()
    withhold(case, f"theme:{theme.pk}")
    assert publish(case)
    assert tell_following(case.commission) == {}

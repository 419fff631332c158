"""A commission is told from its tables whole, in few questions, and without a resident's name."""

import datetime as dt
import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.people import AT, make_commission, make_organisation, make_people, make_place
from wholeplace.records.models import (
    BudgetHead,
    CitedNeed,
    Commission,
    Compensation,
    Consultation,
    CriticalSuccessFactor,
    Decision,
    DecisionVote,
    Declaration,
    EqualityAssessment,
    EqualityEffect,
    Involvement,
    InvolvementTheme,
    LegalAdvice,
    Need,
    NeedEvidence,
    NeedSupport,
    Option,
    Person,
    PlaceRecord,
    PrincipleOverride,
    Recommendation,
    RefusedOption,
    StageMove,
    TestAnswer,
    TestCheck,
    WithheldPart,
)
from wholeplace.records.models.decisions import Award
from wholeplace.services.publication.description import (
    describe_commission,
    keep_public,
    merge_test_answers,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)


def make_full_commission(slug: str = "housing-support", options: int = 3) -> Commission:
    """Make a commission in which every kind of record exists."""
    place = make_place() if not Commission.objects.exists() else Commission.objects.get().place
    people = make_people(place)
    commission = make_commission(
        place, people["commissioner"], slug, question="Who should provide it?", value_pounds=4_200_000,
        starts_on=dt.date(2027, 4, 1), service="homelessness", stage="decision",
        facts={"is_light_touch": True, "affects_staff": None}, grant_considered="A grant was too small.",
        review_on=dt.date(2029, 4, 1), review_triggers="Cost above plan\n\nTwo complaints upheld",
    )  # fmt: skip
    member, officer, resident = people["member"], people["officer"], people["resident"]
    need = Need.objects.create(
        place=place, number=1, title="A home", what="We wait too long", recorded_by=resident, recorded_at=AT
    )
    NeedEvidence.objects.create(
        need=need, title="Waiting list", source="Council", added_by=officer, added_at=AT
    )
    for person in (member, resident):
        NeedSupport.objects.create(need=need, person=person, at=AT)
    CitedNeed.objects.create(commission=commission, need=need, reason="It is the root", cited_at=AT)
    hidden = Need.objects.create(
        place=place, number=2, title="Hidden", what="Abuse", status="hidden", hidden_reason="It names a person",
        recorded_at=AT,
    )  # fmt: skip
    CitedNeed.objects.create(commission=commission, need=hidden, cited_at=AT)
    CriticalSuccessFactor.objects.create(commission=commission, slug="reach", name="Reaches everybody")
    charity = make_organisation(place)
    made = [
        Option.objects.create(
            commission=commission, slug=f"option-{number}", name=f"Option {number}", model="in-house",
            proposed_at=AT, status="shortlisted", position=number, provider=charity, factors={"reach": {"meets": "yes"}},
        )
        for number in range(options)
    ]  # fmt: skip
    Option.objects.create(
        commission=commission, slug="rumour", name="A rumour", model="grant", proposed_at=AT,
        proposed_by=resident, proposed_as="resident", status="proposed", position=9,
    )  # fmt: skip
    LegalAdvice.objects.create(
        option=made[0], status="available", reason="Asked counsel", given_by="Monitoring officer",
        given_on=TODAY, recorded_by=officer, recorded_at=AT,
    )  # fmt: skip
    involvement = Involvement.objects.create(
        commission=commission, group="users", title="Coffee morning", held_on=TODAY, method="Meeting",
        people_reached=42, recorded_by=officer, recorded_at=AT,
    )  # fmt: skip
    InvolvementTheme.objects.create(
        involvement=involvement, theme="Keep the worker", count=12, response="We will", responded_by=officer,
        responded_at=AT,
    )  # fmt: skip
    Consultation.objects.create(
        commission=commission, title="Have your say", opens_on=TODAY, closes_on=TODAY, still_open="All of it",
        responses=210, recorded_by=officer, recorded_at=AT,
    )  # fmt: skip
    equality = EqualityAssessment.objects.create(
        commission=commission, summary="Fair", assessed_by=officer, assessed_at=AT
    )
    EqualityEffect.objects.create(assessment=equality, group="Age", option=made[0], effect="none")
    for question, answer in (
        ("value_for_money", "in-house"),
        ("workforce", "partly"),
        ("indication", "mixed"),
    ):
        TestAnswer.objects.create(
            commission=commission, question=question, answer=answer, reason="Because", answered_by=officer,
            answered_at=AT,
        )  # fmt: skip
    TestAnswer.objects.create(
        commission=commission, question="skills", answer="no", reason="Old", answered_by=officer,
        answered_at=AT, is_current=False,
    )  # fmt: skip
    TestCheck.objects.create(
        commission=commission, handed_by=officer, handed_to=people["commissioner"], handed_at=AT, agrees=True,
        checked_at=AT,
    )  # fmt: skip
    budget = BudgetHead.objects.create(place=place, slug="health", name="Health")
    Compensation.objects.create(
        commission=commission, agency=budget, option=made[0], agreed_with="Chief finance officer",
        amount_note="£10,000 a year", agreed_on=TODAY, recorded_by=officer, recorded_at=AT,
    )  # fmt: skip
    Declaration.objects.create(
        commission=commission, person=member, office="Councillor", has_interest=False, declared_on=TODAY
    )
    Recommendation.objects.create(
        commission=commission, option=made[0], reasons="Cheapest", by=officer, by_office="Director", at=AT
    )
    decision = Decision.objects.create(
        commission=commission, option=made[0], decided_by="Cabinet", decided_on=TODAY, reasons="Fair",
        recorded_by=member, recorded_at=AT,
    )  # fmt: skip
    DecisionVote.objects.create(
        decision=decision, person=member, name="Ann Lee", office="Leader", vote="against"
    )
    RefusedOption.objects.create(decision=decision, option=made[1], reason="Dearer")
    PrincipleOverride.objects.create(
        commission=commission,
        principle="staff-heard",
        reason="No staff yet",
        by=member,
        by_office="Leader",
        at=AT,
    )
    Award.objects.create(
        commission=commission, option=made[0], route="in-house service agreement", provider=charity,
        break_dates=["2028-04-01"], recorded_by=officer, recorded_at=AT,
    )  # fmt: skip
    StageMove.objects.create(
        commission=commission,
        from_stage="debate",
        to_stage="decision",
        by=officer,
        by_office="Director",
        at=AT,
    )
    PlaceRecord.objects.create(
        place=place, kind="law-rule", identifier="own", record={"id": "own", "empty": None}, set_at=AT
    )
    return commission


def test_every_kind_of_record_is_told() -> None:
    told = describe_commission(make_full_commission(), as_at=TODAY)
    assert told["as_at"] == "2026-11-24"
    assert told["needs"][0]["supporters"] == 2
    assert told["needs"][0]["evidence"] == [{"title": "Waiting list", "source": "Council"}]
    assert told["options"][0]["advice"]["by"] == "Monitoring officer"
    assert told["options"][0]["provider"]["kind"] == "charity"
    assert told["involvement"][0]["themes"][0]["responded_on"] == "2026-11-24"
    assert told["consultations"][0]["statutory"] is False
    assert told["equality"]["effects"][0] == {"group": "Age", "option": "option-0", "effect": "none"}
    assert [answer["question"] for answer in told["public_interest_test"]["answers"]] == [
        "value_for_money", "workforce", "indication",
    ]  # fmt: skip
    assert told["public_interest_test"]["checked_by"] == "Commissioner"
    assert told["compensations"][0]["agency"] == "health"
    assert told["decision"]["members"][0]["vote"] == "against"
    assert told["decision"]["refused"] == [{"option": "option-1", "reason": "Dearer"}]
    assert told["overrides"][0]["office"] == "Leader"
    assert told["awards"][0]["break_dates"] == ["2028-04-01"]
    assert told["review"] == {"on": "2029-04-01", "triggers": ["Cost above plan", "Two complaints upheld"]}
    assert told["moves"] == [
        {"from": "debate", "to": "decision", "on": "2026-11-24", "by_office": "Director"}
    ]
    assert told["evaluators"] == ["evaluator of calderwick"]


def test_what_nobody_recorded_is_absent() -> None:
    place = make_place()
    people = make_people(place)
    told = describe_commission(make_commission(place, people["commissioner"]), as_at=TODAY)
    assert set(told) == {"as_at", "place", "slug", "title", "route", "stage", "service", "evaluators"}


def test_a_fact_that_is_not_known_is_absent_and_one_that_is_false_is_told() -> None:
    commission = make_full_commission()
    Commission.objects.filter(pk=commission.pk).update(facts={"is_exempt": False, "affects_staff": None})
    told = describe_commission(commission, as_at=TODAY)
    assert told["is_exempt"] is False
    assert "affects_staff" not in told


def test_no_resident_is_named_and_no_hidden_need_is_told() -> None:
    told = json.dumps(describe_commission(make_full_commission(), as_at=TODAY))
    assert "resident of calderwick" not in told
    assert "Abuse" not in told


def test_a_rule_of_the_place_stands_as_it_was_written() -> None:
    told = describe_commission(make_full_commission(), as_at=TODAY)
    assert told["place"]["rules"] == [{"id": "own", "empty": None}]


def test_a_proposal_that_waits_for_an_answer_is_not_public() -> None:
    told = describe_commission(make_full_commission(), as_at=TODAY)
    assert "rumour" in {option["id"] for option in told["options"]}
    assert "rumour" not in {option["id"] for option in keep_public(told)["options"]}


def test_a_long_list_takes_as_many_questions_as_a_short_one() -> None:
    commission = make_full_commission()
    with CaptureQueriesContext(
        connection,
    ) as few:
        describe_commission(commission, as_at=TODAY)
    for number in range(20, 60):
        Option.objects.create(
            commission=commission, slug=f"option-{number}", name="More", model="grant", proposed_at=AT
        )
    with CaptureQueriesContext(connection) as many:
        describe_commission(commission, as_at=TODAY)
    assert len(many) == len(few) <= 41


def test_what_was_changed_since_the_last_telling_is_told() -> None:
    commission = make_full_commission()
    describe_commission(commission, as_at=TODAY)
    Involvement.objects.all().delete()
    assert "involvement" not in describe_commission(commission, as_at=TODAY)


def test_current_answers_and_withheld_parts_go_into_the_document() -> None:
    commission = make_full_commission()
    officer = Person.objects.get(name="officer of calderwick")
    WithheldPart.objects.create(
        commission=commission, part="options.option-0.costs.0.amount", reason="Before the tender",
        until=dt.date(2027, 1, 1), decided_by=officer, decided_at=AT,
    )  # fmt: skip
    document = {"case": {}, "public_interest_test": {"skills": {"ready": "yes", "reason": "Trained"}}}
    merged = merge_test_answers(document, commission)
    assert merged["public_interest_test"] == {
        "skills": {"ready": "yes", "reason": "Trained"},
        "value_for_money": {"favours": "in-house", "reason": "Because"},
        "workforce": {"ready": "partly", "reason": "Because"},
        "indication": {"answer": "mixed", "reason": "Because"},
    }
    assert merged["withheld"] == [
        {
            "part": "options.option-0.costs.0.amount",
            "reason": "Commercially confidential: Before the tender",
            "until": "2027-01-01",
        }
    ]
    assert "withheld" not in document


def test_a_part_that_was_released_is_withheld_no_more() -> None:
    commission = make_full_commission()
    officer = Person.objects.get(name="officer of calderwick")
    WithheldPart.objects.create(
        commission=commission, part="options.option-0.costs.0.amount", reason="Before the tender",
        decided_by=officer, decided_at=AT, released_at=datetime(2027, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert "withheld" not in merge_test_answers({"case": {}}, commission)

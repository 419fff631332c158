"""A commissioner takes a need through longlist, law, involvement, consultation, equality and appraisal to a decision.

Every step goes through the service that the pages call, with every guard in force and no override: only the
principles that later wings record are left open.
"""

import datetime as dt
import json

import pytest
from django.utils import timezone

from tests.services.commissioning import Case, declare_all, hear_everybody
from tests.services.publishing import write_option
from tests.services.running import make_entry
from tests.web.people import make_people, make_place
from wholeplace.casefile.verify import verify_case_file
from wholeplace.formats.toml import write_toml
from wholeplace.records.models import BudgetHead, CaseFile, ChainEvent, Commission, Option
from wholeplace.services.appraisals.operations import compute_draft, upload_case
from wholeplace.services.commissions import operations as run
from wholeplace.services.commissions.readiness import judge_commission
from wholeplace.services.decisions.entries import AwardEntry, DecisionEntry, VoteEntry
from wholeplace.services.decisions.operations import (
    recommend_option,
    record_award,
    record_decision,
    set_review,
)
from wholeplace.services.involvement.entries import PROTECTED_GROUPS, ConsultationEntry, EffectEntry
from wholeplace.services.involvement.operations import (
    announce_consultation,
    count_responses,
    finish_equality,
    look_at_group,
)
from wholeplace.services.involvement.queries import list_compared
from wholeplace.services.needs.operations import EvidenceEntry, NeedEntry, add_evidence, record_need
from wholeplace.services.options import operations as options
from wholeplace.services.publication.queries import check_chain
from wholeplace.services.publication.versions import publish_version

pytestmark = pytest.mark.django_db
# So long ago that the last step lies in the past: the worker that computes looks at the clock.
MORNING = (timezone.now() - dt.timedelta(days=90)).replace(hour=9)


def later(days: int) -> dt.datetime:
    return MORNING + dt.timedelta(days=days)


def again(commission: Commission) -> Commission:
    """Read a commission anew, as the next request does."""
    return Commission.objects.select_related("place", "lead").get(pk=commission.pk)


def write_appraisal(commission: Commission) -> bytes:
    """Write the appraisal of what is on the shortlist, as a file that a commissioner uploads."""
    costs = {"in-house": 860_000, "contract-large": 900_000, "grant": 880_000}
    listed = [
        write_option(
            option.slug, option.name, option.model, costs[option.model],
            business_as_usual=option.is_business_as_usual, in_house_comparator=option.is_in_house_comparator,
        )
        for option in list_compared(commission)
    ]  # fmt: skip
    document = {
        "case": {
            "title": commission.title, "place": commission.place.name, "body_kind": "council",
            "start_year": 2027, "horizon_years": 2, "price_base_year": 2026, "rate": 0.035, "draws": 200,
            "seed": 7,
        },
        "agencies": [{"id": "council", "name": "Council"}],
        "options": listed,
    }  # fmt: skip
    return write_toml(document).encode()


def found_and_open(case: Case) -> Commission:
    """From a need in a resident's words to a commission that everybody can follow."""
    people, by = case.people, case.people["commissioner"]
    need = record_need(
        place=case.place, entry=NeedEntry("A home to keep", "We lose our rooms in winter"),
        by=people["resident"], at=later(0),
    )  # fmt: skip
    evidence = EvidenceEntry("Homelessness review", "The council")
    add_evidence(need=need, entry=evidence, by=by, at=later(0))
    commission = run.found_commission(place=case.place, entry=make_entry(), by=by, at=later(1))
    run.cite_need(commission=commission, need=need, reason="The root of it", by=by, at=later(1))
    run.add_outcome(
        commission=again(commission), name="Fewer lose their home", measure="Households", by=by, at=later(1)
    )
    run.open_commission(commission=again(commission), by=by, at=later(1))
    run.move_commission(commission=again(commission), to_stage="options", reason="", by=by, at=later(2))
    return again(commission)


def draw_up_longlist(case: Case, commission: Commission) -> None:
    """In-house, a grant, and a lever that needs no provider beside today's arrangement and do minimum."""
    by = case.people["commissioner"]
    run.add_success_factor(commission=commission, name="Reach", description="Whole place", by=by, at=later(3))
    for name, model in (
        ("Our own team", "in-house"),
        ("Grant to charities", "grant"),
        ("Redesign", "redesign"),
    ):
        entry = options.OptionEntry(
            name, model, description="…", strengths="Near", weaknesses="Staff are few"
        )
        options.add_option(commission=again(commission), entry=entry, by=by, at=later(3))
    proposal = options.OptionEntry(
        "Our mutual", "public-service-mutual", description="Ours", proposed_as="staff-group"
    )
    proposed = options.propose_option(
        commission=again(commission), entry=proposal, by=case.people["staff-group"], at=later(4)
    )
    options.answer_proposal(option=proposed, answer="refused", reason="No mutual exists", by=by, at=later(5))
    for option in Option.objects.filter(commission=commission, status="longlisted"):
        factors = {"reach": {"meets": "yes", "note": "It does"}}
        options.assess_option(option=option, factors=factors, by=by, at=later(5))
    for option in Option.objects.filter(commission=commission, status="longlisted"):
        option.commission = again(commission)
        if option.model == "do-minimum":
            continue
        if option.model == "redesign":
            options.drop_option(option=option, reason="It does not reach the outcome", by=by, at=later(6))
            continue
        if not option.weaknesses:
            edited = options.OptionEntry(option.name, option.model, weaknesses="It costs more")
            options.edit_option(option=option, entry=edited, revision=option.revision, by=by, at=later(6))
        advise(option, case)
        options.shortlist_option(option=Option.objects.get(pk=option.pk), by=by, at=later(6))


def advise(option: Option, case: Case) -> None:
    """Take the advice that the rules ask for."""
    advice = options.AdviceEntry("available", "Open to us", "Monitoring officer", later(5).date())
    options.record_advice(option=option, entry=advice, by=case.people["commissioner"], at=later(6))


def hear_and_consult(case: Case, commission: Commission) -> None:
    """Hear people, consult for six weeks, look at every group."""
    by = case.people["commissioner"]
    hear_everybody(case, later(9))
    opens = later(10).date()
    entry = ConsultationEntry(
        "Have your say", opens, opens + dt.timedelta(days=42), "Who provides, and where"
    )
    consultation = announce_consultation(commission=commission, entry=entry, by=by, at=later(9))
    count_responses(consultation=consultation, responses=210, by=by, at=later(60))
    effects = [EffectEntry(option.slug, "none") for option in list_compared(commission)]
    for group in PROTECTED_GROUPS:
        look_at_group(
            commission=commission, group=group, baseline="400 households a year", mitigation="",
            effects=effects, by=by, at=later(61),
        )  # fmt: skip
    finish_equality(commission=commission, summary="Fair to all", by=by, at=later(61))


def test_a_need_becomes_a_published_decision_that_anybody_can_recompute() -> None:
    place = make_place()
    people = make_people(place)
    BudgetHead.objects.create(place=place, slug="council", name="Council")
    case = Case(place, people, None, None, None, None)  # type: ignore[arg-type]
    by = people["commissioner"]
    commission = case.commission = found_and_open(case)
    draw_up_longlist(case, commission)
    run.move_commission(commission=again(commission), to_stage="debate", reason="", by=by, at=later(8))
    commission = case.commission = again(commission)
    hear_and_consult(case, commission)
    run.state_route_reasons(
        commission=again(commission), grant_considered="A grant cannot carry the duty",
        lock_in_justification="", by=by, at=later(61),
    )  # fmt: skip

    upload_case(
        commission=commission, file=("case.toml", write_appraisal(commission)), revision=None, by=by,
        at=later(62),
    )  # fmt: skip
    version = compute_draft(commission=commission, note="Round 1", by=by, at=later(62)).version
    version.refresh_from_db()
    assert version.computed_at is not None
    first = publish_version(version=version, by=by, at=later(63))
    assert verify_case_file(first.document).holds

    declare_all(case, later(63))
    team = Option.objects.get(commission=commission, is_in_house_comparator=True)
    recommend_option(option=team, reasons="Best for users", risks="Recruitment", by=by, at=later(64))
    run.move_commission(commission=again(commission), to_stage="decision", reason="", by=by, at=later(65))
    commission = again(commission)
    refused = {option.slug: "Costs more" for option in list_compared(commission) if option.pk != team.pk}
    entry = DecisionEntry(
        option=team, decided_by="Cabinet", decided_on=later(66).date(), reasons="It keeps the workers",
        refused=refused,
        votes=[VoteEntry(people["officer"], "for"), VoteEntry(people["member"], "against", "The risk is ours")],
    )  # fmt: skip
    record_decision(commission=commission, entry=entry, by=people["member"], at=later(66))
    set_review(
        commission=again(commission), review_on=later(900).date(), triggers="Two complaints", by=by,
        at=later(67),
    )  # fmt: skip
    award = AwardEntry("in-house service agreement", starts_on=dt.date(2027, 4, 1))
    record_award(commission=again(commission), entry=award, by=by, at=later(80))
    run.move_commission(commission=again(commission), to_stage="award", reason="", by=by, at=later(80))
    version.refresh_from_db()
    last = publish_version(version=version, by=by, at=later(81))

    verdict = verify_case_file(last.document)
    assert verdict.holds, verdict.findings
    told = json.loads(last.document)
    assert told["commission"]["decision"]["members"][1]["reason"] == "The risk is ours"
    assert told["commission"]["stage"] == "award"
    statuses = {one["code"]: one["status"] for one in told["results"]["principles"]}
    assert "overridden" not in statuses.values()
    left = {code for code, status in statuses.items() if status != "met"}
    # Boundaries, notices and barriers are recorded by later wings.
    assert left <= {"boundary-kept", "outcomes-not-inputs", "open-to-social-sector"}, statuses
    position = judge_commission(again(commission), today=later(81).date())
    assert {one["code"]: one["status"] for one in position.principles} == statuses
    assert CaseFile.objects.count() == 2
    assert check_chain().broken == ""
    assert ChainEvent.objects.count() > 60

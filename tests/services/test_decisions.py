"""Nothing is named best before people were heard; a decision carries its votes, its dissent and its reasons."""

import datetime as dt

import pytest

from tests.services.commissioning import (
    TODAY,
    TUESDAY,
    Case,
    assess_equality,
    consult,
    declare_all,
    make_case,
    prepare_decision,
    write_decision,
)
from tests.web.people import make_organisation
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import ChainEvent, Commission, Decision, Declaration, LegalAdvice
from wholeplace.services.decisions.entries import (
    AwardEntry,
    DeclarationEntry,
    VoteEntry,
    add_working_days,
)
from wholeplace.services.decisions.guards import (
    DeclarationMissing,
    InterestInTheWay,
    MindsNotOpen,
    NotOnTheList,
    UnlawfulOption,
    list_undeclared,
)
from wholeplace.services.decisions.operations import (
    AlreadyDecided,
    AlreadyOverridden,
    CallInClosed,
    DecisionOnHold,
    NotCarried,
    NotDecided,
    NotInStage,
    call_in_decision,
    declare_interest,
    end_call_in,
    override_principle,
    recommend_option,
    record_award,
    record_decision,
    set_review,
)
from wholeplace.services.decisions.queries import read_decision_page
from wholeplace.services.people.permissions import NotPermitted

pytestmark = pytest.mark.django_db


def recommend(case: Case, option: str = "team", by: str = "commissioner") -> object:
    return recommend_option(
        option=getattr(case, option), reasons="Best", risks="Recruitment", by=case.people[by], at=TUESDAY
    )


def decide(case: Case, by: str = "member", at: dt.datetime = TUESDAY, **more: object) -> Decision:
    return record_decision(
        commission=case.commission, entry=write_decision(case, **more), by=case.people[by], at=at
    )


def set_aside(case: Case, principle: str) -> object:
    return override_principle(
        commission=case.commission, principle=principle, reason="An emergency", by=case.people["member"],
        at=TUESDAY,
    )  # fmt: skip


def days_later(count: int) -> dt.datetime:
    return TUESDAY + dt.timedelta(days=count)


# --- recommendation -------------------------------------------------------------------------------------


def test_nothing_is_recommended_before_the_consultation_has_closed() -> None:
    case = make_case()
    declare_all(case)
    assess_equality(case)
    consult(case, closes_on=TODAY)
    with pytest.raises(MindsNotOpen, match="has not closed yet"):
        recommend(case)


def test_nothing_is_recommended_before_equality_is_assessed() -> None:
    case = make_case()
    declare_all(case)
    consult(case)
    with pytest.raises(MindsNotOpen, match="Equality"):
        recommend(case)


def test_an_override_in_public_lets_a_recommendation_come_early() -> None:
    case = make_case()
    declare_all(case)
    set_aside(case, "nothing-predetermined")
    assert recommend(case)


def test_nothing_is_recommended_while_an_evaluator_has_not_declared() -> None:
    case = make_case()
    consult(case)
    assess_equality(case)
    declare_all(case)
    Declaration.objects.filter(person=case.people["evaluator"]).delete()
    with pytest.raises(DeclarationMissing, match="evaluator of calderwick"):
        recommend(case)


def test_an_option_that_the_law_rules_out_is_not_recommended() -> None:
    case = make_case()
    consult(case)
    assess_equality(case)
    declare_all(case)
    LegalAdvice.objects.create(
        option=case.team, status="unavailable", reason="Counsel says no", given_by="Counsel",
        given_on=TODAY, recorded_by=case.people["officer"], recorded_at=TUESDAY,
    )  # fmt: skip
    with pytest.raises(UnlawfulOption, match="not open to the place in law"):
        recommend(case)


def test_an_option_that_was_dropped_is_not_recommended() -> None:
    case = make_case()
    case.team.status, case.team.dropped_reason = "dropped", "Too dear"
    case.team.save()
    with pytest.raises(NotOnTheList):
        recommend(case)


def test_nothing_is_recommended_at_the_stage_of_options() -> None:
    case = make_case(stage="options")
    with pytest.raises(NotInStage, match="move it on first"):
        recommend(case)


@pytest.mark.parametrize("role", ["resident", "member", "evaluator", "auditor", "finance-partner"])
def test_only_officers_and_commissioners_recommend(role: str) -> None:
    case = make_case()
    with pytest.raises(NotPermitted):
        recommend(case, by=role)


# --- interests ------------------------------------------------------------------------------------------


def test_a_declaration_that_ran_out_counts_no_more() -> None:
    case = make_case()
    declare_all(case)
    assert list_undeclared(case.commission, today=TODAY) == []
    after = TODAY + dt.timedelta(days=400)
    assert {office for _, office in list_undeclared(case.commission, today=after)} == {
        "Evaluator", "Member", "Commissioner",
    }  # fmt: skip


def test_an_interest_must_be_described() -> None:
    case = make_case()
    with pytest.raises(InvalidInput, match="interest"):
        declare_interest(
            commission=case.commission, entry=DeclarationEntry(has_interest=True),
            person=case.people["member"], by=case.people["member"], at=TUESDAY,
        )  # fmt: skip


def test_a_member_does_not_declare_for_somebody_else_but_an_officer_may() -> None:
    case = make_case()
    entry = DeclarationEntry(has_interest=False)
    named = {"commission": case.commission, "entry": entry, "at": TUESDAY}
    with pytest.raises(NotPermitted):
        declare_interest(person=case.people["evaluator"], by=case.people["member"], **named)
    declare_interest(person=case.people["member"], by=case.people["officer"], **named)


def test_the_name_of_who_declared_is_not_on_the_chain() -> None:
    case = make_case()
    declare_all(case)
    for event in ChainEvent.objects.all():
        assert "member of calderwick" not in str(event.body)


def test_who_has_an_interest_has_no_vote() -> None:
    case = make_case()
    prepare_decision(case)
    declare_interest(
        commission=case.commission, entry=DeclarationEntry(has_interest=True, interest="Trustee"),
        person=case.people["member"], by=case.people["member"], at=TUESDAY,
    )  # fmt: skip
    with pytest.raises(InterestInTheWay, match="takes no part"):
        decide(case, by="officer")
    votes = [VoteEntry(case.people["member"], "did-not-vote"), VoteEntry(case.people["officer"], "for")]
    assert decide(case, by="officer", votes=votes)


# --- decision -------------------------------------------------------------------------------------------


def test_a_decision_keeps_votes_dissent_refusals_and_the_call_in_window() -> None:
    case = make_case()
    prepare_decision(case)
    votes = [
        VoteEntry(case.people["officer"], "for"),
        VoteEntry(case.people["member"], "against", "The risk is ours alone"),
    ]
    decide(case, votes=votes)
    page = read_decision_page(case.commission, today=TODAY)
    assert page.counted == {"for": 1, "against": 1, "abstained": 0, "did-not-vote": 0}
    assert [vote.reason for vote in page.dissent] == ["The risk is ours alone"]
    assert {one.option.slug: one.reason for one in page.refused} == {
        "today": "Costs more", "charity": "Not yet ready",
    }  # fmt: skip
    # A Tuesday and five working days: the Tuesday after.
    assert page.call_in.ends_on == TODAY + dt.timedelta(days=7)
    assert page.call_in.state == "open"


def test_each_option_that_was_not_chosen_needs_a_reason() -> None:
    case = make_case()
    prepare_decision(case)
    with pytest.raises(InvalidInput) as refused:
        decide(case, refused={"today": "Costs more"})
    assert refused.value.path == "refused_charity"
    assert not Decision.objects.exists()


def test_a_commission_is_decided_once() -> None:
    case = make_case()
    prepare_decision(case)
    decide(case)
    with pytest.raises(AlreadyDecided):
        decide(case)


def test_what_was_voted_down_is_not_recorded_as_decided() -> None:
    case = make_case()
    prepare_decision(case)
    for word in ("against", "abstained"):
        with pytest.raises(NotCarried):
            decide(case, votes=[VoteEntry(case.people["member"], word)])


def test_a_decision_comes_after_the_recommendation_and_not_in_the_future() -> None:
    case = make_case()
    consult(case)
    assess_equality(case)
    declare_all(case)
    with pytest.raises(NotDecided, match="recommendation"):
        decide(case)
    recommend(case)
    for day in (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)):
        with pytest.raises(InvalidInput, match="decided_on"):
            decide(case, decided_on=day)


def test_on_the_light_route_an_officer_decides_without_a_recommendation() -> None:
    case = make_case(route="light", stage="options", value_pounds=20_000)
    assess_equality(case)
    declare_all(case)
    assert decide(case, by="officer", votes=[], decided_by="Head of Commissioning")


@pytest.mark.parametrize("role", ["resident", "commissioner", "evaluator", "auditor"])
def test_only_members_and_senior_officers_record_a_decision(role: str) -> None:
    case = make_case()
    prepare_decision(case)
    with pytest.raises(NotPermitted):
        decide(case, by=role)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (dt.date(2026, 11, 24), 0, dt.date(2026, 11, 24)),
        (dt.date(2026, 11, 24), 3, dt.date(2026, 11, 27)),
        (dt.date(2026, 11, 24), 4, dt.date(2026, 11, 30)),
        (dt.date(2026, 11, 28), 1, dt.date(2026, 11, 30)),
    ],
)
def test_working_days_leave_out_the_weekend(day: dt.date, count: int, expected: dt.date) -> None:
    assert add_working_days(day, count) == expected


# --- call-in --------------------------------------------------------------------------------------------


def call_in(case: Case, at: dt.datetime = TUESDAY) -> Decision:
    return call_in_decision(
        commission=case.commission, reason="The equality evidence is thin", by=case.people["member"], at=at
    )


def end(case: Case, outcome: str, at: dt.datetime = TUESDAY) -> Decision:
    return end_call_in(
        commission=case.commission, outcome=outcome, reason="Scrutiny met", by=case.people["officer"], at=at
    )


def test_a_decision_can_be_called_in_once_and_only_within_the_window() -> None:
    case = make_case()
    prepare_decision(case)
    decide(case)
    with pytest.raises(CallInClosed, match="over"):
        call_in(case, days_later(8))
    call_in(case, days_later(7))
    with pytest.raises(CallInClosed, match="already"):
        call_in(case)


def test_what_is_sent_back_is_decided_anew_and_the_first_decision_stays_readable() -> None:
    case = make_case()
    prepare_decision(case)
    decide(case)
    call_in(case)
    with pytest.raises(AlreadyDecided):
        decide(case)
    end(case, "sent-back")
    again = decide(case, reasons="With more evidence")
    assert [earlier["reasons"] for earlier in again.earlier] == ["It keeps the workers"]
    assert again.earlier[0]["votes"][0]["vote"] == "for"


# --- overrides ------------------------------------------------------------------------------------------


def test_a_principle_is_set_aside_once_with_a_reason_by_a_member_or_officer() -> None:
    case = make_case()
    with pytest.raises(NotPermitted):
        override_principle(
            commission=case.commission, principle="lawful", reason="No", by=case.people["commissioner"],
            at=TUESDAY,
        )  # fmt: skip
    with pytest.raises(InvalidInput, match="reason"):
        override_principle(
            commission=case.commission, principle="lawful", reason=" ", by=case.people["member"], at=TUESDAY
        )
    set_aside(case, "staff-heard")
    with pytest.raises(AlreadyOverridden):
        set_aside(case, "staff-heard")


# --- award ----------------------------------------------------------------------------------------------


AFTER_CALL_IN = days_later(8)


def award(case: Case, at: dt.datetime = AFTER_CALL_IN, **more: object) -> object:
    entry = AwardEntry(**({"route": "in-house service agreement"} | more))
    return record_award(commission=case.commission, entry=entry, by=case.people["commissioner"], at=at)


@pytest.fixture
def decided(db: None) -> Case:
    """Give a commission that was decided on a Tuesday."""
    case = make_case()
    prepare_decision(case)
    decide(case)
    return case


def test_nothing_is_awarded_while_the_decision_can_be_called_in(decided: Case) -> None:
    with pytest.raises(DecisionOnHold, match="1 December 2026"):
        award(decided, at=days_later(7))
    assert award(decided)


def test_nothing_is_awarded_while_the_decision_is_called_in(decided: Case) -> None:
    call_in(decided)
    with pytest.raises(DecisionOnHold):
        award(decided)
    end(decided, "stands")
    assert award(decided)


def test_a_provider_needs_an_ownership_statement_which_may_come_with_the_award(decided: Case) -> None:
    charity = make_organisation(decided.place)
    with pytest.raises(InvalidInput, match="who owns and controls"):
        award(decided, route="grant", provider=charity)
    made = award(decided, route="grant", provider=charity, ownership_statement="Seven trustees; no owners")
    assert made.provider.ownership_on == days_later(8).date()


def test_a_contract_without_a_provider_is_refused(decided: Case) -> None:
    with pytest.raises(InvalidInput, match="provider"):
        award(decided, route="open contract")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"starts_on": dt.date(2027, 4, 1), "ends_on": dt.date(2027, 3, 31)}, "ends_on"),
        ({"starts_on": dt.date(2027, 4, 1), "break_dates": [dt.date(2026, 4, 1)]}, "break_dates"),
        ({"route": "a handshake"}, "route"),
    ],
)
def test_an_award_that_makes_no_sense_is_refused_at_its_field(decided: Case, more: dict, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        award(decided, **more)
    assert refused.value.path == field


def test_a_review_lies_ahead(decided: Case) -> None:
    named = {"commission": decided.commission, "triggers": "Two complaints", "at": TUESDAY}
    by = decided.people["commissioner"]
    with pytest.raises(InvalidInput, match="review_on"):
        set_review(review_on=TODAY, by=by, **named)
    set_review(review_on=dt.date(2029, 4, 1), by=by, **named)
    assert Commission.objects.get(pk=decided.commission.pk).review_on == dt.date(2029, 4, 1)


def test_every_refusal_is_one_sentence_and_leaves_nothing_behind() -> None:
    case = make_case()
    before = ChainEvent.objects.count()
    with pytest.raises(WholeplaceError) as refused:
        decide(case)
    assert str(refused.value).endswith(".")
    assert ChainEvent.objects.count() == before

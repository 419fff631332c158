"""The Public Interest Test: every answer with its reason, none lost, checked by another person."""

from datetime import timedelta

import pytest

from tests.services.running import RUNNERS, expect_only, make_running
from tests.web.people import AT
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import ChainEvent, Commission, Person, Place, TestAnswer, TestCheck
from wholeplace.services.operation import NotFound, Stale
from wholeplace.services.people.permissions import NotPermitted
from wholeplace.services.public_interest import operations as tests
from wholeplace.services.public_interest.queries import (
    describe_progress,
    find_check_for,
    list_answer_history,
    list_second_people,
)
from wholeplace.services.publication.description import describe_commission, merge_test_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> tuple[Place, dict[Role, Person], Commission]:
    return make_running()


def answer(commission: Commission, by: Person, question: str = "social_value", **more):
    values = {"answer": tests.list_answers_to(question)[0], "reason": "See the appraisal", "at": AT} | more
    return tests.answer_question(commission=commission, question=question, by=by, **values)


def answer_all(commission: Commission, by: Person) -> None:
    for question in tests.QUESTIONS:
        answer(commission, by, question)


def test_only_those_who_answer_the_test_answer_it(made) -> None:
    _, people, commission = made
    expect_only(people, RUNNERS, lambda who: answer(commission, who), "test-question-answered")


def test_each_question_takes_its_own_answers_and_always_a_reason(made) -> None:
    _, people, commission = made
    for question, wrong in {"social_value": "yes", "workforce": "market", "indication": "neutral"}.items():
        with pytest.raises(InvalidInput):
            answer(commission, people["officer"], question, answer=wrong)
    with pytest.raises(InvalidInput) as refused:
        answer(commission, people["officer"], reason=" \n")
    assert refused.value.path == "reason"
    with pytest.raises(NotFound):
        tests.answer_question(
            commission=commission, question="magic", answer="yes", reason="x", by=people["officer"], at=AT
        )
    assert not TestAnswer.objects.exists()


def test_an_earlier_answer_is_kept_as_history(made) -> None:
    _, people, commission = made
    answer(commission, people["commissioner"], answer="market", reason="First")
    answer(commission, people["officer"], answer="in-house", reason="Second", at=AT + timedelta(hours=1))
    history = list_answer_history(commission, "social_value")
    assert [(line.answer, line.reason, line.by_office, line.is_current) for line in history] == [
        ("in-house", "Second", "Officer", True),
        ("market", "First", "Commissioner", False),
    ]


def test_what_does_not_fit_together_is_said_in_words_and_nothing_is_counted(made) -> None:
    _, people, commission = made
    answer_all(commission, people["officer"])
    assert describe_progress(commission, user=None).inconsistencies == ()
    answer(commission, people["officer"], "social_value", answer="market")
    answer(commission, people["officer"], "workforce", answer="no")
    told = describe_progress(commission, user=None).inconsistencies
    assert told == (
        "The indication is in-house, but the answer on social value favours the market.",
        "The indication is in-house, but the body is not ready on workforce: say how it will be.",
    )


def test_the_test_is_handed_over_only_complete_and_to_somebody_who_answered_none_of_it(made) -> None:
    _, people, commission = made
    answer(commission, people["commissioner"])
    with pytest.raises(tests.TestIsNotComplete) as refused:
        tests.hand_test_over(commission=commission, to=people["officer"], by=people["commissioner"], at=AT)
    assert "11 of 12" in str(refused.value)
    answer_all(commission, people["commissioner"])
    answer(commission, people["officer"], "skills")
    for wrong in (people["commissioner"], people["officer"]):
        with pytest.raises(tests.SamePerson):
            tests.hand_test_over(commission=commission, to=wrong, by=people["commissioner"], at=AT)
    for wrong in (people["resident"], people["auditor"]):
        with pytest.raises(NotPermitted):
            tests.hand_test_over(commission=commission, to=wrong, by=people["commissioner"], at=AT)
    assert [one.name for one in list_second_people(commission, user=people["commissioner"])] == [
        "member of calderwick"
    ]


def test_only_those_who_answer_the_test_hand_it_over_and_take_it_back(made) -> None:
    _, people, commission = made
    answer_all(commission, people["commissioner"])
    expect_only(
        people, RUNNERS,
        lambda who: tests.hand_test_over(commission=commission, to=people["member"], by=who, at=AT),
        "test-handed-over",
    )  # fmt: skip
    with pytest.raises(tests.TestIsWithAnother):
        tests.hand_test_over(commission=commission, to=people["member"], by=people["officer"], at=AT)
    with pytest.raises(tests.TestIsWithAnother):
        answer(commission, people["officer"])
    expect_only(
        people,
        RUNNERS,
        lambda who: tests.take_test_back(commission=commission, by=who, at=AT),
        "test-taken-back",
    )
    with pytest.raises(tests.NothingToCheck):
        tests.take_test_back(commission=commission, by=people["officer"], at=AT)


def hand(made, to: Role = "officer") -> TestCheck:
    _, people, commission = made
    answer_all(commission, people["commissioner"])
    return tests.hand_test_over(commission=commission, to=people[to], by=people["commissioner"], at=AT)


def newest(commission: Commission) -> int:
    return describe_progress(commission, user=None).newest_answer


def test_only_the_second_person_checks_it_once(made) -> None:
    _, people, commission = made
    check = hand(made)
    for role, person in people.items():
        if role != "officer":
            with pytest.raises(tests.NothingToCheck):
                tests.check_test(
                    check=check, agrees=True, comment="", seen=newest(commission), by=person, at=AT
                )
    before = ChainEvent.objects.count()
    tests.check_test(
        check=check, agrees=True, comment="", seen=newest(commission), by=people["officer"], at=AT
    )
    assert ChainEvent.objects.count() == before + 1
    with pytest.raises(tests.NothingToCheck):
        tests.check_test(
            check=check, agrees=False, comment="x", seen=newest(commission), by=people["officer"], at=AT
        )
    assert describe_progress(commission, user=None).is_checked


def test_a_test_is_returned_only_with_a_comment(made) -> None:
    _, people, commission = made
    check = hand(made)
    assert find_check_for(commission, people["officer"]) == check.pk
    with pytest.raises(InvalidInput):
        tests.check_test(
            check=check, agrees=False, comment="", seen=newest(commission), by=people["officer"], at=AT
        )
    tests.check_test(
        check=check, agrees=False, comment="Ask staff", seen=newest(commission), by=people["officer"], at=AT
    )
    progress = describe_progress(commission, user=None)
    assert not progress.is_checked
    assert progress.checks[0].comment == "Ask staff"


def test_nobody_agrees_with_what_they_have_not_read(made) -> None:
    check = hand(made)
    with pytest.raises(Stale):
        tests.check_test(
            check=check, agrees=True, comment="", seen=newest(made[2]) - 1, by=made[1]["officer"], at=AT
        )


def test_an_answer_after_the_check_undoes_it(made) -> None:
    _, people, commission = made
    check = hand(made)
    tests.check_test(
        check=check, agrees=True, comment="", seen=newest(commission), by=people["officer"], at=AT
    )
    answer(commission, people["commissioner"], reason="New figures", at=AT + timedelta(days=1))
    progress = describe_progress(commission, user=None)
    assert progress.checks[0].is_outdated
    assert not progress.is_checked


def test_somebody_who_lost_the_role_no_longer_checks(made) -> None:
    _, people, commission = made
    check = hand(made)
    people["officer"].memberships.all().delete()
    officer = Person.objects.get(pk=people["officer"].pk)
    with pytest.raises(NotPermitted):
        tests.check_test(check=check, agrees=True, comment="", seen=newest(commission), by=officer, at=AT)


def test_the_test_is_closed_after_the_decision(made) -> None:
    _, people, commission = made
    commission.stage = "award"
    with pytest.raises(tests.TestIsClosed):
        answer(commission, people["officer"])


def test_the_answers_reach_the_case_and_the_record(made) -> None:
    _, people, commission = made
    answer_all(commission, people["commissioner"])
    case = merge_test_answers({"case": {}}, commission)
    assert case["public_interest_test"]["workforce"] == {"ready": "yes", "reason": "See the appraisal"}
    record = describe_commission(commission, as_at=AT.date())
    assert len(record["public_interest_test"]["answers"]) == 12

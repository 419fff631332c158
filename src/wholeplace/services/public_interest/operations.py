"""The Public Interest Test: what is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.foundations.vocabulary import TestQuestion
from wholeplace.records.models import Commission, Person, TestAnswer, TestCheck
from wholeplace.services.commissions.operations import refuse_closed
from wholeplace.services.entries import read_prose, read_word
from wholeplace.services.operation import NotFound, Stale, operation
from wholeplace.services.people.permissions import NotPermitted, Permission, may, require
from wholeplace.services.publication.events import record_event

QUESTIONS: tuple[str, ...] = get_args(TestQuestion)
FIRST_PART = ("value_for_money", "strategic_alignment", "social_value", "economic_growth", "market_impact")
SECOND_PART = ("workforce", "skills", "systems", "assets", "governance", "transition")
FAVOURS = ("in-house", "neutral", "market")
READY = ("yes", "partly", "no")
INDICATIONS = ("in-house", "mixed", "market")
ANSWERABLE_STAGES = ("need", "options", "debate", "decision")


class TestIsClosed(WholeplaceError):
    """The test is answered before the decision, not after it."""

    __test__ = False  # not a test for pytest


class TestIsWithAnother(WholeplaceError):
    """A second person is checking the test."""

    __test__ = False


class TestIsNotComplete(WholeplaceError):
    """A question is still unanswered."""

    __test__ = False


class NothingToCheck(WholeplaceError):
    """The check was done already, or was not asked of this person."""


class SamePerson(WholeplaceError):
    """Whoever hands the test over, or answered it, is not the second person."""


def list_answers_to(question: str) -> tuple[str, ...]:
    """Return the answers that a question allows."""
    if question == "indication":
        return INDICATIONS
    return FAVOURS if question in FIRST_PART else READY


@operation
def answer_question(
    *, commission: Commission, question: str, answer: str, reason: str, by: Person, at: datetime
) -> TestAnswer:
    """Answer one question with a reason; an earlier answer is kept as history."""
    require(by, Permission.ANSWER_TEST, commission.place)
    _refuse_after_decision(commission)
    if question not in QUESTIONS:
        raise NotFound("There is no such question in the Public Interest Test.")
    waiting = find_open_check(commission)
    if waiting is not None:
        message = (
            f"{waiting.handed_to.name} is checking the test. It can be changed when they have answered, "
            "or when you take it back."
        )
        raise TestIsWithAnother(message)
    commission.test_answers.filter(question=question, is_current=True).update(is_current=False)
    given = TestAnswer.objects.create(
        commission=commission,
        question=question,
        answer=read_word("answer", answer, list_answers_to(question)),
        reason=read_prose("reason", reason),
        answered_by=by,
        answered_at=at,
    )
    body = {"question": question, "answer": given.answer}
    _record("test-question-answered", commission, by, at, body=body, detail={"reason": given.reason})
    return given


@operation
def hand_test_over(*, commission: Commission, to: Person, by: Person, at: datetime) -> TestCheck:
    """Ask a second person to check the whole test; every question must have its answer."""
    require(by, Permission.ANSWER_TEST, commission.place)
    _refuse_after_decision(commission)
    if find_open_check(commission) is not None:
        raise TestIsWithAnother("Somebody is checking the test already.")
    _refuse_incomplete(commission)
    if not (
        may(to, Permission.ANSWER_TEST, commission.place) or may(to, Permission.DECIDE, commission.place)
    ):
        raise NotPermitted(f"{to.name} has no role here in which the test can be checked.")
    if to.pk == by.pk or commission.test_answers.filter(is_current=True, answered_by=to).exists():
        raise SamePerson("Choose somebody who answered none of the questions: two pairs of eyes see more.")
    check = TestCheck.objects.create(commission=commission, handed_by=by, handed_to=to, handed_at=at)
    _record("test-handed-over", commission, by, at, detail={"to": to.name})
    return check


@operation
def take_test_back(*, commission: Commission, by: Person, at: datetime) -> None:
    """Take the test back from the second person before they have answered."""
    require(by, Permission.ANSWER_TEST, commission.place)
    waiting = find_open_check(commission)
    if waiting is None:
        raise NothingToCheck("Nobody is checking the test at the moment.")
    waiting.delete()
    _record("test-taken-back", commission, by, at)


@operation
def check_test(
    *, check: TestCheck, agrees: bool, comment: str, seen: int, by: Person, at: datetime
) -> TestCheck:
    """Agree with the test, or return it with a comment; `seen` is the newest answer that was read."""
    commission = check.commission
    if check.handed_to_id != by.pk or check.agrees is not None:
        raise NothingToCheck(
            "This check is not waiting for you: it was done, taken back, or given to another."
        )
    _refuse_lost_role(commission, by)
    newest = commission.test_answers.filter(is_current=True).order_by("-pk").first()
    if newest is None or newest.pk != seen:
        raise Stale("An answer has changed since you opened the page: read the test again before you agree.")
    check.comment = read_prose("comment", comment, required=not agrees)
    check.agrees, check.checked_at = agrees, at
    check.save(update_fields=["agrees", "checked_at", "comment"])
    detail = {"comment": check.comment} if check.comment else None
    _record("test-checked", commission, by, at, body={"agrees": agrees}, detail=detail)
    return check


def find_open_check(commission: Commission) -> TestCheck | None:
    """Find the check that a second person has not done yet."""
    return commission.test_checks.filter(agrees__isnull=True).select_related("handed_to").first()


def _refuse_lost_role(commission: Commission, by: Person) -> None:
    if not (
        may(by, Permission.ANSWER_TEST, commission.place) or may(by, Permission.DECIDE, commission.place)
    ):
        raise NotPermitted("You no longer have a role here in which the test can be checked.")


def _refuse_after_decision(commission: Commission) -> None:
    refuse_closed(commission)
    if commission.stage not in ANSWERABLE_STAGES:
        raise TestIsClosed("The test belongs before the decision, and this commission has moved past it.")


def _refuse_incomplete(commission: Commission) -> None:
    answered = set(commission.test_answers.filter(is_current=True).values_list("question", flat=True))
    missing = len(set(QUESTIONS) - answered)
    if missing:
        raise TestIsNotComplete(f"{missing} of {len(QUESTIONS)} questions are still to be answered.")


def _record(
    kind: str,
    commission: Commission,
    by: Person,
    at: datetime,
    *,
    body: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    record_event(
        kind=kind, by=by, at=at, place=commission.place, commission=commission, body=body, detail=detail
    )

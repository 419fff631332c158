"""The Public Interest Test: what can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wholeplace.casefile.public_interest import compare_answers
from wholeplace.records.models import Commission, Membership, Person, Place, TestAnswer
from wholeplace.services.people.permissions import PERMISSIONS, Permission, name_office
from wholeplace.services.public_interest.operations import (
    FIRST_PART,
    QUESTIONS,
    SECOND_PART,
    find_open_check,
)


@dataclass(frozen=True)
class AnswerLine:
    """One answer with its reason, by whom and when."""

    pk: int
    question: str
    answer: str
    reason: str
    by_name: str
    by_office: str
    at: datetime
    is_current: bool


@dataclass(frozen=True)
class CheckLine:
    """What a second person said of the whole test, or that they have it."""

    handed_to: str
    handed_to_office: str
    handed_by: str
    handed_at: datetime
    agrees: bool | None
    comment: str
    checked_at: datetime | None
    is_for_me: bool
    is_outdated: bool


@dataclass(frozen=True)
class TestProgress:
    """The whole test: current answers by question, what does not fit together, who has checked it."""

    __test__ = False  # not a test for pytest

    answers: Mapping[str, AnswerLine]
    unanswered: tuple[str, ...]
    inconsistencies: tuple[str, ...]
    checks: tuple[CheckLine, ...]
    newest_answer: int
    is_checked: bool
    waiting: CheckLine | None

    @property
    def is_complete(self) -> bool:
        """Say whether every question has its answer."""
        return not self.unanswered


@dataclass(frozen=True)
class SecondPerson:
    """Somebody to whom the test can be handed."""

    pk: int
    name: str
    office: str


def describe_progress(commission: Commission, *, user: object) -> TestProgress:
    """Return how far the test is."""
    place = commission.place
    rows = commission.test_answers.filter(is_current=True).prefetch_related("answered_by__memberships")
    answers = {row.question: _describe(row, place) for row in rows}
    newest = max((line.pk for line in answers.values()), default=0)
    latest = max((line.at for line in answers.values()), default=None)
    checks = tuple(
        CheckLine(
            handed_to=check.handed_to.name,
            handed_to_office=name_office(check.handed_to, place),
            handed_by=check.handed_by.name,
            handed_at=check.handed_at,
            agrees=check.agrees,
            comment=check.comment,
            checked_at=check.checked_at,
            is_for_me=isinstance(user, Person) and check.handed_to_id == user.pk,
            is_outdated=bool(check.checked_at and latest and latest > check.checked_at),
        )
        for check in commission.test_checks.select_related("handed_by").prefetch_related(
            "handed_to__memberships"
        )
    )
    return TestProgress(
        answers=answers,
        unanswered=tuple(question for question in QUESTIONS if question not in answers),
        inconsistencies=tuple(_compare(answers)),
        checks=checks,
        newest_answer=newest,
        is_checked=bool(checks and checks[0].agrees and not checks[0].is_outdated),
        waiting=next((check for check in checks if check.agrees is None), None),
    )


def list_answer_history(commission: Commission, question: str) -> list[AnswerLine]:
    """Return every answer that a question had, the newest first."""
    rows = commission.test_answers.filter(question=question).prefetch_related("answered_by__memberships")
    return [_describe(row, commission.place) for row in rows.order_by("-answered_at", "-pk")]


def list_second_people(commission: Commission, *, user: Person) -> list[SecondPerson]:
    """Return those to whom the test can be handed: they may check it, and have answered none of it."""
    allowed = [
        role
        for role, permissions in PERMISSIONS.items()
        if Permission.ANSWER_TEST in permissions or Permission.DECIDE in permissions
    ]
    answered = commission.test_answers.filter(is_current=True).values("answered_by")
    members = Membership.objects.filter(place=commission.place, role__in=allowed, person__is_active=True)
    members = members.exclude(person=user).exclude(person__in=answered)
    members = members.prefetch_related("person__memberships")
    people = {member.person_id: member.person for member in members}
    listed = [SecondPerson(one.pk, one.name, name_office(one, commission.place)) for one in people.values()]
    return sorted(listed, key=lambda one: one.name)


def find_check_for(commission: Commission, person: Person) -> int | None:
    """Return the key of the check that waits for a person, if one does."""
    check = find_open_check(commission)
    return check.pk if check is not None and check.handed_to_id == person.pk else None


def _describe(row: TestAnswer, place: Place) -> AnswerLine:
    return AnswerLine(
        pk=row.pk,
        question=row.question,
        answer=row.answer,
        reason=row.reason,
        by_name=row.answered_by.name,
        by_office=name_office(row.answered_by, place),
        at=row.answered_at,
        is_current=row.is_current,
    )


def _compare(answers: Mapping[str, AnswerLine]) -> list[str]:
    """Compare the answers with the indication by the rule of the case file."""
    if "indication" not in answers:
        return []
    sides = {name: answers[name].answer for name in FIRST_PART if name in answers}
    ready = {name: answers[name].answer for name in SECOND_PART if name in answers}
    return compare_answers(sides, ready, answers["indication"].answer)

"""Pages of a place where there is much of everything: they ask the database no more often than before."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.services.commissioning import TUESDAY, Case, make_case, prepare_decision
from tests.services.publishing import make_version
from tests.web.people import make_organisation, make_person, sign_in
from wholeplace.records.models import (
    AppraisalDraft,
    CitedNeed,
    Commission,
    Consultation,
    Declaration,
    Involvement,
    InvolvementTheme,
    Membership,
    Need,
    NeedEvidence,
    NeedSupport,
    Option,
    Person,
    TestAnswer,
    TestCheck,
)
from wholeplace.services.public_interest.operations import QUESTIONS, list_answers_to
from wholeplace.services.publication.versions import publish_version

pytestmark = pytest.mark.django_db
MANY = 200
LONG = "A very long name of an option that somebody has proposed and that goes on and on, word after word, "
THREAD = "/calderwick/commissions/housing-support"
PUBLIC = (
    "/", "/calderwick/", "/calderwick/commissions/", "/calderwick/needs/", "/calderwick/needs/1",
    "/calderwick/history/", f"{THREAD}/", f"{THREAD}/options/team/", f"{THREAD}/appraisal/",
    f"{THREAD}/appraisal/options/", f"{THREAD}/versions/", f"{THREAD}/public-interest-test/",
    f"{THREAD}/decision/", f"{THREAD}/heard/", f"{THREAD}/law/", f"{THREAD}/documents/",
)  # fmt: skip
WORKING = (
    "/tasks/", f"{THREAD}/manage/", f"{THREAD}/manage/longlist", f"{THREAD}/public-interest-test/edit/",
    f"{THREAD}/public-interest-test/edit/answers", f"{THREAD}/interests/", f"{THREAD}/involve/",
    f"{THREAD}/involve/equality/", f"{THREAD}/principles/", f"{THREAD}/recommend/",
    f"{THREAD}/decision/record/", f"{THREAD}/manage/lead", f"{THREAD}/manage/needs",
    f"{THREAD}/public-interest-test/edit/hand-over", f"{THREAD}/manage/history", f"{THREAD}/",
)  # fmt: skip


@pytest.fixture
def case() -> Case:
    """Return a commission with a little of everything."""
    case = make_case()
    prepare_decision(case)
    version = make_version(case)
    publish_version(version=version, by=case.people["commissioner"], at=TUESDAY)
    add_much(case, 0, 3)
    return case


def add_much(case: Case, first: int, last: int) -> None:
    """Add of everything as many as between the two numbers."""
    numbers = range(first, last)
    for add in (add_people, add_options, add_needs, add_heard, add_commissions):
        add(case, numbers)


def add_people(case: Case, numbers: range) -> None:
    """Add colleagues: each declared, answered a question, was handed the test and has a draft."""
    for number in list(numbers)[:12]:
        person = make_person(f"Colleague {number}")
        roles = ("commissioner", "evaluator", "member", "officer")
        for role in roles[: 1 + number % 4]:
            Membership.objects.create(person=person, place=case.place, role=role)
        if number % 2:
            Declaration.objects.create(
                commission=case.commission, person=person, office="Member", has_interest=False,
                declared_on=TUESDAY.date(),
            )  # fmt: skip
        TestCheck.objects.create(
            commission=case.commission, handed_by=case.people["officer"], handed_to=person, handed_at=TUESDAY,
            agrees=False, comment="Look again", checked_at=TUESDAY,
        )  # fmt: skip
        question = QUESTIONS[number % len(QUESTIONS)]
        TestAnswer.objects.filter(question=question).update(is_current=False)
        TestAnswer.objects.create(
            commission=case.commission, question=question, answer=list_answers_to(question)[0], reason="So",
            answered_by=person, answered_at=TUESDAY - dt.timedelta(days=1),
        )  # fmt: skip


def add_options(case: Case, numbers: range) -> None:
    """Add options at every step of their way, each from an organisation, with long names."""
    statuses = ("longlisted", "shortlisted", "dropped", "proposed")
    Option.objects.bulk_create(
        Option(
            commission=case.commission, slug=f"more-{number}", name=f"{LONG}{number}", model="grant",
            status=statuses[number % 4], dropped_reason="Too dear", proposed_at=TUESDAY,
            position=10 + number, proposed_as="charity", proposed_by=case.people["resident"],
            organisation=make_organisation(case.place, f"charity-{number}"),
        )
        for number in numbers
    )  # fmt: skip


def add_needs(case: Case, numbers: range) -> None:
    """Add needs, supported, evidenced and cited."""
    for number in numbers:
        need = Need.objects.create(
            place=case.place, number=number + 1, title=f"A warm room, street {number}", what="It is cold",
            recorded_by=case.people["resident"], recorded_at=TUESDAY,
        )  # fmt: skip
        NeedSupport.objects.create(need=need, person=case.people["resident"], at=TUESDAY)
        NeedEvidence.objects.create(need=need, title="Figures", added_at=TUESDAY)
        CitedNeed.objects.create(commission=case.commission, need=need, cited_at=TUESDAY)


def add_heard(case: Case, numbers: range) -> None:
    """Add meetings with themes, and consultations."""
    for number in numbers:
        heard = Involvement.objects.create(
            commission=case.commission, group="users", title=f"Talk {number}", method="Meeting",
            held_on=TUESDAY.date(), people_reached=9, recorded_by=case.people["officer"], recorded_at=TUESDAY,
        )  # fmt: skip
        InvolvementTheme.objects.create(involvement=heard, theme="Keep it")
        Consultation.objects.create(
            commission=case.commission, title=f"Say {number}", still_open="All", recorded_at=TUESDAY,
            opens_on=dt.date(2026, 10, 1), closes_on=dt.date(2026, 11, 1), recorded_by=case.people["officer"],
        )  # fmt: skip


def add_commissions(case: Case, numbers: range) -> None:
    """Add commissions, each with a draft that one colleague has begun and a test that came back."""
    officer = case.people["officer"]
    for number in list(numbers)[:40]:
        made = Commission.objects.create(
            place=case.place, slug=f"other-{number}", title=f"{LONG}{number}", lead=officer,
            created_at=TUESDAY, opened_at=TUESDAY, stage="debate", next_step_on=dt.date(2026, 1, 1),
        )  # fmt: skip
        AppraisalDraft.objects.create(commission=made, document={}, saved_by=officer, saved_at=TUESDAY)
        TestCheck.objects.create(
            commission=made, handed_by=officer, handed_to=case.people["commissioner"], handed_at=TUESDAY,
            agrees=False, comment="Look again", checked_at=TUESDAY,
        )  # fmt: skip


def count_queries(client: Client, address: str) -> int:
    """Count how often a page asks the database when nothing is kept."""
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(asked)


def open_as(person: Person | None) -> Client:
    """Open the pages as a visitor or as somebody."""
    return sign_in(Client(), person) if person else Client()


@pytest.mark.parametrize(
    ("who", "addresses"),
    [(lambda _case: None, PUBLIC), (lambda case: case.people["officer"], WORKING)],
    ids=["in public", "at work"],
)
def test_a_page_asks_no_more_often_where_there_is_more(
    case: Case, who: Callable[[Case], Person | None], addresses: tuple[str, ...]
) -> None:
    client = open_as(who(case))
    few = {address: count_queries(client, address) for address in addresses}
    add_much(case, 3, MANY)
    many = {address: count_queries(client, address) for address in addresses}
    grown = {address: (few[address], many[address]) for address in addresses if many[address] > few[address]}
    assert grown == {}

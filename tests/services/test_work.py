"""The task page: what waits for whom, with its clock, and nothing for those it does not concern."""

from datetime import timedelta

import pytest

from tests.services.running import make_need, make_running
from tests.web.people import AT, make_person
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import (
    AppraisalDraft,
    AppraisalVersion,
    Commission,
    Consultation,
    Declaration,
    Involvement,
    Job,
    Person,
    Place,
    Recommendation,
    WithheldPart,
)
from wholeplace.services.commissions import operations as run
from wholeplace.services.needs import operations as needs
from wholeplace.services.options import operations as options
from wholeplace.services.public_interest import operations as tests
from wholeplace.services.work.queries import Task, describe_desk

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture
def made() -> tuple[Place, dict[Role, Person], Commission]:
    place, people, commission = make_running()
    run.open_commission(commission=commission, by=people["officer"], at=AT)
    return place, people, commission


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def kinds(person: Person, at=AT) -> dict[str, Task]:
    return {task.kind: task for task in describe_desk(fresh(person), at=at).tasks}


def holders(people: dict[Role, Person], kind: str, at=AT) -> set[str]:
    return {role for role, person in people.items() if kind in kinds(person, at)}


def test_nobody_has_a_task_at_first_and_a_stranger_never(made) -> None:
    _, people, _ = made
    assert {role: list(kinds(person)) for role, person in people.items()} == {role: [] for role in people}
    desk = describe_desk(make_person("Sam"), at=AT)
    assert (desk.tasks, desk.news, desk.is_staff) == ((), (), False)


def test_a_proposal_waits_for_those_who_run_it_with_its_clock(made) -> None:
    _, people, commission = made
    entry = options.OptionEntry(name="Shelter", model="grant", description="x", proposed_as="resident")
    option = options.propose_option(commission=commission, entry=entry, by=people["resident"], at=AT)
    assert holders(people, "answer-proposal") == {"commissioner", "officer"}
    task = kinds(people["officer"])["answer-proposal"]
    assert (task.what, task.due_on, task.is_overdue) == ("Shelter", option.answer_due_on, False)
    assert kinds(people["officer"], AT + 31 * DAY)["answer-proposal"].is_overdue
    (proposal,) = describe_desk(fresh(people["resident"]), at=AT).proposals
    assert (proposal.name, proposal.answer) == ("Shelter", "")
    options.answer_proposal(
        option=option, answer="refused", reason="The same as one", by=people["officer"], at=AT
    )
    assert holders(people, "answer-proposal") == set()
    (proposal,) = describe_desk(fresh(people["resident"]), at=AT).proposals
    assert (proposal.answer, proposal.answer_reason) == ("refused", "The same as one")


def test_whoever_proposed_it_is_not_asked_to_answer_it(made) -> None:
    _, people, commission = made
    entry = options.OptionEntry(name="Shelter", model="grant", description="x", proposed_as="charity")
    options.propose_option(commission=commission, entry=entry, by=people["officer"], at=AT)
    assert holders(people, "answer-proposal") == {"commissioner"}


def test_the_test_waits_for_its_lead_then_its_checker_then_for_whoever_handed_it(made) -> None:
    _, people, commission = made
    lead = people["commissioner"]
    for number, question in enumerate(tests.QUESTIONS):
        given = tests.list_answers_to(question)[0]
        tests.answer_question(
            commission=commission, question=question, answer=given, reason="x", by=lead, at=AT
        )
        left = len(tests.QUESTIONS) - number - 1
        assert (kinds(lead)["finish-test"].count if left else holders(people, "finish-test")) == (
            left or set()
        )
    check = tests.hand_test_over(commission=commission, to=people["member"], by=lead, at=AT)
    assert holders(people, "check-test") == {"member"}
    newest = commission.test_answers.last().pk
    tests.check_test(
        check=check, agrees=False, comment="Ask staff", seen=newest, by=people["member"], at=AT + DAY
    )
    assert holders(people, "check-test") == set()
    assert holders(people, "test-returned") == {"commissioner"}
    tests.answer_question(
        commission=commission, question="skills", answer="no", reason="y", by=lead, at=AT + 2 * DAY
    )
    assert holders(people, "test-returned") == set()


def test_what_is_overdue_shows_until_it_is_said(made) -> None:
    _, people, _ = made
    Commission.objects.update(
        next_step="Cabinet", next_step_on=TODAY - DAY, review_on=TODAY - DAY, stage="delivery"
    )
    assert holders(people, "next-step-overdue") == {"commissioner"}
    assert holders(people, "review-overdue") == {"commissioner", "officer"}
    Commission.objects.update(next_step_on=TODAY, review_on=TODAY)
    assert holders(people, "next-step-overdue") | holders(people, "review-overdue") == set()


def test_a_part_waits_to_be_released_on_its_day(made) -> None:
    _, people, commission = made
    part = WithheldPart.objects.create(
        commission=commission,
        part="options.in-house",
        reason="Price",
        until=TODAY + DAY,
        decided_by=people["officer"],
        decided_at=AT,
    )
    assert holders(people, "release-part") == set()
    assert holders(people, "release-part", AT + DAY) == {"commissioner", "officer"}
    part.released_at = AT + DAY
    part.save()
    assert holders(people, "release-part", AT + DAY) == set()


def test_a_consultation_shows_before_it_closes_and_until_its_responses_are_counted(made) -> None:
    _, people, commission = made
    consultation = Consultation.objects.create(
        commission=commission, title="Survey", opens_on=TODAY - 30 * DAY, closes_on=TODAY + 7 * DAY,
        still_open="All", recorded_by=people["officer"], recorded_at=AT,
    )  # fmt: skip
    seen = [
        (holders(people, "consultation-closing", at), holders(people, "count-responses", at))
        for at in (AT - DAY, AT, AT + 8 * DAY)
    ]
    running = {"commissioner", "officer"}
    assert seen == [(set(), set()), (running, set()), (set(), running)]
    consultation.responses = 210
    consultation.save()
    assert holders(people, "count-responses", AT + 8 * DAY) == set()


def test_what_people_said_waits_for_the_lead(made) -> None:
    _, people, commission = made
    heard = Involvement.objects.create(
        commission=commission, group="users", title="Meeting", held_on=TODAY, method="Talk", people_reached=9,
        recorded_by=people["officer"], recorded_at=AT,
    )  # fmt: skip
    heard.themes.create(theme="One worker")
    heard.themes.create(theme="Nights", response="Yes", responded_by=people["officer"], responded_at=AT)
    assert holders(people, "answer-themes") == {"commissioner"}
    assert kinds(people["commissioner"])["answer-themes"].count == 1


def test_evaluators_declare_before_they_score_and_members_before_they_decide(made) -> None:
    _, people, commission = made
    asked = {}
    for stage in ("need", "options", "debate", "decision", "award"):
        Commission.objects.update(stage=stage)
        asked[stage] = holders(people, "declare-interests")
    scoring, deciding = {"evaluator"}, {"evaluator", "member", "officer"}
    assert asked == {
        "need": set(),
        "options": scoring,
        "debate": scoring,
        "decision": deciding,
        "award": set(),
    }
    Commission.objects.update(stage="decision")
    Declaration.objects.create(
        commission=commission,
        person=people["member"],
        office="Member",
        has_interest=False,
        declared_on=TODAY,
        expires_on=TODAY + DAY,
    )
    assert "member" not in holders(people, "declare-interests")
    assert "member" in holders(people, "declare-interests", AT + 2 * DAY)


def test_a_decision_waits_for_those_who_decide_once_it_is_recommended(made) -> None:
    _, people, commission = made
    Commission.objects.update(stage="decision")
    assert holders(people, "record-decision") == set()
    Recommendation.objects.create(
        commission=commission,
        option=commission.options.first(),
        reasons="x",
        by=people["officer"],
        by_office="Officer",
        at=AT,
    )
    assert holders(people, "record-decision") == {"member", "officer"}


def test_needs_wait_for_their_answer(made) -> None:
    place, people, _ = made
    need = make_need(place)
    assert holders(people, "answer-needs") == {"commissioner", "officer", "place-administrator"}
    needs.answer_need(need=need, answer="Yes", by=people["officer"], at=AT)
    assert holders(people, "answer-needs") == set()


def test_a_draft_waits_for_whoever_wrote_it_until_a_version_is_made(made) -> None:
    _, people, commission = made
    AppraisalDraft.objects.create(
        commission=commission, document={}, saved_by=people["finance-partner"], saved_at=AT
    )
    assert holders(people, "finish-draft") == {"finance-partner"}
    AppraisalVersion.objects.create(
        commission=commission, number=1, document={}, made_by=people["finance-partner"], made_at=AT + DAY
    )
    assert holders(people, "finish-draft") == set()


@pytest.mark.parametrize(
    ("state", "kind"), [("waiting", "job-running"), ("done", "job-done"), ("failed", "job-failed")]
)
def test_a_job_shows_to_whoever_asked_for_it_and_for_two_days_after(made, state: str, kind: str) -> None:
    _, people, commission = made
    version = AppraisalVersion.objects.create(
        commission=commission, number=1, document={}, made_by=people["officer"], made_at=AT
    )
    Job.objects.create(
        version=version, state=state, asked_by=people["officer"], asked_at=AT, problem="Broken" if state == "failed" else "",
        ended_at=None if state == "waiting" else AT,
    )  # fmt: skip
    assert holders(people, kind) == {"officer"}
    assert holders(people, kind, AT + 3 * DAY) == ({"officer"} if state == "waiting" else set())


def test_news_is_what_happened_since_the_start_of_yesterday_in_the_places_where_one_works(made) -> None:
    _, people, _ = made
    desk = describe_desk(fresh(people["auditor"]), at=AT + DAY)
    assert [line.kind for line in desk.news] == ["commission-opened", "commission-founded"]
    assert describe_desk(fresh(people["auditor"]), at=AT + 2 * DAY).news == ()
    assert describe_desk(fresh(people["resident"]), at=AT).news == ()


def test_tasks_of_a_withdrawn_commission_are_gone(made) -> None:
    _, people, commission = made
    entry = options.OptionEntry(name="Shelter", model="grant", description="x", proposed_as="resident")
    options.propose_option(commission=commission, entry=entry, by=people["resident"], at=AT)
    Commission.objects.update(next_step="x", next_step_on=TODAY - DAY)
    run.withdraw_commission(commission=commission, reason="Merged", by=people["officer"], at=AT)
    assert kinds(people["commissioner"]) == {}

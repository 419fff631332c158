"""Jobs: computed by a real worker, killed in the middle, cancelled, given up; the result appears once."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ

from tests.services.appraising import make_document, make_option
from tests.services.commissioning import make_case
from tests.services.test_parallel_writers import database_address
from wholeplace.casefile.appraise import appraise_document
from wholeplace.records.models import AppraisalVersion, ChainEvent, Commission, Job, Person
from wholeplace.services.appraisals import jobs, operations
from wholeplace.services.people.permissions import NotPermitted

pytestmark = pytest.mark.django_db(transaction=True)
SOAKS = bool(os.environ.get("WHOLEPLACE_SOAK"))
PATIENCE_SECONDS = 90
KILLS = int(os.environ.get("WHOLEPLACE_SOAK_KILLS", "200"))


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put jobs into the real queue, for a real worker."""
    monkeypatch.setattr(Conf, "SYNC", False)


@pytest.fixture
def commission(db: None) -> Commission:
    return make_case().commission


def hand_in(commission: Commission, number: int = 1, draws: int = 200, options: int = 2) -> Job:
    """Store a version and ask for its result; many draws take long enough to be killed half-way."""
    document = make_document(draws=draws, title=f"Round {number}")
    document["options"] += [make_option(f"more-{count}", 90 + count) for count in range(options - 2)]
    by, at = commission.lead, timezone.now()
    version = AppraisalVersion.objects.create(
        commission=commission, number=number, document=document, made_by=by, made_at=at
    )
    return operations.ask_for_result(version=version, by=by, at=at)


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Look again and again, until it holds."""
    pause, end = threading.Event(), time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, f"waited too long until {what}"
        pause.wait(0.02)


@contextmanager
def worker() -> Iterator[Callable[[], None]]:
    """Run the worker in processes of its own; what is handed out kills them all at once."""
    environment = os.environ | {
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": "wholeplace.config.settings",
        "WHOLEPLACE_DEBUG": "1",
        "WHOLEPLACE_JOB_STALLED_SECONDS": "2",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "wholeplace.faces.ops", "work"],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def kill() -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    try:
        yield kill
    finally:
        if process.poll() is None:
            kill()


def state(job: Job) -> str:
    return str(Job.objects.values_list("state", flat=True).get(pk=job.pk))


def is_half_done(job: Job) -> bool:
    row = Job.objects.get(pk=job.pk)
    return row.state == "running" and row.progress > 0


def assert_computed_once(job: Job) -> None:
    """See that the result is there, is that of the engine, and was put on the chain once."""
    version = AppraisalVersion.objects.get(pk=job.version_id)
    assert version.result == appraise_document(version.document).result
    assert version.computed_at is not None
    events = [event.body["version"] for event in ChainEvent.objects.filter(kind="result-computed")]
    assert events.count(version.number) == 1


def test_a_worker_computes_what_was_asked_for(queued: None, commission: Commission) -> None:
    job = hand_in(commission)
    with worker():
        wait_until(lambda: state(job) == "done", "the job is done")
    assert_computed_once(job)
    assert Job.objects.get(pk=job.pk).progress == 100


def test_a_job_whose_worker_is_killed_half_way_runs_again_and_its_result_appears_once(
    queued: None, commission: Commission
) -> None:
    job = hand_in(commission, draws=500_000, options=8)
    with worker() as kill:
        wait_until(lambda: is_half_done(job), "the job is half done")
        kill()
    assert state(job) == "running"
    assert AppraisalVersion.objects.get(pk=job.version_id).result is None
    with worker():
        wait_until(lambda: state(job) == "done", "the job is done")
    assert Job.objects.get(pk=job.pk).attempts == 2
    assert_computed_once(job)


def test_a_running_job_that_is_cancelled_stops_and_can_be_asked_for_again(
    queued: None, commission: Commission
) -> None:
    job = hand_in(commission, draws=500_000, options=30)
    with worker():
        wait_until(lambda: is_half_done(job), "the job is half done")
        operations.cancel_job(job=job, by=commission.lead, at=timezone.now())
        wait_until(lambda: state(job) == "cancelled", "the job is cancelled")
        assert AppraisalVersion.objects.get(pk=job.version_id).result is None
        other = hand_in(commission, number=2)
        wait_until(lambda: state(other) == "done", "the worker goes on with the next job")


@pytest.mark.skipif(not SOAKS, reason="takes many minutes: set WHOLEPLACE_SOAK")
def test_two_hundred_kills_lose_no_job_and_double_no_result(queued: None, commission: Commission) -> None:
    kills, number, chance = 0, 0, random.Random(7)
    while kills < KILLS:
        number += 1
        job = hand_in(commission, number=number, draws=300_000, options=6)
        for _ in range(chance.randint(1, jobs.MOST_ATTEMPTS - 2)):
            with worker() as kill:
                wait_until(lambda job=job: state(job) in ("running", "done"), "the job is taken")  # type: ignore[misc]
                threading.Event().wait(chance.random() * 2)
                kill()
                kills += 1
        with worker():
            wait_until(lambda job=job: state(job) == "done", "the job is done")  # type: ignore[misc]
        assert_computed_once(job)


# --- the claim -----------------------------------------------------------------------------------------


def test_of_eight_workers_that_take_one_job_one_computes_it(queued: None, commission: Commission) -> None:
    job = hand_in(commission)

    def take(_: int) -> str:
        try:
            return jobs.run_job(job.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(take, range(8)))
    assert sorted(outcomes) == ["done", *["not waiting"] * 7]
    assert_computed_once(job)


def test_a_worker_that_was_given_up_and_comes_back_late_changes_nothing(
    queued: None, commission: Commission
) -> None:
    job = hand_in(commission)
    late = jobs.claim_job(job.pk)
    assert late is not None
    appraised = appraise_document(late.version.document)
    Job.objects.filter(pk=job.pk).update(seen_at=timezone.now() - timedelta(hours=1))
    assert jobs.rerun_stalled() == 1
    assert jobs.run_job(job.pk) == "done"
    with pytest.raises(jobs.ClaimLost):
        jobs.write_result(job=late, appraised=appraised)
    with pytest.raises(jobs.ClaimLost):
        jobs.Pulse(late).tell("late", 50)
    assert_computed_once(job)


def test_a_job_is_asked_for_again_only_when_its_worker_is_silent(
    queued: None, commission: Commission
) -> None:
    job = hand_in(commission)
    assert OrmQ.objects.count() == 1
    assert jobs.claim_job(job.pk) is not None
    assert jobs.rerun_stalled() == 0
    assert jobs.claim_job(job.pk) is None
    Job.objects.filter(pk=job.pk).update(seen_at=timezone.now() - timedelta(seconds=jobs.STALLED_SECONDS + 1))
    assert jobs.rerun_stalled() == 1
    assert jobs.rerun_stalled() == 0
    assert OrmQ.objects.count() == 2


def test_a_waiting_job_that_the_queue_forgot_is_asked_for_again(queued: None, commission: Commission) -> None:
    job = hand_in(commission)
    OrmQ.objects.all().delete()
    assert jobs.rerun_stalled() == 0
    Job.objects.filter(pk=job.pk).update(asked_at=timezone.now() - timedelta(hours=1))
    assert jobs.rerun_stalled() == 1
    assert OrmQ.objects.count() == 1


def test_a_job_that_brings_the_worker_down_again_and_again_is_given_up_with_a_sentence(
    queued: None, commission: Commission
) -> None:
    job = hand_in(commission)
    for _ in range(jobs.MOST_ATTEMPTS):
        assert jobs.claim_job(job.pk) is not None
        Job.objects.filter(pk=job.pk).update(seen_at=timezone.now() - timedelta(hours=1))
        jobs.rerun_stalled()
    ended = Job.objects.get(pk=job.pk)
    assert ended.state == "failed"
    assert "cut off 5 times" in ended.problem


def test_a_case_that_cannot_be_computed_fails_with_its_sentence(commission: Commission) -> None:
    at = timezone.now()
    document = make_document()
    document["options"][0]["costs"][0] |= {"amount": 1e15, "growth": 1e15, "years": [0, 2]}
    version = AppraisalVersion.objects.create(
        commission=commission, number=1, document=document, made_by=commission.lead, made_at=at
    )
    job = operations.ask_for_result(version=version, by=commission.lead, at=at)
    ended = Job.objects.get(pk=job.pk)
    assert ended.state == "failed"
    assert "too large to compute with" in ended.problem


def test_an_unexpected_failure_is_told_as_ours_and_can_be_tried_again(
    commission: Commission, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("boom")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "appraise_document", fail)
        job = hand_in(commission)
    failed = Job.objects.get(pk=job.pk)
    assert failed.state == "failed"
    assert failed.problem.startswith("The fault is ours")
    assert "boom" in caplog.text
    again = operations.ask_for_result(version=job.version, by=commission.lead, at=timezone.now())
    assert state(again) == "done"


def test_a_waiting_job_is_cancelled_at_once_and_a_done_one_stays_done(
    queued: None, commission: Commission
) -> None:
    waiting = hand_in(commission)
    assert operations.cancel_job(job=waiting, by=commission.lead, at=timezone.now()).state == "cancelled"
    assert jobs.run_job(waiting.pk) == "not waiting"
    done = hand_in(commission, number=2)
    jobs.run_job(done.pk)
    assert operations.cancel_job(job=done, by=commission.lead, at=timezone.now()).state == "done"
    assert ChainEvent.objects.filter(kind="result-cancelled").count() == 1


def test_a_cancel_that_comes_just_before_the_result_is_written_wins(
    queued: None, commission: Commission
) -> None:
    job = hand_in(commission)
    claimed = jobs.claim_job(job.pk)
    assert claimed is not None
    operations.cancel_job(job=job, by=commission.lead, at=timezone.now())
    with pytest.raises(jobs.Cancelled):
        jobs.write_result(job=claimed, appraised=appraise_document(claimed.version.document))
    assert AppraisalVersion.objects.get(pk=job.version_id).result is None


def test_a_cancelled_job_whose_worker_died_does_not_hang(queued: None, commission: Commission) -> None:
    job = hand_in(commission)
    jobs.claim_job(job.pk)
    operations.cancel_job(job=job, by=commission.lead, at=timezone.now())
    Job.objects.filter(pk=job.pk).update(seen_at=timezone.now() - timedelta(hours=1))
    jobs.rerun_stalled()
    assert state(job) == "cancelled"


def test_asking_twice_is_one_job(queued: None, commission: Commission) -> None:
    job = hand_in(commission)
    again = operations.ask_for_result(version=job.version, by=commission.lead, at=timezone.now())
    assert again.pk == job.pk
    assert OrmQ.objects.count() == 1


def test_whoever_may_not_write_the_appraisal_cancels_nothing(queued: None, commission: Commission) -> None:
    job = hand_in(commission)
    resident = Person.objects.get(memberships__role="resident")
    with pytest.raises(NotPermitted):
        operations.cancel_job(job=job, by=resident, at=timezone.now())
    assert state(job) == "waiting"


def test_telling_of_each_step_changes_no_bit_of_the_result() -> None:
    told: list[tuple[str, int, int]] = []
    document = make_document()
    with_steps = appraise_document(document, on_step=lambda *step: told.append(step))
    assert with_steps.result == appraise_document(document).result
    assert {stage for stage, _, _ in told} == {"options", "quantities", "groups"}
    assert all(0 <= done < total for _, done, total in told)

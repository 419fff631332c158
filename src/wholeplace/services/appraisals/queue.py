"""Asking the worker for a job: a line in the queue, in the same transaction as the job itself."""

from __future__ import annotations

from django_q.tasks import async_task

WORK = "wholeplace.services.appraisals.jobs.run_job"


def ask_worker(job: int) -> None:
    """Put a job in the queue of the database; it is there if and only if the transaction holds."""
    async_task(WORK, job, ack_failure=True)

"""Computing in the background: claimed once, told as it goes, stopped when asked, written once.

The queue only says that there may be work; the job's own row says what is true. Its `attempts` is the number
of the claim: whoever writes must still hold the claim, so a worker that was given up and comes back late
changes nothing, and a result appears once.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wholeplace.casefile.appraise import Appraised, appraise_document, make_plain
from wholeplace.casefile.canonical import hash_value
from wholeplace.casefile.record import describe_machine
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import AppraisalVersion, Job
from wholeplace.services.appraisals.queue import ask_worker
from wholeplace.services.operation import operation
from wholeplace.services.publication.events import record_event

log = logging.getLogger(__name__)

# A worker shows a sign of life at least this often while it steps; one that shows none for ten times as long
# is taken for dead.
PULSE_SECONDS = 1.0
STALLED_SECONDS = float(os.environ.get("WHOLEPLACE_JOB_STALLED_SECONDS", "60"))
MOST_ATTEMPTS = 5
# The share of the work that each stage is, measured on the three demonstration cases.
STAGES = {"options": (2, 40), "quantities": (40, 75), "groups": (75, 97)}


class Cancelled(Exception):
    """Somebody asked for the job to stop."""


class ClaimLost(Exception):
    """The job was taken for dead and given to another worker."""


def run_job(pk: int) -> str:
    """Compute a job if it is waiting or was given up; return the state in which this left it."""
    job = claim_job(pk)
    if job is None:
        return "not waiting"
    try:
        return _compute(job)
    except Cancelled:
        return _end(job, "cancelled")
    except ClaimLost:
        return "claim lost"
    except DatabaseError:
        # Nothing can be written now: the job is found stalled, and runs again.
        raise
    except Exception as error:
        # Whatever it was, the person who waits is told, and the operator finds it in the log.
        if not isinstance(error, InvalidInput):
            log.exception("job %s failed", pk)
        return _end(job, "failed", say_failure(error))


def _compute(job: Job) -> str:
    pulse = Pulse(job)
    pulse.tell(_("Reading the case"), 0)
    appraised = appraise_document(job.version.document, on_step=pulse.step)
    pulse.tell(_("Writing the result"), 98, force=True)
    return write_result(job=job, appraised=appraised)


def say_failure(error: Exception) -> str:
    """Say in one sentence why there is no result."""
    if isinstance(error, InvalidInput):
        return str(error)
    if isinstance(error, MemoryError):
        return _("The case is too large for the memory of this server: use fewer draws or fewer options.")
    return _("The fault is ours: computing failed unexpectedly. The operator finds why in the log.")


def claim_job(pk: int) -> Job | None:
    """Take a job that waits, or that its worker left; None if there is nothing to do."""
    now = timezone.now()
    dead = Q(state="running", seen_at__lt=now - dt.timedelta(seconds=STALLED_SECONDS))
    rows = Job.objects.filter(Q(state="waiting") | dead, pk=pk, attempts__lt=MOST_ATTEMPTS)
    rows = rows.filter(cancel_asked_at__isnull=True)
    claimed = rows.update(
        state="running", attempts=F("attempts") + 1, started_at=now, seen_at=now, progress=0, doing=""
    )
    return (
        Job.objects.select_related("version__commission__place", "asked_by").get(pk=pk) if claimed else None
    )


class Pulse:
    """Writes how far a job is, and learns by the same statement whether it should go on."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.last = 0.0

    def step(self, stage: str, done: int, total: int) -> None:
        """Take what the engine tells."""
        first, last = STAGES[stage]
        words = {
            "options": _("Drawing option %(number)d of %(total)d"),
            "quantities": _("Asking what figure %(number)d of %(total)d is worth knowing"),
            "groups": _("Ranking for group %(number)d of %(total)d"),
        }[stage] % {"number": done + 1, "total": total}
        self.tell(words, first + (last - first) * done // max(total, 1))

    def tell(self, doing: str, progress: int, *, force: bool = False) -> None:
        """Write it, at most once a second; raise when the job is cancelled or no longer ours."""
        now = time.monotonic()
        if not force and now - self.last < PULSE_SECONDS:
            return
        self.last = now
        mine = Job.objects.filter(pk=self.job.pk, state="running", attempts=self.job.attempts)
        told = mine.filter(cancel_asked_at__isnull=True).update(
            doing=doing, progress=progress, seen_at=timezone.now()
        )
        if not told:
            raise Cancelled if mine.exists() else ClaimLost


@operation
def write_result(*, job: Job, appraised: Appraised) -> str:
    """Write the result and end the job, together; only whoever still holds the claim can."""
    at = timezone.now()
    mine = Job.objects.filter(pk=job.pk, state="running", attempts=job.attempts, cancel_asked_at__isnull=True)
    if not mine.update(state="done", progress=100, doing="", ended_at=at, seen_at=at):
        raise (
            Cancelled if Job.objects.filter(pk=job.pk, attempts=job.attempts, state="running") else ClaimLost
        )
    version = AppraisalVersion.objects.filter(pk=job.version_id, result__isnull=True)
    written = version.update(
        result=appraised.result,
        parameters=[make_plain(parameter.as_record()) for parameter in appraised.parameters],
        computed_on=describe_machine(),
        computed_at=at,
    )
    if written:
        commission = job.version.commission
        body: dict[str, Any] = {"version": job.version.number, "digest": hash_value(appraised.result)}
        record_event(
            kind="result-computed", by=job.asked_by, at=at, place=commission.place, commission=commission,
            body=body,
        )  # fmt: skip
    return "done"


@transaction.atomic
def _end(job: Job, state: str, problem: str = "") -> str:
    mine = Job.objects.filter(pk=job.pk, state="running", attempts=job.attempts)
    ended = mine.update(state=state, problem=problem, doing="", ended_at=timezone.now())
    return state if ended else "claim lost"


@transaction.atomic
def rerun_stalled() -> int:
    """Find jobs whose worker gave no sign of life, or of which the queue knows nothing, and ask again.

    Returns how many were asked for again. A job that was cut off too often is ended: its case may be what
    brings the worker down.
    """
    now = timezone.now()
    silent = now - dt.timedelta(seconds=STALLED_SECONDS)
    # A job may wait long behind others: only then is it asked for twice, which does no harm.
    forgotten = now - 10 * dt.timedelta(seconds=STALLED_SECONDS)
    rows = Job.objects.filter(
        Q(state="running", seen_at__lt=silent) | Q(state="waiting", seen_at__lt=forgotten)
        | Q(state="waiting", seen_at__isnull=True, asked_at__lt=forgotten)
    )  # fmt: skip
    asked = 0
    for job in rows:
        asked += _give_back(job)
    return asked


def _give_back(job: Job) -> int:
    now = timezone.now()
    same = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts, seen_at=job.seen_at)
    if job.cancel_asked_at is not None:
        same.update(state="cancelled", ended_at=now, doing="")
        return 0
    if job.attempts >= MOST_ATTEMPTS:
        problem = _("Computing was cut off %(count)d times, so it was given up. Tell the operator.")
        same.update(state="failed", problem=problem % {"count": job.attempts}, ended_at=now, doing="")
        return 0
    if not same.update(state="waiting", seen_at=now, doing=""):
        return 0
    ask_worker(job.pk)
    return 1

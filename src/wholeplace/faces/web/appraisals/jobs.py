"""The page of a job: how far it is, how to stop it, where its result is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wholeplace.faces.web.access import permitted
from wholeplace.faces.web.appraisals.guarding import permitted_script
from wholeplace.faces.web.appraisals.views import link
from wholeplace.faces.web.commission_form import open_commission
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.pages import show
from wholeplace.records.models import Job
from wholeplace.services.appraisals import operations, queries
from wholeplace.services.people.permissions import Permission, may

REFRESH_SECONDS = 3


def _say_state(job: Job) -> str:
    if job.state == "running" and job.cancel_asked_at:
        return _("Stopping")
    return {
        "waiting": _("Waiting for its turn"),
        "running": _("Computing"),
        "done": _("Computed"),
        "failed": _("Could not be computed"),
        "cancelled": _("Stopped"),
    }[job.state]


@permitted(Permission.SEE_WORK)
def show_job(request: HttpRequest, place: str, commission: str, job: int) -> HttpResponse:
    """Show how far a job is; the page looks again by itself, with a script or without."""
    found = open_commission(request, place, commission)
    row = queries.find_job(found, job, user=request.user)
    if row.state == "done":
        return HttpResponseRedirect(link(found, "appraisal-version", version=row.version.number))
    is_open = row.state in ("waiting", "running")
    values: dict[str, Any] = {
        "job": row,
        "state": _say_state(row),
        "is_open": is_open,
        "refresh_seconds": REFRESH_SECONDS,
        "may_write": may(request.user, Permission.WRITE_APPRAISAL, found.place),
    }
    response = show(request, "appraisals/job.html", **make_frame(request, found, "appraisal"), **values)
    response.headers["Cache-Control"] = "no-store"
    return response


@permitted_script(Permission.SEE_WORK)
def tell_state(request: HttpRequest, place: str, commission: str, job: int) -> HttpResponse:
    """Tell a script how far a job is."""
    found = open_commission(request, place, commission)
    row = queries.find_job(found, job, user=request.user)
    is_open = row.state in ("waiting", "running")
    told = {"state": row.state, "words": _say_state(row), "progress": row.progress, "doing": row.doing}
    return JsonResponse(told | {"is_open": is_open}, headers={"Cache-Control": "no-store"})


@permitted(Permission.WRITE_APPRAISAL)
@require_POST
def cancel(request: HttpRequest, place: str, commission: str, job: int) -> HttpResponse:
    """Stop a job."""
    found = open_commission(request, place, commission)
    row = queries.find_job(found, job, user=request.user)
    row.version.commission = found
    operations.cancel_job(job=row, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return HttpResponseRedirect(link(found, "job", job=job))


@permitted(Permission.WRITE_APPRAISAL)
@require_POST
def ask_again(request: HttpRequest, place: str, commission: str, job: int) -> HttpResponse:
    """Have the version of a job that ended without a result computed again."""
    found = open_commission(request, place, commission)
    row = queries.find_job(found, job, user=request.user)
    version = queries.find_version(found, row.version.number, user=request.user)
    asked = operations.ask_for_result(version=version, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return HttpResponseRedirect(link(found, "job", job=asked.pk))

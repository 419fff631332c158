"""Pages of the versions: what came out, the file, what changed from one to another."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wholeplace.casefile.documents.blocks import Section
from wholeplace.casefile.documents.chapters import write_report
from wholeplace.casefile.documents.reading import open_reading
from wholeplace.faces.web.access import permitted
from wholeplace.faces.web.appraisals.views import give_file
from wholeplace.faces.web.commission_form import open_commission
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.pages import show
from wholeplace.records.models import AppraisalVersion, Commission, Job
from wholeplace.services.appraisals import queries
from wholeplace.services.appraisals.differences import compare_versions
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission

# What is withheld stands open in a version: the public reads the case file, where it does not.
see = permitted(Permission.SEE_WORK)


@see
def show_versions(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """List the versions."""
    found = open_commission(request, place, commission)
    values: dict[str, Any] = {
        "versions": list(queries.list_versions(found, user=request.user)),
        "jobs": _list_jobs(found),
    }
    return show(request, "appraisals/versions.html", **make_frame(request, found, "appraisal"), **values)


def _list_jobs(commission: Commission) -> dict[int, Job]:
    """Give the newest job of each version."""
    rows = Job.objects.filter(version__commission=commission).order_by("asked_at")
    return {row.version_id: row for row in rows}


@see
def show_version(
    request: HttpRequest, place: str, commission: str, version: int, chapter: str = "answer"
) -> HttpResponse:
    """Show one chapter of what came out."""
    found = open_commission(request, place, commission)
    row = queries.find_version(found, version, user=request.user)
    frame = make_frame(request, found, "appraisal")
    before = queries.list_versions(found, user=request.user).filter(number__lt=version).first()
    if row.result is None:
        jobs = _list_jobs(found)
        return show(request, "appraisals/uncomputed.html", **frame, version=row, job=jobs.get(row.pk))
    sections = write_sections(row)
    section = next((one for one in sections if one.key == chapter), None)
    if section is None:
        raise NotFound(_("There is no such chapter."))
    place_in = sections.index(section)
    return show(
        request, "appraisals/version.html", **frame, version=row, sections=sections, section=section,
        following=sections[place_in + 1] if place_in + 1 < len(sections) else None, before=before,
    )  # fmt: skip


def write_sections(version: AppraisalVersion) -> tuple[Section, ...]:
    """Write the chapters of a computed version; a version never changes, so once in each process."""
    return _write_sections(_Whole(version))


class _Whole:
    """A version that is known by its number in the database."""

    def __init__(self, version: AppraisalVersion) -> None:
        self.version = version

    def __hash__(self) -> int:
        return hash((self.version.pk, self.version.computed_at))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Whole) and hash(self) == hash(other)


@lru_cache(maxsize=8)
def _write_sections(whole: _Whole) -> tuple[Section, ...]:
    version = whole.version
    case_file = {
        "case": version.document,
        "parameters": version.parameters,
        "results": {"appraisal": version.result},
        "computed_on": version.computed_on,
        "withheld": [],
        "events": [],
    }
    return tuple(write_report(open_reading(case_file)).sections)


@see
def download(request: HttpRequest, place: str, commission: str, version: int, kind: str) -> HttpResponse:
    """Give the case of a version as a file."""
    found = open_commission(request, place, commission)
    row = queries.find_version(found, version, user=request.user)
    data = queries.write_case(row.document, kind)
    return give_file(data, queries.KINDS[kind], f"{found.slug}-version-{row.number}.{kind}")


@see
def show_differences(
    request: HttpRequest, place: str, commission: str, version: int, other: int
) -> HttpResponse:
    """Show what changed from one version to another."""
    found = open_commission(request, place, commission)
    numbers = sorted((version, other))
    before, after = (queries.find_version(found, number, user=request.user) for number in numbers)
    values: dict[str, Any] = {
        "difference": compare_versions(before, after),
        "before": before,
        "after": after,
        "versions": list(queries.list_versions(found, user=request.user)),
    }
    return show(request, "appraisals/differences.html", **make_frame(request, found, "appraisal"), **values)

"""The appraisal: what can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wholeplace.casefile.canonical import write_json
from wholeplace.formats.toml import write_toml
from wholeplace.formats.workbook import write_workbook
from wholeplace.foundations.parameters import load_parameters
from wholeplace.records.models import AppraisalDraft, AppraisalVersion, Commission, Job
from wholeplace.services.appraisals.drafts import close_draft
from wholeplace.services.appraisals.operations import stack_revisions
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission, require

MOST_HISTORY = 200
KINDS = {
    "toml": "application/toml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@dataclass(frozen=True)
class RevisionLine:
    """One save in the history of a draft."""

    revision: int
    what: str
    kind: str
    by: str
    at: datetime
    is_undone: bool


@dataclass(frozen=True)
class History:
    """Who changed what when, the newest first, and what can be taken back or done again next."""

    lines: tuple[RevisionLine, ...]
    undo: str
    redo: str
    has_more: bool


def find_draft(commission: Commission, *, user: object) -> AppraisalDraft | None:
    """Return the draft as it stands; None if it was not begun. Only for those who work in the place."""
    require(user, Permission.SEE_WORK, commission.place)
    draft = AppraisalDraft.objects.filter(commission=commission).select_related("saved_by").first()
    if draft is not None:
        draft.commission = commission
    return draft


def get_draft(commission: Commission, *, user: object) -> AppraisalDraft:
    """Return the draft as it stands, where there must be one."""
    draft = find_draft(commission, user=user)
    if draft is None:
        raise NotFound(_("The appraisal of this commission has not been begun yet."))
    return draft


def tell_history(draft: AppraisalDraft) -> History:
    """Tell who changed what when."""
    rows = list(draft.revisions.select_related("saved_by").defer("edits")[: MOST_HISTORY + 1])
    done, undone = stack_revisions(draft)
    gone = set(undone)
    words = {row.revision: row.what for row in rows}
    lines = [
        RevisionLine(row.revision, row.what, row.kind, row.saved_by.name, row.saved_at, row.revision in gone)
        for row in rows[:MOST_HISTORY]
    ]
    return History(
        tuple(lines),
        undo=words.get(done[-1], _("an older change")) if done else "",
        redo=words.get(undone[-1], _("an older change")) if undone else "",
        has_more=len(rows) > MOST_HISTORY,
    )


def list_changed_since(draft: AppraisalDraft, revision: int) -> list[tuple[int, str, str]]:
    """Return what others and oneself saved after a revision: number, who, what."""
    rows = draft.revisions.filter(revision__gt=revision).select_related("saved_by").order_by("revision")
    return [(row.revision, row.saved_by.name, row.what) for row in rows[:50]]


def list_versions(commission: Commission, *, user: object) -> QuerySet[AppraisalVersion]:
    """Return the versions that the user may see, the newest first, without their documents."""
    rows = AppraisalVersion.objects.visible_to(user).filter(commission=commission).distinct()
    return rows.select_related("made_by").defer("document", "result", "parameters")


def find_version(commission: Commission, number: int, *, user: object) -> AppraisalVersion:
    """Find a version that the user may see."""
    rows = AppraisalVersion.objects.visible_to(user).filter(commission=commission, number=number)
    version = rows.select_related("made_by").first()
    if version is None:
        raise NotFound(_("There is no such version of this appraisal."))
    version.commission = commission
    return version


def find_job(commission: Commission, pk: int, *, user: object) -> Job:
    """Find a job of a commission in which the user works."""
    require(user, Permission.SEE_WORK, commission.place)
    rows = Job.objects.filter(pk=pk, version__commission=commission).select_related("version", "asked_by")
    job = rows.defer("version__document", "version__result", "version__parameters").first()
    if job is None:
        raise NotFound(_("There is no such job here."))
    return job


def write_case(document: Mapping[str, Any], kind: str) -> bytes:
    """Write a case as a file: toml, xlsx or json."""
    if kind == "toml":
        return write_toml(document).encode()
    if kind == "xlsx":
        return write_workbook(document)
    if kind == "json":
        return write_json(document).encode()
    raise NotFound(_("A case can be had as toml, xlsx or json."))


def write_draft(draft: AppraisalDraft, kind: str) -> bytes:
    """Write the draft as a file, whether or not it holds yet."""
    return write_case(close_draft(draft.document), kind)


def list_grades() -> list[tuple[int, float, float]]:
    """List the evidence grades: the grade, what is added to a cost, what is taken from a benefit."""
    library = load_parameters([])
    costs = library.find("evidence-grade-cost-uplift", None).look_up("grade", "share")
    benefits = library.find("evidence-grade-benefit-reduction", None).look_up("grade", "share")
    shares = {int(str(grade)): share for grade, share in benefits.items()}
    return [
        (int(str(grade)), float(str(share)), float(str(shares[int(str(grade))])))
        for grade, share in costs.items()
    ]

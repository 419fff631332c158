"""Publishing a version of the appraisal with the record of its commission, as one case file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.utils import timezone

from wholeplace.casefile.appraise import Appraised, appraise_document
from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.commission import build_commission_file
from wholeplace.casefile.verify import read_case_file as parse_case_file
from wholeplace.casefile.verify import verify_case_file
from wholeplace.casefile.withholding import is_withheld, list_sealed, withhold_parts
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.records.models import (
    AppraisalVersion,
    CaseFile,
    Commission,
    EventDetail,
    Person,
    SealedParts,
)
from wholeplace.services.operation import operation
from wholeplace.services.people.permissions import Permission, name_office, require
from wholeplace.services.publication.description import (
    describe_commission,
    keep_public,
    merge_test_answers,
)
from wholeplace.services.publication.following import Plan, plan_withholding
from wholeplace.services.publication.operations import (
    CannotPublishUnverified,
    Submission,
    read_submission,
    store_submission,
)
from wholeplace.services.publication.withholding import (
    keep_other_wishes,
    map_withheld,
    write_wishes,
)


class NotComputed(WholeplaceError):
    """A version that no job has computed yet has nothing to publish."""


class NotOpenToThePublic(WholeplaceError):
    """A commission that the public cannot see publishes nothing."""


class VersionPublished(WholeplaceError):
    """The version is published already, with everything that is recorded."""


@dataclass(frozen=True)
class PreparedPublication:
    """A case file that was recomputed and holds, ready to be stored."""

    submission: Submission
    sealed: dict[str, Any]
    before: int | None


def publish_version(*, version: AppraisalVersion, by: Person, at: dt.datetime) -> CaseFile:
    """Publish a computed version: its case file is recomputed first, then stored and put on the chain.

    A version that is published already is published anew when more was recorded about its commission since,
    such as the decision; it keeps the day on which it was published first. Recomputing takes its time, so it
    is done before the transaction that stores.
    """
    prepared = prepare_publication(version=version, by=by, at=at)
    return store_publication(version=version, prepared=prepared, by=by, at=at)


def prepare_publication(*, version: AppraisalVersion, by: Person, at: dt.datetime) -> PreparedPublication:
    """Recompute what is to be published; nothing is stored yet."""
    commission = version.commission
    require(by, Permission.PUBLISH, commission.place)
    _refuse_early(version)
    office = name_office(by, commission.place, ("officer", "commissioner"))
    return _prepare(version, office=office, at=at)


def _refuse_early(version: AppraisalVersion) -> None:
    if version.computed_at is None:
        raise NotComputed(f"Version {version.number} has not been computed yet: compute it first.")
    if version.commission.opened_at is None:
        raise NotOpenToThePublic("Open the commission to the public first: it cannot see this yet.")


def _prepare(version: AppraisalVersion, *, office: str, at: dt.datetime) -> PreparedPublication:
    today = timezone.localdate(at)
    full, plan = build_full_file(version, office=office, at=at)
    verdict = verify_case_file(write_json(full))
    if not verdict.holds:
        raise CannotPublishUnverified(
            f"this case file does not hold, so it was not published: {'; '.join(verdict.findings)}"
        )
    public = withhold_parts(full)
    before = _find_newest(version)
    _refuse_unchanged(version, before, public)
    rows = {path: [part.pk for part in owners] for path, owners in plan.owners.items()}
    sealed = list_sealed(full) | {"rows": rows}
    submission = read_submission(write_json(public), today=today)
    return PreparedPublication(submission, sealed, before.pk if before else None)


def _find_newest(version: AppraisalVersion) -> CaseFile | None:
    files = CaseFile.objects.filter(commission_id=version.commission_id)
    return files.order_by("-published__sequence").first()


def _refuse_unchanged(version: AppraisalVersion, before: CaseFile | None, public: Mapping[str, Any]) -> None:
    """Refuse to publish the same again: nothing was recorded since, and nothing else is withheld."""
    if before is None or before.version_id != version.pk:
        return
    if _tell_apart(parse_case_file(before.document)) == _tell_apart(public):
        message = f"Version {version.number} is published already, with everything that is recorded."
        raise VersionPublished(message)


def _tell_apart(case_file: Mapping[str, Any]) -> Any:
    """Keep what was recorded; leave out the day and the salts, which differ each time."""
    told = {key: value for key, value in case_file["commission"].items() if key != "as_at"}
    return _without_commitments([case_file["case"], told])


def _without_commitments(value: Any) -> Any:
    if is_withheld(value):
        return {key: part for key, part in value["withheld"].items() if key != "commitment"}
    if isinstance(value, Mapping):
        return {key: _without_commitments(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_commitments(member) for member in value]
    return value


def build_full_file(
    version: AppraisalVersion, *, office: str, at: dt.datetime
) -> tuple[dict[str, Any], Plan]:
    """Build the commissioner's own copy of a version's case file: what is to be withheld stands in place."""
    commission, today = version.commission, timezone.localdate(at)
    parts = map_withheld(commission, today=today)
    wishes = [*keep_other_wishes(version.document, commission), *write_wishes(parts)]
    appraised, described, build = _begin_file(version, office, at)
    whole = build(appraised, described)
    plan = plan_withholding(whole, parts, wishes, today=today)
    if not plan.wishes:
        return whole, plan
    document = appraised.document | {"withheld": list(plan.wishes)}
    return build(replace(appraised, document=document), described), plan


def build_open_file(version: AppraisalVersion, *, office: str, at: dt.datetime) -> dict[str, Any]:
    """Build a version's case file with nothing withheld, for the eyes of whoever runs the commission."""
    appraised, described, build = _begin_file(version, office, at)
    return build(appraised, described)


def _begin_file(
    version: AppraisalVersion, office: str, at: dt.datetime
) -> tuple[Appraised, dict[str, Any], Callable[[Appraised, dict[str, Any]], dict[str, Any]]]:
    commission, today = version.commission, timezone.localdate(at)
    described = keep_public(describe_commission(commission, as_at=today))
    document = merge_test_answers(version.document, commission)
    document.pop("withheld", None)
    stamp = at.astimezone(dt.UTC).isoformat(timespec="seconds")
    build = partial(build_commission_file, at=stamp, by=office)
    return _appraise(version, document), described, build


def _appraise(version: AppraisalVersion, document: Mapping[str, Any]) -> Appraised:
    """Appraise by the very parameters that the version was computed with, so that its figures stay."""
    return appraise_document(document, parameters=version.parameters or ())


@operation
def store_publication(
    *, version: AppraisalVersion, prepared: PreparedPublication, by: Person, at: dt.datetime
) -> CaseFile:
    """Store what was prepared, unless somebody published meanwhile."""
    require(by, Permission.PUBLISH, version.commission.place)
    locked = AppraisalVersion.objects.select_for_update().get(pk=version.pk)
    newest = _find_newest(version)
    if (newest.pk if newest else None) != prepared.before:
        raise VersionPublished(f"Somebody else published version {version.number} at this moment.")
    commission = version.commission
    office = name_office(by, commission.place, ("officer", "commissioner"))
    case_file = store_submission(prepared.submission, by=office, at=at, commission=commission, version=locked)
    if prepared.sealed["parts"]:
        SealedParts.objects.create(case_file=case_file, parts=prepared.sealed)
    if locked.published_at is None:
        locked.published_at = at
        locked.save(update_fields=["published_at"])
    version.published_at = locked.published_at
    EventDetail.objects.create(
        event=case_file.published, place=commission.place, commission=commission, person=by
    )
    return case_file


def find_newest_file(commission: Commission) -> CaseFile | None:
    """Return the case file of a commission that was published last, without its text."""
    rows = commission.case_files.select_related("published").defer("document")
    return rows.order_by("-published__sequence").first()


def is_record_ahead(case_file: CaseFile) -> bool:
    """Say whether something happened to a commission since its newest case file was published."""
    if case_file.commission is None:
        return False
    since = case_file.commission.events.filter(event__sequence__gt=case_file.published.sequence)
    return since.exists()

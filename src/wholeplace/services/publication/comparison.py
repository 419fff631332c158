"""What changed between two published case files of a commission, from what is public in them alone."""

from __future__ import annotations

from wholeplace.casefile.verify import read_case_file
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import AppraisalVersion, CaseFile, Commission
from wholeplace.services.appraisals.differences import Difference, compare_versions
from wholeplace.services.operation import NotFound


def compare_files(commission: Commission, before: str, after: str) -> Difference | None:
    """Compare two published case files of a commission, named by their digests.

    The versions themselves may hold parts that are withheld: only the public files are compared. None where
    a file is not of the form that comparing knows, so that nothing can be said about single lines.
    """
    first, second = _read(commission, before, 1), _read(commission, after, 2)
    try:
        return compare_versions(first, second)
    except (InvalidInput, KeyError, TypeError, AttributeError):
        return None  # a withheld part stands where comparing looks for a name


def _read(commission: Commission, digest: str, number: int) -> AppraisalVersion:
    row = CaseFile.objects.filter(commission=commission, digest=digest).select_related("version").first()
    if row is None:
        raise NotFound("There is no such published version of this commission.")
    case_file = read_case_file(row.document)
    return AppraisalVersion(
        commission=commission,
        number=row.version.number if row.version else number,
        document=case_file["case"],
        result=case_file["results"]["appraisal"],
    )

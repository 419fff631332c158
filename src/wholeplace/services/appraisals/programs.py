"""What programs save of a draft: all of one request, or nothing of it.

A page keeps what it can and shows the rest to a person who looks at it; a program is told, and sends again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import Commission, Document, Person
from wholeplace.services.appraisals.edits import LINES, Conflict, Edit, read_at
from wholeplace.services.appraisals.evidence import name_citation
from wholeplace.services.appraisals.operations import Change, Saved, lock_draft, save_changes, save_edits
from wholeplace.services.operation import NotFound, Stale, operation
from wholeplace.services.people.permissions import Permission, require

MOST_NAMED = 20
LONGEST_SHOWN = 60
Part = tuple[str, str]


class CellsChanged(Stale):
    """Cells are not as the sender saw them; `parts` has where and what of each."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Keep which cells."""
        super().__init__(
            _(
                "Somebody else changed %(where)s meanwhile, so nothing was saved: read the draft again, then "
                "send what should still change."
            )
            % {"where": parts[0][0]}
        )
        self.parts = tuple(parts)


class CellsUnreadable(InvalidInput):
    """Texts that cannot be read as what their column holds; `parts` has where and what of each."""

    parts: tuple[Part, ...] = ()


@operation
def save_all_changes(*, commission: Commission, changes: Sequence[Change], by: Person, at: datetime) -> Saved:
    """Save cells and rows, each as its sender saw it: all of them, or nothing.

    What stands there already is no change, so sending the same twice does it once.
    """
    with transaction.atomic():
        saved = save_changes(commission=commission, changes=changes, by=by, at=at)
        _refuse_partly(saved)
    return saved


def _refuse_partly(saved: Saved) -> None:
    if saved.conflicts:
        raise CellsChanged([_tell_conflict(one) for one in saved.conflicts[:MOST_NAMED]])
    if saved.problems:
        parts = [
            (f"{table}.{row}.{column}", problem)
            for table, row, column, problem in saved.problems[:MOST_NAMED]
        ]
        refusal = CellsUnreadable(*parts[0])
        refusal.parts = tuple(parts)
        raise refusal


def _tell_conflict(conflict: Conflict) -> Part:
    if conflict.theirs is None:
        return ".".join(conflict.path), _("is not there any more")
    if isinstance(conflict.theirs, dict | list):
        return ".".join(conflict.path), _("was changed")
    return ".".join(conflict.path), _("is now “%(now)s”") % {"now": str(conflict.theirs)[:LONGEST_SHOWN]}


@operation
def cite_document(*, document: Document, line: tuple[str, str, str], by: Person, at: datetime) -> Saved:
    """Make a document the source of a line, named by its option, its table and its key in the draft."""
    commission = document.commission
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    option, table, row = line
    draft = lock_draft(commission)
    path = ("options", option, table, row)
    if table not in LINES or read_at(draft.document, path) is None:
        raise NotFound(_("There is no such line in the draft. Read the table again."))
    was = read_at(draft.document, (*path, "source"))
    edit = Edit((*path, "source"), was, name_citation(document.title, document.pk))
    return save_edits(commission=commission, edits=[edit], by=by, at=at)

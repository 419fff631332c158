"""The appraisal: what is written.

Saves of a draft leave their trace in its own history and not on the chain: there would be one every few
seconds, of what nobody has handed in yet. The chain gets what counts: a draft begun or replaced, a version
made, a result.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wholeplace.casefile.appraise import make_plain
from wholeplace.casefile.canonical import hash_value
from wholeplace.casefile.inputs import read_inputs
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import AppraisalDraft, AppraisalVersion, Commission, DraftRevision, Job, Person
from wholeplace.services.appraisals import uploads
from wholeplace.services.appraisals.cells import edit_cell, read_row, row_path, show_row
from wholeplace.services.appraisals.drafts import (
    begin_from_commission,
    begin_from_example,
    close_draft,
    open_case,
    prune,
    refuse_large,
)
from wholeplace.services.appraisals.edits import (
    LINE_KEY,
    LINES,
    Applied,
    Conflict,
    Edit,
    NoSuchField,
    apply_edits,
    load_edits,
    read_at,
    undo_edits,
    write_edits,
)
from wholeplace.services.appraisals.queue import ask_worker
from wholeplace.services.appraisals.wording import describe_edits, summarise_changes
from wholeplace.services.commissions.operations import refuse_closed
from wholeplace.services.entries import make_slug, read_line
from wholeplace.services.operation import NotFound, Stale, operation
from wholeplace.services.people.permissions import Permission, require
from wholeplace.services.publication.events import record_event

MOST_CHANGES = 20_000
ROW_KEY = re.compile(r"[a-z0-9]{6,32}")
SHORTEST_WHAT = 500


class DraftExists(WholeplaceError):
    """A draft was begun already; it is not begun over."""


class NothingToUndo(WholeplaceError):
    """There is no change left to take back or to do again."""


class NothingToMove(WholeplaceError):
    """The line is the first or the last one already."""


class CaseDoesNotHold(InvalidInput):
    """The draft cannot be handed in yet: its first problem."""


@dataclass(frozen=True)
class Change:
    """What somebody did on a page, in the texts that they saw and typed.

    `do` is "set" a cell of a row, "add" a row of `cells`, "remove" a row that showed `cells`, or "move" a
    line: behind the line `after` ("" for first), or before the line `text` where no `after` is given.
    """

    do: str
    table: str
    row: str
    option: str = ""
    column: str = ""
    was: str = ""
    text: str = ""
    after: str | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Saved:
    """A draft after a save: what met somebody else's change, and what cannot be read as it was typed.

    `problems` has (table, row, column, sentence).
    """

    revision: int
    at: datetime
    changed: int
    conflicts: tuple[Conflict, ...]
    problems: tuple[tuple[str, str, str, str], ...]


@operation
def start_draft(*, commission: Commission, begin: str, by: Person, at: datetime) -> AppraisalDraft:
    """Begin a draft from the commission's own options, or from the documented example."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    refuse_closed(commission)
    if AppraisalDraft.objects.filter(commission=commission).exists():
        raise DraftExists(_("This appraisal has been begun already: nothing was changed."))
    if begin == "example":
        document = begin_from_example(commission)
    else:
        document = begin_from_commission(commission, timezone.localdate(at).year)
    return _begin(commission, document, {"from": "example" if begin == "example" else "options"}, by, at)


def _begin(
    commission: Commission, document: dict[str, Any], body: Mapping[str, Any], by: Person, at: datetime
) -> AppraisalDraft:
    draft = AppraisalDraft.objects.create(
        commission=commission, document={}, revision=0, saved_by=by, saved_at=at
    )
    _store(draft, apply_edits({}, [Edit((), {}, document)]), by, at, what=_("Began the draft"))
    record_event(kind="draft-begun", by=by, at=at, place=commission.place, commission=commission, body=body)
    return draft


def write_case(
    *, commission: Commission, case: Mapping[str, Any], what: str, by: Person, at: datetime
) -> AppraisalDraft:
    """Put a case in the place of the draft, as part of an operation that leaves the event itself."""
    draft = AppraisalDraft.objects.select_for_update().filter(commission=commission).first()
    if draft is None:
        draft = AppraisalDraft.objects.create(
            commission=commission, document={}, revision=0, saved_by=by, saved_at=at
        )
    document = open_case(case, draft.document)
    _store(draft, apply_edits(draft.document, [Edit((), draft.document, document)]), by, at, what=what)
    return draft


@operation
def upload_case(
    *, commission: Commission, file: tuple[str, bytes], revision: int | None, by: Person, at: datetime
) -> Saved:
    """Put the case of a file in the place of the draft; a file that does not hold changes nothing.

    `revision` is that of the draft which the uploader saw, None if there was none.
    """
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    case = uploads.read_upload(*file)
    body = {"from": "file", "digest": hashlib.sha256(file[1]).hexdigest()}
    what = _("Uploaded %(name)s") % {"name": file[0][:80]}
    return _replace(commission, case, revision, body, what, {"by": by, "at": at})


@operation
def replace_case(
    *, commission: Commission, case: Mapping[str, Any], revision: int | None, by: Person, at: datetime
) -> Saved:
    """Put a case that a program sent in the place of the draft; one that does not hold changes nothing."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    refuse_large(case)
    read_inputs(case)
    body = {"from": "program", "digest": hash_value(case)}
    what = _("Replaced by a program")
    return _replace(commission, make_plain(case), revision, body, what, {"by": by, "at": at})


def _replace(
    commission: Commission, case: Mapping[str, Any], revision: int | None, body: dict[str, Any], what: str,
    who: Mapping[str, Any],
) -> Saved:  # fmt: skip
    refuse_closed(commission)
    draft = AppraisalDraft.objects.select_for_update().filter(commission=commission).first()
    if (draft.revision if draft else None) != revision:
        raise Stale(
            _(
                "Somebody saved the draft while you chose your file. Nothing was replaced: look at what they "
                "changed, and upload again if your file should still take its place."
            )
        )
    if draft is None:
        draft = _begin(commission, open_case(case), body, **who)
        return Saved(draft.revision, who["at"], 1, (), ())
    document = open_case(case, draft.document)
    refuse_large(document)
    applied = apply_edits(draft.document, [Edit((), draft.document, document)])
    saved = _store(draft, applied, **who, what=what)
    record_event(kind="draft-replaced", place=commission.place, commission=commission, body=body, **who)
    return saved


# --- saving what was typed -----------------------------------------------------------------------------


@operation
def save_changes(*, commission: Commission, changes: Sequence[Change], by: Person, at: datetime) -> Saved:
    """Save what somebody typed: each change counts if its cell is as they saw it."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    if len(changes) > MOST_CHANGES:
        problem = f"may have {MOST_CHANGES:,} changes at most, but has {len(changes):,}: send it in parts"
        raise InvalidInput("", f"One save {problem}")
    draft = lock_draft(commission)
    document: dict[str, Any] = draft.document
    done: list[Edit] = []
    conflicts: list[Conflict] = []
    problems: list[tuple[str, str, str, str]] = []
    for change in changes:
        edits, found = read_change(document, change)
        applied = apply_edits(document, edits)
        document = applied.document
        done += applied.done
        conflicts += applied.conflicts
        problems += found
    return _store(draft, Applied(document, tuple(done), tuple(conflicts)), by, at, problems=tuple(problems))


@operation
def save_edits(
    *, commission: Commission, edits: Sequence[Edit], by: Person, at: datetime, what: str = ""
) -> Saved:
    """Save edits of values: each counts if its field is as its writer saw it."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    draft = lock_draft(commission)
    plain = [Edit(one.path, prune(one.was), prune(one.value), one.after) for one in edits]
    return _store(draft, apply_edits(draft.document, plain), by, at, what=what)


def lock_draft(commission: Commission) -> AppraisalDraft:
    """Find the draft, and let nobody else save it until this is done."""
    refuse_closed(commission)
    draft = AppraisalDraft.objects.select_for_update().filter(commission=commission).first()
    if draft is None:
        raise NotFound(_("The appraisal of this commission has not been begun yet."))
    return draft


def _store(
    draft: AppraisalDraft,
    applied: Applied,
    by: Person,
    at: datetime,
    *,
    what: str = "",
    problems: tuple[tuple[str, str, str, str], ...] = (),
    undoes: tuple[str, int] | None = None,
) -> Saved:  # fmt: skip
    if applied.done:
        refuse_large(applied.document)
        words = what or summarise_changes(describe_edits(applied.done[:50], draft.document))
        draft.document, draft.revision = applied.document, draft.revision + 1
        draft.saved_by, draft.saved_at = by, at
        draft.save()
        kind, of = undoes or ("edit", None)
        DraftRevision.objects.create(
            draft=draft, revision=draft.revision, edits=write_edits(applied.done), kind=kind, of=of,
            what=words[:SHORTEST_WHAT], saved_by=by, saved_at=at,
        )  # fmt: skip
    return Saved(draft.revision, at, len(applied.done), applied.conflicts, problems)


def read_change(
    document: Mapping[str, Any], change: Change
) -> tuple[list[Edit], list[tuple[str, str, str, str]]]:
    """Turn what somebody did into edits, with what cannot be read in it."""
    row = row_path(change.table, change.row, change.option)
    if change.do == "set":
        edit, problem = edit_cell(document, change.table, row, change.column, (change.was, change.text))
        return [edit], [(change.table, change.row, change.column, problem)] if problem else []
    if change.do == "add":
        edit, problems = _read_new_row(document, change, row)
        return [edit], problems
    if change.do == "move":
        return _read_move(document, change, row), []
    if change.do != "remove":
        raise NoSuchField("", "is not something that can be done with a row")
    return [_read_removal(document, change, row)], []


def _read_removal(document: Mapping[str, Any], change: Change, row: tuple[str, ...]) -> Edit:
    current = read_at(document, row)
    shown = show_row(change.table, document, current) if current else {}
    is_as_seen = all(shown.get(column, "") == text.strip() for column, text in change.cells.items())
    seen = (
        current
        if is_as_seen
        else _name_row(change.table, row, read_row(change.table, document, change.cells)[0])
    )
    return Edit(row, seen, None)


def _read_move(document: Mapping[str, Any], change: Change, row: tuple[str, ...]) -> list[Edit]:
    """Take a line out and put it in elsewhere; a line that somebody has removed meanwhile stays removed."""
    if change.table not in LINES:
        raise NoSuchField("", "Only the lines of an option have an order that can be changed")
    lines = read_at(document, row[:-1]) or []
    keys = [line.get(LINE_KEY) for line in lines]
    if change.row not in keys:
        return []
    others = [key for key in keys if key != change.row]
    place = _find_place_of(change, others)
    if place is None or place == keys.index(change.row):
        return []
    line = lines[keys.index(change.row)]
    return [Edit(row, line, None), Edit(row, None, line, others[place - 1] if place else "")]


def _find_place_of(change: Change, others: Sequence[str]) -> int | None:
    """Find at which place among the other lines a line should stand; None where its neighbour is gone."""
    if change.after:
        return others.index(change.after) + 1 if change.after in others else None
    if change.text:
        return others.index(change.text) if change.text in others else None
    return 0 if change.after == "" else None


@operation
def move_line(
    *, commission: Commission, line: tuple[str, str, str], to: str, by: Person, at: datetime
) -> Saved:
    """Move a line of an option one place up or down; `line` is its option, its table and its key."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    option, table, key = line
    draft = lock_draft(commission)
    row = row_path(table, key, option)
    keys = [one.get(LINE_KEY) for one in read_at(draft.document, row[:-1]) or []] if table in LINES else []
    if key not in keys:
        raise NotFound(_("This line is not in the draft: somebody may have removed it."))
    target = keys.index(key) + {"up": -1, "down": 1}.get(to, 0)
    if to not in ("up", "down") or not 0 <= target < len(keys):
        raise NothingToMove(_("The line can move no further in this direction."))
    keys.remove(key)
    change = Change("move", table, key, option, after=keys[target - 1] if target else "")
    return _store(draft, apply_edits(draft.document, _read_move(draft.document, change, row)), by, at)


def _read_new_row(
    document: Mapping[str, Any], change: Change, row: tuple[str, ...]
) -> tuple[Edit, list[tuple[str, str, str, str]]]:
    if change.table in LINES and not ROW_KEY.fullmatch(change.row):
        raise NoSuchField("", "A new line needs a key of small letters and digits")
    value, wrong = read_row(change.table, document, change.cells)
    edit = Edit(row, None, _name_row(change.table, row, value), change.after)
    return edit, [(change.table, change.row, column, problem) for column, problem in wrong.items()]


def _name_row(table: str, row: tuple[str, ...], value: Mapping[str, Any]) -> dict[str, Any]:
    return {LINE_KEY if table in LINES else "id": row[-1], **value}


@operation
def add_member(
    *, commission: Commission, table: str, name: str, by: Person, at: datetime
) -> tuple[str, Saved]:
    """Add an agency, outcome, scenario, criterion, group or option; its id comes from its name."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    draft = lock_draft(commission)
    words = read_line("name", name)
    taken = {member.get("id") for member in draft.document.get(table, [])} | {"base", "overall"}
    identifier = make_slug(words, otherwise=f"{table[:-1]}-1", is_taken=lambda slug: slug in taken)
    value = {"id": identifier, "name": words}
    saved = _store(draft, apply_edits(draft.document, [Edit((table, identifier), None, value)]), by, at)
    return identifier, saved


@operation
def copy_option(*, commission: Commission, option: str, by: Person, at: datetime) -> tuple[str, Saved]:
    """Add an option with the lines of another: what is the same in both is written once."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    draft = lock_draft(commission)
    source = read_at(draft.document, ("options", option))
    if source is None:
        raise NotFound(_("There is no such option in this appraisal."))
    name = _("%(name)s (copy)") % {"name": source.get("name", option)}
    taken = {member.get("id") for member in draft.document.get("options", [])}
    identifier = make_slug(name, otherwise="option", is_taken=lambda slug: slug in taken)
    case = close_draft({"options": [source]})["options"][0]
    case = {
        key: value for key, value in case.items() if key not in ("business_as_usual", "in_house_comparator")
    }
    copied = open_case({"options": [case | {"id": identifier, "name": name}]})["options"][0]
    edit = Edit(("options", identifier), None, copied, option)
    return identifier, _store(draft, apply_edits(draft.document, [edit]), by, at)


# --- undo and redo -----------------------------------------------------------------------------------------


@operation
def undo_last(*, commission: Commission, by: Person, at: datetime) -> Saved:
    """Take the last change back, whoever made it; the history keeps both."""
    return _turn(commission, "undo", by, at)


@operation
def redo_last(*, commission: Commission, by: Person, at: datetime) -> Saved:
    """Do again what was taken back last."""
    return _turn(commission, "redo", by, at)


def _turn(commission: Commission, kind: str, by: Person, at: datetime) -> Saved:
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    draft = lock_draft(commission)
    done, undone = stack_revisions(draft)
    stack = done if kind == "undo" else undone
    if not stack:
        raise NothingToUndo(
            _("There is no change to take back.") if kind == "undo" else _("There is no change to do again.")
        )
    target = draft.revisions.get(revision=stack[-1])
    edits = load_edits(target.edits)
    turned = undo_edits(edits) if kind == "undo" else edits
    applied = apply_edits(draft.document, turned)
    what = (_("Took back: %(what)s") if kind == "undo" else _("Did again: %(what)s")) % {"what": target.what}
    return _store(draft, applied, by, at, what=what, undoes=(kind, target.revision))


def stack_revisions(draft: AppraisalDraft) -> tuple[list[int], list[int]]:
    """Play the history and return the revisions that can be undone and redone, the next one last.

    The first revision, which began the draft, stays.
    """
    done: list[int] = []
    undone: list[int] = []
    rows = draft.revisions.order_by("revision").values_list("revision", "kind", "of")
    for revision, kind, of in rows[1:]:
        if of is None:
            done.append(revision)
            undone.clear()
            continue
        left, right = (done, undone) if kind == "undo" else (undone, done)
        left.remove(of)
        right.append(of)
    return done, undone


@operation
def go_back(*, commission: Commission, revision: int, by: Person, at: datetime) -> Saved:
    """Make the draft what it was at a revision; that is a change like any other, and can be undone."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    draft = lock_draft(commission)
    document = rebuild_revision(draft, revision)
    applied = apply_edits(draft.document, [Edit((), draft.document, document)])
    return _store(draft, applied, by, at, what=_("Went back to revision %(number)d") % {"number": revision})


def rebuild_revision(draft: AppraisalDraft, revision: int) -> dict[str, Any]:
    """Give the draft as it was at a revision, from its last form and what was changed since."""
    if not 1 <= revision <= draft.revision:
        raise NotFound(_("The draft has no such revision."))
    document: dict[str, Any] = draft.document
    for row in draft.revisions.filter(revision__gt=revision).order_by("-revision"):
        document = apply_edits(document, undo_edits(load_edits(row.edits))).document
    return document


# --- versions and their results --------------------------------------------------------------------------


@operation
def make_version(*, commission: Commission, note: str, by: Person, at: datetime) -> AppraisalVersion:
    """Hand the draft in as it is: it is checked as a whole, and never changed again.

    A draft that is the same as the last version is that version: handing in twice does it once.
    """
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    return _hand_in(commission, note, by, at)


def _hand_in(commission: Commission, note: str, by: Person, at: datetime) -> AppraisalVersion:
    draft = lock_draft(commission)
    document = complete_case(commission, draft.document)
    check_case(document)
    last = commission.versions.order_by("-number").first()
    if last is not None and last.document == document:
        return last
    version = AppraisalVersion.objects.create(
        commission=commission, number=last.number + 1 if last else 1, document=document,
        note=read_line("note", note, required=False), made_by=by, made_at=at,
    )  # fmt: skip
    body = {"version": version.number, "digest": hash_value(document)}
    record_event(kind="version-made", by=by, at=at, place=commission.place, commission=commission, body=body)
    return version


def complete_case(commission: Commission, draft: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a draft into the case to hand in, with the answers of the Public Interest Test as they stand."""
    case = close_draft(draft)
    rows = commission.test_answers.filter(is_current=True)
    answers = {row.question: _write_answer(row.question, row.answer, row.reason) for row in rows}
    if answers:
        case["public_interest_test"] = answers
    plain: dict[str, Any] = make_plain(case)
    return plain


def _write_answer(question: str, answer: str, reason: str) -> dict[str, str]:
    first = ("value_for_money", "strategic_alignment", "social_value", "economic_growth", "market_impact")
    key = "answer" if question == "indication" else "favours" if question in first else "ready"
    return {key: answer, "reason": reason}


def check_case(document: Mapping[str, Any]) -> None:
    """Refuse a case that does not hold, naming its first problem and the very field."""
    try:
        read_inputs(document)
    except InvalidInput as error:
        raise CaseDoesNotHold(error.path, error.problem) from error


@operation
def ask_for_result(*, version: AppraisalVersion, by: Person, at: datetime) -> Job:
    """Have a version computed; where that was asked already, it is the same job."""
    require(by, Permission.WRITE_APPRAISAL, version.commission.place)
    return _ask(version, by, at)


@operation
def compute_draft(*, commission: Commission, note: str, by: Person, at: datetime) -> Job:
    """Hand the draft in and have it computed."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    return _ask(_hand_in(commission, note, by, at), by, at)


def _ask(version: AppraisalVersion, by: Person, at: datetime) -> Job:
    states = ("waiting", "running", "done") if version.computed_at else ("waiting", "running")
    known = version.jobs.filter(state__in=states).first()
    if known is not None:
        return known
    job = Job.objects.create(version=version, asked_by=by, asked_at=at)
    commission = version.commission
    record_event(
        kind="result-asked-for", by=by, at=at, place=commission.place, commission=commission,
        body={"version": version.number},
    )  # fmt: skip
    ask_worker(job.pk)
    return job


@operation
def cancel_job(*, job: Job, by: Person, at: datetime) -> Job:
    """Stop a job: one that waits at once, one that runs at its next step; what has ended stays as it is."""
    commission = job.version.commission
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    waiting = Job.objects.filter(pk=job.pk, state="waiting")
    stopped = waiting.update(state="cancelled", ended_at=at, cancel_asked_at=at, doing="")
    running = Job.objects.filter(pk=job.pk, state="running", cancel_asked_at__isnull=True)
    if stopped or running.update(cancel_asked_at=at):
        record_event(
            kind="result-cancelled", by=by, at=at, place=commission.place, commission=commission,
            body={"version": job.version.number},
        )  # fmt: skip
    return Job.objects.get(pk=job.pk)

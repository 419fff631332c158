"""Pages on which the appraisal is written."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wholeplace.faces.web.access import permitted, public
from wholeplace.faces.web.appraisals import labels, presenting
from wholeplace.faces.web.appraisals.guarding import permitted_script
from wholeplace.faces.web.appraisals.presenting import LIST_NAMES
from wholeplace.faces.web.commission_form import open_commission
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.pages import read_number, read_page, show
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import AppraisalDraft, Commission
from wholeplace.services.appraisals import evidence, operations, queries
from wholeplace.services.appraisals.cells import row_path, show_column
from wholeplace.services.appraisals.edits import LINES, Conflict, Edit, read_at
from wholeplace.services.appraisals.gaps import list_gaps
from wholeplace.services.appraisals.operations import Change
from wholeplace.services.appraisals.totals import compute_totals
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission, may

see, write = permitted(Permission.SEE_WORK), permitted(Permission.WRITE_APPRAISAL)
LONGEST_SAVE_BYTES = 2_000_000


def link(commission: Commission, name: str, **parts: Any) -> str:
    """Make the address of a page of a commission."""
    return reverse(name, kwargs={"place": commission.place.slug, "commission": commission.slug, **parts})


def frame_draft(request: HttpRequest, commission: Commission, draft: AppraisalDraft) -> dict[str, Any]:
    """Give what every page about the draft shows."""
    return {
        **make_frame(request, commission, "appraisal"),
        "draft": draft,
        "may_write": may(request.user, Permission.WRITE_APPRAISAL, commission.place),
        "labels": labels,
    }


def gather_totals(commission: Commission, draft: AppraisalDraft) -> dict[str, Any]:
    """Give the totals of the draft, and what keeps it from being handed in."""
    totals = compute_totals(draft.document)
    problems = [*totals.left_out, *([totals.problem] if totals.problem else [])]
    return {
        "totals": totals,
        "problems": [(one, presenting.link_problem(commission, draft, one)) for one in problems],
    }


@see
def show_overview(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show the draft as a whole: its parts, what it comes to, what is missing."""
    found = open_commission(request, place, commission)
    draft = queries.find_draft(found, user=request.user)
    if draft is None:
        may_write = may(request.user, Permission.WRITE_APPRAISAL, found.place)
        frame = make_frame(request, found, "appraisal")
        return show(request, "appraisals/begin.html", **frame, may_write=may_write)
    page = read_page(request)
    options = draft.document.get("options", [])
    grid = presenting.make_grid(draft.document, "options", page=page)
    history = queries.tell_history(draft)
    counts = {one["id"]: {kind: len(one.get(kind, [])) for kind in LINES} for one in options}
    columns = presenting.show_columns("case", draft.document)
    case = draft.document.get("case", {})
    values = {
        **frame_draft(request, found, draft),
        **gather_totals(found, draft),
        "grid": grid,
        "counts": counts,
        "history": history,
        "gaps": list_gaps(draft.document),
        "lists": [(name, draft.document.get(name, [])) for name in LIST_NAMES],
        "case": presenting.show_member("case", draft.document, case, columns),
        "case_columns": columns,
        "versions": list(queries.list_versions(found, user=request.user)[:3]),
    }
    return show(request, "appraisals/overview.html", **values)


@write
@require_POST
def begin(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Begin the draft."""
    found = open_commission(request, place, commission)
    start = request.POST.get("begin", "options")
    operations.start_draft(commission=found, begin=start, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return HttpResponseRedirect(link(found, "appraisal-edit"))


@see
def show_option(request: HttpRequest, place: str, commission: str, option: str) -> HttpResponse:
    """Show one option with its tables of lines."""
    found = open_commission(request, place, commission)
    draft = queries.get_draft(found, user=request.user)
    member = find_member(draft, ("options", option))
    columns = presenting.show_columns("options", draft.document)
    grids = [presenting.make_grid(draft.document, kind, option, read_page(request, kind)) for kind in LINES]
    return show(
        request, "appraisals/option.html",
        **frame_draft(request, found, draft), **gather_totals(found, draft),
        option=member, settings=presenting.show_member("options", draft.document, member, columns),
        columns=columns, grids=grids, grades=queries.list_grades(), history=queries.tell_history(draft),
        documents=evidence.list_documents(found, user=request.user),
    )  # fmt: skip


def find_member(draft: AppraisalDraft, path: tuple[str, ...]) -> Any:
    """Find a member of the draft, or say that it is not there."""
    member = read_at(draft.document, path)
    if member is None:
        raise NotFound(
            _("This is not in the appraisal any more. Somebody may have removed it: look at the history.")
        )
    return member


@see
def show_table(request: HttpRequest, place: str, commission: str, table: str) -> HttpResponse:
    """Show one of the lists of the draft."""
    found = open_commission(request, place, commission)
    if table not in LIST_NAMES:
        raise NotFound(_("There is no such table in an appraisal."))
    draft = queries.get_draft(found, user=request.user)
    grid = presenting.make_grid(draft.document, table, page=read_page(request, table))
    values: dict[str, Any] = {"grid": grid, "history": queries.tell_history(draft)}
    return show(request, "appraisals/table.html", **frame_draft(request, found, draft), **values)


@write
@require_POST
def add(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Add a member to a list, or copy an option."""
    found = open_commission(request, place, commission)
    who: dict[str, Any] = {"commission": found, "by": request.user, "at": timezone.now()}
    copied = request.POST.get("copy", "")
    if copied:
        option, _saved = operations.copy_option(option=copied, **who)
        return HttpResponseRedirect(link(found, "appraisal-option", option=option))
    table = request.POST.get("table", "")
    if table not in (*LIST_NAMES, "options"):
        raise NotFound(_("There is no such table in an appraisal."))
    row, _saved = operations.add_member(table=table, name=request.POST.get("name", ""), **who)
    return HttpResponseRedirect(link(found, "appraisal-row", table=table, row=row))


@write
@require_POST
def remove(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Remove a row; it can be undone."""
    found = open_commission(request, place, commission)
    table, row, option = (request.POST.get(name, "") for name in ("table", "row", "option"))
    draft = queries.get_draft(found, user=request.user)
    path = row_path(table, row, option)
    member = find_member(draft, path)
    edit = Edit(path, member, None)
    operations.save_edits(commission=found, edits=[edit], by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Removed. If that was a slip, take it back with “Undo”."))
    if option:
        return HttpResponseRedirect(link(found, "appraisal-option", option=option))
    if table == "options":
        return HttpResponseRedirect(link(found, "appraisal-edit"))
    return HttpResponseRedirect(link(found, "appraisal-table", table=table))


@write
@require_POST
def move(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Move a line of an option up or down; at the end of the table it stays where it is."""
    found = open_commission(request, place, commission)
    table, option, page = (request.POST.get(name, "") for name in ("table", "option", "page"))
    to, _colon, row = request.POST.get("move", "").partition(":")
    try:
        operations.move_line(
            commission=found,
            line=(option, table, row),
            to=to,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except operations.NothingToMove as error:
        messages.info(request, str(error))
    asked = f"?{table}={page}" if page.isascii() and page.isdecimal() and page != "1" else ""
    return HttpResponseRedirect(f"{link(found, 'appraisal-option', option=option)}{asked}#sheet-{table}")


# --- history -------------------------------------------------------------------------------------------


@see
def show_history(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show who changed what when."""
    found = open_commission(request, place, commission)
    draft = queries.get_draft(found, user=request.user)
    values: dict[str, Any] = {"history": queries.tell_history(draft)}
    return show(request, "appraisals/history.html", **frame_draft(request, found, draft), **values)


@write
@require_POST
def turn(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Undo, redo, or go back to a revision."""
    found = open_commission(request, place, commission)
    who: dict[str, Any] = {"commission": found, "by": request.user, "at": timezone.now()}
    do = request.POST.get("do", "")
    if do == "undo":
        saved = operations.undo_last(**who)
    elif do == "redo":
        saved = operations.redo_last(**who)
    else:
        saved = operations.go_back(revision=read_number(request.POST.get("revision", "")), **who)
    if saved.conflicts:
        messages.warning(request, _("Part of it was left as it is, because somebody changed it since."))
    back = request.POST.get("back", "")
    here = link(found, "appraisal-edit")
    return HttpResponseRedirect(back if back.startswith(here) else link(found, "appraisal-history"))


@see
def download_draft(request: HttpRequest, place: str, commission: str, kind: str) -> HttpResponse:
    """Give the draft as a file."""
    found = open_commission(request, place, commission)
    draft = queries.get_draft(found, user=request.user)
    return give_file(queries.write_draft(draft, kind), queries.KINDS[kind], f"{found.slug}-draft.{kind}")


def give_file(data: bytes, content_type: str, name: str) -> HttpResponse:
    """Give a file to keep: never shown by the browser, and never taken for another kind."""
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = _dispose(name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _dispose(name: str) -> str:
    from django.utils.http import content_disposition_header

    return str(content_disposition_header(as_attachment=True, filename=name))


@public
def download_document(request: HttpRequest, place: str, commission: str, number: int) -> HttpResponse:
    """Give a document that was attached as evidence."""
    found = open_commission(request, place, commission)
    document = evidence.find_document(found, number, user=request.user)
    return give_file(bytes(document.content), document.content_type, document.file_name)


# --- for the script --------------------------------------------------------------------------------------


@permitted_script(Permission.WRITE_APPRAISAL)
@require_POST
def save(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Save what was typed in a table."""
    found = open_commission(request, place, commission)
    sent = _read_sent(request)
    changes = [_read_change(one) for one in sent.get("changes", [])]
    at = timezone.now()
    saved = operations.save_changes(commission=found, changes=changes, by=request.user, at=at)  # type: ignore[arg-type]
    draft = queries.get_draft(found, user=request.user)
    since = sent.get("revision")
    others = []
    if isinstance(since, int):
        others = [
            {"by": by, "what": what}
            for number, by, what in queries.list_changed_since(draft, since)
            if number != saved.revision or not saved.changed
        ]
    local = timezone.localtime(saved.at)
    return JsonResponse(
        {
            "revision": saved.revision,
            "saved": f"{local:%H:%M}",
            "conflicts": [_show_conflict(draft, one) for one in saved.conflicts],
            "problems": [
                {"table": table, "row": row, "column": column, "sentence": sentence}
                for table, row, column, sentence in saved.problems
            ],
            "others": others[:5],
        }
    )


def _read_sent(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LONGEST_SAVE_BYTES:
        raise InvalidInput("", _("This is too much for one save: paste it in parts."))
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict) or not isinstance(sent.get("changes"), list):
        raise InvalidInput("", _("What your browser sent cannot be read. Load the page again."))
    return sent


def _read_change(one: Any) -> Change:
    """Read one change; everything in it is text, whatever was sent."""
    given = one if isinstance(one, dict) else {}
    texts = {
        name: str(given.get(name, "")) for name in ("do", "table", "row", "option", "column", "was", "text")
    }
    cells = given.get("cells")
    after = given.get("after")
    return Change(
        **texts,
        after=after if isinstance(after, str) else None,
        cells={str(key): str(value) for key, value in cells.items()} if isinstance(cells, dict) else {},
    )


def _show_conflict(draft: AppraisalDraft, conflict: Conflict) -> dict[str, str]:
    """Show both values of a field as texts, and whose the other one is."""
    path = conflict.path
    is_line = path[0] == "options" and len(path) > 3 and path[2] in LINES
    depth = 4 if is_line else 2 if path[0] != "case" else 1
    table = path[2] if is_line else path[0]
    column = _name_column(path[depth:])
    last = draft.revisions.first()
    theirs = show_column(table, column, read_at(draft.document, path[:depth]) or {}) if column else ""
    return {
        "table": table,
        "row": path[depth - 1],
        "column": column,
        "theirs": theirs,
        "is_gone": str(read_at(draft.document, path[:depth]) is None),
        "by": last.saved_by.name if last else "",
    }


def _name_column(rest: tuple[str, ...]) -> str:
    if len(rest) == 2:
        return {"scores": "score", "weights": "weight", "drivers": "driver"}.get(
            rest[0], rest[0]
        ) + f": {rest[1]}"
    return "first_year" if rest == ("years",) else rest[0] if rest else ""


@permitted_script(Permission.SEE_WORK)
def show_totals(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Give the totals as a piece of a page."""
    found = open_commission(request, place, commission)
    draft = queries.get_draft(found, user=request.user)
    values = gather_totals(found, draft)
    return show(request, "appraisals/_totals.html", place=found.place, commission=found, **values)

"""Pages for those who check and re-use what is published."""

from __future__ import annotations

import json
from typing import Any

from allauth.core import ratelimit
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wholeplace.casefile.schema import read_schema
from wholeplace.faces.web.access import public
from wholeplace.faces.web.commissions.downloads import write_csv
from wholeplace.faces.web.keeping import kept
from wholeplace.faces.web.pages import read_page, show
from wholeplace.faces.web.reference.methods import PAGES, render_page
from wholeplace.faces.web.reference.parameters import (
    STATUSES,
    list_places_with_own,
    list_rows,
    read_choice,
)
from wholeplace.services.publication.checking import LARGEST_BYTES, CannotCheck, Checked, check_upload
from wholeplace.services.publication.queries import list_public_files

ON_A_PAGE = 50


@public
def check(request: HttpRequest) -> HttpResponse:
    """Explain how a case file is checked, and check the one that somebody sends."""
    refusal = ratelimit.consume_or_429(request, action="check_file")
    if refusal is not None:
        return refusal
    problem, checked, name = "", None, ""
    if request.method == "POST":
        file = request.FILES.get("file")
        name = str(getattr(file, "name", ""))
        try:
            checked = _check(file)
        except CannotCheck as error:
            problem = str(error)
    values: dict[str, Any] = {
        "checked": checked,
        "problem": problem,
        "name": name,
        "largest": LARGEST_BYTES // 1_000_000,
    }
    return show(request, "reference/check.html", status=422 if problem else 200, **values)


def _check(file: object) -> Checked:
    if not isinstance(file, UploadedFile):
        raise CannotCheck(
            _("Choose a case file of at most %(size)d megabytes.") % {"size": LARGEST_BYTES // 1_000_000}
        )
    return check_upload(file.read(LARGEST_BYTES + 1))


@public
@kept
def show_methods(request: HttpRequest, page: str = "methods") -> HttpResponse:
    """Show how each result is worked out, and the worked examples that it is tested against."""
    if page not in PAGES:
        raise Http404
    rendered = render_page(page)
    return show(request, "reference/methods.html", rendered=rendered, page=page, pages=PAGES)


@public
@kept
def show_parameters(request: HttpRequest) -> HttpResponse:
    """Show every figure that a rule or a result rests on, with its source and status."""
    choice = read_choice(request)
    rows = list_rows(choice, user=request.user)
    pages = max(1, -(-len(rows) // ON_A_PAGE))
    page = min(max(1, read_page(request)), pages)
    values: dict[str, Any] = {
        "choice": choice,
        "asked": choice.as_question(),
        "rows": rows[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        "total": len(rows),
        "page": page,
        "pages": pages,
        "statuses": STATUSES,
        "places": list_places_with_own(user=request.user),
    }
    return show(request, "reference/parameters.html", **values)


@public
@kept
def download_parameters(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the chosen parameters as CSV or JSON."""
    choice = read_choice(request)
    rows = list_rows(choice, user=request.user)
    if kind == "json":
        records = [row.parameter.as_record() | {"own": row.is_own} for row in rows]
        text = json.dumps(records, ensure_ascii=False, indent=1)
        response = HttpResponse(text, content_type="application/json")
    elif kind == "csv":
        response = HttpResponse(_write_parameters(rows), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="parameters.{kind}"'
    return response


def _write_parameters(rows: Any) -> bytes:
    head = (
        "id", "title", "value", "table", "unit", "price_year", "status", "own", "source", "page", "address",
        "valid_from", "valid_to", "note",
    )  # fmt: skip
    lines = []
    for row in rows:
        record = row.parameter.as_record()
        source = record["source"]
        table = json.dumps(record["table"], ensure_ascii=False) if record["table"] else ""
        cells = (
            record["id"], record["title"], record["value"], table, record["unit"], record["price_year"],
            record["status"], "yes" if row.is_own else "no", source["title"], source["page"],
            source["address"], record["valid_from"], record["valid_to"], record["note"],
        )  # fmt: skip
        lines.append(["" if cell is None else cell for cell in cells])
    return write_csv([head, *lines])


@public
@kept
def show_data(request: HttpRequest) -> HttpResponse:
    """Show what can be taken away: case files, the event chain, its signed checkpoints, the interface."""
    listed = list_public_files(user=request.user, page=read_page(request))
    return show(request, "reference/data.html", listed=listed)


@public
def download_schema(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Give the JSON Schema of a case file."""
    return HttpResponse(read_schema(), content_type="application/schema+json")

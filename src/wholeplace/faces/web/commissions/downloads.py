"""Tables to take away: cash by year and budget head, as a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font

from wholeplace.casefile.documents.figures import show_financial_year
from wholeplace.casefile.documents.reading import Reading, read_list, read_number, read_table
from wholeplace.faces.web.access import public
from wholeplace.services.places.queries import find_commission, find_place
from wholeplace.services.publication.thread import open_published, read_thread

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FLOWS = ("revenue_cost", "capital_cost", "cashable_benefit", "transfers", "net")
# A cell that begins with one of these would be run as a formula when the file is opened.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Row = Sequence[str | int | float]


@public
def download_cash(request: HttpRequest, place: str, commission: str, kind: str) -> HttpResponse:
    """Give the cash of each budget head by year, of every option, in nominal pounds."""
    found = find_commission(find_place(place, user=request.user), commission, user=request.user)
    thread = read_thread(found, user=request.user, today=timezone.localdate())
    if not thread.digest or kind not in ("xlsx", "csv"):
        raise Http404
    rows = list(list_cash(open_published(thread.digest, is_settled=thread.is_settled)))
    content, content_type = (
        (write_xlsx(rows), XLSX) if kind == "xlsx" else (write_csv(rows), "text/csv; charset=utf-8")
    )
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-cash.{kind}"'
    return response


def list_cash(reading: Reading) -> Iterator[Row]:
    """Give the heading and a row for each option, budget head and year."""
    yield (
        _("Option"),
        _("Budget head"),
        _("Financial year"),
        _("Revenue cost, pounds"),
        _("Capital cost, pounds"),
        _("Cashable benefit, pounds"),
        _("Transfers, pounds"),
        _("Net, pounds"),
    )
    for option in reading.options:
        cash = read_table(option.found.get("cash"))
        for agency in reading.agencies:
            flows = read_table(cash.get(agency.id))
            columns = [[read_number(one) or 0.0 for one in read_list(flows.get(key))] for key in FLOWS]
            for year, figures in enumerate(zip(*columns, strict=False)):
                yield option.name, agency.name, show_financial_year(reading.start_year, year), *figures


def write_csv(rows: Sequence[Row]) -> bytes:
    """Write rows as CSV with a mark that spreadsheets recognise, and no text that they would run."""
    written = io.StringIO()
    csv.writer(written).writerows([[_disarm(value) for value in row] for row in rows])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _disarm(value: str | float) -> str | float:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_xlsx(rows: Sequence[Row]) -> bytes:
    """Write rows as a spreadsheet, each text as a text."""
    book = Workbook(write_only=False)
    sheet = book.worksheets[0]
    sheet.title = "cash"
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column)
            if isinstance(cell, Cell):
                _fill(cell, value, is_head=number == 1)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", (44, 44, 10, 16, 16, 18, 16, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(cell: Cell, value: str | float, *, is_head: bool) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # also where it begins as a formula would
    elif isinstance(value, float):
        cell.number_format = "#,##0"
    if is_head:
        cell.font = Font(bold=True)

"""Forms of the appraisal: what the tables do with a script, done without one; files in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wholeplace.faces.web.appraisals import labels, presenting
from wholeplace.faces.web.appraisals.drawing import draw_range
from wholeplace.faces.web.appraisals.views import find_member, frame_draft
from wholeplace.faces.web.commission_form import CommissionForm
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.fields import LineField
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import AppraisalDraft
from wholeplace.services.appraisals import evidence, operations, queries, uploads
from wholeplace.services.appraisals.cells import LISTS, SETTINGS, read_cell, read_pasted, row_path, show_row
from wholeplace.services.appraisals.drafts import make_key
from wholeplace.services.appraisals.edits import LINES, read_at
from wholeplace.services.appraisals.operations import Change
from wholeplace.services.appraisals.totals import Problem
from wholeplace.services.operation import NotFound, Stale

NEW = "new"
LONG_TEXTS = frozenset({"need", "summary", "note", "source", "grade_reason"})
LISTED = frozenset(sheet.name for sheet in LISTS)


class RowForm(forms.Form):
    """One row of a table: a field for each column, and beside it what was there when the form was opened."""

    def __init__(self, *arguments: Any, columns: list[presenting.ShownColumn], **named: Any) -> None:
        super().__init__(*arguments, **named)
        for column in columns:
            self.fields[column.field] = self._make_field(column, self._read(column.field))
            self.fields[f"was-{column.field}"] = forms.CharField(
                required=False, strip=False, widget=forms.HiddenInput
            )

    def _read(self, name: str) -> str:
        return str((self.data.get(name) if self.is_bound else self.initial.get(name)) or "")

    def _make_field(self, column: presenting.ShownColumn, typed: str) -> forms.Field:
        hint = "" if column.choices else column.meaning
        if column.choices:
            choices = [("", _("Choose, or leave empty")), *column.choices]
            if typed and typed not in {word for word, _name in column.choices}:
                choices.append((typed, typed))
            return forms.ChoiceField(
                label=column.label, required=False, choices=choices, help_text=column.meaning
            )
        widget = forms.Textarea if column.name in LONG_TEXTS else forms.TextInput
        return forms.CharField(label=column.label, required=False, help_text=hint, widget=widget)


class DraftForm(CommissionForm):
    """A form about the draft."""

    draft: AppraisalDraft
    back_to = "appraisal-edit"

    def find(self) -> None:
        """Find the draft."""
        self.draft = queries.get_draft(self.commission, user=self.request.user)

    @property
    def who(self) -> dict[str, Any]:
        """What every operation asks: about which commission, by whom, when."""
        return {"commission": self.commission, "by": self.person, "at": timezone.now()}


class EditRow(DraftForm):
    """One row of the draft as a form."""

    template = "appraisals/row.html"

    def find(self) -> None:
        """Find the row; a new line has none yet."""
        super().find()
        self.table, self.row = self.kwargs["table"], self.kwargs["row"]
        self.option = self.kwargs.get("option", "")
        if self.table not in (LINES if self.option else LISTED | SETTINGS.keys()):
            raise NotFound(_("There is no such table in an appraisal."))
        self.columns = presenting.show_columns(self.table, self.draft.document)
        self.path = row_path(self.table, self.row, self.option)
        self.is_new = bool(self.option) and self.row == NEW
        if self.option:
            find_member(self.draft, ("options", self.option))
        if not self.is_new and self.table not in SETTINGS:
            find_member(self.draft, self.path)
        self.conflicts: dict[str, tuple[str, str]] = {}

    @property
    def member(self) -> Mapping[str, Any]:
        """The row as it is."""
        found: Mapping[str, Any] = read_at(self.draft.document, self.path) or {}
        return found

    def initial(self) -> Mapping[str, Any]:
        """Fill the form with the texts of the row."""
        texts = show_row(self.table, self.draft.document, self.member)
        fields = {column.field: texts[column.name] for column in self.columns}
        return fields | {f"was-{name}": text for name, text in fields.items()}

    def make_form(self, *arguments: Any, **named: Any) -> RowForm:
        """Make the form; where somebody chose between two values, theirs takes the place of the own."""
        data = named.get("data")
        if data is not None:
            named["data"] = data = data.copy()
            for column in self.columns:
                if data.get(f"choose-{column.field}") == "theirs":
                    data[column.field] = data.get(f"was-{column.field}", "")
            cited = data.get("cite", "")
            if cited and "source" in {column.name for column in self.columns}:
                data["source"] = cited
        return RowForm(*arguments, columns=self.columns, **named)

    def _save_once(self, form: forms.Form) -> str:
        # Each change counts only if its field is as it was shown, and a new line has its key from the
        # form: sending twice does it once anyway, and what met nobody else's change stays saved.
        return self.save(form)

    def save(self, form: Any) -> str:
        """Save what was changed; what somebody else changed first is shown with both values."""
        entered = form.cleaned_data
        if self.is_new:
            cells = {column.name: entered[column.field] for column in self.columns if entered[column.field]}
            key = self.request.POST.get("key", "") or make_key()
            saved = operations.save_changes(
                changes=[Change("add", self.table, key, self.option, cells=cells)], **self.who
            )
            return self._go_on(saved.problems, key)
        changes = [
            Change(
                "set", self.table, self.row, self.option, column.name,
                _unify(entered[f"was-{column.field}"]), _unify(entered[column.field]),
            )
            for column in self.columns
            if _unify(entered[f"was-{column.field}"]) != _unify(entered[column.field])
        ]  # fmt: skip
        saved = operations.save_changes(changes=changes, **self.who)
        if saved.conflicts:
            raise Stale(self._show_conflicts(form, changes))
        return self._go_on(saved.problems, self.row)

    def _show_conflicts(self, form: Any, changes: list[Change]) -> str:
        """Put theirs beside one's own, field by field, so that the next sending is a choice."""
        self.find()
        now = show_row(self.table, self.draft.document, self.member)
        form.data = form.data.copy()
        for change in changes:
            field = change.column.replace(": ", "--")
            form.data[f"was-{field}"] = now[change.column]
            if now[change.column] not in (change.was, change.text):
                self.conflicts[field] = (now[change.column], change.text)
        return _(
            "%(who)s saved this while you wrote. Where both of you changed a field, choose below; "
            "everything else you changed is saved."
        ) % {"who": self.draft.saved_by.name}

    def _go_on(self, problems: Any, row: str) -> str:
        for _table, _row, column, sentence in problems:
            words = {"field": labels.name_column(column), "problem": sentence}
            messages.warning(self.request, _("%(field)s is kept as you typed it, but %(problem)s.") % words)
        if problems and self.option:
            return self.address("appraisal-line", option=self.option, table=self.table, row=row)
        if problems:
            return self.address("appraisal-row", table=self.table, row=row)
        messages.success(self.request, _("Saved"))
        if self.option and self.request.POST.get("next") == "another":
            return self.address("appraisal-line", option=self.option, table=self.table, row=NEW)
        return self._back()

    def _back(self) -> str:
        if self.option:
            return self.address("appraisal-option", option=self.option)
        if self.table == "options":
            return self.address("appraisal-option", option=self.row)
        if self.table in SETTINGS:
            return self.address("appraisal-edit")
        return self.address("appraisal-table", table=self.table)

    def more(self) -> Mapping[str, Any]:
        """Give the drawings, the grades and the documents beside the fields."""
        values = read_at(self.draft.document, self.path) or {}
        name = values.get("name") or labels.TABLES[self.table]
        drawings = {
            column.field: draw_range(self._read_quantity(values, column))
            for column in self.columns
            if column.kind == "quantity"
        }
        return {
            **frame_draft(self.request, self.commission, self.draft),
            "title": labels.ADD[self.table] if self.is_new else name,
            "columns": self.columns,
            "drawings": drawings,
            "conflicts": self.conflicts,
            "table": self.table,
            "option": self.option,
            "row": self.row,
            "is_new": self.is_new,
            "key": self.request.POST.get("key") or make_key(),
            "grades": queries.list_grades() if self.option else [],
            "documents": evidence.list_documents(self.commission, user=self.request.user),
            "back": self._back(),
        }

    def _read_quantity(self, values: Mapping[str, Any], column: presenting.ShownColumn) -> Any:
        if self.request.method == "POST":
            from wholeplace.formats.workbook.columns import Kind

            return read_cell(Kind.QUANTITY, self.request.POST.get(column.field, "")).value
        kind, _colon, name = column.name.partition(": ")
        return (values.get("scores") or {}).get(name) if name else values.get(kind)


def _unify(text: str) -> str:
    """Forms send line breaks as two letters, whatever was there."""
    return text.replace("\r\n", "\n").strip()


# --- files -------------------------------------------------------------------------------------------------


class FileForm(forms.Form):
    """A form with a file; it knows how much was sent, for a file too large to take does not arrive."""

    def __init__(self, *arguments: Any, sent_bytes: int = 0, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if sent_bytes > uploads.LARGEST_UPLOAD_BYTES:
            told = _("This file has %(size).0f MB, and 10 MB at most are read") % {"size": sent_bytes / 1e6}
            self.fields["file"].error_messages["required"] = told


class FilePage(CommissionForm):
    """A page with a form that has a file."""

    def make_form(self, *arguments: Any, **named: Any) -> forms.Form:
        """Tell the form how much was sent."""
        length = self.request.META.get("CONTENT_LENGTH") or "0"
        sent = int(length) if length.isdecimal() else 0
        return self.form_class(*arguments, sent_bytes=sent, **named)  # type: ignore[call-arg]


class UploadForm(FileForm):
    """A case as a file."""

    file = forms.FileField(
        label=gettext_lazy("The case"),
        help_text=gettext_lazy(
            "A spreadsheet (.xlsx), a text file (.toml) or a case file (.json), of 10 MB or less"
        ),
        error_messages={
            "required": gettext_lazy("Choose a file"),
            "empty": gettext_lazy("This file is empty: choose the file that holds the case"),
        },
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Upload(FilePage):
    """Put a case from a file in the place of the draft."""

    template = "appraisals/upload.html"
    form_class = UploadForm
    title = gettext_lazy("Upload a case")
    button = gettext_lazy("Upload")
    back_to = "appraisal-edit"

    def find(self) -> None:
        """Find the draft, if there is one."""
        self.draft = queries.find_draft(self.commission, user=self.request.user)

    def initial(self) -> Mapping[str, Any]:
        """Remember what the uploader saw."""
        return {"revision": self.draft.revision if self.draft else None}

    def save(self, form: Any) -> str:
        """Read, check, replace."""
        file = form.cleaned_data["file"]
        if file.size > uploads.LARGEST_UPLOAD_BYTES:
            size = _("This file has %(size).0f MB, and 10 MB at most are read") % {"size": file.size / 1e6}
            raise InvalidInput("file", size)
        saved = operations.upload_case(
            commission=self.commission, file=(file.name, file.read()), by=self.person, at=timezone.now(),
            revision=form.cleaned_data["revision"],
        )  # fmt: skip
        done = _("Uploaded") if saved.changed else _("This file is the same as the draft: nothing changed.")
        messages.success(self.request, done)
        return self.address("appraisal-edit")

    def more(self) -> Mapping[str, Any]:
        """Say what will be replaced."""
        return {**super().more(), "draft": self.draft}


class PasteForm(forms.Form):
    """Lines from a spreadsheet."""

    lines = forms.CharField(
        label=gettext_lazy("Lines"),
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Paste the lines here")},
    )


class Paste(DraftForm):
    """Add lines from a spreadsheet, without a script."""

    template = "appraisals/paste.html"
    form_class = PasteForm

    def find(self) -> None:
        """Find the option and the table."""
        super().find()
        self.option, self.table = self.kwargs["option"], self.kwargs["table"]
        if self.table not in LINES:
            raise NotFound(_("There is no such table in an appraisal."))
        self.member = find_member(self.draft, ("options", self.option))

    def save(self, form: Any) -> str:
        """Add each line; what cannot be read is kept as it was pasted, and told."""
        rows = read_pasted(self.table, self.draft.document, form.cleaned_data["lines"])
        if not rows:
            raise InvalidInput("lines", _("has no lines in it: copy some rows of your spreadsheet"))
        columns = presenting.show_columns(self.table, self.draft.document)
        changes = [
            Change("add", self.table, make_key(), self.option, cells=presenting.read_names(columns, row))
            for row in rows
        ]
        saved = operations.save_changes(changes=changes, **self.who)
        added = ngettext("Added %(count)d line.", "Added %(count)d lines.", len(rows))
        messages.success(self.request, added % {"count": len(rows)})
        if saved.problems:
            told = ngettext(
                "%(count)d cell is kept as you pasted it, but cannot be read: it %(problem)s.",
                "%(count)d cells are kept as you pasted them, but cannot be read; the first %(problem)s.",
                len(saved.problems),
            )
            words = {"count": len(saved.problems), "problem": saved.problems[0][3]}
            messages.warning(self.request, told % words)
        return self.address("appraisal-option", option=self.option)

    def more(self) -> Mapping[str, Any]:
        """Name the columns in their order."""
        return {
            **frame_draft(self.request, self.commission, self.draft),
            "title": _("Paste lines from a spreadsheet"),
            "columns": presenting.show_columns(self.table, self.draft.document),
            "table": self.table,
            "option": self.member,
            "back": self.address("appraisal-option", option=self.option),
        }


class AttachForm(FileForm):
    """A document that is evidence."""

    title = LineField(
        gettext_lazy("What is it?"), hint=gettext_lazy("Such as “Survey of 212 tenants, May 2026”")
    )
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("PDF, DOCX, XLSX, PPTX, ODT, ODS, CSV, TXT, PNG or JPEG, of 10 MB or less"),
        error_messages={
            "required": gettext_lazy("Choose a file"),
            "empty": gettext_lazy("This file is empty: choose another"),
        },
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Everybody may download it (leave empty where it names private persons)"),
        required=False,
    )


class Attach(FilePage):
    """The documents behind the figures, and a form for another one."""

    template = "appraisals/documents.html"
    form_class = AttachForm
    done = gettext_lazy("Attached")
    back_to = "appraisal-documents"

    def save(self, form: Any) -> str:
        """Keep it."""
        file = form.cleaned_data["file"]
        if file.size > evidence.LARGEST_DOCUMENT_BYTES:
            raise InvalidInput("file", _("This file has more than 10 MB"))
        evidence.attach_document(
            commission=self.commission, title=form.cleaned_data["title"], file=(file.name, file.read()),
            is_public=form.cleaned_data["is_public"], by=self.person, at=timezone.now(),
        )  # fmt: skip
        messages.success(self.request, str(self.done))
        return self.address(self.back_to)

    def more(self) -> Mapping[str, Any]:
        """List what is there."""
        return {
            **make_frame(self.request, self.commission, "appraisal"),
            "documents": evidence.list_documents(self.commission, user=self.request.user),
        }


class ComputeForm(forms.Form):
    """Handing the draft in."""

    note = LineField(
        gettext_lazy("What is new in this version? (optional)"),
        required=False,
        hint=gettext_lazy("Such as “Staff costs from payroll, not from the estimate”"),
    )


class Compute(DraftForm):
    """Hand the draft in as a version, and have it computed."""

    template = "appraisals/compute.html"
    form_class = ComputeForm
    title = gettext_lazy("Hand in and compute")
    problem: Problem | None = None

    def save(self, form: Any) -> str:
        """Make the version and the job; the first problem leads to its field."""
        try:
            job = operations.compute_draft(note=form.cleaned_data["note"], **self.who)
        except operations.CaseDoesNotHold as error:
            self.problem = Problem(error.path, error.problem)
            raise
        return self.address("job", job=job.pk)

    def more(self) -> Mapping[str, Any]:
        """Lead to the field that does not hold."""
        found = self.problem
        return {
            **frame_draft(self.request, self.commission, self.draft),
            "title": self.title,
            "problem": found,
            "problem_address": presenting.link_problem(self.commission, self.draft, found) if found else "",
        }

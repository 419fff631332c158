"""The documents of a commission: attached with title, kind and date, and public now, later or never."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wholeplace.faces.web import words
from wholeplace.faces.web.appraisals.forms import FileForm
from wholeplace.faces.web.fields import DayField, LineField, ProseField, choices
from wholeplace.faces.web.work.forms import ConfirmForm
from wholeplace.faces.web.work.pages import CommissionPage
from wholeplace.foundations.errors import InvalidInput
from wholeplace.services.appraisals import evidence
from wholeplace.services.people.permissions import Permission, may

READERS = [
    ("everybody", lazy("Everybody, at once")),
    ("later", lazy("Everybody, from a date on: it is withheld until then")),
    ("staff", lazy("Only people who work here: it names private persons, or is not ours to publish")),
]


class DocumentForm(FileForm):
    """A document with what people need to know about it."""

    title = LineField(lazy("What is it?"), hint=lazy("Such as “Cabinet report, 4 November 2026”"))
    kind = forms.ChoiceField(
        label=lazy("What kind of document is it?"),
        choices=choices(words.DOCUMENT_KINDS, empty=lazy("Choose one")),
        error_messages={"required": lazy("Choose the kind that is nearest")},
    )
    dated_on = DayField(
        lazy("Which date stands on it? (optional)"), required=False, hint=lazy("For example 27/3/2026")
    )
    file = forms.FileField(
        label=lazy("The file"),
        help_text=lazy("PDF, DOCX, XLSX, PPTX, ODT, ODS, CSV, TXT, PNG or JPEG, of 10 MB or less"),
        error_messages={
            "required": lazy("Choose a file"),
            "empty": lazy("This file is empty: choose another"),
        },
    )
    readers = forms.ChoiceField(
        label=lazy("Who may read it?"),
        choices=READERS,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Say who may read it")},
    )
    public_from = DayField(
        lazy("From which date on?"), required=False, hint=lazy("Only if it is withheld until a date")
    )
    withheld_reason = ProseField(
        lazy("Why is it withheld?"),
        required=False,
        hint=lazy("Only if it is withheld. Everybody reads this reason at once; the title stays hidden."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for day and reason where it is withheld."""
        said = super().clean() or {}
        if said.get("readers") == "later":
            if not said.get("public_from") and "public_from" not in self.errors:
                self.add_error("public_from", _("Give the date from which everybody may read it"))
            if not said.get("withheld_reason") and "withheld_reason" not in self.errors:
                self.add_error("withheld_reason", _("Give the reason: nothing is withheld without one"))
        return said

    def particulars(self) -> evidence.Particulars:
        """Give what was said of the document."""
        said = self.cleaned_data
        is_later = said["readers"] == "later"
        return evidence.Particulars(
            kind=said["kind"],
            dated_on=said["dated_on"],
            public_from=said["public_from"] if is_later else None,
            withheld_reason=said["withheld_reason"] if is_later else "",
        )


class AttachDocument(CommissionPage):
    """Every document of a commission, and a form for another one."""

    template = "work/documents.html"
    form_class = DocumentForm
    title, button = lazy("Documents of this commission"), lazy("Attach it")

    def make_form(self, *arguments: Any, **named: Any) -> forms.Form:
        """Tell the form how much was sent: a file that is too large does not arrive."""
        length = self.request.META.get("CONTENT_LENGTH") or "0"
        return DocumentForm(*arguments, sent_bytes=int(length) if length.isdecimal() else 0, **named)

    def more(self) -> Mapping[str, Any]:
        """List what is there."""
        return {
            **super().more(),
            "documents": evidence.list_documents(self.commission, user=self.request.user),
            "may_release": may(self.request.user, Permission.PUBLISH, self.place),
        }

    def save(self, form: DocumentForm) -> str:
        """Keep it; what is there already is not kept twice."""
        file, said = form.cleaned_data["file"], form.cleaned_data
        if file.size > evidence.LARGEST_DOCUMENT_BYTES:
            raise InvalidInput("file", _("This file has more than 10 MB"))
        made = evidence.attach_document(
            commission=self.commission,
            title=said["title"],
            file=(file.name, file.read()),
            is_public=said["readers"] != "staff",
            particulars=form.particulars(),
            by=self.person,
            at=self.now,
        )
        if made.attached_at == self.now:
            messages.success(self.request, _("“%(title)s” is attached.") % {"title": made.title})
        else:
            told = _("This very file is attached already, as “%(title)s”. Nothing was changed.")
            messages.warning(self.request, told % {"title": made.title})
        return self.address("manage-documents")


class ReleaseDocument(CommissionPage):
    """Let everybody read a document."""

    form_class = ConfirmForm
    title, button = lazy("Make “%(title)s” public now"), lazy("Make it public")
    lead = lazy("Everybody will be able to read it. This cannot be taken back.")
    done, after = lazy("Everybody can read it now."), "manage-documents"

    def prepare(self) -> None:
        """Find the document."""
        super().prepare()
        self.document = evidence.find_document(self.commission, self.kwargs["number"], user=self.request.user)

    def more(self) -> Mapping[str, Any]:
        """Name the document."""
        return {**super().more(), "title": self.title % {"title": self.document.title}}

    def act(self, form: forms.Form) -> None:  # noqa: ARG002
        """Release it."""
        evidence.release_document(document=self.document, by=self.person, at=timezone.now())

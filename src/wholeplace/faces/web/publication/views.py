"""Publishing a version, withholding and releasing parts, case files and papers to take away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wholeplace.faces.web.access import permitted, public
from wholeplace.faces.web.commission_form import CommissionForm, open_commission
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.pages import show
from wholeplace.faces.web.publication import forms
from wholeplace.records.models import AppraisalVersion, WithheldPart
from wholeplace.services.appraisals import evidence
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.publication import checkpoints, withholding
from wholeplace.services.publication.following import tell_following
from wholeplace.services.publication.papers import PAPERS, find_case_file, make_paper
from wholeplace.services.publication.queries import NoSuchCaseFile, read_case_file
from wholeplace.services.publication.thread import list_files
from wholeplace.services.publication.versions import find_newest_file, is_record_ahead, publish_version

PAPER_NAMES = {
    "cabinet-annex": _("Annex for a cabinet paper"),
    "public-interest-test": _("Public Interest Test"),
    "delivery-model-assessment": _("Delivery model assessment"),
    "easy-read": _("Easy Read summary, a draft for a person to finish"),
    "report": _("Full report"),
}
# A case file never changes: who has it need not ask again for a year.
FOREVER = "public, max-age=31536000, immutable"


# --- for everybody --------------------------------------------------------------------------------------


@public
def show_documents(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show what can be taken away: case files and papers."""
    found = open_commission(request, place, commission)
    papers = [
        (title, [(kind, f"{stem}.{kind}") for kind in ("docx", "pdf", "html") if f"{stem}.{kind}" in PAPERS])
        for stem, title in PAPER_NAMES.items()
    ]
    values = make_frame(request, found, "documents") | {
        "files": list_files(found),
        "is_ahead": _is_ahead(found),
        "papers": [(title, kinds) for title, kinds in papers if kinds],
        "withheld": _list_withheld(found),
        "attached": evidence.list_documents(found, user=None),
        "withheld_documents": evidence.list_withheld_documents(found),
        "may_attach": may(request.user, Permission.WRITE_APPRAISAL, found.place),
    }
    return show(request, "publication/documents.html", **values)


def _is_ahead(commission: Any) -> bool:
    newest = find_newest_file(commission)
    return newest is not None and is_record_ahead(newest)


def _list_withheld(commission: Any) -> list[tuple[WithheldPart, str]]:
    rows = commission.withheld_parts.filter(released_at__isnull=True)
    return [(row, withholding.say_reason(row)) for row in rows]


@public
def download_paper(request: HttpRequest, place: str, commission: str, paper: str) -> HttpResponseBase:
    """Send a paper of the newest published case file."""
    found = open_commission(request, place, commission)
    made = make_paper(found, paper, digest=request.GET.get("case-file", ""), at=timezone.now())
    return _send(request, made.content, made.content_type, made.name, made.etag)


@public
def download_newest(request: HttpRequest, place: str, commission: str) -> HttpResponseBase:
    """Send the newest published case file of a commission."""
    found = open_commission(request, place, commission)
    case_file = find_case_file(found)
    name = f"{found.place.slug}-{found.slug}.json"
    return _send(request, case_file.document.encode(), "application/json", name, f'"{case_file.digest}"')


@public
def download_version(request: HttpRequest, place: str, commission: str, number: int) -> HttpResponseBase:
    """Send the newest published case file of a version."""
    found = open_commission(request, place, commission)
    case_file = find_case_file(found, number=number)
    name = f"{found.place.slug}-{found.slug}-{number}.json"
    return _send(request, case_file.document.encode(), "application/json", name, f'"{case_file.digest}"')


@public
def download_case_file(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Send the case file with a digest."""
    try:
        document = read_case_file(digest, user=request.user)
    except NoSuchCaseFile as error:
        raise NotFound(str(error)) from error
    response = _send(request, document.encode(), "application/json", f"{digest[:16]}.json", f'"{digest}"')
    response.headers["Cache-Control"] = FOREVER
    return response


def _send(request: HttpRequest, content: bytes, content_type: str, name: str, etag: str) -> HttpResponseBase:
    """Send a file as an attachment; whoever has it already is told so."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


@public
def download_chain(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001
    """Send the whole event chain, line by line as it is read."""
    lines: Iterator[bytes] = checkpoints.export_chain()
    response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="chain.jsonl"'
    response.headers["Cache-Control"] = "no-cache"
    return response


@public
def show_keys(request: HttpRequest) -> HttpResponse:
    """Show the keys that sign the chain, and how to check it."""
    return show(
        request, "publication/keys.html", keys=checkpoints.list_keys(), newest=checkpoints.find_newest()
    )


# --- for those who publish ------------------------------------------------------------------------------


class Publish(CommissionForm):
    """Publish a computed version."""

    form_class = forms.PublishForm
    template = "publication/publish.html"
    back_to = "documents"
    title = _("Publish")
    button = _("Publish this version")
    done = _("It is published, and on the event chain.")

    def find(self) -> None:
        """Find the versions that were computed: those not published yet, and the newest that is."""
        rows = self.commission.versions.filter(computed_at__isnull=False)
        known = list(rows.defer("document", "result", "parameters"))
        published = [version for version in known if version.published_at is not None]
        self.versions = [version for version in known if version.published_at is None] + published[:1]
        self.waiting = self.commission.versions.filter(computed_at__isnull=True).count()

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the versions."""
        return forms.PublishForm(*arguments, versions=self.versions, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with the newest version."""
        return {"version": str(self.versions[0].number) if self.versions else ""}

    def more(self) -> Mapping[str, Any]:
        """Say what will be withheld."""
        return {
            **super().more(),
            "versions": self.versions,
            "waiting": self.waiting,
            "withheld": _list_withheld(self.commission),
        }

    def _save_once(self, form: django_forms.Form) -> str:
        # Recomputing takes its time, so it runs before any transaction; a version is published once anyway.
        return self.save(form)

    def act(self, form: Any) -> None:
        """Publish it."""
        version = AppraisalVersion.objects.get(
            commission=self.commission, number=int(form.cleaned_data["version"])
        )
        version.commission = self.commission
        publish_version(version=version, **self.who)


@permitted(Permission.WITHHOLD)
def show_withheld(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show what is withheld, why and until when, and what was released."""
    found = open_commission(request, place, commission)
    following = tell_following(found)
    rows = [(row, withholding.say_reason(row), following.get(row.pk)) for row in found.withheld_parts.all()]
    return show(request, "publication/withheld.html", place=found.place, commission=found, rows=rows)


@permitted(Permission.WITHHOLD)
@require_POST
def withhold_results(request: HttpRequest, place: str, commission: str, number: int) -> HttpResponse:
    """Withhold what follows from a figure together with it."""
    found = open_commission(request, place, commission)
    part = withholding.find_withheld(found, number)
    withholding.withhold_results_too(part=part, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("The results that follow from it are withheld with it."))
    return HttpResponseRedirect(
        reverse("withheld", kwargs={"place": found.place.slug, "commission": found.slug})
    )


class Withhold(CommissionForm):
    """Withhold a part."""

    form_class = forms.WithholdForm
    back_to = "withheld"
    title = _("Withhold a part")
    lead = _("A commitment stands in its place, so that everybody can check later that it was not changed.")
    button = _("Withhold it")
    done = _("It will not be in what is published from now on.")

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the parts."""
        parts = [(choice.part, choice.label) for choice in withholding.list_choices(self.commission)]
        return forms.WithholdForm(*arguments, parts=parts, **named)

    def act(self, form: Any) -> None:
        """Withhold it."""
        entered = form.cleaned_data
        paragraph = int(entered["paragraph"]) if entered["paragraph"] else None
        entry = withholding.WithholdingEntry(**(dict(entered) | {"paragraph": paragraph}))
        withholding.withhold_part(commission=self.commission, entry=entry, **self.who)


class Release(CommissionForm):
    """Release a part before its date."""

    form_class = forms.ReleaseForm
    back_to = "withheld"
    title = _("Release this part now?")
    button = _("Release it now")
    done = _("It is released: the case file with it is published on the same chain.")
    part: WithheldPart

    def find(self) -> None:
        """Find the part."""
        self.part = withholding.find_withheld(self.commission, self.kwargs["number"])
        self.lead = _("%(part)s. Everybody will be able to read it, for ever.") % {"part": self.part.label}

    def _save_once(self, form: django_forms.Form) -> str:
        # As with publishing: the file is verified before any transaction, and a part is released once anyway.
        return self.save(form)

    def act(self, form: Any) -> None:  # noqa: ARG002
        """Release it."""
        withholding.release_part(part=self.part, **self.who)

"""Addresses of the pages about the appraisal."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.access import permitted
from wholeplace.faces.web.appraisals import forms, jobs, versions, views
from wholeplace.services.people.permissions import Permission

write = permitted(Permission.WRITE_APPRAISAL)
ONE = "<slug:place>/commissions/<slug:commission>"
EDIT = f"{ONE}/appraisal/edit"
OPTION = f"{EDIT}/options/<slug:option>"
VERSIONS = f"{ONE}/appraisal/versions"

urlpatterns = [
    path(f"{EDIT}/", views.show_overview, name="appraisal-edit"),
    path(f"{EDIT}/begin", views.begin, name="appraisal-begin"),
    path(f"{EDIT}/upload", write(forms.Upload.as_view()), name="appraisal-upload"),
    path(f"{EDIT}/case.<slug:kind>", views.download_draft, name="appraisal-download"),
    path(f"{EDIT}/history/", views.show_history, name="appraisal-history"),
    path(f"{EDIT}/turn", views.turn, name="appraisal-turn"),
    path(f"{EDIT}/save", views.save, name="appraisal-save"),
    path(f"{EDIT}/totals", views.show_totals, name="appraisal-totals"),
    path(f"{EDIT}/add", views.add, name="appraisal-add"),
    path(f"{EDIT}/remove", views.remove, name="appraisal-remove"),
    path(f"{EDIT}/move", views.move, name="appraisal-move"),
    path(f"{EDIT}/compute", write(forms.Compute.as_view()), name="appraisal-compute"),
    path(f"{EDIT}/documents/", write(forms.Attach.as_view()), name="appraisal-documents"),
    path(f"{OPTION}/", views.show_option, name="appraisal-option"),
    path(f"{OPTION}/<slug:table>/paste", write(forms.Paste.as_view()), name="appraisal-paste"),
    path(f"{OPTION}/<slug:table>/<slug:row>/", write(forms.EditRow.as_view()), name="appraisal-line"),
    path(f"{EDIT}/<slug:table>/", views.show_table, name="appraisal-table"),
    path(f"{EDIT}/<slug:table>/<slug:row>/change", write(forms.EditRow.as_view()), name="appraisal-row"),
    path(f"{ONE}/documents/files/<int:number>", views.download_document, name="document-file"),
    path(f"{ONE}/appraisal/jobs/<int:job>/", jobs.show_job, name="job"),
    path(f"{ONE}/appraisal/jobs/<int:job>/state", jobs.tell_state, name="job-state"),
    path(f"{ONE}/appraisal/jobs/<int:job>/cancel", jobs.cancel, name="job-cancel"),
    path(f"{ONE}/appraisal/jobs/<int:job>/again", jobs.ask_again, name="job-again"),
    path(f"{VERSIONS}/", versions.show_versions, name="appraisal-versions"),
    path(f"{VERSIONS}/<int:version>/", versions.show_version, name="appraisal-version"),
    path(f"{VERSIONS}/<int:version>/case.<slug:kind>", versions.download, name="appraisal-version-file"),
    path(
        f"{VERSIONS}/<int:version>/differences/<int:other>/",
        versions.show_differences,
        name="appraisal-differences",
    ),
    path(
        f"{VERSIONS}/<int:version>/<slug:chapter>/", versions.show_version, name="appraisal-version-chapter"
    ),
]

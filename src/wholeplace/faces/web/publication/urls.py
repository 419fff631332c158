"""Addresses of what is published, and of the pages on which it is."""

from __future__ import annotations

from django.urls import path, re_path

from wholeplace.faces.web.access import permitted
from wholeplace.faces.web.publication import views
from wholeplace.services.people.permissions import Permission

publish = permitted(Permission.PUBLISH)
withhold = permitted(Permission.WITHHOLD)
THREAD = "<slug:place>/commissions/<slug:commission>"

urlpatterns = [
    path("data/chain.jsonl", views.download_chain, name="chain"),
    path("data/keys/", views.show_keys, name="keys"),
    re_path(r"^data/case-files/(?P<digest>[0-9a-f]{64})\.json\Z", views.download_case_file, name="case-file"),
    path(f"{THREAD}/case-file.json", views.download_newest, name="commission-case-file"),
    path(f"{THREAD}/versions/<int:number>/case-file.json", views.download_version, name="version-case-file"),
    path(f"{THREAD}/documents/", views.show_documents, name="documents"),
    path(f"{THREAD}/documents/<str:paper>", views.download_paper, name="paper"),
    path(f"{THREAD}/publish/", publish(views.Publish.as_view()), name="publish"),
    path(f"{THREAD}/withheld/", views.show_withheld, name="withheld"),
    path(f"{THREAD}/withheld/add/", withhold(views.Withhold.as_view()), name="withheld-add"),
    path(f"{THREAD}/withheld/<int:number>/results/", views.withhold_results, name="withheld-results"),
    path(f"{THREAD}/withheld/<int:number>/release/", withhold(views.Release.as_view()), name="release"),
]

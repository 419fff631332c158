"""Addresses of the pages about needs."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.access import permitted, signed_in
from wholeplace.faces.web.needs import views
from wholeplace.services.people.permissions import Permission

moderators = permitted(Permission.MODERATE)
ONE = "<slug:place>/needs/<int:number>"
urlpatterns = [
    path("<slug:place>/needs/", views.show_needs, name="needs"),
    path("<slug:place>/needs/record", signed_in(views.RecordNeed.as_view()), name="need-record"),
    path(ONE, views.show_need, name="need"),
    path(f"{ONE}/support", views.support_need, name="need-support"),
    path(f"{ONE}/evidence", signed_in(views.AddEvidence.as_view()), name="need-evidence"),
    path(f"{ONE}/answer", moderators(views.AnswerNeed.as_view()), name="need-answer"),
    path(f"{ONE}/sort", moderators(views.SortNeed.as_view()), name="need-sort"),
    path(f"{ONE}/hide", moderators(views.HideNeed.as_view()), name="need-hide"),
    path(f"{ONE}/show", moderators(views.ShowNeed.as_view()), name="need-show"),
]

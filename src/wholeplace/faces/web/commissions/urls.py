"""Addresses of the pages about a commission."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.commissions import downloads, views

ONE = "<slug:place>/commissions/<slug:commission>/"

urlpatterns = [
    path(ONE, views.show_thread, name="commission"),
    path(f"{ONE}options/<slug:option>/", views.show_option, name="option"),
    path(f"{ONE}appraisal/", views.show_appraisal, name="appraisal"),
    path(f"{ONE}appraisal/cash.<str:kind>", downloads.download_cash, name="appraisal-cash"),
    path(f"{ONE}appraisal/<slug:chapter>/", views.show_appraisal, name="appraisal-chapter"),
    path(f"{ONE}versions/", views.show_versions, name="versions"),
    path(f"{ONE}public-interest-test/", views.show_test, name="test"),
    path(f"{ONE}decision/", views.show_decision, name="decision"),
]

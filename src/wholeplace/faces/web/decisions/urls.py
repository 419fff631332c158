"""Addresses of the pages about decisions; the decision itself is among the public pages."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.access import permitted
from wholeplace.faces.web.decisions import views
from wholeplace.services.people.permissions import Permission

declare = permitted(Permission.DECLARE_INTEREST)
recommend = permitted(Permission.RECOMMEND)
decide = permitted(Permission.DECIDE)
override = permitted(Permission.OVERRIDE_PRINCIPLE)
run = permitted(Permission.RUN_COMMISSION)
THREAD = "<slug:place>/commissions/<slug:commission>"

urlpatterns = [
    path(f"{THREAD}/interests/", views.show_interests, name="interests"),
    path(f"{THREAD}/interests/declare/", declare(views.DeclareInterest.as_view()), name="interest-declare"),
    path(
        f"{THREAD}/interests/declare/<int:number>/",
        recommend(views.DeclareInterest.as_view()),
        name="interest-declare-for",
    ),
    path(f"{THREAD}/recommend/", recommend(views.Recommend.as_view()), name="recommend"),
    path(f"{THREAD}/decision/record/", decide(views.RecordDecision.as_view()), name="decision-record"),
    path(f"{THREAD}/decision/call-in/", decide(views.CallIn.as_view()), name="decision-call-in"),
    path(
        f"{THREAD}/decision/call-in/outcome/",
        decide(views.EndCallIn.as_view()),
        name="decision-call-in-outcome",
    ),
    path(f"{THREAD}/principles/", views.show_principles, name="principles"),
    path(
        f"{THREAD}/principles/<slug:code>/override/",
        override(views.OverridePrinciple.as_view()),
        name="principle-override",
    ),
    path(f"{THREAD}/award/record/", run(views.RecordAward.as_view()), name="award-record"),
    path(f"{THREAD}/review/set/", run(views.SetReview.as_view()), name="review-set"),
    path(f"{THREAD}/compensations/add/", run(views.AddCompensation.as_view()), name="compensation-add"),
]

"""Addresses of the pages for running commissions."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.access import permitted, signed_in
from wholeplace.faces.web.work import desk, documents, law, light, views
from wholeplace.services.people.permissions import Permission

see, run = permitted(Permission.SEE_WORK), permitted(Permission.RUN_COMMISSION)
write = permitted(Permission.WRITE_APPRAISAL)
ALL = "<slug:place>/commissions"
MANAGE = f"{ALL}/<slug:commission>/manage"
urlpatterns = [
    path("tasks/", signed_in(desk.show_desk), name="tasks"),
    path(f"{ALL}/new", run(views.FoundCommission.as_view()), name="commission-new"),
    path(f"{ALL}/<slug:commission>/law/", law.show_law, name="law"),
    path(f"{MANAGE}/", see(views.show_manage), name="manage"),
    path(f"{MANAGE}/history", see(views.show_history), name="manage-history"),
    path(f"{MANAGE}/facts", run(views.EditFacts.as_view()), name="manage-facts"),
    path(f"{MANAGE}/law", run(views.EditLegalFacts.as_view()), name="manage-law"),
    path(f"{MANAGE}/route", run(views.StateRouteReasons.as_view()), name="manage-route"),
    path(f"{MANAGE}/next-step", run(views.SetNextStep.as_view()), name="manage-next-step"),
    path(f"{MANAGE}/lead", run(views.HandLead.as_view()), name="manage-lead"),
    path(f"{MANAGE}/open", run(views.OpenCommission.as_view()), name="manage-open"),
    path(f"{MANAGE}/needs", run(views.CiteNeeds.as_view()), name="manage-needs"),
    path(
        f"{MANAGE}/needs/<int:number>/remove",
        run(views.StopCitingNeed.as_view()),
        name="manage-need-remove",
    ),
    path(f"{MANAGE}/outcomes", run(views.EditOutcomes.as_view()), name="manage-outcomes"),
    path(
        f"{MANAGE}/outcomes/<slug:outcome>/remove",
        run(views.RemoveOutcome.as_view()),
        name="manage-outcome-remove",
    ),
    path(f"{MANAGE}/factors", run(views.EditFactors.as_view()), name="manage-factors"),
    path(
        f"{MANAGE}/factors/<slug:factor>/remove",
        run(views.RemoveFactor.as_view()),
        name="manage-factor-remove",
    ),
    path(f"{MANAGE}/documents", write(documents.AttachDocument.as_view()), name="manage-documents"),
    path(
        f"{MANAGE}/documents/<int:number>/release",
        permitted(Permission.PUBLISH)(documents.ReleaseDocument.as_view()),
        name="manage-document-release",
    ),
    path(f"{MANAGE}/move", run(views.MoveOn.as_view()), name="manage-move"),
    path(f"{MANAGE}/withdraw", run(views.Withdraw.as_view()), name="manage-withdraw"),
    path(f"{MANAGE}/light", run(light.WriteOnePage.as_view()), name="manage-light"),
]

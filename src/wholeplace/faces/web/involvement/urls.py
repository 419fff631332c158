"""Addresses of the pages about who was heard."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.access import permitted
from wholeplace.faces.web.involvement import views
from wholeplace.services.people.permissions import Permission

hear = permitted(Permission.RECORD_INVOLVEMENT)
assess = permitted(Permission.ASSESS_EQUALITY)
THREAD = "<slug:place>/commissions/<slug:commission>"
INVOLVE = f"{THREAD}/involve"

urlpatterns = [
    path(f"{THREAD}/heard/", views.show_heard, name="heard"),
    path(f"{INVOLVE}/", views.show_involve, name="involve"),
    path(f"{INVOLVE}/add/", hear(views.AddInvolvement.as_view()), name="involvement-add"),
    path(f"{INVOLVE}/<int:number>/", hear(views.EditInvolvement.as_view()), name="involvement-edit"),
    path(f"{INVOLVE}/<int:number>/themes/add/", hear(views.AddTheme.as_view()), name="theme-add"),
    path(f"{INVOLVE}/themes/<int:number>/", hear(views.AnswerTheme.as_view()), name="theme-answer"),
    path(f"{INVOLVE}/consultations/add/", hear(views.AddConsultation.as_view()), name="consultation-add"),
    path(
        f"{INVOLVE}/consultations/<int:number>/",
        hear(views.EditConsultation.as_view()),
        name="consultation-edit",
    ),
    path(
        f"{INVOLVE}/consultations/<int:number>/responses/",
        hear(views.CountResponses.as_view()),
        name="consultation-responses",
    ),
    path(f"{INVOLVE}/equality/", views.show_equality, name="equality-edit"),
    path(f"{INVOLVE}/equality/finish/", assess(views.FinishEquality.as_view()), name="equality-finish"),
    path(f"{INVOLVE}/equality/<slug:group>/", assess(views.LookAtGroup.as_view()), name="equality-group"),
]

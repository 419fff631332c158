"""Addresses of the pages about options; the public page of an option is with the commission's."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.access import permitted, signed_in
from wholeplace.faces.web.options import views
from wholeplace.services.people.permissions import Permission

see, run = permitted(Permission.SEE_WORK), permitted(Permission.RUN_COMMISSION)
COMMISSION = "<slug:place>/commissions/<slug:commission>"
LIST, OPTION = f"{COMMISSION}/manage/longlist", f"{COMMISSION}/manage/options/<slug:option>"
OWN = f"{COMMISSION}/options/<slug:option>"
urlpatterns = [
    path(f"{COMMISSION}/options/propose", signed_in(views.ProposeOption.as_view()), name="option-propose"),
    path(f"{OWN}/change", signed_in(views.ChangeProposal.as_view()), name="proposal-change"),
    path(f"{OWN}/withdraw", signed_in(views.WithdrawProposal.as_view()), name="proposal-withdraw"),
    path(LIST, see(views.show_longlist), name="manage-longlist"),
    path(f"{LIST}/add", run(views.AddOption.as_view()), name="option-add"),
    path(f"{OPTION}/edit", run(views.EditOption.as_view()), name="option-edit"),
    path(f"{OPTION}/factors", run(views.AssessOption.as_view()), name="option-factors"),
    path(f"{OPTION}/answer", run(views.AnswerProposal.as_view()), name="proposal-answer"),
    path(f"{OPTION}/drop", run(views.DropOption.as_view()), name="option-drop"),
    path(f"{OPTION}/advice", run(views.RecordAdvice.as_view()), name="option-advice"),
    path(f"{OPTION}/move/<slug:to>", run(views.MoveOption.as_view()), name="option-move"),
]

"""Addresses of the pages on which the Public Interest Test is answered."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.access import permitted
from wholeplace.faces.web.tests import views
from wholeplace.services.people.permissions import Permission

see, answer = permitted(Permission.SEE_WORK), permitted(Permission.ANSWER_TEST)
EDIT = "<slug:place>/commissions/<slug:commission>/public-interest-test/edit"
urlpatterns = [
    path(f"{EDIT}/", see(views.show_progress), name="test-edit"),
    path(f"{EDIT}/answers", see(views.show_check_answers), name="test-check-answers"),
    path(f"{EDIT}/hand-over", answer(views.HandOver.as_view()), name="test-hand-over"),
    path(f"{EDIT}/take-back", answer(views.TakeBack.as_view()), name="test-take-back"),
    # A member who decides may be the second person too; the page opens for whoever the check waits for.
    path(f"{EDIT}/check", see(views.CheckTest.as_view()), name="test-check"),
    path(f"{EDIT}/<slug:question>", answer(views.AnswerQuestion.as_view()), name="test-question"),
]

"""The Public Interest Test: a task list, one question a page, check answers, a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wholeplace.faces.web import words
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.pages import show
from wholeplace.faces.web.tests import forms
from wholeplace.faces.web.tests.guidance import GUIDANCE, PARTS
from wholeplace.faces.web.work.forms import ConfirmForm
from wholeplace.faces.web.work.pages import CommissionPage
from wholeplace.records.models import Person, TestCheck
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.places.queries import find_commission
from wholeplace.services.public_interest import operations, queries
from wholeplace.services.public_interest.operations import QUESTIONS
from wholeplace.services.publication.legality import judge_commission_law


def show_progress(request: HttpRequest, place: str, commission: str) -> HttpResponse:  # noqa: ARG001
    """Show how far the test is, as a task list."""
    found = find_commission(request.place, commission, user=request.user)  # type: ignore[attr-defined]
    law = judge_commission_law(found, as_at=timezone.localdate())
    return show(
        request,
        "tests/progress.html",
        **make_frame(request, found, "test"),
        parts=PARTS,
        progress=queries.describe_progress(found, user=request.user),
        duty=law["public_interest_test"],
        total=len(QUESTIONS),
        may_answer=may(request.user, Permission.ANSWER_TEST, found.place),
    )


class TestPage(CommissionPage):
    """A page of the test."""

    __test__ = False  # not a test for pytest
    section, after = "test", "test-edit"


class AnswerQuestion(TestPage):
    """Answer one question; then comes the next one without an answer, or the check."""

    template = "tests/question.html"
    button = lazy("Save and continue")

    def prepare(self) -> None:
        """Find the question and its answers."""
        super().prepare()
        # An address has words with hyphens where the record has underlines.
        self.question = self.kwargs["question"].replace("-", "_")
        if self.question not in QUESTIONS:
            raise NotFound(_("There is no such question in the Public Interest Test."))
        self.history = queries.list_answer_history(self.commission, self.question)
        self.current = next((line for line in self.history if line.is_current), None)

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Ask what this question asks."""
        return forms.QuestionForm(*arguments, question=self.question, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with the answer that stands."""
        return {"answer": self.current.answer, "reason": self.current.reason} if self.current else {}

    def more(self) -> Mapping[str, Any]:
        """Add the guidance and the history."""
        return {
            **super().more(),
            "title": words.QUESTIONS[self.question],
            "guidance": GUIDANCE[self.question],
            "history": self.history,
            "number": QUESTIONS.index(self.question) + 1,
            "total": len(QUESTIONS),
        }

    def save(self, form: forms.QuestionForm) -> str:
        """Save a new answer; one that says the same again is no answer of its own."""
        said = form.cleaned_data
        current = self.current
        if current is None or (current.answer, current.reason) != (said["answer"], said["reason"].strip()):
            operations.answer_question(
                commission=self.commission,
                question=self.question,
                answer=said["answer"],
                reason=said["reason"],
                by=self.person,
                at=self.now,
            )
        return self.find_next()

    def find_next(self) -> str:
        """Go to the next question without an answer, after this one first."""
        answered = self.commission.test_answers.filter(is_current=True).values_list("question", flat=True)
        here = QUESTIONS.index(self.question)
        order = (*QUESTIONS[here + 1 :], *QUESTIONS[:here])
        missing = next((one for one in order if one not in set(answered)), None)
        if missing is None:
            return self.address("test-check-answers")
        return self.address("test-question", question=missing.replace("_", "-"))


def show_check_answers(request: HttpRequest, place: str, commission: str) -> HttpResponse:  # noqa: ARG001
    """Show all answers, what does not fit together, and what is missing."""
    found = find_commission(request.place, commission, user=request.user)  # type: ignore[attr-defined]
    return show(
        request,
        "tests/answers.html",
        **make_frame(request, found, "test"),
        parts=PARTS,
        progress=queries.describe_progress(found, user=request.user),
        may_answer=may(request.user, Permission.ANSWER_TEST, found.place),
    )


class HandOver(TestPage):
    """Hand the test to a second person."""

    template = "tests/hand-over.html"
    title, button = lazy("Hand the test to a second person"), lazy("Hand it over")
    done = lazy("The test is handed over. It is on their task list.")

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer those who may check it."""
        self.people = queries.list_second_people(self.commission, user=self.person)
        return forms.HandOverForm(*arguments, people=self.people, **named)

    def more(self) -> Mapping[str, Any]:
        """Say whether there is anybody."""
        return {**super().more(), "people": self.people}

    def act(self, form: forms.HandOverForm) -> None:
        """Hand it over."""
        person = Person.objects.get(pk=int(form.cleaned_data["person"]))
        operations.hand_test_over(commission=self.commission, to=person, by=self.person, at=self.now)


class TakeBack(TestPage):
    """Take the test back from the second person."""

    form_class = ConfirmForm
    title, button = lazy("Take the test back"), lazy("Take it back")
    lead = lazy("You can then change answers, and hand it over again.")
    done = lazy("The test is with you again.")

    def act(self, form: django_forms.Form) -> None:  # noqa: ARG002
        """Take it back."""
        operations.take_test_back(commission=self.commission, by=self.person, at=self.now)


class CheckTest(TestPage):
    """Agree with the test, or return it with a comment."""

    template = "tests/check.html"
    form_class = forms.CheckForm
    title, button, done = lazy("Check the test"), lazy("Send"), lazy("Your check is recorded.")

    def prepare(self) -> None:
        """Find the check that waits for this person."""
        super().prepare()
        key = queries.find_check_for(self.commission, self.person)
        if key is None:
            raise NotFound(_("No check of this test is waiting for you."))
        self.check = TestCheck.objects.get(pk=key)
        self.check.commission = self.commission
        self.progress = queries.describe_progress(self.commission, user=self.person)

    def initial(self) -> Mapping[str, Any]:
        """Remember which answers were shown."""
        return {"seen": self.progress.newest_answer}

    def more(self) -> Mapping[str, Any]:
        """Add the answers."""
        return {**super().more(), "parts": PARTS, "progress": self.progress}

    def act(self, form: forms.CheckForm) -> None:
        """Record it."""
        said = form.cleaned_data
        operations.check_test(
            check=self.check,
            agrees=said["agrees"] == "yes",
            comment=said["comment"],
            seen=said["seen"],
            by=self.person,
            at=self.now,
        )

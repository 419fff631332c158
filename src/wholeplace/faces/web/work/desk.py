"""What is waiting for me, across commissions and places."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web.pages import show
from wholeplace.faces.web.work.mending import find_address
from wholeplace.records.models import Person
from wholeplace.services.people.permissions import NotPermitted
from wholeplace.services.work.queries import Task, describe_desk

# For each kind of task: what to do, with the thing it is about, and the page where it is done.
TASKS: dict[str, tuple[str | Promise, str]] = {
    "answer-proposal": (_("Answer the proposal “%(what)s”"), "proposal-answer"),
    "check-test": (_("Check the Public Interest Test that %(what)s handed to you"), "test-check"),
    "test-returned": (_("The Public Interest Test came back to you: %(what)s"), "test-edit"),
    "finish-test": (
        ngettext_lazy(
            "Answer the last question of the Public Interest Test",
            "Answer %(count)d more questions of the Public Interest Test",
            "count",
        ),
        "test-edit",
    ),
    "next-step-overdue": (_("Say what comes next: “%(what)s” is over"), "manage-next-step"),
    "review-overdue": (_("Review what was decided"), "manage"),
    "release-part": (_("Release what was withheld: %(what)s"), "documents"),
    "consultation-closing": (_("The consultation “%(what)s” closes soon"), "involve"),
    "count-responses": (_("Count the responses to “%(what)s”"), "involve"),
    "answer-themes": (
        ngettext_lazy(
            "Answer %(count)d thing that people said",
            "Answer %(count)d things that people said",
            "count",
        ),
        "involve",
    ),
    "declare-interests": (_("Declare your interests"), "interest-declare"),
    "record-decision": (_("Record the decision"), "decision-record"),
    "answer-needs": (
        ngettext_lazy("Answer %(count)d need", "Answer %(count)d needs", "count"),
        "needs",
    ),
    "finish-draft": (_("Finish your draft of the appraisal"), "appraisal-edit"),
    "job-done": (_("Version %(item)s of the appraisal is computed"), "appraisal"),
    "job-failed": (_("Version %(item)s of the appraisal could not be computed: %(what)s"), "appraisal-edit"),
    "job-running": (_("Version %(item)s of the appraisal is being computed: %(what)s"), "appraisal-edit"),
}


@dataclass(frozen=True)
class Line:
    """A task as the page shows it."""

    task: Task
    text: str
    address: str


def show_desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, what is late first, and what changed since yesterday."""
    person = request.user
    if not isinstance(person, Person):
        raise NotPermitted(gettext("Sign in first."))
    desk = describe_desk(person, at=timezone.now())
    lines = [write_line(task) for task in desk.tasks]
    return show(
        request,
        "work/tasks.html",
        desk=desk,
        late=[line for line in lines if line.task.is_overdue],
        waiting=[line for line in lines if not line.task.is_overdue],
    )


def write_line(task: Task) -> Line:
    """Write a task in words, with the address where it is done."""
    text, page = TASKS[task.kind]
    words = {"what": task.what, "item": task.item, "count": task.count}
    parts = {"place": task.place_slug}
    if task.commission_slug:
        parts["commission"] = task.commission_slug
    if page == "proposal-answer":
        parts["option"] = task.item
    address = find_address(page, parts)
    if page == "needs":
        address += "?state=unanswered"
    return Line(task, str(text % words), address)

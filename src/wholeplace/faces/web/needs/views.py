"""Pages about needs: the list, one need, and what people do with it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wholeplace.faces.web.access import public, signed_in
from wholeplace.faces.web.needs import forms
from wholeplace.faces.web.pages import ActionPage, AskFirst, FormPage, read_page, show
from wholeplace.records.models import Person
from wholeplace.services.needs import operations, queries
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.places.queries import find_place


@public
def show_needs(request: HttpRequest, place: str) -> HttpResponse:
    """List what people say is needed."""
    found = find_place(place, user=request.user)
    wanted = read_filter(request)
    needs = queries.list_needs(found, wanted, user=request.user)
    return show(
        request,
        "needs/list.html",
        place=found,
        wanted=wanted,
        needs=needs,
        states=name_states(may(request.user, Permission.MODERATE, found)),
        is_narrowed=any((wanted.words, wanted.theme, wanted.area, wanted.state)),
    )


def read_filter(request: HttpRequest) -> queries.NeedFilter:
    """Read what the reader looks for from the address; what makes no sense is passed over."""
    asked = request.GET
    state, order = asked.get("state", ""), asked.get("order", "newest")
    return queries.NeedFilter(
        words=asked.get("q", "")[:200],
        theme=asked.get("theme", "").replace("\0", "")[:200],
        area=asked.get("area", "").replace("\0", "")[:200],
        state=state if state in queries.STATES else "",
        order=order if order in queries.ORDERS else "newest",
        page=read_page(request),
    )


def name_states(may_moderate: bool) -> list[tuple[str, str]]:
    """Name the states that a need can be narrowed to."""
    named = [
        ("", _("All")),
        ("unanswered", _("Not answered yet")),
        ("answered", _("Answered")),
        ("cited", _("Part of a commission")),
    ]
    return [*named, ("hidden", _("Hidden"))] if may_moderate else named


@public
def show_need(request: HttpRequest, place: str, number: int) -> HttpResponse:
    """Show one need, in the words of whoever spoke, and what became of it."""
    found = find_place(place, user=request.user)
    need = queries.find_need(found, number, user=request.user)
    return show(
        request,
        "needs/need.html",
        place=found,
        need=queries.describe_need(need, user=request.user),
        may_moderate=may(request.user, Permission.MODERATE, found),
    )


@signed_in
def support_need(request: HttpRequest, place: str, number: int) -> HttpResponse:
    """Support a need, or take the support back; doing either twice does no harm.

    Whoever had to sign in first comes back without their click: they see the need and click again. Whoever
    was about to record a need of their own (`instead`) is told that it was not recorded.
    """
    need = queries.find_need(find_place(place, user=request.user), number, user=request.user)
    person = request.user
    if request.method == "POST" and isinstance(person, Person):
        withdraws = request.POST.get("wish") == "withdraw"
        act = operations.withdraw_support if withdraws else operations.support_need
        # What was asked for holds already at the second click.
        with suppress(operations.NotSupported, operations.AlreadySupported):
            act(need=need, by=person, at=timezone.now())
        if "instead" in request.POST:
            messages.success(request, _("You support this need. What you wrote yourself was not recorded."))
    return HttpResponseRedirect(reverse("need", kwargs={"place": place, "number": number}))


class RecordNeed(FormPage):
    """Say what is needed."""

    template = "needs/record.html"
    form_class = forms.NeedForm

    def prepare(self) -> None:
        """Find the place."""
        self.place = find_place(self.kwargs["place"], user=self.request.user)

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the organisations for which the person may speak."""
        return self.form_class(
            *arguments,
            organisations=queries.list_own_organisations(self.place, user=self.request.user),
            may_assist=may(self.request.user, Permission.MODERATE, self.place),
            **named,
        )

    def more(self) -> Mapping[str, Any]:
        """Give the place and its themes."""
        return {
            "place": self.place,
            "title": _("Say what is needed"),
            "back": reverse("needs", kwargs={"place": self.place.slug}),
        }

    def ask_first(self, form: forms.NeedForm) -> None:
        """Show who has said something like it, unless they want to record their own all the same."""
        sent = self.request.POST
        if "change" in sent:
            raise AskFirst(self.respond(form))
        if "anyway" in sent:
            return
        alike = queries.find_said_already(self.place, form.entry(), user=self.request.user)
        if alike:
            typed = [(name, sent[name]) for name in form.fields if name in sent]
            values = {**self.more(), "alike": alike, "typed": typed, "written": form.entry()}
            raise AskFirst(show(self.request, "needs/alike.html", **values, once=uuid.uuid4()))

    def save(self, form: forms.NeedForm) -> str:
        """Record it, once it is clear that nobody has said it already."""
        self.ask_first(form)
        need = operations.record_need(place=self.place, entry=form.entry(), by=self.person, at=timezone.now())
        messages.success(self.request, _("Thank you. Everybody can now read and support this need."))
        return reverse("need", kwargs={"place": self.place.slug, "number": need.number})


class NeedPage(ActionPage):
    """A form about one need."""

    def prepare(self) -> None:
        """Find the need."""
        self.place = find_place(self.kwargs["place"], user=self.request.user)
        self.need = queries.find_need(self.place, self.kwargs["number"], user=self.request.user)

    def more(self) -> Mapping[str, Any]:
        """Give the need and the page's words."""
        return {**super().more(), "place": self.place, "caption": self.need.title}

    def way_back(self) -> str:
        """Give the address of the need."""
        return reverse("need", kwargs={"place": self.place.slug, "number": self.need.number})


class AddEvidence(NeedPage):
    """Add evidence."""

    form_class = forms.EvidenceForm
    title, button, done = lazy("Add evidence"), lazy("Add it"), lazy("Your evidence was added.")

    def act(self, form: forms.EvidenceForm) -> None:
        """Add it."""
        operations.add_evidence(need=self.need, entry=form.entry(), by=self.person, at=timezone.now())


class AnswerNeed(NeedPage):
    """Answer for the place."""

    form_class = forms.AnswerForm
    title, button, done = (
        lazy("Answer this need"),
        lazy("Publish the answer"),
        lazy("The answer is published."),
    )

    def initial(self) -> Mapping[str, Any]:
        """Start with the answer that stands."""
        return {"answer": self.need.answer}

    def act(self, form: forms.AnswerForm) -> None:
        """Publish it."""
        operations.answer_need(
            need=self.need, answer=form.cleaned_data["answer"], by=self.person, at=timezone.now()
        )


class SortNeed(NeedPage):
    """Put a need under a theme and an area."""

    form_class = forms.SortForm
    title, button, done = lazy("Theme and area"), lazy("Save"), lazy("Saved.")
    lead = lazy("This helps people to find the need. Its words stay as they were said.")

    def initial(self) -> Mapping[str, Any]:
        """Start with where it is now."""
        return {"theme": self.need.theme, "where": self.need.where}

    def act(self, form: forms.SortForm) -> None:
        """Sort it."""
        operations.sort_need(need=self.need, by=self.person, at=timezone.now(), **form.cleaned_data)


class HideNeed(NeedPage):
    """Hide a need."""

    form_class = forms.HideForm
    title, button, done = lazy("Hide this need"), lazy("Hide it"), lazy("The need is hidden.")
    lead = lazy("Hide only what breaks the rules: abuse, private facts about somebody, advertising.")

    def act(self, form: forms.HideForm) -> None:
        """Hide it."""
        operations.hide_need(
            need=self.need, reason=form.cleaned_data["reason"], by=self.person, at=timezone.now()
        )


class ShowNeed(NeedPage):
    """Show a hidden need again."""

    form_class = forms.ConfirmForm
    title, button, done = lazy("Show this need again"), lazy("Show it"), lazy("Everybody can read it again.")

    def act(self, form: django_forms.Form) -> None:  # noqa: ARG002
        """Show it."""
        operations.show_need(need=self.need, by=self.person, at=timezone.now())

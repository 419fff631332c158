"""Pages for running a commission: what stands, what is missing, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wholeplace.casefile.guards import Blocker
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.pages import FormPage, read_page, show
from wholeplace.faces.web.work import forms
from wholeplace.faces.web.work.mending import Mended, name_mending
from wholeplace.faces.web.work.pages import CommissionPage
from wholeplace.faces.web.work.stages import list_stage_tasks
from wholeplace.records.models import Commission, Place
from wholeplace.services.appraisals.evidence import list_documents
from wholeplace.services.commissions import operations, queries
from wholeplace.services.commissions.entries import FACTS, suggest_route
from wholeplace.services.commissions.readiness import assess_next_move, judge_commission
from wholeplace.services.operation import NotFound
from wholeplace.services.options.queries import describe_longlist
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.places.queries import find_commission
from wholeplace.services.public_interest.queries import describe_progress


def show_manage(request: HttpRequest, place: str, commission: str) -> HttpResponse:  # noqa: ARG001
    """Show what is done, what waits for whom, and what stands in the way of the next stage."""
    found = find_commission(request.place, commission, user=request.user)  # type: ignore[attr-defined]
    position = judge_commission(found, today=timezone.localdate())
    longlist = describe_longlist(found, user=request.user)
    progress = describe_progress(found, user=request.user)
    readiness = assess_next_move(found, position)
    return show(
        request,
        "work/manage.html",
        **make_frame(request, found, "manage"),
        tasks=list_stage_tasks(found, position, longlist, progress, user=request.user),
        readiness=readiness,
        blockers=_mend(readiness.blockers if readiness else (), found, user=request.user),
        principles=position.principles,
        law=position.law,
        longlist=longlist,
        people=queries.list_people(found),
        documents=list_documents(found, user=request.user),
        needs=queries.list_cited_needs(found),
        history=queries.fold_repeats(queries.list_history(found))[:8],
        may_run=may(request.user, Permission.RUN_COMMISSION, found.place),
        may_attach=may(request.user, Permission.WRITE_APPRAISAL, found.place),
        may_audit=may(request.user, Permission.SEE_WORK, found.place),
    )


def _mend(blockers: tuple[Blocker, ...], commission: Commission, *, user: object) -> list[Mended]:
    return [name_mending(blocker, commission, user=user) for blocker in blockers]


def show_history(request: HttpRequest, place: str, commission: str) -> HttpResponse:  # noqa: ARG001
    """Show everything that happened to a commission."""
    found = find_commission(request.place, commission, user=request.user)  # type: ignore[attr-defined]
    page = read_page(request)
    history = queries.list_history(found, page=page)
    return show(
        request,
        "work/history.html",
        **make_frame(request, found, "manage"),
        history=history,
        moves=queries.list_moves(found),
        page=page,
        has_more=len(history) == queries.HISTORY_PAGE,
    )


class FoundCommission(FormPage):
    """Start a commission."""

    template = "form.html"
    form_class = forms.FoundForm

    def prepare(self) -> None:
        """Take the place that the access rule found."""
        self.place: Place = self.request.place  # type: ignore[attr-defined]

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the bodies of the place."""
        bodies = queries.list_commissioning_bodies(self.place)
        return self.form_class(*arguments, bodies=bodies, limit=self.place.light_route_limit_pounds, **named)

    def more(self) -> Mapping[str, Any]:
        """Give the page's words."""
        return {
            "place": self.place,
            "title": _("Start a commission"),
            "lead": _("Only your colleagues see it until you open it to the public."),
            "button": _("Start it"),
            "back": reverse("tasks"),
        }

    def save(self, form: forms.FoundForm) -> str:
        """Found it on the route that its value suggests."""
        route = suggest_route(self.place, form.cleaned_data["value_pounds"])
        entry = form.entry(route=route, today=form.cleaned_data["today"])
        commission = operations.found_commission(
            place=self.place, entry=entry, by=self.person, at=timezone.now()
        )
        if route == "light":
            told = _("The value is small, so one page is enough. You can take the full route instead.")
            messages.info(self.request, told)
        return reverse("manage", kwargs={"place": self.place.slug, "commission": commission.slug})


class EditFacts(CommissionPage):
    """Change what is known of a commission."""

    form_class = forms.FactsForm
    title, done = lazy("What this commission is"), lazy("Saved.")

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the bodies of the place."""
        bodies = queries.list_commissioning_bodies(self.place)
        return forms.FactsForm(*arguments, bodies=bodies, limit=self.place.light_route_limit_pounds, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with what is saved."""
        names = ("title", "question", "summary", "value_pounds", "starts_on", "service", "route", "revision")
        stored = {name: getattr(self.commission, name) for name in names}
        return stored | {"body": str(self.commission.body_id or "")}

    def more(self) -> Mapping[str, Any]:
        """Add what somebody else saved meanwhile."""
        return {**super().more(), "saved_now": getattr(self, "saved_now", None)}

    def act(self, form: forms.FactsForm) -> None:
        """Save it."""
        operations.edit_facts(
            commission=self.commission,
            entry=form.entry(facts=self.commission.facts),
            revision=form.cleaned_data["revision"] or 0,
            by=self.person,
            at=self.now,
        )


class EditLegalFacts(CommissionPage):
    """Say what the rules of law ask."""

    template = "work/legal-facts.html"
    form_class = forms.LegalFactsForm
    title, done, after = lazy("What the law asks"), lazy("Saved."), "law"
    section = "law"
    lead = lazy("What is not known stays “take advice”. None of this is legal advice.")

    def initial(self) -> Mapping[str, Any]:
        """Start with what is known."""
        known = {name: self.commission.facts.get(name) for name in FACTS}
        return {**known, "revision": self.commission.revision}

    def more(self) -> Mapping[str, Any]:
        """Add what somebody else saved meanwhile."""
        return {**super().more(), "saved_now": getattr(self, "saved_now", None)}

    def act(self, form: forms.LegalFactsForm) -> None:
        """Save it."""
        operations.edit_facts(
            commission=self.commission,
            entry=forms.keep_entry(self.commission, facts=form.facts()),
            revision=form.cleaned_data["revision"] or 0,
            by=self.person,
            at=self.now,
        )


class StateRouteReasons(CommissionPage):
    """Say why this route."""

    form_class = forms.RouteForm
    title, done = lazy("Grant or contract"), lazy("Saved.")

    def initial(self) -> Mapping[str, Any]:
        """Start with what is saved."""
        return {
            name: getattr(self.commission, name) for name in ("grant_considered", "lock_in_justification")
        }

    def act(self, form: forms.RouteForm) -> None:
        """Save it."""
        operations.state_route_reasons(
            commission=self.commission, by=self.person, at=self.now, **form.cleaned_data
        )


class SetNextStep(CommissionPage):
    """Say what comes next."""

    form_class = forms.NextStepForm
    title, done = lazy("What comes next"), lazy("The public page says what comes next.")

    def initial(self) -> Mapping[str, Any]:
        """Start with what is said now."""
        return {name: getattr(self.commission, name) for name in ("next_step", "next_step_on")}

    def act(self, form: forms.NextStepForm) -> None:
        """Save it."""
        operations.set_next_step(commission=self.commission, by=self.person, at=self.now, **form.cleaned_data)


class HandLead(CommissionPage):
    """Give the lead to somebody else."""

    form_class = forms.LeadForm
    title, done = lazy("Hand over the lead"), lazy("The lead is handed over.")

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer those who may lead."""
        self.people = queries.list_possible_leads(self.commission)
        return forms.LeadForm(*arguments, people=self.people, **named)

    def act(self, form: forms.LeadForm) -> None:
        """Hand it over."""
        person = queries.find_possible_lead(self.commission, int(form.cleaned_data["person"]))
        operations.hand_lead_to(commission=self.commission, person=person, by=self.person, at=self.now)


class OpenCommission(CommissionPage):
    """Open a commission to the public."""

    form_class = forms.ConfirmForm
    title, button = lazy("Open it to the public"), lazy("Open it now")
    lead = lazy(
        "From now on everybody can see the need, the options and what comes next. This cannot be undone."
    )
    done = lazy("The commission is open: everybody can follow it.")

    def act(self, form: django_forms.Form) -> None:  # noqa: ARG002
        """Open it."""
        operations.open_commission(commission=self.commission, by=self.person, at=self.now)


class CiteNeeds(CommissionPage):
    """Say which needs the commission answers."""

    template = "work/needs.html"
    form_class = forms.CiteForm
    title, button, after = lazy("The needs it answers"), lazy("Cite this need"), "manage-needs"

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the needs that are not cited yet."""
        needs = queries.list_citable_needs(self.commission)
        return forms.CiteForm(*arguments, needs=needs, **named)

    def more(self) -> Mapping[str, Any]:
        """Add the needs that are cited."""
        return {
            **super().more(),
            "needs": queries.list_cited_needs(self.commission),
            "back": self.address("manage"),
            "stays": True,
        }

    def act(self, form: forms.CiteForm) -> None:
        """Cite it."""
        need = queries.find_published_need(self.place, int(form.cleaned_data["need"]))
        operations.cite_need(
            commission=self.commission,
            need=need,
            reason=form.cleaned_data["reason"],
            by=self.person,
            at=self.now,
        )


class StopCitingNeed(CommissionPage):
    """Take back that a need is cited."""

    form_class = forms.ConfirmForm
    title, button, after = lazy("Stop citing this need"), lazy("Stop citing it"), "manage-needs"

    def act(self, form: django_forms.Form) -> None:  # noqa: ARG002
        """Take it back."""
        need = queries.find_cited_need(self.commission, self.kwargs["number"])
        operations.stop_citing_need(commission=self.commission, need=need, by=self.person, at=self.now)


class EditOutcomes(CommissionPage):
    """Say what should be different for people."""

    template = "work/entries.html"
    form_class = forms.OutcomeForm
    title, button, after = lazy("Outcomes"), lazy("Add it"), "manage-outcomes"
    lead = lazy("Say what should be different for people, not what a service should do.")

    def more(self) -> Mapping[str, Any]:
        """Add the list."""
        entries = [
            Entry(
                one["name"],
                one.get("measure", ""),
                self.address("manage-outcome-remove", outcome=one["id"]),
            )
            for one in self.commission.outcomes
        ]
        return {**super().more(), "entries": entries, "back": self.address("manage"), "stays": True}

    def act(self, form: forms.OutcomeForm) -> None:
        """Add it."""
        operations.add_outcome(commission=self.commission, by=self.person, at=self.now, **form.cleaned_data)


class RemoveOutcome(CommissionPage):
    """Take an outcome off the list."""

    form_class = forms.ConfirmForm
    title, button, after = lazy("Remove this outcome"), lazy("Remove it"), "manage-outcomes"

    def act(self, form: django_forms.Form) -> None:  # noqa: ARG002
        """Remove it."""
        operations.remove_outcome(
            commission=self.commission, outcome=self.kwargs["outcome"], by=self.person, at=self.now
        )


@dataclass(frozen=True)
class Entry:
    """A line of a list that can be taken off it."""

    name: str
    text: str
    remove: str


class EditFactors(CommissionPage):
    """Say what an option must do to be worth comparing."""

    template = "work/entries.html"
    form_class = forms.FactorForm
    title, button, after = lazy("Critical success factors"), lazy("Add it"), "manage-factors"
    lead = lazy(
        "What must every option do, whoever provides it? Each option is then held against each factor."
    )

    def more(self) -> Mapping[str, Any]:
        """Add the list."""
        entries = [
            Entry(one.name, one.description, self.address("manage-factor-remove", factor=one.slug))
            for one in self.commission.success_factors.all()
        ]
        return {**super().more(), "entries": entries, "back": self.address("manage"), "stays": True}

    def act(self, form: forms.FactorForm) -> None:
        """Add it."""
        operations.add_success_factor(
            commission=self.commission, by=self.person, at=self.now, **form.cleaned_data
        )


class RemoveFactor(CommissionPage):
    """Take a critical success factor off the list."""

    form_class = forms.ConfirmForm
    title, button, after = lazy("Remove this factor"), lazy("Remove it"), "manage-factors"
    lead = lazy("What was said about it for each option is removed with it.")

    def act(self, form: django_forms.Form) -> None:  # noqa: ARG002
        """Remove it."""
        factor = self.commission.success_factors.filter(slug=self.kwargs["factor"]).first()
        if factor is None:
            raise NotFound(_("There is no such critical success factor in this commission."))
        factor.commission = self.commission
        operations.remove_success_factor(factor=factor, by=self.person, at=self.now)


class MoveOn(CommissionPage):
    """Move a commission to its next stage."""

    template = "work/move.html"
    form_class = forms.MoveForm
    title, button = lazy("Move to the next stage"), lazy("Move on")

    def prepare(self) -> None:
        """Find the commission and its next stage."""
        super().prepare()
        self.position = judge_commission(self.commission, today=timezone.localdate(self.now))
        self.readiness = assess_next_move(self.commission, self.position)
        if self.readiness is None:
            raise NotFound(_("This commission is at the end of its thread."))

    def more(self) -> Mapping[str, Any]:
        """Add what stands in the way."""
        assert self.readiness is not None  # noqa: S101 - `prepare` has refused it
        blockers = _mend(self.readiness.blockers, self.commission, user=self.person)
        return {**super().more(), "readiness": self.readiness, "blockers": blockers}

    def act(self, form: forms.MoveForm) -> None:
        """Move it to the stage that the page showed, if that is still the next one."""
        operations.move_commission(
            commission=self.commission,
            to_stage=self.request.POST.get("to", ""),
            reason=form.cleaned_data["reason"],
            by=self.person,
            at=self.now,
        )
        messages.success(self.request, _("The commission has moved on."))


class Withdraw(CommissionPage):
    """End a commission without a decision."""

    form_class = forms.WithdrawForm
    title, button = lazy("Withdraw this commission"), lazy("Withdraw it")
    done = lazy("The commission is withdrawn. Its page says why.")

    def act(self, form: forms.WithdrawForm) -> None:
        """Withdraw it."""
        operations.withdraw_commission(
            commission=self.commission, reason=form.cleaned_data["reason"], by=self.person, at=self.now
        )

"""Pages about options: proposing one, answering, comparing, dropping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wholeplace.faces.web import words
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.options import forms
from wholeplace.faces.web.pages import show
from wholeplace.faces.web.work.forms import ConfirmForm
from wholeplace.faces.web.work.pages import CommissionPage
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.services.commissions.queries import list_providers
from wholeplace.services.needs.queries import list_own_organisations
from wholeplace.services.operation import NotFound
from wholeplace.services.options import operations, queries
from wholeplace.services.people.permissions import NotPermitted, Permission, may
from wholeplace.services.places.queries import find_commission
from wholeplace.services.publication.legality import judge_commission_law


class ProposeOption(CommissionPage):
    """Propose an option; anybody who has signed in."""

    template = "options/propose.html"
    form_class = forms.ProposalForm
    section = "options"
    after = "commission"
    button = lazy("Send your proposal")

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the organisations for which the person may speak."""
        organisations = list_own_organisations(self.place, user=self.request.user)
        return forms.ProposalForm(*arguments, organisations=organisations, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start as a staff group where the link said so."""
        asked = self.request.GET.get("as", "")
        if asked == "staff-group":
            return {"proposed_as": asked, "model": "public-service-mutual"}
        return {"proposed_as": asked if asked in forms.CAPACITIES else ""}

    def more(self) -> Mapping[str, Any]:
        """Say until when it will be answered, or why nothing can be proposed."""
        return {
            **super().more(),
            "title": _("Propose an option"),
            "is_spin_out": self.request.GET.get("as") == "staff-group",
            "days": self.place.proposal_answer_days,
            "is_open": queries.takes_proposals(self.commission),
        }

    def save(self, form: forms.ProposalForm) -> str:
        """Send it."""
        option = operations.propose_option(
            commission=self.commission, entry=form.entry(), by=self.person, at=self.now
        )
        told = _("Your proposal is with the commissioner, who must answer it. You find it on your task page.")
        messages.success(self.request, told)
        return self.address("option", option=option.slug)


class OwnProposal(CommissionPage):
    """A form about a proposal of the person's own that waits for its answer."""

    section = "options"

    def prepare(self) -> None:
        """Find the proposal."""
        super().prepare()
        self.option = queries.find_own_proposal(
            self.commission, self.kwargs["option"], user=self.request.user
        )

    def more(self) -> Mapping[str, Any]:
        """Name the proposal, and lead back to it."""
        return {
            **super().more(),
            "title": self.title % {"option": self.option.name},
            "back": self.address("option", option=self.option.slug),
            "saved_now": getattr(self, "saved_now", None),
        }

    def save(self, form: Any) -> str:
        """Do it, say so, and show the proposal."""
        self.act(form)
        messages.success(self.request, str(self.done))
        return self.address("option", option=self.option.slug)


class ChangeProposal(OwnProposal):
    """Say an own proposal better."""

    form_class = forms.ChangedProposalForm
    title, button = lazy("Change “%(option)s”"), lazy("Save the change")
    lead = lazy("Whoever answers it sees what it said before and what it says now.")
    done = lazy("Your proposal is changed. It still waits for its answer.")

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the organisations for which the person may speak."""
        organisations = list_own_organisations(self.place, user=self.request.user)
        return forms.ChangedProposalForm(*arguments, organisations=organisations, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with what it says."""
        names = ("proposed_as", "name", "description", "model", "strengths", "weaknesses", "revision")
        stored = {name: getattr(self.option, name) for name in names}
        return stored | {"organisation": str(self.option.organisation_id or "")}

    def act(self, form: forms.ChangedProposalForm) -> None:
        """Save it."""
        operations.change_proposal(
            option=self.option,
            entry=form.entry(),
            revision=form.cleaned_data["revision"] or 0,
            by=self.person,
            at=self.now,
        )


class WithdrawProposal(OwnProposal):
    """Take an own proposal back."""

    form_class = forms.WithdrawForm
    title, button = lazy("Withdraw “%(option)s”"), lazy("Withdraw it")
    lead = lazy(
        "It will not be answered or published. The people who run the commission still see that it was made."
    )
    done = lazy("Your proposal is withdrawn.")

    def act(self, form: forms.WithdrawForm) -> None:
        """Take it back."""
        operations.withdraw_proposal(
            option=self.option, reason=form.cleaned_data["reason"], by=self.person, at=self.now
        )


def show_longlist(request: HttpRequest, place: str, commission: str) -> HttpResponse:  # noqa: ARG001
    """Compare every option with every critical success factor."""
    found = find_commission(request.place, commission, user=request.user)  # type: ignore[attr-defined]
    law = judge_commission_law(found, as_at=timezone.localdate())
    return show(
        request,
        "options/longlist.html",
        **make_frame(request, found, "manage"),
        longlist=queries.describe_longlist(found, user=request.user),
        law={slug: one["status"] for slug, one in law["options"].items()},
        may_run=may(request.user, Permission.RUN_COMMISSION, found.place),
    )


class OptionPage(CommissionPage):
    """A form about one option."""

    after = "manage-longlist"

    def prepare(self) -> None:
        """Find the option."""
        super().prepare()
        self.option = queries.find_option_to_change(
            self.commission, self.kwargs["option"], user=self.request.user
        )

    def more(self) -> Mapping[str, Any]:
        """Name the option."""
        return {
            **super().more(),
            "title": self.title % {"option": self.option.name},
            "option": self.option,
            "saved_now": getattr(self, "saved_now", None),
        }


class AddOption(CommissionPage):
    """Put an option of the place's own on the longlist."""

    form_class = forms.NewOptionForm
    title, button, done = lazy("Add an option"), lazy("Add it"), lazy("The option is on the longlist.")
    after = "manage-longlist"

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the organisations of the place as providers."""
        form = forms.NewOptionForm(*arguments, providers=list_providers(self.place), **named)
        del form.fields["revision"]
        return form

    def initial(self) -> Mapping[str, Any]:
        """Start with the lever that was chosen."""
        model = self.request.GET.get("model", "")
        if model not in words.MODELS:
            return {"proposed_as": "commissioner"}
        return {"proposed_as": "commissioner", "model": model, "name": words.MODELS[model]}

    def act(self, form: forms.NewOptionForm) -> None:
        """Add it."""
        operations.add_option(commission=self.commission, entry=form.entry(), by=self.person, at=self.now)


class EditOption(OptionPage):
    """Describe an option better."""

    form_class = forms.OptionForm
    title, done = lazy("Describe “%(option)s”"), lazy("Saved.")

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the organisations of the place as providers."""
        return forms.OptionForm(*arguments, providers=list_providers(self.place), **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with what is saved."""
        names = (
            "name", "model", "description", "strengths", "weaknesses", "term_years", "is_reserved",
            "is_for_profit", "revision",
        )  # fmt: skip
        stored = {name: getattr(self.option, name) for name in names}
        return stored | {"provider": str(self.option.provider_id or "")}

    def act(self, form: forms.OptionForm) -> None:
        """Save it."""
        operations.edit_option(
            option=self.option,
            entry=form.entry(),
            revision=form.cleaned_data["revision"] or 0,
            by=self.person,
            at=self.now,
        )


class AssessOption(OptionPage):
    """Hold an option against each critical success factor."""

    template = "options/factors.html"
    form_class = forms.FactorsForm
    title, done = lazy("Does “%(option)s” do what it must?"), lazy("Saved.")

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Ask for each factor."""
        self.factors = queries.find_factor_lines(self.commission)
        return forms.FactorsForm(*arguments, factors=self.factors, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with what was said before."""
        return forms.start_factors(self.option, queries.find_factor_lines(self.commission))

    def act(self, form: forms.FactorsForm) -> None:
        """Save it."""
        operations.assess_option(option=self.option, factors=form.assessed(), by=self.person, at=self.now)


class AnswerProposal(OptionPage):
    """Accept a proposal, or refuse it for a reason."""

    template = "options/answer.html"
    form_class = forms.ReplyForm
    title, button = lazy("Answer “%(option)s”"), lazy("Publish the answer")
    done = lazy("The answer is published.")

    def initial(self) -> Mapping[str, Any]:
        """Remember which words are answered: whoever proposed them may change them meanwhile."""
        return {"revision": self.option.revision}

    def more(self) -> Mapping[str, Any]:
        """Show what it said before it was changed."""
        return {**super().more(), "wordings": queries.list_earlier_wordings(self.option)}

    def act(self, form: forms.ReplyForm) -> None:
        """Publish it."""
        operations.answer_proposal(option=self.option, by=self.person, at=self.now, **form.cleaned_data)


class DropOption(OptionPage):
    """Drop an option for a reason."""

    form_class = forms.DropForm
    title, button = lazy("Drop “%(option)s”"), lazy("Drop it")
    done = lazy("The option is dropped. Its reason is published.")

    def act(self, form: forms.DropForm) -> None:
        """Drop it."""
        operations.drop_option(
            option=self.option, reason=form.cleaned_data["reason"], by=self.person, at=self.now
        )


class RecordAdvice(OptionPage):
    """Record advice on whether an option is open to the place."""

    form_class = forms.AdviceForm
    section, after = "law", "law"
    title, done = lazy("Legal advice on “%(option)s”"), lazy("The advice is recorded.")

    def act(self, form: forms.AdviceForm) -> None:
        """Record it."""
        operations.record_advice(option=self.option, entry=form.entry(), by=self.person, at=self.now)


MOVES = {
    "shortlist": operations.shortlist_option,
    "longlist": operations.return_option,
    "comparator": operations.name_in_house_comparator,
}


class MoveOption(OptionPage):
    """Put an option on the shortlist, back on the longlist, or make it the in-house comparator.

    It asks nothing, so that it is a button; opened by hand it asks to confirm.
    """

    form_class = ConfirmForm
    title = lazy("Move “%(option)s”")
    button = lazy("Move it")

    def prepare(self) -> None:
        """Find the option, and refuse what is no move."""
        super().prepare()
        if self.kwargs["to"] not in MOVES:
            raise NotFound(_("There is no such list."))

    def post(self, request: HttpRequest, **_parts: Any) -> HttpResponse:
        """Move it; a refusal is told on the longlist, where the button was."""
        self.prepare()
        try:
            MOVES[self.kwargs["to"]](option=self.option, by=self.person, at=self.now)
        except operations.NothingToChange:
            pass  # a second click
        except (NotPermitted, NotFound):
            raise
        except WholeplaceError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("manage-longlist", kwargs=self._parts()))

    def _parts(self) -> dict[str, str]:
        return {"place": self.place.slug, "commission": self.commission.slug}

"""Pages on which people declare, recommend, decide, override, award and set a review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web import words
from wholeplace.faces.web.access import permitted
from wholeplace.faces.web.commission_form import CommissionForm, open_commission
from wholeplace.faces.web.decisions import forms
from wholeplace.faces.web.pages import show
from wholeplace.foundations.vocabulary import PrincipleCode, Role
from wholeplace.records.models import BudgetHead, Option, Organisation, Person
from wholeplace.services.commissions.readiness import judge_commission
from wholeplace.services.decisions import guards, operations, queries
from wholeplace.services.decisions.entries import AwardEntry, DecisionEntry, DeclarationEntry, VoteEntry
from wholeplace.services.involvement.queries import list_compared
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission, may, name_office

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DECIDING_ROLES: tuple[Role, ...] = ("member", "officer")


@permitted(Permission.DECLARE_INTEREST)
def show_interests(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show who has declared what, and who has not yet."""
    found = open_commission(request, place, commission)
    today = timezone.localdate()
    values: dict[str, Any] = {
        "place": found.place,
        "commission": found,
        "declared": queries.list_current_declarations(found, today=today),
        "undeclared": guards.list_undeclared(found, today=today),
        "mine": guards.find_declaration(found, request.user, today=today),  # type: ignore[arg-type]
        "may_write_for_others": may(request.user, Permission.RECOMMEND, found.place),
    }
    return show(request, "decisions/interests.html", **values)


@permitted(Permission.SEE_WORK)
def show_principles(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show how each principle stands, and let those who may set one aside."""
    found = open_commission(request, place, commission)
    position = judge_commission(found, today=timezone.localdate())
    values: dict[str, Any] = {
        "place": found.place,
        "commission": found,
        "principles": position.principles,
        "may_override": may(request.user, Permission.OVERRIDE_PRINCIPLE, found.place),
    }
    return show(request, "decisions/principles.html", **values)


class DeclareInterest(CommissionForm):
    """Declare an interest, or none; officers may write down what a member declared."""

    form_class = forms.DeclarationForm
    back_to = "interests"
    title: StrOrPromise = _("Declare your interests")
    lead = _("What you declare is published with your name and office, because you decide in public.")
    button = _("Declare")
    done = _("Declared.")
    subject: Person

    def find(self) -> None:
        """Find whose declaration it is: one’s own, unless the address names somebody."""
        self.subject = self.person
        number = self.kwargs.get("number")
        if number is not None and number != self.person.pk:
            known = Person.objects.filter(pk=number, memberships__place=self.commission.place).first()
            if known is None:
                raise NotFound("There is no such person in this place.")
            self.subject = known
            self.title = gettext("Write down what %(name)s declared") % {"name": known.name}

    def act(self, form: Any) -> None:
        """Declare it."""
        entered = form.cleaned_data
        entry = DeclarationEntry(
            has_interest=entered["has_interest"] == "yes",
            interest=entered["interest"],
            expires_on=entered["expires_on"],
        )
        operations.declare_interest(commission=self.commission, entry=entry, person=self.subject, **self.who)


class ChoosingForm(CommissionForm):
    """A form in which one of the compared options is chosen."""

    back_to = "manage"
    compared: list[Option]

    def find(self) -> None:
        """Find the options that are compared."""
        self.compared = list_compared(self.commission)
        for option in self.compared:
            option.commission = self.commission

    def pick(self, slug: str) -> Option:
        """Return the option that was chosen; the form knows no others."""
        return next(option for option in self.compared if option.slug == slug)

    def next_address(self) -> str:
        """Lead to what everybody sees."""
        return self.address("decision")


class Recommend(ChoosingForm):
    """Recommend an option."""

    form_class = forms.RecommendationForm
    template = "decisions/recommend.html"
    title = _("Recommend an option")
    button = _("Recommend")
    done = _("Your recommendation is published.")

    def make_form(self, *arguments: Any, **named: Any) -> forms.RecommendationForm:
        """Offer the options that are compared."""
        return forms.RecommendationForm(*arguments, options=self.compared, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with the newest recommendation."""
        newest = queries.find_recommendation(self.commission)
        if newest is None:
            return {}
        return {"option": newest.option.slug, "reasons": newest.reasons, "risks": newest.risks}

    def more(self) -> Mapping[str, Any]:
        """Say what stands in the way."""
        blocked = queries.list_obstacles(self.commission, today=timezone.localdate())
        return {**super().more(), "blocked": blocked}

    def act(self, form: Any) -> None:
        """Recommend it."""
        entered = form.cleaned_data
        operations.recommend_option(
            option=self.pick(entered["option"]),
            reasons=entered["reasons"],
            risks=entered["risks"],
            **self.who,
        )


class RecordDecision(ChoosingForm):
    """Record what was decided, with votes and dissent."""

    form_class = forms.DecisionForm
    template = "decisions/record.html"
    title = _("Record the decision")
    button = _("Record the decision")
    done = _("The decision is recorded. Publish the case file anew, so that it holds the decision.")

    def find(self) -> None:
        """Find the options and the members who may vote."""
        super().find()
        voting = guards.list_voting(self.commission)
        place, deciding = self.commission.place, DECIDING_ROLES
        self.members = [(person, name_office(person, place, deciding)) for person in voting]

    def make_form(self, *arguments: Any, **named: Any) -> forms.DecisionForm:
        """Ask about each option and each member."""
        return forms.DecisionForm(*arguments, options=self.compared, members=self.members, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with the recommendation and with today."""
        newest = queries.find_recommendation(self.commission)
        return {"option": newest.option.slug if newest else "", "decided_on": timezone.localdate()}

    def more(self) -> Mapping[str, Any]:
        """Show the recommendation, and what stands in the way."""
        return {
            **super().more(),
            "recommendation": queries.find_recommendation(self.commission),
            "blocked": queries.list_obstacles(self.commission, today=timezone.localdate()),
            "call_in_days": self.commission.place.call_in_days,
        }

    def act(self, form: Any) -> None:
        """Record it."""
        entered = form.cleaned_data
        votes = [
            VoteEntry(person, entered[f"vote_{person.pk}"], entered[f"dissent_{person.pk}"])
            for person, _office in self.members
            if entered[f"vote_{person.pk}"]
        ]
        entry = DecisionEntry(
            option=self.pick(entered["option"]),
            refused={option.slug: entered[f"refused_{option.slug}"] for option in self.compared},
            votes=votes,
            **{name: entered[name] for name in ("decided_by", "decided_on", "reasons", "conditions")},
        )
        operations.record_decision(commission=self.commission, entry=entry, **self.who)


class CallIn(ChoosingForm):
    """Call a decision in."""

    form_class = forms.CallInForm
    title = _("Call in this decision")
    lead = _("It does not take effect until scrutiny has looked at it.")
    button = _("Call it in")
    done = _("The decision is called in.")

    def act(self, form: Any) -> None:
        """Call it in."""
        operations.call_in_decision(commission=self.commission, **form.cleaned_data, **self.who)


class EndCallIn(ChoosingForm):
    """Say what scrutiny came to."""

    form_class = forms.CallInOutcomeForm
    title = _("What did scrutiny come to?")
    done = _("The outcome is published.")

    def act(self, form: Any) -> None:
        """Record the outcome."""
        operations.end_call_in(commission=self.commission, **form.cleaned_data, **self.who)


class OverridePrinciple(ChoosingForm):
    """Set a principle aside in public."""

    form_class = forms.OverrideForm
    button = _("Set it aside in public")
    done = _("The override is published with your name and your reason.")

    def find(self) -> None:
        """Find the principle that the address names."""
        super().find()
        if self.kwargs["code"] not in get_args(PrincipleCode):
            raise NotFound("There is no such principle.")
        self.title = gettext("Set aside: %(principle)s") % {
            "principle": words.PRINCIPLES[self.kwargs["code"]]
        }

    def act(self, form: Any) -> None:
        """Set it aside."""
        operations.override_principle(
            commission=self.commission, principle=self.kwargs["code"], **form.cleaned_data, **self.who
        )


class RecordAward(ChoosingForm):
    """Record who will deliver."""

    form_class = forms.AwardForm
    title = _("Record the award")
    lead = _("Who will deliver what was decided. It is possible once the call-in window is over.")
    button = _("Record the award")
    done = _("The award is recorded. Publish the case file anew, so that it holds the award.")

    def find(self) -> None:
        """Find the organisations of the place."""
        super().find()
        self.organisations = list(self.commission.place.organisations.all())

    def make_form(self, *arguments: Any, **named: Any) -> forms.AwardForm:
        """Offer the organisations."""
        return forms.AwardForm(*arguments, organisations=self.organisations, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with the provider of the option that was chosen."""
        provider = operations.find_decision(self.commission).option.provider
        found = {"value_pounds": self.commission.value_pounds, "starts_on": self.commission.starts_on}
        if provider is None:
            return found
        return found | {"provider": provider.slug, "ownership_statement": provider.ownership_statement}

    def act(self, form: Any) -> None:
        """Record it."""
        entry = AwardEntry(
            **(dict(form.cleaned_data) | {"provider": self.find_provider(form.cleaned_data["provider"])})
        )
        operations.record_award(commission=self.commission, entry=entry, **self.who)

    def find_provider(self, slug: str) -> Organisation | None:
        """Return the organisation that was chosen, or none."""
        return next((one for one in self.organisations if one.slug == slug), None)


class SetReview(ChoosingForm):
    """Say when it is looked at again."""

    form_class = forms.ReviewForm
    title = _("Set the review")
    done = _("The review is published.")

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands there."""
        return {"review_on": self.commission.review_on, "triggers": self.commission.review_triggers}

    def act(self, form: Any) -> None:
        """Set it."""
        operations.set_review(commission=self.commission, **form.cleaned_data, **self.who)


class AddCompensation(ChoosingForm):
    """Record what an agency that loses gets."""

    form_class = forms.CompensationForm
    title = _("Record an agreed compensation")
    lead = _("Where one body pays and another saves, what was agreed between them is published.")
    done = _("The compensation is published.")

    def find(self) -> None:
        """Find the budget heads of the place."""
        super().find()
        self.agencies = list(BudgetHead.objects.filter(place=self.commission.place))

    def make_form(self, *arguments: Any, **named: Any) -> forms.CompensationForm:
        """Offer budget heads and options."""
        listed = [(agency.slug, agency.name) for agency in self.agencies]
        return forms.CompensationForm(*arguments, agencies=listed, options=self.compared, **named)

    def act(self, form: Any) -> None:
        """Record it."""
        entered = form.cleaned_data
        agency = next(one for one in self.agencies if one.slug == entered["agency"])
        option = self.pick(entered["option"]) if entered["option"] else None
        operations.record_compensation(
            commission=self.commission, agency=agency, option=option, agreement=entered, **self.who
        )

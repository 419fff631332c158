"""Forms about decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web import words
from wholeplace.faces.web.fields import DayField, LineField, PoundsField, ProseField
from wholeplace.faces.web.involvement.forms import YES_NO
from wholeplace.records.models import Option, Organisation, Person


class DeclarationForm(forms.Form):
    """An interest, or that there is none."""

    has_interest = forms.ChoiceField(
        label=_("Is there an interest to declare?"),
        help_text=_(
            "For example: you or somebody close to you works for, owns part of or is a trustee of an "
            "organisation that could provide this"
        ),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    interest = ProseField(_("What is the interest?"), hint=_("Needed if you answered yes"), required=False)
    expires_on = DayField(
        _("Until when does this hold?"),
        required=False,
        hint=_("Leave empty for a year from now, which is the longest"),
    )


class RecommendationForm(forms.Form):
    """What an officer recommends."""

    option = forms.ChoiceField(label=_("Which option do you recommend?"), widget=forms.RadioSelect)
    reasons = ProseField(_("Why this one?"), hint=_("Set out what speaks for it, in plain words"))
    risks = ProseField(_("What could go wrong?"), hint=_("And what would be done about it"))

    def __init__(self, *arguments: Any, options: Sequence[Option] = (), **named: Any):
        super().__init__(*arguments, **named)
        self.fields["option"].choices = [(option.slug, option.name) for option in options]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What was decided: one page, short enough for a phone in a meeting."""

    option = forms.ChoiceField(label=_("Which option was chosen?"), widget=forms.RadioSelect)
    reasons = ProseField(
        _("Why?"), hint=_("The reasons that the meeting gave, or your own if you decided alone")
    )
    conditions = ProseField(
        _("Are there conditions?"), hint=_("Leave empty if there are none"), required=False
    )
    decided_by = LineField(_("Who decided?"), hint=_("For example: Cabinet, or your own office"))
    decided_on = DayField(_("When?"))

    def __init__(
        self,
        *arguments: Any,
        options: Sequence[Option] = (),
        members: Sequence[tuple[Person, str]] = (),
        **named: Any,
    ):
        super().__init__(*arguments, **named)
        self.options, self.members = options, members
        self.fields["option"].choices = [(option.slug, option.name) for option in options]  # type: ignore[attr-defined]
        for option in options:
            self.fields[f"refused_{option.slug}"] = ProseField(
                _("Why not “%(option)s”?") % {"option": option.name}, required=False
            )
        for person, office in members:
            self.fields[f"vote_{person.pk}"] = forms.ChoiceField(
                label=f"{person.name}, {office}",
                choices=list(words.VOTES.items()),
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"dissent_{person.pk}"] = LineField(
                _("Reason of %(name)s, if it should be published") % {"name": person.name},
                required=False,
                longest=2000,
            )

    @property
    def refusals(self) -> list[forms.BoundField]:
        """The questions why not, one for each option."""
        return [self[f"refused_{option.slug}"] for option in self.options]

    @property
    def votes(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The vote and its reason, for each member."""
        return [(self[f"vote_{person.pk}"], self[f"dissent_{person.pk}"]) for person, _office in self.members]


class CallInForm(forms.Form):
    """Why a decision is called in."""

    reason = ProseField(_("Why should this decision be looked at again?"))


class CallInOutcomeForm(forms.Form):
    """What scrutiny came to."""

    outcome = forms.ChoiceField(
        label=_("What did scrutiny decide?"),
        choices=[
            ("stands", _("The decision stands")),
            ("sent-back", _("It is sent back to be decided anew")),
        ],
        widget=forms.RadioSelect,
    )
    reason = ProseField(_("Why?"))


class OverrideForm(forms.Form):
    """Why a principle is set aside."""

    reason = ProseField(
        _("Why is this principle set aside?"),
        hint=_("Your name, your office and this reason are published and stay on the commission’s page"),
    )


class AwardForm(forms.Form):
    """Who will deliver, and by which route."""

    route = forms.ChoiceField(
        label=_("By which route?"), choices=list(words.AWARD_ROUTES.items()), widget=forms.RadioSelect
    )
    provider = forms.ChoiceField(
        label=_("Who will provide it?"),
        help_text=_("Not needed for an in-house service agreement, personal budgets or decommissioning"),
        required=False,
    )
    ownership_statement = ProseField(
        _("Who owns and controls the provider?"),
        hint=_("Needed if it is not on record yet: owners, trustees, members, parent company"),
        required=False,
    )
    value_pounds = PoundsField(
        _("What is it worth, in pounds? (optional)"), hint=_("The whole value including VAT")
    )
    starts_on = DayField(_("When does it start? (optional)"), required=False)
    ends_on = DayField(_("When does it end? (optional)"), required=False)
    break_dates = forms.CharField(
        label=_("On which dates could it be left early?"),
        help_text=_("One on each line, such as 1 April 2029; leave empty if there are none"),
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *arguments: Any, organisations: Sequence[Organisation] = (), **named: Any):
        super().__init__(*arguments, **named)
        listed = [(organisation.slug, organisation.name) for organisation in organisations]
        self.fields["provider"].choices = [("", _("Nobody else: the body itself")), *listed]  # type: ignore[attr-defined]

    def clean_break_dates(self) -> list[dt.date]:
        """Read one date from each line."""
        days = []
        for line in filter(None, map(str.strip, self.cleaned_data["break_dates"].splitlines())):
            try:
                days.append(DayField("").clean(line))
            except forms.ValidationError as error:
                message = _("“%(line)s” is not a date: write it as 1 April 2029") % {"line": line}
                raise forms.ValidationError(message) from error
        return days


class ReviewForm(forms.Form):
    """When it is looked at again."""

    review_on = DayField(_("When is this looked at again?"))
    triggers = ProseField(
        _("What would bring that forward?"),
        hint=_("One on each line: cost above plan, two complaints upheld"),
    )


class CompensationForm(forms.Form):
    """What an agency that loses gets."""

    agency = forms.ChoiceField(label=_("Which budget loses?"))
    option = forms.ChoiceField(label=_("By which option?"), required=False)
    agreed_with = LineField(_("With whom was it agreed?"), hint=_("An office: chief finance officer"))
    amount_note = ProseField(_("What was agreed?"), hint=_("How much, for how long, paid when"))
    on = DayField(_("When was it agreed?"))

    def __init__(
        self,
        *arguments: Any,
        agencies: Sequence[tuple[str, str]] = (),
        options: Sequence[Option] = (),
        **named: Any,
    ):
        super().__init__(*arguments, **named)
        self.fields["agency"].choices = list(agencies)  # type: ignore[attr-defined]
        listed = [(option.slug, option.name) for option in options]
        self.fields["option"].choices = [("", _("Whichever is chosen")), *listed]  # type: ignore[attr-defined]

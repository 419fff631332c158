"""Forms about options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web import words
from wholeplace.faces.web.fields import DayField, KnownField, LineField, ProseField, choices
from wholeplace.records.models import Option, Organisation
from wholeplace.services.options.operations import OWN_CAPACITIES, AdviceEntry, OptionEntry
from wholeplace.services.options.queries import FactorLine

# In the proposer's own voice.
CAPACITIES: dict[str, Any] = {
    "resident": _("A resident or somebody who uses the service"),
    "staff-group": _("Staff who run it now, and would like to run it themselves"),
    "charity": _("A charity or community group"),
    "co-operative": _("A co-operative or mutual"),
    "firm": _("A firm"),
}


class ProposalForm(forms.Form):
    """An option, in the words of whoever proposes it."""

    proposed_as = forms.ChoiceField(
        label=_("Who are you?"),
        choices=choices(CAPACITIES),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who you are")},
    )
    organisation = forms.ChoiceField(label=_("For which organisation? (optional)"), required=False)
    name = LineField(_("Give your idea a name"), hint=_("For example: one team for the whole estate"))
    description = ProseField(
        _("What is your idea?"),
        hint=_("Say it in your own words. Who would run it? What would be different for people?"),
    )
    model = forms.ChoiceField(
        label=_("Which of these is it most like?"),
        choices=choices(words.MODELS, empty=_("Choose one")),
        error_messages={"required": _("Choose the one that is nearest")},
        help_text=_("If you are not sure, choose the one that is nearest: it can be changed."),
    )
    strengths = ProseField(_("What is good about it? (optional)"), required=False)
    weaknesses = ProseField(
        _("What could go wrong? (optional)"),
        required=False,
        hint=_("Every option is shown with its weaknesses. Yours is believed more if you say them yourself."),
    )

    def __init__(self, *arguments: Any, organisations: list[Organisation], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.organisations = {str(one.pk): one for one in organisations}
        offered = [(key, one.name) for key, one in self.organisations.items()]
        self.fields["organisation"].choices = [("", _("None")), *offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["organisation"]

    def entry(self) -> OptionEntry:
        """Give what was written."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        said["organisation"] = self.organisations.get(said.get("organisation", ""))
        return OptionEntry(**said)


class ChangedProposalForm(ProposalForm):
    """A proposal, said better by whoever made it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WithdrawForm(forms.Form):
    """Why a proposal is taken back."""

    reason = ProseField(
        _("Why do you take it back? (optional)"),
        required=False,
        hint=_("The people who run the commission can read this. It is not published."),
    )


class OptionForm(forms.Form):
    """An option as the place describes it."""

    name = LineField(_("Name"))
    model = forms.ChoiceField(label=_("How would it be delivered?"), choices=choices(words.MODELS))
    description = ProseField(_("What is it? (optional)"), required=False)
    strengths = ProseField(_("Strengths (optional)"), required=False)
    weaknesses = ProseField(
        _("Weaknesses"), required=False, hint=_("Needed before a decision: people must see them.")
    )
    term_years = forms.FloatField(
        label=_("Longest term in years, with every extension (optional)"),
        required=False,
        min_value=0,
        max_value=100,
        error_messages={"invalid": _("Write the years as a number, such as 5")},
    )
    is_reserved = KnownField(_("Would the award be reserved to some kind of supplier?"))
    is_for_profit = KnownField(_("Would the provider work for profit?"))
    provider = forms.ChoiceField(label=_("Who would provide it? (optional)"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, providers: list[Organisation], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.providers = {str(one.pk): one for one in providers}
        offered = [(key, one.name) for key, one in self.providers.items()]
        self.fields["provider"].choices = [("", _("Not known yet")), *offered]  # type: ignore[attr-defined]

    def entry(self, **more: Any) -> OptionEntry:
        """Give what was written."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        said["provider"] = self.providers.get(said.get("provider", ""))
        return OptionEntry(**(said | more))


class NewOptionForm(OptionForm):
    """An option of the place's own, or of a partner body."""

    proposed_as = forms.ChoiceField(
        label=_("Who puts it forward?"),
        choices=[(key, words.PROPOSED_AS[key]) for key in OWN_CAPACITIES],
        widget=forms.RadioSelect,
        initial="commissioner",
    )


class ReplyForm(forms.Form):
    """The answer to a proposal."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("accepted", _("Accept it onto the longlist")), ("refused", _("Refuse it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Accept it or refuse it")},
    )
    reason = ProseField(
        _("Why?"),
        required=False,
        hint=_("Needed if you refuse. Whoever proposed it reads this, and so does everybody else."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where it is refused."""
        said = super().clean() or {}
        if said.get("answer") == "refused" and not said.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Give the reason: a proposal is never refused without one"))
        return said


class DropForm(forms.Form):
    """Why an option is dropped."""

    reason = ProseField(
        _("Why is it dropped?"), hint=_("It is published. Hold it against the success factors.")
    )


class AdviceForm(forms.Form):
    """Advice that the place took."""

    status = forms.ChoiceField(
        label=_("What does the advice come to?"),
        choices=choices(words.LEGAL_STATUSES),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what it comes to")},
    )
    reason = ProseField(
        _("What does it say?"), hint=_("A short summary. It is published with the case file.")
    )
    given_by = LineField(_("Who gave it?"), hint=_("The office or firm, such as “Head of Legal Services”"))
    given_on = DayField(_("When?"))

    def entry(self) -> AdviceEntry:
        """Give what was written."""
        return AdviceEntry(**self.cleaned_data)


class FactorsForm(forms.Form):
    """An option held against each critical success factor."""

    def __init__(self, *arguments: Any, factors: tuple[FactorLine, ...], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.factors = factors
        for factor in factors:
            self.fields[f"meets-{factor.slug}"] = forms.ChoiceField(
                label=factor.name,
                help_text=factor.description,
                choices=choices(words.MEETS),
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"note-{factor.slug}"] = LineField(
                _("Why? (%(factor)s)") % {"factor": factor.name}, required=False, longest=2_000
            )

    def assessed(self) -> dict[str, dict[str, str]]:
        """Give what was said, by factor."""
        said: Mapping[str, str] = self.cleaned_data
        return {
            factor.slug: {"meets": said[f"meets-{factor.slug}"], "note": said[f"note-{factor.slug}"]}
            for factor in self.factors
        }


def start_factors(option: Option, factors: tuple[FactorLine, ...]) -> dict[str, str]:
    """Give what was said before."""
    known = {}
    for factor in factors:
        said = option.factors.get(factor.slug, {})
        known[f"meets-{factor.slug}"] = said.get("meets", "")
        known[f"note-{factor.slug}"] = said.get("note", "")
    return known

"""Forms for running a commission."""

from __future__ import annotations

from typing import Any, get_args

from django import forms
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web import words
from wholeplace.faces.web.fields import DayField, KnownField, LineField, PoundsField, ProseField, choices
from wholeplace.foundations.vocabulary import DeliveryModel
from wholeplace.records.models import Commission, Organisation
from wholeplace.services.commissions.entries import FACTS, CommissionEntry
from wholeplace.services.commissions.queries import CandidateNeed, PersonLine

TODAYS_MODELS = {
    key: words.MODELS[key] for key in get_args(DeliveryModel) if key not in {"do-minimum", "decommission"}
}


class FactsForm(forms.Form):
    """What is known of a commission."""

    title = LineField(_("Title"), hint=_("What people would call it, such as “Housing-related support”"))
    question = ProseField(
        _("What is being decided?"),
        required=False,
        hint=_(
            "One question, in plain words. The public needs it: without it the commission cannot be opened."
        ),
    )
    summary = ProseField(
        _("What should a reader new to it know? (optional)"),
        required=False,
        hint=_("Who uses the service, what it does, why it is looked at now."),
    )
    body = forms.ChoiceField(label=_("Which body commissions it?"), required=False)
    value_pounds = PoundsField(
        _("Estimated value of the whole contract or budget, with VAT (optional)"),
        hint=_(
            "Over all its years. Leave it empty if it is not known yet: then advice is needed on some rules."
        ),
    )
    starts_on = DayField(_("When would the new arrangement start? (optional)"), required=False)
    service = forms.ChoiceField(
        label=_("What kind of service is it?"),
        # No service stands first: one that was only left standing would decide which rules of law are asked.
        choices=choices(words.SERVICES, empty=_("Choose one")),
        error_messages={"required": _("Choose the kind of service: some rules of law depend on it")},
    )
    route = forms.ChoiceField(
        label=_("Route"), choices=choices(words.ROUTES), widget=forms.RadioSelect, initial="full"
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, bodies: list[Organisation], limit: int, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.bodies = {str(one.pk): one for one in bodies}
        named_bodies = [(key, one.name) for key, one in self.bodies.items()]
        self.fields["body"].choices = [("", _("Not said yet")), *named_bodies]  # type: ignore[attr-defined]
        self.fields["route"].help_text = _("The light route is one page, for values up to £%(limit)s.") % {
            "limit": f"{limit:,}"
        }
        if not named_bodies:
            del self.fields["body"]

    def entry(self, **more: Any) -> CommissionEntry:
        """Give what was entered."""
        said = {
            name: self.cleaned_data[name] for name in self.cleaned_data if name not in {"revision", "today"}
        }
        said["body"] = self.bodies.get(said.get("body", ""))
        return CommissionEntry(**said, **more)


class FoundForm(FactsForm):
    """What is known of a commission at its start."""

    today = forms.ChoiceField(
        label=_("How is the need met today?"),
        choices=choices(TODAYS_MODELS, empty=_("There is no such service yet")),
        required=False,
        help_text=_("“Business as usual” and “do minimum” are put on the longlist for you."),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # The route follows from the value, and nobody else has saved yet.
        del self.fields["route"], self.fields["revision"]


class LegalFactsForm(forms.Form):
    """What the rules of law ask, each yes, no or not known."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in FACTS:
            self.fields[name] = KnownField(words.LEGAL_FACTS[name])

    def facts(self) -> dict[str, bool | None]:
        """Give what is known."""
        return {name: self.cleaned_data[name] for name in FACTS}


def keep_entry(commission: Commission, **changed: Any) -> CommissionEntry:
    """Give a commission as an entry, with some of it changed."""
    kept = {
        name: getattr(commission, name)
        for name in (
            "title", "question", "summary", "body", "route", "value_pounds", "starts_on", "service", "facts",
        )
    }  # fmt: skip
    return CommissionEntry(**(kept | changed))


class RouteForm(forms.Form):
    """Why this route."""

    grant_considered = ProseField(
        _("Would a grant serve better than a contract?"),
        hint=_("Say what was considered and why this route was taken. It is published."),
    )
    lock_in_justification = ProseField(
        _("Why is a long commitment right? (only if an option commits much of later budgets)"), required=False
    )


class NextStepForm(forms.Form):
    """What comes next, and when."""

    next_step = LineField(_("What comes next?"), hint=_("For example: Cabinet decides"))
    next_step_on = DayField(_("When? (optional)"), required=False)


class LeadForm(forms.Form):
    """Who leads instead."""

    person = forms.ChoiceField(label=_("Who takes the lead?"))

    def __init__(self, *arguments: Any, people: list[PersonLine], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.name}, {one.office}") for one in people
        ]


class CiteForm(forms.Form):
    """Which need is cited, and why."""

    need = forms.ChoiceField(label=_("Which need?"), error_messages={"required": _("Choose a need")})
    reason = ProseField(_("Why does this commission answer it? (optional)"), required=False)

    def __init__(self, *arguments: Any, needs: list[CandidateNeed], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offered = [
            (str(one.number), f"{one.number}. {one.title}" + (f" ({one.where})" if one.where else ""))
            for one in needs
        ]
        self.fields["need"].choices = [("", _("Choose a need")), *offered]  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What should be different for people."""

    name = LineField(
        _("What should be different for people?"), hint=_("For example: fewer people lose their home")
    )
    measure = LineField(
        _("How would we know? (optional)"), required=False, hint=_("A measure and its baseline")
    )


class FactorForm(forms.Form):
    """What an option must do."""

    name = LineField(
        _("What must an option do to be worth comparing?"), hint=_("For example: keeps one named worker")
    )
    description = ProseField(_("What counts as meeting it? (optional)"), required=False)


class MoveForm(forms.Form):
    """Why a commission moves on."""

    reason = ProseField(_("Anything the public should know about this step? (optional)"), required=False)


class WithdrawForm(forms.Form):
    """Why a commission ends without a decision."""

    reason = ProseField(_("Why is it withdrawn?"), hint=_("Everybody can read this. It cannot be undone."))


class ConfirmForm(forms.Form):
    """Nothing to fill in."""

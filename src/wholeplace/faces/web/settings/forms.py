"""Forms of a place's settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web import words
from wholeplace.faces.web.fields import DayField, LineField, ProseField, choices
from wholeplace.records.models import Organisation
from wholeplace.services.people.operations import RoleEntry
from wholeplace.services.places.operations import BudgetEntry, Identity, Limits, OrganisationEntry

NOTHING_CHOSEN = {"required": _("Choose one")}


class CountField(forms.IntegerField):
    """A whole number from 0."""

    def __init__(self, label: Any, hint: Any = "", largest: int = 366) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            min_value=0,
            max_value=largest,
            error_messages={
                "required": _("Enter a number"),
                "invalid": _("Enter a whole number, such as 5"),
                "min_value": _("This must be 0 or more"),
                "max_value": _("This must be %(limit_value)s or less"),
            },
        )


class ChoiceField(forms.ChoiceField):
    """One of a few words."""

    def __init__(self, label: Any, choices: Any, hint: Any = "", *, required: bool = True) -> None:
        super().__init__(
            label=label, choices=choices, help_text=hint, required=required, error_messages=NOTHING_CHOSEN
        )


class Revised(forms.Form):
    """A form that knows which settings its reader had before them."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class NewPlaceForm(forms.Form):
    """What a new place needs to begin."""

    name = LineField(_("Name of the place"), hint=_("As people who live there call it"))
    slug = LineField(
        _("Words of its address (optional)"),
        required=False,
        longest=50,
        hint=_("Small letters from a to z, figures and hyphens. Left empty, they are made from the name."),
    )
    body_kind = ChoiceField(_("Which kind of body leads here?"), choices(words.BODY_KINDS))

    def identity(self) -> Identity:
        """Give what was written."""
        return Identity(name=self.cleaned_data["name"], body_kind=self.cleaned_data["body_kind"])


class IdentityForm(Revised):
    """What a place says about itself."""

    name = LineField(_("Name of the place"))
    summary = ProseField(
        _("What people should know first (optional)"), required=False, hint=_("Two or three sentences")
    )
    body_kind = ChoiceField(
        _("Kind of body"), choices(words.BODY_KINDS), _("Rules of law differ by the kind of body")
    )
    colour = LineField(
        _("Colour"),
        longest=7,
        hint=_(
            "Like #12436d. White letters stand on it, so it must be dark enough: a contrast of 4.5 or more."
        ),
    )
    language = ChoiceField(_("Language of letters that the place sends"), settings.LANGUAGES)
    contact_email = LineField(_("E-mail address for questions (optional)"), required=False, longest=254)
    contact = ProseField(
        _("Other ways to reach people (optional)"), required=False, hint=_("Address, telephone, hours")
    )

    def entry(self) -> Identity:
        """Give what was written."""
        return Identity(**{name: value for name, value in self.cleaned_data.items() if name != "revision"})


class LimitsForm(Revised):
    """What a place has decided about how it commissions."""

    light_route_limit_pounds = CountField(
        _("Up to which value may a commission take the light route?"),
        _("In pounds, over its whole life. The light route is one page."),
        largest=1_000_000_000,
    )
    lock_in_percent = CountField(
        _("Up to which share may later years be locked in?"),
        _("In per cent of a year's budget. Above it, a commission must say why."),
        largest=100,
    )
    call_in_days = CountField(
        _("How long can a decision be called in?"), _("In working days after it was taken")
    )
    consultation_days = CountField(_("How long does a consultation last at least?"), _("In days"))
    proposal_answer_days = CountField(_("Within how long is a proposal answered?"), _("In days"))
    tests_everything = forms.BooleanField(
        label=_("We test every service competitively"),
        required=False,
        help_text=_("A choice that a place may make; it is shown in public."),
    )

    def entry(self) -> Limits:
        """Give what was written."""
        said = dict(self.cleaned_data)
        said.pop("revision")
        return Limits(lock_in_limit_share=said.pop("lock_in_percent") / 100, **said)


class OrganisationForm(Revised):
    """An organisation."""

    name = LineField(_("Name"))
    kind = ChoiceField(_("Kind"), choices(words.ORGANISATION_KINDS))
    identifier = LineField(
        _("Identifier (optional)"), required=False, longest=50, hint=_("Such as GB-COH-01234567")
    )
    website = LineField(_("Website (optional)"), required=False, hint=_("It starts with https://"))
    about = ProseField(_("What they do (optional)"), required=False)
    ownership_statement = ProseField(
        _("Who owns and controls it?"),
        required=False,
        hint=_("Before it can be given a service, this must be known and public."),
    )
    ownership_on = DayField(_("On which day was that right?"), required=False)
    is_commissioning = forms.BooleanField(label=_("It commissions services here"), required=False)

    def entry(self) -> OrganisationEntry:
        """Give what was written."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return OrganisationEntry(**said)


class BudgetForm(Revised):
    """A budget head."""

    name = LineField(_("Name"), hint=_("As appraisals show it, such as Adult social care"))
    kind = ChoiceField(
        _("Whose money is it?"),
        [("public", _("A public body's")), ("household", _("Residents'")), ("provider", _("A provider's"))],
    )
    body = LineField(
        _("Which body does it belong to? (optional)"),
        required=False,
        longest=80,
        hint=_("Budget heads of one body are added up"),
    )

    def entry(self) -> BudgetEntry:
        """Give what was written."""
        return BudgetEntry(**{name: value for name, value in self.cleaned_data.items() if name != "revision"})


class RoleForm(forms.Form):
    """A role as it is given."""

    role = ChoiceField(_("Role"), [("", _("Choose one")), *words.ROLES.items()])
    office = LineField(
        _("Office, as published (optional)"),
        required=False,
        hint=_("Such as Head of Commissioning. It stands beside what they decide, for ever."),
    )
    organisation = ChoiceField(_("For which organisation? (optional)"), (), required=False)

    def __init__(self, *arguments: Any, organisations: list[Organisation], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.organisations = {str(one.pk): one for one in organisations}
        names = [(key, one.name) for key, one in self.organisations.items()]
        self.fields["organisation"].choices = [("", _("None")), *names]  # type: ignore[attr-defined]

    def entry(self) -> RoleEntry:
        """Give what was chosen."""
        said = self.cleaned_data
        return RoleEntry(said["role"], said["office"], self.organisations.get(said["organisation"]))


class InviteForm(RoleForm):
    """Whom to invite, and to what."""

    email = LineField(
        _("E-mail address"), longest=254, hint=_("We send a link to it that works once, for 14 days.")
    )
    field_order = ["email", "role", "office", "organisation"]


class RecordForm(Revised):
    """What a parameter and a rule of law have in common: a source, without which neither is kept."""

    id = LineField(
        _("Short name"), longest=100, hint=_("Small letters, figures, dots and hyphens: home-care-hour-cost")
    )
    title = LineField(_("What it is, in a few words"))
    source_title = LineField(_("Source: title of the document"))
    source_address = LineField(_("Source: web address"), hint=_("Or where the document is kept"))
    status = ChoiceField(_("How sure is it?"), choices(words.SOURCE_STATUS_LINES))
    valid_from = DayField(_("Holds from (optional)"), required=False)
    valid_to = DayField(_("Holds until (optional)"), required=False)
    note = ProseField(_("Note (optional)"), required=False, longest=2_000)

    def read_common(self) -> dict[str, Any]:
        """Give what both have, leaving out what was left empty."""
        said = self.cleaned_data
        dates = {name: said[name].isoformat() for name in ("valid_from", "valid_to") if said[name]}
        kept = {"id": said["id"], "title": said["title"], "status": said["status"]}
        return kept | dates | ({"note": said["note"]} if said["note"] else {})


class ParameterForm(RecordForm):
    """A figure of the place's own."""

    value = forms.FloatField(
        label=_("Value"),
        error_messages={"required": _("Enter a number"), "invalid": _("Enter a number such as 27.50")},
    )
    unit = LineField(_("Unit"), hint=_("Money begins with GBP, such as GBP per hour"))
    price_year = LineField(
        _("Prices of which year? (for money)"), required=False, longest=7, hint=_("2026, or 2025/26")
    )
    source_page = LineField(_("Source: page or section (optional)"), required=False)
    field_order = [
        "revision", "id", "title", "value", "unit", "price_year", "source_title", "source_address",
        "source_page", "status", "valid_from", "valid_to", "note",
    ]  # fmt: skip

    def record(self) -> dict[str, Any]:
        """Give the record in the form of the shipped ones."""
        said = self.cleaned_data
        year = said["price_year"]
        value = int(said["value"]) if said["value"] == int(said["value"]) else said["value"]
        source = {
            "title": said["source_title"],
            "address": said["source_address"],
            "page": said["source_page"],
        }
        price_year = {"price_year": int(year) if year.isdigit() else year} if year else {}
        return self.read_common() | {"value": value, "unit": said["unit"], "source": source} | price_year


class LawRuleForm(RecordForm):
    """A rule that the place set itself: about options, or a duty."""

    kind = ChoiceField(
        _("What does it do?"),
        [("option", _("It says whether options are open")), ("duty", _("It is a duty for each commission"))],
    )
    finding = ChoiceField(
        _("The options are (where it is about options)"),
        [("", _("Not about options")), *words.LEGAL_STATUSES.items()],
        required=False,
    )
    models = forms.MultipleChoiceField(
        label=_("Which options? (where it is about options)"),
        choices=list(words.MODELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    over_pounds = forms.IntegerField(
        label=_("Only for values above, in pounds (optional)"), required=False, min_value=0
    )
    reason = ProseField(_("Why, in plain English"), longest=2_000)
    duty = ProseField(_("What must be done (where it is a duty)"), required=False, longest=2_000)
    source_section = LineField(_("Source: section or minute"))
    field_order = [
        "revision", "id", "title", "kind", "finding", "models", "over_pounds", "reason", "duty",
        "source_title", "source_address", "source_section", "status", "valid_from", "valid_to", "note",
    ]  # fmt: skip

    def record(self) -> dict[str, Any]:
        """Give the record in the form of the shipped ones."""
        said = self.cleaned_data
        when: dict[str, Any] = {"model": said["models"]} if said["models"] else {}
        if said["over_pounds"] is not None:
            when["value_pounds"] = {"over": said["over_pounds"]}
        source = {
            "title": said["source_title"],
            "address": said["source_address"],
            "section": said["source_section"],
        }
        optional = {name: said[name] for name in ("finding", "duty") if said[name]} | (
            {"when": when} if when else {}
        )
        fixed = {"topic": "place", "kind": said["kind"], "reason": said["reason"], "source": source}
        return self.read_common() | fixed | optional

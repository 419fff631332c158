"""Forms about needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web.fields import LineField, ProseField
from wholeplace.records.models import Organisation
from wholeplace.services.needs.operations import EvidenceEntry, NeedEntry


class NeedForm(forms.Form):
    """What somebody says is needed."""

    title = LineField(
        _("What is needed, in one line?"), hint=_("For example: somewhere warm to meet after school")
    )
    what = ProseField(
        _("Say more, in your own words"),
        hint=_(
            "What happens now? What would be better? Leave out names and addresses: everybody can read this."
        ),
    )
    for_whom = LineField(_("Who is it for? (optional)"), required=False, hint=_("For example: young carers"))
    where = LineField(_("Where? (optional)"), required=False, hint=_("A street, an estate, a part of town"))
    how_now = ProseField(_("How do people manage today? (optional)"), required=False)
    theme = LineField(
        _("Theme (optional)"), required=False, hint=_("For example: housing, transport, health")
    )
    organisation = forms.ChoiceField(label=_("Do you speak for an organisation? (optional)"), required=False)
    is_assisted = forms.BooleanField(
        label=_("I am writing this down for somebody who came by paper, by phone or in person"),
        required=False,
    )

    def __init__(
        self, *arguments: Any, organisations: list[Organisation], may_assist: bool, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.organisations = {str(one.pk): one for one in organisations}
        names = [(key, one.name) for key, one in self.organisations.items()]
        self.fields["organisation"].choices = [("", _("No, for myself")), *names]  # type: ignore[attr-defined]
        if not names:
            del self.fields["organisation"]
        if not may_assist:
            del self.fields["is_assisted"]

    def entry(self) -> NeedEntry:
        """Give what was written."""
        said = self.cleaned_data
        return NeedEntry(
            title=said["title"],
            what=said["what"],
            for_whom=said["for_whom"],
            where=said["where"],
            how_now=said["how_now"],
            theme=said["theme"],
            organisation=self.organisations.get(said.get("organisation", "")),
            is_assisted=said.get("is_assisted", False),
        )


class EvidenceForm(forms.Form):
    """A figure, a report or a story."""

    title = LineField(_("What is it?"), hint=_("For example: waiting list figures, June 2026"))
    source = LineField(_("Who says so? (optional)"), required=False, hint=_("The body, the report, the page"))
    url = LineField(
        _("Web address (optional)"), required=False, hint=_("It starts with https://"), longest=200
    )
    note = ProseField(_("What does it show? (optional)"), required=False)

    def entry(self) -> EvidenceEntry:
        """Give what was written."""
        return EvidenceEntry(**self.cleaned_data)


class AnswerForm(forms.Form):
    """The place's public answer."""

    answer = ProseField(
        _("Your answer"),
        hint=_("Say what you will do, or why not, and when people will hear more. Everybody can read this."),
    )


class SortForm(forms.Form):
    """Where a need is found."""

    theme = LineField(_("Theme"), required=False)
    where = LineField(_("Area"), required=False)


class HideForm(forms.Form):
    """Why a need is hidden."""

    reason = ProseField(
        _("Why is it hidden?"),
        hint=_("Whoever wrote it can read your reason. It also stays in the audit trail."),
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in."""

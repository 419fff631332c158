"""Forms about who was heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web import words
from wholeplace.faces.web.fields import DayField, LineField, ProseField
from wholeplace.records.models import Option

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class InvolvementForm(forms.Form):
    """One time that a group was heard."""

    group = forms.ChoiceField(
        label=_("Who was heard?"), choices=list(words.GROUPS.items()), widget=forms.RadioSelect
    )
    title = LineField(_("What was it?"), hint=_("For example: coffee morning at the day centre"))
    held_on = DayField(_("When was it?"), hint=_("The last day, if it went on for longer"))
    method = LineField(
        _("How were they heard?"),
        hint=_("For example: meeting, survey, interviews, workshop"),
    )
    people_reached = forms.IntegerField(
        label=_("How many people took part?"), help_text=_("A number, never their names")
    )
    summary = ProseField(
        _("What else should people know? (optional)"),
        hint=_("For example: who could not come, and why"),
        required=False,
    )


class ThemeForm(forms.Form):
    """What came up."""

    theme = ProseField(_("What did people say?"), hint=_("In their words, with no names"))
    count = forms.IntegerField(label=_("How many people said it?"))


class ResponseForm(forms.Form):
    """What is answered to a theme."""

    response = ProseField(_("What is your answer?"), hint=_("It will be published beside what people said"))
    changed = ProseField(
        _("What changed because of it?"),
        hint=_("Leave empty if nothing changed; the answer says why"),
        required=False,
    )


class ConsultationForm(forms.Form):
    """A consultation."""

    title = LineField(_("What is the consultation called?"))
    opens_on = DayField(_("When does it open?"))
    closes_on = DayField(_("When does it close?"), hint=_("People can answer until the end of this day"))
    still_open = ProseField(
        _("What is still open to be changed?"),
        hint=_("Say what is not decided yet, so that an answer can matter"),
    )
    how_to_respond = ProseField(
        _("How can people respond? (optional)"),
        hint=_("Online, on paper, by phone, at which meeting"),
        required=False,
    )
    is_statutory = forms.ChoiceField(
        label=_("Does the law ask for this consultation?"), choices=YES_NO, widget=forms.RadioSelect
    )


class ResponsesForm(forms.Form):
    """How many responded."""

    responses = forms.IntegerField(label=_("How many responses came in?"))


class GroupForm(forms.Form):
    """How a group stands today, and what each option would do to it."""

    group = LineField(_("Which group?"), hint=_("For example: people who live in villages"))
    baseline = ProseField(
        _("How do they stand today?"),
        hint=_("Numbers if you have them: how many use the service, how they fare compared with others"),
    )

    def __init__(self, *arguments: Any, options: Sequence[Option] = (), is_named: bool = True, **named: Any):
        super().__init__(*arguments, **named)
        if is_named:
            del self.fields["group"]
        for option in options:
            self.fields[f"effect_{option.slug}"] = forms.ChoiceField(
                label=_("%(option)s: what would it do?") % {"option": option.name},
                choices=list(words.EFFECTS.items()),
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{option.slug}"] = ProseField(
                _("%(option)s: why?") % {"option": option.name},
                hint=_("Needed if it would be worse, or if it is not known"),
                required=False,
            )
        self.fields["mitigation"] = ProseField(
            _("What would soften a worse effect?"),
            hint=_("Needed if any option would make it worse"),
            required=False,
        )


class SummaryForm(forms.Form):
    """The assessment in one paragraph."""

    summary = ProseField(
        _("What does the assessment come to?"), hint=_("Who gains, who loses, and what is done about it")
    )

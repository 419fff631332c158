"""Forms about who was heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web import words
from wholeplace.faces.web.fields import DayField
from wholeplace.records.models import Option

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def make_prose(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    """Make a field for a text of several lines."""
    return forms.CharField(label=label, help_text=hint, required=required, widget=forms.Textarea)


class InvolvementForm(forms.Form):
    """One time that a group was heard."""

    group = forms.ChoiceField(
        label=_("Who was heard?"), choices=list(words.GROUPS.items()), widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("What was it?"), help_text=_("For example: coffee morning at the day centre"), max_length=200
    )
    held_on = DayField(_("When was it?"), hint=_("The last day, if it went on for longer"))
    method = forms.CharField(
        label=_("How were they heard?"),
        help_text=_("For example: meeting, survey, interviews, workshop"),
        max_length=200,
    )
    people_reached = forms.IntegerField(
        label=_("How many people took part?"), help_text=_("A number, never their names")
    )
    summary = make_prose(
        _("What else should people know? (optional)"),
        _("For example: who could not come, and why"),
        required=False,
    )


class ThemeForm(forms.Form):
    """What came up."""

    theme = make_prose(_("What did people say?"), _("In their words, with no names"))
    count = forms.IntegerField(label=_("How many people said it?"))


class ResponseForm(forms.Form):
    """What is answered to a theme."""

    response = make_prose(_("What is your answer?"), _("It will be published beside what people said"))
    changed = make_prose(
        _("What changed because of it?"),
        _("Leave empty if nothing changed; the answer says why"),
        required=False,
    )


class ConsultationForm(forms.Form):
    """A consultation."""

    title = forms.CharField(label=_("What is the consultation called?"), max_length=200)
    opens_on = DayField(_("When does it open?"))
    closes_on = DayField(_("When does it close?"), hint=_("People can answer until the end of this day"))
    still_open = make_prose(
        _("What is still open to be changed?"), _("Say what is not decided yet, so that an answer can matter")
    )
    how_to_respond = make_prose(
        _("How can people respond? (optional)"),
        _("Online, on paper, by phone, at which meeting"),
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

    group = forms.CharField(
        label=_("Which group?"), max_length=200, help_text=_("For example: people who live in villages")
    )
    baseline = make_prose(
        _("How do they stand today?"),
        _("Numbers if you have them: how many use the service, how they fare compared with others"),
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
            self.fields[f"note_{option.slug}"] = make_prose(
                _("%(option)s: why?") % {"option": option.name},
                _("Needed if it would be worse, or if it is not known"),
                required=False,
            )
        self.fields["mitigation"] = make_prose(
            _("What would soften a worse effect?"),
            _("Needed if any option would make it worse"),
            required=False,
        )


class SummaryForm(forms.Form):
    """The assessment in one paragraph."""

    summary = make_prose(
        _("What does the assessment come to?"), _("Who gains, who loses, and what is done about it")
    )

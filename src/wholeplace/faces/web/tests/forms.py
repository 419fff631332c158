"""Forms of the Public Interest Test."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web import words
from wholeplace.faces.web.fields import ProseField
from wholeplace.services.public_interest.operations import (
    FIRST_PART,
    SECOND_PART,
    list_answers_to,
)
from wholeplace.services.public_interest.queries import SecondPerson

LEGENDS = {"first": _("This favours"), "second": _("Are you ready?"), "last": _("The indication is")}


class QuestionForm(forms.Form):
    """One answer with its reason."""

    answer = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": _("Choose an answer")})
    reason = ProseField(_("Why?"), hint=_("Say what you rest it on, so that another person could check it."))

    def __init__(self, *arguments: Any, question: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        part = "first" if question in FIRST_PART else "second" if question in SECOND_PART else "last"
        field: Any = self.fields["answer"]
        field.label = LEGENDS[part]
        field.choices = [(key, words.ANSWERS[key]) for key in list_answers_to(question)]


class HandOverForm(forms.Form):
    """To whom the test is handed."""

    person = forms.ChoiceField(
        label=_("Who checks it?"),
        help_text=_("Somebody who answered none of the questions."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who checks it")},
    )

    def __init__(self, *arguments: Any, people: list[SecondPerson], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field: Any = self.fields["person"]
        field.choices = [(str(one.pk), f"{one.name}, {one.office}") for one in people]


class CheckForm(forms.Form):
    """What the second person says."""

    agrees = forms.ChoiceField(
        label=_("Do you agree with the answers and the indication?"),
        choices=[("yes", _("Yes, I agree")), ("no", _("No, I return it with a comment"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you agree")},
    )
    comment = ProseField(
        _("Comment"), required=False, hint=_("Needed if you return it: say what should be looked at again.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for a comment where the test is returned."""
        said = super().clean() or {}
        if said.get("agrees") == "no" and not said.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Say what should be looked at again"))
        return said

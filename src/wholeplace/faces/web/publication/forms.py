"""Forms about what is published and what is not yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web.fields import DayField, ProseField
from wholeplace.records.models import AppraisalVersion

CATEGORIES = [
    ("commercially-confidential", _("Commercially confidential: figures before a tender")),
    ("personal", _("Personal: it tells of somebody who could be recognised")),
    ("exempt", _("Exempt information (Schedule 12A, Local Government Act 1972, England)")),
]
# Local Government Act 1972, Schedule 12A, Part 1, as it stands for England.
PARAGRAPHS = [
    ("", _("Not exempt information")),
    ("1", _("1: an individual")),
    ("2", _("2: likely to reveal who an individual is")),
    ("3", _("3: financial or business affairs")),
    ("4", _("4: labour relations")),
    ("5", _("5: legal professional privilege")),
    ("6", _("6: notices or orders to be made")),
    ("7", _("7: preventing or prosecuting crime")),
]


class PublishForm(forms.Form):
    """Which version is published."""

    version = forms.ChoiceField(label=_("Which version?"), widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, versions: Sequence[AppraisalVersion] = (), **named: Any):
        super().__init__(*arguments, **named)
        listed = [(str(version.number), say_version(version)) for version in versions]
        self.fields["version"].choices = listed  # type: ignore[attr-defined]


def say_version(version: AppraisalVersion) -> str:
    """Name a version with its note, and say of one that is published what publishing it again does."""
    name = _("Version %(number)d") % {"number": version.number}
    said = f"{name}: {version.note}" if version.note else str(name)
    if version.published_at is None:
        return said
    return f"{said} ({_('published; again with what was recorded since, such as the decision')})"


class WithholdForm(forms.Form):
    """Which part is withheld, why, and until when."""

    part = forms.ChoiceField(label=_("Which part?"))
    category = forms.ChoiceField(
        label=_("What kind of reason?"), choices=CATEGORIES, widget=forms.RadioSelect
    )
    paragraph = forms.ChoiceField(
        label=_("Which paragraph?"),
        help_text=_("Only for exempt information"),
        choices=PARAGRAPHS,
        required=False,
    )
    reason = ProseField(_("Why?"), hint=_("The reason is published in its place"))
    until = DayField(
        _("Until when?"),
        required=False,
        hint=_("It is released on this day. Leave empty to withhold it until somebody releases it."),
    )
    with_results = forms.BooleanField(
        label=_("Withhold the results that follow from it as well"),
        help_text=_(
            "A total tells what its one missing line is. Without this, nothing can be published from which "
            "the figure could be worked out."
        ),
        required=False,
        initial=True,
    )

    def __init__(self, *arguments: Any, parts: Sequence[tuple[str, str]] = (), **named: Any):
        super().__init__(*arguments, **named)
        self.fields["part"].choices = list(parts)  # type: ignore[attr-defined]


class ReleaseForm(forms.Form):
    """Nothing is asked: pressing the button releases."""

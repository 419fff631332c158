"""Fields that several forms share: prose, dates, pounds, and answers that may be unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCALES = {"": Decimal(1), "k": Decimal(1_000), "m": Decimal(1_000_000)}
POUNDS = re.compile(
    r"^£?\s*(?P<digits>[0-9][0-9,\s]*(?:\.[0-9]+)?)\s*(?P<scale>k|m|million|thousand)?$", re.IGNORECASE
)
LONGEST, LONGEST_AMOUNT = 20_000, 40
TEXT_ERRORS = {
    "required": _("Write something here"),
    "max_length": _("This must be %(limit_value)d characters or fewer: it is %(show_value)d"),
    "null_characters_not_allowed": _("Type this again: it holds a character that cannot be stored"),
}
PARTS = ("year", "month", "day")


def choices(names: Mapping[str, Any], *, empty: str | Promise = "") -> list[tuple[str, Any]]:
    """Give a vocabulary as choices, with a first one that stands for none when it has a text."""
    return [*([("", empty)] if empty else []), *names.items()]


class LineField(forms.CharField):
    """One line of text."""

    def __init__(self, label: Any, *, required: bool = True, hint: Any = "", longest: int = 200) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=hint,
            max_length=longest,
            error_messages=TEXT_ERRORS,
        )


class ProseField(forms.CharField):
    """A text of several paragraphs."""

    widget = forms.Textarea

    def __init__(self, label: Any, *, required: bool = True, hint: Any = "", longest: int = LONGEST) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=hint,
            max_length=longest,
            error_messages=TEXT_ERRORS,
        )


class DayWidget(forms.DateInput):
    """Day, month and year, each in a box of its own; a whole date under the field's name is read as well."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Put the three boxes together as 2027-3-27."""
        boxes = [data.get(f"{name}-{part}") for part in PARTS]
        if all(box is None for box in boxes):
            return super().value_from_datadict(data, files, name)
        texts = [(box or "").strip() for box in boxes]
        return "-".join(texts) if any(texts) else ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        """Tell whether none of the boxes was sent."""
        return name not in data and not any(f"{name}-{part}" in data for part in PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:  # noqa: ARG002
        """Lead to the first box."""
        return f"{id_}-day"

    @staticmethod
    def split(value: Any) -> dict[str, str]:
        """Give what stands in each box, of a date or of what somebody typed."""
        if isinstance(value, date):
            value = f"{value.year}-{value.month}-{value.day}"
        texts = str(value or "").split("-", 2)
        return dict(zip(PARTS, texts, strict=True)) if len(texts) == len(PARTS) else dict.fromkeys(PARTS, "")


class DayField(forms.DateField):
    """A date."""

    def __init__(self, label: Any, *, required: bool = True, hint: Any = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=hint,
            widget=DayWidget,
            input_formats=["%Y-%m-%d", "%Y-%B-%d", "%Y-%b-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"],
            error_messages={
                "required": _("Give a date"),
                "invalid": _("Give a day, a month and a year that exist, such as 27 3 2027"),
            },
        )


class PoundsField(forms.Field):
    """An amount in pounds, as people write it: 250000, £250,000, 1.2m."""

    widget = forms.TextInput

    def __init__(self, label: Any, *, required: bool = False, hint: Any = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=hint,
            error_messages={"required": _("Give an amount in pounds")},
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount without pennies that are nought."""
        if isinstance(value, Decimal):
            return f"{value:.0f}" if value == value.to_integral_value() else f"{value:.2f}"
        return value

    def to_python(self, value: Any) -> Decimal | None:
        """Read the amount; nothing written is None."""
        text = str(value or "").strip()
        if not text:
            return None
        match = POUNDS.match(text) if len(text) < LONGEST_AMOUNT else None
        if match is None:
            raise forms.ValidationError(_("Write the amount in pounds with digits, such as 250000 or 1.2m"))
        number = Decimal(re.sub(r"[,\s]", "", match["digits"]))
        return number * SCALES[(match["scale"] or "")[:1].lower().replace("t", "k")]


class KnownField(forms.ChoiceField):
    """Yes, no, or not known: a fact that the law asks for."""

    widget = forms.RadioSelect

    def __init__(self, label: Any, *, hint: Any = "") -> None:
        options = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known yet"))]
        super().__init__(label=label, required=False, help_text=hint, choices=options)

    def prepare_value(self, value: Any) -> Any:
        """Show what is stored."""
        return {True: "yes", False: "no", None: "unknown", "": "unknown"}.get(value, value)

    def clean(self, value: Any) -> bool | None:
        """Read true, false, or None for what is not known."""
        return {"yes": True, "no": False}.get(super().clean(value))

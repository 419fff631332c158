"""What a reader will ask about a draft that holds, told while it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wholeplace.casefile.cautions import FINANCE_CATEGORIES
from wholeplace.services.appraisals.edits import LINES

MOST_NAMED = 10


def list_gaps(draft: Mapping[str, Any]) -> list[str]:
    """Say what is not wrong but missing, one sentence each."""
    return [
        *_say_unsourced(draft),
        *_say_ungraded(draft),
        *_say_missing_categories(draft),
        *_say_single(draft),
    ]


def _list_lines(draft: Mapping[str, Any], kinds: tuple[str, ...]) -> list[Mapping[str, Any]]:
    return [line for option in draft.get("options", []) for kind in kinds for line in option.get(kind, [])]


def _say_unsourced(draft: Mapping[str, Any]) -> Iterator[str]:
    count = sum(not line.get("source") for line in _list_lines(draft, tuple(LINES)))
    if count:
        yield ngettext(
            "%(num)d line does not say where its figures come from.",
            "%(num)d lines do not say where their figures come from.",
            count,
        ) % {"num": count}


def _say_ungraded(draft: Mapping[str, Any]) -> Iterator[str]:
    count = sum(line.get("grade") is None for line in _list_lines(draft, ("costs", "benefits")))
    if count:
        yield ngettext(
            "%(num)d line has no evidence grade, so it is not corrected for optimism.",
            "%(num)d lines have no evidence grade, so they are not corrected for optimism.",
            count,
        ) % {"num": count}


def _say_missing_categories(draft: Mapping[str, Any]) -> Iterator[str]:
    """Name what finance would ask for and no cost of an option is called."""
    for option in draft.get("options", [])[:MOST_NAMED]:
        known = {line.get("category") for line in option.get("costs", [])}
        missing = [words for category, words in FINANCE_CATEGORIES.items() if category not in known]
        if missing:
            words = {"option": option.get("name", option["id"]), "missing": ", ".join(missing)}
            yield _("%(option)s has no cost of these kinds: %(missing)s.") % words


def _say_single(draft: Mapping[str, Any]) -> Iterator[str]:
    if len(draft.get("options", [])) < 2:
        yield _("There is nothing to compare with: add another option.")
    if not draft.get("scenarios"):
        yield _("There are no scenarios, so a changed world is not looked at.")
    if not draft.get("criteria"):
        yield _("There are no criteria for what money does not capture.")

"""Where each thing that stands in the way is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from wholeplace.faces.web.access import may_open
from wholeplace.records.models import Place

# What a blocker says, and the page on which it is mended; the first that fits counts.
PLACES_TO_MEND = (
    ("open the commission to the public", "manage-open"),
    ("cite a published need", "manage-needs"),
    ("start from needs", "manage-needs"),
    ("question is to be decided", "manage-facts"),
    ("estimated value", "manage-facts"),
    ("light route", "manage-facts"),
    ("outcomes should be different", "manage-outcomes"),
    ("critical success factors", "manage-factors"),
    ("compare only what the law allows", "law"),
    ("in-house is the default", "appraisal-edit"),
    ("answer every proposal", "manage-longlist"),
    ("longlist", "manage-longlist"),
    ("shortlist", "manage-longlist"),
    ("in-house option", "manage-longlist"),
    ("weaknesses", "manage-longlist"),
    ("judge every option alike", "manage-longlist"),
    ("heard", "involve"),
    ("before minds are made up", "involve"),
    ("equal access", "equality-edit"),
    ("give a grant", "manage-route"),
    ("a saving is not a bill", "compensation-add"),
    ("close off later choices", "manage-route"),
    ("recommend", "recommend"),
    ("nobody scores their own", "interests"),
    ("who owns the provider", "award-record"),
    ("award", "award-record"),
    ("look again", "review-set"),
    ("call-in", "decision"),
    ("decision", "decision-record"),
    ("decided", "decision-record"),
)


@dataclass(frozen=True)
class Mended:
    """What stands in the way, and the address of the page that mends it; empty where there is none."""

    text: str
    address: str


def name_mending(blocker: str, parts: Mapping[str, str], *, user: object, place: Place) -> Mended:
    """Find the page on which a blocker is mended; none where the person may not open it."""
    said = blocker.casefold()
    name = next((page for words, page in PLACES_TO_MEND if words in said), "")
    address = find_address(name, parts)
    return Mended(blocker, address if address and may_open(user, address, place) else "")


def find_address(name: str, parts: Mapping[str, str]) -> str:
    """Give the address of a page about a commission; nothing where there is no such page."""
    try:
        return reverse(name, kwargs=dict(parts))
    except NoReverseMatch:
        return ""

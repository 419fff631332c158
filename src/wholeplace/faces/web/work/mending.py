"""Where each thing that stands in the way is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from wholeplace.casefile.guards import Blocker
from wholeplace.faces.web.access import may_open
from wholeplace.records.models import Commission

# The page on which each part of the work is done, and each principle comes to hold.
PAGES = {
    "opened": "manage-open",
    "facts": "manage-facts",
    "needs": "manage-needs",
    "outcomes": "manage-outcomes",
    "factors": "manage-factors",
    "longlist": "manage-longlist",
    "recommendation": "recommend",
    "decision": "decision-record",
    "call-in": "decision",
    "awards": "award-record",
    "need-first": "manage-needs",
    "lawful": "law",
    "in-house-benchmark": "appraisal-edit",
    "users-heard": "involve",
    "community-heard": "involve",
    "staff-heard": "involve",
    "sector-neutral": "manage-longlist",
    "nothing-predetermined": "involve",
    "grant-considered": "manage-route",
    "equality-assessed": "equality-edit",
    "no-cost-shunting": "compensation-add",
    "options-kept-open": "manage-route",
    "ownership-known": "award-record",
    "interests-declared": "interests",
    "reviewed": "review-set",
}
# Whether these hold depends on the option that is recommended: first there must be one.
JUDGED_ON_RECOMMENDED = frozenset({"no-cost-shunting", "options-kept-open"})


@dataclass(frozen=True)
class Mended:
    """What stands in the way, and the address of the page that mends it; empty where there is none."""

    text: str
    address: str


def name_mending(blocker: Blocker, commission: Commission, *, user: object) -> Mended:
    """Find the page on which a blocker is mended; none where the person may not open it."""
    parts = {"place": commission.place.slug, "commission": commission.slug}
    page = PAGES.get(blocker.part, "")
    if blocker.part in JUDGED_ON_RECOMMENDED and not commission.recommendations.exists():
        page = "recommend"
    address = find_address(page, parts)
    return Mended(blocker.text, address if address and may_open(user, address, commission.place) else "")


def find_address(name: str, parts: Mapping[str, str]) -> str:
    """Give the address of a page about a commission; nothing where there is no such page."""
    try:
        return reverse(name, kwargs=dict(parts))
    except NoReverseMatch:
        return ""

"""What the law allows: each option, each duty, with the rule's words and source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wholeplace.faces.web.access import public
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.pages import show
from wholeplace.services.options.queries import describe_longlist
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.places.queries import find_commission, find_place
from wholeplace.services.publication.legality import judge_commission_law


@public
def show_law(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show what the law allows, which options need advice, and which duties there are."""
    found = find_commission(find_place(place, user=request.user), commission, user=request.user)
    longlist = describe_longlist(found, user=request.user)
    shown = longlist.compared + longlist.waiting + longlist.dropped
    law = judge_commission_law(found, as_at=timezone.localdate())
    return show(
        request,
        "work/law.html",
        **make_frame(request, found, "law"),
        law=law,
        options=[(option, law["options"].get(option.slug)) for option in shown],
        facts=found.facts,
        may_run=may(request.user, Permission.RUN_COMMISSION, found.place),
    )

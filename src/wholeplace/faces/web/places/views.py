"""Pages about places: which there are, and what goes on in one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone

from wholeplace.faces.web import words
from wholeplace.faces.web.access import public
from wholeplace.faces.web.commissions.frame import THREAD
from wholeplace.faces.web.keeping import kept
from wholeplace.faces.web.pages import read_page, show
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.places.overview import (
    list_commissions,
    list_latest_decisions,
    read_overview,
)
from wholeplace.services.places.queries import find_place, has_any_place, list_places


@public
@kept
def show_places(request: HttpRequest) -> HttpResponse:
    """Show the places, to choose one; with none at all, the first run."""
    if not has_any_place():
        return HttpResponseRedirect(resolve_url("first-run"))
    wanted = request.GET.get("q", "").strip()[:100]
    places = [place for place in list_places(user=request.user) if wanted.casefold() in place.name.casefold()]
    decisions = list_latest_decisions(user=request.user)
    return show(request, "places/list.html", places=places, wanted=wanted, decisions=decisions)


@public
@kept
def show_place(request: HttpRequest, place: str) -> HttpResponse:
    """Show what is going on in a place."""
    found = find_place(place, user=request.user)
    overview = read_overview(found, user=request.user, today=timezone.localdate())
    return show(
        request,
        "places/place.html",
        place=found,
        overview=overview,
        year=timezone.localdate().year,
        works_here=may(request.user, Permission.SEE_WORK, found),
        keeps_place=may(request.user, Permission.KEEP_PLACE, found),
    )


@public
@kept
def show_commissions(request: HttpRequest, place: str) -> HttpResponse:
    """Show the commissions of a place, by stage and by words."""
    found = find_place(place, user=request.user)
    stage = request.GET.get("stage", "")
    stage = stage if stage in words.STAGES else ""
    wanted = request.GET.get("q", "").strip()[:100]
    page = read_page(request)
    listed = list_commissions(found, user=request.user, stage=stage, words=wanted, page=page)
    return show(
        request,
        "places/commissions.html",
        place=found,
        listed=listed,
        stage=stage,
        wanted=wanted,
        stages=[*THREAD, "withdrawn"],
        runs_commissions=may(request.user, Permission.RUN_COMMISSION, found),
    )


@public
def show_colour(request: HttpRequest, place: str) -> HttpResponse:
    """Give the place's brand colour as a style sheet: pages have no inline style."""
    found = find_place(place, user=request.user)
    response = HttpResponse(f":root{{--brand:{found.colour}}}\n", content_type="text/css")
    shared = "public" if found.opened_at else "private"
    response.headers["Cache-Control"] = f"{shared}, max-age=300"
    return response

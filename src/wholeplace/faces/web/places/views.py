"""Pages about places: which there are, and what goes on in one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from wholeplace.faces.web.access import public
from wholeplace.faces.web.pages import show
from wholeplace.services.places.queries import find_place, list_places


@public
def show_places(request: HttpRequest) -> HttpResponse:
    """Show the places, to choose one."""
    return show(request, "places/list.html", places=list_places(user=request.user))


@public
def show_place(request: HttpRequest, place: str) -> HttpResponse:
    """Show what is going on in a place."""
    return show(request, "places/place.html", place=find_place(place, user=request.user))


@public
def show_colour(request: HttpRequest, place: str) -> HttpResponse:
    """Give the place's brand colour as a style sheet: pages have no inline style."""
    colour = find_place(place, user=request.user).colour
    response = HttpResponse(f":root{{--brand:{colour}}}\n", content_type="text/css")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response

"""Needs: what is read."""

from __future__ import annotations

from typing import Any

import ninja
from django.http import HttpRequest

from wholeplace.faces.api.opening import open_place
from wholeplace.faces.api.paging import frame_page
from wholeplace.faces.api.routing import Room
from wholeplace.faces.api.shapes.needs import NeedList, NeedsAsked, NeedShown
from wholeplace.faces.api.values import Number, PlaceSlug
from wholeplace.services.needs import queries

room = Room("Needs")


@room.read("/places/{place}/needs", NeedList)
def list_needs(request: HttpRequest, place: PlaceSlug, asked: ninja.Query[NeedsAsked]) -> Any:
    """List what people say is needed, 25 on a page."""
    page = asked.page
    wanted = queries.NeedFilter(
        words=asked.q, theme=asked.theme, area=asked.area, state=asked.state, order=asked.order, page=page
    )
    found = queries.list_needs(open_place(request, place), wanted, user=request.user)
    # The service gives the last page to whoever asks for one beyond it; here such a page is empty.
    items = found.needs if found.page == page else ()
    framed = frame_page(request, items, page, total=found.total, size=queries.PAGE_SIZE)
    return framed | {"themes": found.themes, "areas": found.areas}


@room.read("/places/{place}/needs/{number}", NeedShown)
def read_need(request: HttpRequest, place: PlaceSlug, number: Number) -> Any:
    """Read one need: its words, its evidence, its answer, and what became of it."""
    need = queries.find_need(open_place(request, place), number, user=request.user)
    return queries.describe_need(need, user=request.user)

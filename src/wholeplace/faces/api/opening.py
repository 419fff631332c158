"""Finding what an address names, as far as whoever asks may see it; giving raw records back."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from wholeplace.faces.api.callers import need_person
from wholeplace.faces.api.service import mark_version
from wholeplace.records.models import Commission, Option, Organisation, Person, Place
from wholeplace.services.operation import NotFound
from wholeplace.services.places.queries import find_commission, find_option, find_organisation, find_place
from wholeplace.services.publication.thread import Thread, read_thread


def open_place(request: HttpRequest, slug: str) -> Place:
    """Find a place; where its role was checked already, it is at hand."""
    known = getattr(request, "place", None)
    return known if isinstance(known, Place) and known.slug == slug else find_place(slug, user=request.user)


def open_commission(request: HttpRequest, place: str, commission: str) -> Commission:
    """Find a commission."""
    return find_commission(open_place(request, place), commission, user=request.user)


def open_option(request: HttpRequest, place: str, commission: str, option: str) -> Option:
    """Find an option."""
    return find_option(open_commission(request, place, commission), option, user=request.user)


def open_thread(request: HttpRequest, place: str, commission: str) -> Thread:
    """Read the record of a commission as whoever asks may read it."""
    found = open_commission(request, place, commission)
    return read_thread(found, user=request.user, today=timezone.localdate())


def open_organisation(place: Place, slug: str | None) -> Organisation | None:
    """Find an organisation that a body names, if it names one."""
    return find_organisation(place, slug) if slug else None


def find_colleague(place: Place, key: int) -> Person:
    """Find somebody who has a role in the place."""
    person = Person.objects.filter(pk=key, memberships__place=place, is_active=True).first()
    if person is None:
        raise NotFound("Nobody with this number has a role in this place.")
    return person


def who(request: HttpRequest) -> dict[str, Any]:
    """Give an operation who asks, and when."""
    return {"by": need_person(request), "at": timezone.now()}


def give_json(request: HttpRequest, value: Any) -> HttpResponse:
    """Give a record as it is written."""
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return mark_version(request, HttpResponse(content, content_type="application/json"))


def address(name: str, **parts: Any) -> str:
    """Make the address of another thing of the API."""
    return reverse(f"api-v1:{name}", kwargs=parts)

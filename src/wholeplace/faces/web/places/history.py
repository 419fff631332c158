"""What happened in a place, in order: a page for people, and feeds for those who follow it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wholeplace.faces.web import words
from wholeplace.faces.web.access import public
from wholeplace.faces.web.keeping import kept
from wholeplace.faces.web.pages import read_page, show
from wholeplace.records.models import Place
from wholeplace.services.places.queries import find_commission, find_place
from wholeplace.services.publication.trail import TrailEvent, list_news, read_trail

ATOM = "application/atom+xml; charset=utf-8"


@public
@kept
def show_history(request: HttpRequest, place: str) -> HttpResponse:
    """Show everything that happened in a place in public, the newest first."""
    found = find_place(place, user=request.user)
    trail = read_trail(found, user=request.user, page=read_page(request))
    return show(request, "places/history.html", place=found, trail=trail)


@public
@kept
def send_place_feed(request: HttpRequest, place: str) -> HttpResponse:
    """Send what is new in a place."""
    found = find_place(place, user=request.user)
    page = reverse("place", kwargs={"place": found.slug})
    return _send(request, found.name, found, page, list_news(found, user=request.user))


@public
@kept
def send_commission_feed(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Send what is new in a commission."""
    found = find_commission(find_place(place, user=request.user), commission, user=request.user)
    page = reverse("commission", kwargs={"place": found.place.slug, "commission": found.slug})
    news = list_news(found.place, user=request.user, commission=found)
    return _send(request, found.title, found.place, page, news)


def _send(
    request: HttpRequest, title: str, place: Place, page: str, news: Sequence[TrailEvent]
) -> HttpResponse:
    feed = Atom1Feed(
        title=title,
        link=f"{settings.SITE_ADDRESS}{page}",
        description="",
        language=get_language(),
        feed_url=f"{settings.SITE_ADDRESS}{request.path}",
        author_name=place.name,
    )
    for event in news:
        feed.add_item(
            title=name_news(event),
            link=f"{settings.SITE_ADDRESS}{find_address(event, place)}",
            description=event.commission_title,
            unique_id=f"urn:sha256:{event.hash}",
            author_name=event.by,
            pubdate=event.at,
            updateddate=event.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)


def name_news(event: TrailEvent) -> str:
    """Say what happened, and about which commission."""
    what = str(words.name_event(event.kind))
    if event.stage in words.STAGES:
        what = f"{what}: {words.STAGES[event.stage]}"
    if not event.commission_title:
        return what
    return _("%(commission)s: %(what)s") % {"commission": event.commission_title, "what": what}


def find_address(event: TrailEvent, place: Place) -> str:
    """Find the page where an event shows."""
    if event.commission_slug:
        pages = {"decision-recorded": "decision", "case-file-published": "appraisal"}
        parts = {"place": place.slug, "commission": event.commission_slug}
        return reverse(pages.get(event.kind, "commission"), kwargs=parts)
    if event.need is not None:
        return reverse("need", kwargs={"place": place.slug, "number": event.need})
    return reverse("place-history", kwargs={"place": place.slug})

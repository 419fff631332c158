"""Pages for what goes wrong: one place that maps a refusal to its page and status."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wholeplace.faces.web.access import NOT_KEPT
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.services.publication.chain import is_outage
from wholeplace.services.refusals import find_status

CSRF = "csrfmiddlewaretoken"
SECRETS = NOT_KEPT - {CSRF, "once"}


def show_refusal(request: HttpRequest, error: WholeplaceError) -> HttpResponse:
    """Show the sentence of a refusal, and what was typed."""
    status = find_status(error)
    titles = {
        404: _("Page not found"),
        403: _("You may not open this page"),
        503: _("Please try again"),
    }
    title = titles.get(status, _("This cannot be done"))
    return show_problem(request, title=title, sentence=str(error), status=status)


def show_problem(
    request: HttpRequest, *, title: str, sentence: str, status: int, may_send_again: bool = False
) -> HttpResponse:
    """Show a page that says what is wrong; it asks nothing of the database."""
    again = list_fields(request) if may_send_again else []
    values = {
        "title": title, "sentence": sentence, "entry": list_entry(request), "again": again, "is_plain": True,
        "ways": list_ways_on(request, status),
    }  # fmt: skip
    return render(request, "problem.html", values, status=status)


def list_ways_on(request: HttpRequest, status: int) -> list[tuple[str, Any]]:
    """Offer the pages above the one that refused, by its address alone."""
    match = request.resolver_match
    parts = match.kwargs if match and status != HTTPStatus.NOT_FOUND else {}
    ways: list[tuple[str, Any]] = []
    if "commission" in parts:
        address = reverse("commission", kwargs={one: parts[one] for one in ("place", "commission")})
        ways.append((address, _("Go to the commission")))
    if "place" in parts:
        ways.append((reverse("place", kwargs={"place": parts["place"]}), _("Go to the place")))
    return [(address, text) for address, text in ways if address != request.path]


def list_entry(request: HttpRequest) -> list[tuple[str, str]]:
    """Give back what was typed, for the person to copy."""
    if request.method != "POST":
        return []
    return [
        (name.replace("_", " ").replace("-", " "), text)
        for name in request.POST
        if name not in NOT_KEPT
        for text in request.POST.getlist(name)
        if text.strip()
    ]


def list_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Give every field of a form that can be sent again as it is: without a file and without a secret."""
    if request.method != "POST" or request.FILES or SECRETS & request.POST.keys():
        return []
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
    return [(name, text) for name, text in fields if name != CSRF]


def show_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Show that there is no such page."""
    sentence = _("If you typed the address, check it. If you followed a link, the page may have moved.")
    return show_problem(request, title=_("Page not found"), sentence=sentence, status=404)


def show_forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Show that this is not for this person."""
    sentence = _("Your role does not allow this. Ask the administrator of the place if you think it should.")
    return show_problem(request, title=_("You may not open this page"), sentence=sentence, status=403)


def show_bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Show that the request cannot be understood."""
    sentence = _("What your browser sent cannot be used. Go back and send it again.")
    return show_problem(request, title=_("This cannot be done"), sentence=sentence, status=400)


def show_server_error(request: HttpRequest) -> HttpResponse:
    """Show that the fault is ours, or the database's where something other than a view met it."""
    if is_outage(sys.exc_info()[1]):
        return show_no_database(request)
    sentence = _("The fault is ours. Nothing of what you sent was half saved. Please try again later.")
    return show_problem(request, title=_("Sorry, something went wrong"), sentence=sentence, status=500)


def show_no_database(request: HttpRequest) -> HttpResponse:
    """Show that the database does not answer, with the form as it was, to be sent again.

    It is the same form: should the database have saved it just before it was gone, it is not saved twice.
    """
    sentence = _("The database does not answer, so nothing was saved. Please try again shortly.")
    title = _("Please try again")
    return show_problem(request, title=title, sentence=sentence, status=503, may_send_again=True)


def show_csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Show that the form was too old to be trusted."""
    sentence = _(
        "This form was open for too long, or cookies are switched off. Nothing was saved. Open the form "
        "again and copy what you wrote into it."
    )
    return show_problem(request, title=_("Please send the form again"), sentence=sentence, status=403)


def show_too_many_requests(request: HttpRequest) -> HttpResponse:
    """Show that this came too often."""
    sentence = _(
        "This was sent too often from your connection. Nothing was done. Wait 5 minutes, then try again."
    )
    return show_problem(request, title=_("Please wait"), sentence=sentence, status=429)

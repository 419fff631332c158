"""Pages about a commission, for everybody."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from wholeplace.casefile.documents.blocks import Section
from wholeplace.casefile.documents.chapters import write_report
from wholeplace.casefile.documents.chapters.inputs import list_lines, name_place
from wholeplace.faces.web import words
from wholeplace.faces.web.access import public
from wholeplace.faces.web.commissions import presenting
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.keeping import kept
from wholeplace.faces.web.pages import show
from wholeplace.records.models import Commission
from wholeplace.services.decisions.queries import read_decision_page
from wholeplace.services.options.operations import OPEN_STAGES
from wholeplace.services.options.queries import is_waiting
from wholeplace.services.places.queries import find_commission, find_option, find_place
from wholeplace.services.publication.comparison import compare_files
from wholeplace.services.publication.thread import Thread, open_published, read_thread


def _open(request: HttpRequest, place: str, commission: str) -> tuple[Commission, Thread]:
    found = find_commission(find_place(place, user=request.user), commission, user=request.user)
    return found, read_thread(found, user=request.user, today=timezone.localdate())


@public
@kept
def show_thread(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show a commission from need to learning, the answer first."""
    found, thread = _open(request, place, commission)
    reading = presenting.find_reading(thread)
    options = presenting.list_options(thread, reading)
    values: dict[str, Any] = {
        "thread": thread,
        "record": thread.record,
        "headline": presenting.state_headline(reading),
        "chance_name": presenting.name_chance_of(reading),
        "takes_proposals": found.stage in OPEN_STAGES and found.opened_at is not None,
        "options": [line for line in options if line.status != "dropped"],
        "dropped": [line for line in options if line.status == "dropped"],
        "shown": presenting.SHOWN_AT_ONCE,
        "themes": presenting.gather_themes(thread.record),
        "heard": presenting.count_heard(thread.record),
        "consultations": list_open_consultations(thread),
    }
    return show(request, "commissions/thread.html", **make_frame(request, found, "commission"), **values)


def list_open_consultations(thread: Thread) -> list[dict[str, Any]]:
    """Give the consultations that can still be answered on the day of the record."""
    today = thread.record["as_at"]
    found = thread.record.get("consultations", [])
    return [
        {**one, "closes_on": presenting.read_day(one["closes_on"])}
        for one in found
        if one["opens_on"] <= today <= one["closes_on"]
    ]


@public
@kept
def show_option(request: HttpRequest, place: str, commission: str, option: str) -> HttpResponse:
    """Show one option: who proposed it, what it is, what was found and answered."""
    found, thread = _open(request, place, commission)
    chosen = find_option(found, option, user=request.user)
    reading = presenting.find_reading(thread)
    written = next((one for one in thread.record.get("options", []) if one["id"] == chosen.slug), None)
    view = reading.find_option(chosen.slug) if reading else None
    values: dict[str, Any] = {
        "option": chosen,
        "is_own_to_change": is_waiting(chosen) and chosen.proposed_by == request.user,
        "written": written or {"id": chosen.slug, "name": chosen.name, "model": chosen.model},
        "line": next(
            (one for one in presenting.list_options(thread, reading) if one.id == chosen.slug), None
        ),
        "law": thread.law.get("options", {}).get(chosen.slug, {}),
        "lock_in": presenting.say_lock_in(reading, chosen.slug),
        "lines": list_lines(reading, view) if reading and view else [],
        "anchor": name_place(chosen.slug),
        "thread": thread,
        "factors": thread.record.get("critical_success_factors", []),
    }
    return show(request, "commissions/option.html", **make_frame(request, found, "options"), **values)


@public
@kept
def show_appraisal(
    request: HttpRequest, place: str, commission: str, chapter: str = "answer"
) -> HttpResponse:
    """Show one chapter of the published appraisal: the same blocks as in the report."""
    found, thread = _open(request, place, commission)
    frame = make_frame(request, found, "appraisal")
    if not thread.digest:
        return show(request, "commissions/no-appraisal.html", **frame)
    sections = write_sections(thread.digest, is_settled=thread.is_settled)
    section = next((one for one in sections if one.key == chapter), None)
    if section is None:
        raise Http404
    position = sections.index(section)
    values: dict[str, Any] = {
        "thread": thread,
        "sections": sections,
        "section": section,
        "following": sections[position + 1] if position + 1 < len(sections) else None,
        "before": sections[position - 1] if position else None,
    }
    return show(request, "commissions/appraisal.html", **frame, **values)


@lru_cache(maxsize=16)
def write_sections(digest: str, *, is_settled: bool) -> tuple[Section, ...]:
    """Write the chapters of a published case file once in each process, as may be said today."""
    return tuple(write_report(open_published(digest, is_settled=is_settled)).sections)


@public
@kept
def show_versions(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show what was published when, and what changed between two of them."""
    found, thread = _open(request, place, commission)
    digests = [file.digest for file in thread.files]
    before, after = (request.GET.get(name, "") for name in ("before", "after"))
    if not before and not after and len(digests) > 1:
        after, before = digests[:2]
    difference = compare_files(found, before, after) if before and after else None
    values: dict[str, Any] = {
        "thread": thread,
        "before": before,
        "after": after,
        "is_compared": bool(before and after),
        "difference": difference,
        "changes": [presenting.group_digits(one.sentence) for one in difference.changes]
        if difference
        else [],
    }
    return show(request, "commissions/versions.html", **make_frame(request, found, "appraisal"), **values)


@public
@kept
def show_test(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show the Public Interest Test: in-house first, or why not."""
    found, thread = _open(request, place, commission)
    test = thread.record.get("public_interest_test", {})
    values: dict[str, Any] = {
        "scope": thread.law.get("public_interest_test", {}),
        "answers": presenting.list_answers(thread.record, list(words.QUESTIONS)),
        "test": test,
        "checked_on": presenting.read_day(test.get("checked_on")),
    }
    return show(request, "commissions/test.html", **make_frame(request, found, "test"), **values)


@public
@kept
def show_decision(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show who decided what and why."""
    found, thread = _open(request, place, commission)
    values: dict[str, Any] = {
        "page": read_decision_page(found, today=timezone.localdate()),
        "record": thread.record,
        "names": {one["id"]: one["name"] for one in thread.record.get("options", [])},
        "thread": thread,
    }
    return show(request, "commissions/decision.html", **make_frame(request, found, "decision"), **values)

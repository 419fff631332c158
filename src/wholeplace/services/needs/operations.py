"""Needs: what is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Max

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import Need, NeedEvidence, NeedSupport, Organisation, Person, Place
from wholeplace.services.entries import read_line, read_prose
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.permissions import NotPermitted, Permission, may, require
from wholeplace.services.publication.events import record_event


class AlreadySupported(WholeplaceError):
    """A person supports a need once."""


class NotSupported(WholeplaceError):
    """A support that is not there cannot be taken back."""


class AlreadyHidden(WholeplaceError):
    """The need is hidden already."""


class NotHidden(WholeplaceError):
    """The need is shown already."""


@dataclass(frozen=True)
class NeedEntry:
    """What somebody says is needed, in their own words."""

    title: str
    what: str
    for_whom: str = ""
    where: str = ""
    how_now: str = ""
    theme: str = ""
    organisation: Organisation | None = None
    is_assisted: bool = False


@dataclass(frozen=True)
class EvidenceEntry:
    """A figure, a report or a story that supports a need."""

    title: str
    source: str = ""
    url: str = ""
    note: str = ""


@operation
def record_need(*, place: Place, entry: NeedEntry, by: Person, at: datetime) -> Need:
    """Record a need; anybody who has signed in may, and staff for somebody who came by paper or phone."""
    _refuse_strangers(place, by)
    if entry.is_assisted:
        require(by, Permission.MODERATE, place)
    if entry.organisation is not None:
        refuse_other_organisation(by, place, entry.organisation)
    last = place.needs.aggregate(last=Max("number"))["last"] or 0
    need = Need.objects.create(
        place=place,
        number=last + 1,
        title=read_line("title", entry.title),
        what=read_prose("what", entry.what),
        for_whom=read_prose("for_whom", entry.for_whom, required=False),
        where=read_line("where", entry.where, required=False),
        how_now=read_prose("how_now", entry.how_now, required=False),
        theme=read_line("theme", entry.theme, required=False),
        recorded_by=by,
        organisation=entry.organisation,
        is_assisted=entry.is_assisted,
        recorded_at=at,
    )
    detail = {"title": need.title, "what": need.what, "for_whom": need.for_whom, "where": need.where}
    _record("need-recorded", need, by, at, detail=detail | {"how_now": need.how_now, "theme": need.theme})
    return need


@operation
def support_need(*, need: Need, by: Person, at: datetime) -> NeedSupport:
    """Support a need, once for each person."""
    _refuse_unseen(need, by)
    if NeedSupport.objects.filter(need=need, person=by).exists():
        raise AlreadySupported(f"You support need {need.number} already. Each person counts once.")
    support = NeedSupport.objects.create(need=need, person=by, at=at)
    _record("need-supported", need, by, at)
    return support


@operation
def withdraw_support(*, need: Need, by: Person, at: datetime) -> None:
    """Take one's support back."""
    _refuse_unseen(need, by)
    removed, _ = NeedSupport.objects.filter(need=need, person=by).delete()
    if not removed:
        raise NotSupported(f"You do not support need {need.number}, so there is nothing to take back.")
    _record("need-support-withdrawn", need, by, at)


@operation
def add_evidence(*, need: Need, entry: EvidenceEntry, by: Person, at: datetime) -> NeedEvidence:
    """Add evidence to a need; anybody who sees it may."""
    _refuse_unseen(need, by)
    evidence = NeedEvidence.objects.create(
        need=need,
        title=read_line("title", entry.title),
        source=read_line("source", entry.source, required=False),
        url=_read_address(entry.url),
        note=read_prose("note", entry.note, required=False),
        added_by=by,
        added_at=at,
    )
    detail = {"title": evidence.title, "source": evidence.source, "url": evidence.url, "note": evidence.note}
    _record("need-evidence-added", need, by, at, detail=detail)
    return evidence


@operation
def answer_need(*, need: Need, answer: str, by: Person, at: datetime) -> Need:
    """Give the place's public answer; a newer one takes the place of an older, which stays in the events."""
    require(by, Permission.MODERATE, need.place)
    need.answer = read_prose("answer", answer)
    need.answered_by, need.answered_at = by, at
    need.save(update_fields=["answer", "answered_by", "answered_at"])
    _record("need-answered", need, by, at, detail={"answer": need.answer})
    return need


@operation
def sort_need(*, need: Need, theme: str, where: str, by: Person, at: datetime) -> Need:
    """Put a need under a theme and an area, so that it is found; its words stay as they were said."""
    require(by, Permission.MODERATE, need.place)
    need.theme = read_line("theme", theme, required=False)
    need.where = read_line("where", where, required=False)
    need.save(update_fields=["theme", "where"])
    _record("need-sorted", need, by, at, detail={"theme": need.theme, "where": need.where})
    return need


@operation
def hide_need(*, need: Need, reason: str, by: Person, at: datetime) -> Need:
    """Hide a need from the public, for a written reason that whoever recorded it can read."""
    require(by, Permission.MODERATE, need.place)
    if need.status == "hidden":
        raise AlreadyHidden(f"Need {need.number} is hidden already: {need.hidden_reason}")
    need.status, need.hidden_reason = "hidden", read_prose("reason", reason)
    need.save(update_fields=["status", "hidden_reason"])
    _record("need-hidden", need, by, at, detail={"reason": need.hidden_reason})
    return need


@operation
def show_need(*, need: Need, by: Person, at: datetime) -> Need:
    """Show a hidden need again."""
    require(by, Permission.MODERATE, need.place)
    if need.status != "hidden":
        raise NotHidden(f"Need {need.number} is shown already.")
    need.status, need.hidden_reason = "published", ""
    need.save(update_fields=["status", "hidden_reason"])
    _record("need-shown-again", need, by, at)
    return need


def refuse_other_organisation(by: Person, place: Place, organisation: Organisation) -> None:
    """Let people speak for their own organisation only; staff who answer for what is recorded, for any."""
    if organisation.place_id != place.pk:
        raise InvalidInput("organisation", f"must be an organisation of {place}, but {organisation} is not")
    speaks = by.memberships.filter(place=place, organisation=organisation).exists()
    if not speaks and not may(by, Permission.MODERATE, place):
        raise NotPermitted(f"You are not a member of {organisation} here, so you cannot speak for it.")


def _refuse_strangers(place: Place, by: Person) -> None:
    if not by.is_active or not Place.objects.visible_to(by).filter(pk=place.pk).exists():
        raise NotFound("There is no such place here.")


def _refuse_unseen(need: Need, by: Person) -> None:
    if not by.is_active or not Need.objects.visible_to(by).filter(pk=need.pk).exists():
        raise NotFound("There is no such need in this place.")


def _read_address(url: str) -> str:
    address = read_line("url", url, required=False)
    if not address:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        problem = f"must be a web address that starts with https:// or http://, but is “{address[:100]}”"
        raise InvalidInput("url", problem) from None
    return address


def _record(kind: str, need: Need, by: Person, at: datetime, *, detail: dict[str, str] | None = None) -> None:
    record_event(kind=kind, by=by, at=at, place=need.place, body={"need": need.number}, detail=detail)

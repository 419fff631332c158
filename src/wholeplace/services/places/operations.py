"""Places: founding one and keeping its settings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db.models import F
from django.utils import timezone

from wholeplace.foundations.colour import contrast_with_white
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.law import read_own_rules
from wholeplace.foundations.parameters import load_parameters
from wholeplace.foundations.vocabulary import AgencyKind, BodyKind, OrganisationKind
from wholeplace.records.models import BudgetHead, Membership, Organisation, Person, Place, PlaceRecord
from wholeplace.records.models.constraints import SLUG
from wholeplace.services.entries import make_slug, read_line, read_prose, read_word
from wholeplace.services.operation import Stale, operation
from wholeplace.services.people.operations import ADMINISTRATOR
from wholeplace.services.people.permissions import NotPermitted, Permission, forget_roles, require
from wholeplace.services.places.reserved import RESERVED
from wholeplace.services.publication.events import record_event

LEAST_CONTRAST = 4.5
LARGEST_LIMIT_POUNDS = 1_000_000_000
LONGEST_DAYS = 366
# Words that already lead to a page beside those of organisations and budget heads.
PAGES_OF_SETTINGS = frozenset({"add"})


class AlreadyOpen(WholeplaceError):
    """The place is open to the public already."""


@dataclass(frozen=True)
class Identity:
    """What a place says about itself."""

    name: str
    summary: str = ""
    body_kind: str = "council"
    colour: str = "#12436d"
    contact_email: str = ""
    contact: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Limits:
    """What a place has decided about how it commissions."""

    light_route_limit_pounds: int
    lock_in_limit_share: float
    call_in_days: int
    consultation_days: int
    proposal_answer_days: int
    tests_everything: bool


@dataclass(frozen=True)
class OrganisationEntry:
    """A body, a provider or a group, and who owns and controls it."""

    name: str
    kind: str
    identifier: str = ""
    website: str = ""
    about: str = ""
    ownership_statement: str = ""
    ownership_on: dt.date | None = None
    is_commissioning: bool = False


@dataclass(frozen=True)
class BudgetEntry:
    """A budget head, as appraisals name it."""

    name: str
    kind: str = "public"
    body: str = ""


# --- a new place -----------------------------------------------------------------------------------------


@operation
def found_place(*, identity: Identity, slug: str, by: Person, at: dt.datetime) -> Place:
    """Found a place; its founder keeps it until others do. It is not public before it is opened."""
    if not by.is_operator:
        raise NotPermitted("Only an operator of this service may found a place.")
    values = read_identity(identity)
    place = Place.objects.create(slug=_read_slug(slug, values["name"]), founded_at=at, **values)
    Membership.objects.create(person=by, place=place, role=ADMINISTRATOR, since=at)
    forget_roles(by)
    record_event(kind="place-founded", by=by, at=at, place=place, body={"name": place.name})
    return place


def _read_slug(slug: str, name: str) -> str:
    words = slug.strip().lower() or make_slug(name, otherwise="", is_taken=lambda _: False)[:50].strip("-")
    if not words:
        raise InvalidInput(
            "slug", "is needed, for the name has no letters from a to z: write one or two words"
        )
    if not re.fullmatch(SLUG, words) or len(words) > 50:
        problem = "must be up to 50 small letters from a to z, figures and hyphens, such as north-wold"
        raise InvalidInput("slug", f"{problem}, but is “{words[:80]}”")
    if words in RESERVED:
        raise InvalidInput(
            "slug", f"cannot be “{words}”, which is the address of another page: choose another"
        )
    if Place.objects.filter(slug=words).exists():
        raise InvalidInput("slug", f"cannot be “{words}”, which another place has: choose another")
    return words


@operation
def open_place(*, place: Place, by: Person, at: dt.datetime) -> Place:
    """Open a place to the public."""
    require(by, Permission.KEEP_PLACE, place)
    if not Place.objects.filter(pk=place.pk, opened_at__isnull=True).update(opened_at=at):
        raise AlreadyOpen(f"{place} is open to the public already.")
    place.opened_at = at
    record_event(kind="place-opened", by=by, at=at, place=place)
    return place


# --- what a place says and has decided -------------------------------------------------------------------


@operation
def change_identity(*, place: Place, identity: Identity, revision: int, by: Person, at: dt.datetime) -> Place:
    """Change what a place says about itself."""
    return _change_place(place, read_identity(identity), revision, by, at)


@operation
def change_limits(*, place: Place, limits: Limits, revision: int, by: Person, at: dt.datetime) -> Place:
    """Change what a place has decided about how it commissions."""
    values = asdict(limits)
    _read_number("light_route_limit_pounds", limits.light_route_limit_pounds, LARGEST_LIMIT_POUNDS)
    for field in ("call_in_days", "consultation_days", "proposal_answer_days"):
        _read_number(field, values[field], LONGEST_DAYS)
    if not 0 <= limits.lock_in_limit_share <= 1:
        raise InvalidInput("lock_in_limit_share", "must be from 0% to 100%")
    return _change_place(place, values, revision, by, at)


def _change_place(
    place: Place, values: Mapping[str, Any], revision: int, by: Person, at: dt.datetime
) -> Place:
    require(by, Permission.KEEP_PLACE, place)
    before = {field: getattr(place, field) for field in values}
    _take_turn(place, revision)
    Place.objects.filter(pk=place.pk).update(**values)
    for field, value in values.items():
        setattr(place, field, value)
    changed = {field: value for field, value in values.items() if before[field] != value}
    body = {
        "changed": sorted(changed),
        "limits": {f: v for f, v in changed.items() if f in Limits.__annotations__},
    }
    record_event(kind="place-settings-changed", by=by, at=at, place=place, body=body)
    return place


def _take_turn(place: Place, revision: int) -> None:
    """Count the change, or say that somebody else changed the settings since this person read them."""
    if not Place.objects.filter(pk=place.pk, revision=revision).update(revision=F("revision") + 1):
        raise Stale(
            "Somebody else changed the settings while you had them open. Nothing of theirs was overwritten. "
            "What you wrote is below: compare it with what stands now, then save again."
        )
    place.revision = revision + 1


def read_identity(identity: Identity) -> dict[str, Any]:
    """Check what a place says about itself."""
    colour = identity.colour.strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise InvalidInput("colour", f"must be like #12436d, but is “{colour[:20]}”")
    contrast = contrast_with_white(colour)
    if contrast < LEAST_CONTRAST:
        problem = f"must be darker: its contrast with white letters is {contrast:.1f}, not 4.5 or more"
        raise InvalidInput("colour", problem)
    return {
        "name": read_line("name", identity.name),
        "summary": read_prose("summary", identity.summary, required=False),
        "body_kind": read_word("body_kind", identity.body_kind, get_args(BodyKind)),
        "colour": colour,
        "contact_email": _read_email(identity.contact_email),
        "contact": read_prose("contact", identity.contact, required=False, longest=2_000),
        "language": read_word("language", identity.language, tuple(dict(settings.LANGUAGES))),
    }


def _read_email(text: str) -> str:
    address = text.strip().lower()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        problem = f"must be an e-mail address like name@example.org, but is “{address[:80]}”"
        raise InvalidInput("contact_email", problem) from None
    return address


def _read_number(field: str, number: int, largest: int) -> None:
    if not 0 <= number <= largest:
        raise InvalidInput(field, f"must be from 0 to {largest:,}, but is {number:,}")


# --- organisations ---------------------------------------------------------------------------------------


@operation
def add_organisation(*, place: Place, entry: OrganisationEntry, by: Person, at: dt.datetime) -> Organisation:
    """Add an organisation to a place."""
    require(by, Permission.KEEP_PLACE, place)
    values = _read_organisation(entry, today=timezone.localdate(at))
    taken = Organisation.objects.filter(place=place)
    slug = make_slug(
        values["name"],
        otherwise="organisation",
        is_taken=lambda words: words in PAGES_OF_SETTINGS or taken.filter(slug=words).exists(),
    )
    organisation = Organisation.objects.create(place=place, slug=slug, **values)
    _record_organisation("organisation-added", organisation, by, at)
    return organisation


@operation
def change_organisation(
    *, organisation: Organisation, entry: OrganisationEntry, revision: int, by: Person, at: dt.datetime
) -> Organisation:
    """Change an organisation; its address stays."""
    require(by, Permission.KEEP_PLACE, organisation.place)
    values = _read_organisation(entry, today=timezone.localdate(at))
    _take_turn(organisation.place, revision)
    for field, value in values.items():
        setattr(organisation, field, value)
    organisation.save(update_fields=list(values))
    _record_organisation("organisation-changed", organisation, by, at)
    return organisation


def _record_organisation(kind: str, organisation: Organisation, by: Person, at: dt.datetime) -> None:
    body = {"organisation": organisation.slug, "name": organisation.name, "kind": organisation.kind}
    record_event(kind=kind, by=by, at=at, place=organisation.place, body=body)


def _read_organisation(entry: OrganisationEntry, today: dt.date) -> dict[str, Any]:
    statement = read_prose("ownership_statement", entry.ownership_statement, required=False)
    if statement and entry.ownership_on is None:
        raise InvalidInput("ownership_on", "is needed: say on which day the statement was right")
    if entry.ownership_on and entry.ownership_on > today:
        raise InvalidInput("ownership_on", f"must not be after today, but is {entry.ownership_on}")
    return {
        "name": read_line("name", entry.name),
        "kind": read_word("kind", entry.kind, get_args(OrganisationKind)),
        "identifier": read_line("identifier", entry.identifier, longest=50, required=False),
        "website": _read_address("website", entry.website),
        "about": read_prose("about", entry.about, required=False),
        "ownership_statement": statement,
        "ownership_on": entry.ownership_on,
        "is_commissioning": entry.is_commissioning,
    }


def _read_address(field: str, text: str) -> str:
    address = read_line(field, text, required=False)
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        problem = f"must be a web address such as https://example.org, but is “{address[:80]}”"
        raise InvalidInput(field, problem) from None
    return address


# --- budget heads ----------------------------------------------------------------------------------------


@operation
def add_budget_head(*, place: Place, entry: BudgetEntry, by: Person, at: dt.datetime) -> BudgetHead:
    """Add a budget head that appraisals can charge."""
    require(by, Permission.KEEP_PLACE, place)
    values = _read_budget(entry)
    taken = BudgetHead.objects.filter(place=place)
    slug = make_slug(
        values["name"],
        otherwise="budget",
        is_taken=lambda words: words in PAGES_OF_SETTINGS or taken.filter(slug=words).exists(),
    )
    budget = BudgetHead.objects.create(place=place, slug=slug, **values)
    body = {"budget": budget.slug, "name": budget.name}
    record_event(kind="budget-head-added", by=by, at=at, place=place, body=body)
    return budget


@operation
def change_budget_head(
    *, budget: BudgetHead, entry: BudgetEntry, revision: int, by: Person, at: dt.datetime
) -> BudgetHead:
    """Change a budget head; the word by which appraisals know it stays."""
    require(by, Permission.KEEP_PLACE, budget.place)
    values = _read_budget(entry)
    _take_turn(budget.place, revision)
    for field, value in values.items():
        setattr(budget, field, value)
    budget.save(update_fields=list(values))
    body = {"budget": budget.slug, "name": budget.name}
    record_event(kind="budget-head-changed", by=by, at=at, place=budget.place, body=body)
    return budget


def _read_budget(entry: BudgetEntry) -> dict[str, Any]:
    return {
        "name": read_line("name", entry.name),
        "kind": read_word("kind", entry.kind, get_args(AgencyKind)),
        "body": read_line("body", entry.body, longest=80, required=False),
    }


# --- parameters and rules of its own -----------------------------------------------------------------------


@operation
def keep_record(
    *, place: Place, kind: str, record: Mapping[str, Any], revision: int, by: Person, at: dt.datetime
) -> PlaceRecord:
    """Keep a parameter or a legal rule of the place's own, with its source; the same id replaces it."""
    require(by, Permission.KEEP_PLACE, place)
    read = _read_record(place, kind, record)
    _take_turn(place, revision)
    kept, _made = PlaceRecord.objects.update_or_create(
        place=place, kind=kind, identifier=read["id"], defaults={"record": read, "set_at": at}
    )
    record_event(kind=f"{kind}-kept", by=by, at=at, place=place, body={"record": read})
    return kept


@operation
def drop_record(*, kept: PlaceRecord, revision: int, by: Person, at: dt.datetime) -> None:
    """No longer use a parameter or rule of the place's own; what rested on it stays as it was published."""
    require(by, Permission.KEEP_PLACE, kept.place)
    _take_turn(kept.place, revision)
    body = {"id": kept.identifier}
    PlaceRecord.objects.filter(pk=kept.pk).delete()
    record_event(kind=f"{kept.kind}-dropped", by=by, at=at, place=kept.place, body=body)


def _read_record(place: Place, kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    read_word("kind", kind, ("parameter", "law-rule"))
    others = place.own_records.filter(kind=kind).exclude(identifier=record.get("id", ""))
    records = [*(one.record for one in others), dict(record)]
    if kind == "law-rule":
        return dict(read_own_rules(records)[-1].as_record())
    return dict(load_parameters(records).own[-1].as_record())

"""Commissions: what is written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import (
    CitedNeed,
    Commission,
    CriticalSuccessFactor,
    Need,
    Person,
    Place,
    StageMove,
)
from wholeplace.services.commissions.entries import (
    CommissionEntry,
    read_commission_fields,
    read_date,
    read_today,
)
from wholeplace.services.commissions.readiness import assess_move
from wholeplace.services.entries import make_slug, read_line, read_prose
from wholeplace.services.operation import NotFound, Stale, operation
from wholeplace.services.people.permissions import Permission, name_office, require
from wholeplace.services.publication.events import record_event

# Words that stand where a commission's own address would: /calderwick/commissions/new
RESERVED_SLUGS = frozenset({"new", "all", "feed"})
MOST_ENTRIES = 50


class AlreadyOpen(WholeplaceError):
    """The commission is open to the public already."""


class CannotMove(WholeplaceError):
    """A guard of the stage does not hold."""


class AlreadyWithdrawn(WholeplaceError):
    """The commission was withdrawn before."""


class AlreadyCited(WholeplaceError):
    """The commission cites the need already."""


class NotCited(WholeplaceError):
    """The commission does not cite the need."""


class TooMany(WholeplaceError):
    """More entries than anybody could compare."""


@operation
def found_commission(*, place: Place, entry: CommissionEntry, by: Person, at: datetime) -> Commission:
    """Found a commission, with the options that are always there: business as usual and do minimum."""
    require(by, Permission.RUN_COMMISSION, place)
    fields = read_commission_fields(place, entry)
    today = read_today(entry.today)
    commission = Commission.objects.create(
        place=place, slug=_choose_slug(place, fields["title"]), lead=by, created_at=at, **fields
    )
    _add_standing_options(commission, today, by, at)
    body = {"route": commission.route, "service": commission.service}
    _record("commission-founded", commission, by, at, body=body)
    return commission


@operation
def edit_facts(
    *, commission: Commission, entry: CommissionEntry, revision: int, by: Person, at: datetime
) -> Commission:
    """Change what is known of a commission; refused when somebody else saved meanwhile."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    fields = read_commission_fields(commission.place, entry)
    changed = sorted(name for name, value in fields.items() if getattr(commission, name) != value)
    _save(commission, revision=revision, **fields)
    _record("commission-facts-edited", commission, by, at, body={"changed": changed})
    return commission


@operation
def state_route_reasons(
    *, commission: Commission, grant_considered: str, lock_in_justification: str, by: Person, at: datetime
) -> Commission:
    """Say why this route: whether a grant would serve better, and why a long commitment is right."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    _save(
        commission,
        grant_considered=read_prose("grant_considered", grant_considered),
        lock_in_justification=read_prose("lock_in_justification", lock_in_justification, required=False),
    )
    _record("commission-route-reasoned", commission, by, at)
    return commission


@operation
def set_next_step(
    *, commission: Commission, next_step: str, next_step_on: date | None, by: Person, at: datetime
) -> Commission:
    """Say what comes next and when: it stands on the public page."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    _save(
        commission,
        next_step=read_line("next_step", next_step),
        next_step_on=read_date("next_step_on", next_step_on),
    )
    day = commission.next_step_on.isoformat() if commission.next_step_on else None
    _record("next-step-set", commission, by, at, body={"on": day})
    return commission


@operation
def hand_lead_to(*, commission: Commission, person: Person, by: Person, at: datetime) -> Commission:
    """Give the lead to somebody who runs commissions in the place."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    require(person, Permission.RUN_COMMISSION, commission.place)
    _save(commission, lead=person)
    _record("lead-handed-over", commission, by, at, detail={"lead": person.name})
    return commission


@operation
def open_commission(*, commission: Commission, by: Person, at: datetime) -> Commission:
    """Open a commission to the public; from now on everybody can follow it."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    if commission.opened_at is not None:
        raise AlreadyOpen("This commission is open to the public already.")
    refuse_closed(commission)
    if not commission.question:
        raise InvalidInput("question", "is needed before the public sees it: say what is being decided")
    _save(commission, opened_at=at)
    _record("commission-opened", commission, by, at)
    return commission


@operation
def cite_need(*, commission: Commission, need: Need, reason: str, by: Person, at: datetime) -> CitedNeed:
    """Say that a commission answers a need, and why."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    if need.place_id != commission.place_id or need.status != "published":
        raise NotFound("There is no such published need in this place.")
    if commission.cited_needs.filter(need=need).exists():
        raise AlreadyCited(f"This commission cites need {need.number} already.")
    cited = CitedNeed.objects.create(
        commission=commission, need=need, reason=read_prose("reason", reason, required=False), cited_at=at
    )
    _record("need-cited", commission, by, at, body={"need": need.number})
    return cited


@operation
def stop_citing_need(*, commission: Commission, need: Need, by: Person, at: datetime) -> None:
    """Take back that a commission answers a need."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    removed, _ = commission.cited_needs.filter(need=need).delete()
    if not removed:
        raise NotCited(f"This commission does not cite need {need.number}.")
    _record("need-no-longer-cited", commission, by, at, body={"need": need.number})


@operation
def add_outcome(*, commission: Commission, name: str, measure: str, by: Person, at: datetime) -> Commission:
    """Add what should be different for people, and how that is measured."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    outcomes = list(commission.outcomes)
    _refuse_too_many(outcomes, "outcomes")
    name = read_line("name", name)
    taken = {one["id"] for one in outcomes}
    slug = make_slug(name, otherwise="outcome", is_taken=taken.__contains__)
    outcomes.append({"id": slug, "name": name, "measure": read_line("measure", measure, required=False)})
    _save(commission, revision=commission.revision, outcomes=outcomes)
    _record("outcome-added", commission, by, at, body={"outcome": slug})
    return commission


@operation
def remove_outcome(*, commission: Commission, outcome: str, by: Person, at: datetime) -> Commission:
    """Take an outcome off the list."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    left = [one for one in commission.outcomes if one["id"] != outcome]
    if len(left) == len(commission.outcomes):
        raise NotFound("There is no such outcome in this commission.")
    _save(commission, revision=commission.revision, outcomes=left)
    _record("outcome-removed", commission, by, at, body={"outcome": outcome})
    return commission


@operation
def add_success_factor(
    *, commission: Commission, name: str, description: str, by: Person, at: datetime
) -> CriticalSuccessFactor:
    """Add what an option must do to be worth comparing."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    factors = commission.success_factors
    _refuse_too_many(factors.all(), "critical success factors")
    name = read_line("name", name)
    factor = CriticalSuccessFactor.objects.create(
        commission=commission,
        slug=make_slug(name, otherwise="factor", is_taken=lambda slug: factors.filter(slug=slug).exists()),
        name=name,
        description=read_prose("description", description, required=False),
        position=(factors.aggregate(last=Max("position"))["last"] or 0) + 1,
    )
    _record("success-factor-added", commission, by, at, body={"factor": factor.slug})
    return factor


@operation
def remove_success_factor(*, factor: CriticalSuccessFactor, by: Person, at: datetime) -> None:
    """Take a critical success factor off the list, with what was said about it for each option."""
    commission = factor.commission
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    for option in commission.options.filter(factors__has_key=factor.slug):
        option.factors.pop(factor.slug)
        option.save(update_fields=["factors"])
    slug = factor.slug
    factor.delete()
    _record("success-factor-removed", commission, by, at, body={"factor": slug})


@operation
def move_commission(
    *, commission: Commission, to_stage: str, reason: str, by: Person, at: datetime
) -> StageMove:
    """Move a commission to its next stage, when every guard of that stage holds."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    if to_stage == "withdrawn":
        raise CannotMove("To withdraw a commission, say why: use the withdrawal for it.")
    blockers = assess_move(commission, to_stage, today=timezone.localdate(at)).blockers
    if blockers:
        raise CannotMove(" ".join(blocker.text for blocker in blockers))
    return _move(commission, to_stage, read_prose("reason", reason, required=False), by, at)


@operation
def withdraw_commission(*, commission: Commission, reason: str, by: Person, at: datetime) -> StageMove:
    """End a commission without a decision, for a written reason that the public reads."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    if commission.stage == "withdrawn":
        raise AlreadyWithdrawn("This commission was withdrawn before.")
    return _move(commission, "withdrawn", read_prose("reason", reason), by, at)


def refuse_closed(commission: Commission) -> None:
    """Refuse changes to a commission that was withdrawn."""
    if commission.stage == "withdrawn":
        raise AlreadyWithdrawn("This commission was withdrawn, so it cannot be changed any more.")


def _move(commission: Commission, to_stage: str, reason: str, by: Person, at: datetime) -> StageMove:
    from_stage = commission.stage
    moved = Commission.objects.filter(pk=commission.pk, stage=from_stage).update(
        stage=to_stage, revision=F("revision") + 1
    )
    if not moved:
        raise Stale(
            "Somebody else has moved this commission meanwhile. Open the page again to see where it is."
        )
    commission.refresh_from_db(fields=["stage", "revision"])
    move = StageMove.objects.create(
        commission=commission,
        from_stage=from_stage,
        to_stage=to_stage,
        reason=reason,
        by=by,
        by_office=name_office(by, commission.place, ("officer", "commissioner")),
        at=at,
    )
    body = {"from": from_stage, "to": to_stage}
    _record("commission-moved", commission, by, at, body=body, detail={"reason": reason} if reason else None)
    return move


def _save(commission: Commission, *, revision: int | None = None, **fields: Any) -> None:
    """Save fields, each save one revision; with a revision, only if nobody saved since."""
    rows = Commission.objects.filter(pk=commission.pk)
    if revision is not None:
        rows = rows.filter(revision=revision)
    if not rows.update(revision=F("revision") + 1, **fields):
        message = (
            "Somebody else has saved this commission since you opened the page. Nothing of theirs was "
            "overwritten: what you wrote is below, beside what is saved now."
        )
        raise Stale(message)
    commission.refresh_from_db(fields=["revision", *fields])


def _choose_slug(place: Place, title: str) -> str:
    taken = set(place.commissions.values_list("slug", flat=True)) | RESERVED_SLUGS
    return make_slug(title, otherwise="commission", is_taken=taken.__contains__)


def _add_standing_options(commission: Commission, today: str, by: Person, at: datetime) -> None:
    """Put business as usual and do minimum on the longlist."""
    from wholeplace.services.options.standing import list_standing_options

    commission.options.bulk_create(list_standing_options(commission, today, by, at))


def _refuse_too_many(entries: Any, what: str) -> None:
    if len(entries) >= MOST_ENTRIES:
        raise TooMany(f"A commission has {MOST_ENTRIES} {what} at most: nobody could compare more.")


def _record(
    kind: str,
    commission: Commission,
    by: Person,
    at: datetime,
    *,
    body: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    record_event(
        kind=kind, by=by, at=at, place=commission.place, commission=commission, body=body, detail=detail
    )

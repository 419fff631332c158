"""Who was heard: what is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import (
    Commission,
    Consultation,
    EqualityAssessment,
    EqualityEffect,
    Involvement,
    InvolvementTheme,
    Person,
)
from wholeplace.services.commissions.operations import refuse_closed
from wholeplace.services.entries import read_line, read_prose
from wholeplace.services.involvement.entries import (
    FURTHER_GROUPS,
    PROTECTED_GROUPS,
    ConsultationEntry,
    EffectEntry,
    InvolvementEntry,
    read_consultation,
    read_count,
    read_effect,
    read_involvement,
)
from wholeplace.services.involvement.queries import list_compared, list_groups_left
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.permissions import Permission, require
from wholeplace.services.publication.events import record_event

KNOWN = frozenset({*PROTECTED_GROUPS, *FURTHER_GROUPS})


class ConsultationStarted(WholeplaceError):
    """What people were asked cannot be changed once they answer it."""


class ConsultationStillOpen(WholeplaceError):
    """Responses are counted once a consultation has closed."""


class EqualityNotComplete(WholeplaceError):
    """A group was not looked at, so equality cannot be called assessed."""


@operation
def record_involvement(
    *, commission: Commission, entry: InvolvementEntry, by: Person, at: dt.datetime
) -> Involvement:
    """Record one time that a group was heard."""
    require(by, Permission.RECORD_INVOLVEMENT, commission.place)
    refuse_closed(commission)
    fields = read_involvement(entry, timezone.localdate(at))
    involvement = Involvement.objects.create(commission=commission, recorded_by=by, recorded_at=at, **fields)
    body = {"group": involvement.group, "people_reached": involvement.people_reached}
    _record("involvement-recorded", commission, by, at, involvement=involvement.pk, **body)
    return involvement


@operation
def correct_involvement(
    *, involvement: Involvement, entry: InvolvementEntry, by: Person, at: dt.datetime
) -> Involvement:
    """Correct what was recorded; the chain keeps that it was corrected, and in which fields."""
    commission = involvement.commission
    require(by, Permission.RECORD_INVOLVEMENT, commission.place)
    fields = read_involvement(entry, timezone.localdate(at))
    changed = sorted(name for name, value in fields.items() if getattr(involvement, name) != value)
    for name, value in fields.items():
        setattr(involvement, name, value)
    involvement.save()
    _record("involvement-corrected", commission, by, at, involvement=involvement.pk, changed=changed)
    return involvement


@operation
def add_theme(
    *, involvement: Involvement, theme: str, count: int, by: Person, at: dt.datetime
) -> InvolvementTheme:
    """Add what came up, and how many said it."""
    commission = involvement.commission
    require(by, Permission.RECORD_INVOLVEMENT, commission.place)
    refuse_closed(commission)
    if count > involvement.people_reached:
        problem = (
            f"must be at most the {involvement.people_reached:,} people who were reached, but is {count:,}"
        )
        raise InvalidInput("count", problem)
    added = InvolvementTheme.objects.create(
        involvement=involvement, theme=read_prose("theme", theme), count=read_count("count", count, least=1)
    )
    _record("theme-recorded", commission, by, at, involvement=involvement.pk, theme=added.pk)
    return added


@operation
def respond_to_theme(
    *, theme: InvolvementTheme, response: str, changed: str, by: Person, at: dt.datetime
) -> InvolvementTheme:
    """Publish what is answered to a theme, and what changed because of it."""
    commission = theme.involvement.commission
    require(by, Permission.RECORD_INVOLVEMENT, commission.place)
    theme.response = read_prose("response", response)
    theme.changed = read_prose("changed", changed, required=False)
    theme.responded_by, theme.responded_at = by, at
    theme.save()
    _record("theme-answered", commission, by, at, theme=theme.pk, is_change=bool(theme.changed))
    return theme


@operation
def announce_consultation(
    *, commission: Commission, entry: ConsultationEntry, by: Person, at: dt.datetime
) -> Consultation:
    """Announce a consultation with its dates and what is still open."""
    require(by, Permission.RECORD_INVOLVEMENT, commission.place)
    refuse_closed(commission)
    fields = read_consultation(entry)
    consultation = Consultation.objects.create(
        commission=commission, recorded_by=by, recorded_at=at, **fields
    )
    dates = {"opens_on": entry.opens_on.isoformat(), "closes_on": entry.closes_on.isoformat()}
    _record("consultation-announced", commission, by, at, consultation=consultation.pk, **dates)
    return consultation


@operation
def change_consultation(
    *, consultation: Consultation, entry: ConsultationEntry, by: Person, at: dt.datetime
) -> Consultation:
    """Change a consultation before it opens; afterwards only its end may be put off."""
    commission = consultation.commission
    require(by, Permission.RECORD_INVOLVEMENT, commission.place)
    fields = read_consultation(entry)
    changed = sorted(name for name, value in fields.items() if getattr(consultation, name) != value)
    if consultation.opens_on <= timezone.localdate(at):
        _refuse_late_change(consultation, entry, changed)
    for name, value in fields.items():
        setattr(consultation, name, value)
    consultation.save()
    _record(
        "consultation-changed", commission, by, at,
        consultation=consultation.pk, changed=changed, closes_on=entry.closes_on.isoformat(),
    )  # fmt: skip
    return consultation


def _refuse_late_change(consultation: Consultation, entry: ConsultationEntry, changed: Sequence[str]) -> None:
    is_shortened = entry.closes_on < consultation.closes_on
    if is_shortened or set(changed) - {"closes_on", "how_to_respond"}:
        message = (
            f"“{consultation.title}” opened on {consultation.opens_on:%-d %B %Y}: people answer what they "
            "were asked, so only its end can be put off and how to respond can be changed."
        )
        raise ConsultationStarted(message)


@operation
def count_responses(
    *, consultation: Consultation, responses: int, by: Person, at: dt.datetime
) -> Consultation:
    """Say how many responded, once the consultation has closed."""
    commission = consultation.commission
    require(by, Permission.RECORD_INVOLVEMENT, commission.place)
    if consultation.closes_on >= timezone.localdate(at):
        message = (
            f"“{consultation.title}” is open until {consultation.closes_on:%-d %B %Y}: count after that."
        )
        raise ConsultationStillOpen(message)
    consultation.responses = read_count("responses", responses)
    consultation.save(update_fields=["responses"])
    _record("responses-counted", commission, by, at, consultation=consultation.pk, responses=responses)
    return consultation


@operation
def look_at_group(
    *,
    commission: Commission,
    group: str,
    baseline: str,
    mitigation: str,
    effects: Sequence[EffectEntry],
    by: Person,
    at: dt.datetime,
) -> EqualityAssessment:
    """Write down how a group stands and what each option would do to it, instead of what stood there."""
    require(by, Permission.ASSESS_EQUALITY, commission.place)
    refuse_closed(commission)
    group = read_line("group", group)
    known = {option.slug: option for option in list_compared(commission)}
    assessment, _ = EqualityAssessment.objects.get_or_create(commission=commission)
    shared = {
        "baseline": read_prose("baseline", baseline),
        "mitigation": read_prose("mitigation", mitigation, required=_is_worse(effects)),
    }
    assessment.effects.filter(group=group).delete()
    for entry in effects:
        if entry.option not in known:
            raise NotFound("There is no such option in this commission.")
        EqualityEffect.objects.create(
            assessment=assessment, group=group, option=known[entry.option], **shared, **read_effect(entry)
        )
    if not effects:
        EqualityEffect.objects.create(assessment=assessment, group=group, effect="unknown", **shared)
    _reopen(assessment)
    # A group that somebody typed stays off the chain: it could name a few people only.
    _record("equality-group-looked-at", commission, by, at, group=group if group in KNOWN else "other")
    return assessment


def _is_worse(effects: Sequence[EffectEntry]) -> bool:
    return any(entry.effect == "negative" for entry in effects)


def _reopen(assessment: EqualityAssessment) -> None:
    """What was added after the assessment was not assessed."""
    assessment.assessed_by = assessment.assessed_at = None
    assessment.save()


@operation
def finish_equality(
    *, commission: Commission, summary: str, by: Person, at: dt.datetime
) -> EqualityAssessment:
    """Call equality assessed: every protected group was looked at, against a baseline."""
    require(by, Permission.ASSESS_EQUALITY, commission.place)
    refuse_closed(commission)
    assessment, _ = EqualityAssessment.objects.get_or_create(commission=commission)
    left = list_groups_left(commission)
    if left:
        raise EqualityNotComplete(f"Look at these groups first: {', '.join(left)}.")
    assessment.summary = read_prose("summary", summary)
    assessment.assessed_by, assessment.assessed_at = by, at
    assessment.save()
    _record("equality-assessed", commission, by, at)
    return assessment


def _record(kind: str, commission: Commission, by: Person, at: dt.datetime, **body: object) -> None:
    record_event(kind=kind, by=by, at=at, place=commission.place, commission=commission, body=body)

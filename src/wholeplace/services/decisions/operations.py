"""Declarations, recommendation, decision, call-in, overrides, award and review: what is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from django.utils import timezone

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.vocabulary import PrincipleCode, Vote
from wholeplace.records.models import (
    Award,
    BudgetHead,
    Commission,
    Compensation,
    Decision,
    DecisionVote,
    Declaration,
    Option,
    Organisation,
    Person,
    PrincipleOverride,
    Recommendation,
    RefusedOption,
)
from wholeplace.services.commissions.operations import refuse_closed
from wholeplace.services.decisions import guards
from wholeplace.services.decisions.entries import (
    AWARD_ROUTES,
    ROUTES_WITHOUT_PROVIDER,
    AwardEntry,
    DecisionEntry,
    DeclarationEntry,
    VoteEntry,
    add_working_days,
)
from wholeplace.services.entries import read_line, read_prose, read_value, read_word
from wholeplace.services.involvement.queries import list_compared
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.permissions import Permission, may, name_office, require
from wholeplace.services.publication.events import record_event

DECLARATION_LASTS = dt.timedelta(days=366)


class NotInStage(WholeplaceError):
    """The commission is not at the stage in which this is done."""


class AlreadyDecided(WholeplaceError):
    """The commission was decided before."""


class NotDecided(WholeplaceError):
    """There is no decision yet that this could be about."""


class NotCarried(WholeplaceError):
    """The votes do not carry what is to be recorded as decided."""


class CallInClosed(WholeplaceError):
    """The window in which a decision can be called in is over, or was used."""


class DecisionOnHold(WholeplaceError):
    """The decision cannot take effect yet."""


class AlreadyOverridden(WholeplaceError):
    """The principle was set aside before."""


# --- interests ------------------------------------------------------------------------------------------


@operation
def declare_interest(
    *, commission: Commission, entry: DeclarationEntry, person: Person, by: Person, at: dt.datetime
) -> Declaration:
    """Declare an interest, or none; an officer may write down what a member declared at a meeting."""
    place = commission.place
    require(by, Permission.DECLARE_INTEREST, place)
    if person != by:
        require(by, Permission.RECOMMEND, place)
    require(person, Permission.DECLARE_INTEREST, place)
    refuse_closed(commission)
    today = timezone.localdate(at)
    declaration = Declaration.objects.create(
        commission=commission,
        person=person,
        office=name_office(person, place),
        has_interest=entry.has_interest,
        interest=read_prose("interest", entry.interest, required=entry.has_interest),
        declared_on=today,
        expires_on=_read_expiry(entry.expires_on, today),
    )
    # Whose declaration it is stands beside the chain, and in the case file: they act in office.
    body = {"office": declaration.office, "has_interest": declaration.has_interest}
    _record("interest-declared", commission, by, at, detail={"name": person.name}, **body)
    return declaration


def _read_expiry(expires_on: dt.date | None, today: dt.date) -> dt.date:
    longest = today + DECLARATION_LASTS
    if expires_on is None:
        return longest
    if not today <= expires_on <= longest:
        raise InvalidInput(
            "expires_on", f"must be from today to {longest:%-d %B %Y}, a year from now at most"
        )
    return expires_on


# --- recommendation -------------------------------------------------------------------------------------


@operation
def recommend_option(
    *, option: Option, reasons: str, risks: str, by: Person, at: dt.datetime
) -> Recommendation:
    """Recommend an option, once people were heard, equality was assessed and interests are declared."""
    commission, today = option.commission, timezone.localdate(at)
    require(by, Permission.RECOMMEND, commission.place)
    _require_stage(commission, ("debate", "decision"), "recommended")
    if hasattr(commission, "decision") and not _is_sent_back(commission):
        raise AlreadyDecided("This commission was decided already: a recommendation would come too late.")
    guards.require_open_option(option, today=today)
    guards.require_heard(commission, today=today)
    guards.require_declared(commission, [by, *guards.list_evaluating(commission)], today=today)
    guards.require_disinterested(commission, by, today=today)
    recommendation = Recommendation.objects.create(
        commission=commission,
        option=option,
        version=commission.versions.filter(computed_at__isnull=False).first(),
        reasons=read_prose("reasons", reasons),
        risks=read_prose("risks", risks),
        by=by,
        by_office=name_office(by, commission.place, ("officer", "commissioner")),
        at=at,
    )
    _record("option-recommended", commission, by, at, option=option.slug)
    return recommendation


def _require_stage(commission: Commission, stages: Sequence[str], what: str) -> None:
    # On the light route, one page does all: there is no separate stage to wait for.
    allowed = (*stages, "need", "options", "debate") if commission.route == "light" else stages
    if commission.stage in allowed:
        return
    message = (
        f"An option is {what} at the stage “{stages[-1]}”, but this commission is at “{commission.stage}”: "
        "move it on first."
    )
    raise NotInStage(message)


def _is_sent_back(commission: Commission) -> bool:
    return bool(commission.decision.call_in_outcome == "sent-back")


# --- decision -------------------------------------------------------------------------------------------


@operation
def record_decision(*, commission: Commission, entry: DecisionEntry, by: Person, at: dt.datetime) -> Decision:
    """Record what was decided, by whom, with votes, dissent and why each other option was refused."""
    require(by, Permission.DECIDE, commission.place)
    today = timezone.localdate(at)
    earlier = _refuse_decided(commission)
    _require_stage(commission, ("decision",), "decided on")
    _check_choice(commission, entry, today)
    voters = [vote.person for vote in entry.votes] or [by]
    _check_voters(commission, voters)
    guards.require_declared(commission, voters, today=today)
    _check_votes(commission, entry.votes, by, today)
    refused = _read_refusals(commission, entry)
    fields = _read_decision(commission, entry)
    decision = Decision.objects.create(
        commission=commission, recorded_by=by, recorded_at=at, earlier=earlier, **fields
    )
    _store_votes(decision, entry.votes)
    RefusedOption.objects.bulk_create(
        RefusedOption(decision=decision, option=option, reason=reason) for option, reason in refused
    )
    counted = {word: sum(vote.vote == word for vote in entry.votes) for word in get_args(Vote)}
    body: dict[str, Any] = {"option": entry.option.slug, "decided_by": decision.decided_by, "votes": counted}
    ends = decision.call_in_ends_on
    _record("decision-recorded", commission, by, at, call_in_ends_on=ends and ends.isoformat(), **body)
    return decision


def _refuse_decided(commission: Commission) -> list[dict[str, Any]]:
    """Refuse a second decision; after one that was sent back, return what had been decided before."""
    known = Decision.objects.select_related("option").filter(commission=commission).first()
    if known is None:
        return []
    if known.call_in_outcome != "sent-back":
        raise AlreadyDecided(
            f"This commission was decided on {known.decided_on:%-d %B %Y}: {known.option.name}."
        )
    told = {
        "option": known.option.slug,
        "option_name": known.option.name,
        "decided_by": known.decided_by,
        "decided_on": known.decided_on.isoformat(),
        "reasons": known.reasons,
        "called_in_on": known.called_in_on.isoformat() if known.called_in_on else None,
        "called_in_reason": known.called_in_reason,
        "sent_back_reason": known.call_in_outcome_reason,
        "votes": [
            {"name": vote.name, "office": vote.office, "vote": vote.vote, "reason": vote.reason}
            for vote in known.votes.all()
        ],
    }
    known.delete()
    return [*known.earlier, told]


def _check_choice(commission: Commission, entry: DecisionEntry, today: dt.date) -> None:
    if entry.option.commission_id != commission.pk:
        raise NotFound("There is no such option in this commission.")
    guards.require_open_option(entry.option, today=today)
    guards.require_heard(commission, today=today)
    newest = commission.recommendations.first()
    if newest is None and commission.route == "full":
        raise NotDecided("There is no officer’s recommendation yet: it comes before the decision.")
    earliest = timezone.localdate(newest.at) if newest else today - dt.timedelta(days=366)
    if not earliest <= entry.decided_on <= today:
        problem = f"must be from {earliest:%-d %B %Y}, the day of the recommendation, to today"
        raise InvalidInput("decided_on", f"{problem}, but is {entry.decided_on:%-d %B %Y}")


def _check_votes(commission: Commission, votes: Sequence[VoteEntry], by: Person, today: dt.date) -> None:
    taking_part = [vote for vote in votes if vote.vote != "did-not-vote"]
    for person in [vote.person for vote in taking_part] or [by]:
        guards.require_disinterested(commission, person, today=today)
    counted = [vote.vote for vote in taking_part]
    against, in_favour = counted.count("against"), counted.count("for")
    if votes and not in_favour:
        raise NotCarried("Nobody voted for this option, so it was not decided.")
    if against > in_favour:
        raise NotCarried(f"{against} voted against and {in_favour} for: that does not carry it.")


def _check_voters(commission: Commission, people: Sequence[Person]) -> None:
    """Refuse to name anybody who may not decide, even as absent, and to count anybody twice."""
    for number, person in enumerate(people):
        if not may(person, Permission.DECIDE, commission.place):
            raise InvalidInput("votes", f"must be of people who may decide, but {person.name} may not")
        if person in people[:number]:
            raise InvalidInput("votes", f"must have everybody once, but {person.name} is there twice")


def _read_refusals(commission: Commission, entry: DecisionEntry) -> list[tuple[Option, str]]:
    """Ask for a reason for every option that was compared and not chosen."""
    others = [option for option in list_compared(commission) if option.pk != entry.option.pk]
    return [
        (option, read_prose(f"refused_{option.slug}", entry.refused.get(option.slug, "")))
        for option in others
    ]


def _read_decision(commission: Commission, entry: DecisionEntry) -> dict[str, Any]:
    return {
        "option": entry.option,
        "version": commission.versions.filter(computed_at__isnull=False).first(),
        "decided_by": read_line("decided_by", entry.decided_by),
        "decided_on": entry.decided_on,
        "reasons": read_prose("reasons", entry.reasons),
        "conditions": read_prose("conditions", entry.conditions, required=False),
        "call_in_ends_on": add_working_days(entry.decided_on, commission.place.call_in_days),
    }


def _store_votes(decision: Decision, votes: Sequence[VoteEntry]) -> None:
    place = decision.commission.place
    for vote in votes:
        DecisionVote.objects.create(
            decision=decision,
            person=vote.person,
            name=vote.person.name,
            office=name_office(vote.person, place, ("member", "officer")),
            vote=read_word("votes", vote.vote, get_args(Vote)),
            reason=read_prose("votes", vote.reason, required=False),
        )


# --- call-in --------------------------------------------------------------------------------------------


@operation
def call_in_decision(*, commission: Commission, reason: str, by: Person, at: dt.datetime) -> Decision:
    """Call a decision in for scrutiny, while the window is open; it then waits for an outcome."""
    require(by, Permission.DECIDE, commission.place)
    decision = find_decision(commission)
    today = timezone.localdate(at)
    if decision.called_in_on is not None:
        raise CallInClosed(f"This decision was called in on {decision.called_in_on:%-d %B %Y} already.")
    if decision.call_in_ends_on is None or today > decision.call_in_ends_on:
        raise CallInClosed("The time in which this decision could be called in is over.")
    decision.called_in_on = today
    decision.called_in_reason = read_prose("reason", reason)
    decision.save()
    _record("decision-called-in", commission, by, at)
    return decision


@operation
def end_call_in(
    *, commission: Commission, outcome: str, reason: str, by: Person, at: dt.datetime
) -> Decision:
    """Say what scrutiny came to: the decision stands, or it is sent back to be taken anew."""
    require(by, Permission.DECIDE, commission.place)
    decision = find_decision(commission)
    if decision.called_in_on is None or decision.call_in_outcome:
        raise CallInClosed("This decision is not called in, so there is no outcome to record.")
    decision.call_in_outcome = read_word("outcome", outcome, ("stands", "sent-back"))
    decision.call_in_outcome_reason = read_prose("reason", reason)
    decision.call_in_outcome_on = timezone.localdate(at)
    decision.save()
    _record("call-in-ended", commission, by, at, outcome=outcome)
    return decision


def find_decision(commission: Commission) -> Decision:
    """Return the decision of a commission, or say that there is none."""
    decision = Decision.objects.select_related("option").filter(commission=commission).first()
    if decision is None:
        raise NotDecided("Nothing has been decided on this commission yet.")
    return decision


# --- principles -----------------------------------------------------------------------------------------


@operation
def override_principle(
    *, commission: Commission, principle: str, reason: str, by: Person, at: dt.datetime
) -> PrincipleOverride:
    """Set a principle aside, in public, in one's own name and with a reason."""
    require(by, Permission.OVERRIDE_PRINCIPLE, commission.place)
    refuse_closed(commission)
    read_word("principle", principle, get_args(PrincipleCode))
    if commission.overrides.filter(principle=principle).exists():
        raise AlreadyOverridden(f"The principle “{principle}” was set aside already, with its reason.")
    override = PrincipleOverride.objects.create(
        commission=commission,
        principle=principle,
        reason=read_prose("reason", reason),
        by=by,
        by_office=name_office(by, commission.place, ("member", "officer")),
        at=at,
    )
    _record("principle-overridden", commission, by, at, principle=principle)
    return override


@operation
def record_compensation(
    *, commission: Commission, agency: BudgetHead, option: Option | None, agreement: Mapping[str, Any],
    by: Person, at: dt.datetime,
) -> Compensation:  # fmt: skip
    """Record what an agency that loses by an option gets: `agreement` has agreed_with, amount_note, on."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    if agency.place_id != commission.place_id:
        raise NotFound("There is no such budget head in this place.")
    if option is not None and option.commission_id != commission.pk:
        raise NotFound("There is no such option in this commission.")
    if agreement["on"] > timezone.localdate(at):
        raise InvalidInput("on", "must not be in the future: record what was agreed")
    compensation = Compensation.objects.create(
        commission=commission,
        agency=agency,
        option=option,
        agreed_with=read_line("agreed_with", agreement["agreed_with"]),
        amount_note=read_prose("amount_note", agreement["amount_note"]),
        agreed_on=agreement["on"],
        recorded_by=by,
        recorded_at=at,
    )
    _record("compensation-recorded", commission, by, at, agency=agency.slug)
    return compensation


# --- award and review -----------------------------------------------------------------------------------


@operation
def record_award(*, commission: Commission, entry: AwardEntry, by: Person, at: dt.datetime) -> Award:
    """Record who will deliver what was decided, once the decision has taken effect."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    decision = find_decision(commission)
    _require_effective(decision, timezone.localdate(at))
    read_word("route", entry.route, AWARD_ROUTES)
    provider = _read_provider(commission, entry, timezone.localdate(at))
    award = Award.objects.create(
        commission=commission,
        option=decision.option,
        route=entry.route,
        provider=provider,
        recorded_by=by,
        recorded_at=at,
        **_read_term(entry),
    )
    body: dict[str, Any] = {
        "route": award.route,
        "option": decision.option.slug,
        "provider": provider and provider.slug,
    }
    _record("award-recorded", commission, by, at, **body)
    return award


def _require_effective(decision: Decision, today: dt.date) -> None:
    ends = decision.call_in_ends_on
    if decision.called_in_on is not None and decision.call_in_outcome != "stands":
        raise DecisionOnHold("The decision is called in: it takes effect only when scrutiny lets it stand.")
    if decision.called_in_on is None and ends is not None and today <= ends:
        message = f"The decision can be called in until {ends:%-d %B %Y}: record the award after that."
        raise DecisionOnHold(message)


def _read_provider(commission: Commission, entry: AwardEntry, today: dt.date) -> Organisation | None:
    provider = entry.provider
    if provider is None:
        if entry.route not in ROUTES_WITHOUT_PROVIDER:
            raise InvalidInput("provider", f"is needed for the route “{entry.route}”")
        return None
    if provider.place_id != commission.place_id:
        raise NotFound("There is no such organisation in this place.")
    statement = read_prose("ownership_statement", entry.ownership_statement, required=False)
    if statement and statement != provider.ownership_statement:
        provider.ownership_statement, provider.ownership_on = statement, today
        provider.save(update_fields=["ownership_statement", "ownership_on"])
    if not provider.ownership_statement and not guards.is_overridden(commission, "ownership-known"):
        raise InvalidInput("ownership_statement", "is needed: say who owns and controls the provider")
    return provider


def _read_term(entry: AwardEntry) -> dict[str, Any]:
    if entry.starts_on and entry.ends_on and entry.ends_on < entry.starts_on:
        raise InvalidInput("ends_on", f"must not be before the start, {entry.starts_on:%-d %B %Y}")
    for day in entry.break_dates:
        is_early = entry.starts_on is not None and day < entry.starts_on
        if is_early or (entry.ends_on is not None and day > entry.ends_on):
            raise InvalidInput("break_dates", f"must be between start and end, but one is {day:%-d %B %Y}")
    return {
        "value_pounds": read_value("value_pounds", entry.value_pounds),
        "starts_on": entry.starts_on,
        "ends_on": entry.ends_on,
        "break_dates": [day.isoformat() for day in sorted(set(entry.break_dates))],
    }


@operation
def set_review(
    *, commission: Commission, review_on: dt.date, triggers: str, by: Person, at: dt.datetime
) -> Commission:
    """Say when the arrangement is looked at again, and what would bring that forward."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    if not timezone.localdate(at) < review_on <= timezone.localdate(at) + dt.timedelta(days=3660):
        raise InvalidInput("review_on", "must be a day within the next ten years")
    commission.review_on = review_on
    commission.review_triggers = read_prose("triggers", triggers)
    commission.save(update_fields=["review_on", "review_triggers"])
    _record("review-set", commission, by, at, on=review_on.isoformat())
    return commission


def _record(
    kind: str,
    commission: Commission,
    by: Person,
    at: dt.datetime,
    *,
    detail: Mapping[str, Any] | None = None,
    **body: object,
) -> None:
    record_event(
        kind=kind, by=by, at=at, place=commission.place, commission=commission, body=body, detail=detail
    )

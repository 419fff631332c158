"""What is recommended, decided and awarded: what is written."""

from __future__ import annotations

from django.http import HttpRequest

from wholeplace.faces.api.callers import need_person
from wholeplace.faces.api.opening import find_colleague, open_commission, open_organisation, who
from wholeplace.faces.api.rooms.commissions import COMMISSION, room
from wholeplace.faces.api.rooms.writing.commissions import RUN, tell
from wholeplace.faces.api.routing import CREATED
from wholeplace.faces.api.shapes import sent
from wholeplace.faces.api.values import CommissionSlug, PlaceSlug
from wholeplace.records.models import Commission
from wholeplace.services.decisions import operations
from wholeplace.services.decisions.entries import AwardEntry, DecisionEntry, DeclarationEntry, VoteEntry
from wholeplace.services.people.permissions import Permission
from wholeplace.services.places.queries import find_budget_head, find_option

DECIDE = Permission.DECIDE


@room.write("POST", f"{COMMISSION}/declarations", access=Permission.DECLARE_INTEREST, status=CREATED)
def declare_interest(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Declaration
) -> str:
    """Declare an interest, or that there is none; an officer may write down what a member declared."""
    found = open_commission(request, place, commission)
    told = DeclarationEntry(**entry.model_dump(exclude={"person"}))
    person = find_colleague(found.place, entry.person) if entry.person else need_person(request)
    made = operations.declare_interest(commission=found, entry=told, person=person, **who(request))
    return tell(found, "read_decision", made.pk)


@room.write("POST", f"{COMMISSION}/recommendations", access=Permission.RECOMMEND, status=CREATED)
def recommend_option(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Recommendation
) -> str:
    """Recommend an option, once people were heard, equality was assessed and interests are declared."""
    found = open_commission(request, place, commission)
    option = find_option(found, entry.option, user=request.user)
    made = operations.recommend_option(
        option=option, reasons=entry.reasons, risks=entry.risks, **who(request)
    )
    return tell(found, "read_decision", made.pk)


@room.write("POST", f"{COMMISSION}/decision", access=DECIDE, status=CREATED)
def record_decision(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Decision
) -> str:
    """Record what was decided, by whom, with votes, dissent and why each other option was refused."""
    found = open_commission(request, place, commission)
    told = _read_decision(request, found, entry)
    made = operations.record_decision(commission=found, entry=told, **who(request))
    return tell(found, "read_decision", made.pk)


def _read_decision(request: HttpRequest, commission: Commission, entry: sent.Decision) -> DecisionEntry:
    told = entry.model_dump(exclude={"option", "refused", "votes"})
    return DecisionEntry(
        option=find_option(commission, entry.option, user=request.user),
        refused={one.option: one.reason for one in entry.refused},
        votes=[
            VoteEntry(find_colleague(commission.place, one.person), one.vote, one.reason)
            for one in entry.votes
        ],
        **told,
    )


@room.write("POST", f"{COMMISSION}/decision/call-in", access=DECIDE)
def call_in_decision(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Reason
) -> str:
    """Call a decision in for scrutiny, while the window is open."""
    found = open_commission(request, place, commission)
    operations.call_in_decision(commission=found, reason=entry.reason, **who(request))
    return tell(found, "read_decision")


@room.write("PUT", f"{COMMISSION}/decision/call-in", access=DECIDE)
def end_call_in(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.CallInOutcome
) -> str:
    """Say what scrutiny came to: the decision stands, or it is taken anew."""
    found = open_commission(request, place, commission)
    operations.end_call_in(commission=found, **entry.model_dump(), **who(request))
    return tell(found, "read_decision")


@room.write("POST", f"{COMMISSION}/overrides", access=Permission.OVERRIDE_PRINCIPLE, status=CREATED)
def override_principle(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Override
) -> str:
    """Set a principle aside, in public, in one's own name and with a reason."""
    found = open_commission(request, place, commission)
    made = operations.override_principle(commission=found, **entry.model_dump(), **who(request))
    return tell(found, "read_principles", made.principle)


@room.write("POST", f"{COMMISSION}/compensations", access=RUN, status=CREATED)
def record_compensation(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Compensation
) -> str:
    """Record what an agency that loses by an option gets, as it was agreed with it."""
    found = open_commission(request, place, commission)
    agency = find_budget_head(found.place, entry.agency)
    option = find_option(found, entry.option, user=request.user) if entry.option else None
    agreement = entry.model_dump(include={"agreed_with", "amount_note", "on"})
    made = operations.record_compensation(
        commission=found, agency=agency, option=option, agreement=agreement, **who(request)
    )
    return tell(found, "read_decision", made.pk)


@room.write("POST", f"{COMMISSION}/awards", access=RUN, status=CREATED)
def record_award(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Award
) -> str:
    """Record who will deliver what was decided, once the decision has taken effect."""
    found = open_commission(request, place, commission)
    told = entry.model_dump() | {"provider": open_organisation(found.place, entry.provider)}
    made = operations.record_award(commission=found, entry=AwardEntry(**told), **who(request))
    return tell(found, "read_decision", made.pk)


@room.write("PUT", f"{COMMISSION}/review", access=RUN)
def set_review(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Review) -> str:
    """Say when the arrangement is looked at again, and what would bring that forward."""
    found = open_commission(request, place, commission)
    operations.set_review(commission=found, **entry.model_dump(), **who(request))
    return tell(found, "read_decision")

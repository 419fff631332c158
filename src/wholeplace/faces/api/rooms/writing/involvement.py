"""Who was heard: what is written."""

from __future__ import annotations

from django.http import HttpRequest

from wholeplace.faces.api.opening import open_commission, who
from wholeplace.faces.api.rooms.commissions import COMMISSION, room
from wholeplace.faces.api.rooms.writing.commissions import tell
from wholeplace.faces.api.routing import CREATED
from wholeplace.faces.api.shapes import sent
from wholeplace.faces.api.values import CommissionSlug, Identifier, PlaceSlug
from wholeplace.services.involvement import operations
from wholeplace.services.involvement.entries import ConsultationEntry, EffectEntry, InvolvementEntry
from wholeplace.services.involvement.queries import find_consultation, find_involvement, find_theme
from wholeplace.services.people.permissions import Permission

HEAR, EQUALITY = Permission.RECORD_INVOLVEMENT, Permission.ASSESS_EQUALITY


@room.write("POST", f"{COMMISSION}/involvement", access=HEAR, status=CREATED)
def record_involvement(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Involvement
) -> str:
    """Record one time that a group was heard."""
    found = open_commission(request, place, commission)
    told = InvolvementEntry(**entry.model_dump())
    made = operations.record_involvement(commission=found, entry=told, **who(request))
    return tell(found, "list_involvement", made.pk)


@room.write("PUT", f"{COMMISSION}/involvement/{{identifier}}", access=HEAR)
def correct_involvement(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier,
    entry: sent.Involvement,
) -> str:  # fmt: skip
    """Correct what was recorded of a time that a group was heard."""
    found = open_commission(request, place, commission)
    told = InvolvementEntry(**entry.model_dump())
    operations.correct_involvement(
        involvement=find_involvement(found, identifier), entry=told, **who(request)
    )
    return tell(found, "list_involvement", identifier)


@room.write("POST", f"{COMMISSION}/involvement/{{identifier}}/themes", access=HEAR, status=CREATED)
def add_theme(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier,
    entry: sent.Theme,
) -> str:  # fmt: skip
    """Add what came up, and how many said it."""
    found = open_commission(request, place, commission)
    involvement = find_involvement(found, identifier)
    made = operations.add_theme(involvement=involvement, **entry.model_dump(), **who(request))
    return tell(found, "list_involvement", made.pk)


@room.write("PUT", f"{COMMISSION}/themes/{{identifier}}/response", access=HEAR)
def respond_to_theme(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier,
    entry: sent.Response,
) -> str:  # fmt: skip
    """Publish what is answered to a theme, and what changed because of it."""
    found = open_commission(request, place, commission)
    operations.respond_to_theme(theme=find_theme(found, identifier), **entry.model_dump(), **who(request))
    return tell(found, "list_involvement", identifier)


@room.write("POST", f"{COMMISSION}/consultations", access=HEAR, status=CREATED)
def announce_consultation(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Consultation
) -> str:
    """Announce a consultation with its dates and what is still open."""
    found = open_commission(request, place, commission)
    told = ConsultationEntry(**entry.model_dump())
    made = operations.announce_consultation(commission=found, entry=told, **who(request))
    return tell(found, "list_consultations", made.pk)


@room.write("PUT", f"{COMMISSION}/consultations/{{identifier}}", access=HEAR)
def change_consultation(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier,
    entry: sent.Consultation,
) -> str:  # fmt: skip
    """Change a consultation before it opens; afterwards only its end may be put off."""
    found = open_commission(request, place, commission)
    told = ConsultationEntry(**entry.model_dump())
    consultation = find_consultation(found, identifier)
    operations.change_consultation(consultation=consultation, entry=told, **who(request))
    return tell(found, "list_consultations", identifier)


@room.write("PUT", f"{COMMISSION}/consultations/{{identifier}}/responses", access=HEAR)
def count_responses(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier,
    entry: sent.Responses,
) -> str:  # fmt: skip
    """Say how many responded, once the consultation has closed."""
    found = open_commission(request, place, commission)
    consultation = find_consultation(found, identifier)
    operations.count_responses(consultation=consultation, responses=entry.responses, **who(request))
    return tell(found, "list_consultations", identifier)


@room.write("PUT", f"{COMMISSION}/equality/groups", access=EQUALITY)
def look_at_group(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.LookedAtGroup
) -> str:
    """Write down how a group stands and what each option would do to it."""
    found = open_commission(request, place, commission)
    effects = [EffectEntry(**one.model_dump()) for one in entry.effects]
    told = entry.model_dump(exclude={"effects"})
    operations.look_at_group(commission=found, effects=effects, **told, **who(request))
    return tell(found, "read_equality")


@room.write("PUT", f"{COMMISSION}/equality", access=EQUALITY)
def finish_equality(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Summary
) -> str:
    """Call equality assessed: every protected group was looked at."""
    found = open_commission(request, place, commission)
    operations.finish_equality(commission=found, summary=entry.summary, **who(request))
    return tell(found, "read_equality")

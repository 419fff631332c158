"""Commissions: what is read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wholeplace.faces.api.openapi import list_of, object_of, refer
from wholeplace.faces.api.opening import (
    give_json,
    open_commission,
    open_option,
    open_place,
    open_thread,
)
from wholeplace.faces.api.paging import Page, PageNumber, PageSize, frame_page, give_page
from wholeplace.faces.api.routing import Room
from wholeplace.faces.api.shapes.commissions import (
    CommissionSettings,
    ConsultationShown,
    HistoryLine,
    InvolvementShown,
    OptionShown,
    ReadinessShown,
    TestShown,
    WithheldShown,
)
from wholeplace.faces.api.shapes.places import CommissionLine
from wholeplace.faces.api.values import CommissionSlug, OptionSlug, PlaceSlug, Query
from wholeplace.foundations.vocabulary import Stage
from wholeplace.records.models import Commission, WithheldPart
from wholeplace.services.commissions import queries, readiness
from wholeplace.services.involvement.queries import list_consultations as tell_consultations
from wholeplace.services.involvement.queries import list_heard
from wholeplace.services.options.queries import (
    OptionLine,
    describe_longlist,
    describe_option,
    find_factor_lines,
)
from wholeplace.services.people.permissions import Permission, may, name_office
from wholeplace.services.places import overview
from wholeplace.services.public_interest.queries import describe_progress
from wholeplace.services.publication.thread import Thread
from wholeplace.services.publication.withholding import list_withheld_themes, say_reason

room = Room("Commissions")
COMMISSION = "/places/{place}/commissions/{commission}"


@room.read("/places/{place}/commissions", Page[CommissionLine])
def list_commissions(
    request: HttpRequest,
    place: PlaceSlug,
    stage: Stage | None = None,
    q: Query = "",
    page: PageNumber = 1,
) -> Any:
    """List the commissions of a place, by stage or by words of their title."""
    found = open_place(request, place)
    listed = overview.list_commissions(found, user=request.user, stage=stage or "", words=q, page=page)
    # The service gives the last page to whoever asks for one beyond it; here such a page is empty.
    lines = listed.lines if listed.page == page else ()
    return frame_page(request, lines, page, total=listed.total, size=overview.ON_A_PAGE)


@room.read(
    COMMISSION,
    schema=object_of(
        commission=refer("Commission"),
        law=refer("Law"),
        principles=list_of(refer("_JudgedPrinciple")),
        reasons_against_best=list_of({"type": "string"}),
        newest_case_file={"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
    ),
)
def read_commission(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> HttpResponse:
    """Read the whole record of a commission as it stands today.

    `commission`, `law` and `principles` are written as in the case file, so they change with the records; the
    published case file never changes. What is withheld is left out, or replaced by the reason. Nothing is
    called the best while `reasons_against_best` has a reason.
    """
    thread = open_thread(request, place, commission)
    return give_json(
        request,
        {
            "commission": thread.record,
            "law": thread.law,
            "principles": list(thread.principles),
            "reasons_against_best": list(thread.reasons_against_best),
            "newest_case_file": thread.digest or None,
        },
    )


@room.read(f"{COMMISSION}/law", schema=refer("Law"))
def read_law(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> HttpResponse:
    """Read what the law allows, by the rules in force today. England; no legal advice."""
    return give_json(request, open_thread(request, place, commission).law)


@room.read(f"{COMMISSION}/principles", schema=list_of(refer("_JudgedPrinciple")))
def read_principles(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> HttpResponse:
    """Read the principles: met, not yet met, set aside, or not recorded."""
    return give_json(request, list(open_thread(request, place, commission).principles))


@room.read(f"{COMMISSION}/settings", CommissionSettings)
def read_settings(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> Any:
    """Read what was entered about a commission, with the revision that a change must name."""
    found = open_commission(request, place, commission)
    told = {name: getattr(found, name) for name in CommissionSettings.model_fields if name not in _OWN}
    told["body"] = found.body.slug if found.body else None
    told["lead"] = name_office(found.lead, found.place)
    if _is_value_withheld(found) and not may(request.user, Permission.SEE_WORK, found.place):
        told["value_pounds"] = None
    return told


_OWN = frozenset({"body", "lead"})


def _is_value_withheld(commission: Commission) -> bool:
    rows = commission.withheld_parts.filter(part="commission.value_pounds", released_at__isnull=True)
    today = timezone.localdate()
    return any(row.until is None or row.until > today for row in rows)


# --- options --------------------------------------------------------------------------------------------


@room.read(f"{COMMISSION}/options", Page[OptionShown])
def list_options(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, page: PageNumber = 1,
    size: PageSize = 50,
) -> Any:  # fmt: skip
    """List the options, those that are compared first.

    Proposals that wait for their answer are shown to their authors and to those who work in the place.
    """
    found = open_commission(request, place, commission)
    longlist = describe_longlist(found, user=request.user)
    lines = [*longlist.compared, *longlist.waiting, *longlist.refused, *longlist.dropped, *longlist.withdrawn]
    # A refused proposal can stand among the dropped ones as well.
    unique = list({line.slug: line for line in lines}.values())
    cut = give_page(request, unique, page, size)
    law = open_thread(request, place, commission).law
    return cut | {"items": [_tell_option(line, law) for line in cut["items"]]}


@room.read(f"{COMMISSION}/options/{{option}}", OptionShown)
def read_option(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug
) -> Any:
    """Read one option."""
    found = open_option(request, place, commission, option)
    line = describe_option(found, find_factor_lines(found.commission), user=request.user)
    return _tell_option(line, open_thread(request, place, commission).law)


def _tell_option(line: OptionLine, law: Any) -> dict[str, Any]:
    judged = law.get("options", {}).get(line.slug, {})
    factors = [
        {"factor": factor, "meets": said.get("meets", ""), "note": said.get("note", "")}
        for factor, said in line.factors.items()
    ]
    told = {name: getattr(line, name) for name in OptionShown.model_fields if hasattr(line, name)}
    return told | {"factors": factors, "law": judged.get("status"), "law_reason": judged.get("why", "")}


# --- who was heard --------------------------------------------------------------------------------------


@room.read(f"{COMMISSION}/involvement", list[InvolvementShown])
def list_involvement(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> Any:
    """List who was heard, what they said, what was answered and what changed."""
    found = open_commission(request, place, commission)
    withheld = {} if may(request.user, Permission.SEE_WORK, found.place) else list_withheld_themes(found)
    return [_tell_involvement(time, withheld) for group in list_heard(found) for time in group.times]


def _tell_involvement(involvement: Any, withheld: dict[int, WithheldPart]) -> dict[str, Any]:
    told = {name: getattr(involvement, name) for name in InvolvementShown.model_fields if name != "themes"}
    return told | {
        "themes": [_tell_theme(theme, withheld.get(theme.pk)) for theme in involvement.themes.all()]
    }


def _tell_theme(theme: Any, part: WithheldPart | None) -> dict[str, Any]:
    told = {
        "id": theme.pk,
        "theme": theme.theme,
        "count": theme.count,
        "response": theme.response,
        "changed": theme.changed,
        "responded_at": theme.responded_at,
        "is_withheld": part is not None,
    }
    if part is not None:
        told |= {"theme": say_reason(part), "response": "", "changed": ""}
    return told


@room.read(f"{COMMISSION}/consultations", list[ConsultationShown])
def list_consultations(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> Any:
    """List the consultations with their dates and what is still open."""
    found = open_commission(request, place, commission)
    names = [name for name in ConsultationShown.model_fields if name not in {"state", "days_left"}]
    return [
        {name: getattr(line.consultation, name) for name in names}
        | {"state": line.state, "days_left": line.days_left}
        for line in tell_consultations(found, today=timezone.localdate())
    ]


@room.read(f"{COMMISSION}/equality", schema=refer("_EqualityAssessment"))
def read_equality(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> HttpResponse:
    """Read the equality assessment: groups, baselines, effects by option; empty before it is begun."""
    return give_json(request, open_thread(request, place, commission).record.get("equality", {}))


@room.read(
    f"{COMMISSION}/public-interest-test",
    schema=object_of(scope={"$ref": "#/components/schemas/TestScope"}, test=refer("_RecordedTest")),
)
def read_test(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> HttpResponse:
    """Read the Public Interest Test: whether it applies and why, each answer with its reason."""
    thread = open_thread(request, place, commission)
    scope = thread.law.get("public_interest_test", {})
    return give_json(request, {"scope": scope, "test": thread.record.get("public_interest_test", {})})


@room.read(
    f"{COMMISSION}/decision",
    schema=object_of(
        recommendation=refer("_Recommendation"),
        decision=refer("_Decision"),
        declarations=list_of(refer("_Declaration")),
        overrides=list_of(refer("_Override")),
        awards=list_of(refer("_Award")),
        compensations=list_of(refer("_Compensation")),
        review=refer("_Review"),
        moves=list_of(refer("_Move")),
    ),
)
def read_decision(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> HttpResponse:
    """Read what was recommended, decided and awarded, by whom, with interests, dissent and reasons."""
    return give_json(request, _gather_decision(open_thread(request, place, commission)))


def _gather_decision(thread: Thread) -> dict[str, Any]:
    single = ("recommendation", "decision", "review")
    several = ("declarations", "overrides", "awards", "compensations", "moves")
    told: dict[str, Any] = {name: thread.record.get(name, {}) for name in single}
    return told | {name: thread.record.get(name, []) for name in several}


@room.read(f"{COMMISSION}/withheld-parts", list[WithheldShown])
def list_withheld_parts(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> Any:
    """List that parts are withheld, why and until when; never what they are."""
    rows = open_commission(request, place, commission).withheld_parts.all()
    return [
        {
            "id": row.pk,
            "category": row.category,
            "reason": say_reason(row),
            "until": row.until,
            "released_at": row.released_at,
        }
        for row in rows
    ]


# --- for those who work on it -------------------------------------------------------------------------


@room.read(f"{COMMISSION}/readiness", ReadinessShown, access=Permission.SEE_WORK)
def read_readiness(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> Any:
    """Read what stands in the way of the next stage; `to_stage` is empty at the end of the thread."""
    found = open_commission(request, place, commission)
    position = readiness.judge_commission(found, today=timezone.localdate())
    found_next = readiness.assess_next_move(found, position)
    if found_next is None:
        return {"to_stage": "", "blockers": [], "unrecorded": []}
    return {
        "to_stage": found_next.to_stage,
        "blockers": [blocker.text for blocker in found_next.blockers],
        "unrecorded": list(found_next.unrecorded),
    }


@room.read(f"{COMMISSION}/test-progress", TestShown, access=Permission.SEE_WORK)
def read_test_progress(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> Any:
    """Read how far the Public Interest Test is, and who checks it."""
    progress = describe_progress(open_commission(request, place, commission), user=request.user)
    answers = [
        {
            "id": line.pk,
            "question": line.question,
            "answer": line.answer,
            "reason": line.reason,
            "by_office": line.by_office,
            "at": line.at,
        }
        for line in progress.answers.values()
    ]
    told = {name: getattr(progress, name) for name in TestShown.model_fields if name != "answers"}
    return told | {"answers": answers}


@room.read(f"{COMMISSION}/history", list[HistoryLine], access=Permission.SEE_WORK)
def list_history(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, page: PageNumber = 1
) -> Any:
    """List what happened to a commission, the newest first, 100 on a page."""
    return queries.list_history(open_commission(request, place, commission), page=page)

"""A commission told from the tables: the plain record that is published and judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Prefetch
from django.utils import timezone

from wholeplace.casefile.law import YES_OR_NO_FACTS
from wholeplace.records.models import (
    CitedNeed,
    Commission,
    Consultation,
    Declaration,
    Document,
    EqualityAssessment,
    Involvement,
    Membership,
    Need,
    Option,
    Organisation,
    Person,
    TestAnswer,
    TestCheck,
)
from wholeplace.services.people.permissions import name_office
from wholeplace.services.publication.withholding import (
    keep_other_wishes,
    map_withheld,
    say_reason,
    write_wishes,
)

# What the rules of law ask of a commission; absent means not known.
FACTS = YES_OR_NO_FACTS
# Whoever proposed an option without an organisation stands as a role: residents never by name.
PROPOSERS = {
    "commissioner": "The commissioner",
    "partner": "A partner body",
    "resident": "A resident",
    "staff-group": "A staff group",
    "charity": "A charity or community group",
    "co-operative": "A co-operative or mutual",
    "firm": "A firm",
}
_READINESS = ("workforce", "skills", "systems", "assets", "governance", "transition")


def describe_commission(commission: Commission, *, as_at: dt.date) -> dict[str, Any]:
    """Return everything recorded about a commission, dates in ISO 8601, people only where they act in office.

    It also holds proposals that wait for an answer; `keep_public` takes them out.
    """
    whole = _fetch(commission)
    told = {
        "as_at": as_at.isoformat(),
        "place": _describe_place(whole),
        **_describe_question(whole),
        **{name: whole.facts.get(name) for name in FACTS},
        "outcomes": _describe_outcomes(whole),
        "needs": [_describe_need(cited) for cited in whole.cited_needs.all()],
        "critical_success_factors": [
            {"id": factor.slug, "name": factor.name, "description": factor.description}
            for factor in whole.success_factors.all()
        ],
        "options": [_describe_option(option) for option in whole.options.all()],
        "public_interest_test": _describe_test(whole),
        "involvement": [_describe_involvement(one) for one in whole.involvements.all()],
        "consultations": [_describe_consultation(one) for one in whole.consultations.all()],
        "equality": _describe_equality(whole),
        "grant_considered": _describe_grant(whole),
        "compensations": [_describe_compensation(one) for one in whole.compensations.all()],
        "lock_in_justification": whole.lock_in_justification,
        **_describe_decisions(whole),
        "documents": [_describe_document(one, as_at) for one in whole.documents.all()],
        "review": _describe_review(whole),
        "moves": [_describe_move(move) for move in whole.moves.all()],
    }
    recorded = _drop_unrecorded(told)
    # A rule is a document of its own, in which an empty member may mean something.
    recorded["place"]["rules"] = [
        own.record for own in whole.place.own_records.all() if own.kind == "law-rule"
    ]
    return recorded


def keep_public(description: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the proposals that nobody has answered yet: only their authors and the staff see those."""
    shown = [option for option in description.get("options", []) if not _is_waiting(option)]
    known = {option["id"] for option in shown}
    public = dict(description) | {"options": shown}
    if "effects" in public.get("equality", {}):
        effects = public["equality"]["effects"]
        kept = [effect for effect in effects if effect.get("option") in known or "option" not in effect]
        public["equality"] = dict(public["equality"]) | {"effects": kept}
    return public


def describe_publicly(commission: Commission, *, as_at: dt.date) -> dict[str, Any]:
    """Return what everybody may read of a commission now: no waiting proposals, no withheld parts."""
    public = keep_public(describe_commission(commission, as_at=as_at))
    for path, part in map_withheld(commission, today=as_at).items():
        if path.startswith("commission."):
            _hide(public, path.split(".")[1:], say_reason(part))
    return public


def _hide(here: Any, steps: Sequence[str], reason: str) -> None:
    """Put the reason in the place of what somebody said; leave out any other value."""
    for step in steps[:-1]:
        here = here[int(step)] if isinstance(here, list) else here.get(step, {})
    if isinstance(here, list):
        said = here[int(steps[-1])]
        here[int(steps[-1])] = {"theme": reason, "count": said.get("count")} | {
            name: reason for name in ("response", "changed") if said.get(name)
        }
    elif steps[-1] in here:
        del here[steps[-1]]


def merge_test_answers(document: Mapping[str, Any], commission: Commission) -> dict[str, Any]:
    """Put the current answers of the Public Interest Test and the withheld parts into an appraisal document.

    What was recorded in the service counts; where nothing was, what the document says stays.
    """
    current = commission.test_answers.filter(is_current=True)
    answers = {answer.question: _write_answer(answer) for answer in current}
    merged = dict(document)
    if answers:
        merged["public_interest_test"] = dict(document.get("public_interest_test") or {}) | answers
    parts = map_withheld(commission, today=timezone.localdate(), in_case_only=True)
    wishes = [*keep_other_wishes(document, commission), *write_wishes(parts)]
    merged.pop("withheld", None)
    if wishes:
        merged["withheld"] = wishes
    return merged


def _is_waiting(option: Mapping[str, Any]) -> bool:
    return option.get("status") == "proposed" and option.get("answer") is None


# --- reading the tables -------------------------------------------------------------------------------


def _fetch(commission: Commission) -> Commission:
    """Read everything in a fixed number of questions, anew: what was read earlier may have changed."""
    cited = (
        CitedNeed.objects.filter(need__status="published")
        .select_related("need")
        .annotate(supporters=Count("need__supports"))
        .prefetch_related("need__evidence")
    )
    answers = TestAnswer.objects.filter(is_current=True).prefetch_related("answered_by__memberships")
    checks = TestCheck.objects.filter(agrees=True).prefetch_related("handed_to__memberships")
    equality = EqualityAssessment.objects.prefetch_related("effects__option", "assessed_by__memberships")
    # What was taken back before anybody answered it never became part of the commission.
    options = Option.objects.filter(withdrawn_at__isnull=True)
    options = options.select_related("organisation", "provider").prefetch_related("advice")
    query = Commission.objects.select_related("place", "body").prefetch_related(
        "place__own_records",
        Prefetch("cited_needs", cited),
        "success_factors",
        Prefetch("options", options),
        Prefetch("test_answers", answers),
        Prefetch("test_checks", checks),
        "involvements__themes",
        "consultations",
        Prefetch("equality", equality),
        "compensations__agency",
        "compensations__option",
        Prefetch("declarations", Declaration.objects.select_related("person")),
        "recommendations__option",
        "decision__option",
        "decision__votes",
        "decision__refused__option",
        "overrides__by",
        "awards__option",
        "awards__provider",
        "moves",
        Prefetch("documents", Document.objects.filter(is_public=True).defer("content").order_by("pk")),
    )
    return query.get(pk=commission.pk)


def _day(moment: dt.datetime | None) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None


def _date(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _pounds(value: Any) -> float | None:
    return None if value is None else float(value)


def _office(person: Person | None, commission: Commission) -> str | None:
    return name_office(person, commission.place) if person else None


def _drop_unrecorded(told: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what nobody recorded: empty texts, empty lists, nothing. False and nought were recorded."""
    cleaned = {key: _drop_from(value) for key, value in told.items()}
    return {key: value for key, value in cleaned.items() if value is not None and value not in ("", [], {})}


def _drop_from(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _drop_unrecorded(value)
    if isinstance(value, list):
        return [_drop_from(member) for member in value]
    return value


# --- the parts ------------------------------------------------------------------------------------------


def _describe_place(commission: Commission) -> dict[str, Any]:
    place = commission.place
    return {
        "slug": place.slug,
        "name": place.name,
        "body_kind": place.body_kind,
        "light_route_limit_pounds": _pounds(place.light_route_limit_pounds),
        "lock_in_limit_share": place.lock_in_limit_share,
    }


def _describe_question(commission: Commission) -> dict[str, Any]:
    return {
        "slug": commission.slug,
        "title": commission.title,
        "question": commission.question,
        "route": commission.route,
        "stage": commission.stage,
        "value_pounds": _pounds(commission.value_pounds),
        "starts_on": _date(commission.starts_on),
        "service": commission.service,
    }


def _describe_outcomes(commission: Commission) -> list[dict[str, Any]]:
    """Tell the commission's own outcomes; before any were written, those of its newest appraisal."""
    if commission.outcomes:
        return [dict(outcome) for outcome in commission.outcomes]
    outcomes = commission.versions.values_list("document__outcomes", flat=True).first() or []
    return [
        {"id": outcome.get("id"), "name": outcome.get("name"), "measure": outcome.get("note")}
        for outcome in outcomes
        if isinstance(outcome, Mapping) and outcome.get("id")
    ]


def _describe_need(cited: CitedNeed) -> dict[str, Any]:
    need: Need = cited.need
    return {
        "number": need.number,
        "title": need.title,
        "what": need.what,
        "for_whom": need.for_whom,
        "where": need.where,
        "how_now": need.how_now,
        "recorded_on": _day(need.recorded_at),
        "supporters": getattr(cited, "supporters", 0),
        "evidence": [
            {"title": one.title, "source": one.source, "url": one.url} for one in need.evidence.all()
        ],
        "reason": cited.reason,
    }


def _describe_option(option: Option) -> dict[str, Any]:
    proposer = option.organisation.name if option.organisation else PROPOSERS[option.proposed_as]
    advice = next(iter(option.advice.all()), None)
    return {
        "id": option.slug,
        "name": option.name,
        "model": option.model,
        "description": option.description,
        "proposed_as": option.proposed_as,
        "proposed_by": proposer,
        "proposed_on": _day(option.proposed_at),
        "status": option.status,
        "answer": option.answer,
        "answer_reason": option.answer_reason,
        "answered_on": _day(option.answered_at),
        "dropped_reason": option.dropped_reason,
        "business_as_usual": option.is_business_as_usual,
        "in_house_comparator": option.is_in_house_comparator,
        "do_minimum": option.is_do_minimum,
        "factors": option.factors,
        "strengths": option.strengths,
        "weaknesses": option.weaknesses,
        "term_years": option.term_years,
        "is_reserved": option.is_reserved,
        "is_for_profit": option.is_for_profit,
        "provider": _describe_provider(option.provider),
        "advice": advice
        and {
            "status": advice.status,
            "reason": advice.reason,
            "by": advice.given_by,
            "on": _date(advice.given_on),
        },
    }


def _describe_provider(provider: Organisation | None) -> dict[str, Any] | None:
    if provider is None:
        return None
    return {
        "name": provider.name,
        "kind": provider.kind,
        "identifier": provider.identifier,
        "ownership_statement": provider.ownership_statement,
        "ownership_on": _date(provider.ownership_on),
    }


def _describe_test(commission: Commission) -> dict[str, Any]:
    check = next(iter(commission.test_checks.all()), None)
    answers = [
        {
            "question": answer.question,
            "answer": answer.answer,
            "reason": answer.reason,
            "by": _office(answer.answered_by, commission),
            "on": _day(answer.answered_at),
        }
        for answer in commission.test_answers.all()
    ]
    return {
        "answers": answers,
        "checked_by": check and _office(check.handed_to, commission),
        "checked_on": check and _day(check.checked_at),
    } if answers else {}  # fmt: skip


def _describe_involvement(involvement: Involvement) -> dict[str, Any]:
    return {
        "group": involvement.group,
        "title": involvement.title,
        "held_on": _date(involvement.held_on),
        "method": involvement.method,
        "people_reached": involvement.people_reached,
        "themes": [
            {
                "theme": theme.theme,
                "count": theme.count,
                "response": theme.response,
                "changed": theme.changed,
                "responded_on": _day(theme.responded_at),
            }
            for theme in involvement.themes.all()
        ],
    }


def _describe_consultation(consultation: Consultation) -> dict[str, Any]:
    return {
        "title": consultation.title,
        "opens_on": _date(consultation.opens_on),
        "closes_on": _date(consultation.closes_on),
        "still_open": consultation.still_open,
        "statutory": consultation.is_statutory,
        "responses": consultation.responses,
    }


def _describe_equality(commission: Commission) -> dict[str, Any]:
    assessment: EqualityAssessment | None = getattr(commission, "equality", None)
    if assessment is None:
        return {}
    return {
        "assessed_on": _day(assessment.assessed_at),
        "by": _office(assessment.assessed_by, commission),
        "summary": assessment.summary,
        "effects": [
            {
                "group": effect.group,
                "baseline": effect.baseline,
                "option": effect.option.slug if effect.option else None,
                "effect": effect.effect,
                "note": effect.note,
                "mitigation": effect.mitigation,
            }
            for effect in assessment.effects.all()
        ],
    }


def _describe_document(document: Document, as_at: dt.date) -> dict[str, Any]:
    """Tell which document it is; of one that is withheld only its hash, its kind, why and until when."""
    told = {
        "sha256": document.digest,
        "kind": document.kind,
        "attached_on": _day(document.attached_at),
    }
    if document.public_from is not None and document.public_from > as_at:
        until = {"withheld_until": _date(document.public_from), "withheld_reason": document.withheld_reason}
        return told | until
    return told | {
        "title": document.title,
        "dated_on": _date(document.dated_on),
        "file_name": document.file_name,
        "size_bytes": document.size_bytes,
    }


def _describe_grant(commission: Commission) -> dict[str, Any]:
    reason = commission.grant_considered
    return {"considered": True, "reason": reason} if reason else {}


def _describe_compensation(compensation: Any) -> dict[str, Any]:
    return {
        "agency": compensation.agency.slug,
        "option": compensation.option.slug if compensation.option else None,
        "agreed_with": compensation.agreed_with,
        "amount_note": compensation.amount_note,
        "on": _date(compensation.agreed_on),
    }


def _describe_decisions(commission: Commission) -> dict[str, Any]:
    return {
        "declarations": [_describe_declaration(one) for one in commission.declarations.all()],
        "evaluators": list_evaluators(commission),
        "recommendation": _describe_recommendation(commission),
        "decision": _describe_decision(commission),
        "overrides": [
            {
                "principle": override.principle,
                "reason": override.reason,
                "name": override.by.name,
                "office": override.by_office,
                "on": _day(override.at),
            }
            for override in commission.overrides.all()
        ],
        "awards": [_describe_award(award) for award in commission.awards.all()],
    }


def list_evaluators(commission: Commission) -> list[str]:
    """Name those who score for this place: each must have declared before a recommendation is made."""
    rows = Membership.objects.filter(place=commission.place, role="evaluator", person__is_active=True)
    return sorted(set(rows.exclude(person__name="").values_list("person__name", flat=True)))


def _describe_declaration(declaration: Declaration) -> dict[str, Any]:
    return {
        "name": declaration.person.name or "A person who asked to be erased",
        "office": declaration.office,
        "has_interest": declaration.has_interest,
        "interest": declaration.interest,
        "declared_on": _date(declaration.declared_on),
        "expires_on": _date(declaration.expires_on),
    }


def _describe_recommendation(commission: Commission) -> dict[str, Any]:
    newest = next(iter(commission.recommendations.all()), None)
    if newest is None:
        return {}
    return {
        "option": newest.option.slug,
        "reasons": newest.reasons,
        "risks": newest.risks,
        "by_office": newest.by_office,
        "on": _day(newest.at),
    }


def _describe_decision(commission: Commission) -> dict[str, Any]:
    decision = getattr(commission, "decision", None)
    if decision is None:
        return {}
    return {
        "option": decision.option.slug,
        "reasons": decision.reasons,
        "decided_by": decision.decided_by,
        "decided_on": _date(decision.decided_on),
        "conditions": decision.conditions,
        "call_in_ends_on": _date(decision.call_in_ends_on),
        "members": [
            {"name": vote.name, "office": vote.office, "vote": vote.vote, "reason": vote.reason}
            for vote in decision.votes.all()
        ],
        "refused": [
            {"option": refused.option.slug, "reason": refused.reason} for refused in decision.refused.all()
        ],
    }


def _describe_award(award: Any) -> dict[str, Any]:
    return {
        "route": award.route,
        "option": award.option.slug,
        "provider": _describe_provider(award.provider),
        "value_pounds": _pounds(award.value_pounds),
        "starts_on": _date(award.starts_on),
        "ends_on": _date(award.ends_on),
        "break_dates": award.break_dates,
    }


def _describe_review(commission: Commission) -> dict[str, Any]:
    triggers = [line.strip() for line in commission.review_triggers.splitlines() if line.strip()]
    return {"on": _date(commission.review_on), "triggers": triggers}


def _describe_move(move: Any) -> dict[str, Any]:
    return {
        "from": move.from_stage,
        "to": move.to_stage,
        "on": _day(move.at),
        "by_office": move.by_office,
        "reason": move.reason,
    }


def _write_answer(answer: TestAnswer) -> dict[str, Any]:
    """Write an answer as the appraisal document has it: each kind of question has its own word."""
    if answer.question == "indication":
        return {"answer": answer.answer, "reason": answer.reason}
    key = "ready" if answer.question in _READINESS else "favours"
    return {key: answer.answer, "reason": answer.reason}

"""The light route: a small decision on one page, kept as the same records as any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.vocabulary import DeliveryModel, InvolvedGroup
from wholeplace.records.models import (
    CitedNeed,
    Commission,
    EqualityAssessment,
    Involvement,
    InvolvementTheme,
    Need,
    Option,
    Person,
)
from wholeplace.services.appraisals.operations import write_case
from wholeplace.services.commissions.entries import LightRouteNotOpen, suggest_route
from wholeplace.services.commissions.operations import move_commission, refuse_closed
from wholeplace.services.commissions.readiness import assess_next_move, judge_commission
from wholeplace.services.entries import make_slug, read_line, read_prose, read_value, read_word
from wholeplace.services.operation import operation
from wholeplace.services.people.permissions import Permission, require
from wholeplace.services.publication.events import record_event

FEWEST_OPTIONS, MOST_OPTIONS = 2, 6
LONGEST_YEARS = 30
# What stands for the involvement that this page records, so that saving again changes it and adds none.
HEARD_TITLE = "Heard for the decision on one page"
RATE = "green-book-2026"
MODELS: tuple[str, ...] = get_args(DeliveryModel)


class NotOnLightRoute(WholeplaceError):
    """The commission takes the full route."""


class AlreadyDecidedOn(WholeplaceError):
    """The page is part of the decision and no longer changes."""


@dataclass(frozen=True)
class LightOption:
    """An option in one line; `slug` is empty for a new one."""

    name: str
    model: str
    yearly_cost_pounds: Decimal
    why: str
    slug: str = ""


@dataclass(frozen=True)
class Heard:
    """Who was heard, how, how many, what they said and what was answered."""

    group: str
    method: str
    people_reached: int
    said: str
    response: str
    held_on: date


@dataclass(frozen=True)
class OnePage:
    """What stands on the page, but for recommendation and decision, which have their own operations."""

    options: Sequence[LightOption]
    years: int
    heard: Heard
    equality: str
    grant_considered: str
    need: str = ""


@operation
def write_one_page(*, commission: Commission, page: OnePage, by: Person, at: datetime) -> Commission:
    """Keep the page as records: need, options, who was heard, equality, grant, and a costed case."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    refuse_closed(commission)
    _refuse_other_route(commission)
    _cite_need(commission, page.need, by, at)
    options = _write_options(commission, page.options, by, at)
    _write_heard(commission, page.heard, by, at)
    EqualityAssessment.objects.update_or_create(
        commission=commission,
        defaults={"summary": read_prose("equality", page.equality), "assessed_by": by, "assessed_at": at},
    )
    grant = read_prose("grant_considered", page.grant_considered)
    Commission.objects.filter(pk=commission.pk).update(grant_considered=grant, revision=F("revision") + 1)
    commission.refresh_from_db(fields=["grant_considered", "revision"])
    case = _write_case(commission, page, options, at)
    write_case(commission=commission, case=case, what=_("Written on one page"), by=by, at=at)
    body = {"options": [option.slug for option in options]}
    record_event(
        kind="light-route-written", by=by, at=at, place=commission.place, commission=commission, body=body
    )
    return commission


def advance_light(*, commission: Commission, by: Person, at: datetime) -> list[str]:
    """Move a commission on the light route as far as its guards let it, to the decision at most."""
    passed = []
    while commission.stage in ("need", "options", "debate"):
        position = judge_commission(commission, today=timezone.localdate(at))
        readiness = assess_next_move(commission, position)
        if readiness is None or readiness.blockers:
            break
        move_commission(commission=commission, to_stage=readiness.to_stage, reason="", by=by, at=at)
        passed.append(commission.stage)
    return passed


def _refuse_other_route(commission: Commission) -> None:
    if commission.route != "light":
        raise NotOnLightRoute("This commission takes the full route. Change the route first, if it is small.")
    if suggest_route(commission.place, commission.value_pounds) != "light":
        message = (
            f"The light route is for values up to £{commission.place.light_route_limit_pounds:,} in "
            f"{commission.place}: give the value of this commission, or take the full route."
        )
        raise LightRouteNotOpen(message)
    if hasattr(commission, "decision"):
        raise AlreadyDecidedOn("This was decided, so the page does not change any more.")


def _cite_need(commission: Commission, text: str, by: Person, at: datetime) -> None:
    """Record the need that the page names, where the commission cites none yet."""
    if commission.cited_needs.exists():
        return
    what = read_prose("need", text)
    last = commission.place.needs.aggregate(last=Max("number"))["last"] or 0
    need = Need.objects.create(
        place=commission.place,
        number=last + 1,
        title=read_line("need", what.splitlines()[0][:200]),
        what=what,
        recorded_by=by,
        organisation=commission.body,
        recorded_at=at,
    )
    CitedNeed.objects.create(commission=commission, need=need, cited_at=at)


def _write_options(
    commission: Commission, lines: Sequence[LightOption], by: Person, at: datetime
) -> list[Option]:
    if not FEWEST_OPTIONS <= len(lines) <= MOST_OPTIONS:
        problem = f"must be {FEWEST_OPTIONS} to {MOST_OPTIONS} in number, but {len(lines)} are given"
        raise InvalidInput("options", problem)
    known = {
        option.slug: option for option in commission.options.filter(status__in=("longlisted", "shortlisted"))
    }
    left_out = [option for slug, option in known.items() if slug not in {line.slug for line in lines}]
    if left_out:
        problem = f"must say something of every option on the list, but “{left_out[0].name}” is not there"
        raise InvalidInput("options", problem)
    written = [_write_option(commission, line, known.get(line.slug), by, at) for line in lines]
    _name_comparator(written)
    return written


def _name_comparator(options: Sequence[Option]) -> None:
    """Keep one in-house option to compare with: it is the default, and no case is computed without it."""
    in_house = [option for option in options if option.model == "in-house"]
    if not in_house:
        raise InvalidInput("options", "must have one that is in-house: the others are compared with it")
    chosen = next((option for option in in_house if option.is_in_house_comparator), in_house[0])
    for option in sorted(options, key=lambda one: one is chosen):
        if option.is_in_house_comparator != (option is chosen):
            option.is_in_house_comparator = option is chosen
            option.save(update_fields=["is_in_house_comparator"])


def _write_option(
    commission: Commission, line: LightOption, option: Option | None, by: Person, at: datetime
) -> Option:
    if option is None:
        taken = set(commission.options.values_list("slug", flat=True)) | {"new"}
        last = commission.options.aggregate(last=Max("position"))["last"] or 0
        option = Option(
            commission=commission,
            slug=make_slug(line.name, otherwise="option", is_taken=taken.__contains__),
            proposed_by=by,
            proposed_at=at,
            position=last + 1,
        )
    option.name, option.model = read_line("name", line.name), read_word("model", line.model, MODELS)
    option.weaknesses = option.weaknesses or read_line("why", line.why, longest=500)
    option.description, option.status = read_line("why", line.why, longest=500), "shortlisted"
    option.revision += 1
    option.save()
    return option


def _write_heard(commission: Commission, heard: Heard, by: Person, at: datetime) -> None:
    if heard.held_on > timezone.localdate(at):
        raise InvalidInput("heard_on", "must not be after today: record it once people were heard")
    involvement, _is_new = Involvement.objects.update_or_create(
        commission=commission,
        title=HEARD_TITLE,
        defaults={
            "group": read_word("heard_group", heard.group, get_args(InvolvedGroup)),
            "held_on": heard.held_on,
            "method": read_line("heard_how", heard.method),
            "people_reached": heard.people_reached,
            "recorded_by": by,
            "recorded_at": at,
        },
    )
    involvement.themes.all().delete()
    InvolvementTheme.objects.create(
        involvement=involvement,
        theme=read_prose("heard_said", heard.said),
        count=max(1, heard.people_reached),
        response=read_prose("heard_answer", heard.response),
        responded_by=by,
        responded_at=at,
    )


def _write_case(
    commission: Commission, page: OnePage, options: Sequence[Option], at: datetime
) -> dict[str, Any]:
    """Write the smallest case that can be computed: one cost line for each option."""
    if not 1 <= page.years <= LONGEST_YEARS:
        raise InvalidInput("years", f"must be from 1 to {LONGEST_YEARS}, but is {page.years}")
    place, year = commission.place, timezone.localdate(at).year
    head = place.budget_heads.filter(kind="public").first()
    name = head.name if head else (commission.body.name if commission.body else place.name)
    agency = {"id": head.slug if head else "commissioner", "name": name, "kind": "public"}
    return {
        "case": {
            "title": commission.title,
            "place": place.name,
            "body_kind": place.body_kind,
            "start_year": commission.starts_on.year if commission.starts_on else year + 1,
            "horizon_years": page.years,
            "price_base_year": year,
            "rate": RATE,
            "draws": 1_000,
            "value_pounds": float(commission.value_pounds or 0),
            "summary": commission.summary or commission.question or commission.title,
        },
        "agencies": [agency],
        "options": [
            _write_costed(option, line, agency["id"], page.years)
            for option, line in zip(options, page.options, strict=True)
        ],
    }


def _write_costed(option: Option, line: LightOption, agency: str, years: int) -> dict[str, Any]:
    cost = read_value("cost", line.yearly_cost_pounds) or Decimal(0)
    flags = {
        "business_as_usual": option.is_business_as_usual,
        "in_house_comparator": option.is_in_house_comparator,
    }
    amount = {
        "name": "Cost a year",
        "agency": agency,
        "amount": float(cost),
        "years": [0, years - 1],
        "source": "The commissioner’s estimate on the light route",
        "status": "C",
    }
    told = {"id": option.slug, "name": option.name, "model": option.model, "summary": option.description}
    return told | {name: True for name, holds in flags.items() if holds} | {"costs": [amount]}

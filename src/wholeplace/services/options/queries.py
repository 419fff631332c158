"""Options: what can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wholeplace.records.models import Commission, EventDetail, Option, Person
from wholeplace.services.operation import NotFound
from wholeplace.services.options.operations import CHANGING_STAGES, OPEN_STAGES, AlreadyAnswered
from wholeplace.services.people.permissions import NotPermitted


@dataclass(frozen=True)
class FactorLine:
    """A critical success factor of a commission."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class OptionLine:
    """An option on the longlist, as whoever runs the commission sees it.

    `is_waiting`: proposed, not yet answered. `is_removable`: may be dropped.
    """

    slug: str
    name: str
    model: str
    description: str
    strengths: str
    weaknesses: str
    proposed_as: str
    organisation: str
    proposed_at: datetime
    status: str
    answer: str
    answer_reason: str
    answer_due_on: date | None
    answered_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str
    dropped_reason: str
    is_business_as_usual: bool
    is_in_house_comparator: bool
    is_do_minimum: bool
    is_waiting: bool
    is_removable: bool
    is_mine: bool
    factors: Mapping[str, Mapping[str, str]]
    unassessed: int
    provider: str
    term_years: float | None
    revision: int


@dataclass(frozen=True)
class Longlist:
    """All options of a commission, by where they stand."""

    factors: tuple[FactorLine, ...]
    waiting: tuple[OptionLine, ...]
    refused: tuple[OptionLine, ...]
    withdrawn: tuple[OptionLine, ...]
    longlisted: tuple[OptionLine, ...]
    shortlisted: tuple[OptionLine, ...]
    dropped: tuple[OptionLine, ...]
    missing_levers: tuple[str, ...]
    has_comparator: bool
    may_change: bool
    takes_proposals: bool

    @property
    def compared(self) -> tuple[OptionLine, ...]:
        """Return the options that are still compared, the shortlist first."""
        return self.shortlisted + self.longlisted


# What might make a provider unnecessary; offered as long as nobody has put it on the list.
LEVERS = ("redesign", "regulate", "fund-voice", "decommission")


def describe_longlist(commission: Commission, *, user: object) -> Longlist:
    """Return every option that the user may see, by where it stands."""
    factors = tuple(
        FactorLine(factor.slug, factor.name, factor.description)
        for factor in commission.success_factors.all()
    )
    rows = Option.objects.visible_to(user).filter(commission=commission)
    lines = [
        describe_option(row, factors, user=user)
        for row in rows.select_related("organisation", "provider").order_by("position", "id")
    ]
    models = {line.model for line in lines}
    return Longlist(
        factors=factors,
        waiting=tuple(line for line in lines if line.is_waiting),
        refused=tuple(line for line in lines if line.answer == "refused"),
        withdrawn=tuple(line for line in lines if line.withdrawn_at),
        longlisted=tuple(line for line in lines if line.status == "longlisted"),
        shortlisted=tuple(line for line in lines if line.status == "shortlisted"),
        dropped=tuple(line for line in lines if line.status == "dropped"),
        missing_levers=tuple(lever for lever in LEVERS if lever not in models),
        has_comparator=any(line.is_in_house_comparator and line.status != "dropped" for line in lines),
        may_change=commission.stage in CHANGING_STAGES,
        takes_proposals=takes_proposals(commission),
    )


def is_waiting(option: Option) -> bool:
    """Say whether a proposal waits for its answer: not answered yet, and not taken back."""
    return option.status == "proposed" and not option.answer and option.withdrawn_at is None


@dataclass(frozen=True)
class Wording:
    """What a proposal said before it was changed; empty where whoever wrote it has left."""

    until: datetime
    said: Mapping[str, str]


def list_earlier_wordings(option: Option) -> tuple[Wording, ...]:
    """Return what a proposal said before each change, the newest first."""
    rows = EventDetail.objects.filter(
        commission=option.commission_id, event__kind="proposal-changed", event__body__proposal=option.pk
    )
    return tuple(
        Wording(row.event.at, (row.detail or {}).get("before", {}))
        for row in rows.select_related("event").order_by("-event__sequence")
    )


def find_own_proposal(commission: Commission, slug: str, *, user: object) -> Option:
    """Return a proposal of the user's own that waits for its answer."""
    option = find_option_to_change(commission, slug, user=user)
    if not isinstance(user, Person) or option.proposed_by_id != user.pk:
        raise NotPermitted("Only whoever made a proposal may change it or take it back.")
    if not is_waiting(option):
        raise AlreadyAnswered(f"“{option.name}” does not wait for an answer any more, so it stays as it is.")
    return option


def takes_proposals(commission: Commission) -> bool:
    """Say whether anybody may propose an option at this stage."""
    return commission.stage in OPEN_STAGES and commission.opened_at is not None


def describe_option(row: Option, factors: tuple[FactorLine, ...], *, user: object) -> OptionLine:
    """Return one option as plain values."""
    return OptionLine(
        slug=row.slug,
        name=row.name,
        model=row.model,
        description=row.description,
        strengths=row.strengths,
        weaknesses=row.weaknesses,
        proposed_as=row.proposed_as,
        organisation=row.organisation.name if row.organisation else "",
        proposed_at=row.proposed_at,
        status=row.status,
        answer=row.answer,
        answer_reason=row.answer_reason,
        answer_due_on=row.answer_due_on,
        answered_at=row.answered_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
        dropped_reason=row.dropped_reason,
        is_business_as_usual=row.is_business_as_usual,
        is_in_house_comparator=row.is_in_house_comparator,
        is_do_minimum=row.is_do_minimum,
        is_waiting=is_waiting(row),
        is_removable=not (row.is_business_as_usual or row.is_do_minimum),
        is_mine=isinstance(user, Person) and row.proposed_by_id == user.pk,
        factors=row.factors,
        unassessed=sum(factor.slug not in row.factors for factor in factors),
        provider=row.provider.name if row.provider else "",
        term_years=row.term_years,
        revision=row.revision,
    )


def find_factor_lines(commission: Commission) -> tuple[FactorLine, ...]:
    """Return the critical success factors of a commission."""
    rows = commission.success_factors.all()
    return tuple(FactorLine(row.slug, row.name, row.description) for row in rows)


def find_option_to_change(commission: Commission, slug: str, *, user: object) -> Option:
    """Return an option with what its form shows."""
    rows = Option.objects.visible_to(user).filter(commission=commission, slug=slug)
    option = rows.select_related("organisation", "provider").first()
    if option is None:
        raise NotFound("There is no such option in this commission.")
    option.commission = commission
    return option

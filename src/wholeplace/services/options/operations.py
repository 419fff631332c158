"""Options: what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, get_args

from django.db.models import F, Max
from django.utils import timezone

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.vocabulary import DeliveryModel, LegalStatus, Lever, ProposedAs
from wholeplace.records.models import Commission, LegalAdvice, Option, Organisation, Person
from wholeplace.services.entries import make_slug, read_line, read_prose, read_word
from wholeplace.services.needs.operations import refuse_other_organisation
from wholeplace.services.operation import NotFound, Stale, operation
from wholeplace.services.people.permissions import NotPermitted, Permission, require
from wholeplace.services.publication.events import record_event

MODELS: tuple[str, ...] = (*get_args(DeliveryModel), *get_args(Lever))
# In these stages anybody may propose; in those, the place may still change its list.
OPEN_STAGES = ("need", "options", "debate")
CHANGING_STAGES = (*OPEN_STAGES, "decision")
# Capacities in which only whoever runs the commission puts an option forward.
OWN_CAPACITIES = ("commissioner", "partner")
MEETS = ("yes", "partly", "no")
MOST_OPTIONS = 500
LONGEST_TERM_YEARS = 100
RESERVED_SLUGS = frozenset({"new", "propose"})


class ProposalsClosed(WholeplaceError):
    """The commission takes no proposals at its stage."""


class OptionsAreSettled(WholeplaceError):
    """The options of a commission do not change after the decision."""


class AlreadyAnswered(WholeplaceError):
    """A proposal is answered once, in public."""


class CannotAnswerOwn(WholeplaceError):
    """Nobody answers what they proposed themselves."""


class ProposalWithdrawn(WholeplaceError):
    """Whoever made the proposal has taken it back."""


class NotAnsweredYet(WholeplaceError):
    """A proposal is answered before anything else is done with it."""


class AlwaysThere(WholeplaceError):
    """Business as usual and do minimum are always compared."""


class NotInHouse(WholeplaceError):
    """Only an in-house option can be the in-house comparator."""


class TooManyOptions(WholeplaceError):
    """More options than anybody could compare."""


class NothingToChange(WholeplaceError):
    """The option is where it should go already."""


@dataclass(frozen=True)
class OptionEntry:
    """What is entered about an option."""

    name: str
    model: str
    description: str = ""
    strengths: str = ""
    weaknesses: str = ""
    proposed_as: str = "commissioner"
    organisation: Organisation | None = None
    term_years: float | None = None
    is_reserved: bool | None = None
    is_for_profit: bool | None = None
    provider: Organisation | None = None


@operation
def propose_option(*, commission: Commission, entry: OptionEntry, by: Person, at: datetime) -> Option:
    """Propose an option; anybody who has signed in may, and the place must answer by a date."""
    _refuse_unseen(commission, by)
    _refuse_closed_for_proposals(commission)
    allowed = tuple(word for word in get_args(ProposedAs) if word not in OWN_CAPACITIES)
    read_word("proposed_as", entry.proposed_as, allowed)
    if entry.organisation is not None:
        refuse_other_organisation(by, commission.place, entry.organisation)
    due = timezone.localdate(at) + timedelta(days=commission.place.proposal_answer_days)
    option = _create(
        commission,
        entry,
        at,
        description=read_prose("description", entry.description),
        proposed_by=by,
        status="proposed",
        answer_due_on=due,
    )
    body = {"proposal": option.pk, "as": option.proposed_as, "answer_due_on": due.isoformat()}
    _record("option-proposed", option, by, at, body=body, detail=read_wording(option))
    return option


@operation
def change_proposal(*, option: Option, entry: OptionEntry, revision: int, by: Person, at: datetime) -> Option:
    """Say an own proposal better, until it is answered; the words before stay in the events."""
    _refuse_not_own(option, by)
    _refuse_settled(option.commission)
    allowed = tuple(word for word in get_args(ProposedAs) if word not in OWN_CAPACITIES)
    read_word("proposed_as", entry.proposed_as, allowed)
    if entry.organisation is not None:
        refuse_other_organisation(by, option.commission.place, entry.organisation)
    before = read_wording(option)
    option.name, option.model = read_line("name", entry.name), read_word("model", entry.model, MODELS)
    option.description = read_prose("description", entry.description)
    option.strengths = read_prose("strengths", entry.strengths, required=False)
    option.weaknesses = read_prose("weaknesses", entry.weaknesses, required=False)
    option.proposed_as, option.organisation = entry.proposed_as, entry.organisation
    if read_wording(option) == before:
        raise NothingToChange("Nothing is different from what you sent before, so nothing was saved.")
    fields = ("name", "model", "description", "strengths", "weaknesses", "proposed_as", "organisation")
    _save(option, *fields, revision=revision, unless_answered=True)
    detail = {"before": before, "after": read_wording(option)}
    _record("proposal-changed", option, by, at, body={"proposal": option.pk}, detail=detail)
    return option


@operation
def withdraw_proposal(*, option: Option, reason: str, by: Person, at: datetime) -> Option:
    """Take an own proposal back, until it is answered; the commissioner still sees that it was made."""
    _refuse_not_own(option, by)
    option.withdrawn_at = at
    option.withdrawn_reason = read_prose("reason", reason, required=False)
    _save(option, "withdrawn_at", "withdrawn_reason", unless_answered=True)
    detail = {"reason": option.withdrawn_reason} if option.withdrawn_reason else None
    _record("proposal-withdrawn", option, by, at, body={"proposal": option.pk}, detail=detail)
    return option


def read_wording(option: Option) -> dict[str, str]:
    """Give what a proposal says and in whose name, as the events keep it."""
    return {
        "name": option.name,
        "model": option.model,
        "description": option.description,
        "strengths": option.strengths,
        "weaknesses": option.weaknesses,
        "proposed_as": option.proposed_as,
        "organisation": option.organisation.name if option.organisation else "",
    }


@operation
def answer_proposal(
    *, option: Option, answer: str, reason: str, by: Person, at: datetime, revision: int | None = None
) -> Option:
    """Accept a proposal onto the longlist, or refuse it for a reason; both are published.

    With a `revision`, only the words that were read then are answered: they may have changed meanwhile.
    """
    require(by, Permission.RUN_COMMISSION, option.commission.place)
    _refuse_settled(option.commission)
    _refuse_answered(option)
    if option.proposed_by_id == by.pk:
        raise CannotAnswerOwn("You proposed this option yourself, so somebody else must answer it.")
    read_word("answer", answer, ("accepted", "refused"))
    option.answer, option.answered_by, option.answered_at = answer, by, at
    option.answer_reason = read_prose("reason", reason, required=answer == "refused")
    option.status = "longlisted" if answer == "accepted" else "proposed"
    fields = ("answer", "answered_by", "answered_at", "answer_reason", "status")
    _save(option, *fields, revision=revision, unless_answered=True)
    body = {"proposal": option.pk, "answer": answer}
    detail = {"reason": option.answer_reason} if option.answer_reason else None
    _record("proposal-answered", option, by, at, body=body, detail=detail)
    return option


@operation
def add_option(*, commission: Commission, entry: OptionEntry, by: Person, at: datetime) -> Option:
    """Put an option of the place's own on the longlist; the first in-house one is the comparator."""
    require(by, Permission.RUN_COMMISSION, commission.place)
    _refuse_settled(commission)
    read_word("proposed_as", entry.proposed_as, OWN_CAPACITIES)
    has_comparator = commission.options.filter(is_in_house_comparator=True).exists()
    option = _create(
        commission,
        entry,
        at,
        description=read_prose("description", entry.description, required=False),
        proposed_by=by,
        status="longlisted",
        is_in_house_comparator=entry.model == "in-house" and not has_comparator,
    )
    _record("option-added", option, by, at, body={"option": option.slug, "model": option.model})
    return option


@operation
def edit_option(*, option: Option, entry: OptionEntry, revision: int, by: Person, at: datetime) -> Option:
    """Describe an option better; refused when somebody else saved meanwhile.

    Who proposed it and in what capacity stays as it was. Business as usual and do minimum keep their kind.
    """
    require(by, Permission.RUN_COMMISSION, option.commission.place)
    _refuse_settled(option.commission)
    _refuse_unanswered(option)
    if option.is_in_house_comparator and entry.model != "in-house":
        raise NotInHouse("This is the in-house comparator: name another one before you change what it is.")
    for name, value in _read_fields(option.commission, entry).items():
        setattr(option, name, value)
    option.description = read_prose("description", entry.description, required=False)
    _save(option, "description", *_FIELDS, revision=revision)
    _record("option-edited", option, by, at, body={"option": option.slug})
    return option


@operation
def assess_option(
    *, option: Option, factors: Mapping[str, Mapping[str, str]], by: Person, at: datetime
) -> Option:
    """Say how far an option meets each critical success factor."""
    require(by, Permission.RUN_COMMISSION, option.commission.place)
    _refuse_settled(option.commission)
    _refuse_unanswered(option)
    known = set(option.commission.success_factors.values_list("slug", flat=True))
    assessed = {}
    for slug, said in factors.items():
        if slug not in known:
            raise NotFound("There is no such critical success factor in this commission.")
        if said.get("meets"):
            assessed[slug] = {
                "meets": read_word(f"meets-{slug}", said["meets"], MEETS),
                "note": read_prose(f"note-{slug}", said.get("note", ""), longest=2_000, required=False),
            }
    option.factors = assessed
    _save(option, "factors")
    body = {"option": option.slug, "factors": {slug: said["meets"] for slug, said in assessed.items()}}
    _record("option-assessed", option, by, at, body=body)
    return option


@operation
def shortlist_option(*, option: Option, by: Person, at: datetime) -> Option:
    """Put an option on the shortlist."""
    return _change_status(option, "shortlisted", "", by, at)


@operation
def return_option(*, option: Option, by: Person, at: datetime) -> Option:
    """Put an option back on the longlist, from the shortlist or after it was dropped."""
    return _change_status(option, "longlisted", "", by, at)


@operation
def drop_option(*, option: Option, reason: str, by: Person, at: datetime) -> Option:
    """Drop an option for a reason that is published."""
    if option.is_business_as_usual or option.is_do_minimum:
        raise AlwaysThere(f"“{option.name}” stays on the list: every other option is compared with it.")
    return _change_status(option, "dropped", read_prose("reason", reason), by, at)


@operation
def name_in_house_comparator(*, option: Option, by: Person, at: datetime) -> Option:
    """Make an in-house option the one that every other is compared with."""
    require(by, Permission.RUN_COMMISSION, option.commission.place)
    _refuse_settled(option.commission)
    _refuse_unanswered(option)
    if option.model != "in-house" or option.status == "dropped":
        raise NotInHouse("The comparator must be an in-house option that is still on the list.")
    if option.is_in_house_comparator:
        raise NothingToChange(f"“{option.name}” is the in-house comparator already.")
    option.commission.options.filter(is_in_house_comparator=True).update(
        is_in_house_comparator=False, revision=F("revision") + 1
    )
    option.is_in_house_comparator = True
    _save(option, "is_in_house_comparator")
    _record("in-house-comparator-named", option, by, at, body={"option": option.slug})
    return option


@dataclass(frozen=True)
class AdviceEntry:
    """Advice that the place took on whether an option is open to it."""

    status: str
    reason: str
    given_by: str
    given_on: date


@operation
def record_advice(*, option: Option, entry: AdviceEntry, by: Person, at: datetime) -> LegalAdvice:
    """Record advice on an option; the newest counts."""
    require(by, Permission.RUN_COMMISSION, option.commission.place)
    _refuse_settled(option.commission)
    if entry.given_on > timezone.localdate(at):
        raise InvalidInput("given_on", "must not be after today: record advice once it was given")
    advice = LegalAdvice.objects.create(
        option=option,
        status=read_word("status", entry.status, get_args(LegalStatus)),
        reason=read_prose("reason", entry.reason),
        given_by=read_line("given_by", entry.given_by),
        given_on=entry.given_on,
        recorded_by=by,
        recorded_at=at,
    )
    _record("advice-recorded", option, by, at, body={"option": option.slug, "status": advice.status})
    return advice


_FIELDS = (
    "name", "model", "strengths", "weaknesses", "term_years", "is_reserved", "is_for_profit", "provider",
)  # fmt: skip


def _read_fields(commission: Commission, entry: OptionEntry) -> dict[str, Any]:
    if entry.provider is not None and entry.provider.place_id != commission.place_id:
        raise InvalidInput("provider", "must be an organisation of this place")
    if entry.term_years is not None and not 0 <= entry.term_years <= LONGEST_TERM_YEARS:
        raise InvalidInput("term_years", f"must be from 0 to {LONGEST_TERM_YEARS} years")
    return {
        "name": read_line("name", entry.name),
        "model": read_word("model", entry.model, MODELS),
        "strengths": read_prose("strengths", entry.strengths, required=False),
        "weaknesses": read_prose("weaknesses", entry.weaknesses, required=False),
        "term_years": entry.term_years,
        "is_reserved": entry.is_reserved,
        "is_for_profit": entry.is_for_profit,
        "provider": entry.provider,
    }


def _create(commission: Commission, entry: OptionEntry, at: datetime, **more: Any) -> Option:
    fields = _read_fields(commission, entry)
    taken = set(commission.options.values_list("slug", flat=True)) | RESERVED_SLUGS
    if len(taken) > MOST_OPTIONS:
        raise TooManyOptions(f"A commission has {MOST_OPTIONS} options at most: nobody could compare more.")
    return Option.objects.create(
        commission=commission,
        slug=make_slug(fields["name"], otherwise="option", is_taken=taken.__contains__),
        proposed_as=entry.proposed_as,
        organisation=entry.organisation,
        proposed_at=at,
        position=(commission.options.aggregate(last=Max("position"))["last"] or 0) + 1,
        **fields,
        **more,
    )


def _change_status(option: Option, status: str, reason: str, by: Person, at: datetime) -> Option:
    require(by, Permission.RUN_COMMISSION, option.commission.place)
    _refuse_settled(option.commission)
    _refuse_unanswered(option)
    if option.status == status:
        raise NothingToChange(f"“{option.name}” is there already.")
    before, option.status, option.dropped_reason = option.status, status, reason
    _save(option, "status", "dropped_reason")
    body = {"option": option.slug, "from": before, "to": status}
    _record("option-moved", option, by, at, body=body, detail={"reason": reason} if reason else None)
    return option


def _save(option: Option, *fields: str, revision: int | None = None, unless_answered: bool = False) -> None:
    rows = Option.objects.filter(pk=option.pk)
    if revision is not None:
        rows = rows.filter(revision=revision)
    if unless_answered:
        rows = rows.filter(answer="", withdrawn_at__isnull=True)
    values = {field: getattr(option, field) for field in fields}
    if not rows.update(revision=F("revision") + 1, **values):
        message = (
            "Somebody else has saved this option since you opened the page. Nothing of theirs was "
            "overwritten: what you wrote is below."
        )
        raise Stale(message)
    option.revision += 1


def _refuse_not_own(option: Option, by: Person) -> None:
    _refuse_unseen(option.commission, by)
    if option.proposed_by_id != by.pk:
        raise NotPermitted("Only whoever made a proposal may change it or take it back.")
    _refuse_answered(option)


def _refuse_answered(option: Option) -> None:
    if option.status != "proposed" or option.answer:
        raise AlreadyAnswered(f"“{option.name}” was answered already. Open it to read the answer.")
    if option.withdrawn_at is not None:
        raise ProposalWithdrawn(
            f"“{option.name}” was withdrawn by whoever proposed it. Nothing is left to do."
        )


def _refuse_unseen(commission: Commission, by: Person) -> None:
    if not by.is_active or not Commission.objects.visible_to(by).filter(pk=commission.pk).exists():
        raise NotFound("There is no such commission in this place.")


def _refuse_closed_for_proposals(commission: Commission) -> None:
    if commission.stage not in OPEN_STAGES:
        raise ProposalsClosed("This commission takes no more proposals: it has moved on to its decision.")
    if commission.opened_at is None:
        raise ProposalsClosed("This commission is not open to the public yet, so it takes no proposals.")


def _refuse_settled(commission: Commission) -> None:
    if commission.stage not in CHANGING_STAGES:
        raise OptionsAreSettled("The options of this commission are settled: it has moved past its decision.")


def _refuse_unanswered(option: Option) -> None:
    if option.withdrawn_at is not None:
        raise ProposalWithdrawn(
            f"“{option.name}” was withdrawn by whoever proposed it. Nothing is left to do."
        )
    if option.status == "proposed":
        message = f"“{option.name}” is a proposal that was not accepted: answer it first."
        raise NotAnsweredYet(message)


def _record(
    kind: str,
    option: Option,
    by: Person,
    at: datetime,
    *,
    body: dict[str, Any],
    detail: dict[str, Any] | None = None,
) -> None:
    commission = option.commission
    record_event(
        kind=kind, by=by, at=at, place=commission.place, commission=commission, body=body, detail=detail
    )

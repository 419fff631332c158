"""Options and the Public Interest Test: what is written."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import Field

from wholeplace.faces.api.opening import (
    address,
    find_colleague,
    open_commission,
    open_option,
    open_organisation,
    who,
)
from wholeplace.faces.api.rooms.commissions import COMMISSION, room
from wholeplace.faces.api.rooms.writing.commissions import RUN, tell
from wholeplace.faces.api.routing import CREATED
from wholeplace.faces.api.shapes import sent
from wholeplace.faces.api.values import CommissionSlug, OptionSlug, PlaceSlug
from wholeplace.foundations.vocabulary import TestQuestion
from wholeplace.records.models import Option, Place
from wholeplace.services.options import operations
from wholeplace.services.people.permissions import Permission
from wholeplace.services.public_interest import operations as test

OPTION = f"{COMMISSION}/options/{{option}}"
ANSWER = Permission.ANSWER_TEST
ProposalReason = Annotated[
    str, Field(max_length=2000, pattern="^[^\\x00]*$", description="Why, if you want to say.")
]


def _read(place: Place, entry: sent.Option, **more: Any) -> operations.OptionEntry:
    told = entry.model_dump(exclude={"provider", "organisation", "revision"})
    return operations.OptionEntry(**told, provider=open_organisation(place, entry.provider), **more)


def _tell(option: Option) -> str:
    where = option.commission
    return address("read_option", place=where.place.slug, commission=where.slug, option=option.slug)


@room.write("POST", f"{COMMISSION}/proposals", status=CREATED)
def propose_option(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Proposal
) -> str:
    """Propose an option; the place must answer by a date, in public."""
    found = open_commission(request, place, commission)
    told = _read(found.place, entry, organisation=open_organisation(found.place, entry.organisation))
    return _tell(operations.propose_option(commission=found, entry=told, **who(request)))


@room.write("PUT", f"{COMMISSION}/proposals/{{option}}")
def change_proposal(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug,
    entry: sent.ChangedProposal,
) -> str:  # fmt: skip
    """Say a proposal of one's own better, until it is answered."""
    found = open_option(request, place, commission, option)
    own = open_organisation(found.commission.place, entry.organisation)
    told = _read(found.commission.place, entry, organisation=own)
    return _tell(
        operations.change_proposal(option=found, entry=told, revision=entry.revision, **who(request))
    )


@room.write("DELETE", f"{COMMISSION}/proposals/{{option}}")
def withdraw_proposal(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug,
    reason: ProposalReason = "",
) -> str:  # fmt: skip
    """Take a proposal of one's own back, until it is answered."""
    found = open_option(request, place, commission, option)
    return _tell(operations.withdraw_proposal(option=found, reason=reason, **who(request)))


@room.write("POST", f"{COMMISSION}/options", access=RUN, status=CREATED)
def add_option(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.NewOption
) -> str:
    """Put an option of the place's own on the longlist."""
    found = open_commission(request, place, commission)
    told = _read(found.place, entry)
    return _tell(operations.add_option(commission=found, entry=told, **who(request)))


@room.write("PUT", OPTION, access=RUN)
def edit_option(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug,
    entry: sent.ChangedOption,
) -> str:  # fmt: skip
    """Describe an option better; who proposed it stays as it was."""
    found = open_option(request, place, commission, option)
    told = _read(found.commission.place, entry, proposed_as=found.proposed_as)
    return _tell(operations.edit_option(option=found, entry=told, revision=entry.revision, **who(request)))


@room.write("PUT", f"{OPTION}/answer", access=RUN)
def answer_proposal(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug,
    entry: sent.ProposalAnswer,
) -> str:  # fmt: skip
    """Accept a proposal onto the longlist, or refuse it for a reason; both are published."""
    found = open_option(request, place, commission, option)
    return _tell(operations.answer_proposal(option=found, **entry.model_dump(), **who(request)))


@room.write("PUT", f"{OPTION}/factors", access=RUN)
def assess_option(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug,
    entry: sent.FactorAssessments,
) -> str:  # fmt: skip
    """Say how far an option meets each critical success factor."""
    found = open_option(request, place, commission, option)
    factors = {one.factor: {"meets": one.meets, "note": one.note} for one in entry.factors}
    return _tell(operations.assess_option(option=found, factors=factors, **who(request)))


@room.write("PUT", f"{OPTION}/status", access=RUN)
def move_option(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug,
    entry: sent.OptionPlace,
) -> str:  # fmt: skip
    """Put an option on the shortlist, back on the longlist, or drop it for a reason that is published."""
    found = open_option(request, place, commission, option)
    if entry.status == "dropped":
        return _tell(operations.drop_option(option=found, reason=entry.reason, **who(request)))
    act = operations.shortlist_option if entry.status == "shortlisted" else operations.return_option
    return _tell(act(option=found, **who(request)))


@room.write("PUT", f"{OPTION}/comparator", access=RUN)
def name_comparator(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug
) -> str:
    """Make an in-house option the one that every other is compared with."""
    found = open_option(request, place, commission, option)
    return _tell(operations.name_in_house_comparator(option=found, **who(request)))


@room.write("POST", f"{OPTION}/advice", access=RUN, status=CREATED)
def record_advice(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug,
    entry: sent.Advice,
) -> str:  # fmt: skip
    """Record legal advice on an option; the newest counts."""
    found = open_option(request, place, commission, option)
    told = operations.AdviceEntry(**entry.model_dump())
    made = operations.record_advice(option=found, entry=told, **who(request))
    return f"{_tell(found)}#{made.pk}"


# --- the Public Interest Test ---------------------------------------------------------------------------


@room.write("PUT", f"{COMMISSION}/public-interest-test/answers/{{question}}", access=ANSWER)
def answer_question(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, question: TestQuestion,
    entry: sent.TestAnswer,
) -> str:  # fmt: skip
    """Answer one question with a reason; an earlier answer is kept as history."""
    found = open_commission(request, place, commission)
    test.answer_question(commission=found, question=question, **entry.model_dump(), **who(request))
    return tell(found, "read_test", question)


@room.write("POST", f"{COMMISSION}/public-interest-test/check", access=ANSWER, status=CREATED)
def hand_test_over(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.HandOver
) -> str:
    """Ask a second person to check the whole test."""
    found = open_commission(request, place, commission)
    check = test.hand_test_over(commission=found, to=find_colleague(found.place, entry.to), **who(request))
    return tell(found, "read_test_progress", check.pk)


@room.write("DELETE", f"{COMMISSION}/public-interest-test/check", access=ANSWER)
def take_test_back(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> str:
    """Take the test back from the second person before they have answered."""
    found = open_commission(request, place, commission)
    test.take_test_back(commission=found, **who(request))
    return tell(found, "read_test_progress")


@room.write("PUT", f"{COMMISSION}/public-interest-test/check", access=Permission.SEE_WORK)
def check_test(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Check) -> str:
    """Agree with the test, or return it with a comment; only for the person to whom it was handed."""
    found = open_commission(request, place, commission)
    check = test.find_open_check(found)
    if check is None:
        raise test.NothingToCheck("Nobody is checking the test at the moment.")
    check.commission = found
    test.check_test(check=check, **entry.model_dump(), **who(request))
    return tell(found, "read_test_progress", check.pk)

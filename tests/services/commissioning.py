"""A commission on its way to a decision, step by step, for the tests of services and pages."""

import datetime as dt
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.web.people import make_commission, make_people, make_place
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Commission, Consultation, Option, Person, Place
from wholeplace.services.decisions.entries import DecisionEntry, DeclarationEntry, VoteEntry
from wholeplace.services.decisions.operations import declare_interest, recommend_option
from wholeplace.services.involvement.entries import (
    PROTECTED_GROUPS,
    ConsultationEntry,
    EffectEntry,
    InvolvementEntry,
)
from wholeplace.services.involvement.operations import (
    add_theme,
    announce_consultation,
    finish_equality,
    look_at_group,
    record_involvement,
    respond_to_theme,
)

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = TUESDAY.date()


@dataclass
class Case:
    """A commission with its place, its people and its options."""

    place: Place
    people: dict[Role, Person]
    commission: Commission
    today: Option
    team: Option
    charity: Option


def make_case(**more: object) -> Case:
    """Make a commission at the stage of decision, with three options on the shortlist."""
    place = make_place()
    people = make_people(place)
    values = {"stage": "decision", "question": "Who should provide it?"} | more
    commission = make_commission(place, people["commissioner"], **values)
    options = [
        Option.objects.create(
            commission=commission, slug=slug, name=name, model=model, status="shortlisted", position=position,
            proposed_at=TUESDAY, is_business_as_usual=slug == "today", is_in_house_comparator=slug == "team",
        )
        for position, (slug, name, model) in enumerate(
            [("today", "Today’s contract", "contract-large"), ("team", "In-house team", "in-house"),
             ("charity", "Grant to charities", "grant")]
        )
    ]  # fmt: skip
    return Case(place, people, commission, *options)


def hear_everybody(case: Case, at: datetime = TUESDAY) -> None:
    """Record users, community and staff with one answered theme each."""
    held_on = at.date() - dt.timedelta(days=60)
    for group in ("users", "community", "staff"):
        entry = InvolvementEntry(group, f"Talk with {group}", held_on, "Meeting", 40)
        by = case.people["commissioner"]
        involvement = record_involvement(commission=case.commission, entry=entry, by=by, at=at)
        theme = add_theme(involvement=involvement, theme="Keep the workers", count=12, by=by, at=at)
        respond_to_theme(theme=theme, response="We will", changed="Kept", by=by, at=at)


def consult(case: Case, *, closes_on: dt.date = TODAY - dt.timedelta(days=1)) -> Consultation:
    """Hold a consultation of six weeks."""
    entry = ConsultationEntry("Have your say", closes_on - dt.timedelta(days=42), closes_on, "Everything")
    return announce_consultation(
        commission=case.commission, entry=entry, by=case.people["commissioner"], at=TUESDAY
    )


def assess_equality(case: Case) -> None:
    """Look at every protected group and call equality assessed."""
    by = case.people["commissioner"]
    effects = [EffectEntry("team", "positive"), EffectEntry("charity", "none"), EffectEntry("today", "none")]
    for group in PROTECTED_GROUPS:
        look_at_group(
            commission=case.commission, group=group, baseline="400 households a year", mitigation="",
            effects=effects, by=by, at=TUESDAY,
        )  # fmt: skip
    finish_equality(commission=case.commission, summary="Fair to all", by=by, at=TUESDAY)


def declare_all(case: Case, at: datetime = TUESDAY) -> None:
    """Let everybody who scores, recommends or decides declare that they have no interest."""
    for role in ("commissioner", "evaluator", "member", "officer"):
        declare_interest(
            commission=case.commission, entry=DeclarationEntry(has_interest=False),
            person=case.people[role], by=case.people[role], at=at,
        )  # fmt: skip


def prepare_decision(case: Case, at: datetime = TUESDAY) -> None:
    """Do everything that comes before a decision; tests of pages give their own day, which is today's."""
    hear_everybody(case)
    consult(case)
    assess_equality(case)
    declare_all(case, at)
    recommend_option(
        option=case.team, reasons="Best for users", risks="Recruitment", by=case.people["commissioner"],
        at=at,
    )  # fmt: skip


def write_decision(case: Case, **more: object) -> DecisionEntry:
    """Write a decision for the team, as the recorder would enter it."""
    values = {
        "option": case.team,
        "decided_by": "Cabinet",
        "decided_on": TODAY,
        "reasons": "It keeps the workers",
        "refused": {"today": "Costs more", "charity": "Not yet ready"},
        "votes": [VoteEntry(case.people["member"], "for"), VoteEntry(case.people["officer"], "abstained")],
    }
    return DecisionEntry(**(values | more))

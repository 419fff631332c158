"""Calderwick's bodies, providers and people in every role. All are fictional."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from examples.calderwick.log_ins import PASSWORD, SECOND_FACTOR
from wholeplace.records.models import BudgetHead, Membership, Organisation, Person, Place
from wholeplace.services.people.permissions import STAFF_ROLES
from wholeplace.services.publication.events import record_event

# slug, name, kind, about, who owns it
BODIES = [
    ("council", "Calderwick Council", "council", "A unitary authority for 300,000 people.", "Answers to the electors of Calderwick through 51 councillors."),
    ("icb", "Calderwick and Wexmoor Integrated Care Board", "nhs", "Plans and pays for health care.", "A statutory body of the NHS in England."),
    ("hospitals", "Calderwick Hospitals NHS Trust", "nhs", "The acute trust.", "A statutory body of the NHS in England."),
    ("community-trust", "Wex Valley Community Health NHS Trust", "nhs", "Therapists, community nurses, reablement.", "A statutory body of the NHS in England."),
    ("police", "Wex Valley Police", "police", "", "Answers to an elected police and crime commissioner."),
    ("wexmoor", "Wexmoor Council", "council", "The neighbouring authority.", "Answers to the electors of Wexmoor."),
    ("doorstep", "Calderwick Doorstep", "charity", "Housing-related support since 1994.", "A registered charity without owners; nine trustees, elected by 212 members."),
    ("tenants", "Calderwick Tenants’ Voice", "community-business", "Tenants and people who were homeless.", "A community benefit society owned by 640 members, one vote each."),
    ("keyworks", "Keyworks Housing First", "public-service-mutual", "A mutual in formation: support workers and their managers.", "Owned by its 31 employees, one vote each; a community interest company limited by guarantee."),
    ("evenhand", "Evenhand Social Investment LLP", "large-firm", "Invests in contracts that pay for outcomes.", "Owned by two partners and, through a fund in Luxembourg, by institutions that it does not name."),
    ("brightcare", "BrightCare Group plc", "large-firm", "Home care in forty places.", "Listed; the largest shareholder is an infrastructure fund with 41%."),
    ("wexcare", "Wex Home Care Co-operative", "co-operative", "Thirty care workers and a carers’ group.", "A co-operative society owned by its workers and the people it cares for."),
    ("silverline", "Home Again Calderwick", "charity", "Volunteers who bring people home from hospital.", "A registered charity without owners; seven trustees."),
    ("fourteen", "The Fourteen", "public-service-mutual", "Social workers who propose a practice of their own.", "Would be owned by its staff, one vote each; not for profit."),
    ("unison-branch", "Calderwick public service branch", "trade-union", "The recognised union of council and support staff.", "Its members."),
]  # fmt: skip

HEADS = [
    ("council-housing", "Calderwick Council, housing", "public", "council"),
    ("council-public-health", "Calderwick Council, public health", "public", "council"),
    ("council-adults", "Calderwick Council, adult social care", "public", "council"),
    ("council-children", "Calderwick Council, children’s services", "public", "council"),
    ("council-centre", "Calderwick Council, corporate centre", "public", "council"),
    ("icb", "Integrated care board", "public", ""),
    ("acute-trust", "Calderwick Hospitals (acute trust)", "public", ""),
    ("community-trust", "Community health trust", "public", ""),
    ("ambulance", "Ambulance trust", "public", ""),
    ("police", "Police", "public", ""),
    ("dwp", "Department for Work and Pensions", "public", ""),
    ("neighbour", "Wexmoor Council", "public", ""),
    ("residents", "Residents and unpaid carers", "household", ""),
    ("providers", "Providers", "provider", ""),
]

# key, name, role, office, organisation
PEOPLE = [
    ("admin", "Priya Nair", "place-administrator", "Democratic Services Manager", "council"),
    ("commissioner", "Marcus Bell", "commissioner", "Head of Commissioning", "council"),
    ("commissioner2", "Elin Hughes", "commissioner", "Commissioning Manager, Children", "council"),
    ("finance", "Tom Okafor", "finance-partner", "Finance Business Partner", "council"),
    ("icb-finance", "Sarah Lindqvist", "finance-partner", "Deputy Chief Finance Officer, Integrated Care Board", "icb"),
    ("evaluator", "Joan Achebe", "evaluator", "Evaluator, Public Health", "council"),
    ("member", "Amina Yusuf", "member", "Cabinet Member for Housing", "council"),
    ("leader", "Peter Dunn", "member", "Leader of the Council", "council"),
    ("member2", "Ruth Marlow", "member", "Cabinet Member for Adult Care", "council"),
    ("officer", "Helen Ward", "officer", "Director of Commissioning", "council"),
    ("auditor", "Gwen Price", "auditor", "External Auditor", None),
    ("provider", "Sam Doyle", "provider", "", "doorstep"),
    ("staff", "Nadia Karim", "staff-group", "", "keyworks"),
    ("staff2", "Owen Teague", "staff-group", "", "fourteen"),
    ("resident", "Ellie Marsh", "resident", "", None),
    ("carer", "Ron Whittle", "resident", "", None),
    ("neighbour", "Ali Rahman", "resident", "", None),
]  # fmt: skip


@dataclass
class Calderwick:
    """The place with everything that the stories need by name."""

    place: Place
    people: dict[str, Person] = field(default_factory=dict)
    bodies: dict[str, Organisation] = field(default_factory=dict)
    heads: dict[str, BudgetHead] = field(default_factory=dict)


@transaction.atomic
def found_calderwick(at: dt.datetime) -> Calderwick:
    """Found the place, its bodies and its people."""
    place = Place.objects.create(
        slug="calderwick",
        name="Calderwick",
        summary="A fictional place of 300,000 people that decides in the open. The law it speaks of is England’s.",
        body_kind="council",
        colour="#1d4f4a",
        contact_email="commissioning@calderwick.example",
        contact="Commissioning team, Town Hall, Calderwick. Call 0300 000 0000 on working days from 9am to 5pm, or ask at any library.",
        light_route_limit_pounds=100_000,
        founded_at=at,
        opened_at=at,
    )  # fmt: skip
    found = Calderwick(place)
    for slug, name, kind, about, owners in BODIES:
        found.bodies[slug] = Organisation.objects.create(
            place=place, slug=slug, name=name, kind=kind, about=about, ownership_statement=owners,
            ownership_on=at.date(), is_commissioning=slug in ("council", "icb"),
        )  # fmt: skip
    for slug, name, kind, body in HEADS:
        found.heads[slug] = BudgetHead.objects.create(place=place, slug=slug, name=name, kind=kind, body=body)
    for key, name, role, office, organisation in PEOPLE:
        found.people[key] = _make_person(key, name)
        Membership.objects.create(
            person=found.people[key], place=place, role=role, office=office, since=at,
            organisation=found.bodies[organisation] if organisation else None,
        )  # fmt: skip
        if role in STAFF_ROLES:
            TOTP.activate(found.people[key], SECOND_FACTOR)
    record_event(
        kind="place-founded", by=found.people["admin"], at=at, place=place, body={"name": place.name}
    )
    return found


def _make_person(key: str, name: str) -> Person:
    email = f"{key}@calderwick.example"
    is_operator = key == "admin"
    person = Person.objects.create_person(email=email, name=name, password=PASSWORD, is_operator=is_operator)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person

"""One place with something at every address of the API, and something that each person must not see."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from tests.services.commissioning import TUESDAY, assess_equality, consult, hear_everybody, make_case
from tests.services.publishing import make_version
from tests.web.people import AT, ROLES, make_commission, make_organisation, make_person, make_place
from wholeplace.records.models import (
    BudgetHead,
    CitedNeed,
    Commission,
    CriticalSuccessFactor,
    Job,
    Membership,
    Need,
    Option,
    Person,
    Place,
    WithheldPart,
)
from wholeplace.services.people.tokens import TokenEntry, make_token
from wholeplace.services.publication.versions import publish_version

HIDDEN_NEED = "hidden words of a need"
WAITING_PROPOSAL = "waiting proposal of a resident"
UNPUBLISHED_NOTE = "note of a version that is not published"
DRAFT_TITLE = "commission that is not open"
UNOPENED_PLACE = "place that is not open"
WITHHELD_THEME = "words that are withheld"
PRIVATE_DOCUMENT = "document for those who work there"
WITHHELD_VALUE = 7_654_321
SECRETS = (
    HIDDEN_NEED, WAITING_PROPOSAL, UNPUBLISHED_NOTE, DRAFT_TITLE, UNOPENED_PLACE, WITHHELD_THEME, str(WITHHELD_VALUE),
    PRIVATE_DOCUMENT,
)  # fmt: skip


@dataclass
class World:
    """The place, its people and their tokens; `parts` are the parts of addresses."""

    place: Place
    commission: Commission
    people: dict[str, Person]
    parts: dict[str, Any]
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, person: str) -> dict[str, str]:
        """Give the headers with which a person asks; none for a visitor."""
        return {"Authorization": f"Bearer {self.tokens[person]}"} if person in self.tokens else {}


def make_world() -> World:
    """Make it."""
    case = make_case(stage="debate", value_pounds=WITHHELD_VALUE)
    hear_everybody(case)
    consult(case)
    assess_equality(case)
    place, commission = case.place, case.commission
    people: dict[str, Person] = dict(case.people)
    hidden = _hide_things(place, commission, people)
    version = make_version(case)
    publish_version(version=version, by=people["officer"], at=TUESDAY)
    _write_second_version(commission, version, people)
    _add_furniture(place, commission, people)
    people |= _make_outsiders(place)
    world = World(place, commission, people, _name_parts(commission) | hidden)
    for name, person in people.items():
        if name != "without second step":
            entry = TokenEntry("Tests", "write", 30)
            world.tokens[name] = make_token(entry=entry, by=person, at=dt.datetime.now(dt.UTC)).secret
    return world


def _hide_things(place: Place, commission: Commission, people: dict[str, Person]) -> dict[str, Any]:
    Need.objects.create(place=place, number=1, title="Somebody to talk to", what="…", recorded_at=AT)
    Need.objects.create(
        place=place, number=2, title=HIDDEN_NEED, what=HIDDEN_NEED, recorded_at=AT, status="hidden",
        hidden_reason="Rude",
    )  # fmt: skip
    CitedNeed.objects.create(commission=commission, need=place.needs.get(number=1), cited_at=AT)
    Option.objects.create(
        commission=commission, slug="waiting", name=WAITING_PROPOSAL, model="co-operative", proposed_at=AT,
        proposed_by=people["resident"], proposed_as="resident", position=9,
    )  # fmt: skip
    make_commission(place, people["commissioner"], "not-open", title=DRAFT_TITLE, opened_at=None)
    make_place("unopened", UNOPENED_PLACE, opened_at=None)
    theme = commission.involvements.first().themes.first()
    theme.theme = WITHHELD_THEME
    theme.save()
    for part in (f"theme:{theme.pk}", "commission.value_pounds"):
        WithheldPart.objects.create(
            commission=commission, part=part, category="personal", reason="It names somebody",
            decided_by=people["officer"], decided_at=AT,
        )  # fmt: skip
    return {"theme": theme.pk}


def _write_second_version(commission: Commission, version: Any, people: dict[str, Person]) -> None:
    version.pk, version.number, version.note, version.published_at = None, 2, UNPUBLISHED_NOTE, None
    version.save(force_insert=True)
    Job.objects.create(version=version, asked_by=people["commissioner"], asked_at=AT, state="done")


def _add_furniture(place: Place, commission: Commission, people: dict[str, Person]) -> None:
    make_organisation(place)
    BudgetHead.objects.create(place=place, slug="adult-care", name="Adult care")
    CriticalSuccessFactor.objects.create(commission=commission, slug="one-worker", name="One worker")
    Commission.objects.filter(pk=commission.pk).update(
        outcomes=[{"id": "fewer-lose-their-home", "name": "Fewer lose their home", "measure": ""}]
    )
    from wholeplace.services.appraisals.evidence import attach_document
    from wholeplace.services.appraisals.operations import Change, save_changes, start_draft

    who: dict[str, Any] = {"by": people["commissioner"], "at": AT}
    start_draft(commission=commission, begin="options", **who)
    cells = {"name": "Staff", "agency": "council", "amount": "1000", "first_year": "0", "last_year": "1"}
    line = Change("add", "costs", "firstline", option="team", cells=cells)
    save_changes(commission=commission, changes=[line], **who)
    for title, is_public in (("Count of 2026", True), (PRIVATE_DOCUMENT, False)):
        file = ("count.txt", title.encode())
        attach_document(commission=commission, title=title, file=file, is_public=is_public, **who)


def _make_outsiders(place: Place) -> dict[str, Person]:
    elsewhere = make_place("elsewhere", "Elsewhere")
    other = make_person("other", has_second_factor=True)
    for role in ROLES:
        Membership.objects.create(person=other, place=elsewhere, role=role)
    careless = make_person("careless")
    Membership.objects.create(person=careless, place=place, role="commissioner")
    return {
        "operator": make_person("operator", has_second_factor=True, is_operator=True),
        "of another place": other,
        "without second step": careless,
    }


def _name_parts(commission: Commission) -> dict[str, Any]:
    return {
        "place": "calderwick",
        "commission": "housing-support",
        "option": "team",
        "organisation": "north-charity",
        "budget_head": "adult-care",
        "number": 1,
        "need": 1,
        "version": 1,
        "digest": commission.case_files.get().digest,
        "involvement": commission.involvements.first().pk,
        "consultation": commission.consultations.first().pk,
        "withheld_part": commission.withheld_parts.first().pk,
        "job": Job.objects.get().pk,
        "document": commission.documents.get(is_public=True).pk,
        "table": "outcomes",
        "ending": "toml",
        "question": "social_value",
        "outcome": "fewer-lose-their-home",
        "factor": "one-worker",
        "parameter": "green-book-2026",
        "rule": "",
        "revision": 1,
        "kind": "parameter",
    }

"""A place in which a mark stands in every private field: words and figures that are nowhere else."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from tests.services.commissioning import (
    TODAY,
    TUESDAY,
    Case,
    assess_equality,
    consult,
    hear_everybody,
    make_case,
)
from tests.services.publishing import write_document
from tests.web.people import AT, ROLES, make_commission, make_organisation, make_person, make_place
from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.record import describe_machine
from wholeplace.records import models as m
from wholeplace.services.appraisals.evidence import Particulars, attach_document
from wholeplace.services.appraisals.operations import Change, save_changes, start_draft
from wholeplace.services.needs.operations import EvidenceEntry, NeedEntry, add_evidence, record_need
from wholeplace.services.people.tokens import TokenEntry, make_token
from wholeplace.services.publication.events import record_event
from wholeplace.services.publication.versions import publish_version
from wholeplace.services.publication.withholding import WithholdingEntry, withhold_part

# Later than any day on which these tests run, and within ten years of the attachment.
LONG_AFTER = dt.date(2036, 11, 1)


@dataclass
class World:
    """The place, its people, and what stands where."""

    case: Case
    people: dict[str, m.Person]
    marks: dict[str, str] = field(default_factory=dict)

    def mark(self, what: str) -> str:
        """Make the mark of a field, and remember it."""
        return self.marks.setdefault(what, f"zq{hashlib.sha256(what.encode()).hexdigest()[:14]}")

    def figure(self, what: str) -> int:
        """Make the figure of a field, of seven digits."""
        number = 2_000_003 + int(hashlib.sha256(what.encode()).hexdigest()[:8], 16) % 7_000_000
        return int(self.marks.setdefault(what, str(number)))


def plant_marks() -> World:
    """Make the place and plant the marks."""
    case = make_case(service="homelessness")
    world = World(case, dict(case.people))
    _plant_people(world)
    hear_everybody(case)
    consult(case)
    assess_equality(case)
    _plant_hidden_need(world)
    _plant_waiting_option(world)
    _plant_work(world)
    _plant_withheld(world)
    _plant_closed_commission(world)
    _plant_closed_place(world)
    return world


# --- people ---------------------------------------------------------------------------------------------


def _plant_people(world: World) -> None:
    place, people = world.case.place, world.people
    mark = world.mark
    author = make_person("author")
    author.name, author.sessions_key = mark("Person.name of a resident"), mark("Person.sessions_key")
    author.email, author.password = (
        f"{mark('Person.email of a resident')}@example.org",
        mark("Person.password"),
    )
    author.save()
    m.Membership.objects.create(person=author, place=place, role="resident")
    people["author"] = author
    people["commissioner"].name = mark("Person.name of a commissioner")
    people["commissioner"].save()
    m.Invitation.objects.create(
        place=place, email=f"{mark('Invitation.email')}@example.org", office=mark("Invitation.office"),
        role="officer", token_hash=mark("Invitation.token_hash"), invited_by=people["place-administrator"],
        invited_at=AT, expires_at=AT + dt.timedelta(days=9999),
    )  # fmt: skip
    token = make_token(
        entry=TokenEntry(mark("AccessToken.name"), "read", 30), by=author, at=dt.datetime.now(dt.UTC)
    ).token
    m.AccessToken.objects.filter(pk=token.pk).update(token_hash=mark("AccessToken.token_hash"))
    m.KeptEntry.objects.create(
        token_hash=mark("KeptEntry.token_hash"), path=f"/{mark('KeptEntry.path')}",
        entry={"what": [mark("KeptEntry.entry")]}, kept_at=AT,
    )  # fmt: skip
    led_to = f"/{mark('Submission.led_to')}"
    m.Submission.objects.create(token="0" * 32, person=author, led_to=led_to, at=AT)
    elsewhere = make_place("elsewhere", "Elsewhere")
    people["of another place"] = make_person("other", has_second_factor=True)
    for role in ROLES:
        m.Membership.objects.create(person=people["of another place"], place=elsewhere, role=role)
    people["without second step"] = make_person("careless")
    m.Membership.objects.create(person=people["without second step"], place=place, role="commissioner")


def _plant_hidden_need(world: World) -> None:
    place, people, mark = world.case.place, world.people, world.mark
    shown = NeedEntry(title="Somebody to talk to", what="In the evening", theme="Company")
    first = record_need(place=place, entry=shown, by=people["author"], at=TUESDAY)
    fields = ("title", "what", "for_whom", "where", "how_now", "theme")
    hidden = NeedEntry(**{name: mark(f"Need.{name} hidden") for name in fields})
    need = record_need(place=place, entry=hidden, by=people["author"], at=TUESDAY)
    # The detail of an event stands beside the chain, and is nobody's page.
    record_event(
        kind="need-recorded", by=people["author"], at=TUESDAY, place=place, body={"need": need.number},
        detail={"said": mark("EventDetail.detail")},
    )  # fmt: skip
    m.EventDetail.objects.filter(detail__said=mark("EventDetail.detail")).update(
        salt=mark("EventDetail.salt")
    )
    of = "of a hidden need"
    add_evidence(
        need=need, by=people["author"], at=TUESDAY,
        entry=EvidenceEntry(
            title=mark(f"NeedEvidence.title {of}"), source=mark(f"NeedEvidence.source {of}"),
            url=f"https://example.org/{mark(f'NeedEvidence.url {of}')}", note=mark(f"NeedEvidence.note {of}"),
        ),
    )  # fmt: skip
    m.Need.objects.filter(pk=need.pk).update(
        status="hidden", hidden_reason=mark("Need.hidden_reason"), answer=mark("Need.answer hidden"),
        answered_by=people["officer"], answered_at=TUESDAY,
    )  # fmt: skip
    for one, reason in ((first, "It is the same"), (need, mark("CitedNeed.reason of a hidden need"))):
        m.CitedNeed.objects.create(commission=world.case.commission, need=one, reason=reason, cited_at=AT)


def _plant_waiting_option(world: World) -> None:
    fields = ("name", "description", "strengths", "weaknesses")
    option = m.Option.objects.create(
        commission=world.case.commission, slug="waiting", model="co-operative", proposed_at=AT, position=9,
        proposed_by=world.people["author"], proposed_as="resident",
        **{name: world.mark(f"Option.{name} waiting") for name in fields},
    )  # fmt: skip
    m.Option.objects.create(
        commission=world.case.commission, slug="withdrawn", model="grant", proposed_at=AT, position=10,
        proposed_by=world.people["author"], proposed_as="resident", name=world.mark("Option.name withdrawn"),
        withdrawn_at=AT, withdrawn_reason=world.mark("Option.withdrawn_reason"),
    )  # fmt: skip
    m.EqualityEffect.objects.create(
        assessment=world.case.commission.equality, group="Age", effect="positive", option=option,
        note=world.mark("EqualityEffect.note of a waiting option"),
    )  # fmt: skip


def _plant_work(world: World) -> None:
    commission, people, mark = world.case.commission, world.people, world.mark
    who: dict[str, Any] = {"by": people["commissioner"], "at": AT}
    start_draft(commission=commission, begin="options", **who)
    for what in ("AppraisalDraft.document", "DraftRevision.edits"):
        before = m.AppraisalDraft.objects.get(commission=commission).document["case"].get("summary", "")
        change = Change("set", "case", "", column="summary", was=before, text=mark(what))
        save_changes(commission=commission, changes=[change], **who)
    # The later of the two stands in the draft; the earlier one only in its history.
    world.marks["AppraisalDraft.document"], world.marks["DraftRevision.edits"] = (
        world.marks["DraftRevision.edits"], world.marks["AppraisalDraft.document"],
    )  # fmt: skip
    m.DraftRevision.objects.filter(draft__commission=commission, revision=2).update(
        what=mark("DraftRevision.what")
    )
    for_staff = "for staff"
    attach_document(
        commission=commission, title=mark(f"Document.title {for_staff}"), is_public=False, **who,
        file=(f"{mark(f'Document.file_name {for_staff}')}.txt", mark(f"Document.content {for_staff}").encode()),
    )  # fmt: skip
    attach_document(
        commission=commission, title=mark("Document.title withheld"), is_public=True, **who,
        file=(f"{mark('Document.file_name withheld')}.txt", mark("Document.content withheld").encode()),
        particulars=Particulars(public_from=LONG_AFTER, withheld_reason="Before the tender"),
    )  # fmt: skip
    attach_document(commission=commission, title="Open", is_public=True, file=("open.txt", b"open"), **who)
    for is_current, reason in ((False, mark("TestAnswer.reason replaced")), (True, "Better now")):
        m.TestAnswer.objects.create(
            commission=commission, question="social_value", answer="neutral", reason=reason, answered_at=AT,
            answered_by=people["commissioner"], is_current=is_current,
        )  # fmt: skip
    m.TestCheck.objects.create(
        commission=commission, handed_by=people["commissioner"], handed_to=people["officer"], handed_at=AT,
        agrees=False, comment=mark("TestCheck.comment"), checked_at=AT,
    )  # fmt: skip


# --- withheld -------------------------------------------------------------------------------------------


def _plant_withheld(world: World) -> None:
    case, people = world.case, world.people
    commission = case.commission
    document = write_document(case, charity_cost=world.figure("AppraisalVersion.document withheld"))
    rent = {"name": "Rent", "agency": "council", "amount": world.figure("SealedParts.parts"), "years": [0, 1]}
    document["options"][2]["costs"].append(rent)
    version = _make_version(world, document, number=1)
    world.marks["AppraisalVersion.result withheld"] = _say_cost(version)
    value = world.figure("Commission.value_pounds withheld")
    m.Commission.objects.filter(pk=commission.pk).update(value_pounds=value)
    commission.refresh_from_db()
    theme = commission.involvements.first().themes.first()
    theme.theme = (
        f"{world.mark('WithheldPart.label of a theme')} {world.mark('InvolvementTheme.theme withheld')}"
    )
    theme.response = world.mark("InvolvementTheme.response withheld")
    theme.changed = world.mark("InvolvementTheme.changed withheld")
    theme.save()
    for part in (
        f"theme:{theme.pk}", "commission.value_pounds", "options.charity.costs.0", "options.charity.costs.1",
        "results.appraisal.options.charity",
    ):  # fmt: skip
        entry = WithholdingEntry(part, "commercially-confidential", "Before the tender")
        withhold_part(commission=commission, entry=entry, by=people["officer"], at=AT)
    publish_version(version=version, by=people["officer"], at=TUESDAY)
    figure = "AppraisalVersion.document unpublished"
    unpublished = write_document(case, charity_cost=world.figure(figure))
    unpublished["outcomes"] = [{"id": "calm", "name": "Calm", "note": "People sleep"}]
    second = _make_version(world, unpublished, number=2)
    world.marks["AppraisalVersion.result unpublished"] = _say_cost(second)
    m.AppraisalVersion.objects.filter(pk=second.pk).update(
        note=world.mark("AppraisalVersion.note unpublished")
    )
    m.Job.objects.create(
        version=second, asked_by=people["commissioner"], asked_at=AT, ended_at=AT, state="failed",
        problem=world.mark("Job.problem"),
    )  # fmt: skip


def _say_cost(version: m.AppraisalVersion) -> str:
    """Say what the charity costs over two years, in whole pounds: a result that is nowhere written as an input."""
    return str(int(version.result["options"]["charity"]["cost_pv"]["mean"]))


def _make_version(world: World, document: dict[str, Any], number: int) -> m.AppraisalVersion:
    appraised = appraise_document(document)
    return m.AppraisalVersion.objects.create(
        commission=world.case.commission, number=number, document=appraised.document, result=appraised.result,
        parameters=[parameter.as_record() for parameter in appraised.parameters], computed_on=describe_machine(),
        computed_at=TUESDAY, made_by=world.people["commissioner"], made_at=TUESDAY,
    )  # fmt: skip


# --- not open -------------------------------------------------------------------------------------------


def _plant_closed_commission(world: World) -> None:
    """Lead another commission to its decision, and close it to the public again."""
    place, people = world.case.place, world.people

    def mark(what: str) -> str:
        return world.mark(f"{what} not open")

    fields = (
        "title",
        "question",
        "summary",
        "grant_considered",
        "lock_in_justification",
        "next_step",
        "review_triggers",
    )
    commission = make_commission(
        place, people["commissioner"], "not-open", stage="decision", opened_at=None,
        outcomes=[{"id": "calm", "name": mark("Commission.outcomes"), "measure": "Sleep"}],
        **{name: mark(f"Commission.{name}") for name in fields},
    )  # fmt: skip
    option = m.Option.objects.create(
        commission=commission, slug="first", name=mark("Option.name"), model="in-house", proposed_at=AT, status="shortlisted",
        description=mark("Option.description"), factors={"calm": {"meets": "yes", "note": mark("Option.factors")}},
        is_in_house_comparator=True,
    )  # fmt: skip
    dropped = m.Option.objects.create(
        commission=commission, slug="second", name="Second", model="grant", proposed_at=AT, status="dropped",
        dropped_reason=mark("Option.dropped_reason"), answer="accepted", answer_reason=mark("Option.answer_reason"),
        answered_by=people["officer"], answered_at=AT, proposed_as="resident",
    )  # fmt: skip
    m.LegalAdvice.objects.create(
        option=option, status="available", reason=mark("LegalAdvice.reason"), given_by=mark("LegalAdvice.given_by"),
        given_on=TODAY, recorded_by=people["officer"], recorded_at=AT,
    )  # fmt: skip
    m.CitedNeed.objects.create(
        commission=commission, need=place.needs.get(number=1), reason=mark("CitedNeed.reason"), cited_at=AT
    )
    m.CriticalSuccessFactor.objects.create(
        commission=commission, slug="calm", name=mark("CriticalSuccessFactor.name"),
        description=mark("CriticalSuccessFactor.description"),
    )  # fmt: skip
    m.StageMove.objects.create(
        commission=commission, from_stage="need", to_stage="options", reason=mark("StageMove.reason"),
        by=people["officer"], by_office="Officer", at=AT,
    )  # fmt: skip
    attach_document(
        commission=commission, title=mark("Document.title"), is_public=True, by=people["officer"], at=AT,
        file=("public.txt", mark("Document.content").encode()),
    )  # fmt: skip
    _plant_closed_hearing(world, commission, option)
    _plant_closed_decision(world, commission, option, dropped)


def _plant_closed_hearing(world: World, commission: m.Commission, option: m.Option) -> None:
    by: Any = {"recorded_by": world.people["officer"], "recorded_at": AT}

    def mark(what: str) -> str:
        return world.mark(f"{what} not open")

    involvement = m.Involvement.objects.create(
        commission=commission, group="users", held_on=TODAY, people_reached=9, **by,
        **{name: mark(f"Involvement.{name}") for name in ("title", "method", "summary")},
    )  # fmt: skip
    m.InvolvementTheme.objects.create(involvement=involvement, theme=mark("InvolvementTheme.theme"))
    m.Consultation.objects.create(
        commission=commission, opens_on=TODAY, closes_on=TODAY + dt.timedelta(days=9999), **by,
        **{name: mark(f"Consultation.{name}") for name in ("title", "still_open", "how_to_respond")},
    )  # fmt: skip
    assessment = m.EqualityAssessment.objects.create(
        commission=commission, summary=mark("EqualityAssessment.summary"),
        assessed_by=world.people["officer"], assessed_at=AT,
    )  # fmt: skip
    m.EqualityEffect.objects.create(
        assessment=assessment, group="Age", effect="positive", option=option,
        baseline=mark("EqualityEffect.baseline"), mitigation=mark("EqualityEffect.mitigation"),
    )  # fmt: skip
    m.TestAnswer.objects.create(
        commission=commission, question="social_value", answer="neutral", reason=mark("TestAnswer.reason"),
        answered_by=world.people["officer"], answered_at=AT,
    )  # fmt: skip
    m.WithheldPart.objects.create(
        commission=commission, part="commission.value_pounds", reason=mark("WithheldPart.reason"),
        decided_by=world.people["officer"], decided_at=AT,
    )  # fmt: skip


def _plant_closed_decision(
    world: World, commission: m.Commission, option: m.Option, dropped: m.Option
) -> None:
    people = world.people

    def mark(what: str) -> str:
        return world.mark(f"{what} not open")

    m.Recommendation.objects.create(
        commission=commission, option=option, reasons=mark("Recommendation.reasons"), risks=mark("Recommendation.risks"),
        by=people["officer"], by_office="Officer", at=AT,
    )  # fmt: skip
    m.Declaration.objects.create(
        commission=commission, person=people["member"], office="Member", has_interest=True,
        interest=mark("Declaration.interest"), declared_on=TODAY,
    )  # fmt: skip
    m.PrincipleOverride.objects.create(
        commission=commission, principle="lawful", reason=mark("PrincipleOverride.reason"), by=people["member"],
        by_office="Member", at=AT,
    )  # fmt: skip
    agency = m.BudgetHead.objects.create(place=world.case.place, slug="adult-care", name="Adult care")
    m.Compensation.objects.create(
        commission=commission, agency=agency, option=option, agreed_on=TODAY, recorded_by=people["officer"],
        recorded_at=AT, agreed_with=mark("Compensation.agreed_with"), amount_note=mark("Compensation.amount_note"),
    )  # fmt: skip
    decision = m.Decision.objects.create(
        commission=commission, option=option, decided_by="Cabinet", decided_on=TODAY, recorded_by=people["member"],
        recorded_at=AT, reasons=mark("Decision.reasons"), conditions=mark("Decision.conditions"),
    )  # fmt: skip
    m.DecisionVote.objects.create(
        decision=decision, person=people["member"], name="Member", office="Member", vote="against",
        reason=mark("DecisionVote.reason"),
    )  # fmt: skip
    m.RefusedOption.objects.create(decision=decision, option=dropped, reason=mark("RefusedOption.reason"))


def _plant_closed_place(world: World) -> None:
    def mark(what: str) -> str:
        return world.mark(f"{what} not open")

    place = make_place(
        "unopened",
        mark("Place.name"),
        opened_at=None,
        summary=mark("Place.summary"),
        contact=mark("Place.contact"),
    )
    make_organisation(place)
    m.Organisation.objects.filter(place=place).update(
        name=mark("Organisation.name"), about=mark("Organisation.about")
    )
    m.BudgetHead.objects.create(place=place, slug="adult-care", name=mark("BudgetHead.name"))
    m.PlaceRecord.objects.create(
        place=place, kind="parameter", identifier="hour-cost", set_at=AT,
        record={"id": "hour-cost", "title": mark("PlaceRecord.record"), "value": 20, "unit": "hours",
                "source": {"title": "A", "address": "B"}, "status": "N"},
    )  # fmt: skip
    m.Need.objects.create(
        place=place, number=1, title=world.mark("Need.title in a place not open"), what="w", recorded_at=AT
    )
    make_commission(
        place,
        world.people["officer"],
        "housing-support",
        title=world.mark("Commission.title in a place not open"),
    )

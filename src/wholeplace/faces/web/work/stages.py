"""The task list of a commission: for each part of the work, how far it is and where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wholeplace.faces.web import words
from wholeplace.faces.web.access import find_rule, may_open
from wholeplace.faces.web.work.mending import find_address
from wholeplace.records.models import Commission
from wholeplace.services.commissions.readiness import Position
from wholeplace.services.options.queries import Longlist
from wholeplace.services.people.permissions import PERMISSIONS
from wholeplace.services.public_interest.operations import QUESTIONS
from wholeplace.services.public_interest.queries import TestProgress
from wholeplace.services.publication.versions import find_newest_file, is_record_ahead

DONE, STARTED, TO_DO, LATER = "done", "started", "to do", "later"


@dataclass(frozen=True)
class StageTask:
    """A part of the work: `state` is done, started, to do or later; `note` says what is missing, or who.

    Without an `address` the person who looks cannot do it, or not yet.
    """

    title: str | Promise
    address: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class StageTasks:
    """The parts of the work that belong to a stage."""

    stage: str
    tasks: tuple[StageTask, ...]


def list_stage_tasks(
    commission: Commission, position: Position, longlist: Longlist, progress: TestProgress, *, user: object
) -> list[StageTasks]:
    """List the work by stage, in the order in which it is usually done, with links for who may do it."""
    make = _TaskMaker(commission, position, longlist, progress, user)
    if commission.route == "light":
        tasks = (make.facts(), make.needs(), make.opened(), make.proposals(), make.light(), make.published())
        return [StageTasks("decision", tasks)]
    return [
        StageTasks("need", (make.facts(), make.needs(), make.outcomes(), make.opened())),
        StageTasks("options", (make.factors(), make.options(), make.proposals(), make.law(), make.test())),
        StageTasks("debate", (make.heard(), make.equality(), make.appraisal(), make.grant())),
        StageTasks("decision", (make.interests(), make.recommendation(), make.decision(), make.published())),
        StageTasks("award", (make.award(), make.review())),
    ]


def _name_doers(address: str) -> str:
    """Name the roles that open a page, for whoever waits for them."""
    allowed = find_rule(address)
    roles = [str(words.ROLES[role]).casefold() for role, may_do in PERMISSIONS.items() if allowed in may_do]
    return _("For: %(roles)s") % {"roles": ", ".join(roles)}


class _TaskMaker:
    def __init__(
        self,
        commission: Commission,
        position: Position,
        longlist: Longlist,
        progress: TestProgress,
        user: object,
    ) -> None:
        self.commission, self.record, self.user = commission, position.record, user
        self.longlist, self.progress = longlist, progress
        self.law_found = position.law
        self.principles = {one["code"]: one["status"] for one in position.principles}

    def _task(self, title: str, page: str, state: str, note: str = "") -> StageTask:
        parts = {"place": self.commission.place.slug, "commission": self.commission.slug}
        address = find_address(page, parts)
        if address and not may_open(self.user, address, self.commission.place):
            return StageTask(title, "", state, note or ("" if state == DONE else _name_doers(address)))
        return StageTask(title, address, state, note)

    def _by_principle(self, *codes: str) -> str:
        held = [self.principles.get(code) in {"met", "overridden"} for code in codes]
        return DONE if all(held) else STARTED if any(held) else TO_DO

    def facts(self) -> StageTask:
        missing = [
            name
            for name, value in (
                (_("the question"), self.commission.question),
                (_("the value"), self.commission.value_pounds),
                (_("the start"), self.commission.starts_on),
            )
            if value in ("", None)
        ]
        note = _("Not said yet: %(what)s") % {"what": ", ".join(missing)} if missing else ""
        return self._task(_("What it is"), "manage-facts", STARTED if missing else DONE, note)

    def needs(self) -> StageTask:
        return self._task(_("Needs it answers"), "manage-needs", DONE if self.record.get("needs") else TO_DO)

    def outcomes(self) -> StageTask:
        return self._task(_("Outcomes"), "manage-outcomes", DONE if self.record.get("outcomes") else TO_DO)

    def opened(self) -> StageTask:
        if self.commission.opened_at:
            return self._task(_("Open to the public"), "commission", DONE)
        return self._task(_("Open to the public"), "manage-open", TO_DO)

    def factors(self) -> StageTask:
        state = DONE if self.longlist.factors else TO_DO
        return self._task(_("Critical success factors"), "manage-factors", state)

    def options(self) -> StageTask:
        open_ones = self.longlist.compared
        unassessed = sum(bool(one.unassessed) for one in open_ones)
        note = (
            ngettext("%(n)d option is not assessed yet", "%(n)d options are not assessed yet", unassessed)
            % {"n": unassessed}
            if unassessed
            else ""
        )
        done = len(self.longlist.shortlisted) > 1 and not unassessed
        return self._task(_("Longlist and shortlist"), "manage-longlist", DONE if done else STARTED, note)

    def proposals(self) -> StageTask:
        waiting = len(self.longlist.waiting)
        note = (
            ngettext("%(n)d proposal waits for your answer", "%(n)d proposals wait for your answer", waiting)
            % {"n": waiting}
            if waiting
            else ""
        )
        return self._task(_("Answer proposals"), "manage-longlist", TO_DO if waiting else DONE, note)

    def law(self) -> StageTask:
        statuses = [one["status"] for one in self.law_found.get("options", {}).values()]
        advice = statuses.count("take-advice")
        note = (
            ngettext("advice is needed on %(n)d option", "advice is needed on %(n)d options", advice)
            % {"n": advice}
            if advice
            else ""
        )
        return self._task(_("What the law allows"), "law", STARTED if advice else DONE, note)

    def test(self) -> StageTask:
        answered = len(self.progress.answers)
        if self.progress.waiting:
            note = _("%(name)s is checking it") % {"name": self.progress.waiting.handed_to}
            return self._task(_("Public Interest Test"), "test-edit", STARTED, note)
        if self.progress.is_checked:
            return self._task(_("Public Interest Test"), "test-edit", DONE)
        note = _("%(n)d of %(all)d questions answered") % {"n": answered, "all": len(QUESTIONS)}
        return self._task(_("Public Interest Test"), "test-edit", STARTED if answered else TO_DO, note)

    def heard(self) -> StageTask:
        state = self._by_principle("users-heard", "community-heard", "staff-heard", "nothing-predetermined")
        return self._task(_("Who was heard, and consultation"), "involve", state)

    def equality(self) -> StageTask:
        return self._task(_("Equality"), "equality-edit", self._by_principle("equality-assessed"))

    def appraisal(self) -> StageTask:
        version = self.commission.versions.first()
        if version is None:
            started = hasattr(self.commission, "draft")
            return self._task(_("Appraisal"), "appraisal-edit", STARTED if started else TO_DO)
        note = _("Version %(n)d") % {"n": version.number}
        return self._task(_("Appraisal"), "appraisal-edit", DONE if version.computed_at else STARTED, note)

    def grant(self) -> StageTask:
        done = bool(self.commission.grant_considered)
        return self._task(_("Grant or contract"), "manage-route", DONE if done else TO_DO)

    def interests(self) -> StageTask:
        return self._task(_("Interests declared"), "interests", self._by_principle("interests-declared"))

    def recommendation(self) -> StageTask:
        return self._recorded(_("Recommendation"), "recommend", "recommendation")

    def decision(self) -> StageTask:
        return self._recorded(_("Decision"), "decision-record", "decision")

    def published(self) -> StageTask:
        newest = find_newest_file(self.commission)
        if newest is None and not self.commission.versions.filter(computed_at__isnull=False).exists():
            return StageTask(_("Publish the case file"), "", LATER, _("After the appraisal is computed"))
        if newest is None:
            return self._task(_("Publish the case file"), "publish", TO_DO)
        if is_record_ahead(newest):
            note = _("More was recorded since it was published")
            return self._task(_("Publish the case file"), "publish", STARTED, note)
        return self._task(_("Publish the case file"), "publish", DONE)

    def award(self) -> StageTask:
        if not self.record.get("decision"):
            return StageTask(_("Award"), "", LATER, _("After the decision"))
        return self._recorded(_("Award"), "award-record", "awards")

    def review(self) -> StageTask:
        return self._task(_("Date of the review"), "review-set", DONE if self.commission.review_on else TO_DO)

    def light(self) -> StageTask:
        drafted = bool(self.record.get("recommendation"))
        decided = bool(self.record.get("decision"))
        state = DONE if decided else STARTED if drafted else TO_DO
        return self._task(_("The decision on one page"), "manage-light", state)

    def _recorded(self, title: str, page: str, part: str) -> StageTask:
        found: Any = self.record.get(part)
        return self._task(title, page, DONE if found else TO_DO)

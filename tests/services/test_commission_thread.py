"""The thread of a commission as a state machine: whatever people do in whatever order, its promises hold."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.services.running import make_need, make_running
from tests.web.people import AT
from wholeplace.casefile.guards import STAGES
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.records.models import ChainEvent, Commission, Option, PrincipleOverride
from wholeplace.services.commissions import operations as run
from wholeplace.services.commissions.readiness import assess_move, judge_commission
from wholeplace.services.options import operations as options
from wholeplace.services.publication.description import describe_commission

ROLES = st.sampled_from(["commissioner", "officer", "member", "resident", "auditor"])
RUNNERS = {"commissioner", "officer"}


class Thread(RuleBasedStateMachine):
    """One commission; every refusal must leave no trace, every success exactly one event."""

    @initialize()
    def begin(self) -> None:
        # Each run is taken back at its end.
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.place, self.people, self.commission = make_running()
        self.need = make_need(self.place)
        self.at = AT
        self.stage = "need"
        # What was told last, until something is done: telling it takes longer than all the rest.
        self.told: dict | None = None

    def attempt(self, role: str, act, *, needs_runner: bool = True) -> bool:
        """Do something as somebody; say whether it was done."""
        self.at += timedelta(minutes=1)
        self.commission = Commission.objects.get(pk=self.commission.pk)
        events, before = ChainEvent.objects.count(), self.told or self.tell()
        try:
            with transaction.atomic():
                act(self.people[role])
        except WholeplaceError as error:
            assert ChainEvent.objects.count() == events
            assert self.tell() == before
            assert str(error)  # noqa: PT017
            self.told = before
            return False
        self.told = None
        assert role in RUNNERS or not needs_runner
        assert ChainEvent.objects.count() == events + 1
        return True

    def tell(self) -> dict:
        return describe_commission(Commission.objects.get(pk=self.commission.pk), as_at=self.at.date())

    @rule()
    def do_the_usual_work(self) -> None:
        """Do what most commissions do, so that the later stages are reached too."""
        self.cite("officer")
        self.say_outcome("officer")
        self.say_factor("officer")
        self.open_it("officer")
        for model in ("in-house", "redesign", "grant"):
            self.add_option("officer", model)
        for code in ("need-first", "lawful", "sector-neutral"):
            self.override(code)

    @rule(role=ROLES)
    def cite(self, role: str) -> None:
        self.attempt(
            role,
            lambda who: run.cite_need(
                commission=self.commission, need=self.need, reason="", by=who, at=self.at
            ),
        )

    @rule(role=ROLES)
    def stop_citing(self, role: str) -> None:
        self.attempt(
            role,
            lambda who: run.stop_citing_need(commission=self.commission, need=self.need, by=who, at=self.at),
        )

    @rule(role=ROLES)
    def say_outcome(self, role: str) -> None:
        self.attempt(
            role,
            lambda who: run.add_outcome(
                commission=self.commission, name="Fewer lose their home", measure="", by=who, at=self.at
            ),
        )

    @rule(role=ROLES)
    def say_factor(self, role: str) -> None:
        self.attempt(
            role,
            lambda who: run.add_success_factor(
                commission=self.commission, name="One worker", description="", by=who, at=self.at
            ),
        )

    @rule(role=ROLES)
    def open_it(self, role: str) -> None:
        self.attempt(role, lambda who: run.open_commission(commission=self.commission, by=who, at=self.at))

    @rule(role=ROLES, model=st.sampled_from(["in-house", "redesign", "public-service-mutual", "grant"]))
    def add_option(self, role: str, model: str) -> None:
        entry = options.OptionEntry(name=model, model=model, weaknesses="Some")
        self.attempt(
            role, lambda who: options.add_option(commission=self.commission, entry=entry, by=who, at=self.at)
        )

    @rule(role=ROLES)
    def propose(self, role: str) -> None:
        entry = options.OptionEntry(name="Ours", model="grant", description="x", proposed_as="resident")
        self.attempt(
            role,
            lambda who: options.propose_option(commission=self.commission, entry=entry, by=who, at=self.at),
            needs_runner=False,
        )

    @rule(
        role=ROLES,
        answer=st.sampled_from(["accepted", "refused"]),
        reason=st.sampled_from(["", "The same"]),
        data=st.data(),
    )
    def answer(self, role: str, answer: str, reason: str, data) -> None:
        self.with_option(
            role,
            data,
            lambda option, who: options.answer_proposal(
                option=option, answer=answer, reason=reason, by=who, at=self.at
            ),
        )

    @rule(role=ROLES, data=st.data())
    def shortlist(self, role: str, data) -> None:
        self.with_option(
            role, data, lambda option, who: options.shortlist_option(option=option, by=who, at=self.at)
        )

    @rule(role=ROLES, reason=st.sampled_from(["", "Too small"]), data=st.data())
    def drop(self, role: str, reason: str, data) -> None:
        self.with_option(
            role,
            data,
            lambda option, who: options.drop_option(option=option, reason=reason, by=who, at=self.at),
        )

    def with_option(self, role: str, data, act) -> None:
        slugs = list(self.commission.options.order_by("pk").values_list("slug", flat=True))
        slug = data.draw(st.sampled_from(slugs))
        option = Option.objects.select_related("commission__place").get(commission=self.commission, slug=slug)
        self.attempt(role, lambda who: act(option, who))

    @rule(code=st.sampled_from(["need-first", "lawful", "sector-neutral", "users-heard"]))
    def override(self, code: str) -> None:
        if not self.commission.overrides.filter(principle=code).exists():
            self.told = None
            PrincipleOverride.objects.create(
                commission=self.commission,
                principle=code,
                reason="Court order",
                by=self.people["officer"],
                by_office="Officer",
                at=self.at,
            )

    @rule(role=ROLES, to_stage=st.sampled_from([*STAGES, "withdrawn", "nowhere"]))
    def move(self, role: str, to_stage: str) -> None:
        today = timezone.localdate(self.at)
        blockers = assess_move(Commission.objects.get(pk=self.commission.pk), to_stage, today=today).blockers
        moved = self.attempt(
            role,
            lambda who: run.move_commission(
                commission=self.commission, to_stage=to_stage, reason="", by=who, at=self.at
            ),
        )
        assert moved == (role in RUNNERS and not blockers and to_stage != "withdrawn")
        if moved:
            assert STAGES.index(to_stage) == STAGES.index(self.stage) + 1
            self.stage = to_stage

    @rule()
    def move_on(self) -> None:
        if self.stage not in ("review", "withdrawn"):
            self.move("officer", STAGES[STAGES.index(self.stage) + 1])

    @precondition(lambda self: self.stage in ("options", "debate"))
    @rule(role=ROLES, reason=st.sampled_from(["", "Merged"]))
    def withdraw(self, role: str, reason: str) -> None:
        if self.attempt(
            role,
            lambda who: run.withdraw_commission(
                commission=self.commission, reason=reason, by=who, at=self.at
            ),
        ):
            assert reason
            self.stage = "withdrawn"

    @invariant()
    def the_stage_is_where_the_moves_led(self) -> None:
        if not hasattr(self, "commission"):
            return
        commission = Commission.objects.get(pk=self.commission.pk)
        assert commission.stage == self.stage
        steps = list(commission.moves.values_list("from_stage", "to_stage"))
        assert [step[0] for step in steps] == ["need", *(step[1] for step in steps)][: len(steps)]

    @invariant()
    def business_as_usual_and_do_minimum_are_still_compared(self) -> None:
        if hasattr(self, "commission"):
            standing = self.commission.options.filter(slug__in=("business-as-usual", "do-minimum"))
            assert {option.status for option in standing.all()} <= {"longlisted", "shortlisted"}
            assert standing.count() == 2

    @invariant()
    def nothing_is_dropped_or_refused_without_a_reason(self) -> None:
        if hasattr(self, "commission"):
            for option in self.commission.options.all():
                assert option.status != "dropped" or option.dropped_reason
                assert option.answer != "refused" or option.answer_reason

    @invariant()
    def the_record_can_be_judged_at_any_moment(self) -> None:
        if hasattr(self, "commission"):
            position = judge_commission(Commission.objects.get(pk=self.commission.pk), today=self.at.date())
            assert len(position.principles) == 18

    def teardown(self) -> None:
        if hasattr(self, "commission"):
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.no_cover
@pytest.mark.slow
def test_whatever_people_do_the_promises_of_the_thread_hold() -> None:
    run_state_machine_as_test(
        Thread,
        settings=settings(
            settings(),
            max_examples=2_000 if os.environ.get("WHOLEPLACE_SOAK") else 6,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )

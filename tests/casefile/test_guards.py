"""A commission moves one stage at a time, and only when the stage's guards hold."""

import copy
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.casefile.cases import make_case
from tests.casefile.records import RECORD, appraise_small, make_law, make_record
from tests.casefile.test_commission import JUNK
from wholeplace.casefile.guards import STAGES, list_blockers, list_next_stages, list_unrecorded
from wholeplace.casefile.principles import CODES, judge_principles

APPRAISAL = appraise_small().result
NEXT = dict(itertools.pairwise(STAGES))


def judge(record: dict[str, Any], appraisal: dict | None = APPRAISAL) -> list[dict[str, Any]]:
    return judge_principles(record, appraisal, make_law(RECORD), case=make_case())


def block(to_stage: str, *, stage: str | None = None, **changes: Any) -> list[str]:
    """List the blockers of a move from the stage before, as of the day of the whole record."""
    record = make_record(**changes) | {"stage": stage or STAGES[STAGES.index(to_stage) - 1]}
    return [one.text for one in list_blockers(record, to_stage, judge(record))]


@pytest.mark.parametrize("to_stage", STAGES[1:])
def test_nothing_stands_in_the_way_where_all_is_as_it_should_be(to_stage: str) -> None:
    assert block(to_stage) == []


@pytest.mark.parametrize("stage", STAGES)
def test_a_commission_may_be_withdrawn_from_any_stage_and_stays_withdrawn(stage: str) -> None:
    assert list_blockers({"stage": stage}, "withdrawn", []) == []
    assert "is withdrawn" in list_blockers({"stage": "withdrawn"}, stage, [])[0].text


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("to_stage", STAGES)
def test_one_stage_at_a_time_and_never_back(stage: str, to_stage: str) -> None:
    record = make_record(stage=stage)
    blockers = list_blockers(record, to_stage, judge(record))
    assert (blockers == []) is (NEXT.get(stage) == to_stage)
    assert (to_stage in list_next_stages(stage)) is (NEXT.get(stage) == to_stage)


def test_an_unknown_stage_is_refused_in_words() -> None:
    assert "is not a stage" in list_blockers({"stage": "need"}, "later", [])[0].text
    assert "at no known stage" in list_blockers({"stage": "limbo"}, "options", [])[0].text
    assert list_next_stages("need") == ["options", "withdrawn"]
    assert list_next_stages("review") == ["withdrawn"]
    assert list_next_stages("withdrawn") == []


@pytest.mark.parametrize(
    ("to_stage", "changes", "words"),
    [
        ("options", {"needs": []}, "Cite a published need"),
        ("options", {"needs__0__evidence": []}, "no cited need has evidence yet"),
        ("options", {"question": ""}, "Say what question is to be decided"),
        ("options", {"outcomes": []}, "Say which outcomes should be different"),
        ("debate", {"options": []}, "Put at least two options on the longlist"),
        ("debate", {"options__0__business_as_usual": False}, "Put business as usual on the longlist"),
        (
            "debate",
            {"options__2__model": "grant", "options__2__do_minimum": False},
            "Put do minimum on the longlist",
        ),
        ("debate", {"options__1__in_house_comparator": False}, "Name the in-house option"),
        ("debate", {"options__3__model": "grant"}, "needs no provider"),
        ("debate", {"critical_success_factors": []}, "Name the critical success factors"),
        ("debate", {"options__3__answer_reason": ""}, "refused without a reason"),
        ("decision", {"recommendation": None}, "Record which option the officer recommends"),
        ("decision", {"recommendation__reasons": ""}, "Record the reasons for the recommendation"),
        (
            "decision",
            {"recommendation__option": "do-minimum"},
            "“Do minimum” is recommended, but was dropped",
        ),
        ("decision", {"options__0__weaknesses": ""}, "Write down the weaknesses of “Contract”"),
        ("decision", {"options__0__status": "longlisted"}, "Put at least two options on the shortlist"),
        (
            "decision",
            {"options__3__status": "proposed", "options__3__answer": None},
            "Answer every proposal: “Neighbours who cook”",
        ),
        ("decision", {"involvement": []}, "how the community were heard"),
        ("decision", {"consultations__0__closes_on": "2027-06-01"}, "is open until 1 June 2027"),
        ("decision", {"equality": None}, "equality has not been assessed yet"),
        ("decision", {"grant_considered": None}, "a grant was considered"),
        ("decision", {"compensations": []}, "worse off on average"),
        (
            "decision",
            {"boundary_breaches": [{"option": "contract", "boundary": "x"}]},
            "would break the boundary",
        ),
        ("award", {"decision": None}, "Record which option was decided on"),
        ("award", {"decision__reasons": ""}, "Record the reasons for the decision"),
        ("award", {"decision__decided_by": "", "decision__members": []}, "Say who decided"),
        ("award", {"decision__decided_on": None}, "Record the day of the decision"),
        ("award", {"decision__option": "neighbours"}, "“Neighbours who cook” is decided on, but was dropped"),
        (
            "award",
            {"decision__call_in_ends_on": "2027-05-03"},
            "Wait for the end of the call-in on 3 May 2027",
        ),
        (
            "award",
            {"decision__refused__0__reason": ""},
            "Give a reason for every option that the decision refused",
        ),
        ("award", {"declarations": []}, "no current declaration of interests"),
        ("delivery", {"awards": []}, "Record the award"),
        ("delivery", {"awards__0__starts_on": None}, "Give the start of every award; 1 of 1 have none"),
        ("delivery", {"review": None}, "no review date is set yet"),
        ("review", {"awards__0__starts_on": "2027-06-01"}, "A review comes after delivery has started"),
    ],
)
def test_what_is_missing_stands_in_the_way_and_is_named(to_stage: str, changes: dict, words: str) -> None:
    blockers = block(to_stage, **changes)
    assert any(words in blocker for blocker in blockers), blockers
    assert all(blocker.endswith(".") and "\n" not in blocker for blocker in blockers)
    assert len(set(blockers)) == len(blockers)


def test_an_overridden_principle_does_not_stand_in_the_way() -> None:
    given = {"principle": "equality-assessed", "reason": "r", "name": "n", "office": "o", "on": "2026-10-10"}
    blockers = block("decision", equality=None, overrides=[given])
    assert not any(blocker.startswith("Equal access") for blocker in blockers)


def test_what_a_later_part_records_blocks_nothing_but_is_named() -> None:
    changes = {"boundary_breaches": None, "specification_check": None, "barrier_check": None}
    record = make_record(**changes)
    for to_stage, words in (
        ("decision", "some things are not for business to run"),
        ("award", "say what is to be achieved, not how"),
        ("delivery", "small and social providers can take part"),
    ):
        assert block(to_stage, **changes) == []
        assert list_unrecorded(record, to_stage, judge(record)) == [f"Not yet recorded: {words}."]
    assert list_unrecorded(record, "review", judge(record)) == []


LIGHT = {"route": "light", "value_pounds": 40_000}


def test_the_light_route_asks_for_less() -> None:
    changes = LIGHT | {
        "question": "", "outcomes": [], "critical_success_factors": [], "consultations": [],
        "options__2__do_minimum": False, "options__1__in_house_comparator": False, "compensations": [],
        "involvement": RECORD["involvement"][:1],
    }  # fmt: skip
    assert {stage: block(stage, **changes) for stage in STAGES[1:]} == {stage: [] for stage in STAGES[1:]}
    assert all(block(stage, **changes | {"route": "full"}) for stage in ("options", "debate", "decision"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value_pounds": 100_001}, "£100,001 is over the light route’s limit of £100,000"),
        ({"value_pounds": None}, "Give the estimated value"),
        ({"place__light_route_limit_pounds": None}, "has set no value"),
    ],
)
def test_the_light_route_is_for_small_values(changes: dict, words: str) -> None:
    for to_stage in STAGES[1:]:
        assert words in block(to_stage, **LIGHT | changes)[0]
    assert block("options", **LIGHT | {"value_pounds": 100_000}) == []


def test_even_the_light_route_asks_for_a_need_people_equality_and_interests() -> None:
    assert block("options", **LIGHT, needs=[])
    assert block("decision", **LIGHT, involvement=[])
    assert block("decision", **LIGHT, equality=None)
    assert block("award", **LIGHT, declarations=[])


@given(st.sampled_from(sorted(RECORD)), JUNK, st.sampled_from(STAGES))
def test_junk_in_a_draft_never_stops_the_guards(name: str, junk: object, to_stage: str) -> None:
    record = make_record() | {name: junk}
    assert all(one.part and one.text for one in list_blockers(record, to_stage, judge(record)))


SECTIONS = [
    name for name in RECORD if name not in ("as_at", "place", "slug", "title", "route", "stage", "moves")
]


class Thread(RuleBasedStateMachine):
    """Somebody records and strikes out sections in any order and moves whenever the guards let them."""

    @initialize(light=st.booleans())
    def begin(self, light: bool) -> None:
        self.record = {name: copy.deepcopy(RECORD[name]) for name in ("as_at", "place", "slug", "title")}
        self.record |= {"route": "light" if light else "full", "stage": "need"}
        self.been = ["need"]

    @rule(name=st.sampled_from(SECTIONS))
    def write(self, name: str) -> None:
        self.record[name] = copy.deepcopy(RECORD[name])
        if name == "value_pounds" and self.record["route"] == "light":
            self.record[name] = 50_000

    @rule()
    def write_all(self) -> None:
        for name in SECTIONS:
            self.write(name)

    @rule(name=st.sampled_from(SECTIONS))
    def strike(self, name: str) -> None:
        self.record.pop(name, None)

    @rule(to_stage=st.sampled_from([*STAGES, "withdrawn", "later"]))
    def move(self, to_stage: str) -> None:
        stage = self.record["stage"]
        if not list_blockers(self.record, to_stage, judge(self.record)):
            assert to_stage in list_next_stages(stage)
            self.check_entry(to_stage)
            self.record["stage"] = to_stage
            self.been.append(to_stage)

    @precondition(lambda self: self.record["stage"] in NEXT)
    @rule()
    def move_on(self) -> None:
        self.move(NEXT[self.record["stage"]])

    def check_entry(self, to_stage: str) -> None:
        """Say again, in another way, what no commission may be without when it enters a stage."""
        record = self.record
        needed = {
            "options": ["needs"],
            "debate": ["options"],
            "decision": ["recommendation", "equality", "involvement"],
            "award": ["decision", "declarations"],
            "delivery": ["awards", "review"],
            "review": ["awards"],
        }
        assert all(record.get(name) for name in needed.get(to_stage, []))
        if to_stage == "decision" and record["route"] == "full":
            assert record["consultations"]
            assert record["grant_considered"]

    @invariant()
    def the_thread_runs_forward(self) -> None:
        walked = [stage for stage in self.been if stage != "withdrawn"]
        assert walked == list(STAGES[: len(walked)])
        assert "withdrawn" not in self.been[:-1]

    @invariant()
    def withdrawing_is_always_open_until_it_is_done(self) -> None:
        blockers = list_blockers(self.record, "withdrawn", [])
        assert bool(blockers) is (self.record["stage"] == "withdrawn")

    @invariant()
    def every_principle_has_an_answer(self) -> None:
        assert [one["code"] for one in judge(self.record)] == list(CODES)


TestThread = Thread.TestCase

"""Edits of a draft: reversible, sent twice done once, and of two at the same time none is lost."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.services.appraising import make_document
from wholeplace.services.appraisals.differences import find_edits
from wholeplace.services.appraisals.drafts import close_draft, open_case
from wholeplace.services.appraisals.edits import (
    Edit,
    NoSuchField,
    apply_edits,
    load_edits,
    read_at,
    undo_edits,
    write_edits,
)

BASE = open_case(make_document())
LINE = BASE["options"][0]["costs"][0]["key"]
FIELDS = [
    ("case", "title"),
    ("case", "need"),
    ("agencies", "council", "name"),
    ("options", "today", "term_years"),
    ("options", "today", "scores", "control"),
    ("options", "today", "costs", LINE, "amount"),
    ("options", "today", "costs", LINE, "note"),
    ("options", "team", "name"),
]
values = st.one_of(
    st.none(), st.integers(0, 3), st.just({"pert": [1, 2, 4]}), st.text(min_size=1, max_size=3)
)


@st.composite
def field_edits(draw: st.DrawFn) -> list[Edit]:
    """Draw edits of some fields as one person would make them, who sees the base."""
    paths = draw(st.lists(st.sampled_from(FIELDS), unique=True, max_size=5))
    return [Edit(path, read_at(BASE, path), draw(values)) for path in paths]


@given(mine=field_edits(), theirs=field_edits())
def test_of_two_concurrent_edits_each_is_there_or_is_told(mine: list[Edit], theirs: list[Edit]) -> None:
    after_theirs = apply_edits(BASE, theirs)
    assert not after_theirs.conflicts
    merged = apply_edits(after_theirs.document, mine)
    told = {conflict.path: conflict for conflict in merged.conflicts}
    their_values = {edit.path: edit.value for edit in theirs}
    for edit in mine:
        if edit.path in told:
            assert (told[edit.path].mine, told[edit.path].theirs) == (edit.value, their_values[edit.path])
            assert read_at(merged.document, edit.path) == their_values[edit.path]
        else:
            assert read_at(merged.document, edit.path) == edit.value
    for path in their_values.keys() - {edit.path for edit in mine}:
        assert read_at(merged.document, path) == their_values[path]
    # Only a field that both changed, and to different values, is a conflict.
    changed = {edit.path: edit.value for edit in theirs if edit.value != edit.was}
    assert set(told) == {
        edit.path for edit in mine if edit.path in changed and edit.value != changed[edit.path]
    }


@given(edits=field_edits())
def test_edits_are_taken_back_exactly_and_sending_them_twice_does_it_once(edits: list[Edit]) -> None:
    before = copy.deepcopy(BASE)
    applied = apply_edits(BASE, edits)
    assert before == BASE
    assert apply_edits(applied.document, edits).done == ()
    stored = load_edits(write_edits(applied.done))
    assert apply_edits(applied.document, undo_edits(stored)).document == BASE


@pytest.mark.parametrize(
    "path",
    [
        ("case",),
        ("case", "invented"),
        ("nothing", "x", "name"),
        ("agencies", "council", "id"),
        ("options", "today", "costs"),
        ("options", "today", "costs", LINE, "key"),
        ("options", "today", "costs", LINE, "amount", "pert"),
        ("options", "today", "scores"),
        ("__class__", "x"),
    ],
)
def test_an_edit_of_no_field_is_refused(path: tuple[str, ...]) -> None:
    with pytest.raises(NoSuchField):
        apply_edits(BASE, [Edit(path, None, 1)])


def test_a_field_of_a_line_that_somebody_deleted_is_told_and_not_put_anywhere() -> None:
    line = ("options", "today", "costs", LINE)
    gone = apply_edits(BASE, [Edit(line, read_at(BASE, line), None)]).document
    late = apply_edits(gone, [Edit((*line, "note"), None, "Mind this")])
    assert [(one.mine, one.theirs) for one in late.conflicts] == [("Mind this", None)]
    assert late.document == gone


def test_a_line_that_somebody_changed_is_not_deleted_unseen() -> None:
    line = ("options", "today", "costs", LINE)
    changed = apply_edits(BASE, [Edit((*line, "name"), "Staff", "Workers")]).document
    late = apply_edits(changed, [Edit(line, read_at(BASE, line), None)])
    assert len(late.conflicts) == 1
    assert read_at(late.document, (*line, "name")) == "Workers"


def test_a_case_becomes_a_draft_and_the_same_case_again() -> None:
    assert close_draft(open_case(make_document())) == make_document()


def test_lines_keep_their_keys_when_a_case_is_uploaded_again() -> None:
    again = make_document()
    again["options"][0]["costs"].insert(
        0, {"name": "Rent", "agency": "council", "amount": 5, "years": [0, 1]}
    )
    again["options"][0]["costs"][1]["amount"] = 7
    draft = open_case(again, BASE)
    assert draft["options"][0]["costs"][1]["key"] == LINE
    assert [edit.path[-1] for edit in find_edits(BASE, draft)] == [
        "amount",
        draft["options"][0]["costs"][0]["key"],
    ]


class Drafting(RuleBasedStateMachine):
    """Two people add, change, delete, undo; the history always leads back, and the differences lead there."""

    def __init__(self) -> None:
        super().__init__()
        self.document: dict[str, Any] = copy.deepcopy(BASE)
        self.seen = self.document
        self.history: list[tuple[Edit, ...]] = []
        self.count = 0

    def save(self, edits: list[Edit]) -> None:
        applied = apply_edits(self.document, edits)
        self.document = applied.document
        if applied.done:
            self.history.append(applied.done)

    @rule()
    def look(self) -> None:
        self.seen = self.document

    @rule(path=st.sampled_from(FIELDS), value=values)
    def change(self, path: tuple[str, ...], value: Any) -> None:
        self.save([Edit(path, read_at(self.seen, path), value)])

    @rule(option=st.sampled_from(["today", "team"]), where=st.sampled_from(["first", "last", "behind"]))
    def add_line(self, option: str, where: str) -> None:
        self.count += 1
        key = f"line{self.count:04d}"
        after = {"first": "", "last": None, "behind": LINE}[where]
        self.save([Edit(("options", option, "costs", key), None, {"key": key, "name": "New"}, after)])

    @rule(data=st.data())
    def delete_line(self, data: st.DataObject) -> None:
        paths = [
            ("options", option["id"], "costs", line["key"])
            for option in self.seen.get("options", [])
            for line in option.get("costs", [])
        ]
        if paths:
            path = data.draw(st.sampled_from(paths))
            self.save([Edit(path, read_at(self.seen, path), None)])

    @precondition(lambda self: self.history)
    @rule()
    def undo(self) -> None:
        self.document = apply_edits(self.document, undo_edits(self.history.pop())).document

    @invariant()
    def history_leads_back(self) -> None:
        document = self.document
        for done in reversed(self.history):
            taken_back = apply_edits(document, undo_edits(done))
            assert not taken_back.conflicts
            document = taken_back.document
        assert document == BASE

    @invariant()
    def differences_lead_there(self) -> None:
        reached = apply_edits(BASE, find_edits(BASE, self.document))
        assert not reached.conflicts
        assert not find_edits(reached.document, self.document)


TestDrafting = Drafting.TestCase

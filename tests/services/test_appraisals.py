"""The draft, its versions and what came of them: saved together, undone, handed in, compared."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from tests.services.appraising import make_document
from tests.services.commissioning import Case, make_case
from tests.services.publishing import write_document
from tests.services.running import expect_only
from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.commission.read import read_commission
from wholeplace.casefile.record import build_case_file
from wholeplace.casefile.verify import verify_case_file
from wholeplace.formats.toml import write_toml
from wholeplace.formats.workbook import write_workbook
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import (
    AppraisalDraft,
    BudgetHead,
    ChainEvent,
    Document,
    Job,
    PlaceRecord,
    TestAnswer,
)
from wholeplace.services.appraisals import evidence, operations, queries, uploads
from wholeplace.services.appraisals.differences import compare_versions
from wholeplace.services.appraisals.edits import Edit, read_at
from wholeplace.services.appraisals.gaps import list_gaps
from wholeplace.services.appraisals.operations import Change
from wholeplace.services.appraisals.totals import compute_totals, find_spot
from wholeplace.services.operation import NotFound, Stale
from wholeplace.services.people.permissions import NotPermitted
from wholeplace.services.publication.description import describe_commission
from wholeplace.services.publication.versions import publish_version

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def case() -> Case:
    """Return a commission with three options on its shortlist."""
    return make_case()


@pytest.fixture
def who(case: Case) -> dict[str, Any]:
    """Return who writes, and when."""
    return {"commission": case.commission, "by": case.people["finance-partner"], "at": AT}


@pytest.fixture
def draft(case: Case, who: dict[str, Any]) -> AppraisalDraft:
    """Return the draft of a case that holds."""
    operations.upload_case(file=("case.toml", write_toml(make_document()).encode()), revision=None, **who)
    return AppraisalDraft.objects.get(commission=case.commission)


def reload(draft: AppraisalDraft) -> AppraisalDraft:
    return AppraisalDraft.objects.get(pk=draft.pk)


def line(draft: AppraisalDraft, kind: str = "costs") -> str:
    return str(draft.document["options"][0][kind][0]["key"])


def set_amount(draft: AppraisalDraft, was: str, text: str) -> Change:
    return Change("set", "costs", line(draft), "today", "amount", was, text)


# --- beginning -----------------------------------------------------------------------------------------


def test_a_draft_begins_with_the_shortlist_and_the_budget_heads_of_the_place(
    case: Case, who: dict[str, Any]
) -> None:
    BudgetHead.objects.create(place=case.place, slug="housing", name="Housing", body="council")
    document = operations.start_draft(begin="options", **who).document
    assert [option["id"] for option in document["options"]] == ["today", "team", "charity"]
    assert document["options"][0]["business_as_usual"] is True
    assert document["agencies"] == [{"id": "housing", "name": "Housing", "kind": "public", "body": "council"}]
    assert document["case"]["body_kind"] == "council"
    assert ChainEvent.objects.filter(kind="draft-begun").count() == 1


def test_a_draft_begins_with_the_outcomes_of_the_commission(case: Case, who: dict[str, Any]) -> None:
    case.commission.outcomes = [
        {"id": "homes-kept", "name": "Homes kept", "measure": "Households a year"},
        {"id": "trust", "name": "Trust"},
    ]
    case.commission.save()
    assert operations.start_draft(begin="options", **who).document["outcomes"] == [
        {"id": "homes-kept", "name": "Homes kept", "note": "Households a year"},
        {"id": "trust", "name": "Trust"},
    ]


def test_a_draft_begins_with_the_parameters_of_the_place(case: Case, who: dict[str, Any]) -> None:
    record = {"id": "hostel-night", "title": "A night in a hostel", "value": 45}
    PlaceRecord.objects.create(
        place=case.place, kind="parameter", identifier="hostel-night", record=record, set_at=AT
    )
    assert operations.start_draft(begin="options", **who).document["parameters"] == [record]


def test_what_a_reader_will_ask_about_a_draft_is_said_until_it_is_there(
    who: dict[str, Any], draft: AppraisalDraft
) -> None:
    gaps = list_gaps(draft.document)
    assert gaps[:2] == [
        "4 lines do not say where their figures come from.",
        "2 lines have no evidence grade, so they are not corrected for optimism.",
    ]
    assert "Team has no cost of these kinds: transition, VAT, pensions, overheads, client side." in gaps
    changes = [
        Change("set", "costs", line(draft), "today", "source", "", "Payroll of May"),
        Change("set", "costs", line(draft), "today", "grade", "", "2"),
    ]
    operations.save_changes(changes=changes, **who)
    assert list_gaps(reload(draft).document)[:2] == [
        "3 lines do not say where their figures come from.",
        "1 line has no evidence grade, so it is not corrected for optimism.",
    ]


def test_a_draft_is_not_begun_over(who: dict[str, Any]) -> None:
    operations.start_draft(begin="example", **who)
    with pytest.raises(operations.DraftExists):
        operations.start_draft(begin="options", **who)


def test_the_example_can_be_handed_in_as_it_is(who: dict[str, Any]) -> None:
    operations.start_draft(begin="example", **who)
    assert operations.make_version(note="", **who).number == 1


def test_whoever_may_not_write_the_appraisal_changes_nothing(
    case: Case, who: dict[str, Any], draft: AppraisalDraft
) -> None:
    for role in ("resident", "evaluator", "member", "auditor", "place-administrator"):
        with pytest.raises(NotPermitted):
            operations.save_changes(changes=[set_amount(draft, "x", "1")], **who | {"by": case.people[role]})
    assert reload(draft).revision == draft.revision


# --- two at once ---------------------------------------------------------------------------------------


def test_two_people_who_change_different_fields_both_keep_their_work(
    case: Case, who: dict[str, Any], draft: AppraisalDraft
) -> None:
    other = who | {"by": case.people["commissioner"]}
    operations.save_changes(changes=[set_amount(draft, "uniform 100 200", "150")], **who)
    saved = operations.save_changes(
        changes=[Change("set", "options", "team", column="name", was="Team", text="Our team")], **other
    )
    assert saved.conflicts == ()
    assert compute_totals(reload(draft).document).options[1].name == "Our team"
    assert queries.list_changed_since(reload(draft), draft.revision)[0][1] == "finance-partner of calderwick"


def test_of_two_people_who_change_one_field_the_later_is_told_both_values(
    case: Case, who: dict[str, Any], draft: AppraisalDraft
) -> None:
    operations.save_changes(changes=[set_amount(draft, "uniform 100 200", "150")], **who)
    late = who | {"by": case.people["commissioner"]}
    saved = operations.save_changes(changes=[set_amount(draft, "uniform 100 200", "175")], **late)
    assert [(one.was, one.mine, one.theirs) for one in saved.conflicts] == [
        ({"uniform": [100, 200]}, 175, 150)
    ]
    assert saved.changed == 0
    # Having seen both, the person chooses: that is an ordinary save.
    chosen = operations.save_changes(changes=[set_amount(draft, "150", "175")], **late)
    assert chosen.changed == 1
    assert read_at(reload(draft).document, ("options", "today", "costs", line(draft), "amount")) == 175


def test_the_same_save_sent_twice_is_one_revision(who: dict[str, Any], draft: AppraisalDraft) -> None:
    changes = [
        Change("add", "costs", "abcdef01", "today", cells={"name": "Rent", "amount": "5"}, after=""),
        set_amount(draft, "uniform 100 200", "150"),
    ]
    first = operations.save_changes(changes=changes, **who)
    second = operations.save_changes(changes=changes, **who)
    assert (first.revision, second.revision, second.changed) == (draft.revision + 1, draft.revision + 1, 0)
    assert reload(draft).document["options"][0]["costs"][0]["name"] == "Rent"


def test_what_cannot_be_read_is_kept_as_typed_and_told(who: dict[str, Any], draft: AppraisalDraft) -> None:
    saved = operations.save_changes(changes=[set_amount(draft, "uniform 100 200", "12o0")], **who)
    assert saved.problems[0][:3] == ("costs", line(draft), "amount")
    assert reload(draft).document["options"][0]["costs"][0]["amount"] == "12o0"
    assert len(compute_totals(reload(draft).document).left_out) == 1


def test_a_line_is_deleted_only_as_its_writer_saw_it(who: dict[str, Any], draft: AppraisalDraft) -> None:
    seen = {"name": "Staff", "amount": "uniform 100 200"}
    operations.save_changes(changes=[set_amount(draft, "uniform 100 200", "150")], **who)
    gone = Change("remove", "costs", line(draft), "today", cells=seen)
    assert len(operations.save_changes(changes=[gone], **who).conflicts) == 1
    assert (
        operations.save_changes(
            changes=[Change("remove", "costs", line(draft), "today", cells=seen | {"amount": "150"})], **who
        ).changed
        == 1
    )
    assert "costs" not in reload(draft).document["options"][0]


def test_a_draft_of_more_than_5000_lines_is_refused_and_nothing_saved(
    who: dict[str, Any], draft: AppraisalDraft
) -> None:
    costs = draft.document["options"][0]["costs"]
    costs += [{"key": f"k{number:07d}", "name": "x"} for number in range(4_995)]
    draft.save()
    one, two, three = (
        Change("add", "costs", f"n{number:07d}", "today", cells={"name": "x"}) for number in range(3)
    )
    with pytest.raises(InvalidInput, match=r"5,000 lines at most, but would be 2 with 5,001"):
        operations.save_changes(changes=[one, two], **who)
    assert reload(draft).revision == draft.revision
    operations.save_changes(changes=[three], **who)
    assert reload(draft).revision == draft.revision + 1


# --- history -------------------------------------------------------------------------------------------


def test_undo_and_redo_go_back_and_forth_and_the_history_says_who_did_what(
    who: dict[str, Any], draft: AppraisalDraft
) -> None:
    before = reload(draft).document
    operations.save_changes(changes=[set_amount(draft, "uniform 100 200", "150")], **who)
    after = reload(draft).document
    operations.undo_last(**who)
    assert reload(draft).document == before
    operations.redo_last(**who)
    assert reload(draft).document == after
    lines = queries.tell_history(reload(draft)).lines
    assert lines[2].what == "“Staff” of Today: amount from uniform 100 200 to 150"
    assert [one.kind for one in lines] == ["redo", "undo", "edit", "edit"]


def test_what_began_the_draft_is_not_undone(who: dict[str, Any], draft: AppraisalDraft) -> None:
    with pytest.raises(operations.NothingToUndo):
        operations.undo_last(**who)
    with pytest.raises(operations.NothingToUndo):
        operations.redo_last(**who)


def test_going_back_to_a_revision_is_a_change_that_can_itself_be_undone(
    who: dict[str, Any], draft: AppraisalDraft
) -> None:
    before = reload(draft).document
    for was, text in [("uniform 100 200", "150"), ("150", "160"), ("160", "170")]:
        operations.save_changes(changes=[set_amount(draft, was, text)], **who)
    latest = reload(draft).document
    operations.go_back(revision=draft.revision, **who)
    assert reload(draft).document == before
    operations.undo_last(**who)
    assert reload(draft).document == latest
    with pytest.raises(NotFound):
        operations.go_back(revision=99, **who)


# --- uploads -------------------------------------------------------------------------------------------


def make_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 200_000_000)
    return packed.getvalue()


def rewrite_workbook(part: str, change: Any) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_workbook(make_document()))) as old,
        zipfile.ZipFile(packed, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return packed.getvalue()


def with_formula() -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(write_workbook(make_document())))
    headers = [cell.value for cell in book["costs"][1]]
    book["costs"].cell(2, headers.index("amount") + 1).value = '=HYPERLINK("http://x","y")'
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


HOSTILE = {
    "empty": ("case.toml", b""),
    "another kind": ("case.exe", b"MZ"),
    "macros": ("case.xlsm", b"PK"),
    "binary as text": ("case.toml", bytes(range(256))),
    "text as workbook": ("case.xlsx", b"[case]"),
    "workbook as JSON": ("case.json", b"PK\x03\x04"),
    "cut short": ("case.xlsx", write_workbook(make_document())[:-200]),
    "broken TOML": ("case.toml", b"[case\ntitle = 1"),
    "deep JSON": ("case.json", b"[" * 100_000),
    "deep TOML": ("case.toml", b"a = " + b"[" * 5_000),
    "no case file": ("case.json", b'{"a": 1}'),
    "NaN": ("case.json", b'{"a": NaN}'),
    "entities": (
        "case.xlsx",
        rewrite_workbook("xl/workbook.xml", lambda data: b'<!DOCTYPE x [<!ENTITY a "b">]>' + data),
    ),
    "50 MB": ("case.toml", b"#" * 50_000_000),
    "zip bomb": ("case.xlsx", make_bomb()),
    "formula": ("case.xlsx", with_formula()),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_upload_is_refused_in_one_sentence_and_the_draft_stays(
    name: str, who: dict[str, Any], draft: AppraisalDraft
) -> None:
    with pytest.raises(InvalidInput) as refused:
        operations.upload_case(file=HOSTILE[name], revision=draft.revision, **who)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert len(sentence) < 400
    assert HOSTILE[name][0] in sentence
    assert reload(draft).document == draft.document


def test_a_wrong_cell_is_named_by_sheet_and_cell(who: dict[str, Any]) -> None:
    with pytest.raises(uploads.CannotUseUpload, match=r"sheet costs, cell [A-Z]2.*has a formula"):
        operations.upload_case(file=HOSTILE["formula"], revision=None, **who)
    assert not AppraisalDraft.objects.exists()


def test_a_wrong_line_of_toml_is_named_by_its_number(who: dict[str, Any]) -> None:
    text = write_toml(make_document(horizon_years=1000))
    with pytest.raises(
        uploads.CannotUseUpload, match=r"case.toml, line \d+: case.horizon_years must be 300 or less"
    ):
        operations.upload_case(file=("case.toml", text.encode()), revision=None, **who)


@pytest.mark.parametrize("kind", ["toml", "xlsx"])
def test_what_is_downloaded_can_be_uploaded_again_without_any_change(
    kind: str, who: dict[str, Any], draft: AppraisalDraft
) -> None:
    data = queries.write_draft(draft, kind)
    saved = operations.upload_case(file=(f"case.{kind}", data), revision=draft.revision, **who)
    assert saved.changed == 0
    assert saved.revision == draft.revision


def test_the_case_of_a_published_case_file_can_be_uploaded(who: dict[str, Any]) -> None:
    data = write_json(build_case_file(appraise_document(make_document()))).encode()
    operations.upload_case(file=("case.json", data), revision=None, **who)
    assert operations.make_version(note="", **who).document == make_document(seed=1) | {
        "case": make_document()["case"]
    }


def test_an_upload_over_a_draft_that_changed_meanwhile_replaces_nothing(
    who: dict[str, Any], draft: AppraisalDraft
) -> None:
    operations.save_changes(changes=[set_amount(draft, "uniform 100 200", "150")], **who)
    with pytest.raises(Stale):
        operations.upload_case(
            file=("case.toml", write_toml(make_document(title="Other")).encode()),
            revision=draft.revision,
            **who,
        )
    assert reload(draft).document["case"]["title"] == "Befriending"


# --- versions ------------------------------------------------------------------------------------------


def test_a_draft_that_does_not_hold_names_its_first_problem_and_the_very_field(
    who: dict[str, Any], draft: AppraisalDraft
) -> None:
    operations.save_changes(
        changes=[Change("set", "costs", line(draft), "today", "agency", "Calderwick Council", "Nobody")],
        **who,
    )
    with pytest.raises(operations.CaseDoesNotHold, match="names an unknown agency") as refused:
        operations.make_version(note="", **who)
    spot = find_spot(reload(draft).document, refused.value.path)
    assert (spot.table, spot.option, spot.row, spot.column) == ("costs", "today", line(draft), "agency")


def test_handing_in_twice_makes_one_version_and_one_job(
    settings: Any, who: dict[str, Any], draft: AppraisalDraft
) -> None:
    first = operations.compute_draft(note="Round 1", **who)
    second = operations.compute_draft(note="Round 1", **who)
    assert first.pk == second.pk
    assert who["commission"].versions.count() == 1


def test_a_version_takes_the_answers_of_the_public_interest_test(
    case: Case, who: dict[str, Any], draft: AppraisalDraft
) -> None:
    TestAnswer.objects.create(
        commission=case.commission, question="workforce", answer="partly", reason="Two posts are open",
        answered_by=who["by"], answered_at=AT,
    )  # fmt: skip
    version = operations.make_version(note="", **who)
    assert version.document["public_interest_test"] == {
        "workforce": {"ready": "partly", "reason": "Two posts are open"}
    }


def test_two_versions_differ_by_what_was_changed_and_by_what_came_out(
    who: dict[str, Any], draft: AppraisalDraft
) -> None:
    first = operations.compute_draft(note="", **who).version
    operations.save_changes(
        changes=[
            set_amount(draft, "uniform 100 200", "10"),
            Change(
                "add",
                "costs",
                "abcdef01",
                "team",
                cells={
                    "name": "Rent",
                    "agency": "council",
                    "amount": "50",
                    "first_year": "0",
                    "last_year": "2",
                },
            ),
        ],
        **who,
    )
    second = operations.compute_draft(note="", **who).version
    for version in (first, second):
        version.refresh_from_db()
    found = compare_versions(first, second)
    assert [change.sentence for change in found.changes] == [
        "“Staff” of Today: amount from uniform 100 200 to 10",
        "“Rent” of Team: added",
    ]
    today = found.results[0]
    assert today.npsv_before is not None
    assert today.npsv_after is not None
    assert today.npsv_after > today.npsv_before
    assert found.best_after == "Today"


def test_totals_agree_with_the_result_where_everything_is_fixed(
    who: dict[str, Any], draft: AppraisalDraft
) -> None:
    operations.save_changes(changes=[set_amount(draft, "uniform 100 200", "150")], **who)
    version = operations.compute_draft(note="", **who).version
    version.refresh_from_db()
    totals = {row.id: row for row in compute_totals(reload(draft).document).options}
    result = version.result["options"]["today"]
    assert totals["today"].npsv == pytest.approx(result["npsv"]["mean"], rel=1e-12)
    assert totals["today"].cost_pv == pytest.approx(result["cost_pv"]["mean"], rel=1e-12)


def test_totals_leave_out_a_line_that_does_not_hold_and_say_which(
    who: dict[str, Any], draft: AppraisalDraft
) -> None:
    operations.save_changes(
        changes=[Change("add", "costs", "abcdef01", "team", cells={"name": "Rent"})], **who
    )
    totals = compute_totals(reload(draft).document)
    assert [problem.path for problem in totals.left_out] == ["options.team.costs.1.agency"]
    assert len(totals.options) == 2
    assert compute_totals({}).problem is not None


def test_a_version_that_a_job_computed_is_published_in_a_case_file_that_holds(
    case: Case, who: dict[str, Any]
) -> None:
    document = write_document(case)
    document["options"][0]["costs"][0] |= {"amount": {"pert": [8e5, 9e5, 1.2e6]}, "grade": 4}
    operations.upload_case(file=("case.toml", write_toml(document).encode()), revision=None, **who)
    version = operations.compute_draft(note="", **who).version
    version.refresh_from_db()
    published = publish_version(version=version, by=case.people["commissioner"], at=AT)
    assert verify_case_file(published.document).findings == []


# --- the order of lines ---------------------------------------------------------------------------------


@pytest.fixture
def three(case: Case, who: dict[str, Any], draft: AppraisalDraft) -> list[str]:
    """Give the keys of three lines of cost: Staff, Rent, Power."""
    for name in ("Rent", "Power"):
        cells = {
            "name": name,
            "agency": "council",
            "amount": "10",
            "first_year": "0",
            "last_year": "1",
            "grade": "2",
        }
        operations.save_changes(
            changes=[Change("add", "costs", f"key{name.lower()}x", "today", cells=cells)], **who
        )
    return [one["key"] for one in reload(draft).document["options"][0]["costs"]]


def order(draft: AppraisalDraft) -> list[str]:
    return [one["name"] for one in reload(draft).document["options"][0]["costs"]]


def test_a_line_is_moved_step_by_step_and_its_order_is_in_the_version(
    draft: AppraisalDraft, three: list[str], who: dict[str, Any]
) -> None:
    before = reload(draft).document
    operations.move_line(line=("today", "costs", three[2]), to="up", **who)
    assert order(draft) == ["Staff", "Power", "Rent"]
    operations.move_line(line=("today", "costs", three[0]), to="down", **who)
    assert order(draft) == ["Power", "Staff", "Rent"]
    assert draft.revisions.first().what == "“Staff” of Today: moved"
    with pytest.raises(operations.NothingToMove):
        operations.move_line(line=("today", "costs", three[2]), to="up", **who)
    version = operations.compute_draft(note="", **who).version
    assert [one["name"] for one in version.document["options"][0]["costs"]] == ["Power", "Staff", "Rent"]
    for _ in range(2):
        operations.undo_last(**who)
    assert reload(draft).document == before


def test_lines_that_were_moved_together_stand_as_they_were_left(
    draft: AppraisalDraft, three: list[str], who: dict[str, Any]
) -> None:
    staff, rent, power = three
    moves = [
        Change("move", "costs", power, "today", after=""),
        Change("move", "costs", staff, "today", after=rent),
        Change("set", "costs", power, "today", "amount", "10", "12"),
    ]
    operations.save_changes(changes=moves, **who)
    assert order(draft) == ["Power", "Rent", "Staff"]
    saved = operations.save_changes(changes=[Change("move", "costs", staff, "today", text=power)], **who)
    assert (order(draft), saved.changed) == (["Staff", "Power", "Rent"], 2)
    same = operations.save_changes(changes=[Change("move", "costs", staff, "today", after="")], **who)
    assert same.changed == 0


@pytest.mark.parametrize("gone", ["the line", "its neighbour"])
def test_a_move_of_or_beside_what_somebody_removed_changes_nothing(
    draft: AppraisalDraft, three: list[str], who: dict[str, Any], gone: str
) -> None:
    staff, rent, _ = three
    lost = staff if gone == "the line" else rent
    operations.save_changes(changes=[Change("remove", "costs", lost, "today")], **who)
    left = reload(draft).document
    saved = operations.save_changes(changes=[Change("move", "costs", staff, "today", after=rent)], **who)
    assert saved.changed == 0
    assert reload(draft).document == left
    with pytest.raises(NotFound):
        operations.move_line(line=("today", "costs", lost), to="up", **who)


@pytest.mark.parametrize("to", ["", "sideways", "up"])
def test_a_move_that_leads_nowhere_is_refused(
    draft: AppraisalDraft, three: list[str], who: dict[str, Any], to: str
) -> None:
    with pytest.raises(operations.NothingToMove):
        operations.move_line(line=("today", "costs", three[0]), to=to, **who)
    with pytest.raises(NotFound):
        operations.move_line(line=("today", "agencies", "council"), to="down", **who)
    with pytest.raises(InvalidInput):
        operations.save_changes(changes=[Change("move", "agencies", "council", after="")], **who)


@pytest.mark.parametrize("role", ["resident", "evaluator", "auditor", "member"])
def test_whoever_may_not_write_moves_no_line(
    case: Case, draft: AppraisalDraft, three: list[str], who: dict[str, Any], role: str
) -> None:
    with pytest.raises(NotPermitted):
        operations.move_line(line=("today", "costs", three[0]), to="down", **who | {"by": case.people[role]})
    assert order(draft) == ["Staff", "Rent", "Power"]


# --- documents -----------------------------------------------------------------------------------------


def attach(who: dict[str, Any], name: str = "survey.pdf", data: bytes = b"%PDF-1.7", **more: Any) -> Any:
    return evidence.attach_document(
        title=more.pop("title", "Survey"), file=(name, data), is_public=more.pop("is_public", False),
        **who, **more,
    )  # fmt: skip


def test_a_document_is_kept_once_and_cited_by_its_number(who: dict[str, Any]) -> None:
    first, again = attach(who), attach(who, title="The same again")
    assert first.pk == again.pk
    listed = evidence.list_documents(who["commission"], user=who["by"])
    assert [one.citation for one in listed] == [f"Survey (document {first.pk})"]


def test_a_document_that_is_not_public_is_not_found_by_the_public(case: Case, who: dict[str, Any]) -> None:
    hidden, shown = attach(who), attach(who, "b.csv", b"a,b", is_public=True)
    assert evidence.find_document(case.commission, shown.pk, user=None).pk == shown.pk
    with pytest.raises(NotFound):
        evidence.find_document(case.commission, hidden.pk, user=None)


TOMORROW = timezone.localdate() + timedelta(days=1)
WITHHELD = evidence.Particulars(kind="plan", public_from=TOMORROW, withheld_reason="A tender is open.")


def test_a_withheld_document_is_read_by_staff_only_until_its_day(
    case: Case, who: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    withheld = attach(who, is_public=True, particulars=WITHHELD)
    for seen in (
        evidence.list_documents(case.commission, user=who["by"]),
        evidence.list_withheld_documents(case.commission),
    ):
        assert [one.pk for one in seen] == [withheld.pk]
    with pytest.raises(NotFound):
        evidence.find_document(case.commission, withheld.pk, user=None)
    monkeypatch.setattr(timezone, "localdate", lambda *_at: TOMORROW)
    assert evidence.find_document(case.commission, withheld.pk, user=None).pk == withheld.pk
    assert evidence.list_withheld_documents(case.commission) == []


def test_the_case_file_has_the_hash_of_each_public_document_and_no_word_of_a_withheld_one(
    case: Case, who: dict[str, Any]
) -> None:
    attach(who, data=b"only staff")
    attach(
        who,
        data=b"shown",
        is_public=True,
        title="Budget report",
        particulars=evidence.Particulars(kind="report", dated_on=date(2026, 11, 3)),
    )
    attach(who, data=b"later", is_public=True, title="Tender plan", particulars=WITHHELD)
    told = describe_commission(case.commission, as_at=timezone.localdate())["documents"]
    assert [one["sha256"] for one in told] == [sha256(data).hexdigest() for data in (b"shown", b"later")]
    assert (told[0]["title"], told[0]["kind"], told[0]["dated_on"]) == (
        "Budget report",
        "report",
        "2026-11-03",
    )
    assert "Tender" not in str(told)
    assert told[1]["withheld_reason"] == "A tender is open."
    read_commission(describe_commission(case.commission, as_at=timezone.localdate()))
    later = describe_commission(case.commission, as_at=TOMORROW)["documents"]
    assert (later[1]["title"], later[1]["sha256"]) == ("Tender plan", told[1]["sha256"])


@pytest.mark.parametrize(
    ("field", "is_public", "said"),
    [
        ("kind", True, {"kind": "magic"}),
        ("dated_on", True, {"dated_on": date(2999, 1, 1)}),
        ("public_from", True, {"public_from": date(2020, 1, 1), "withheld_reason": "x"}),
        ("public_from", True, {"public_from": date(2999, 1, 1), "withheld_reason": "x"}),
        ("public_from", False, {"public_from": TOMORROW, "withheld_reason": "x"}),
        ("withheld_reason", True, {"public_from": TOMORROW, "withheld_reason": " "}),
    ],
)
def test_what_is_said_of_a_document_must_make_sense(
    who: dict[str, Any], field: str, is_public: bool, said: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        attach(who, is_public=is_public, particulars=evidence.Particulars(**said))
    assert refused.value.path == field
    assert not Document.objects.exists()


def test_a_document_is_released_early_once_by_those_who_publish(case: Case, who: dict[str, Any]) -> None:
    document = attach(who, is_public=True, particulars=WITHHELD)
    expect_only(
        case.people, {"commissioner", "officer"},
        lambda by: evidence.release_document(document=document, by=by, at=timezone.now()), "document-released",
    )  # fmt: skip
    assert evidence.find_document(case.commission, document.pk, user=None).withheld_reason == ""
    who = who | {"by": case.people["officer"]}
    with pytest.raises(evidence.PublicAlready):
        evidence.release_document(document=document, by=who["by"], at=timezone.now())


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("page.html", b"<script>", "must be one of"),
        ("picture.svg", b"<svg/>", "must be one of"),
        ("a.pdf", b"", "is empty"),
        ("a.pdf", b"x" * 10_000_001, "10 MB or less"),
        ("noending", b"x", "must be one of"),
    ],
)
def test_a_document_that_cannot_be_kept_is_refused_in_one_sentence(
    name: str, data: bytes, problem: str, who: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput, match=problem):
        attach(who, name, data)


def test_the_name_of_a_document_hides_nothing(who: dict[str, Any]) -> None:
    assert attach(who, "..\\..\\C:\\a/b/inv\u202eoice\r\n.pdf").file_name == "invoice.pdf"


def test_a_version_of_another_commission_is_not_found(
    case: Case, who: dict[str, Any], draft: AppraisalDraft
) -> None:
    from tests.web.people import make_commission

    operations.make_version(note="", **who)
    elsewhere = make_commission(case.place, case.people["commissioner"], slug="other")
    assert queries.find_version(case.commission, 1, user=who["by"]).number == 1
    for commission, user in ((elsewhere, who["by"]), (case.commission, None)):
        with pytest.raises(NotFound):
            queries.find_version(commission, 1, user=user)


def test_edits_of_values_merge_like_those_of_cells(who: dict[str, Any], draft: AppraisalDraft) -> None:
    saved = operations.save_edits(
        edits=[Edit(("case", "need"), None, "Company"), Edit(("case", "title"), "Other", "Mine")], **who
    )
    assert (saved.changed, len(saved.conflicts)) == (1, 1)


def test_a_copied_option_has_the_lines_and_neither_flag(who: dict[str, Any], draft: AppraisalDraft) -> None:
    identifier, _ = operations.copy_option(option="team", **who)
    options = {option["id"]: option for option in reload(draft).document["options"]}
    assert identifier == "team-copy"
    assert options[identifier]["costs"][0]["amount"] == {"uniform": [120, 240]}
    assert options[identifier]["costs"][0]["key"] != options["team"]["costs"][0]["key"]
    assert "in_house_comparator" not in options[identifier]


def test_members_with_the_same_name_get_different_ids(who: dict[str, Any], draft: AppraisalDraft) -> None:
    names = [operations.add_member(table="agencies", name="Fire & Rescue", **who)[0] for _ in range(2)]
    assert names == ["fire-rescue", "fire-rescue-2"]


def test_a_place_that_one_does_not_work_in_shows_no_draft(who: dict[str, Any], draft: AppraisalDraft) -> None:
    with pytest.raises(NotPermitted):
        queries.find_draft(who["commission"], user=None)
    assert Job.objects.count() == 0

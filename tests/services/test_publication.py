"""Publishing a case file stores it and extends the chain; both or neither; no change stays unseen."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from tests.services.conftest import make_case_file
from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.chain import FIRST_PREVIOUS, event_hash
from wholeplace.casefile.chain import append_event as extend_chain
from wholeplace.casefile.record import EVENTS, hash_sections
from wholeplace.casefile.withholding import withhold_parts
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import CaseFile, ChainEvent
from wholeplace.services.publication import operations
from wholeplace.services.publication.chain import append_event, describe_event, is_contention
from wholeplace.services.publication.operations import (
    AlreadyPublished,
    CannotPublishUnverified,
    CannotPublishWithheld,
    ChainIsBusy,
    publish_case_file,
)
from wholeplace.services.publication.queries import (
    NoSuchCaseFile,
    check_chain,
    list_case_files,
    read_case_file,
)

AT = datetime(2027, 4, 1, 9, 30, 0, 123456, tzinfo=UTC)
BY = "Head of Commissioning"

pytestmark = pytest.mark.django_db


def publish(document: str) -> CaseFile:
    return publish_case_file(document=document, by=BY, at=AT)


@pytest.fixture
def published(case_files: list[str]) -> list[CaseFile]:
    """Four case files on the chain."""
    return [publish(document) for document in case_files[:4]]


# --- publishing ------------------------------------------------------------------------------------


def test_a_published_case_file_can_be_read_back_exactly(case_files: list[str]) -> None:
    case_file = publish(case_files[0])
    assert read_case_file(case_file.digest) == case_files[0]


def test_each_publication_is_an_event_that_carries_the_hash_of_the_one_before(
    published: list[CaseFile],
) -> None:
    events = [describe_event(event) for event in ChainEvent.objects.all()]
    assert [event["sequence"] for event in events] == [0, 1, 2, 3]
    assert [event["previous"] for event in events] == [
        FIRST_PREVIOUS,
        *(event["hash"] for event in events[:-1]),
    ]
    assert [event["body"]["digest"] for event in events] == [case_file.digest for case_file in published]
    assert all(event_hash(event) == event["hash"] for event in events)


def test_the_list_is_in_the_order_of_publication_and_says_who_and_when(published: list[CaseFile]) -> None:
    rows = list_case_files()
    assert [row.sequence for row in rows] == [0, 1, 2, 3]
    assert {row.digest for row in rows} == {case_file.digest for case_file in published}
    assert (rows[0].published_by, rows[0].published_at, rows[0].place) == (BY, AT, published[0].place)


def test_the_same_case_file_is_refused_twice_and_the_chain_stays(published: list[CaseFile]) -> None:
    with pytest.raises(AlreadyPublished, match="as event 0 of the chain"):
        publish(published[0].document)
    assert check_chain().events == 4


def test_a_case_file_that_does_not_hold_is_refused_with_the_finding(changed_case_file: str) -> None:
    with pytest.raises(CannotPublishUnverified, match=r"does not hold, so it was not published: .+"):
        publish(changed_case_file)
    assert not ChainEvent.objects.exists()
    assert not CaseFile.objects.exists()


@pytest.mark.parametrize("document", ["", "{}", "null", "[1]", "not JSON", '{"case": "\\u0000"}'])
def test_what_is_no_case_file_is_refused(document: str) -> None:
    with pytest.raises(WholeplaceError):
        publish(document)


def make_withheld(until: str | None) -> dict[str, Any]:
    entry = {"part": "options.team.costs.0.amount", "reason": "commercially confidential"}
    return make_case_file("Meals at home", entry | ({"until": until} if until else {}))


@pytest.mark.parametrize("until", ["2027-04-02", None])
def test_the_copy_with_withheld_parts_in_place_is_refused(until: str | None) -> None:
    with pytest.raises(CannotPublishWithheld, match=r"“options.team.costs.0.amount” is withheld until"):
        publish(write_json(make_withheld(until)))
    assert not ChainEvent.objects.exists()


@pytest.mark.parametrize("until", ["2027-04-02", None])
def test_the_copy_with_commitments_in_place_of_withheld_parts_is_published(until: str | None) -> None:
    public = write_json(withhold_parts(make_withheld(until)))
    assert read_case_file(publish(public).digest) == public


def test_a_withheld_part_may_stand_open_from_its_date_on() -> None:
    publish(write_json(make_withheld("2027-04-01")))


def test_a_title_that_is_no_text_is_refused_even_where_the_results_are_not_recomputed() -> None:
    """With a part withheld, verifying still checks the form of everything beside it."""
    public = withhold_parts(make_withheld(None))
    public["case"]["case"]["title"] = 7
    public["events"] = []
    sections = hash_sections(public)
    for kind, tops in EVENTS.items():
        body = {"sections": {path: sections[path] for path in sections if path.split(".")[0] in tops}}
        public["events"] = extend_chain(public["events"], kind=kind, body=body)
    with pytest.raises(CannotPublishUnverified, match=r"case.title must be text, but is 7"):
        publish(write_json(public))


@pytest.mark.parametrize("by", ["", "   ", "x" * 201, "a\0b"])
def test_who_publishes_must_be_said_in_some_words(by: str, case_files: list[str]) -> None:
    with pytest.raises(InvalidInput, match=r"^by must"):
        publish_case_file(document=case_files[0], by=by, at=AT)


def test_a_time_without_its_zone_is_refused(case_files: list[str]) -> None:
    with pytest.raises(InvalidInput, match=r"^at must say its time zone"):
        publish_case_file(document=case_files[0], by=BY, at=AT.replace(tzinfo=None))


def test_an_unknown_digest_is_said_so() -> None:
    with pytest.raises(NoSuchCaseFile, match="abc"):
        read_case_file("abc")


def test_when_the_case_file_cannot_be_stored_there_is_no_event(
    case_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event is written first; a failure after it takes it back."""

    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(CaseFile.objects, "create", fail, raising=False)
    monkeypatch.setattr(operations.CaseFile.objects.__class__, "create", fail, raising=False)
    with pytest.raises(DatabaseError, match="disk full"):
        publish(case_files[0])
    assert not ChainEvent.objects.exists()


def test_an_error_of_the_database_that_is_no_contention_is_not_tried_again() -> None:
    assert not is_contention(DatabaseError("disk full"))


@pytest.mark.django_db(transaction=True)
def test_a_chain_that_stays_busy_ends_in_one_sentence(case_files: list[str]) -> None:
    publish(case_files[0])
    on_sqlite = connection.vendor == "sqlite"
    other = connections.create_connection("default")
    with connection.cursor() as ours, other.cursor() as theirs:
        ours.execute("PRAGMA busy_timeout = 1" if on_sqlite else "SET lock_timeout = '1ms'")
        theirs.execute("BEGIN IMMEDIATE" if on_sqlite else "BEGIN")
        theirs.execute(
            "SELECT 1" if on_sqlite else "SELECT 1 FROM records_chainevent WHERE sequence = 0 FOR UPDATE"
        )
        try:
            with pytest.raises(ChainIsBusy, match="Nothing was stored; publish it again"):
                publish(case_files[1])
        finally:
            theirs.execute("ROLLBACK")
            ours.execute("PRAGMA busy_timeout = 20000" if on_sqlite else "SET lock_timeout = '20s'")
    other.close()
    assert publish(case_files[1]).published.sequence == 1


# --- what the database itself refuses --------------------------------------------------------------


def make_event(**changes: object) -> ChainEvent:
    values = {"sequence": 5, "previous_hash": "5" * 64, "hash": "6" * 64, "kind": "test", "at": AT, "by": BY}
    return ChainEvent(body={}, **values | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence": 3},
        {"sequence": -1},
        {"sequence": 0},
        {"previous_hash": FIRST_PREVIOUS},
        {"hash": "G" * 64},
        {"hash": "6" * 63},
        {"hash": "6" * 63 + "\n"},
        {"previous_hash": "5" * 10},
        {"kind": ""},
        {"by": ""},
    ],
    ids=str,
)
def test_an_event_that_cannot_be_in_a_chain_is_refused(
    published: list[CaseFile], changes: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_event(**changes).save(force_insert=True)


def test_a_fork_is_refused(published: list[CaseFile]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_event(previous_hash=published[1].published.previous_hash).save(force_insert=True)


@pytest.mark.parametrize("field", ["title", "place", "document"])
def test_a_case_file_without_content_is_refused(published: list[CaseFile], field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFile.objects.filter(pk=published[0].pk).update(**{field: ""})


# --- what the check finds --------------------------------------------------------------------------


def change_event(**values: object) -> Callable[[list[CaseFile]], object]:
    return lambda published: ChainEvent.objects.filter(sequence=1).update(**values)


def change_file(**values: object) -> Callable[[list[CaseFile]], object]:
    return lambda published: CaseFile.objects.filter(pk=published[1].pk).update(**values)


def delete_event(published: list[CaseFile]) -> None:
    published[1].delete()
    ChainEvent.objects.filter(sequence=1).delete()


def rewrite_event(published: list[CaseFile]) -> None:
    """Change an event and give it the hash that fits: the next event still knows the old one."""
    event = ChainEvent.objects.get(sequence=1)
    event.by = "Somebody else"
    event.hash = event_hash(describe_event(event))
    event.save()


def swap_files(published: list[CaseFile]) -> None:
    """Let each of two files pass as the other."""
    spare = append_event(kind="other", by=BY, at=AT, body={})
    for case_file, event in [
        (published[1], spare),
        (published[2], published[1].published),
        (published[1], published[2].published),
    ]:
        CaseFile.objects.filter(pk=case_file.pk).update(published=event)


def test_an_untouched_chain_holds(published: list[CaseFile]) -> None:
    report = check_chain()
    assert (report.events, report.head, report.broken) == (4, published[-1].published.hash, "")


def test_an_empty_chain_holds() -> None:
    report = check_chain()
    assert (report.events, report.head, report.broken) == (0, FIRST_PREVIOUS, "")


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (change_event(by="Somebody else"), r"event 1 \(case-file-published\) was changed"),
        (change_event(kind="other"), r"event 1 \(other\) was changed"),
        (change_event(at=datetime(2020, 1, 1, tzinfo=UTC)), r"event 1 .* was changed"),
        (change_event(body={"digest": "0" * 64}), r"event 1 .* was changed"),
        (change_event(body=[]), r"event 1 .* was changed"),
        (change_event(hash="a" * 64), r"event 1 .* was changed"),
        (change_event(previous_hash="b" * 64), "event 1 does not follow the one before it"),
        (change_event(sequence=9), "event 1 bears the number 2"),
        (delete_event, "event 1 bears the number 2"),
        (rewrite_event, "event 2 does not follow the one before it"),
        (change_file(document="{}"), "the case file of event 1 was changed after it was published"),
        (change_file(title="Another title"), "the case file of event 1 is filed under other words"),
        (change_file(digest="c" * 64), "the case file of event 1 is filed under other words"),
        (swap_files, "the case file of event 1 is filed under other words"),
        (lambda published: published[1].delete(), "the case file that event 1 published .* is missing"),
    ],
)
@pytest.mark.usefixtures("without_guards")
def test_tampering_is_found_and_named(
    published: list[CaseFile], tamper: Callable[[list[CaseFile]], object], words: str
) -> None:
    tamper(published)
    with pytest.raises(CommandError, match=f"the chain is broken: {words}") as raised:
        call_command("check_chain")
    assert raised.value.returncode == 1


@pytest.mark.usefixtures("without_guards")
def test_a_case_file_put_on_an_event_that_published_none_is_found(published: list[CaseFile]) -> None:
    other = append_event(kind="other", by=BY, at=AT, body={})
    assert check_chain().broken == ""
    CaseFile.objects.create(
        digest="d" * 64, title="Smuggled", place="Calderwick", document="{}", published=other, received_at=AT
    )
    assert check_chain().broken == "event 4 is no publication, but has a case file"


@pytest.mark.usefixtures("without_guards")
def test_a_cut_off_end_is_found_by_a_hash_known_from_elsewhere(published: list[CaseFile]) -> None:
    head = check_chain().head
    published[-1].delete()
    ChainEvent.objects.filter(sequence=3).delete()
    assert check_chain().broken == ""
    assert check_chain(known_head=head).broken.startswith(f"no event carries the known hash {head}")
    assert check_chain(known_head=published[0].published.hash).broken == ""


@pytest.mark.parametrize("change", [delete_event, change_event(by="Somebody else")])
def test_the_database_itself_refuses_to_change_or_delete_an_event(
    change: Callable[[list[CaseFile]], object], published: list[CaseFile]
) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change(published)
    assert check_chain().broken == ""

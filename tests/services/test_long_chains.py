"""A long chain is checked, exported and verified without holding it in memory, and what is wrong is named."""

import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from wholeplace.casefile.chain import FIRST_PREVIOUS, event_hash
from wholeplace.casefile.chain_file import verify_chain
from wholeplace.records.models import ChainEvent
from wholeplace.services.publication.chain import describe_event
from wholeplace.services.publication.checkpoints import export_chain
from wholeplace.services.publication.queries import check_chain

pytestmark = pytest.mark.django_db
SHORT, LONG = 1_500, 6_000
AT = datetime(2027, 4, 1, tzinfo=UTC)


def lengthen_chain(count: int) -> None:
    """Add events until there are so many."""
    last = ChainEvent.objects.last()
    previous, first = (last.hash, last.sequence + 1) if last else (FIRST_PREVIOUS, 0)
    events = []
    for number in range(first, count):
        event = ChainEvent(
            sequence=number, previous_hash=previous, kind="need-recorded", at=AT + timedelta(seconds=number),
            by="A resident", body={"need": number, "share": number / 7, "said": "£5 – “naïve” 😀"},
        )  # fmt: skip
        previous = event.hash = event_hash(describe_event(event))
        events.append(event)
    ChainEvent.objects.bulk_create(events, batch_size=1_000)


def find_most_bytes(walk: Callable[[], object]) -> int:
    """Walk along the chain and return the most memory that this took at any moment."""
    walk()
    tracemalloc.start()
    try:
        walk()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("walk", [check_chain, lambda: verify_chain(export_chain())], ids=["check", "export"])
def test_a_chain_four_times_as_long_takes_no_more_memory(walk: Callable[[], object]) -> None:
    lengthen_chain(SHORT)
    of_short = find_most_bytes(walk)
    lengthen_chain(LONG)
    assert find_most_bytes(walk) < 1.2 * of_short


@pytest.mark.usefixtures("without_guards")
def test_one_letter_changed_in_the_middle_of_a_long_chain_is_found_and_named() -> None:
    lengthen_chain(SHORT)
    assert (check_chain().broken, check_chain().events) == ("", SHORT)
    assert check_chain(known_head=ChainEvent.objects.get(sequence=7).hash).broken == ""
    body = {"need": 1_234, "share": 1_234 / 7, "said": "£6 – “naïve” 😀"}
    ChainEvent.objects.filter(sequence=1_234).update(body=body)
    assert check_chain().broken == "event 1234 (need-recorded) was changed after it was written"
    assert not verify_chain(export_chain()).holds

"""An exported chain holds, and no change to it stays unseen."""

import json
import os
import random

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from tests.casefile.chain_mutations import (
    AT,
    MUTATIONS,
    NEW,
    OLD,
    STRANGER,
    TRUSTED,
    make_events,
    make_lines,
)
from wholeplace.casefile.canonical import read_canonical, write_canonical, write_plain
from wholeplace.casefile.chain_file import LONGEST_LINE, verify_chain, write_chain
from wholeplace.casefile.checkpoint import (
    announce_key,
    is_announced,
    is_signed,
    name_public_key,
    read_signing_key,
    sign_head,
)
from wholeplace.foundations.errors import InvalidInput

MUTANTS = 10_000 if os.environ.get("WHOLEPLACE_SOAK") else 1_000
LINES = make_lines()


# --- canonical form ---------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=("Cs",)))
# A whole float beyond 2**53 is written like an integer that RFC 8785 refuses to read again.
fractions = st.floats(-(2.0**52), 2.0**52) | st.sampled_from([1e21, -1e300, 5e-324, 2.0**-1074])
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | fractions
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(value=values)
@example(value={"\ufb33": 1, "\U0001f600": 2, "\r": 3, "é": 4})
@example(value={"a": 1e21, "b": -0.0, "c": 5e-324, "d": 10**15, "e": 1.0})
@example(value='\x00\x1f\x7f\x80\u2028"\\/\b\f\n\r\t')
def test_the_quick_writer_gives_exactly_what_rfc_8785_says(value: object) -> None:
    assert write_canonical(value) == rfc8785.dumps(value)


@given(value=values)
def test_what_is_said_to_be_plain_is_written_as_rfc_8785_says(value: object) -> None:
    again, is_plain = read_canonical(rfc8785.dumps(value).decode())
    assert rfc8785.dumps(again) == rfc8785.dumps(value)
    if is_plain:
        assert write_plain(again).encode() == rfc8785.dumps(value)


# --- chains that hold -------------------------------------------------------------------------------------


def test_a_chain_holds_with_and_without_the_key_that_signed_it() -> None:
    for keys in ((), (TRUSTED,)):
        found = verify_chain(LINES, keys=keys)
        assert found.holds, found.findings
        assert (found.events, found.checkpoints) == (24, 4)
        assert found.head == make_events(24)[-1]["hash"]


def test_an_empty_chain_holds_but_not_under_a_key() -> None:
    empty = list(write_chain([], []))
    assert verify_chain(empty).holds
    assert verify_chain(empty, keys=[TRUSTED]).findings == [
        "No checkpoint is signed by the key that you named."
    ]


def test_how_much_is_not_signed_yet_is_said() -> None:
    events = make_events(24)
    signed = [sign_head(OLD, sequence=2, head=events[2]["hash"], at=AT.format(0))]
    notes = verify_chain(write_chain(events, signed), keys=[TRUSTED]).notes
    assert "1 checkpoints are signed; 21 events came after the last of them." in notes


def test_events_with_fractions_and_far_characters_hold_too() -> None:
    from wholeplace.casefile.chain import append_event

    events: list[dict] = []
    for body in ({"share": 0.1, "large": 1e21}, {"😀": "\ufb33", "\r": 2**53 - 1}):
        events = append_event(events, kind="odd", body=body, at=AT.format(0), by="Head")
    assert verify_chain(write_chain(events, [])).holds


def test_the_first_key_leads_to_the_one_it_announced_but_not_the_other_way() -> None:
    assert verify_chain(LINES, keys=[TRUSTED]).holds
    assert "another key" in verify_chain(LINES, keys=[name_public_key(NEW)]).findings[0]


# --- changes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_every_random_change_to_a_chain_is_found(seed: int) -> None:
    chance = random.Random(seed)
    original = b"".join(LINES)
    tried = 0
    while tried < MUTANTS // 10:
        changed = chance.choice(MUTATIONS)(LINES, chance)
        if b"".join(changed) == original:
            continue
        found = verify_chain(changed, keys=[TRUSTED])
        assert not found.holds, changed
        assert len(found.findings) == 1
        tried += 1


def test_a_history_written_anew_under_another_key_holds_only_for_who_does_not_know_the_key() -> None:
    events = make_events(6)
    forged = list(
        write_chain(events, [sign_head(STRANGER, sequence=5, head=events[5]["hash"], at=AT.format(0))])
    )
    assert verify_chain(forged).holds
    assert "signed by another key than you named" in verify_chain(forged, keys=[TRUSTED]).findings[0]


def test_a_key_that_nobody_trusted_announced_is_not_trusted() -> None:
    from wholeplace.casefile.chain import append_event

    events = append_event(
        make_events(4), kind="signing-key-changed", body=announce_key(STRANGER, NEW), at=AT.format(9), by="X"
    )
    signed = [
        sign_head(OLD, sequence=1, head=events[1]["hash"], at=AT.format(0)),
        sign_head(NEW, sequence=4, head=events[4]["hash"], at=AT.format(1)),
    ]
    # The announcement by the first key stands in the middle of these events, so take it out of them.
    events[2]["body"] = {}
    assert not verify_chain(write_chain(events, signed), keys=[TRUSTED]).holds


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "first line"),
        ([b"\n"], "first line"),
        ([b"PK\x03\x04"], "first line"),
        (LINES[:1], "cut off"),
        ([*LINES, b"\n"], "after the last line"),
        ([LINES[0], b'{"at":' + b" " * LONGEST_LINE + b"}\n"], "longer"),
        ([LINES[0], b'{"at":' + b"[" * 100_000 + b"\n"], "not readable"),
        ([LINES[0], b'{"at":\xff}\n'], "not readable"),
        ([LINES[0], b'{"at":NaN}\n'], "not readable"),
        ([LINES[0], b'{"at":1}\n'], "not an event"),
        ([LINES[0], b'{"end":7}\n'], "neither"),
    ],
)
def test_what_is_no_chain_is_said_so(lines: list[bytes], words: str) -> None:
    found = verify_chain(lines)
    assert words in found.findings[0]


def test_a_number_too_large_to_be_exact_is_found() -> None:
    line = LINES[1].replace(b'"number":0', b'"number":12345678901234567890')
    assert not verify_chain([LINES[0], line]).holds


# --- keys -------------------------------------------------------------------------------------------------


def test_a_signature_holds_for_its_statement_only() -> None:
    signed = sign_head(OLD, sequence=3, head="a" * 64, at=AT.format(0))
    assert is_signed(signed)
    for name, value in {"sequence": 4, "head": "b" * 64, "at": AT.format(1), "signature": "0" * 128}.items():
        assert not is_signed(signed | {name: value})
    assert not is_signed(signed | {"public_key": name_public_key(NEW)})
    assert not is_signed({})


def test_an_announcement_holds_for_its_two_keys_only() -> None:
    body = announce_key(OLD, NEW)
    assert is_announced(json.loads(json.dumps(body)))
    assert not is_announced(body | {"new": name_public_key(STRANGER)})
    assert not is_announced({"new": 1, "old": 2, "signature": 3})
    assert not is_announced(None)


@pytest.mark.parametrize("text", ["", "abc", "g" * 64, "0" * 63])
def test_a_key_that_is_none_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_signing_key(text)
    assert not text or text not in str(refused.value)

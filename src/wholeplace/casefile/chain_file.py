"""The chain as a file of lines that anybody can keep and check, offline and however long it is.

The first line says what it is, each event is one line in canonical form, each checkpoint stands after the
event whose head it signs, and the last line counts them: a file that was cut off does not hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from wholeplace.casefile.canonical import read_canonical, write_canonical, write_plain
from wholeplace.casefile.chain import EVENT_KEYS, FIRST_PREVIOUS, find_event_problem
from wholeplace.casefile.checkpoint import CHECKPOINT_KEYS, KEY_CHANGED, is_announced, is_signed

FORMAT = "wholeplace-chain"
HEADER = write_canonical({"format": FORMAT, "format_version": 1}) + b"\n"
LONGEST_LINE = 1_000_000
_EVENT_KEYS = frozenset(EVENT_KEYS)


@dataclass
class ChainVerification:
    """What was found in a chain.

    Parameters
    ----------
    findings : list of str
        What does not hold; empty when all does. Reading stops at the first.
    notes : list of str
        What a reader should know beside it.
    events, checkpoints : int
        How many there are.
    head : str
        The hash of the last event.
    """

    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    events: int = 0
    checkpoints: int = 0
    head: str = FIRST_PREVIOUS

    @property
    def holds(self) -> bool:
        """Whether nothing was found against the chain."""
        return not self.findings


class _Broken(Exception):
    """What does not hold, in one sentence."""


def write_chain(
    events: Iterable[Mapping[str, Any]], checkpoints: Iterable[Mapping[str, Any]]
) -> Iterator[bytes]:
    """Write a chain line by line.

    Parameters
    ----------
    events : iterable of mapping
        In order; read as they are written, so that a long chain needs no memory.
    checkpoints : iterable of mapping
        In the order of sequence, time and key.

    Yields
    ------
    bytes
        Lines in canonical form, each with its line break.
    """
    yield HEADER
    signed, count, written, head = list(checkpoints), 0, 0, FIRST_PREVIOUS
    for event in events:
        yield write_canonical(event) + b"\n"
        head = event["hash"]
        while written < len(signed) and signed[written]["sequence"] == count:
            yield write_canonical({"checkpoint": signed[written]}) + b"\n"
            written += 1
        count += 1
    yield _write_end(count, written, head)


def _write_end(events: int, checkpoints: int, head: str) -> bytes:
    return write_canonical({"end": {"checkpoints": checkpoints, "events": events, "head": head}}) + b"\n"


def verify_chain(lines: Iterable[bytes], *, keys: Collection[str] = ()) -> ChainVerification:
    """Verify a chain line by line.

    Parameters
    ----------
    lines : iterable of bytes
        The lines of the file, each with its line break.
    keys : collection of str
        Public keys that the reader trusts, 64 hexadecimal digits each; then every checkpoint must be
        signed by one of them, or by a key that one of them announced as the next, and there must be at
        least one.

    Returns
    -------
    ChainVerification
        A million events take seconds; no more than one line is held.
    """
    walk = _Walk(ChainVerification(), set(keys))
    try:
        walk.read_all(lines)
    except _Broken as broken:
        walk.found.findings.append(str(broken))
    return walk.found


class _Walk:
    """A walk along the lines of a chain: what was read so far."""

    def __init__(self, found: ChainVerification, trusted: set[str]) -> None:
        self.found = found
        self.asks_for_key = bool(trusted)
        self.trusted = trusted
        self.signers: set[str] = set()
        self.last_checkpoint: tuple[int, str, str] = (-1, "", "")
        self.is_ended = False

    def read_all(self, lines: Iterable[bytes]) -> None:
        """Read every line; raise at the first that does not hold."""
        rest = iter(lines)
        if next(rest, b"") != HEADER:
            raise _Broken(f"The first line is not that of a {FORMAT} file of format 1.")
        for line in rest:
            self._read_line(line)
        if not self.is_ended:
            raise _Broken("The file was cut off: the last line, which counts the events, is missing.")
        self._say_what_holds()

    def _read_line(self, line: bytes) -> None:
        if self.is_ended:
            raise _Broken("Something stands after the last line.")
        if len(line) > LONGEST_LINE:
            raise _Broken(f"Line {self._number()} is longer than any event can be.")
        if line.startswith(b'{"at":'):
            self._read_event(line)
        elif line.startswith(b'{"checkpoint":'):
            self._read_checkpoint(line)
        else:
            self._read_end(line)

    def _number(self) -> int:
        return self.found.events + self.found.checkpoints + 2

    def _parse(self, line: bytes) -> tuple[Any, bool]:
        try:
            return read_canonical(line.decode())
        except (ValueError, RecursionError):
            raise _Broken(f"Line {self._number()} is not readable as JSON.") from None

    def _read_event(self, line: bytes) -> None:
        event, is_plain = self._parse(line)
        if not isinstance(event, dict) or event.keys() != _EVENT_KEYS:
            raise _Broken(f"Line {self._number()} is not an event: it must have {', '.join(EVENT_KEYS)}.")
        number, previous, recorded = self.found.events, self.found.head, event["hash"]
        if not is_plain or not _is_in_its_place(event, line, number, previous):
            self._read_event_slowly(event, line)
        if event["kind"] == KEY_CHANGED:
            self._follow_key(event["body"])
        self.found.events = number + 1
        self.found.head = recorded

    def _read_event_slowly(self, event: dict[str, Any], line: bytes) -> None:
        """Check by the plain rules: for what the quick way does not cover, and to say what is wrong."""
        try:
            problem = find_event_problem(event, self.found.events, self.found.head)
            written = rfc8785.dumps(event) + b"\n"
        except (ValueError, TypeError, RecursionError) as error:
            problem, written = f"event {self.found.events} cannot be written down ({error})", b""
        if problem is not None:
            raise _Broken(f"The chain does not hold: {problem}.")
        if written != line:
            raise _Broken(f"Event {self.found.events} is not written in canonical form: it was altered.")

    def _follow_key(self, body: Any) -> None:
        """Trust the key that a trusted one announces as the next."""
        if is_announced(body) and body["old"] in self.trusted:
            self.trusted.add(body["new"])

    def _read_checkpoint(self, line: bytes) -> None:
        checkpoint = self._read_table(line, "checkpoint", CHECKPOINT_KEYS)
        signer = checkpoint["public_key"]
        last = self.found.events - 1
        if (checkpoint["sequence"], checkpoint["head"]) != (last, self.found.head):
            raise _Broken(f"The checkpoint in line {self._number()} is not of the event before it.")
        if not is_signed(checkpoint):
            raise _Broken(f"The signature of the checkpoint at event {last} does not hold.")
        place = (last, str(checkpoint["at"]), signer)
        if place <= self.last_checkpoint:
            raise _Broken(f"The checkpoints at event {last} are not in order, or one stands twice.")
        self._trust(signer, last)
        self.last_checkpoint = place
        self.found.checkpoints += 1

    def _trust(self, signer: str, last: int) -> None:
        if self.asks_for_key and signer not in self.trusted:
            problem = f"is signed by another key than you named: {signer}"
            raise _Broken(f"The checkpoint at event {last} {problem}.")
        self.signers.add(signer)

    def _read_table(self, line: bytes, name: str, keys: Collection[str]) -> dict[str, Any]:
        value, _ = self._parse(line)
        table = value.get(name) if isinstance(value, dict) and len(value) == 1 else None
        if not isinstance(table, dict) or table.keys() != set(keys) or _write_safely(value) != line:
            raise _Broken(f"Line {self._number()} is neither an event nor a checkpoint nor the end.")
        return table

    def _read_end(self, line: bytes) -> None:
        end = self._read_table(line, "end", ("checkpoints", "events", "head"))
        if _write_end(self.found.events, self.found.checkpoints, self.found.head) != line:
            raise _Broken(
                f"The last line counts {end['events']} events and {end['checkpoints']} checkpoints, but "
                f"there are {self.found.events} and {self.found.checkpoints}, or it names another head."
            )
        self.is_ended = True

    def _say_what_holds(self) -> None:
        found = self.found
        if self.asks_for_key and not self.signers:
            raise _Broken("No checkpoint is signed by the key that you named.")
        found.notes.append(f"The chain of {found.events:,} events is unbroken; its head is {found.head}.")
        if not self.signers:
            found.notes.append("No checkpoint is signed: compare the head with one that you noted elsewhere.")
            return
        after = found.events - 1 - self.last_checkpoint[0]
        found.notes.append(
            f"{found.checkpoints:,} checkpoints are signed; {after:,} events came after the last of them."
        )
        if not self.asks_for_key:
            names = ", ".join(sorted(self.signers))
            found.notes.append(f"Compare the key with the one that the place publishes: {names}.")


def _is_in_its_place(event: dict[str, Any], line: bytes, number: int, previous: str) -> bool:
    """Check an event with one pass over its text: hash, place in the chain, and every byte of the line.

    The hash is over the event without its `hash`; in canonical form that stands before kind, previous and
    sequence, so the line must be the hashed text with the hash put in there.
    """
    recorded = event.pop("hash")
    text = write_plain(event)
    event["hash"] = recorded
    tail = f'"kind":{write_plain(event["kind"])},"previous":"{previous}","sequence":{number}}}'
    if not text.endswith(tail) or hashlib.sha256(text.encode()).hexdigest() != recorded:
        return False
    return f'{text[: -len(tail)]}"hash":"{recorded}",{tail}\n'.encode() == line


def _write_safely(value: Any) -> bytes:
    try:
        return rfc8785.dumps(value) + b"\n"
    except (ValueError, TypeError, RecursionError):
        return b""

"""Every way in which somebody could change an exported chain, at random."""

import json
import random
from collections.abc import Callable

import rfc8785
from nacl.signing import SigningKey

from wholeplace.casefile.chain import append_event, event_hash
from wholeplace.casefile.chain_file import write_chain
from wholeplace.casefile.checkpoint import announce_key, name_public_key, sign_head

OLD, NEW = SigningKey(b"\1" * 32), SigningKey(b"\2" * 32)
STRANGER = SigningKey(b"\3" * 32)
TRUSTED = name_public_key(OLD)
AT = "2026-11-24T12:00:00.{:06d}+00:00"
Lines = list[bytes]


def make_events(count: int) -> list[dict]:
    """Make events as the service writes them; one in the middle changes the key."""
    events: list[dict] = []
    for number in range(count):
        body = {
            "place": "calderwick",
            "commission": "housing-support",
            "number": number,
            "text": "£5 – “naïve”",
        }
        kind = "theme-answered"
        if number == count // 2:
            kind, body = "signing-key-changed", announce_key(OLD, NEW)
        events = append_event(events, kind=kind, body=body, at=AT.format(number), by="Head of Commissioning")
    return events


def make_lines(count: int = 24) -> Lines:
    """Make a chain with checkpoints of the first key and, after the change, of the second."""
    events = make_events(count)
    signers = [(2, OLD), (count // 2, OLD), (count // 2, NEW), (count - 1, NEW)]
    signed = [
        sign_head(key, sequence=sequence, head=events[sequence]["hash"], at=AT.format(position))
        for position, (sequence, key) in enumerate(signers)
    ]
    return list(write_chain(events, signed))


def flip_byte(lines: Lines, chance: random.Random) -> Lines:
    text = bytearray(b"".join(lines))
    place = chance.randrange(len(text))
    text[place] ^= 1 << chance.randrange(8)
    return bytes(text).splitlines(keepends=True)


def cut_off(lines: Lines, chance: random.Random) -> Lines:
    text = b"".join(lines)
    return text[: chance.randrange(len(text))].splitlines(keepends=True)


def insert_text(lines: Lines, chance: random.Random) -> Lines:
    text = b"".join(lines)
    place = chance.randrange(len(text) + 1)
    more = chance.choice([b" ", b"\n", b"\r", b"0", b'"', b"{}", b"\\u0061", b"\x00", b"\xc3", b"1e5"])
    return (text[:place] + more + text[place:]).splitlines(keepends=True)


def drop_line(lines: Lines, chance: random.Random) -> Lines:
    place = chance.randrange(len(lines))
    return lines[:place] + lines[place + 1 :]


def repeat_line(lines: Lines, chance: random.Random) -> Lines:
    place = chance.randrange(len(lines))
    return [*lines[: place + 1], *lines[place:]]


def swap_lines(lines: Lines, chance: random.Random) -> Lines:
    first, second = chance.sample(range(len(lines)), 2)
    changed = list(lines)
    changed[first], changed[second] = changed[second], changed[first]
    return changed


def rewrite_member(lines: Lines, chance: random.Random) -> Lines:
    """Change one member of one event, and write that event's hash anew."""
    place = chance.choice([number for number, line in enumerate(lines) if line.startswith(b'{"at"')])
    event = json.loads(lines[place])
    name = chance.choice(["at", "by", "kind", "body", "previous", "sequence"])
    event[name] = {"body": {"place": "elsewhere"}, "sequence": event["sequence"] + 1}.get(name, "f" * 64)
    event["hash"] = event_hash(event)
    return [*lines[:place], rfc8785.dumps(event) + b"\n", *lines[place + 1 :]]


def write_history_anew(lines: Lines, chance: random.Random) -> Lines:
    """Change an event and write every later hash anew, as whoever owns the database can; sign with another key."""
    events = [json.loads(line) for line in lines if line.startswith(b'{"at"')]
    place = chance.randrange(len(events))
    anew: list[dict] = []
    for number, event in enumerate(events):
        by = "Somebody else" if number == place else event["by"]
        anew = append_event(anew, kind=event["kind"], body=event["body"], at=event["at"], by=by)
    last = anew[-1]
    signed = [sign_head(STRANGER, sequence=last["sequence"], head=last["hash"], at=AT.format(0))]
    return list(write_chain(anew, signed if chance.random() < 0.5 else []))


def write_differently(lines: Lines, chance: random.Random) -> Lines:
    """Write the same values in another form."""
    place = chance.randrange(len(lines))
    value = json.loads(lines[place])
    line = json.dumps(value).encode() + b"\n"
    return [*lines[:place], line, *lines[place + 1 :]]


MUTATIONS: list[Callable[[Lines, random.Random], Lines]] = [
    flip_byte, flip_byte, flip_byte, cut_off, insert_text, drop_line, repeat_line, swap_lines, rewrite_member,
    write_history_anew, write_differently,
]  # fmt: skip

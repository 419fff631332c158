"""Signing the chain's head, changing the key, and giving the chain away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min
from nacl.signing import SigningKey

from wholeplace.casefile.chain_file import write_chain
from wholeplace.casefile.checkpoint import (
    KEY_CHANGED,
    announce_key,
    name_public_key,
    read_signing_key,
    sign_head,
)
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.records.models import ChainEvent, Checkpoint
from wholeplace.services.operation import operation
from wholeplace.services.publication.chain import EVENT_COLUMNS, append_event, describe_columns

ROWS_AT_ONCE = 500


class NoSigningKey(WholeplaceError):
    """There is no key to sign with."""


class NothingToSign(WholeplaceError):
    """The chain has no event yet."""


class SameKey(WholeplaceError):
    """The new key is the old one."""


@dataclass(frozen=True)
class KeyLine:
    """A key that signed checkpoints: how many, from when to when."""

    public_key: str
    checkpoints: int
    first_used: dt.datetime
    last_used: dt.datetime


def load_signing_key() -> SigningKey:
    """Read the place's key from WHOLEPLACE_SIGNING_KEY or the file WHOLEPLACE_SIGNING_KEY_FILE names."""
    text, file = settings.SIGNING_KEY, settings.SIGNING_KEY_FILE
    if not text and file:
        text = read_key_file(Path(file))
    if not text:
        message = (
            "There is no key to sign with: make one with make_signing_key, and name its file in "
            "WHOLEPLACE_SIGNING_KEY_FILE."
        )
        raise NoSigningKey(message)
    return read_signing_key(text)


def read_key_file(file: Path) -> str:
    """Read the text of a key's file."""
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise NoSigningKey(f"{file}: the key cannot be read ({error.__class__.__name__}).") from error


@operation
def sign_checkpoint(*, key: SigningKey, at: dt.datetime) -> Checkpoint:
    """Sign the chain's head; a head that this key has signed is not signed again."""
    newest = ChainEvent.objects.order_by("-sequence").first()
    if newest is None:
        raise NothingToSign("The chain has no event yet, so there is nothing to sign.")
    known = Checkpoint.objects.filter(sequence=newest.sequence, public_key=name_public_key(key)).first()
    return known or _sign(newest, key, at)


def _sign(event: ChainEvent, key: SigningKey, at: dt.datetime) -> Checkpoint:
    stamp = at.astimezone(dt.UTC)
    signed = sign_head(key, sequence=event.sequence, head=event.hash, at=_write_time(stamp))
    return Checkpoint.objects.create(
        sequence=event.sequence,
        head=event.hash,
        at=stamp,
        public_key=signed["public_key"],
        signature=signed["signature"],
    )


def _write_time(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


@operation
def change_key(*, old: SigningKey, new: SigningKey, at: dt.datetime) -> Checkpoint:
    """Change the key: the old one announces the new one on the chain, and both sign that head."""
    if name_public_key(old) == name_public_key(new):
        raise SameKey("The new key is the old one: make another with make_signing_key.")
    event = append_event(kind=KEY_CHANGED, by="Operator", at=at, body=announce_key(old, new))
    _sign(event, old, at)
    return _sign(event, new, at + dt.timedelta(microseconds=1))


def list_keys() -> list[KeyLine]:
    """Return every key that signed, the newest first."""
    rows = Checkpoint.objects.values("public_key").annotate(
        count=Count("pk"), first=Min("at"), last=Max("at")
    )
    return [
        KeyLine(row["public_key"], row["count"], row["first"], row["last"])
        for row in rows.order_by("-last", "public_key")
    ]


def find_newest() -> Checkpoint | None:
    """Return the newest checkpoint."""
    return Checkpoint.objects.order_by("-sequence", "-at").first()


def export_chain() -> Iterator[bytes]:
    """Give the chain as a file, line by line; what is written meanwhile is not in it."""
    last = ChainEvent.objects.aggregate(last=Max("sequence"))["last"]
    signed = Checkpoint.objects.filter(sequence__lte=-1 if last is None else last)
    return write_chain(_read_events(last), _describe_all(signed.order_by("sequence", "at", "public_key")))


def _read_events(last: int | None) -> Iterator[dict[str, Any]]:
    """Read page by page: no question to the database stays open while somebody downloads slowly."""
    start = 0
    while last is not None and start <= last:
        rows = ChainEvent.objects.filter(sequence__gte=start, sequence__lte=last)
        page = list(rows.order_by("sequence").values_list(*EVENT_COLUMNS)[:ROWS_AT_ONCE])
        yield from (describe_columns(*row) for row in page)
        if not page:
            return
        start = page[-1][0] + 1


def _describe_all(checkpoints: Any) -> list[dict[str, Any]]:
    return [
        {
            "at": _write_time(one.at),
            "head": one.head,
            "public_key": one.public_key,
            "sequence": one.sequence,
            "signature": one.signature,
        }
        for one in checkpoints
    ]


__all__ = [
    "KeyLine",
    "NoSigningKey",
    "NothingToSign",
    "SameKey",
    "change_key",
    "export_chain",
    "find_newest",
    "list_keys",
    "load_signing_key",
    "read_key_file",
    "sign_checkpoint",
]

"""Doing once what is asked for twice, because an answer was lost on its way."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.records.models import Person, Submission
from wholeplace.services.operation import operation


class KeyUsedOtherwise(WholeplaceError):
    """A key that stood for one request came with another."""


@operation
def do_once(
    *, key: str, fingerprint: str, act: Callable[[], str], by: Person, at: datetime
) -> tuple[str, bool]:
    """Act unless the person has sent the key before; return where it led to, and whether that was before.

    What is done and that it was done are stored together, or neither is. `fingerprint` tells apart what
    was asked for: one key stands for one request.
    """
    earlier = find_done(key=key, fingerprint=fingerprint, by=by)
    if earlier is not None:
        return earlier, True
    led_to = act()
    token = _name(key, by)
    Submission.objects.create(token=token, person=by, led_to=led_to, fingerprint=fingerprint, at=at)
    return led_to, False


def find_done(*, key: str, fingerprint: str, by: Person) -> str | None:
    """Say where the request led to if the person sent it before with the key; None if they did not."""
    earlier = Submission.objects.filter(token=_name(key, by)).first()
    if earlier is not None and earlier.fingerprint != fingerprint:
        raise KeyUsedOtherwise(
            "This Idempotency-Key was sent before with something else. Take a new key for each new request."
        )
    return earlier.led_to if earlier is not None else None


def _name(key: str, by: Person) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{by.pk} {key}")

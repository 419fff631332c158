"""Signed checkpoints: whoever keeps the key says that the chain's head was this one at this time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from wholeplace.casefile.canonical import write_canonical
from wholeplace.foundations.errors import InvalidInput

CHECKPOINT_KEYS = ("at", "head", "public_key", "sequence", "signature")
KEY_CHANGED = "signing-key-changed"
_DIGITS = frozenset("0123456789abcdef")


def read_signing_key(text: str) -> SigningKey:
    """Read a signing key.

    Parameters
    ----------
    text : str
        The 32 bytes of an Ed25519 seed as 64 hexadecimal digits; spaces around it do not matter.

    Returns
    -------
    SigningKey

    Raises
    ------
    InvalidInput
        When it is anything else; the text itself is not repeated.
    """
    digits = text.strip().lower()
    if not is_hexadecimal(digits, 64):
        raise InvalidInput("signing key", "must be 64 hexadecimal digits: make one with make_signing_key")
    return SigningKey(bytes.fromhex(digits))


def is_hexadecimal(text: Any, length: int) -> bool:
    """Tell whether something is a text of so many lower-case hexadecimal digits.

    Parameters
    ----------
    text : object
        Anything.
    length : int
        How many digits.

    Returns
    -------
    bool
    """
    return isinstance(text, str) and len(text) == length and _DIGITS.issuperset(text)


def name_public_key(key: SigningKey) -> str:
    """Give the public key that belongs to a signing key, as 64 hexadecimal digits.

    Parameters
    ----------
    key : SigningKey
        Ed25519.

    Returns
    -------
    str
        Lower case.
    """
    return bytes(key.verify_key).hex()


def sign_head(key: SigningKey, *, sequence: int, head: str, at: str) -> dict[str, Any]:
    """Sign the head of a chain.

    Parameters
    ----------
    key : SigningKey
        Ed25519.
    sequence : int
        Of the last event, from 0.
    head : str
        Its hash.
    at : str
        When, ISO 8601.

    Returns
    -------
    dict
        at, head, public_key, sequence and the signature over their canonical form, in hexadecimal.
    """
    statement = {"at": at, "head": head, "public_key": name_public_key(key), "sequence": sequence}
    return statement | {"signature": key.sign(_write_statement(statement)).signature.hex()}


def is_signed(checkpoint: Mapping[str, Any]) -> bool:
    """Tell whether a checkpoint carries the signature of the key that it names.

    Parameters
    ----------
    checkpoint : mapping
        As `sign_head` gives it; anything else is not signed.

    Returns
    -------
    bool
    """
    if sorted(checkpoint) != list(CHECKPOINT_KEYS):
        return False
    statement = {name: value for name, value in checkpoint.items() if name != "signature"}
    return _holds(checkpoint["public_key"], _write_statement(statement), checkpoint["signature"])


def announce_key(old: SigningKey, new: SigningKey) -> dict[str, str]:
    """Announce the key that follows another one.

    Parameters
    ----------
    old, new : SigningKey
        Ed25519.

    Returns
    -------
    dict
        old and new public key, and the old key's signature over both: whoever can write to the chain but
        does not have the old key cannot bring in another.
    """
    names = {"new": name_public_key(new), "old": name_public_key(old)}
    return names | {"signature": old.sign(_write_change(names)).signature.hex()}


def is_announced(body: Any) -> bool:
    """Tell whether the body of an event announces a new key under the old key's signature.

    Parameters
    ----------
    body : object
        Of an event whose kind is KEY_CHANGED.

    Returns
    -------
    bool
        False for anything that is not such a body, or not signed by the old key.
    """
    if not isinstance(body, Mapping) or sorted(body) != ["new", "old", "signature"]:
        return False
    if not (is_hexadecimal(body["new"], 64) and is_hexadecimal(body["old"], 64)):
        return False
    names = {"new": body["new"], "old": body["old"]}
    return _holds(body["old"], _write_change(names), body["signature"])


def _write_change(names: Mapping[str, str]) -> bytes:
    return write_canonical({"format": "wholeplace-key-change", **names})


def _holds(public_key: str, message: bytes, signature: Any) -> bool:
    if not (is_hexadecimal(public_key, 64) and is_hexadecimal(signature, 128)):
        return False
    try:
        VerifyKey(bytes.fromhex(public_key)).verify(message, bytes.fromhex(signature))
    except (BadSignatureError, ValueError):
        return False
    return True


def _write_statement(statement: Mapping[str, Any]) -> bytes:
    return write_canonical({"format": "wholeplace-checkpoint", **statement})

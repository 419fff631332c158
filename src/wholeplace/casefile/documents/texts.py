"""Other people's text, made fit to be shown: no control characters, no runaway direction or length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.sentences import join_names

__all__ = ["END_ISOLATE", "ISOLATE", "capitalise", "clean_text", "clean_values", "join_names", "shorten"]

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
LONGEST_NAME = 80
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def clean_values(value: Any) -> Any:
    """Clean every text of nested containers.

    Parameters
    ----------
    value : object
        JSON values.

    Returns
    -------
    object
        A copy in which each text, keys included, is one line without control, invisible or direction
        characters; text with right-to-left letters stands between direction isolates.
    """
    if isinstance(value, Mapping):
        return {clean_text(str(key)): clean_values(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [clean_values(member) for member in value]
    return clean_text(value) if isinstance(value, str) else value


def clean_text(text: str) -> str:
    """Clean one text.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    str
        As ``clean_values`` says.
    """
    plain = " ".join(_UNFIT.sub(" ", text).split())
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in plain):
        return f"{ISOLATE}{plain}{END_ISOLATE}"
    return plain


def shorten(text: str, longest: int = LONGEST_NAME) -> str:
    """Cut a text at a length, with an ellipsis.

    Parameters
    ----------
    text : str
        Cleaned text.
    longest : int
        Characters, at least 2.

    Returns
    -------
    str
        The text, or its beginning and "…", with its isolates kept.
    """
    isolated = text.startswith(ISOLATE)
    inside = text[1:-1] if isolated else text
    if len(inside) <= longest:
        return text
    cut = inside[: longest - 1].rstrip() + "…"
    return f"{ISOLATE}{cut}{END_ISOLATE}" if isolated else cut


def capitalise(text: str) -> str:
    """Give a sentence its capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]

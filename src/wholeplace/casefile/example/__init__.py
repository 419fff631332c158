"""The documented example that a newcomer starts from."""

from __future__ import annotations

from importlib import resources


def read_example() -> str:
    """Read the documented example case.

    Returns
    -------
    str
        TOML with comments.
    """
    return resources.files(__name__).joinpath("case.toml").read_text(encoding="utf-8")

"""How well a colour can be read: the contrast of WCAG 2.2."""

from __future__ import annotations


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of white letters on a colour.

    Parameters
    ----------
    colour : str
        Like ``#12436d``.

    Returns
    -------
    float
        From 1 (white) to 21 (black).

    References
    ----------
    WCAG 2.2, definitions of relative luminance and contrast ratio.
    """
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

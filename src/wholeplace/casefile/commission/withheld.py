"""Judge from a record of which parts are withheld: what does not rest on them can still be judged.

Tables and lists are wrapped so that whoever reads a withheld part is stopped there and then. A result that
was reached without being stopped does not rest on any withheld part.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, ValuesView
from typing import Any

from wholeplace.casefile.withholding import is_withheld
from wholeplace.foundations.errors import WholeplaceError


class RestsOnWithheld(WholeplaceError):
    """A result that cannot be reached without a part that is withheld; its text is the reason."""


def watch_withheld(value: Any) -> Any:
    """Wrap a value so that reading a withheld part in it raises.

    Parameters
    ----------
    value : object
        Plain values in their committed form.

    Returns
    -------
    object
        Tables and lists that raise `RestsOnWithheld` when a withheld member of theirs is read; anything
        else as it is.
    """
    if isinstance(value, dict):
        return WatchedTable({key: _wrap(member) for key, member in value.items()})
    if isinstance(value, list):
        return WatchedList(map(_wrap, value))
    return value


def _wrap(member: Any) -> Any:
    return member if is_withheld(member) else watch_withheld(member)


def _open(member: Any) -> Any:
    if is_withheld(member):
        raise RestsOnWithheld(str(member["withheld"].get("reason")))
    return member


class WatchedTable(dict[str, Any]):
    """A table whose withheld members cannot be read."""

    def __getitem__(self, key: str) -> Any:
        """Give a member that is not withheld."""
        return _open(super().__getitem__(key))

    def get(self, key: str, default: Any = None) -> Any:
        """Give a member that is not withheld, or the default where there is none."""
        return _open(super().get(key, default))

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """Give all members, none of which may be withheld."""
        return {key: self[key] for key in self}.values()

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """Give all members with their keys, none of which may be withheld."""
        return {key: self[key] for key in self}.items()


class WatchedList(list[Any]):
    """A list whose withheld members cannot be read."""

    def __getitem__(self, key: Any) -> Any:
        """Give a member that is not withheld."""
        return _open(super().__getitem__(key))

    def __iter__(self) -> Iterator[Any]:
        """Go through the members up to the first that is withheld."""
        return map(_open, super().__iter__())

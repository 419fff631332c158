"""Which status of HTTP belongs to a refusal: said once, for every face that speaks it."""

from __future__ import annotations

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.services.once import KeyUsedOtherwise
from wholeplace.services.operation import ChainIsBusy, NotFound, Stale
from wholeplace.services.people.permissions import NotPermitted
from wholeplace.services.people.tokens import NotSignedIn


class TooOften(WholeplaceError):
    """A caller asks more often than the service can answer everybody."""

    def __init__(self, seconds: int) -> None:
        """Keep how long to wait."""
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        """Say how long to wait."""
        return f"You ask too often: wait {self.seconds} seconds, then ask again."


class NotJson(WholeplaceError):
    """What a program sent says of itself that it is something else."""


STATUSES: dict[type[WholeplaceError], int] = {
    NotSignedIn: 401,
    NotFound: 404,
    NotPermitted: 403,
    Stale: 409,
    TooOften: 429,
    ChainIsBusy: 503,
    KeyUsedOtherwise: 422,
    NotJson: 415,
    InvalidInput: 400,
}


def find_status(error: WholeplaceError) -> int:
    """Find the status of a refusal; 409 for a rule of the house that does not hold."""
    return next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 409)

"""The style sheet and script of the GOV.UK Design System, as they were fetched when the package was built."""

from __future__ import annotations

from importlib import resources

from wholeplace.foundations.errors import WholeplaceError


class AssetNotBuilt(WholeplaceError):
    """An asset is missing from this installation."""


def read_asset(name: str) -> str:
    """Return the text of an asset.

    Parameters
    ----------
    name : str
        Path under the assets, with forward slashes: "govuk-frontend/govuk-frontend.min.css".

    Returns
    -------
    str
        The file's text.

    Raises
    ------
    AssetNotBuilt
        The file is not in this installation: the source tree was used without being installed.
    """
    try:
        return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    except OSError as error:
        message = (
            f"the asset {name} is not in this installation: install wholeplace with pip, which fetches it"
        )
        raise AssetNotBuilt(message) from error

"""Naming a browser in plain words, from how it names itself."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

# In this order: most browsers also claim to be those that come later.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
DEVICES = (
    ("iPhone", lazy("an iPhone")),
    ("iPad", lazy("an iPad")),
    ("Android", lazy("an Android phone or tablet")),
    ("CrOS", lazy("a Chromebook")),
    ("Windows", lazy("a Windows computer")),
    ("Macintosh", lazy("a Mac")),
    ("Linux", lazy("a Linux computer")),
)


def name_browser(user_agent: str) -> str:
    """Name a browser and what it runs on; what is not known is said to be so."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    device = next((name for sign, name in DEVICES if sign in user_agent), None)
    if not browser:
        return _("A browser that does not say its name")
    if device is None:
        return browser
    return _("%(browser)s on %(device)s") % {"browser": browser, "device": device}

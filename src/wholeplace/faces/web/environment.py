"""The template language of the pages: Jinja2, escaping everything, with the words of the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

from wholeplace.casefile.documents.figures import say_pounds, show_share
from wholeplace.faces.web import words

MACROS = "govuk_frontend_jinja"
DOCUMENTS = "wholeplace.casefile.documents"
SCALES = {
    "million": gettext_lazy("million"),
    "billion": gettext_lazy("billion"),
    "trillion": gettext_lazy("trillion"),
}


def open_environment(**options: Any) -> Environment:
    """Make the environment that Django's Jinja2 engine asks for."""
    own = options.pop("loader")
    foreign = PrefixLoader({MACROS: PackageLoader(MACROS), "documents": PackageLoader(DOCUMENTS)})
    environment = Environment(
        loader=ChoiceLoader([own, foreign]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=options.get("auto_reload", False),
    )
    # Where a sentence breaks its line in a template is nothing to translators.
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        newstyle=True,
    )
    environment.globals |= {
        "static": static,
        "url": make_url,
        "words": words,
        "now": timezone.now,
        "today": timezone.localdate,
        "languages": settings.LANGUAGES,
        "get_language": translation.get_language,
        "get_messages": get_messages,
        "single_sign_on": list_single_sign_on,
        "site_address": settings.SITE_ADDRESS,
    }
    environment.filters |= {
        "pounds": show_short_pounds,
        "exact_pounds": show_exact_pounds,
        "share": show_share,
        "date": show_date,
        "iso_date": lambda text: show_date(dt.date.fromisoformat(text)),
        "time": show_time,
        "paragraphs": write_paragraphs,
        "drawing": trust_drawing,
        "unbroken": keep_minus,
        "merged": merge_values,
        "querystring": lambda values: urlencode(values, doseq=True),
    }
    return environment


def merge_values(values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Change one value of an address's question, and leave out what is empty."""
    merged = dict(values) | {name: value}
    return {key: kept for key, kept in merged.items() if kept not in ("", None)}


def make_url(name: str, **parts: Any) -> str:
    """Make the address of a page."""
    return reverse(name, kwargs=parts)


def list_single_sign_on() -> list[dict[str, str]]:
    """Name the organisations whose people sign in with the account that they have there."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [{"id": app["provider_id"], "name": app["name"]} for app in apps]


def show_short_pounds(value: Any) -> str:
    """Write an amount shortly, for sentences, in the reader's language: "£1.2 million"."""
    number, _, scale = say_pounds(None if value is None else float(value)).partition(" ")
    marks = {",": formats.get_format("THOUSAND_SEPARATOR"), ".": formats.get_format("DECIMAL_SEPARATOR")}
    local = number.translate(str.maketrans(marks))
    return f"{local} {SCALES[scale]}" if scale else local


def show_exact_pounds(value: Any) -> str:
    """Write an amount to the pound, for tables: "£1,234,567"."""
    if value is None:
        return "–"
    number = round(float(value))
    digits = formats.number_format(abs(number), decimal_pos=0, force_grouping=True)
    return f"{'−' if number < 0 else ''}£{digits}"


def show_date(value: dt.date | dt.datetime | None) -> str:
    """Write a date as GOV.UK does, in the reader's language: "24 November 2026"."""
    if value is None:
        return ""
    day = timezone.localdate(value) if isinstance(value, dt.datetime) else value
    return formats.date_format(day, "j F Y")


def show_time(value: dt.datetime | None) -> str:
    """Write a date with its time: "24 November 2026, 4:05pm"."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    half = pgettext("time of day", "am") if local.hour < 12 else pgettext("time of day", "pm")
    return f"{show_date(local)}, {local.hour % 12 or 12}:{local:%M}{half}"


def write_paragraphs(text: str | Promise | None) -> Markup:
    """Turn the empty lines of what somebody wrote into paragraphs; every character is escaped."""
    parts = [part.strip() for part in str(text or "").replace("\r\n", "\n").split("\n\n")]
    paragraph = Markup('<p class="govuk-body">{}</p>')
    joined = [paragraph.format(Markup("<br>").join(part.split("\n"))) for part in parts if part]
    return Markup("\n").join(joined)


def trust_drawing(drawing: str) -> Markup:
    """Let a chart through: the canvas has escaped every text in it."""
    return Markup(drawing)  # noqa: S704


def keep_minus(text: str) -> str:
    """Keep a minus with its pounds where a cell of several words may break."""
    return text.replace("−£", "−\u2060£") if " " in text else text

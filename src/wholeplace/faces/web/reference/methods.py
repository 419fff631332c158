"""The pages about methods: the very files of the documentation, rendered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

import wholeplace

# Address, then title; each is a file of docs/.
PAGES: Mapping[str, Promise] = {
    "methods": _("Methods"),
    "worked-examples": _("Worked examples"),
    "law": _("The law"),
}
CLASSES = {
    "h1": "govuk-heading-xl", "h2": "govuk-heading-l", "h3": "govuk-heading-m", "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet govuk-list--spaced", "ol": "govuk-list govuk-list--number",
    "table": "govuk-table", "thead": "govuk-table__head", "tbody": "govuk-table__body",
    "tr": "govuk-table__row", "th": "govuk-table__header", "td": "govuk-table__cell", "a": "govuk-link",
}  # fmt: skip


@dataclass(frozen=True)
class RenderedPage:
    """A page of the documentation: its title, its headings as (anchor, text), and the text as HTML."""

    title: str
    headings: Sequence[tuple[str, str]]
    content: Markup


def read_text(page: str) -> str:
    """Read a page from the installed package, or from the repository where it runs from there."""
    packed = resources.files("wholeplace") / "docs" / f"{page}.md"
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(wholeplace.__file__).parents[2] / "docs" / f"{page}.md").read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def render_page(page: str) -> RenderedPage:
    """Render a page once in each process; raw HTML in it would be shown as text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("table_open", _open_table)
    markdown.add_render_rule("fence", _write_code)
    markdown.add_render_rule("code_block", _write_code)
    markdown.add_render_rule("table_close", _close_table)
    tokens = markdown.parse(read_text(page))
    headings = _mark_headings(tokens)
    for token in tokens:
        _dress(token)
        for child in token.children or ():
            _dress(child)
    # Ours: rendered from files of this repository, with every raw tag escaped.
    content = Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704
    return RenderedPage(headings[0][1], headings[1:], content)


def _mark_headings(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Give every heading an anchor; return those of the first two levels."""
    found = []
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            text = inside.content.replace("`", "").replace("*", "")
            anchor = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
            token.attrSet("id", anchor)
            if token.tag in ("h1", "h2"):
                found.append((anchor, text))
    return found


def _dress(token: Token) -> None:
    if token.nesting == 1 and token.tag in CLASSES:
        token.attrSet("class", CLASSES[token.tag])
    if token.type == "th_open":
        token.attrSet("scope", "col")
    if token.type in ("th_open", "td_open"):
        token.attrs.pop("style", None)  # the policy of the pages allows no style in the text
    if token.type == "link_open":
        token.attrSet("href", _lead(str(token.attrGet("href"))))


def _lead(address: str) -> str:
    """Lead from one page of the documentation to another; anything else stays."""
    page, _hash, anchor = address.partition("#")
    name = page.removesuffix(".md")
    if name not in PAGES:
        return address
    return reverse("method-page", kwargs={"page": name}) + (f"#{anchor}" if anchor else "")


def _open_table(_renderer: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    number = sum(token.type == "table_open" for token in tokens[: index + 1])
    return (
        f'<div class="scroll" role="group" aria-label="Table {number}" tabindex="0">'
        '<table class="govuk-table">'
    )


def _write_code(_renderer: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    """Write something to type so that it can be scrolled with the keyboard."""
    text = escape(tokens[index].content)
    return (
        f'<pre class="code" tabindex="0" role="group" aria-label="To type or copy"><code>{text}</code></pre>'
    )


def _close_table(*_all: object) -> str:
    return "</table></div>\n"

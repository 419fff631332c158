"""Everything that the pages say goes through gettext, and the translators' files hold all of it."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.utils import translation
from django.utils.functional import Promise
from jinja2 import Environment, FileSystemLoader, nodes

from tests.house import translations
from wholeplace.faces import web
from wholeplace.faces.web import words
from wholeplace.faces.web.environment import open_environment
from wholeplace.foundations.parameters.records import STATUS_MEANINGS

PAGES = Path(web.__file__).parent
TEMPLATES = sorted((PAGES / "templates").rglob("*.*"))
# Names, which are the same in every language.
NAMES = {
    "Wholeplace", "English", "Cymraeg", "SHA-256", "JSON", "DOCX", "PDF", "CSV", "XLSX", "TOML", "API", "OpenAPI",
    "GitHub", "Word", "Atom", "Ed25519", "HTML", "JSONL", "Schema", "kB",
}  # fmt: skip
# What a reader sees or hears although it stands in a tag.
SPOKEN = {"alt", "aria-description", "aria-label", "placeholder", "title", "aria-roledescription"}
# What the macros of the design system and the forms show.
SHOWN = {
    "text", "html", "titleText", "label", "hint", "legend", "title", "lead", "button", "caption", "help_text",
    "description", "message", "empty_label", "heading", "sentence",
}  # fmt: skip


def says_something(text: str) -> bool:
    """Tell whether words are left without the names."""
    words = re.findall(r"[^\W\d_][\w.-]*\w|[^\W\d_]{2,}", text)
    return any(word.strip(".") not in NAMES and not word.startswith("govuk-") for word in words)


# --- templates -----------------------------------------------------------------------------------------------


class Literals(HTMLParser):
    """Collect the words of a page outside commands and what is marked as another language."""

    QUIET = frozenset({"script", "style", "code"})
    VOID = frozenset(
        {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "rect"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.quiet_since: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spoken = [value or "" for name, value in attrs if name in SPOKEN]
        self.found += [value for value in spoken if says_something(value)]
        is_foreign = any(name == "lang" and value in ("en", "cy") for name, value in attrs)
        if tag not in self.VOID and (self.quiet_since or is_foreign or tag in self.QUIET):
            self.quiet_since.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.quiet_since:
            while self.quiet_since.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.quiet_since and says_something(data):
            self.found.append(" ".join(data.split()))


def leave_markup(environment: Environment, source: str) -> str:
    """Leave only what a template says itself: neither expressions nor what is between trans and endtrans."""
    kept: list[str] = []
    is_translated, before = False, ""
    for _line, kind, value in environment.lex(source):
        if kind == "whitespace":
            continue
        if before == "block_begin" and value in ("trans", "endtrans"):
            is_translated = value == "trans"
        elif kind == "data" and not is_translated:
            kept.append(value)
        elif kind == "variable_begin" and not is_translated:
            kept.append("0")
        before = kind
    return "".join(kept)


def is_prose(value: object) -> bool:
    """Tell words for people from names of styles, addresses and keys."""
    if not isinstance(value, str) or "govuk-" in value or "--" in value:
        return False
    return bool(re.match(r"\s*([A-Z][a-z]|[A-Za-z]+ [a-z]+)", value)) and says_something(value)


def list_literal_values(node: nodes.Node) -> Iterator[str]:
    """List the words inside a template's expressions that are not handed to gettext."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        if node.node.name in ("_", "gettext", "ngettext", "pgettext", "url", "static"):
            return
    elif isinstance(node, nodes.Const) and is_prose(node.value):
        yield node.value
    elif isinstance(node, nodes.Pair):
        yield from list_literal_values(node.value)
        return
    elif isinstance(node, nodes.Compare | nodes.Test | nodes.Getitem):
        return
    for child in node.iter_child_nodes():
        yield from list_literal_values(child)


@pytest.fixture(scope="module")
def environment() -> Environment:
    """Return the templates' own language."""
    return open_environment(loader=FileSystemLoader(PAGES / "templates"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.relative_to(PAGES / "templates").as_posix())
def test_a_template_says_nothing_past_the_translators(file: Path, environment: Environment) -> None:
    source = file.read_text(encoding="utf-8")
    parser = Literals()
    parser.feed(leave_markup(environment, source))
    parser.close()
    assert [*parser.found, *list_literal_values(environment.parse(source))] == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Words of ours</p>",
        '<a aria-label="Words of ours">{{ x }}</a>',
        '{{ govukButton({"text": "Words of ours"}) }}',
        '{% set title = "Words" %}',
        "{{ _('Fine') }} but not this",
        "{% trans %}fine{% endtrans %} but not this",
        '<span lang="en">fine</span> but not this',
    ],
)
def test_words_past_the_translators_are_found(source: str, environment: Environment) -> None:
    parser = Literals()
    parser.feed(leave_markup(environment, source))
    parser.close()
    assert len([*parser.found, *list_literal_values(environment.parse(source))]) == 1


# --- Python --------------------------------------------------------------------------------------------------


def import_pages() -> None:
    """Import every module of the pages, so that every form is known."""
    for module in pkgutil.walk_packages([str(PAGES)], "wholeplace.faces.web."):
        importlib.import_module(module.name)


def list_forms() -> list[type[forms.Form]]:
    """List every form of the pages."""
    import_pages()
    found: set[type[forms.Form]] = set()
    waiting = [forms.BaseForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("wholeplace.faces.web"):
            found.add(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__))


def list_texts(field: forms.Field) -> Iterator[object]:
    """List what a field says: its label, its help, its choices."""
    yield field.label
    yield field.help_text
    choices = getattr(field, "choices", ())
    for _key, text in choices if isinstance(choices, list | tuple) else list(choices):
        if isinstance(text, list | tuple):
            yield from (inner for _inner_key, inner in text)
        else:
            yield text


def test_every_label_help_and_choice_of_a_form_waits_for_the_readers_language() -> None:
    told = [
        f"{form.__module__}.{form.__name__}.{name}: {text}"
        for form in list_forms()
        for name, field in form.base_fields.items()
        for text in list_texts(field)
        if text and not isinstance(text, Promise) and says_something(str(text))
    ]
    assert told == []


def test_the_states_of_sources_are_named_as_the_parameters_name_them() -> None:
    with translation.override("en"):
        assert {key: str(said) for key, said in words.SOURCE_STATUSES.items()} == STATUS_MEANINGS


def list_said(tree: ast.AST) -> Iterator[ast.Constant]:
    """List literal words that are handed to something which shows them."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.keyword) and node.arg in SHOWN) or (
            isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id in SHOWN for target in node.targets)
        ):
            yield from _constants(node.value)
        elif isinstance(node, ast.Call) and _name(node.func) in ("success", "warning", "info", "add_error"):
            for argument in node.args[1:]:
                yield from _constants(argument)
        elif isinstance(node, ast.Call) and _name(node.func) in ("ValidationError", "NotPermitted"):
            for argument in node.args[:1]:
                yield from _constants(argument)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _constants(node: ast.expr) -> Iterator[ast.Constant]:
    if isinstance(node, ast.Constant):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _constants(part) if isinstance(part, ast.Constant) else ()


@pytest.mark.parametrize(
    "file", sorted(PAGES.rglob("*.py")), ids=lambda file: file.relative_to(PAGES).as_posix()
)
def test_a_page_hands_no_untranslated_words_to_what_shows_them(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert [(said.lineno, said.value) for said in list_said(tree) if is_prose(said.value)] == []


# --- the translators' files ----------------------------------------------------------------------------------


def test_the_template_of_translations_holds_what_the_service_says_today() -> None:
    """Mend with: ./run words."""
    assert translations.TEMPLATE.read_text(encoding="utf-8") == translations.write_template()


@pytest.mark.parametrize("file", translations.list_languages(), ids=lambda file: file.parent.parent.name)
def test_a_language_has_every_sentence_and_keeps_what_stands_for_values(file: Path) -> None:
    """Mend with: ./run words."""
    assert file.read_text(encoding="utf-8") == translations.update_language(file, translations.gather())
    catalog = translations.read_language(file)
    told = [f"{message.id}: {error}" for message in catalog for error in message.check(catalog)]
    assert told == []

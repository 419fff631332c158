"""The service keeps the rules of the house: access, no inline script, no person's address, commands that are told."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

from wholeplace.faces.cli import COMMANDS, group

SOURCE = Path(__file__).resolve().parents[2] / "src/wholeplace"
OPS = "wholeplace.faces.ops"
FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What the rule of content security would refuse: script or style in the page itself.
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script\b(?![^>]*\bsrc=)(?![^>]*application/json)",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+")
# Names that nobody can own (RFC 2606), and the demonstration's own.
NOBODYS = re.compile(r"@(?:[\w-]+\.)*(?:example(?:\.(?:org|com|net))?|invalid|test|localhost)$")
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}"
    r"|(?:password|secret|token|api_key)\w*\s*=\s*[\"'][A-Za-z0-9+/_-]{20,}[\"']",
    re.IGNORECASE,
)


def read_source(*endings: str) -> dict[str, str]:
    """Read our own files; what others wrote is kept beside, unchanged."""
    files = [file for ending in endings for file in SOURCE.rglob(f"*{ending}")]
    own = [file for file in files if "govuk-frontend" not in file.parts]
    assert own
    return {str(file.relative_to(SOURCE)): file.read_text(encoding="utf-8") for file in own}


def find(pattern: re.Pattern[str], texts: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, match.group()) for name, text in texts.items() for match in pattern.finditer(text)]


# --- pages -----------------------------------------------------------------------------------------------


def list_views(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from list_views(pattern.url_patterns)
        else:
            yield str(pattern.pattern), pattern.callback


def test_every_address_says_who_may_open_it() -> None:
    views = dict(list_views(get_resolver().url_patterns))
    assert len(views) > 100
    # The API's addresses are made by its router, which puts access on each operation: see tests/api/test_access.py.
    ours = {
        path: view
        for path, view in views.items()
        if not getattr(view, "__module__", "").startswith(("ninja", "django.views.static"))
    }
    assert [path for path, view in ours.items() if not getattr(view, "access", "")] == []


def test_no_page_has_script_or_style_in_itself() -> None:
    # A report stands alone, in a file that somebody downloaded: its style has nowhere else to be.
    pages = {name: text for name, text in read_source(".html").items() if name.startswith("faces/")}
    assert len(pages) > 50
    assert find(INLINE, pages) == []


@pytest.mark.parametrize(
    "wrong",
    ['<p style="color: red">', "<style>p {}</style>", "<script>go()</script>", '<a onclick="go()">',
     '<a href="javascript:go()">'],
)  # fmt: skip
def test_the_search_finds_script_and_style(wrong: str) -> None:
    assert INLINE.search(wrong)


# --- what is nobody's business ---------------------------------------------------------------------------


def test_no_file_names_a_persons_address_or_a_secret() -> None:
    texts = read_source(".py", ".html", ".js", ".css", ".toml", ".json", ".md")
    assert [found for found in find(ADDRESS, texts) if not NOBODYS.search(found[1])] == []
    # Where the demonstration's log-ins are made, they are printed for everybody.
    secrets = [found for found in find(SECRET, texts) if "demonstration" not in found[0]]
    assert secrets == []


# --- commands --------------------------------------------------------------------------------------------


def own_commands() -> list[str]:
    names = sorted(name for name, app in get_commands().items() if app == OPS)
    assert {"serve", "work", "backup", "restore", "sign_checkpoint"} <= set(names)
    return names


def test_every_operators_command_says_what_it_does() -> None:
    for name in own_commands():
        command = load_command_class(OPS, name)
        text = (SOURCE / f"faces/ops/management/commands/{name}.py").read_text(encoding="utf-8")
        assert command.help.endswith("."), f"{name} has no help of a sentence"
        assert ast.get_docstring(ast.parse(text)), f"{name}.py has no line that says what it is"
        assert type(command).__doc__, f"{name}: the command has no line that says what it is"


def test_every_command_says_what_it_does() -> None:
    for name in COMMANDS:
        command = group.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.help, f"{name} has no help"


# --- what is told ----------------------------------------------------------------------------------------


def told_commands(text: str, pattern: str) -> set[str]:
    """List the commands that stand in blocks, or in a line of text as code."""
    lines = [line for block in FENCED.findall(text) for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
    return {match for line in lines for match in re.findall(pattern, line)}


def list_guides(root: Path) -> list[Path]:
    files = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "deploy").rglob("*")]
    return [file for file in files if file.is_file()]


def test_the_guides_name_only_commands_that_exist(root: Path) -> None:
    known = subprocess.run([root / "run", "help"], capture_output=True, text=True, check=True).stdout
    every = set(get_commands())
    wrong: list[tuple[str, str]] = []
    for file in list_guides(root):
        text = file.read_text(encoding="utf-8")
        name = str(file.relative_to(root))
        told = {
            "ops": told_commands(text, r"wholeplace\.faces\.ops ([a-z][a-z_]+)") - every,
            "cli": told_commands(text, r"(?:^|bin/|[$] )\s*wholeplace ([a-z][a-z-]+)")
            - {*COMMANDS, "--help"},
            "run": {one for one in told_commands(text, r"\./run ([a-z]+)") if f"./run {one}" not in known},
        }
        wrong += [(name, f"{kind} {command}") for kind, commands in told.items() for command in commands]
    assert wrong == []


def test_the_guide_of_deployment_names_the_commands_that_an_operator_needs(root: Path) -> None:
    text = (root / "docs/deployment.md").read_text(encoding="utf-8")
    told = told_commands(text, r"wholeplace\.faces\.ops ([a-z][a-z_]+)")
    assert {"migrate", "backup", "restore", "check_chain"} <= told


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_the_service_is_told_of(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert re.search(r"\bin the browser\b|\bweb service\b|wholeplace serve", text)


def test_the_program_lists_every_command() -> None:
    program = Path(sys.executable).with_name("wholeplace")
    said = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    assert [name for name in COMMANDS if not re.search(rf"^  {name}\b", said, re.MULTILINE)] == []

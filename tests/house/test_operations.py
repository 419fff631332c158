"""Every operation of the services can be asked for through the API, or says why not."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from wholeplace.faces.api.current import SERVICE

SOURCE = Path(__file__).resolve().parents[2] / "src/wholeplace"
API = "wholeplace.faces.api"
# Operations without an address of their own, and why.
EXCEPTIONS = {
    "appraisals.jobs.write_result": "the worker writes it when it has computed",
    "appraisals.operations.save_changes": "a page keeps what it can; a program calls save_all_changes, which calls it",
    "appraisals.operations.move_line": "a button of a page; a program sends the draft with its lines in order",
    "appraisals.operations.save_edits": "one row from a page's form; a program sends its cells",
    "once.do_once": "what an Idempotency-Key does, not something to ask for",
    "people.account.erase_person": "account security: the page asks for the password again",
    "people.first_run.make_first_person": "the first start only, with a code from the server's own console",
    "people.tokens.make_token": "account security: a token must not make others",
    "people.tokens.revoke_token": "account security: a stolen token must not shut its owner out",
    "publication.checkpoints.change_key": "the operator's command: it needs the signing keys",
    "publication.checkpoints.sign_checkpoint": "the operator's command: it needs the signing key",
    "publication.withholding._store_release": "a part of store_release and of the daily release",
}


def name_module(file: Path) -> str:
    return ".".join(("wholeplace", *file.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")


def list_operations() -> dict[str, Callable[..., Any]]:
    """Find everything under `@operation`, in any room."""
    found = {}
    for file in sorted((SOURCE / "services").rglob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            is_one = isinstance(node, ast.FunctionDef) and any(
                isinstance(one, ast.Name) and one.id == "operation" for one in node.decorator_list
            )
            if is_one:
                module = name_module(file)
                name = f"{module}.{node.name}".removeprefix("wholeplace.services.")
                found[name] = getattr(import_module(module), node.name)
    return found


def list_views() -> list[Callable[..., Any]]:
    """Find what answers each address of the API where something is written."""
    views = []
    for _, router in SERVICE._routers:
        for path in router.path_operations.values():
            views += [one.view_func.__wrapped__ for one in path.operations if "GET" not in one.methods]
    return views


def list_used(function: Callable[..., Any], seen: set[int]) -> Iterator[Any]:
    """List what a function names, and what the API's own functions among that name in turn."""
    if id(function) in seen:
        return
    seen.add(id(function))
    module: ModuleType | None = inspect.getmodule(function)
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        value = find_value(node, vars(module))
        if value is None:
            continue
        yield value
        if inspect.isfunction(value) and value.__module__.startswith(API):
            yield from list_used(value, seen)


def find_value(node: ast.AST, names: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner = names.get(node.value.id)
        return getattr(owner, node.attr, None) if inspect.ismodule(owner) else None
    return None


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """Name the operations that some address of the API calls."""
    seen: set[int] = set()
    used = {id(value) for view in list_views() for value in list_used(view, seen)}
    return {name for name, function in list_operations().items() if id(function) in used}


def test_every_operation_has_an_address_or_a_reason(asked: set[str]) -> None:
    operations = list_operations()
    assert len(operations) > 90
    assert sorted(operations.keys() - asked - EXCEPTIONS.keys()) == []


def test_no_exception_is_kept_without_need(asked: set[str]) -> None:
    assert sorted(EXCEPTIONS.keys() - list_operations().keys()) == []
    assert sorted(EXCEPTIONS.keys() & asked) == []
    assert all(len(reason) > 20 for reason in EXCEPTIONS.values())


def test_the_search_finds_what_is_missing(asked: set[str]) -> None:
    """Nothing calls an operation that does not exist, and an uncalled one is seen."""
    assert "needs.operations.record_need" in asked
    assert "options.operations.shortlist_option" in asked
    assert "people.tokens.make_token" not in asked

"""The house stands as it was designed: its floors, its room names, its quick front door."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAYING_NOTHING = {"utils", "helpers", "manager", "managers", "base", "common", "misc", "v2", "new"}
LIST_MODULES = """
import contextlib, io, json, sys
sys.argv = ["wholeplace", "--help"]
from wholeplace.faces.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_no_floor_uses_a_floor_above_it(root: Path) -> None:
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [script, "--no-logo", "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("heavy", ["django", "numpy", "scipy", "pydantic", "openpyxl", "typst", "docx"])
def test_the_help_imports_nothing_heavy(heavy: str, modules_of_help: set[str]) -> None:
    """A third of a second is not enough to import these."""
    assert heavy not in modules_of_help


@pytest.fixture(scope="module")
def modules_of_help() -> set[str]:
    """Return the top-level modules that "wholeplace --help" imports."""
    done = subprocess.run([sys.executable, "-c", LIST_MODULES], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_every_room_has_a_name_that_says_what_is_in_it(root: Path) -> None:
    named = [
        path
        for folder in ("src", "tests")
        for path in (root / folder).rglob("*")
        if path.suffix in {"", ".py"}
    ]
    assert named
    assert [str(path) for path in named if path.stem.removeprefix("test_") in SAYING_NOTHING] == []

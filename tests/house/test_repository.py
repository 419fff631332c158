"""What is committed works elsewhere: no path or address of one machine, and a README that tells the truth."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

# A home or work folder of somebody's machine.
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:home|Users|root|opt|work|mnt)/[\w.]+")
# Where one machine gets its packages from is that machine's business.
REGISTRY = re.compile(
    r"\b(?:pypi|npmjs|pythonhosted|yarnpkg|anaconda|crates)\.(?:org|com|io)\b|--(?:extra-)?index-url"
)
FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    """Return every text file that is, or would be, committed."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    names = [name for name in listing.stdout.decode().split("\0") if name and (root / name).is_file()]
    texts = {name: (root / name).read_bytes().decode("utf-8", errors="replace") for name in names}
    assert "pyproject.toml" in texts
    return {name: text for name, text in texts.items() if "\0" not in text}


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_file_names_a_machines_path_or_a_package_registry(
    pattern: re.Pattern[str], texts: dict[str, str]
) -> None:
    found = [
        f"{name}:{number}: {match.group()}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        # This file has to say what is looked for.
        if (match := pattern.search(line)) and name != "tests/house/test_repository.py"
    ]
    assert found == []


def test_every_requirement_is_locked_with_hashes(texts: dict[str, str]) -> None:
    for name in ("dev", "runtime", "bench"):
        requirements = re.split(r"\n(?=[a-z])", texts[f"requirements/{name}.txt"].partition("\n")[2])
        unlocked = [one for one in requirements if re.match(r"[a-z]", one) and "--hash=sha256:" not in one]
        assert unlocked == []


def test_the_lock_knows_every_declared_dependency(texts: dict[str, str]) -> None:
    """A dependency that was added without "./run lock" would be missing on a fresh machine."""
    import tomllib

    project = tomllib.loads(texts["pyproject.toml"])["project"]
    declared = {
        "runtime": project["dependencies"],
        "dev": project["dependencies"] + project["optional-dependencies"]["dev"],
        "bench": project["dependencies"] + project["optional-dependencies"]["bench"],
    }
    for name, requirements in declared.items():
        locked = set(
            re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==", texts[f"requirements/{name}.txt"], re.MULTILINE)
        )
        wanted = {re.split(r"[\[<>=~! ;]", requirement)[0] for requirement in requirements}
        assert wanted - locked == set()


def _commands(texts: dict[str, str], program: str) -> set[str]:
    """Return the commands of a program that stand in the README, in blocks or in lines of text."""
    readme = texts["README.md"]
    lines = [line for block in FENCED.findall(readme) for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", FENCED.sub("", readme))
    pattern = re.compile(rf"\s*(?:\$ )?{re.escape(program)} ([a-z-]+)")
    return {match.group(1) for line in lines if (match := pattern.match(line))}


def test_the_readme_names_commands_of_run_that_exist(root: Path, texts: dict[str, str]) -> None:
    told = _commands(texts, "./run")
    assert {"demo", "test"} <= told
    known = subprocess.run([root / "run", "help"], capture_output=True, text=True, check=True).stdout
    assert {command for command in told if f"./run {command}" not in known} == set()


def test_the_readme_names_commands_of_wholeplace_that_exist(texts: dict[str, str]) -> None:
    told = _commands(texts, "wholeplace")
    assert {"appraise", "verify"} <= told
    program = Path(sys.executable).with_name("wholeplace")
    known = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    assert {command for command in told if not re.search(rf"\b{command}\b", known)} == set()

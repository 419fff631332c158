"""The wheel is complete: installed elsewhere, it gives the same "wholeplace"."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from wholeplace.assets import AssetNotBuilt, read_asset

pytestmark = pytest.mark.slow
# A search path of whoever runs the tests would come before what is installed.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel; without isolation, so that it needs no network here."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        "pip",
        "wheel",
        ".",
        "--no-deps",
        "--no-build-isolation",
        "--quiet",
        "--wheel-dir",
        str(folder),
    ]
    subprocess.run([sys.executable, "-m", *command], cwd=root, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bin folder of an environment that has this wheel, and its dependencies from here."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    here = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        str(wheel),
    ]
    subprocess.run(here, check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    # A path in a .pth file is searched, but its own .pth files, the editable installation's, are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def test_the_wheel_has_every_file_of_the_source(root: Path, wheel: Path) -> None:
    source = root / "src"
    expected = {
        path.relative_to(source).as_posix()
        for path in (source / "wholeplace").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    # What the pages about methods show stands once in the repository, outside the package.
    expected |= {f"wholeplace/docs/{name}.md" for name in ("law", "methods", "worked-examples")}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("wholeplace/")}
    assert packed == expected
    assert "wholeplace/assets/govuk-frontend/govuk-frontend.min.css" in packed
    assert "wholeplace/locale/cy/LC_MESSAGES/django.mo" in packed


@pytest.mark.parametrize("command", [["--help"], ["schema"], ["parameters"], ["--version"]], ids=" ".join)
def test_the_installed_wheel_says_the_same(installed: Path, command: list[str], tmp_path: Path) -> None:
    def run(program: Path) -> str:
        done = subprocess.run(
            [program, *command], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run(installed / "wholeplace") == run(Path(sys.executable).with_name("wholeplace"))


def test_the_installed_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    command = [installed / "python", "-c", "import wholeplace; print(wholeplace.__file__)"]
    done = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert Path(done.stdout).is_relative_to(installed.parent)


def test_the_style_has_neither_the_licensed_font_nor_the_crest_nor_a_url() -> None:
    style = read_asset("govuk-frontend/govuk-frontend.min.css")
    assert "system-ui" in style
    for forbidden in ("GDS Transport", "@font-face", "crest", "url("):
        assert forbidden not in style


def test_a_missing_asset_says_what_to_do() -> None:
    with pytest.raises(AssetNotBuilt, match="install wholeplace with pip"):
        read_asset("no-such-file.css")

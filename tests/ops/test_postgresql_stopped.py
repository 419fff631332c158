"""PostgreSQL is stopped while people save: the entry is kept, is saved once later, and the worker lives on."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.outage import as_owner, control, start

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def programs() -> Path:
    """Return where the server's programs are."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    found = shutil.which("initdb")
    for folder in [*([Path(found).parent] if found else []), *reversed(folders)]:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    pytest.skip("no server programs of PostgreSQL in PATH or /usr/lib/postgresql")


@pytest.fixture
def cluster(programs: Path) -> Iterator[Path]:
    """Start a server of its own: not the one that other tests use."""
    # Not in TMPDIR: a socket's path may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="wholeplace-outage.", dir="/tmp"))
    try:
        if not os.getuid():
            shutil.chown(folder, "postgres")
        made = [str(programs / "initdb"), "-D", f"{folder}/data", "-U", "wholeplace", "-A", "trust"]
        told = [*made, "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(as_owner(told), check=True, cwd=folder, capture_output=True)
        start(folder, programs)
        yield folder
        control(folder, programs, "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def test_what_was_typed_survives_a_stop_of_the_server_and_the_worker_does_too(
    cluster: Path, programs: Path
) -> None:
    address = f"postgresql://wholeplace@{str(cluster).replace('/', '%2F')}/postgres"
    path = os.pathsep.join([str(ROOT), *sys.path])
    environment = os.environ | {
        "DATABASE_URL": address,
        "PYTHONPATH": path,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    told = subprocess.run(
        [sys.executable, "-m", "tests.ops.outage", str(cluster), str(programs)], check=False, env=environment,
        capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-3000:]
    seen = json.loads(told.stdout.splitlines()[-1])
    refusals = {"/ready": 503, "/calderwick/": 503, "/api/v1/places": 503, "save": 503, "autosave": 503}
    assert seen["while stopped"] == {"/health": 200, **refusals}
    # The line breaks of a page are those of a line; browsers send them as they were.
    assert {name: text.split() for name, text in seen["kept"].items()} == {
        name: text.split() for name, text in seen["form"].items()
    }
    assert seen["sent again"] == [[302, "/calderwick/needs/1"]] * 2
    assert seen["needs"] == ["Room"]
    assert (seen["compute"], seen["worker lives"], seen["broken"]) == (302, True, "")

"""The demonstration is made anew without harm to anything else."""

from pathlib import Path

import pytest

from examples.run_demo import throw_away


def test_only_a_demonstration_is_thrown_away(tmp_path: Path) -> None:
    letters, demo, empty = (tmp_path / name for name in ("letters", "demo", "empty"))
    for folder in (letters, demo, empty):
        folder.mkdir()
    (letters / "will.txt").write_text("To my daughter")
    (demo / "wholeplace.sqlite3").write_bytes(b"")
    with pytest.raises(SystemExit, match="nothing was deleted"):
        throw_away(letters)
    assert (letters / "will.txt").read_text() == "To my daughter"
    for folder in (demo, empty):
        throw_away(folder)
        assert not folder.exists()

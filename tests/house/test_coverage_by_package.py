"""Each package answers for itself: a well tested one hides no other."""

import json
import sys
from pathlib import Path

import pytest

from tests.house.coverage_by_package import list_shares, main


def report(**files: tuple[int, int, int, int]) -> dict[str, object]:
    names = ("covered_lines", "num_statements", "covered_branches", "num_branches")
    return {
        "files": {
            f"src/wholeplace/{name.replace('_', '/')}.py": {"summary": dict(zip(names, counts, strict=True))}
            for name, counts in files.items()
        }
    }


def test_branches_count_as_lines_do_and_faces_are_told_apart() -> None:
    told = report(
        engines_law_one=(8, 8, 1, 2),
        engines_two=(10, 10, 0, 0),
        faces_web_x=(1, 2, 0, 0),
        faces_api_x=(0, 0, 0, 0),
    )
    assert list_shares(told) == {"engines": 95.0, "faces/web": 50.0}


@pytest.mark.parametrize(("covered", "code"), [(95, 0), (94, 1)])
def test_one_package_below_the_limit_fails_whatever_the_others_are(
    covered: int,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "coverage.json"
    file.write_text(json.dumps(report(engines_one=(9999, 9999, 0, 0), config_one=(covered, 100, 0, 0))))
    monkeypatch.setattr(sys, "argv", ["coverage_by_package.py", str(file)])
    assert main() == code
    assert ("is less than 95%" in capsys.readouterr().out) == bool(code)

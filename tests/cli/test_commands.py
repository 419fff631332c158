"""The command line, as a newcomer uses it and as bad input meets it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.casefile.cases import make_case
from tests.cli.calling import Called, call
from wholeplace.casefile import documents
from wholeplace.casefile.example import read_example
from wholeplace.formats.toml import write_toml

COMMAND = [sys.executable, "-m", "wholeplace.faces.cli"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "case.toml").write_text(write_toml(make_case()), encoding="utf-8")
    return tmp_path


def refuse(found: Called, *words: str) -> None:
    """Check one clear sentence on standard error, nothing on standard output, and status 2."""
    assert found.exit_code == 2, found.stderr
    assert found.stdout == ""
    assert "Traceback" not in found.stderr
    lines = found.stderr.strip().splitlines()
    assert len(lines) == 1, found.stderr
    assert lines[0].endswith((".", "?"))
    for word in words:
        assert word in lines[0]


def test_the_three_commands_of_a_newcomer_work_in_turn(tmp_path: Path) -> None:
    assert call("init", "case.toml", folder=tmp_path).exit_code == 0
    assert (tmp_path / "case.toml").read_text(encoding="utf-8") == read_example()
    found = call("appraise", "case.toml", "--draws", 500, "--out", "case.json", folder=tmp_path)
    assert found.exit_code == 0, found.stderr
    assert "Front-runner: Council team" in found.stdout
    found = call("verify", "case.json", folder=tmp_path)
    assert found.exit_code == 0
    assert "case.json: holds" in found.stdout


def test_a_spreadsheet_gives_the_same_answer_as_text(tmp_path: Path) -> None:
    assert call("init", "case.xlsx", folder=tmp_path).exit_code == 0
    assert call("init", "case.toml", folder=tmp_path).exit_code == 0
    answers = [
        json.loads(call("appraise", name, "--draws", 300, "--json", folder=tmp_path).stdout)
        for name in ("case.xlsx", "case.toml")
    ]
    assert answers[0] == answers[1]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    (folder / "case.toml").write_text(write_toml(make_case()), encoding="utf-8")
    assert call("appraise", "case.toml", "--out", "case.json", folder=folder).exit_code == 0
    return folder


@pytest.mark.parametrize(
    "kind", ["public-interest-test", "delivery-model-assessment", "easy-read", "cabinet-annex"]
)
@pytest.mark.parametrize(("name", "beginning"), [("paper.docx", b"PK"), ("PAPER.PDF", b"%PDF")])
def test_a_paper_is_written_from_a_case_file(published: Path, kind: str, name: str, beginning: bytes) -> None:
    found = call("paper", "case.json", "--kind", kind, "--out", name, folder=published)
    assert found.exit_code == 0, found.stderr
    assert f"Wrote {name}" in found.stdout
    assert ("TO DO" in found.stdout) == (kind == "easy-read")
    assert (published / name).read_bytes().startswith(beginning)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("case.json", "--kind", "easy-read", "--out", "paper.odt"), (".docx or .pdf", "“.odt”")),
        (("case.toml", "--kind", "easy-read", "--out", "paper.pdf"), ("case.toml", "wholeplace appraise")),
        (("none.json", "--kind", "easy-read", "--out", "paper.pdf"), ("none.json",)),
    ],
)
def test_a_paper_that_cannot_be_written_is_refused(
    published: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    refuse(call("paper", *arguments, folder=published), *words)


def test_a_paper_of_an_unknown_kind_is_refused_with_the_kinds(published: Path) -> None:
    found = call("paper", "case.json", "--kind", "poem", "--out", "paper.pdf", folder=published)
    assert found.exit_code == 2
    assert "public-interest-test" in found.stderr


def test_convert_goes_there_and_back_without_loss(folder: Path) -> None:
    for source, target in (
        ("case.toml", "case.xlsx"),
        ("case.xlsx", "again.toml"),
        ("again.toml", "again.xlsx"),
    ):
        found = call("convert", source, target, folder=folder)
        assert found.exit_code == 0, found.stderr
    assert (folder / "again.xlsx").read_bytes() == (folder / "case.xlsx").read_bytes()
    answers = [call("appraise", name, "--json", folder=folder).stdout for name in ("case.toml", "again.toml")]
    assert answers[0] == answers[1]


def test_json_prints_the_contract_and_nothing_else(folder: Path) -> None:
    found = call("appraise", "case.toml", "--json", "--seed", 5, "--draws", 250, folder=folder)
    result = json.loads(found.stdout)
    assert (result["seed"], result["draws"], result["engine"]) == (5, 250, "appraisal 1")
    wanted = "title seed draws engine parameters best tie options evpi evppi switching scenarios regret "
    wanted += "minimax_regret"
    assert set(wanted.split()) | {"preferences", "public_interest_test", "cautions"} <= set(result)


def test_the_same_case_gives_the_same_bytes_in_any_process_and_with_any_threads(folder: Path) -> None:
    for number, threads in enumerate(("1", "2")):
        environment = os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        words = [*COMMAND, "appraise", "case.toml", "--out", f"{number}.json"]
        subprocess.run(words, cwd=folder, env=environment, check=True, capture_output=True)
    assert (folder / "0.json").read_bytes() == (folder / "1.json").read_bytes()


def test_verify_says_no_with_status_1(folder: Path) -> None:
    call("appraise", "case.toml", "--out", "case.json", folder=folder)
    text = (folder / "case.json").read_text(encoding="utf-8")
    (folder / "bad.json").write_text(text.replace('"Meals at home"', '"Meals at hope"', 1), encoding="utf-8")
    found = call("verify", "case.json", "bad.json", folder=folder)
    assert found.exit_code == 1
    assert "bad.json: does NOT hold" in found.stdout
    lines = call("verify", "case.json", "bad.json", "--json", folder=folder).stdout.splitlines()
    assert [json.loads(line)["holds"] for line in lines] == [True, False]


def test_a_case_file_can_be_appraised_again(folder: Path) -> None:
    call("appraise", "case.toml", "--out", "case.json", folder=folder)
    first = call("appraise", "case.toml", "--json", folder=folder).stdout
    assert call("appraise", "case.json", "--json", folder=folder).stdout == first


def test_withheld_parts_are_sealed_and_released(folder: Path) -> None:
    wishes = [{"part": "options.contract.costs.0.amount", "reason": "commercial"}]
    (folder / "case.toml").write_text(write_toml(make_case() | {"withheld": wishes}), encoding="utf-8")
    refuse(call("appraise", "case.toml", "--out", "c.json", folder=folder), "--sealed")
    assert not (folder / "c.json").exists()
    found = call("appraise", "case.toml", "--out", "c.json", "--sealed", "s.json", folder=folder)
    assert found.exit_code == 0, found.stderr
    assert "withheld until further notice: commercial" in call("verify", "c.json", folder=folder).stdout
    assert call("release", "c.json", "s.json", "--out", "full.json", folder=folder).exit_code == 0
    found = call("verify", "full.json", folder=folder)
    assert found.exit_code == 0
    assert "is what was committed to" in found.stdout
    refuse(call("appraise", "c.json", folder=folder), "withheld")
    refuse(
        call("release", "c.json", "c.json", "--out", "x.json", folder=folder), "not a file of sealed parts"
    )


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_a_report_of_each_kind_is_written(kind: str, folder: Path) -> None:
    found = call("appraise", "case.toml", "--report", f"report.{kind}", folder=folder)
    assert found.exit_code == 0, found.stderr
    start = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF-", "docx": b"PK"}[kind]
    assert (folder / f"report.{kind}").read_bytes().lower().startswith(start.lower())


def test_schema_prints_json_schema(tmp_path: Path) -> None:
    assert "$schema" in json.loads(call("schema", folder=tmp_path).stdout)


def test_help_names_every_command(tmp_path: Path) -> None:
    found = call("--help", folder=tmp_path)
    assert found.exit_code == 0
    for name in ("init", "appraise", "verify", "convert", "release", "paper", "parameters", "schema"):
        assert name in found.stdout
        assert call(name, "--help", folder=tmp_path).exit_code == 0


def test_an_unknown_option_or_command_is_status_2(tmp_path: Path) -> None:
    assert call("apraise", folder=tmp_path).exit_code == 2
    assert call("appraise", "--drawz", 3, folder=tmp_path).exit_code == 2
    assert call("appraise", folder=tmp_path).exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.toml", None, ["missing.toml"]),
        ("empty.toml", b"", ["empty.toml", "empty"]),
        ("binary.toml", bytes(range(256)), ["binary.toml"]),
        ("latin.toml", "[case]\ntitle = 'é'".encode("latin-1"), ["latin.toml", "UTF-8"]),
        ("wide.toml", "[case]".encode("utf-16"), ["wide.toml", "UTF-16"]),
        ("cut.toml", b"[case]\ntitle = 'a", ["cut.toml", "line 2"]),
        ("deep.toml", b"a = " + b"[" * 20_000, ["deep.toml"]),
        ("list.toml", b"case = 3", ["list.toml", "case"]),
        ("cut.xlsx", b"PK\x03\x04 and no more", ["cut.xlsx"]),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, ["old.xlsx"]),
        ("case.csv", b"a,b", ["case.csv", ".toml"]),
        ("cut.json", b'{"case": ', ["cut.json"]),
        ("other.json", b"[]", ["other.json"]),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    name: str, content: bytes, words: list, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refuse(call("appraise", name, folder=tmp_path), *words)


def test_a_huge_file_is_refused_at_once(tmp_path: Path) -> None:
    with (tmp_path / "huge.toml").open("wb") as huge:
        huge.truncate(200_000_000)
    refuse(call("appraise", "huge.toml", folder=tmp_path), "huge.toml")
    (tmp_path / "huge.toml").rename(tmp_path / "huge.json")
    refuse(call("verify", "huge.json", folder=tmp_path), "huge.json")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "Meals', 'titel = "Meals', ["case.toml", "line 2", "case.titel", "did you mean title"]),
        ("horizon_years = 3", "horizon_years = 0", ["line 6", "case.horizon_years", "but is 0"]),
        ("horizon_years = 3", "horizon_years = 1000", ["case.horizon_years", "but is 1000"]),
        ("draws = 400", "draws = 0", ["case.draws", "but is 0"]),
        ("amount = 95", "amount = -95", ["options.in-house.costs.0.amount", "-95"]),
        ("amount = 95", "amount = nan", ["options.in-house.costs.0.amount", "nan"]),
        ("amount = 95", "amount = { pert = [3, 2, 1] }", ["options.in-house.costs.0.amount", "pert"]),
        ("business_as_usual = true", "business_as_usual = false", ["business_as_usual"]),
    ],
)
def test_a_value_that_does_not_hold_is_named_with_its_line(
    old: str, new: str, words: list, folder: Path
) -> None:
    text = (folder / "case.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "case.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    refuse(call("appraise", "case.toml", "--out", "case.json", folder=folder), "case.toml", "line", *words)
    assert not (folder / "case.json").exists()


def test_a_value_in_a_spreadsheet_is_named_with_its_cell(folder: Path) -> None:
    call("convert", "case.toml", "case.xlsx", folder=folder)
    from openpyxl import load_workbook

    book = load_workbook(folder / "case.xlsx")
    cell = next(cell for row in book["costs"].iter_rows() for cell in row if cell.value == 95)
    cell.value = -95
    book.save(folder / "case.xlsx")
    found = call("appraise", "case.xlsx", folder=folder)
    refuse(
        found, "case.xlsx", f"sheet costs, cell {cell.coordinate}", "options.in-house.costs.0.amount", "-95"
    )


def test_nothing_is_written_where_it_cannot_be(folder: Path) -> None:
    refuse(call("appraise", "case.toml", "--out", "nowhere/case.json", folder=folder), "nowhere")
    refuse(call("appraise", "case.toml", "--out", "case.toml", folder=folder), "is what was read")
    refuse(call("appraise", "case.toml", "--report", "report.txt", folder=folder), ".html, .pdf or .docx")
    refuse(
        call("appraise", "case.toml", "--out", "a.html", "--report", "a.html", folder=folder), "two outputs"
    )
    refuse(call("appraise", "case.toml", "--sealed", "s.json", folder=folder), "no [[withheld]] parts")
    refuse(call("appraise", "case.toml", "--at", "yesterday", folder=folder), "--at")
    refuse(call("appraise", "case.toml", "--draws", "0", folder=folder), "--draws must be from 1", "but is 0")
    refuse(call("appraise", "case.toml", "--seed=-1", folder=folder), "--seed must be from 0", "but is -1")
    refuse(call("init", "case.toml", folder=folder), "is there already")
    refuse(call("init", "case.csv", folder=folder), ".toml or .xlsx")
    refuse(call("convert", "case.toml", "case.toml", folder=folder), "is there already")
    assert sorted(path.name for path in folder.iterdir()) == ["case.toml"]


def test_one_output_that_fails_leaves_the_others_unwritten(folder: Path) -> None:
    found = call("appraise", "case.toml", "--out", "case.json", "--report", "nowhere/r.html", folder=folder)
    refuse(found, "nowhere")
    assert sorted(path.name for path in folder.iterdir()) == ["case.toml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_standard_output_is_not_a_traceback(folder: Path) -> None:
    words = [*COMMAND, "appraise", "case.toml", "--json"]
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(words, cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert found.returncode == 2
    assert "No space left" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_half_way_nothing_is_written(
    how: signal.Signals, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal comes after the case file is prepared and before anything is written."""
    monkeypatch.setattr(documents, "render_html", lambda _: os.kill(os.getpid(), how) or "late")
    found = call("appraise", "case.toml", "--out=a.json", "--report=r.html", folder=folder)
    assert found == Called(2, "", "\nwholeplace: Interrupted: nothing was written.\n")
    assert sorted(path.name for path in folder.iterdir()) == ["case.toml"]

"""``wholeplace debate``, as an analyst, a citizen and bad input meet it."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests.cli.calling import Called, call
from tests.engines.opinion.test_groups import make_camps
from tests.formats.polis.conversations import FOLDER, needs_conversations, read_reference
from wholeplace.formats.polis import (
    Conversation,
    Statement,
    read_votes,
    write_statements,
    write_vote_list,
    write_vote_matrix,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "debate"


def write_camps(path: Path, groups: dict[str, str] | None = None) -> Path:
    """Write made-up votes of three camps."""
    matrix = make_camps()
    rows, columns = np.nonzero(~np.isnan(matrix))
    conversation = Conversation(
        tuple(str(number) for number in range(len(matrix))),
        tuple(str(number) for number in range(matrix.shape[1])),
        rows, columns, matrix[rows, columns].astype(np.int8), groups,
    )  # fmt: skip
    write = write_vote_matrix if groups is not None else write_vote_list
    path.write_bytes(write(conversation))
    return path


def ask(*arguments: object) -> dict:
    """Run debate with --json and read its one line."""
    found = call("debate", *arguments, "--json", "--resamples", 0)
    assert found.exit_code == 0, found.stderr
    assert found.stdout.count("\n") == 1
    return json.loads(found.stdout)


def refuse(found: Called, *words: str) -> None:
    assert found.exit_code == 2, found.stdout
    assert found.stdout == ""
    assert len(found.stderr.strip().splitlines()) == 1, found.stderr
    assert "Traceback" not in found.stderr
    for word in words:
        assert word in found.stderr, found.stderr


def test_json_has_what_the_contract_says(tmp_path: Path) -> None:
    found = ask(write_camps(tmp_path / "votes.csv"))
    assert found["file"] == str(tmp_path / "votes.csv")
    assert (found["participants"], found["statements"], found["k"]) == (90, 24, 3)
    assert found["votes"] == sum(
        cell[key] for cell in found["by_statement"].values() for key in ("agree", "disagree", "pass")
    )
    assert set(found["groups"].values()) == {0, 1, 2}
    assert 0 < found["silhouette"] < 1
    statement = found["by_statement"]["0"]
    assert set(statement) == {"agree", "disagree", "pass", "consensus", "priority", "groups"}
    assert set(statement["groups"]) == {"0", "1", "2"}
    assert statement["agree"] == sum(group["agree"] for group in statement["groups"].values())
    assert all(set(each) == {"statement", "for", "repness", "z"} for each in found["representative"]["0"])
    assert set(found["consensus"]) == {"agree", "disagree"}


def test_several_files_give_a_line_each() -> None:
    files = EXAMPLE / "participants-votes.csv", EXAMPLE / "votes.csv"
    found = call("debate", *files, "--json", "--resamples", 0)
    one, other = map(json.loads, found.stdout.splitlines())
    assert (one.pop("file"), other.pop("file")) == tuple(map(str, files))
    assert one == other  # both layouts of one conversation, in another order of votes


def test_the_groups_that_are_published_give_the_same_figures_again(tmp_path: Path) -> None:
    """Frozen as a table with the votes, and as the JSON of the run: every figure within 1e-12."""
    votes = write_camps(tmp_path / "votes.csv")
    first = ask(votes, "--out", tmp_path / "frozen.csv")
    (tmp_path / "run.json").write_text(json.dumps(first), encoding="utf-8")
    for again in (
        ask(tmp_path / "frozen.csv", "--groups", "published"),
        ask(votes, "--groups", tmp_path / "run.json"),
        ask(votes, "--groups", tmp_path / "frozen.csv"),
    ):
        assert again["groups"] == first["groups"]
        assert again["silhouette"] == pytest.approx(first["silhouette"], rel=1e-12)
        for statement, figures in first["by_statement"].items():
            recomputed = again["by_statement"][statement]
            assert recomputed["groups"] == figures["groups"]
            for key in ("agree", "disagree", "pass", "consensus", "priority"):
                assert recomputed[key] == pytest.approx(figures[key], rel=1e-12)
        assert again["representative"] == first["representative"]
        assert again["consensus"] == first["consensus"]


@needs_conversations
@pytest.mark.parametrize("name", ["opendata/scoop-hivemind.freshwater", "opendata/15-per-hour-seattle"])
def test_published_groups_give_the_figures_of_the_reference(name: str) -> None:
    reference = read_reference()[name]
    left_out = ",".join(str(statement) for statement in reference["mod_out"])
    file = FOLDER / name / "participants-votes.csv"
    found = ask(file, "--groups", "published", "--moderated-out", left_out)
    assert found["groups"] == reference["groups"]
    assert found["moderated_out"] == [str(statement) for statement in sorted(reference["mod_out"])]
    for statement, consensus in reference["group_aware_consensus"].items():
        assert found["by_statement"][statement]["consensus"] == pytest.approx(consensus, rel=1e-14)
    for side, listed in reference["consensus"].items():
        assert found["consensus"][side] == [str(statement) for statement in listed]


def test_shuffled_rows_and_columns_give_the_same_json(tmp_path: Path) -> None:
    """Only the name of the file differs, to the last digit."""
    lines = [
        line.split(",") for line in (EXAMPLE / "participants-votes.csv").read_text(encoding="utf-8").split()
    ]
    generator = np.random.default_rng(3)
    columns = [0, *(6 + generator.permutation(len(lines[0]) - 6))]
    rows = [0, *(1 + generator.permutation(len(lines) - 1))]
    (tmp_path / "shuffled.csv").write_text(
        "\n".join(",".join(lines[row][column] for column in columns) for row in rows), encoding="utf-8"
    )
    one, other = ask(EXAMPLE / "participants-votes.csv"), ask(tmp_path / "shuffled.csv")
    assert (one.pop("file"), other.pop("file")) == (
        str(EXAMPLE / "participants-votes.csv"),
        str(tmp_path / "shuffled.csv"),
    )
    assert json.dumps(one) == json.dumps(other)


def test_the_tables_name_groups_statements_and_cautions() -> None:
    found = call("debate", EXAMPLE / "votes.csv", "--comments", EXAMPLE / "comments.csv")
    assert found.exit_code == 0, found.stderr
    assert "84 people, 18 statements" in found.stdout
    assert "Where all groups agree most" in found.stdout
    assert "Libraries should stay open on Saturdays" in found.stdout
    assert "Found again" in found.stdout
    assert "not stable" in found.stdout


def test_a_statement_that_is_moderated_out_is_in_no_list() -> None:
    before = ask(EXAMPLE / "votes.csv")
    shown = [each["statement"] for listed in before["representative"].values() for each in listed]
    found = ask(EXAMPLE / "votes.csv", "--moderated-out", f"{shown[0]}, 999 998")
    listed = [each["statement"] for listed in found["representative"].values() for each in listed]
    assert shown[0] not in listed + found["consensus"]["agree"] + found["consensus"]["disagree"]
    assert shown[0] in found["by_statement"]
    assert any("Statement 999" in caution for caution in found["cautions"])


@pytest.mark.parametrize(
    ("rows", "caution"),
    [
        (["1,,,,,,,", "2,,,,,,,"], "Nobody has voted yet"),
        (["1,1,1,1,1,1,1,1"], "There are no groups"),
        ([f"{number},1,1,1,1,1,1,1" for number in range(40)], "There are no groups"),
    ],
    ids=["nobody voted", "one person", "all alike"],
)
def test_where_there_is_nothing_to_compare_it_says_so(tmp_path: Path, rows: list[str], caution: str) -> None:
    file = tmp_path / "votes.csv"
    file.write_text("\n".join(["participant,0,1,2,3,4,5,6", *rows]), encoding="utf-8")
    found = ask(file)
    assert found["k"] < 2
    assert found["silhouette"] is None
    assert any(caution in each for each in found["cautions"])
    report = tmp_path / "report.html"
    assert call("debate", file, "--report", report).exit_code == 0
    assert "No groups of opinion can be told apart" in report.read_text(encoding="utf-8")


# --- the report ------------------------------------------------------------------------------------------


def write_report(file: Path, folder: Path, *arguments: object) -> str:
    report = folder / "report.html"
    found = call("debate", file, "--report", report, "--resamples", 3, *arguments)
    assert found.exit_code == 0, found.stderr
    return report.read_text(encoding="utf-8")


def test_the_report_has_both_pictures_and_their_tables(tmp_path: Path) -> None:
    page = write_report(EXAMPLE / "votes.csv", tmp_path, "--comments", EXAMPLE / "comments.csv")
    assert page.count("<figure") == 2
    assert page.count('role="img"') == 4  # each for wide and for narrow screens
    for caption in ("The groups: people", "every group agrees", "on which groups part", "Every statement"):
        assert caption in page
    assert "<script" not in page
    assert "Libraries should stay open on Saturdays" in page


def test_the_same_votes_give_the_same_report(tmp_path: Path) -> None:
    assert write_report(EXAMPLE / "votes.csv", tmp_path) == write_report(EXAMPLE / "votes.csv", tmp_path)


def test_no_mark_of_the_picture_stands_for_fewer_people_than_the_threshold(tmp_path: Path) -> None:
    for threshold in (5, 9):
        page = write_report(write_camps(tmp_path / "votes.csv"), tmp_path, "--threshold", threshold)
        drawn = [int(people) for people in re.findall(r"<title>Group \d+: (\d+) people</title>", page)]
        assert min(drawn) >= threshold
        assert sum(drawn) == 2 * 90  # everybody, in either width


def test_of_a_group_below_the_threshold_nothing_is_shown(tmp_path: Path) -> None:
    """Four people stand alone together: their group is named, not drawn, and no share of it is given."""
    groups = {str(number): "rest" for number in range(4, 90)} | {str(number): "few" for number in range(4)}
    file = write_camps(tmp_path / "votes.csv", groups)
    page = write_report(file, tmp_path, "--groups", "published")
    assert "<title>Group few" not in page
    assert "<title>Group rest" in page
    assert "under 5" in page
    assert "Fewer than 5 people" in page
    assert "What tells group few from the others" not in page
    printed = call("debate", file, "--groups", "published").stdout
    assert "Fewer than 5 people: not shown" in printed


def test_what_people_wrote_is_shown_as_text(tmp_path: Path) -> None:
    hostile = [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u202ereversed", "[red]loud[/red]",
        "x" * 100_000, "\x1b[31mred", "{{ 7 * 7 }}", "\u05d0\u05d1", "</title><svg onload=alert(1)>",
    ]  # fmt: skip
    comments = tmp_path / "comments.csv"
    comments.write_bytes(
        write_statements([Statement(str(number), text) for number, text in enumerate(hostile)])
    )
    file = write_camps(tmp_path / "votes.csv")
    page = write_report(file, tmp_path, "--comments", comments)
    assert "<script" not in page
    assert "<img" not in page
    assert "<svg onload" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert "x" * 300 not in page
    printed = call("debate", file, "--comments", comments).stdout
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_many_groups_with_any_names_can_be_given(tmp_path: Path) -> None:
    names = ["<b>", "=1+1", "\u202ex", "6", "10", "[red]", "a" * 200]
    file = write_camps(tmp_path / "votes.csv", {str(n): names[n % 7] for n in range(90)})
    found = ask(file, "--groups", "published")
    assert found["k"] == 7
    assert set(map(str, found["groups"].values())) == set(names)
    page = write_report(file, tmp_path, "--groups", "published")
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "Group 6" in call("debate", file, "--groups", "published").stdout


def test_where_the_threshold_is_larger_than_the_debate_nothing_is_told(tmp_path: Path) -> None:
    page = write_report(EXAMPLE / "votes.csv", tmp_path, "--threshold", 1000)
    assert "too few people voted to compare them" in page
    assert "<figure" not in page
    assert not re.search(r">\d+%<", page)


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        (None, [], ["votes.csv", "does not exist"]),
        (b"", [], ["votes.csv", "is empty"]),
        (b"\xff\xfe\x00", [], ["votes.csv", "UTF-8"]),
        (b"participant,0\n1,5\n", [], ["votes.csv", "line 2", "column “0”", "“5”", "correct it"]),
        (b"participant,0\n1,1\n1,1\n", [], ["votes.csv", "line 3", "“1” stands also on line 2"]),
        (b"voter-id,comment-id,vote\n1,1,NaN\n", [], ["line 2", "column “vote”", "“NaN”"]),
        (b"voter-id,comment-id,vote\n1,1,1\n", ["--groups", "published"], ["needs a column group-id"]),
        (
            b"voter-id,comment-id,vote\n1,1,1\n",
            ["--groups", "missing.csv"],
            ["missing.csv", "does not exist"],
        ),
        (b"voter-id,comment-id,vote\n1,1,1\n", ["--report", "a.pdf"], ["--report", "must end in .html"]),
        (b"voter-id,comment-id,vote\n1,1,1\n", ["--out", "a.json"], ["--out", "must end in .csv"]),
        (b"voter-id,comment-id,vote\n1,1,1\n", ["--out", "votes.csv"], ["is what was read"]),
        (b"voter-id,comment-id,vote\n1,1,1\n", ["votes.csv", "--out", "a.csv"], ["goes with one file"]),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes | None, arguments: list[str], words: list[str]
) -> None:
    if content is not None:
        (tmp_path / "votes.csv").write_bytes(content)
    refuse(call("debate", "votes.csv", *arguments, folder=tmp_path), *words)
    assert not (tmp_path / "a.csv").exists()


def test_groups_of_somebody_who_is_not_there_are_refused(tmp_path: Path) -> None:
    file = write_camps(tmp_path / "votes.csv")
    (tmp_path / "groups.csv").write_text("participant,group-id\nnobody,0\n", encoding="utf-8")
    refuse(call("debate", file, "--groups", tmp_path / "groups.csv"), "votes.csv", "“nobody” has a group")


def test_more_statements_than_can_be_compared_are_refused(tmp_path: Path) -> None:
    heading = ",".join(["participant", *map(str, range(60_000))])
    (tmp_path / "votes.csv").write_text(f"{heading}\n1{',1' * 60_000}\n", encoding="utf-8")
    refuse(call("debate", tmp_path / "votes.csv"), "votes.csv", "60,000 statements", "at most 4,000")


@pytest.mark.parametrize("arguments", [["--nonsense"], ["--threshold", "0"], ["--resamples", "-1"], []])
def test_unknown_options_and_values_out_of_range_are_refused(arguments: list[str]) -> None:
    files = [EXAMPLE / "votes.csv"] if arguments else []
    assert call("debate", *files, *arguments).exit_code == 2


def test_the_example_is_one_conversation_in_both_layouts() -> None:
    matrix, listed = (
        read_votes((EXAMPLE / name).read_bytes()) for name in ("participants-votes.csv", "votes.csv")
    )
    assert set(matrix.participants) == set(listed.participants)
    assert len(matrix.values) == len(listed.values)

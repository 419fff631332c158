"""``wholeplace count``: the contract for machines, the tables and the page for people, refusals in one sentence."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.calling import call
from wholeplace.formats.pabulib import write_pabulib

META = {"description": "A vote", "currency": "GBP", "budget": 60, "vote_type": "approval"}
# Six voters with a share of 10. Trees: five supporters pay 5 each. Ramp and shed tie at 4 each, ramp goes first.
PROJECTS = {
    "project_id": ["ramp", "shed", "trees", "pool", "moon", "free"],
    "cost": [8, 8, 25, 24, 61, 0],
    "name": ["A ramp", "<b>A shed</b>", "Trees", "A pool", "The moon", "A smile"],
}
VOTES = {
    "voter_id": [1, 2, 3, 4, 5, 6],
    "vote": ["trees,ramp", "trees,ramp", "trees,shed", "trees,shed,moon", "trees", "pool,free,pool"],
    "district": ["North", "North", "South", "South", "South", ""],
}


@pytest.fixture
def vote(tmp_path: Path) -> Path:
    """Write the small vote."""
    path = tmp_path / "vote.pb"
    path.write_bytes(write_pabulib(META, PROJECTS, VOTES))
    return path


def count(*arguments):
    return call("count", *arguments)


def read(*arguments):
    """Count as JSON."""
    result = count("--json", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_json_says_what_was_decided_and_why(vote):
    told = read(vote, "--completion", "none")
    assert told["file"] == str(vote)
    assert (told["rule"], told["satisfaction"], told["completion"]) == ("equal-shares", "cost", "none")
    assert (told["voters"], told["budget"], told["spent"]) == (6, 60, 41)
    assert told["selected"] == ["free", "trees", "ramp", "shed"]
    assert told["ties"] == [{"between": ["ramp", "shed"], "chosen": "ramp"}]
    assert told["projects"]["trees"] == {
        "cost": 25, "supporters": 5, "selected": True, "round": 2, "price_per_unit": 0.2, "money_behind": 50.0,
    }  # fmt: skip
    assert told["projects"]["pool"] == {
        "cost": 24, "supporters": 1, "selected": False, "money_behind": 10.0, "short_by": 14.0, "reason": "not-enough",
    }  # fmt: skip
    assert told["projects"]["moon"]["reason"] == "over-budget"
    assert told["projects"]["free"]["round"] == 1
    # Everyone has a winner: voter 6 the smile. The best for voters 1 to 5 is what they got, for 6 the pool.
    assert told["representation"]["share_with_a_winner"] == 1.0
    assert told["representation"]["mean_satisfaction"] == pytest.approx(5 / 6)
    assert told["representation"]["gini"] == pytest.approx(1 / 6)


def test_a_completion_goes_on_with_the_rounds_and_says_so(vote):
    told = read(vote, "--completion", "add1-utilitarian", "--tie-break", "votes")
    assert told["completion"] == "add1-utilitarian"
    assert told["selected"] == ["free", "trees", "ramp", "shed"]
    smaller = read(vote, "--completion", "utilitarian")
    assert smaller["projects"]["pool"]["selected"] is False
    cheap = vote.with_name("cheap.pb")
    cheap.write_bytes(write_pabulib(META, PROJECTS | {"cost": [8, 8, 25, 12, 61, 0]}, VOTES))
    pool = read(cheap, "--completion", "utilitarian")["projects"]["pool"]
    assert (pool["round"], pool["by"], pool["selected"]) == (5, "completion", True)
    assert "price_per_unit" not in pool
    assert "by" not in read(cheap)["projects"]["pool"]


@pytest.mark.parametrize(
    ("options", "selected"),
    [
        (["--rule", "greedy"], ["trees", "ramp", "shed", "free"]),
        (["--rule", "greedy", "--satisfaction", "cardinality"], ["free", "ramp", "shed", "trees"]),
        (["--rule", "phragmen"], ["free", "ramp", "shed", "trees"]),
        (["--satisfaction", "cardinality", "--completion", "none"], ["free", "ramp", "shed", "trees"]),
        (["--satisfaction", "score", "--completion", "none"], ["free", "ramp", "shed", "trees"]),
    ],
)
def test_the_other_rules(vote, options, selected):
    assert read(vote, *options)["selected"] == selected


def test_without_skipping_greedy_stops_at_what_does_not_fit(tmp_path):
    path = tmp_path / "vote.pb"
    projects = {"project_id": ["a", "b", "c"], "cost": [6, 6, 1]}
    votes = {"voter_id": range(6), "vote": ["a", "a", "a", "b", "b", "c"]}
    path.write_bytes(write_pabulib(META | {"budget": 10}, projects, votes))
    assert read(path, "--rule", "greedy")["selected"] == ["a", "c"]
    assert read(path, "--rule", "greedy", "--no-skip")["selected"] == ["a"]


def test_the_files_threshold_is_enforced_only_when_asked(vote):
    data = vote.read_text().replace("budget;", "min_project_score_threshold;2\nbudget;")
    vote.write_text(data)
    assert "free" in read(vote)["selected"]
    strict = read(vote, "--threshold", "file")
    assert strict["selected"] == ["trees", "ramp", "shed"]
    assert strict["projects"]["free"]["reason"] == "below-threshold"


def test_a_threshold_that_is_missing_is_noted_and_one_that_is_no_number_refused(vote):
    assert "gives no min_project_score_threshold" in read(vote, "--threshold", "file")["notes"][0]
    vote.write_text(vote.read_text().replace("budget;", "min_project_score_threshold;many\nbudget;"))
    assert "must be a number, but is “many”" in count(vote, "--threshold", "file").stderr


def test_what_is_odd_about_a_file_is_noted(vote):
    data = (
        vote.read_text().replace("budget;", "default_score;2\nnum_votes;7\nbudget;").replace("\n2;", "\n1;")
    )
    vote.write_text(data)
    notes = " ".join(read(vote)["notes"])
    assert "num_votes is 7, but the file has 6 ballots" in notes
    assert "default_score 2" in notes
    assert "1 voter_id stand on more than one ballot" in notes
    assert "Note: META says" in count(vote).stdout


def test_ages_are_taken_together_by_tens(vote):
    votes = {"voter_id": range(400), "vote": ["trees"] * 400, "age": [18 + n % 40 for n in range(400)]}
    vote.write_bytes(write_pabulib(META, PROJECTS, votes))
    groups = read(vote, "--by", "AGE")["groups"]
    assert [group["group"] for group in groups] == [
        "10 to 19",
        "20 to 29",
        "30 to 39",
        "40 to 49",
        "50 to 59",
    ]
    assert [group["voters"] for group in groups] == [20, 100, 100, 100, 80]


@pytest.mark.parametrize(
    "options",
    [
        ["--rule", "greedy", "--satisfaction", "cardinality", "--no-skip", "--threshold", "file"],
        ["--rule", "phragmen", "--tie-break", "cost"],
        ["--completion", "add1", "--increment", "0.5"],
    ],
)
def test_the_report_gives_the_command_that_repeats_the_count(vote, tmp_path, options):
    """The command on the page, tried as it stands there, selects the same."""
    report = tmp_path / "report.html"
    assert count(vote, *options, "--report", report).exit_code == 0
    (command,) = re.findall(r"<code>wholeplace count ([^<]*?)</code>", report.read_text(encoding="utf-8"))[:1]
    words = command.split()
    assert words[0] == "vote.pb"
    assert read(vote, *words[1:])["selected"] == read(vote, *options)["selected"]


def test_points_and_ranks_are_counted(tmp_path):
    points, ranks = tmp_path / "points.pb", tmp_path / "ranks.pb"
    projects = {"project_id": ["a", "b"], "cost": [10, 10]}
    votes = {"voter_id": [1, 2], "vote": ["a,b", "b,a"], "points": ["1,3", "2,0"]}
    points.write_bytes(write_pabulib(META | {"vote_type": "scoring", "budget": 10}, projects, votes))
    scores = read(points, "--satisfaction", "score", "--rule", "greedy")
    assert scores["selected"] == ["b"]
    assert scores["projects"]["a"]["supporters"] == 1
    ranked = {"voter_id": [1, 2, 3], "vote": ["a,b", "b,a", "b,a"]}
    ranks.write_bytes(write_pabulib(META | {"vote_type": "ordinal", "budget": 10}, projects, ranked))
    borda = read(ranks, "--satisfaction", "borda", "--rule", "greedy")
    assert borda["projects"]["b"]["supporters"] == 2
    assert borda["selected"] == ["b"]


def test_several_files_give_a_line_each(vote):
    result = count("--json", vote, vote)
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [str(vote)] * 2


def test_groups_voters_and_other_rules_are_told_when_asked(vote):
    votes = {
        "voter_id": range(30),
        "vote": ["trees"] * 20 + ["ramp"] * 10,
        "district": ["N"] * 20 + ["S"] * 9 + ["T"],
    }
    vote.write_bytes(write_pabulib(META, PROJECTS, votes))
    told = read(vote, "--by", "district", "--voter", "3", "--compare")
    north, rest = told["groups"]
    assert (north["group"], north["voters"], north["share_of_voters"]) == ("N", 20, pytest.approx(2 / 3))
    assert north["share_of_money"] == pytest.approx(25 / 33)
    assert (rest["group"], rest["voters"]) == ("groups of fewer than 10 voters", 10)
    assert told["voter"]["won"] == {"trees": pytest.approx(1.25)}
    assert told["voter"]["left"] == pytest.approx(told["voter"]["start"] - 1.25)
    names = {(rival["rule"], rival["satisfaction"]) for rival in told["comparison"]}
    assert {("greedy", "cost"), ("greedy", "cardinality"), ("phragmen", "cost")} <= names


def test_a_person_sees_winners_misses_ties_and_the_rule(vote):
    result = count(vote, "--completion", "none", "--compare", "--by", "district", "--voter", "1")
    assert result.exit_code == 0
    plain = result.stdout.replace("\u00a0", " ")
    assert "4 of 6 projects win, for £41 of £60." in plain
    assert "its supporters were £14 short" in plain
    assert "Tie between ramp, shed: ramp went first." in plain
    assert "Each voter has the same share of the budget." in plain
    assert "Trees won: £5 paid from the share." in plain
    assert "Phragmén" in plain


def test_the_report_explains_itself_without_asking_for_anything(vote, tmp_path):
    report = tmp_path / "report.html"
    assert count(vote, "--report", report).exit_code == 0
    page = report.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>A shed" not in page
    assert "&lt;b&gt;A shed" in page
    assert not re.search(r'(src|href)="(?!#)', page)
    for heading in ("The result", "Who paid for what", "What just missed", "What each group of voters got"):
        assert f">{heading}</h2>" in page
    assert "wholeplace count vote.pb --rule equal-shares" in page
    assert page.count("<svg") >= 6
    again = tmp_path / "again.html"
    count(vote, "--report", again)
    assert again.read_bytes() == report.read_bytes()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rule", "greedy", "--completion", "add1"], "--completion belongs to equal-shares"),
        (["--no-skip"], "--no-skip belongs to greedy"),
        (["--increment", "0"], "--increment must be money from"),
        (["--increment", "nan"], "but is “nan”"),
        (["--satisfaction", "borda"], "vote.pb: --satisfaction borda needs ranked ballots"),
        (["--by", "shoe"], "VOTES has no column “shoe”; the columns are voter_id, vote, district"),
        (["--voter", "77"], "--voter is “77”, which is no voter_id of the file"),
        (["--report", "x.pdf"], "x.pdf: must end in .html"),
        (["--report", "nowhere/x.html"], "the folder nowhere does not exist"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_2(vote, options, said):
    result = count(vote, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_report_never_replaces_the_ballots(vote):
    before = vote.read_bytes()
    renamed = vote.rename(vote.with_suffix(".html"))
    result = count(renamed, "--report", renamed)
    assert (result.exit_code, renamed.read_bytes()) == (2, before)


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01", b"PK\x03\x04\x00", b"META\n", b"\xff\xfeM\x00", b'META\n"\n', b";" * 300_000]
)
def test_any_bytes_are_refused_in_one_sentence_that_names_the_file(tmp_path, data):
    path = tmp_path / "odd.pb"
    path.write_bytes(data)
    result = count("--json", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"wholeplace: {path}")
    assert result.stderr.count("\n") == 1


def test_a_missing_file_and_unknown_options_are_refused(tmp_path, vote):
    assert "does not exist" in count(tmp_path / "none.pb").stderr
    assert count("--sort", vote).exit_code == 2
    assert count("--rule", "lottery", vote).exit_code == 2
    assert count().exit_code == 2


def test_amounts_beyond_exact_sums_are_refused(vote):
    vote.write_text(vote.read_text().replace("budget;60", "budget;900000000000000.000000001"))
    result = count(vote)
    assert result.exit_code == 2
    assert "vote.pb: cannot be counted: The amounts are too large or too finely divided" in result.stderr


def test_a_vote_without_ballots_or_projects_is_counted(tmp_path):
    path = tmp_path / "empty.pb"
    path.write_bytes(write_pabulib(META, {"project_id": [], "cost": []}, {"voter_id": [], "vote": []}))
    for rule in ("equal-shares", "greedy", "phragmen"):
        told = read(path, "--rule", rule)
        assert (told["selected"], told["voters"]) == ([], 0)
        assert told["representation"] == {"share_with_a_winner": 0.0, "mean_satisfaction": 0.0, "gini": 0.0}
    assert count(path, "--report", tmp_path / "empty.html").exit_code == 0

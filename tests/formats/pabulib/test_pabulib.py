"""Pabulib files are read with tolerance, refused in one sentence, and written so that they read back."""

import csv
import io
import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeplace.formats.pabulib import InvalidPabulib, read_pabulib, write_pabulib
from wholeplace.formats.source_file import CannotReadFile

FILE = """META
key;value
description;A small vote; with a semicolon
budget;1000
vote_type;approval
PROJECTS
project_id;cost;name
7;500;"Trees; and benches"
a1;600.50;A ramp
VOTES
voter_id;vote;district
1;7,a1;North
2;;South
3;a1;
"""


def change(old: str, new: str) -> bytes:
    """Change one thing in the file."""
    assert FILE.count(old) >= 1
    return FILE.replace(old, new, 1).encode()


def test_a_file_is_read_with_its_amounts_exactly():
    file = read_pabulib(FILE.encode())
    assert file.budget == 1000
    assert [str(cost) for cost in file.costs] == ["500", "1201/2"]
    assert file.names == ("Trees; and benches", "A ramp")
    assert file.meta["description"] == "A small vote; with a semicolon"
    assert file.vote_type == "approval"


def test_an_empty_ballot_is_a_ballot():
    votes = read_pabulib(FILE.encode()).votes
    assert votes.offsets.tolist() == [0, 2, 2, 3]
    assert votes.choices.tolist() == [0, 1, 1]
    assert votes.read_column("district") == ["North", "South", ""]


@pytest.mark.parametrize(
    "data",
    [
        FILE.replace("\n", "\r\n").encode(),
        FILE.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + FILE.encode(),
        FILE.replace("\n", "\n\n").encode(),
        FILE.replace("\n", ";\n").replace("semicolon;", "semicolon").encode(),
        FILE.replace("7,a1", " 7 , a1 ").encode(),
        FILE.replace("7,a1", '"7,a1"').encode(),
        FILE.replace("7,a1", "7,,a1,").encode(),
        FILE.replace("3;a1;", "3;a1").encode(),
        FILE.rstrip().encode(),
        FILE.replace("PROJECTS", "projects").replace("voter_id;vote", "Voter_ID;VOTE").encode(),
        FILE.replace("600.50", "600,50").encode(),
        FILE.replace("approval", "Approval").encode(),
    ],
)
def test_the_same_is_read_from_files_as_people_write_them(data):
    file, plain = read_pabulib(data), read_pabulib(FILE.encode())
    assert (file.costs, file.budget, file.names) == (plain.costs, plain.budget, plain.names)
    assert file.votes.offsets.tolist() == plain.votes.offsets.tolist()
    assert file.votes.choices.tolist() == plain.votes.choices.tolist()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "has no section VOTES"),
        (b"hello\n", "line 1: is not a Pabulib file: it must begin with a line that says META"),
        (b"\0\1\2", "is a binary file"),
        (b"META\nkey;value\n", "has no section VOTES"),
        (b"META\nkey;value\nbudget;1\nvote_type;approval\nVOTES\n", "has no section PROJECTS"),
        (change("META", "META\nMETA"), "line 2: has two sections META"),
        (change("budget;1000\n", ""), "META must give “budget”"),
        (change("budget;1000", "budget;1e9"), "line 4: budget must be a number from 0 to 10.15 .* is “1e9”"),
        (change("budget;1000", "budget;-3"), "line 4: budget must be"),
        (change("budget;1000", "budget;1\nbudget;2"), "line 5: META gives “budget” twice"),
        (change("500", "nan"), "line 8: cost of project “7” must be a number .* is “nan”"),
        (change("500", "9" * 30), "line 8: cost of project “7” must be a number"),
        (change("approval", "lottery"), "line 5: vote_type must be one of approval, .* but is “lottery”"),
        (change("a1;600", "7;600"), "line 9: project_id “7” stands twice"),
        (change("a1;600", ";600"), "line 9: project_id must not be empty"),
        (change("a1;600", '"a,1";600'), "line 9: project_id must have no comma"),
        (change('"Trees; and benches"', "Trees; and benches"), "line 8: PROJECTS has 4 fields .* 3 columns"),
        (change('"Trees; and benches"', '"Trees; and benches'), "line 8: opens a quotation mark"),
        (change("cost;name", "price;name"), "line 7: PROJECTS must have a column “cost”"),
        (change("cost;name", "cost;cost"), "line 7: PROJECTS has two columns “cost”"),
        (change("voter_id;vote;", "voter_id;ballot;"), "line 11: VOTES must have a column “vote”"),
        (change("district", "vote"), "line 11: VOTES has two columns “vote”"),
        (change("2;;South", "2;8;South"), "line 13: vote names project “8”, which is not in PROJECTS"),
        (change("2;;South", "2;7;a1;South"), "line 13: VOTES has 4 fields in this row, but 3 columns"),
        (change("voter_id;vote;district\n1;7,a1;North\n2;;South\n3;a1;\n", ""), "VOTES has no heading"),
        (change("approval", "scoring"), "VOTES must have a column “points”"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(data, said):
    with pytest.raises(InvalidPabulib) as refusal:
        read_pabulib(data)
    assert re.search(said, str(refusal.value))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_named(encoding):
    with pytest.raises(CannotReadFile, match="UTF-8"):
        read_pabulib(FILE.replace("ramp", "rámpá").encode(encoding))
    with pytest.raises(CannotReadFile, match="UTF-8"):
        read_pabulib(FILE.replace("South", "Sóuth").encode(encoding))


POINTS = FILE.replace("approval", "cumulative").replace("district", "points").replace("North", "3,1")
POINTS = POINTS.replace("South", "").replace("3;a1;", "3;a1;2")


def test_points_stand_beside_their_projects():
    votes = read_pabulib(POINTS.encode()).votes
    assert votes.points.tolist() == [3, 1, 2]
    assert votes.points_unit == 1
    decimal = read_pabulib(POINTS.replace("3,1", "2.5,-1").encode()).votes
    assert (decimal.points.tolist(), decimal.points_unit) == ([25, -10, 20], 10)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("3", "2 projects of the ballot, but gives 1"),
        ("3,x", "one is “x”"),
        ("3,1e99", "1e99"),
        ("3,٣", "one is"),
    ],
)
def test_points_that_do_not_fit_are_refused(points, said):
    with pytest.raises(InvalidPabulib, match=f"line 12: points must .*{said}"):
        read_pabulib(POINTS.replace("3,1", points).encode())


def test_counts_that_differ_from_the_file_are_noted():
    file = read_pabulib(change("budget", "num_votes;4\nnum_projects;2\nbudget"))
    assert file.notes == ("META says num_votes is 4, but the file has 3 ballots.",)


def test_a_vote_nobody_took_part_in_is_read():
    file = read_pabulib(FILE.partition("1;7")[0].encode())
    assert len(file.votes) == 0


ids = st.text(
    st.characters(codec="utf-8", exclude_characters=",\r\0", exclude_categories=("Cs",)), max_size=20
)
ids = ids.map(str.strip).filter(lambda key: key and key.upper() not in ("META", "PROJECTS", "VOTES"))


@given(st.lists(ids, min_size=1, max_size=12, unique=True), st.data())
def test_what_is_written_reads_back(keys, data):
    """Ids of any length and alphabet, with semicolons and quotation marks among them."""
    ballots = data.draw(st.lists(st.lists(st.sampled_from(keys), unique=True), max_size=8))
    projects = {"project_id": keys, "cost": range(len(keys))}
    votes = {"voter_id": range(len(ballots)), "vote": [",".join(ballot) for ballot in ballots]}
    written = write_pabulib({"budget": 5, "vote_type": "approval", "note": keys[0]}, projects, votes)
    file = read_pabulib(written)
    assert list(file.project_ids) == keys
    assert file.meta["note"] == keys[0]
    bounds = file.votes.offsets
    found = [[keys[c] for c in file.votes.choices[a:b]] for a, b in itertools.pairwise(bounds)]
    assert found == ballots
    assert rewrite(file) == written


def rewrite(file):
    """Write a file that was read."""
    votes = {name: file.votes.read_column(name) for name in file.votes.columns}
    return write_pabulib(file.meta, file.projects, votes)


@given(
    st.lists(st.integers(1, 10**11), min_size=1, max_size=30, unique=True), st.randoms(use_true_random=False)
)
def test_whole_blocks_are_read_as_row_by_row(numbers, random):
    """A quotation mark anywhere makes the reader go row by row; both ways give the same arrays."""
    keys = [f"{number:x}" for number in numbers]
    rows = [",".join(random.sample(keys, random.randint(1, min(5, len(keys))))) for _ in range(40)]
    head = "META\nbudget;1\nvote_type;approval\nPROJECTS\nproject_id;cost\n" + "".join(
        f"{k};1\n" for k in keys
    )
    plain = head + "VOTES\nvoter_id;vote\n" + "".join(f"{n};{row}\n" for n, row in enumerate(rows))
    quoted = plain.replace(f"0;{rows[0]}\n", f'0;"{rows[0]}"\n', 1)
    ours, theirs = read_pabulib(plain.encode()).votes, read_pabulib(quoted.encode()).votes
    assert np.array_equal(ours.choices, theirs.choices)
    assert np.array_equal(ours.offsets, theirs.offsets)


def test_a_file_larger_than_a_block_is_read_whole():
    rows = "".join(f"{number};{'7,a1' if number % 3 else 'a1'};x\n" for number in range(150_000))
    file = read_pabulib((FILE.partition("1;7")[0] + rows).encode())
    assert len(file.votes) == 150_000
    assert np.diff(file.votes.offsets).tolist() == [2 if number % 3 else 1 for number in range(150_000)]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (({"budget": 1}, {}, {}), "META needs vote_type"),
        (({"budget": 1, "vote_type": "approval"}, {"cost": []}, {}), "PROJECTS needs project_id"),
        (
            (
                {"budget": 1, "vote_type": "approval"},
                {"project_id": ["a"], "cost": []},
                {"voter_id": [], "vote": []},
            ),
            "different lengths",
        ),
        (
            (
                {"budget": 1, "vote_type": "x"},
                {"project_id": ["a,b"], "cost": [1]},
                {"voter_id": [], "vote": []},
            ),
            "no comma",
        ),
    ],
)
def test_a_file_that_could_not_be_read_back_is_not_written(parts, said):
    with pytest.raises(InvalidPabulib, match=said):
        write_pabulib(*parts)


# Longer files are read as well, but not written again: it would take most of the time and say no more.
LONG = 100_000


def split_slowly(data: bytes) -> dict[str, list[list[str]]]:
    """Split a file by the book."""
    sections: dict[str, list[list[str]]] = {}
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"):
        if row in (["META"], ["PROJECTS"], ["VOTES"]):
            current = sections[row[0]] = []
        elif row:
            current.append(row)
    return sections


def test_each_real_file_is_read_as_by_the_book_and_reads_back(shared):
    """321 elections of six countries."""
    paths = sorted((shared / "data/participation/pb/data").glob("*.pb"))
    if not paths:
        pytest.skip("the elections are not here")
    for path in paths:
        data = path.read_bytes()
        file, sections = read_pabulib(data), split_slowly(data)
        (heading, *rows), votes = sections["VOTES"], file.votes
        ballots = [row[heading.index("vote")].split(",") for row in rows]
        assert [file.project_ids[c] for c in votes.choices] == [
            key for ballot in ballots for key in ballot
        ], path
        assert np.diff(votes.offsets).tolist() == [len(ballot) for ballot in ballots], path
        if votes.points is not None:
            points = [int(p) for row in rows for p in row[heading.index("points")].split(",")]
            assert votes.points.tolist() == points, path
        if len(data) < LONG:
            again = read_pabulib(rewrite(file))
            assert (again.meta, again.projects) == (file.meta, file.projects), path
            assert np.array_equal(again.votes.choices, votes.choices), path
    assert len(paths) == 321

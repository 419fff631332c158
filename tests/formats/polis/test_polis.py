"""Files in Polis' layouts: read, written, read again; and refused in one sentence with line and column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.polis.conversations import FOLDER, NAMES, needs_conversations
from wholeplace.formats.polis import (
    Conversation,
    Statement,
    read_groups,
    read_statements,
    read_votes,
    write_statements,
    write_vote_list,
    write_vote_matrix,
)
from wholeplace.foundations.errors import InvalidInput

MATRIX = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n7,0,0,2,1,1,1,-1\n8,,0,1,0,0,,0\n"
LIST = "timestamp,datetime,comment-id,voter-id,vote\n1,Mon,0,7,-1\n2,Mon,1,7,-1\n3,Mon,0,7,1\n4,Mon,1,8,0\n"


def tabulate(conversation: Conversation) -> dict[tuple[str, str], int]:
    """Give the vote of each pair, the last one."""
    cells = zip(conversation.rows, conversation.columns, conversation.values, strict=True)
    return {
        (conversation.participants[row], conversation.statements[column]): int(value)
        for row, column, value in cells
    }


VOTES = {("7", "0"): 1, ("7", "1"): -1, ("8", "1"): 0}


def test_a_matrix_is_read_with_its_groups() -> None:
    found = read_votes(MATRIX.encode())
    assert tabulate(found) == VOTES
    assert found.groups == {"7": "0"}
    assert found.participants == ("7", "8")


def test_in_a_list_the_last_vote_counts() -> None:
    found = read_votes(LIST.encode())
    assert tabulate(found) == VOTES
    assert found.groups is None


@pytest.mark.parametrize(
    "changed",
    [
        "\ufeff" + MATRIX,
        MATRIX.replace("\n", "\r\n"),
        MATRIX.replace("\n", "\n\n"),
        MATRIX.replace("1,-1", '"1", -1.0 '),
        MATRIX.replace("participant,", "participant,xid,").replace("7,0,", "7,me,0,").replace("8,,", "8,,,"),
    ],
    ids=["byte order mark", "Windows lines", "empty lines", "quoted and spaced", "outside ids"],
)
def test_small_differences_of_layout_do_not_matter(changed: str) -> None:
    assert tabulate(read_votes(changed.encode())) == VOTES


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("a,b\n1,2\n", "line 1: must have the columns participant"),
        ("participant,group-id,n-votes\n1,,0\n", "line 1: must have a column for each statement"),
        ("participant,0\n", "line 1: has no votes under its heading"),
        ("voter-id,comment-id,vote\n", "line 1: has no votes under its heading"),
        ("participant,0,0\n1,1,1\n", "line 1: must name each column once, but “0” stands twice"),
        (
            "participant,0\n1,2\n",
            "line 2, column “0”: must be 1 (agree), -1 (disagree) or 0 (pass), or empty",
        ),
        ("participant,0\n1,nan\n", "but is “nan”"),
        ("participant,0\n1,1\n\n1,1\n", "line 4, column “participant”: must be another participant"),
        ("participant,0\n1,1\n1,1\n", "“1” stands also on line 2"),
        ("participant,0\n,1\n", "line 2, column “participant”: must be an id, but is empty"),
        ("participant,0\n1,1,1\n", "line 2: must have 2 cells like the heading, but has 3"),
        ("participant,0\n1\n", "line 2: must have 2 cells"),
        ('participant,0\n"1,1\n', "line 2: cannot be read as CSV"),
        ("participant,,0\n1,1,1\n", "line 1, column “”: must be an id, but is empty"),
        (f"participant,0\n{'x' * 201},1\n", "at most 200 characters, but has 201"),
        (f"participant,0\n{'x' * 200_000},1\n", "line 2: cannot be read as CSV"),
        ("voter-id,vote\n1,1\n", "must have a column “comment-id”"),
        ("voter-id,comment-id,vote\n1,1,\n", "line 2, column “vote”: must be 1 (agree)"),
        ("voter-id,comment-id,vote\n1,1,1\n2,1,yes\n", "line 3, column “vote”"),
        ("voter-id,comment-id,vote\n1, ,1\n", "line 2, column “comment-id”: must be an id"),
        ("\0\0participant", "is not a text file"),
    ],
)
def test_what_is_no_file_of_votes_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_votes(text.encode())
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


def test_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidInput, match="line 2"):
        read_votes(MATRIX.replace("7", "é").encode("latin-1"))


ids = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12)
names = st.lists(ids.filter(lambda text: text.strip() == text), min_size=1, max_size=6, unique=True)


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    """Make up a conversation with any ids, some of them hostile."""
    people = draw(names)
    statements = draw(names.filter(lambda given: not any(
        name.startswith("n-") or name in ("participant", "xid", "group-id") for name in given)))  # fmt: skip
    size = len(people) * len(statements)
    cells = draw(st.lists(st.sampled_from([-1, 0, 1, None]), min_size=size, max_size=size))
    cast = [(place // len(statements), place % len(statements), value)
            for place, value in enumerate(cells) if value is not None]  # fmt: skip
    groups = {name: draw(st.sampled_from(["0", "1", "=x"])) for name in people if draw(st.booleans())}
    rows, columns, values = (np.array([vote[axis] for vote in cast], dtype=np.int64) for axis in range(3))
    return Conversation(tuple(people), tuple(statements), rows, columns, values.astype(np.int8), groups)


@given(conversations())
def test_a_matrix_is_written_so_that_it_reads_back(conversation: Conversation) -> None:
    again = read_votes(write_vote_matrix(conversation))
    assert again.participants == conversation.participants
    assert again.statements == conversation.statements
    assert tabulate(again) == tabulate(conversation)
    assert again.groups == conversation.groups


@given(conversations().filter(lambda given: len(given.values) > 0))
def test_a_list_is_written_so_that_it_reads_back(conversation: Conversation) -> None:
    assert tabulate(read_votes(write_vote_list(conversation))) == tabulate(conversation)


def test_a_matrix_has_the_last_vote_and_the_sums_of_polis() -> None:
    again = write_vote_matrix(read_votes(LIST.encode()), {"8": 3}).decode().splitlines()
    assert again[1] == "7,,0,2,1,1,1,-1"
    assert again[2] == "8,,3,1,0,0,,0"


def test_a_list_has_times_only_where_they_are_given() -> None:
    conversation = read_votes(LIST.encode())
    assert write_vote_list(conversation).decode().splitlines()[0] == "comment-id,voter-id,vote"
    assert write_vote_list(conversation, [5, 6, 7, 8]).decode().splitlines()[1] == "5,0,7,-1"


@needs_conversations
@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("opendata")])
def test_real_votes_are_written_and_read_back_in_both_layouts(name: str) -> None:
    given = read_votes((FOLDER / name / "participants-votes.csv").read_bytes())
    assert tabulate(read_votes(write_vote_matrix(given))) == tabulate(given)
    assert tabulate(read_votes(write_vote_list(given))) == tabulate(given)
    assert read_votes(write_vote_matrix(given)).groups == given.groups


@needs_conversations
@pytest.mark.parametrize("name", ["opendata/15-per-hour-seattle", "opendata/brexit-consensus"])
def test_both_layouts_of_a_real_conversation_say_the_same(name: str) -> None:
    matrix, listed = (
        read_votes((FOLDER / name / file).read_bytes()) for file in ("participants-votes.csv", "votes.csv")
    )
    assert tabulate(matrix) == tabulate(listed)


# --- statements ----------------------------------------------------------------------------------------


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), max_size=5))
def test_statements_are_written_so_that_they_read_back(texts: list[str]) -> None:
    given = tuple(
        Statement(str(number), text, "7", number % 3 - 1, number, 2) for number, text in enumerate(texts)
    )
    assert read_statements(write_statements(given)) == given


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@here", "\tx", "'=quoted"])
def test_no_statement_becomes_a_formula(text: str) -> None:
    written = write_statements([Statement("0", text)]).decode()
    assert f"'{text}" in written
    assert read_statements(written.encode())[0].text == text


@needs_conversations
@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("opendata")])
def test_real_statements_are_read(name: str) -> None:
    found = read_statements((FOLDER / name / "comments.csv").read_bytes())
    assert len(found) > 10
    assert all(statement.text.strip() for statement in found)
    assert read_statements(write_statements(found)) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("comment-id\n1\n", "must have a column “comment-body”"),
        ("comment-id,comment-body\n1,a\n1,b\n", "line 3, column “comment-id”"),
        ("comment-id,comment-body,moderated\n1,a,2\n", "column “moderated”: must be 1, 0 or -1, but is “2”"),
        ("comment-id,comment-body,agrees\n1,a,many\n", "column “agrees”: must be a count"),
    ],
)
def test_what_are_no_statements_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_statements(text.encode())
    assert words in str(refused.value)


# --- groups --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "participant,group-id\n7,0\n8,\n9,1\n",
        '{"7": 0, "9": "1", "8": null}',
        '{"file": "x", "groups": {"7": 0, "9": 1}, "k": 2}',
    ],
    ids=["table", "map", "result"],
)
def test_groups_are_read_from_a_table_or_json(text: str) -> None:
    assert read_groups(text.encode()) == {"7": "0", "9": "1"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("participant\n7\n", "must have a column “group-id”"),
        ("participant,group-id\n7,0\n7,1\n", "line 3, column “participant”"),
        ("{", "cannot be read as JSON"),
        ('{"7": 0}\n{"8": 0}', "cannot be read as JSON"),
        ('{"7": 0, "7": 1}', "“7” stands twice"),
        ('{"7": 1.5}', "must be a group"),
        ('{"7": [1]}', "must be a group"),
        ('{"7": ""}', "must be a group"),
        ('{"7": ' + "[" * 100_000, "cannot be read as JSON"),
    ],
)
def test_what_are_no_groups_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_groups(text.encode())
    assert words in str(refused.value)

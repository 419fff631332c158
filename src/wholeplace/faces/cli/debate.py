"""``wholeplace debate``: opinion groups and consensus from the votes of a conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from wholeplace.casefile.debate import Debate, DebateSettings
    from wholeplace.formats.polis import Conversation, Statement

FILE = click.Path(path_type=Path)
VOTES_LIMIT_BYTES = 1_000_000_000
MOST_RESAMPLES = 10_000


@click.command("debate")
@click.argument("paths", metavar="VOTES...", nargs=-1, required=True, type=FILE)
@click.option(
    "--groups",
    metavar="own|published|FILE",
    default="own",
    show_default=True,
    help="Find groups, take those of the group-id column, or of a file (CSV, or the JSON of an earlier run).",
)
@click.option(
    "--moderated-out", metavar="IDS", multiple=True, help="Statements to leave out, separated by commas."
)
@click.option("--comments", metavar="FILE", type=FILE, help="What the statements say: a comments.csv.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each file.")
@click.option("--out", metavar="FILE.csv", type=FILE, help="Write the votes with the groups that were found.")
@click.option("--report", metavar="FILE.html", type=FILE, help="Write a report with pictures and tables.")
@click.option(
    "--threshold",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="The fewest people of whom a table or the report says anything.",
)
@click.option(
    "--resamples",
    type=click.IntRange(0, MOST_RESAMPLES),
    default=50,
    show_default=True,
    help="How often people are drawn anew to see whether the groups are stable.",
)
def debate(
    paths: tuple[Path, ...],
    groups: str,
    moderated_out: tuple[str, ...],
    comments: Path | None,
    as_json: bool,
    out: Path | None,
    report: Path | None,
    threshold: int,
    resamples: int,
) -> None:
    """Show where people agree and where they part, from the VOTES of a conversation.

    VOTES is a participants-votes.csv (a row a participant) or a votes.csv (a row a vote) as Polis and
    Wholeplace export them. The same votes give the same figures, whatever their order; --out keeps the
    groups, and --groups published recomputes everything from them.
    """
    from wholeplace.casefile.debate import DebateSettings, compute_debate, describe_debate
    from wholeplace.faces.cli.files import name_file, write_outputs

    _refuse_outputs(paths, {"--comments": comments, "--out": out, "--report": report})
    left_out = _read_ids(moderated_out)
    statements = _read_statements(comments)
    for path in paths:
        conversation = _read_conversation(path)
        with name_file(path), _say_progress(path):
            given = _choose_groups(conversation, groups)
            settings = DebateSettings(given, left_out, resamples=resamples)
            found = _name_refusals(path, compute_debate, conversation, settings)
        contents = _write_contents(path, found, statements, (out, report), threshold)
        write_outputs(contents, tuple(filter(None, (path, comments, _find_groups_file(groups)))))
        if as_json:
            record = {"file": str(path), **describe_debate(found)}
            click.echo(json.dumps(record, ensure_ascii=False, allow_nan=False))
        else:
            from wholeplace.faces.cli.debate_tables import print_debate

            print_debate(str(path), found, statements, threshold)
            for written in contents:
                click.echo(f"Wrote {written}")


@contextmanager
def _say_progress(path: Path) -> Iterator[None]:
    from rich.console import Console

    with Console(stderr=True).status(f"Comparing votes of {path.name}…"):
        yield


def _refuse_outputs(paths: tuple[Path, ...], given: dict[str, Path | None]) -> None:
    from wholeplace.foundations.errors import InvalidInput

    for option, path in given.items():
        if path is not None and len(paths) > 1:
            raise InvalidInput(option, f"goes with one file of votes, but there are {len(paths)}")
    for option, ending in (("--out", ".csv"), ("--report", ".html")):
        path = given[option]
        if path is not None and path.suffix.lower() != ending:
            raise InvalidInput(option, f"must end in {ending}, but is “{path.name}”")


def _read_ids(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for each in given for name in each.replace(",", " ").split())


def _read_file(path: Path, limit_bytes: int = VOTES_LIMIT_BYTES) -> bytes:
    from wholeplace.formats.source_file import read_bytes

    return read_bytes(path, limit_bytes)


def _read_conversation(path: Path) -> Conversation:
    from wholeplace.faces.cli.files import name_file
    from wholeplace.formats.polis import read_votes

    with name_file(path):
        return read_votes(_read_file(path))


def _read_statements(path: Path | None) -> dict[str, Statement]:
    from wholeplace.faces.cli.files import name_file
    from wholeplace.formats.polis import read_statements

    if path is None:
        return {}
    with name_file(path):
        return {each.id: each for each in read_statements(_read_file(path))}


def _find_groups_file(groups: str) -> Path | None:
    return None if groups in ("own", "published") else Path(groups)


def _choose_groups(conversation: Conversation, groups: str) -> dict[str, str] | None:
    from wholeplace.faces.cli.files import name_file
    from wholeplace.formats.polis import read_groups
    from wholeplace.foundations.errors import InvalidInput

    if groups == "own":
        return None
    if groups == "published":
        if conversation.groups is None:
            problem = "needs a column group-id, which this file does not have: use --groups own, or a file"
            raise InvalidInput("--groups published", problem)
        return dict(conversation.groups)
    path = Path(groups)
    with name_file(path):
        return dict(read_groups(_read_file(path)))


def _name_refusals(path: Path, compute: Any, conversation: Conversation, settings: DebateSettings) -> Debate:
    """Say of which file the engine speaks when it refuses."""
    from wholeplace.engines.opinion import NotGroups, NotVotes
    from wholeplace.foundations.errors import InvalidInput

    try:
        return compute(conversation, settings)
    except (NotGroups, NotVotes) as error:
        raise InvalidInput("", str(error), file=str(path)) from error


def _write_contents(
    path: Path,
    found: Debate,
    statements: dict[str, Statement],
    outputs: tuple[Path | None, Path | None],
    threshold: int,
) -> dict[Path, bytes]:
    out, report = outputs
    contents: dict[Path, bytes] = {}
    if out is not None:
        from wholeplace.casefile.debate import freeze_conversation
        from wholeplace.formats.polis import write_vote_matrix

        contents[out] = write_vote_matrix(freeze_conversation(found))
    if report is not None:
        from wholeplace.casefile.documents.debate import render_debate

        contents[report] = render_debate(found, statements, threshold, path.name).encode()
    return contents

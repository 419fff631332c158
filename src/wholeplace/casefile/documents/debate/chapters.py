"""The chapters of the report on a debate, the answer first."""

from __future__ import annotations

from collections.abc import Sequence

from wholeplace.casefile.debate import list_debate_cautions
from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Code,
    Column,
    Details,
    Facts,
    Heading,
    Inset,
    Paragraph,
    Report,
    Section,
    Table,
    Tag,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.blocks import Warning as Caveat
from wholeplace.casefile.documents.charts.beeswarm import Bee, draw_beeswarm
from wholeplace.casefile.documents.charts.marks import SHAPE_NAMES
from wholeplace.casefile.documents.charts.plane import Cloud, draw_plane
from wholeplace.casefile.documents.debate.reading import (
    DebateReading,
    RepresentativeReading,
    StatementReading,
    list_places,
)
from wholeplace.casefile.documents.figures import count, show_number
from wholeplace.casefile.documents.texts import clean_text, join_names, shorten

MOST_MARKS = 120
MOST_LISTED = 15
NAMED = 3


def write_debate_report(reading: DebateReading, name: str = "") -> Report:
    """Write the whole report.

    Parameters
    ----------
    reading : DebateReading
        What may be shown.
    name : str
        Of the file with the votes.

    Returns
    -------
    Report
    """
    sections = [_write_answer(reading)]
    if reading.groups:
        sections.append(_write_groups(reading))
    if reading.by_consensus:
        sections += [_write_consensus(reading), _write_division(reading)]
    sections += [_write_all(reading), _write_checking(reading, name)]
    return Report(
        title="Where people agree and where they part",
        place=shorten(clean_text(name)) if name else "A debate",
        lead="",
        sections=sections,
        kind="Debate",
        checked="votes",
    )


# --- the answer ----------------------------------------------------------------------------------------


def _write_answer(reading: DebateReading) -> Section:
    votes = reading.debate.votes
    blocks: list[Block] = [
        Inset(_say_answer(reading)),
        Facts(
            [
                ("People", show_number(len(votes.participants))),
                ("Statements", show_number(len(votes.statements))),
                ("Votes", show_number(len(votes.values))),
                ("Opinion groups", _say_groups(reading)),
                ("How sure the groups are", _say_certainty(reading)),
            ]
        ),
    ]
    blocks += [Caveat(caution) for caution in list_debate_cautions(reading.debate)]
    if reading.by_consensus:
        blocks += [
            Heading("All groups agree most"),
            Bullets(_list_titles(reading, reading.by_consensus)),
            Heading("Groups part most"),
            Bullets(_list_titles(reading, reading.by_division)),
        ]
    blocks.append(
        Tag(
            "Engagement",
            "A debate like this shows which views there are. Those who take part choose to: it is no poll, "
            "and it does not replace a consultation that the law asks for.",
        )
    )
    return Section("answer", "The answer", blocks)


def _say_answer(reading: DebateReading) -> str:
    groups = len(reading.groups)
    if groups < 2:
        return "No groups of opinion can be told apart in these votes."
    if not reading.by_consensus:
        return f"There are {groups} groups of opinion; too few people voted to compare them."
    shared = reading.statements[reading.by_consensus[0]].name
    apart = reading.statements[reading.by_division[0]].name
    return f"There are {groups} groups of opinion. They agree most on {shared}, and part most on {apart}."


def _list_titles(reading: DebateReading, places: Sequence[int]) -> list[str]:
    return [f"{reading.statements[place].title} ({_say_shares(reading, place)})" for place in places[:NAMED]]


def _say_shares(reading: DebateReading, place: int) -> str:
    shares = [
        f"group {group.label}: {share.text}"
        for group, share in zip(reading.groups, reading.statements[place].groups, strict=True)
    ]
    return f"agree in {join_names(shares)}"


def _say_groups(reading: DebateReading) -> str:
    if not reading.groups:
        return "None"
    sizes = [f"group {group.label}: {group.people_shown}" for group in reading.groups]
    return f"{len(reading.groups)} ({join_names(sizes)})"


def _say_certainty(reading: DebateReading) -> str:
    stability = reading.debate.stability
    if stability is None or not stability.resamples:
        return "Not tested: the groups were given, or there is nothing to test"
    found = "Stable" if stability.is_stable else "Not stable"
    return f"{found} when people are drawn anew: see “The groups”"


# --- the groups ----------------------------------------------------------------------------------------


def _write_groups(reading: DebateReading) -> Section:
    blocks: list[Block] = []
    clouds = [
        Cloud(f"Group {group.label}", number, list_places(reading, number, MOST_MARKS))
        for number, group in enumerate(reading.groups)
    ]
    if any(cloud.places for cloud in clouds):
        blocks.append(
            draw_plane("people", "Who votes alike stands together", _describe_plane(reading, clouds), clouds)
        )
        blocks.append(Paragraph(_explain_plane(clouds), "hint"))
    blocks.append(_table_groups(reading, clouds))
    for group, listed in zip(reading.groups, reading.representative, strict=True):
        blocks.append(Heading(f"Group {group.label}"))
        if not group.is_shown:
            sentence = (
                f"Fewer than {reading.threshold} people: nothing more is shown, so that nobody is known."
            )
            blocks.append(Paragraph(sentence))
        elif listed:
            blocks.append(_table_representative(group.label, listed))
    return Section("groups", "The groups", blocks)


def _describe_plane(reading: DebateReading, clouds: Sequence[Cloud]) -> str:
    named = [
        f"{cloud.name} ({group.people_shown} people) as {SHAPE_NAMES[cloud.number % len(SHAPE_NAMES)]}"
        for cloud, group in zip(clouds, reading.groups, strict=True)
        if cloud.places
    ]
    return f"A plane with {join_names(named)}. The table below has the middle of each group."


def _explain_plane(clouds: Sequence[Cloud]) -> str:
    hidden = sum(1 for cloud in clouds if not cloud.places)
    fewest = min(people for cloud in clouds for _, _, people in cloud.places)
    ending = f" {count(hidden, 'group')} with fewer people are not drawn." if hidden else ""
    return (
        f"Each mark is the mean place of at least {fewest} people of one group; its area grows with their "
        "number. No single person is drawn. The closer two marks, the more alike their people voted; left, "
        f"right, up and down have no meaning of their own.{ending}"
    )


def _table_groups(reading: DebateReading, clouds: Sequence[Cloud]) -> Table:
    rows = []
    for group, cloud in zip(reading.groups, clouds, strict=True):
        people = sum(place[2] for place in cloud.places)
        middle = [
            show_number(round(sum(place[axis] * place[2] for place in cloud.places) / people, 2))
            if people
            else "–"
            for axis in (0, 1)
        ]
        rows.append(
            [f"Group {group.label}", group.people_shown, group.share_shown, group.again_shown, *middle]
        )
    tested = reading.debate.stability
    note = (
        f"Found again: people were drawn anew {tested.resamples} times from those who took part, and groups "
        "sought among them; this is how much of the group was found again on average. Below 75% it is not to "
        "be relied on."
        if tested is not None and tested.resamples
        else "The groups were given and not sought, so it was not tested how surely they are found again."
    )
    columns = [
        Column("Group"),
        number_column("People"),
        number_column("Share of those in groups"),
        number_column("Found again"),
        number_column("Middle, across"),
        number_column("Middle, up"),
    ]
    return make_table("The groups: people, share, and the middle of each in the picture", columns, rows, note)


def _table_representative(label: str, listed: Sequence[RepresentativeReading]) -> Table:
    columns = [
        Column("Statement", weight=3),
        Column("This group"),
        number_column("of this group"),
        number_column("of the others"),
    ]
    rows = [
        [
            each.statement.title,
            "agrees" if each.side == "agree" else "disagrees",
            each.share.text,
            each.others.text,
        ]
        for each in listed
    ]
    return make_table(f"What tells group {label} from the others", columns, rows)


# --- the statements ------------------------------------------------------------------------------------


def _write_consensus(reading: DebateReading) -> Section:
    majorities = reading.debate.majorities
    blocks: list[Block] = [
        Paragraph(
            "A statement stands high here when every group agrees with it, not only most people: one group "
            "that disagrees is enough to pull it down.",
        ),
        _table_statements(
            reading, "Statements that every group agrees with, the clearest first", reading.by_consensus
        ),
    ]
    for verb, places in (("agrees", majorities.agree), ("disagrees", majorities.disagree)):
        if places:
            blocks += [
                Heading(f"Everybody together clearly {verb}"),
                Bullets([_say_majority(reading.statements[place], verb) for place in places]),
            ]
    return Section("consensus", "Where people agree", blocks)


def _say_majority(statement: StatementReading, verb: str) -> str:
    share = statement.everybody if verb == "agrees" else statement.everybody_disagree
    return f"{statement.title} ({share.text} of {share.seen:,} votes)" if share.is_shown else statement.title


def _write_division(reading: DebateReading) -> Section:
    named = {*reading.by_consensus[:NAMED], *reading.by_division[:NAMED]}
    bees = [
        Bee(
            reading.statements[place].division or 0.0,
            (reading.statements[place].everybody.value or 0.0) > 0.5,
            f"{clean_text(reading.statements[place].id)}" if place in named else "",
            f"{reading.statements[place].title}: {_say_shares(reading, place)}",
        )
        for place in reading.by_division
    ]
    apart = reading.statements[reading.by_division[0]]
    hidden = sum(1 for each in reading.statements if not each.is_left_out and each.division is None)
    note = f" {count(hidden, 'statement')} with too few votes are not drawn." if hidden else ""
    return Section(
        "division",
        "Where groups part",
        [
            draw_beeswarm(
                "swarm",
                "From what groups share to what divides them",
                f"{len(bees)} statements along a line; furthest to the right, where groups part most, "
                f"stands {apart.title}. The tables have all of them.",
                bees,
                ("← groups vote alike", "groups part →"),
            ),
            Paragraph(
                "Each dot is a statement. Further right, the shares who agree lie further apart (in "
                "percentage points between the two groups that differ most). Filled: more than half who "
                f"voted agree; open: half or fewer. Numbers name the statements at both ends.{note}",
                "hint",
            ),
            _table_statements(
                reading, "Statements on which groups part, the furthest first", reading.by_division
            ),
        ],
    )


def _table_statements(reading: DebateReading, caption: str, places: Sequence[int]) -> Table:
    columns = [
        Column("Statement", weight=3),
        number_column("All agree"),
        *(number_column(f"Group {group.label} agrees") for group in reading.groups),
        number_column("Apart"),
    ]
    rows = []
    for place in places[:MOST_LISTED]:
        statement = reading.statements[place]
        apart = "–" if statement.division is None else f"{statement.division * 100:.0f}"
        shares = [share.text for share in statement.groups]
        rows.append([statement.title, statement.everybody.text, *shares, apart])
    left = len(places) - len(rows)
    note = f"{count(left, 'more statement')} under “Every statement”." if left > 0 else ""
    return make_table(caption, columns, rows, note)


def _write_all(reading: DebateReading) -> Section:
    columns = [
        Column("Statement", weight=3),
        number_column("Votes"),
        number_column("Agree"),
        number_column("Disagree"),
        *(number_column(f"Group {group.label} agrees") for group in reading.groups),
        *(number_column(f"Group {group.label} disagrees") for group in reading.groups),
    ]
    rows = [_list_cells(reading, statement) for statement in reading.statements]
    table = make_table("Every statement, in the order of their numbers", columns, rows)
    return Section(
        "statements",
        "Every statement",
        [Details(f"Show {count(len(rows), 'statement')}", [table], key="all-statements")],
    )


def _list_cells(reading: DebateReading, statement: StatementReading) -> list[str]:
    seen = statement.everybody.seen
    shown = show_number(seen) if seen >= reading.threshold or not seen else f"under {reading.threshold}"
    out = " (left out by moderators)" if statement.is_left_out else ""
    return [
        f"{statement.title}{out}",
        shown,
        statement.everybody.text,
        statement.everybody_disagree.text,
        *(share.text for share in statement.groups),
        *(share.text for share in statement.groups_disagree),
    ]


# --- checking ------------------------------------------------------------------------------------------


def _write_checking(reading: DebateReading, name: str) -> Section:
    file = clean_text(name) or "participants-votes.csv"
    return Section(
        "check",
        "How to check this",
        [
            Paragraph(
                "Every figure here follows from the votes and the groups alone. With the file of votes and "
                "the open software Wholeplace, the same command gives the same figures:"
            ),
            Code(f"wholeplace debate {file} --json"),
            Bullets(
                [
                    (
                        "Shares are of those who voted on the statement: agree, disagree or pass. What "
                        "somebody did not see does not count."
                    ),
                    (
                        "Groups: those who voted on at least seven statements (or on all, where there are "
                        "fewer), placed by the two directions in which votes differ most, and parted by "
                        "k-means into two to five groups, as many as stand apart best."
                    ),
                    "“Apart”: the largest difference between groups in (agree + 1) / (votes + 2), times 100.",
                    (
                        f"Nothing is shown of fewer than {count(reading.threshold, 'person', 'people')}: "
                        "groups with fewer are only named, shares of fewer are left out, and so is the share "
                        "from which one left out could be worked out. In the picture people are drawn "
                        "together, never alone."
                    ),
                    "The methods, with their sources, are in Wholeplace’s page of methods, under “Debates”.",
                ]
            ),
        ],
    )

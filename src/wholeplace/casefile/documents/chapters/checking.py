"""Cautions, and how anyone can check the whole."""

from __future__ import annotations

from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Code,
    Details,
    Facts,
    Heading,
    Paragraph,
    Section,
    make_table,
)
from wholeplace.casefile.documents.figures import show_number
from wholeplace.casefile.documents.findings import list_cautions
from wholeplace.casefile.documents.reading import (
    Reading,
    dig,
    read_list,
    read_number,
    read_table,
    read_text,
    say_release,
)
from wholeplace.casefile.documents.texts import capitalise, shorten
from wholeplace.casefile.documents.words import CAUTION_KINDS

COMMAND = "wholeplace verify FILE"
LONGEST_CAUTION = 700
MOST_SHOWN = 4
OTHER = "Also"


def write_cautions(reading: Reading) -> Section:
    """Write the cautions in groups."""
    groups = group_cautions(reading)
    if not groups:
        return Section("cautions", "Cautions", [Paragraph("The file names no cautions.")])
    blocks: list[Block] = [
        Paragraph("Read these beside the figures: what they leave out and what they rest on.")
    ]
    for title, cautions in groups.items():
        blocks += [Heading(title), Bullets(cautions[:MOST_SHOWN])]
        if len(cautions) > MOST_SHOWN:
            left = cautions[MOST_SHOWN:]
            blocks.append(Details(f"{len(left)} more: {title[:1].lower()}{title[1:]}", [Bullets(left)]))
    return Section("cautions", "Cautions", blocks)


def group_cautions(reading: Reading) -> dict[str, list[str]]:
    """Sort the cautions into groups, in the order of the groups; empty groups are left out.

    Parameters
    ----------
    reading : Reading
        The case.

    Returns
    -------
    dict of str to list of str
        Group to sentences.
    """
    found: dict[str, list[str]] = {title: [] for title in (*CAUTION_KINDS.values(), OTHER)}
    for kind, caution in list_cautions(reading):
        found[CAUTION_KINDS.get(kind, OTHER)].append(shorten(caution, LONGEST_CAUTION))
    return {title: cautions for title, cautions in found.items() if cautions}


def write_checking(reading: Reading) -> Section:
    """Write how anyone can recompute the whole."""
    blocks: list[Block] = [
        Paragraph(
            "Everything above can be recomputed from the published case file, on any machine, "
            "without a network. "
            "Install Wholeplace, download the case file, and type this with its name in place of FILE:"
        ),
        Code(COMMAND),
        Paragraph(
            "It recomputes every result, checks that no event was changed, removed or reordered, "
            "and says in plain "
            "words what holds and what does not."
        ),
        Facts(list_versions(reading)),
    ]
    head = find_head(reading)
    if head:
        blocks += [
            Paragraph("The last event of the chain has this hash. A changed file cannot have it:"),
            Code(head),
        ]
    withheld = _list_withheld(reading)
    return Section("check", "How to check this", [*blocks, *withheld])


def list_versions(reading: Reading) -> list[tuple[str, str]]:
    """Give what the last digits depend on: seed, draws, engine, versions, platform."""
    machine = read_table(reading.file.get("computed_on"))
    names = {
        "wholeplace": "Wholeplace",
        "python": "Python",
        "numpy": "numpy",
        "scipy": "scipy",
        "platform": "Platform",
    }
    return [
        ("Draws", show_number(read_number(reading.results.get("draws")))),
        ("Seed", f"{read_number(reading.results.get('seed')) or 0:.0f}"),
        ("Engine", read_text(reading.results.get("engine"), "not known")),
        *((name, read_text(machine.get(key))) for key, name in names.items() if read_text(machine.get(key))),
    ]


def find_head(reading: Reading) -> str:
    """Give the hash of the last event, or nothing."""
    events = read_list(reading.file.get("events"))
    return read_text(dig(events, -1, "hash")) if events else ""


def _list_withheld(reading: Reading) -> list[Block]:
    rows = [
        [
            shorten(read_text(dig(entry, "part"), "a part")),
            read_text(dig(entry, "reason"), "no reason given"),
            capitalise(say_release(dig(entry, "until"))),
        ]
        for entry in read_list(reading.file.get("withheld"))
    ]
    if not rows:
        return []
    table = make_table("Parts committed to and withheld for a time", ["Part", "Reason", "Until"], rows)
    note = "A salted hash of each part stands in the file. When the part is released, anyone can check it."
    return [Heading("What is withheld"), Paragraph(note), table]

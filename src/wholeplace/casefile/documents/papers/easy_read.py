"""An Easy Read summary, begun: what the record holds in short sentences, with marked gaps to fill."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from wholeplace.casefile.documents.blocks import (
    Block,
    Boxes,
    Bullets,
    Facts,
    Paragraph,
    PictureLine,
    PictureLines,
    Report,
    Section,
)
from wholeplace.casefile.documents.blocks import Warning as Caveat
from wholeplace.casefile.documents.commission import (
    CommissionOption,
    CommissionReading,
    finish,
    read_date,
    read_part,
)
from wholeplace.casefile.documents.commission_findings import list_themes
from wholeplace.casefile.documents.figures import count, say_pounds, show_number
from wholeplace.casefile.documents.papers.easy_words import (
    EASY_GROUPS,
    EASY_MODELS,
    GROUP_PICTURES,
    WORD_LIST,
)
from wholeplace.casefile.documents.reading import read_number, read_text
from wholeplace.casefile.documents.texts import shorten

MOST_CHOICES, MOST_NEEDS, MOST_CHANGES = 6, 3, 3
LONGEST, LONGEST_QUOTE = 90, 240
LIKES = ("I like it", "I do not like it", "I am not sure")
EASY_WORDS = "Check that these words are easy."


def write_easy_read_paper(commission: CommissionReading) -> Report:
    """Write the draft.

    Parameters
    ----------
    commission : CommissionReading
        With or without a record of the commission.

    Returns
    -------
    Report
        One idea a line, each with a picture to find; what is missing or not in easy words is marked.
    """
    sections = [
        _write_subject(commission),
        _write_choices(commission),
        _write_thinking(commission),
        _write_heard(commission),
        _write_next(commission),
        _write_form(commission),
    ]
    sections.append(_write_words(sections))
    return Report(
        title=f"Easy Read draft: {shorten(commission.title, 80)}",
        place=commission.place,
        lead="",
        sections=[_write_instructions(sections, commission), *sections],
    )


# --- what a person still has to do -------------------------------------------------------------------------


def _write_instructions(sections: Sequence[Section], commission: CommissionReading) -> Section:
    gaps, pictures = count_gaps(sections), len(list_lines(sections))
    todo = [
        f"Fill in {count(gaps, 'gap')}. Each begins with TO DO. Delete the mark when it is done.",
        f"Find {count(pictures, 'picture')}. Each box says what to show. Describe each picture.",
        "Read it with people with a learning disability. Pay them. Change what they do not understand.",
        "Check each figure and date against the case file, from which they were taken.",
        "Delete this page. Finish the Word file: the PDF is only to look at.",
    ]
    blocks: list[Block] = [
        Caveat("This is a draft. A person must finish it before anyone else reads it."),
        *([Paragraph(commission.absence)] if commission.absence else []),
        Bullets(todo),
    ]
    return Section("instructions", "For the person who finishes this", blocks)


def list_lines(sections: Sequence[Section]) -> list[PictureLine]:
    """Give every line that has a picture."""
    blocks = [block for section in sections for block in section.blocks]
    return [line for block in blocks if isinstance(block, PictureLines) for line in block.rows]


def count_gaps(sections: Sequence[Section]) -> int:
    """Count the gaps that a person has to fill."""
    return sum(bool(line.gap) for line in list_lines(sections))


def _gather(key: str, title: str, lines: Sequence[PictureLine], *others: Block) -> Section:
    return Section(key, title, [PictureLines(title, lines), *others])


# --- what it is about --------------------------------------------------------------------------------------


def _write_subject(commission: CommissionReading) -> Section:
    question = shorten(commission.read("question", commission.title), LONGEST_QUOTE)
    lines = [
        PictureLine(
            "the sign or logo of the body",
            [f"We are {shorten(commission.place, LONGEST)}.", _say_choice(commission)],
        ),
        PictureLine(
            "the help, as people see it",
            ["This is what the choice is about."],
            f"Say it in one or two easy sentences. The record says: “{question}”",
        ),
        *_list_needs(commission),
        *_list_start(commission),
    ]
    return _gather("about", "What this is about", lines)


def _say_choice(commission: CommissionReading) -> str:
    return "We made a choice." if commission.table("decision").get("option") else "We have to make a choice."


def _list_needs(commission: CommissionReading) -> list[PictureLine]:
    needs = commission.tables("needs")
    if not needs:
        gap = "Say in easy words what people need. No need is in the record."
        return [PictureLine("a person who needs this help", ["People told us what they need."], gap)]
    lines = []
    for need in needs[:MOST_NEEDS]:
        supporters = read_number(need.get("supporters"))
        who = (
            f"{show_number(supporters)} people said they need this."
            if supporters
            else "People said they need this."
        )
        title = shorten(read_part(need, "title", "Not named"), LONGEST)
        lines.append(PictureLine("a person who needs this help", [who, f"“{title}”"], EASY_WORDS))
    return lines


def _list_start(commission: CommissionReading) -> list[PictureLine]:
    starts = read_date(commission.written.get("starts_on"), "")
    if not starts:
        gap = "Say when. No date is in the record."
        return [PictureLine("a calendar", ["This is when it would start."], gap)]
    word = "will" if commission.table("decision").get("option") else "would"
    return [PictureLine("a calendar", [f"It {word} start on {starts}."])]


# --- the choices -------------------------------------------------------------------------------------------


def list_choices(commission: CommissionReading) -> Sequence[CommissionOption]:
    """Give the choices that are shown, at most six."""
    return commission.shortlist[:MOST_CHOICES]


def _write_choices(commission: CommissionReading) -> Section:
    choices = list_choices(commission)
    lines: list[PictureLine] = []
    if not choices:
        gap = "Write the choices in easy words. No choice is in the record."
        lines.append(PictureLine("a person who chooses", ["We do not know the choices yet."], gap))
    for number, option in enumerate(choices, 1):
        lines += _describe_choice(number, option, commission.reading.horizon)
    more = len(commission.shortlist) - len(choices)
    if more > 0:
        gap = "Say where people can read about them, or add them."
        lines.append(PictureLine("many doors", [f"There are {more} more choices."], gap))
    return _gather("choices", "The choices", lines)


def _describe_choice(number: int, option: CommissionOption, years: int) -> list[PictureLine]:
    model = read_text(option.written.get("model")) or _model_of_case(option)
    told = EASY_MODELS.get(model, "")
    today = (
        ["This is how it is done now."] if "business as usual" in option.roles or _is_today(option) else []
    )
    name = [f"Choice {number} is called:", f"“{shorten(option.name, LONGEST)}”"]
    lines = [
        PictureLine(f"choice {number}", name, EASY_WORDS),
        PictureLine(
            "who does the work", [*today, told] if told else today or ["This is who would do the work."]
        )
        if told or today
        else PictureLine("who does the work", ["This is who would do the work."], "Say who, in easy words."),
    ]
    cost = option.appraised.spread("cost_pv").mean if option.appraised else None
    if cost is None:
        gap = "Say what it would cost. No cost is in the record."
        lines.append(PictureLine("money", [f"This is what choice {number} would cost."], gap))
    else:
        said = [f"It would cost about {say_pounds(cost)} in all.", f"That is for {count(years, 'year')}."]
        lines.append(PictureLine("money", said))
    return [*lines, _ask_for_sides(option)]


def _model_of_case(option: CommissionOption) -> str:
    return read_text(option.appraised.written.get("model")) if option.appraised else ""


def _is_today(option: CommissionOption) -> bool:
    return option.appraised is not None and option.appraised.is_business_as_usual


def _ask_for_sides(option: CommissionOption) -> PictureLine:
    good, bad = (shorten(option.read(key), LONGEST_QUOTE) for key in ("strengths", "weaknesses"))
    quoted = f" The record says, good: “{good or 'nothing'}”; bad: “{bad or 'nothing'}”."
    return PictureLine(
        "a thumb up and a thumb down",
        ["One thing is good about it.", "One thing is bad about it."],
        f"Say both in easy words.{quoted}",
    )


# --- what we think, who was heard --------------------------------------------------------------------------


def _write_thinking(commission: CommissionReading) -> Section:
    decision, recommendation = commission.table("decision"), commission.table("recommendation")
    if decision.get("option"):
        return _gather("chosen", "What was chosen", _tell_decision(commission))
    lines = []
    if recommendation.get("option"):
        chosen = _name(commission, recommendation.get("option"))
        gap = _ask_why(read_text(recommendation.get("reasons")))
        lines.append(
            PictureLine("a worker who points at one choice", ["Our staff would pick this one:", chosen], gap)
        )
    elif commission.reading.best is not None:
        ahead = f"“{shorten(commission.reading.best.name, LONGEST)}”"
        gap = "Say one thing that is bad about it, in easy words."
        lines.append(
            PictureLine("runners, one a step ahead", ["This one is a bit ahead for now:", ahead], gap)
        )
    lines.append(PictureLine("an open door", ["We have not chosen yet.", "You can change what we do."]))
    return _gather("so-far", "What we think so far", lines)


def _tell_decision(commission: CommissionReading) -> list[PictureLine]:
    decision = commission.table("decision")
    day = read_date(decision.get("decided_on"), "")
    who = f"{shorten(read_text(decision.get('decided_by'), 'We'), 40)} chose this one:"
    when = PictureLine("a calendar", [f"This was on {day}."]) if day else None
    gap = _ask_why(read_text(decision.get("reasons")))
    lines = [
        PictureLine("the choice that was made", [who, _name(commission, decision.get("option"))], EASY_WORDS),
        when,
        PictureLine("a person who explains", ["This is why."], gap),
    ]
    return [line for line in lines if line is not None]


def _name(commission: CommissionReading, option_id: object) -> str:
    return commission.name_option(option_id, "a choice that is not named")


def _ask_why(reasons: str) -> str:
    quoted = (
        f" The record says: “{shorten(reasons, LONGEST_QUOTE)}”"
        if reasons
        else " No reason is in the record."
    )
    return f"Say why in easy words.{quoted}"


def _write_heard(commission: CommissionReading) -> Section:
    lines = [
        PictureLine(GROUP_PICTURES.get(group, "people who talk"), [_say_heard(group, people)])
        for group, people in _count_people(commission).items()
    ]
    if not lines:
        gap = "Say who you talked to, or who you will talk to. Nobody is in the record."
        lines.append(PictureLine("people who talk", ["We want to hear from you."], gap))
    changes = [
        (theme, changed)
        for _, theme in list_themes(commission)
        if (changed := read_text(theme.get("changed")))
    ]
    for theme, changed in changes[:MOST_CHANGES]:
        said = [
            "People told us:",
            f"“{shorten(read_text(theme.get('theme'), 'Not named'), LONGEST)}”",
            "So we changed this:",
            f"“{shorten(changed, LONGEST)}”",
        ]
        lines.append(PictureLine("a person who is listened to", said, EASY_WORDS))
    return _gather("heard", "Who we talked to", lines)


def _count_people(commission: CommissionReading) -> dict[str, float]:
    people: dict[str, float] = {}
    for one in commission.tables("involvement"):
        group = read_text(one.get("group"))
        if group in EASY_GROUPS:
            people[group] = people.get(group, 0.0) + (read_number(one.get("people_reached")) or 0.0)
    return people


def _say_heard(group: str, people: float) -> str:
    number = f"{show_number(people)} " if people else ""
    return f"We talked to {number}{EASY_GROUPS[group]}."


# --- what comes next, and the form -------------------------------------------------------------------------


def _write_next(commission: CommissionReading) -> Section:
    if commission.table("decision").get("option"):
        lines = [PictureLine("a start line", ["The work will start.", "We will tell you how it goes."])]
        review = read_date(commission.table("review").get("on"), "")
        if review:
            lines.append(
                PictureLine("a person with a check list", [f"We will check if it works by {review}."])
            )
    elif commission.open_consultations:
        closes = read_date(commission.open_consultations[0].get("closes_on"), "")
        said = ["You can tell us what you think."]
        gap = "" if closes else "Say until when."
        lines = [PictureLine("a calendar", [*said, f"You have until {closes}."] if closes else said, gap)]
        lines.append(
            PictureLine("people who vote", ["Then we will choose."], "Say who will choose, and when.")
        )
    else:
        gap = "Say what comes next, who will choose, and when."
        lines = [PictureLine("a road with steps", ["We will choose soon."], gap)]
    return _gather("next", "What happens next", lines)


def _write_form(commission: CommissionReading) -> Section:
    lines = [
        PictureLine(
            "a person who helps another",
            ["You can ask someone to help you.", "You do not have to give your name."],
        ),
        PictureLine("a phone", ["You can phone us."], "Write the number, and when people are there."),
        PictureLine(
            "an envelope",
            ["You can send this form to us."],
            "Write the address. Say that no stamp is needed, if so.",
        ),
        PictureLine("a computer", ["You can email us."], "Write the email address."),
        PictureLine(
            "people around a table", ["You can meet us."], "Write where and when. Say how to get there."
        ),
    ]
    choices = list_choices(commission)
    boxes: list[Block] = []
    if not commission.table("decision").get("option"):
        boxes = [
            Boxes(f"What do you think of choice {number}? “{shorten(option.name, LONGEST)}”", LIKES)
            for number, option in enumerate(choices, 1)
        ]
    words = Boxes("What do you want to tell us?", lines=5)
    return _gather("say", "How to say what you think", lines, *boxes, words)


def _write_words(sections: Sequence[Section]) -> Section:
    """List the hard words that stand in the text; the list is for a person to complete."""
    lines = list_lines(sections)
    text = " ".join([*(word for line in lines for word in line.sentences), "choice"]).lower()
    used = [(word, meaning) for word, meaning in WORD_LIST.items() if word.lower() in text]
    gap = PictureLine(
        "a book of words",
        ["These words can be hard."],
        "Add each hard word that is left, and say what it means.",
    )
    return Section("words", "What the words mean", [Facts(used), PictureLines("What the words mean", [gap])])


def list_fixed_sentences(report: Report) -> list[str]:
    """Give the sentences of a draft that are ours, without what it quotes from the record."""
    sections = [dataclasses.replace(section) for section in report.sections]
    sentences = [text for line in list_lines(sections) for text in line.sentences]
    return [finish(text) for text in sentences if "“" not in text]

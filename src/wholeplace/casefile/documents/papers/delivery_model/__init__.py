"""The delivery model assessment as a paper: from the need to the decision."""

from __future__ import annotations

from wholeplace.casefile.documents import commission_words as words
from wholeplace.casefile.documents.blocks import Block, Facts, Inset, Report, Section
from wholeplace.casefile.documents.chapters.checking import write_cautions
from wholeplace.casefile.documents.commission import CommissionReading
from wholeplace.casefile.documents.commission_findings import (
    describe_choice,
    describe_decision,
    describe_equality,
    describe_heard,
    describe_law,
    describe_principles,
    describe_recommendation,
    say_of,
    state_position,
)
from wholeplace.casefile.documents.findings import (
    describe_lock_in,
    describe_losers,
    describe_standing,
    describe_test,
    describe_value,
)
from wholeplace.casefile.documents.papers.delivery_model.decision import (
    write_decision,
    write_equality,
    write_principles,
    write_recommendation,
)
from wholeplace.casefile.documents.papers.delivery_model.delivery import (
    write_market,
    write_people,
    write_transition,
)
from wholeplace.casefile.documents.papers.delivery_model.need import write_heard, write_need
from wholeplace.casefile.documents.papers.delivery_model.options import (
    write_law,
    write_longlist,
    write_shortlist,
)
from wholeplace.casefile.documents.papers.delivery_model.steps import write_steps
from wholeplace.casefile.documents.papers.delivery_model.value import write_cost, write_exit, write_risk
from wholeplace.casefile.documents.papers.frame import frame_paper, list_basics, open_paper
from wholeplace.casefile.documents.texts import shorten

KIND = "Delivery model assessment"
LONGEST_ANSWER = 600


def write_assessment_paper(commission: CommissionReading) -> Report:
    """Write the paper.

    Parameters
    ----------
    commission : CommissionReading
        With or without a record of the commission.

    Returns
    -------
    Report
    """
    sections = [
        _write_summary(commission),
        write_need(commission),
        write_heard(commission),
        write_longlist(commission),
        write_law(commission),
        write_shortlist(commission),
        write_cost(commission),
        write_risk(commission),
        write_people(commission),
        write_market(commission),
        write_transition(commission),
        write_exit(commission),
        write_equality(commission),
        write_recommendation(commission),
        write_decision(commission),
        write_principles(commission),
        write_cautions(commission.reading),
        write_steps(commission),
    ]
    return frame_paper(commission, KIND, sections)


def _write_summary(commission: CommissionReading) -> Section:
    blocks: list[Block] = [
        *open_paper(commission, _say_state(commission)),
        Inset(state_position(commission)),
        Facts([*list_basics(commission), *_cut_answers(commission)]),
    ]
    return Section("summary", "In brief", blocks)


def _say_state(commission: CommissionReading) -> str:
    if commission.table("decision"):
        return "Decided."
    if commission.table("recommendation"):
        return "Recommended, not decided."
    stage = words.STAGES.get(commission.read("stage"))
    return f"Draft, at the stage “{stage}”." if stage else "Draft: no recommendation is recorded."


def _cut_answers(commission: CommissionReading) -> list[tuple[str, str]]:
    """Keep the answers short: each has its chapter."""
    return [(key, shorten(text, LONGEST_ANSWER)) for key, text in _list_answers(commission)]


def _list_answers(commission: CommissionReading) -> list[tuple[str, str]]:
    reading = commission.reading
    facts = []
    subject = commission.chosen or reading.best
    if reading.best is not None and subject is not None:
        facts += [
            ("In the appraisal", describe_choice(commission) or describe_value(reading)),
            ("In-house comparator", describe_standing(reading, reading.in_house)),
            ("Worse off", say_of(subject, describe_losers(reading, subject))),
            ("Locked in", say_of(subject, describe_lock_in(subject))),
        ]
    facts.append(("Public Interest Test", describe_test(reading)))
    if not commission.is_recorded:
        return facts
    return [
        *facts,
        ("What the law allows", describe_law(commission)),
        ("Who was heard", describe_heard(commission)),
        ("Equality", describe_equality(commission)),
        ("Recommendation", describe_recommendation(commission)),
        ("Decision", describe_decision(commission)),
        ("Principles", describe_principles(commission)),
    ]

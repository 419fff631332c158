"""The Public Interest Test as a paper: each question, its answer and reason, by whom and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wholeplace.casefile.documents import words
from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Facts,
    Inset,
    Paragraph,
    Report,
    Section,
    Table,
    make_table,
)
from wholeplace.casefile.documents.chapters.options import compare_options, draw_net_value
from wholeplace.casefile.documents.commission import (
    CommissionReading,
    finish,
    read_date,
    read_part,
    read_tables,
    say_who,
)
from wholeplace.casefile.documents.figures import count, say_pounds
from wholeplace.casefile.documents.findings import describe_standing, list_cautions, state_answer
from wholeplace.casefile.documents.papers.frame import frame_paper, list_basics, open_paper
from wholeplace.casefile.documents.reading import (
    dig,
    is_withheld,
    read_list,
    read_table,
    read_text,
    say_withheld,
)
from wholeplace.casefile.documents.texts import capitalise, join_names, shorten
from wholeplace.casefile.public_interest import compare_answers
from wholeplace.foundations.parameters import Parameter, load_parameters

KIND = "Public Interest Test"
INDICATION = "indication"
SIDES, READINESS = frozenset({"in-house", "neutral", "market"}), frozenset({"yes", "partly", "no"})
MOST_OPTIONS = 12
LONGEST_REASON = 4000


@dataclass(frozen=True)
class Answer:
    """One answer: the word of the record, its reason, by whom and when."""

    key: str
    question: str
    word: str
    reason: str
    who: str
    by: str = ""

    @property
    def said(self) -> str:
        """The answer in words."""
        known = words.INDICATIONS if self.key == INDICATION else words.TEST_ANSWERS
        return known.get(self.word, capitalise(self.word)) or capitalise(words.NOT_KNOWN)


@dataclass(frozen=True)
class TestReading:
    """The test as papers see it: answers of the commission's record, and of the case where it has none."""

    commission: CommissionReading

    @cached_property
    def written(self) -> Mapping[str, Any]:
        """The test in the commission's record."""
        return self.commission.table("public_interest_test")

    @cached_property
    def of_case(self) -> Mapping[str, Answer]:
        """The answers in the inputs of the appraisal, which name no person."""
        part = self.commission.reading.document.get("public_interest_test")
        names = (*words.TEST_QUESTIONS, INDICATION)
        if is_withheld(part):
            return {key: _answer_of_case(key, part) for key in names}
        return {key: _answer_of_case(key, dig(part, key)) for key in names if dig(part, key) is not None}

    @cached_property
    def of_record(self) -> Mapping[str, Answer]:
        """The answers in the commission's record."""
        answers = [_answer_of_record(answer) for answer in read_tables(self.written.get("answers"))]
        return {answer.key: answer for answer in answers}

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """Every answer, the record's before the case's."""
        return {**self.of_case, **self.of_record}

    @cached_property
    def unanswered(self) -> list[str]:
        """The questions without an answer, in words."""
        names = {**words.TEST_QUESTIONS, INDICATION: "The indication"}
        return [name for key, name in names.items() if key not in self.answers]

    @cached_property
    def indication(self) -> Answer | None:
        """The person's judgement."""
        return self.answers.get(INDICATION)

    @cached_property
    def odd(self) -> list[str]:
        """Where answers differ from the indication, and the record from the case; each sentence once."""
        found = read_table(self.commission.reading.results.get("public_interest_test"))
        stored = [text for text in read_list(found.get("inconsistencies")) if isinstance(text, str)]
        return list(dict.fromkeys([*stored, *self._compare(), *self._differences()]))

    def _compare(self) -> list[str]:
        firsts = {key: one.word for key, one in self.answers.items() if key in words.TEST_FIRST_PART}
        sides = {key: word for key, word in firsts.items() if word in SIDES}
        seconds = {key: one.word for key, one in self.answers.items() if key in words.TEST_QUESTIONS}
        ready = {key: word for key, word in seconds.items() if key not in firsts and word in READINESS}
        return compare_answers(sides, ready, self.indication.word if self.indication else "")

    def _differences(self) -> list[str]:
        return [
            f"{answer.question}: the record says “{answer.said}”, the appraisal’s inputs say “{other.said}”."
            for key, answer in self.of_record.items()
            if (other := self.of_case.get(key)) is not None and other.word != answer.word
        ]

    @cached_property
    def applies(self) -> tuple[str, str]:
        """Whether the test applies and why: by the rules of law, or else by the appraisal."""
        of_law = read_table(self.commission.law.get("public_interest_test"))
        found = of_law or read_table(self.commission.reading.results.get("public_interest_test"))
        said = words.TEST_APPLIES.get(str(found.get("applies")), capitalise(words.NOT_KNOWN))
        return said, read_text(found.get("why"))

    @cached_property
    def checked_by(self) -> str:
        """The second person."""
        return read_text(self.written.get("checked_by"))


def write_test_paper(commission: CommissionReading) -> Report:
    """Write the paper.

    Parameters
    ----------
    commission : CommissionReading
        With or without a record of the commission.

    Returns
    -------
    Report
    """
    test = TestReading(commission)
    return frame_paper(
        commission,
        KIND,
        [
            _write_summary(test),
            _write_scope(test),
            _write_part(test, "part-1", "Part 1: which way of delivery each question favours", first=True),
            _write_part(test, "part-2", "Part 2: readiness to bring the service in-house", first=False),
            _write_open_ends(test),
            _write_indication(test),
            _write_figures(commission),
            _write_limits(commission),
        ],
    )


def _write_summary(test: TestReading) -> Section:
    applies, _ = test.applies
    given = len(words.TEST_QUESTIONS) + 1 - len(test.unanswered)
    facts = [
        ("Does it apply?", finish(applies)),
        ("Answers", f"{given} of {len(words.TEST_QUESTIONS) + 1} given, the indication included."),
        ("Checked", _say_check(test)),
        *list_basics(test.commission),
    ]
    blocks = [*open_paper(test.commission, _say_state(test)), Inset(_state_indication(test)), Facts(facts)]
    return Section("summary", "In brief", blocks)


def _say_state(test: TestReading) -> str:
    if test.unanswered:
        return f"Draft: {count(len(test.unanswered), 'answer')} still to give."
    if not test.checked_by:
        return "Draft: every question is answered; a second person has still to check it."
    return "Every question is answered, and a second person has checked it."


def _state_indication(test: TestReading) -> str:
    answer = test.indication
    if answer is None:
        return "No indication is given yet. It is a person’s judgement, not a sum of the answers."
    by = f" {answer.by} judged so" if answer.by else " A person judged so"
    return f"The indication is: {_lower(answer.said)}.{by}; it is not a verdict and no votes were counted."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _say_check(test: TestReading) -> str:
    if not test.checked_by:
        return "No second person has checked the answers."
    day = read_date(test.written.get("checked_on"), "on a day that is not recorded")
    text = f"{test.checked_by}, {day}."
    if test.checked_by in {answer.by for answer in test.answers.values()}:
        return f"{text} The same person wrote answers: a check by somebody else is worth more."
    return text


def _write_scope(test: TestReading) -> Section:
    applies, why = test.applies
    blocks: list[Block] = [Paragraph(" ".join(part for part in (finish(applies), finish(why)) if part))]
    computed = read_table(test.commission.reading.results.get("public_interest_test"))
    other = words.TEST_APPLIES.get(str(computed.get("applies")))
    if other and other != applies:
        said = f"The appraisal, judged on 1 April of its first year, says: {_lower(other)}."
        blocks.append(Paragraph(f"{said} {finish(read_text(computed.get('why')))}"))
    exclusions = _find_parameter("public-interest-test-exclusions")
    blocks += [
        Paragraph("The test does not apply to a contract that is:"),
        Bullets([finish(str(row["exclusion"])) for row in exclusions.table or ()]),
        Paragraph(f"Source: {_name_source(exclusions)}", "hint"),
    ]
    return Section("scope", "Does the test apply?", blocks)


def _find_parameter(parameter_id: str) -> Parameter:
    return load_parameters().find(parameter_id)


def _name_source(parameter: Parameter) -> str:
    start = f" In force from {read_date(parameter.valid_from.isoformat())}." if parameter.valid_from else ""
    return f"{finish(parameter.source_text)}{start}"


def _write_part(test: TestReading, key: str, title: str, *, first: bool) -> Section:
    keys = [name for name in words.TEST_QUESTIONS if (name in words.TEST_FIRST_PART) == first]
    given = [test.answers[name] for name in keys if name in test.answers]
    others = [one for name, one in test.answers.items() if name not in (*words.TEST_QUESTIONS, INDICATION)]
    blocks: list[Block] = []
    if first:
        blocks.append(Paragraph("Each answer says which way of delivery the question favours, and why."))
    else:
        blocks.append(Paragraph("Each answer says how ready the body is to run the service itself, and why."))
    blocks.append(
        _list_answers(given, title) if given else Paragraph("No question of this part is answered.")
    )
    if others and not first:
        blocks.append(_list_answers(others, "Other questions that were answered"))
    return Section(key, title, blocks)


def _list_answers(answers: Sequence[Answer], caption: str) -> Table:
    columns = [
        Column("Question", weight=1.1),
        Column("Answer", weight=1.0),
        Column("Reason", weight=2.9),
        Column("By whom and when", weight=1.3),
    ]
    rows: list[list[Cell | str]] = [
        [
            answer.question,
            Cell(answer.said, is_strong=True),
            shorten(finish(answer.reason), LONGEST_REASON) or "No reason given.",
            answer.who,
        ]
        for answer in answers
    ]
    return make_table(caption, columns, rows)


def _write_open_ends(test: TestReading) -> Section:
    blocks: list[Block] = []
    if test.unanswered:
        blocks += [Paragraph("Not answered yet:"), Bullets(test.unanswered)]
    else:
        blocks.append(Paragraph("Every question is answered."))
    if test.odd:
        blocks += [Paragraph("Where answers and indication differ:"), Bullets(test.odd)]
    elif test.indication is not None:
        blocks.append(Paragraph("No answer differs from the indication."))
    without = [answer.question for answer in test.answers.values() if not answer.reason]
    if without:
        blocks.append(Paragraph(f"Answered without a reason: {join_names(without)}."))
    unsigned = sum(answer.who == _IN_CASE for answer in test.answers.values())
    if unsigned:
        blocks.append(Paragraph(f"Who answered is not recorded for {count(unsigned, 'answer')}."))
    return Section("open", "What is open, and what does not fit", blocks)


def _write_indication(test: TestReading) -> Section:
    answer = test.indication
    if answer is None:
        blocks: list[Block] = [Paragraph("No indication is given yet.")]
    else:
        facts = [
            ("Indication", finish(answer.said)),
            ("Reason", shorten(finish(answer.reason), LONGEST_REASON) or "No reason given."),
            ("By whom and when", answer.who),
            ("Second person", _say_check(test)),
        ]
        blocks = [Facts(facts)]
    note = "The software counts no votes and computes no verdict: the indication is a person’s judgement."
    return Section("indication", "The indication", [*blocks, Paragraph(note, "hint")])


def _write_figures(commission: CommissionReading) -> Section:
    reading = commission.reading
    if not reading.options:
        blocks: list[Block] = [Paragraph("No option is appraised in this case file.")]
        return Section("figures", "What the appraisal says", blocks)
    costs = [
        (f"{option.label} ({option.role})", f"{say_pounds(option.spread('cost_pv').mean)} whole-life cost")
        for option in {one.id: one for one in (reading.in_house, reading.today) if one is not None}.values()
    ]
    blocks = [
        Paragraph(state_answer(reading)),
        Facts([("In-house comparator", describe_standing(reading, reading.in_house)), *costs]),
        draw_net_value(reading, MOST_OPTIONS),
        compare_options(reading),
    ]
    return Section("figures", "What the appraisal says", blocks)


def _write_limits(commission: CommissionReading) -> Section:
    questions = _find_parameter("public-interest-test-questions")
    threshold = _find_parameter("public-interest-test-threshold")
    own = [caution for kind, caution in list_cautions(commission.reading) if kind == "test"]
    cautions = [
        "The test gives an indication, not a verdict. A mixed arrangement is a possible answer.",
        "It comes before the delivery model assessment and before any procurement, and feeds both.",
        "Whether it applies turns on figures and on the kind of body: take advice where either is close.",
        *own,
    ]
    blocks: list[Block] = [
        Bullets(cautions),
        Paragraph(f"Questions: {_name_source(questions)}", "hint"),
        Paragraph(f"Threshold: {_name_source(threshold)} {threshold.note}".strip(), "hint"),
    ]
    return Section("limits", "What this paper is not", blocks)


# --- reading answers ---------------------------------------------------------------------------------------


def _answer_of_case(key: str, written: Any) -> Answer:
    question = words.TEST_QUESTIONS.get(key, "The indication")
    if is_withheld(written):
        return Answer(key, question, say_withheld(written), say_withheld(written), _IN_CASE)
    word = next(
        (read_text(dig(written, name)) for name in ("favours", "ready", "answer") if dig(written, name)), ""
    )
    return Answer(key, question, word, read_text(dig(written, "reason")), _IN_CASE)


_IN_CASE = "Not recorded (from the appraisal)"


def _answer_of_record(written: Mapping[str, Any]) -> Answer:
    asked = read_part(written, "question", "Question not named")
    key = _find_key(asked)
    question = words.TEST_QUESTIONS.get(key, "The indication" if key == INDICATION else capitalise(asked))
    by = read_part(written, "by")
    who = say_withheld(written) if is_withheld(written) else say_who(by, written.get("on"))
    word = read_part(written, "answer")
    return Answer(
        key, question, word.lower() if word.lower() in _WORDS else word, read_part(written, "reason"), who, by
    )


_WORDS = SIDES | READINESS | frozenset(words.INDICATIONS)


def _find_key(asked: str) -> str:
    """Find which question is meant, by its key or its words, however written."""
    plain = re.sub(r"[^a-z]+", "_", asked.lower()).strip("_")
    by_words = {re.sub(r"[^a-z]+", "_", name.lower()): key for key, name in words.TEST_QUESTIONS.items()}
    return by_words.get(plain, plain or asked)

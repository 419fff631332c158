"""Which sheets a workbook has, which columns each sheet has, and what may stand in them.

Reading, writing, the drop-down lists and the guide all follow this one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import get_args

from wholeplace.foundations.vocabulary import (
    AgencyKind,
    BenefitKind,
    BodyKind,
    CostCategory,
    DeliveryModel,
    Regime,
    Status,
)

MODELS = get_args(DeliveryModel)
CATEGORIES = get_args(CostCategory)
STATUSES = get_args(Status)
GRADES = ("1", "2", "3", "4", "5", "6")


class Kind(Enum):
    """What a cell may hold, and how it is read and written."""

    TEXT = "text"
    NAME = "an id, or one of a few words"
    NUMBER = "a number"
    WHOLE = "a whole number"
    FLAG = "TRUE or FALSE"
    DATE = "a date"
    RATE = "a number a year, or a name"
    YEAR = "a year such as 2024, or text such as 2023/24"
    QUANTITY = "a number, or a distribution such as pert 90 100 130"
    BY_QUANTITY = "text; or, for each quantity, such as { impact = “…” }"
    NAMES = "ids with commas between them"
    WHOLES = "whole numbers with commas between them"
    FREE = "anything"


class Shape(Enum):
    """How the rows of a sheet become the document."""

    ENTRIES = "a row for each entry of a list"
    LINES = "a row for each line of an option"
    KEYS = "a row for each key of a table"
    QUESTIONS = "a row for each question"
    OPEN = "a row for each entry, with any columns"


@dataclass(frozen=True)
class Column:
    """A column of a sheet, or a row of a sheet of keys.

    Parameters
    ----------
    name : str
        Its header, which is the key of the field.
    kind : Kind
        What its cells hold.
    meaning : str
        What a person should write there, in plain words.
    required : bool
        Whether every entry needs it.
    choices : tuple of str
        The words that are allowed, if only some are.
    listed_in : str
        The sheet whose ids may stand here, if they come from one.
    width : int
        Width on the sheet, in characters.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    listed_in: str = ""
    width: int = 14


@dataclass(frozen=True)
class Keyed:
    """Columns that each hold one entry of a table, with headers such as ``score: control``.

    Parameters
    ----------
    field : str
        Key of the table in its entry.
    prefix : str
        What stands before the colon.
    kind : Kind
        What the cells hold.
    listed_in : str
        The sheet whose ids may stand after the colon; empty when any name may.
    required : bool
        Whether the table is there even when all its cells are empty.
    meaning : str
        What a person should write there.
    """

    field: str
    prefix: str
    kind: Kind
    listed_in: str
    required: bool
    meaning: str


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook.

    Parameters
    ----------
    name : str
        Its name, which is the key of its part of the document.
    shape : Shape
        How rows become entries.
    columns : tuple of Column
        For sheets of keys: the rows. For open sheets: the usual columns.
    meaning : str
        What the sheet is for.
    required : bool
        Whether a workbook needs it.
    keyed : Keyed, optional
        Further columns with a table's entries.
    """

    name: str
    shape: Shape
    columns: tuple[Column, ...]
    meaning: str
    required: bool = False
    keyed: Keyed | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers that are always there."""
        return {
            Shape.KEYS: ("key", "value", "what it means"),
            Shape.QUESTIONS: ("question", "answer", "reason"),
        }.get(self.shape, tuple(column.name for column in self.columns))


OPTION_COLUMN = "option"  # the first column of the sheets of lines
FIRST_YEAR, LAST_YEAR = "first_year", "last_year"  # two columns, one field: years
SOURCE_COLUMNS = (
    Column("source", Kind.BY_QUANTITY, "Where the figures come from.", width=40),
    Column(
        "status", Kind.BY_QUANTITY, "How sure the source is; see the list below.", choices=STATUSES, width=8
    ),
    Column("note", Kind.TEXT, "Anything a reader should know.", width=40),
)
_ID = Column("id", Kind.NAME, "A short name of letters, digits, - and _, used to point here.", True, width=20)
_NAME = Column("name", Kind.TEXT, "The name that readers see.", True, width=40)
_OPTION = Column(
    OPTION_COLUMN,
    Kind.NAME,
    "The id of the option that the line belongs to.",
    True,
    listed_in="options",
    width=20,
)
_YEARS = (
    Column(
        FIRST_YEAR, Kind.WHOLE, "First year of the line; year 0 is the first of the case.", True, width=10
    ),
    Column(LAST_YEAR, Kind.WHOLE, "Last year of the line, itself included.", True, width=10),
)
_EVIDENCE = (
    Column(
        "grade",
        Kind.WHOLE,
        "Evidence grade from 1 (best) to 6 (a guess); empty: no correction.",
        choices=GRADES,
    ),
    Column("grade_reason", Kind.TEXT, "Why that grade.", width=30),
    Column("drivers", Kind.NAMES, "Scenario drivers that multiply the line, with commas between.", width=20),
)
_MONEY = "In pounds a year, in prices of the price base year."

CASE = Sheet(
    "case",
    Shape.KEYS,
    (
        Column("title", Kind.TEXT, "What the case is about, in a few words.", True),
        Column("place", Kind.TEXT, "The place that the service is for.", True),
        Column(
            "body_kind",
            Kind.NAME,
            "The kind of body that decides; it settles which rules apply.",
            True,
            get_args(BodyKind),
        ),
        Column("start_year", Kind.WHOLE, "The calendar year in which year 0 begins.", True),
        Column("horizon_years", Kind.WHOLE, "How many years are looked at, from 1 to 300.", True),
        Column("price_base_year", Kind.WHOLE, "The year in whose prices every figure is given.", True),
        Column("rate", Kind.RATE, "The discount rate: green-book-2026, or a number such as 0.035.", True),
        Column("inflation", Kind.RATE, "For the cash view: a number a year such as 0.02, or a named series."),
        Column("seed", Kind.WHOLE, "Any whole number; the same seed gives the same draws. Empty: 1."),
        Column("draws", Kind.WHOLE, "How many times the uncertain figures are drawn. Empty: 100000."),
        Column("value_pounds", Kind.NUMBER, "Estimated contract value in pounds, including VAT."),
        Column("need", Kind.TEXT, "The need, in the words of those who have it."),
        Column("summary", Kind.TEXT, "What is being decided, for a reader new to it."),
        Column("as_at", Kind.DATE, "The date whose rules and parameters apply."),
        Column(
            "regime",
            Kind.NAME,
            "The procurement regime, where it is known.",
            choices=get_args(Regime),
        ),
    ),
    "The case as a whole.",
    required=True,
)
AGENCIES = Sheet(
    "agencies",
    Shape.ENTRIES,
    (
        _ID,
        _NAME,
        Column(
            "kind",
            Kind.NAME,
            "Who it is; empty: public.",
            choices=get_args(AgencyKind),
            width=12,
        ),
        Column("body", Kind.NAME, "Groups several budgets of one body under one id.", width=20),
        Column("income", Kind.NUMBER, "Of a household agency: equivalised income in pounds a year."),
    ),
    "Who pays or gains: budgets of public bodies, households, providers.",
    required=True,
)
OUTCOMES = Sheet(
    "outcomes",
    Shape.ENTRIES,
    (_ID, _NAME, Column("note", Kind.TEXT, "Anything a reader should know.", width=40)),
    "What should be different for people.",
)
SCENARIOS = Sheet(
    "scenarios",
    Shape.ENTRIES,
    (
        _ID,
        _NAME,
        Column("probability", Kind.NUMBER, "From 0 to 1; give it for every scenario or for none.", width=12),
        Column("note", Kind.TEXT, "Anything a reader should know.", width=40),
    ),
    "Ways the world may turn out; in the base scenario every driver is 1.",
    keyed=Keyed("drivers", "driver", Kind.NUMBER, "", True, "What the driver is in the scenario; empty: 1."),
)
CRITERIA = Sheet(
    "criteria",
    Shape.ENTRIES,
    (
        _ID,
        _NAME,
        Column("source", Kind.TEXT, "Where this comes from.", width=40),
        Column("status", Kind.NAME, "How sure the source is; see the list below.", choices=STATUSES, width=8),
        Column("note", Kind.TEXT, "Anything a reader should know.", width=40),
    ),
    "What money does not capture; options are scored on each from 0 (worst) to 100 (best).",
)
STAKEHOLDERS = Sheet(
    "stakeholders",
    Shape.ENTRIES,
    CRITERIA.columns,
    "Groups of people and the weights they give the criteria.",
    keyed=Keyed(
        "weights",
        "weight",
        Kind.NUMBER,
        "criteria",
        False,
        "The group's weight for the criterion; all empty: not known.",
    ),
)
OPTIONS = Sheet(
    "options",
    Shape.ENTRIES,
    (
        _ID,
        _NAME,
        Column("model", Kind.NAME, "How the service would be provided.", True, MODELS, width=22),
        Column("business_as_usual", Kind.FLAG, "TRUE for exactly one option: today's arrangement."),
        Column("in_house_comparator", Kind.FLAG, "TRUE for exactly one option: the best in-house way."),
        Column("term_years", Kind.NUMBER, "Length of the commitment; 0 or empty: no fixed term."),
        Column("notice_months", Kind.NUMBER, "How long before leaving it must be said."),
        Column(
            "break_years", Kind.WHOLES, "Years from the start at which it may be left, with commas between."
        ),
        Column("exit_cost", Kind.NUMBER, "What leaving costs, in pounds."),
        Column("mobilisation_months", Kind.NUMBER, "How long it takes to start."),
        Column("summary", Kind.TEXT, "The option in a few sentences.", width=40),
        Column("proposed_by", Kind.TEXT, "Who proposed it.", width=20),
        Column("note", Kind.TEXT, "Anything a reader should know.", width=40),
    ),
    "The ways of meeting the need, a row each.",
    required=True,
    keyed=Keyed("scores", "score", Kind.QUANTITY, "criteria", False, "The option's score, from 0 to 100."),
)
_AGENCY = Column("agency", Kind.NAME, "The id of the agency that pays or gains.", True, (), "agencies", 20)
COSTS = Sheet(
    "costs",
    Shape.LINES,
    (
        _OPTION,
        _NAME,
        _AGENCY,
        Column("category", Kind.NAME, "The kind of cost; empty: other.", choices=CATEGORIES),
        Column("amount", Kind.QUANTITY, f"{_MONEY} Negative only for income.", True, width=30),
        *_YEARS,
        Column("growth", Kind.NUMBER, "Real growth a year, such as 0.01; empty: 0."),
        *_EVIDENCE,
        Column("price_year", Kind.YEAR, "The price year of the amount, if it is another."),
        *SOURCE_COLUMNS,
    ),
    "What each option costs, a row for each line.",
)
BENEFITS = Sheet(
    "benefits",
    Shape.LINES,
    (
        _OPTION,
        _NAME,
        Column("outcome", Kind.NAME, "The id of the outcome it belongs to.", listed_in="outcomes", width=20),
        _AGENCY,
        Column(
            "kind",
            Kind.NAME,
            "Whether it is money that a public body can take out, money it cannot, or value to others.",
            True,
            get_args(BenefitKind),
            width=20,
        ),
        Column("population", Kind.QUANTITY, "How many people; empty: 1.", width=24),
        Column("engagement", Kind.QUANTITY, "The share of them who take part, 0 to 1; empty: 1.", width=24),
        Column("impact", Kind.QUANTITY, "The share for whom it works; empty: 1.", width=24),
        Column("deadweight", Kind.QUANTITY, "The share that would happen anyway; empty: 0.", width=24),
        Column("attribution", Kind.QUANTITY, "The share due to this option; empty: 1.", width=24),
        Column("unit_value", Kind.QUANTITY, f"Value for one person. {_MONEY}", True, width=24),
        *_YEARS,
        Column("drop_off", Kind.NUMBER, "The share lost each year, such as 0.1; empty: 0."),
        *_EVIDENCE,
        Column("price_year", Kind.YEAR, "The price year of the unit value, if it is another."),
        *SOURCE_COLUMNS,
    ),
    "What each option achieves, a row for each line.",
)
TRANSFERS = Sheet(
    "transfers",
    Shape.LINES,
    (
        _OPTION,
        Column("name", Kind.TEXT, "The name that readers see.", width=40),
        Column("from", Kind.NAME, "The id of the agency that gives.", True, (), "agencies", 20),
        Column("to", Kind.NAME, "The id of the agency that receives.", True, (), "agencies", 20),
        Column("amount", Kind.QUANTITY, _MONEY, True, width=30),
        *_YEARS,
        *SOURCE_COLUMNS,
    ),
    "Money from one agency to another; nothing in total.",
)
FAVOURS = ("in-house", "neutral", "market")
READY = ("yes", "partly", "no")
_FAVOUR = "Which way does this point: in-house, neutral or market?"
_READINESS = "Is the body ready for in-house delivery: yes, partly or no?"
PUBLIC_INTEREST_TEST = Sheet(
    "public_interest_test",
    Shape.QUESTIONS,
    (
        *(
            Column(name, Kind.NAME, _FAVOUR, choices=FAVOURS)
            for name in (
                "value_for_money",
                "strategic_alignment",
                "social_value",
                "economic_growth",
                "market_impact",
            )
        ),
        *(
            Column(name, Kind.NAME, _READINESS, choices=READY)
            for name in ("workforce", "skills", "systems", "assets", "governance", "transition")
        ),
        Column(
            "indication",
            Kind.NAME,
            "A person's judgement on the whole.",
            choices=("in-house", "mixed", "market"),
        ),
    ),
    "The questions of the Public Interest Test; leave the answer empty where there is none yet.",
)
DISTRIBUTIONAL = Sheet(
    "distributional",
    Shape.KEYS,
    (
        Column(
            "reference_income", Kind.NUMBER, "Median equivalised income of taxpayers, pounds a year.", True
        ),
        Column(
            "elasticity",
            Kind.NUMBER,
            "How fast the worth of a pound falls with income; empty: the parameter.",
        ),
    ),
    "Only to weigh pounds by the income of those who gain or lose; leave it empty otherwise.",
)
PARAMETERS = Sheet(
    "parameters",
    Shape.OPEN,
    (
        Column("id", Kind.FREE, "The id of the parameter that the place sets or adds.", True, width=20),
        Column("title", Kind.FREE, "What it is, in a few words.", True, width=40),
        Column("value", Kind.FREE, "The figure, in its unit."),
        Column("unit", Kind.FREE, "The unit, such as GBP or share.", True),
        Column("price_year", Kind.FREE, "For money: the year of its prices."),
        Column("agency", Kind.FREE, "For a unit cost: who bears it.", width=20),
        Column("source: title", Kind.FREE, "The document it comes from.", True, width=40),
        Column("source: address", Kind.FREE, "Its web address.", True, width=30),
        Column("source: page", Kind.FREE, "Page or section."),
        Column("status", Kind.FREE, "How sure the source is; see the list below.", True, STATUSES, width=8),
        Column("valid_from", Kind.FREE, "First day on which it holds."),
        Column("valid_to", Kind.FREE, "Last day on which it holds."),
        Column("note", Kind.FREE, "Anything a reader should know.", width=40),
    ),
    "Figures of the place's own, in place of the published ones or beside them.",
)
WITHHELD = Sheet(
    "withheld",
    Shape.ENTRIES,
    (
        Column(
            "part", Kind.TEXT, "Path of the part, such as options.alliance.costs.0.amount.", True, width=40
        ),
        Column("reason", Kind.TEXT, "Why it is not published yet.", True, width=40),
        Column("until", Kind.DATE, "The date of its release; empty: until further notice."),
    ),
    "Parts of the case that are committed to now and published later.",
)
SHEETS = (
    CASE,
    AGENCIES,
    OUTCOMES,
    SCENARIOS,
    CRITERIA,
    STAKEHOLDERS,
    OPTIONS,
    COSTS,
    BENEFITS,
    TRANSFERS,
    PUBLIC_INTEREST_TEST,
    DISTRIBUTIONAL,
    PARAMETERS,
    WITHHELD,
)
GUIDE_SHEET = "guide"


def answer_key(question: Column) -> str:
    """Name the key under which the answer to a question stands in the document.

    Parameters
    ----------
    question : Column
        A row of the Public Interest Test.

    Returns
    -------
    str
        ``favours``, ``ready`` or ``answer``.
    """
    if question.choices == FAVOURS:
        return "favours"
    return "ready" if question.choices == READY else "answer"

"""The principles as rules: each judged from the published record as met, not yet met or overridden."""

from wholeplace.casefile.principles.best import list_reasons_against_best, may_say_best
from wholeplace.casefile.principles.judge import judge_principles
from wholeplace.casefile.principles.register import CODES, RULES, Rule

__all__ = ["CODES", "RULES", "Rule", "judge_principles", "list_reasons_against_best", "may_say_best"]

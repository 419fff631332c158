"""The principles in their published order: what each is called, and its rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wholeplace.casefile.principles import comparing, hearing, lasting, openness
from wholeplace.casefile.principles.evidence import Evidence, Verdict
from wholeplace.foundations.vocabulary import PrincipleCode


@dataclass(frozen=True)
class Rule:
    """One principle.

    Parameters
    ----------
    code : str
        Its code.
    title : str
        The principle as one plain line.
    judge : callable
        Its rule.
    """

    code: PrincipleCode
    title: str
    judge: Callable[[Evidence], Verdict]


RULES: tuple[Rule, ...] = (
    Rule("need-first", "Start from needs, not from today’s services", hearing.judge_need_first),
    Rule("lawful", "Compare only what the law allows", comparing.judge_lawful),
    Rule("in-house-benchmark", "In-house is the default", comparing.judge_in_house_benchmark),
    Rule("users-heard", "The people who use the service are heard", hearing.judge_users_heard),
    Rule("community-heard", "The community is heard", hearing.judge_community_heard),
    Rule("staff-heard", "The staff are heard", hearing.judge_staff_heard),
    Rule("sector-neutral", "Judge every option alike, whoever would provide", comparing.judge_sector_neutral),
    Rule("boundary-kept", "Some things are not for business to run", comparing.judge_boundary_kept),
    Rule("outcomes-not-inputs", "Say what is to be achieved, not how", openness.judge_outcomes_not_inputs),
    Rule(
        "open-to-social-sector",
        "Small and social providers can take part",
        openness.judge_open_to_social_sector,
    ),
    Rule(
        "nothing-predetermined", "Hear people before minds are made up", hearing.judge_nothing_predetermined
    ),
    Rule(
        "grant-considered",
        "Give a grant where it serves better than a contract",
        comparing.judge_grant_considered,
    ),
    Rule("equality-assessed", "Equal access and equal outcomes", hearing.judge_equality_assessed),
    Rule("no-cost-shunting", "A saving is not a bill for somebody else", lasting.judge_no_cost_shunting),
    Rule("options-kept-open", "Do not close off later choices", lasting.judge_options_kept_open),
    Rule("ownership-known", "Who owns the provider is public", openness.judge_ownership_known),
    Rule("interests-declared", "Nobody scores their own", openness.judge_interests_declared),
    Rule("reviewed", "Look again, and say when", lasting.judge_reviewed),
)
CODES = tuple(rule.code for rule in RULES)

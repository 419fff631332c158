"""Judge what the rules let a body do with each option, and which duties apply.

Three-valued logic: a fact that is not known makes a rule's answer unknown, and what is unknown is never
called available.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from wholeplace.engines.law.facts import (
    CommissionFacts,
    Duty,
    FactValue,
    Finding,
    LegalPosition,
    OptionFacts,
    OptionPosition,
)
from wholeplace.engines.law.rules import Condition, Rule
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.foundations.vocabulary import LegalStatus

# From the gravest to the lightest: unavailable wins over take-advice, take-advice over available.
GRAVITY: tuple[LegalStatus, ...] = ("unavailable", "take-advice", "available")
# A source that was read opens an option; the account of a third party closes one, but opens none; what
# was only recalled, or made up by us, does neither: it warns.
OPENING = frozenset({"P", "MM", "N", "D"})
CLOSING = OPENING | {"T"}

NOT_FACTS = frozenset({"options", "id", "is_live", "advice"})
OPTION_FACTS = frozenset(field.name for field in fields(OptionFacts)) - NOT_FACTS
COMMISSION_FACTS = frozenset(field.name for field in fields(CommissionFacts)) - NOT_FACTS


class UnknownFact(WholeplaceError):
    """A rule asks for something that no commission records."""


class SameIdTwice(WholeplaceError):
    """Two options, or two rules that hold on the same day, share an id."""


def judge(commission: CommissionFacts, rules: Sequence[Rule]) -> LegalPosition:
    """Judge the options of a commission and list the duties that apply to it.

    An option is available only when a rule whose source was read says so, every fact of that rule is known,
    and no rule that closes it or asks for advice applies or might apply. The place's own advice replaces
    take-advice, and may make an available option less so; it never opens what the rules close.

    Parameters
    ----------
    commission : CommissionFacts
        The facts on one day; None is not known.
    rules : sequence of Rule
        In any order; those not in force on ``commission.as_at`` are left out.

    Returns
    -------
    LegalPosition
        One position for each option, in the order given. A duty is listed when it applies, or when a fact
        that would settle it is not known. No option: no position. No rule: every option is take-advice.

    Raises
    ------
    UnknownFact
        When a rule asks for a fact that is not an attribute of ``CommissionFacts`` or ``OptionFacts``.
    SameIdTwice
        When two options, or two rules in force on the day, share an id.

    References
    ----------
    Kleene, S. C. (1952), Introduction to Metamathematics, section 64 (strong three-valued logic). Each rule
    carries its own legal source.
    """
    in_force = sorted((rule for rule in rules if rule.holds_on(commission.as_at)), key=lambda rule: rule.id)
    _refuse_unusable(commission, in_force)
    shared = {name: getattr(commission, name) for name in COMMISSION_FACTS}
    option_rules = [rule for rule in in_force if rule.kind == "option"]
    regimes_first = sorted(in_force, key=lambda rule: rule.kind != "regime")
    duties = (_judge_duty(rule, commission, shared) for rule in regimes_first if rule.kind != "option")
    return LegalPosition(
        options=tuple(_judge_option(option, shared, option_rules) for option in commission.options),
        commission=tuple(duty for duty in duties if duty is not None),
    )


def _refuse_unusable(commission: CommissionFacts, in_force: Sequence[Rule]) -> None:
    for rule in in_force:
        for condition in (*rule.when, *rule.unless):
            if condition.fact not in COMMISSION_FACTS | OPTION_FACTS:
                raise UnknownFact(f"Rule {rule.id} asks for {condition.fact}, which no commission records")
    for what, ids in (
        ("rules", [rule.id for rule in in_force]),
        ("options", [each.id for each in commission.options]),
    ):
        twice = [each for each, count in Counter(ids).items() if count > 1]
        if twice:
            raise SameIdTwice(f"Two {what} have the id {twice[0]}; give one of them another")


def _judge_option(
    option: OptionFacts, shared: Mapping[str, FactValue | None], rules: Iterable[Rule]
) -> OptionPosition:
    facts = _gather(shared, option)
    found = [finding for rule in rules if (finding := _apply(rule, facts)) is not None]
    settled = {finding.rule for finding in found if finding.status == "available"}
    # What only might open an option says nothing more once another rule does open it.
    says = {rule.id: rule.finding for rule in rules}
    kept = [each for each in found if not settled or each.rule in settled or says[each.rule] != "available"]
    by_law = _find_gravest([finding.status for finding in kept])
    return OptionPosition(
        option=option.id,
        status=_follow_advice(by_law, option.advice),
        by_law=by_law,
        findings=tuple(sorted(kept, key=lambda each: (GRAVITY.index(each.status), each.rule))),
    )


def _apply(rule: Rule, facts: Mapping[str, FactValue | None]) -> Finding | None:
    when, unless = rule.answer_when(facts), rule.answer_unless(facts)
    if when == "no" or unless == "yes":
        return None
    unknown = _list_unknown((*rule.when, *rule.unless), facts)
    settled = when == "yes" and unless == "no"
    status = rule.finding if settled and rule.finding and _may_say(rule) else "take-advice"
    return Finding(rule.id, status, () if settled else unknown)


def _may_say(rule: Rule) -> bool:
    return rule.status in (OPENING if rule.finding == "available" else CLOSING)


def _list_unknown(conditions: Iterable[Condition], facts: Mapping[str, FactValue | None]) -> tuple[str, ...]:
    names = {name for each in conditions for name in each.list_unknown(facts[each.fact])}
    return tuple(sorted(names))


def _find_gravest(statuses: Sequence[LegalStatus]) -> LegalStatus:
    return min(statuses, key=GRAVITY.index, default="take-advice")


def _follow_advice(by_law: LegalStatus, advice: LegalStatus | None) -> LegalStatus:
    if advice is None or by_law == "unavailable":
        return by_law
    return advice if by_law == "take-advice" else _find_gravest([by_law, advice])


def _judge_duty(
    rule: Rule, commission: CommissionFacts, shared: Mapping[str, FactValue | None]
) -> Duty | None:
    if not any(condition.fact in OPTION_FACTS for condition in (*rule.when, *rule.unless)):
        answer, unknown = _weigh(rule, shared)
        return None if answer == "no" else Duty(rule.id, (), unknown)
    weighed = {each.id: _weigh(rule, _gather(shared, each)) for each in commission.options if each.is_live}
    applies = sorted(option for option, (answer, _) in weighed.items() if answer == "yes")
    if applies:
        return Duty(rule.id, tuple(applies))
    might = {option: unknown for option, (answer, unknown) in weighed.items() if answer == "unknown"}
    names = {name for unknown in might.values() for name in unknown}
    return Duty(rule.id, tuple(sorted(might)), tuple(sorted(names))) if might else None


def _gather(shared: Mapping[str, FactValue | None], option: OptionFacts) -> dict[str, FactValue | None]:
    return {**shared, **{name: getattr(option, name) for name in OPTION_FACTS}}


def _weigh(rule: Rule, facts: Mapping[str, FactValue | None]) -> tuple[str, tuple[str, ...]]:
    """Say whether a duty applies; an exception that is not shown leaves it standing."""
    if rule.answer_unless(facts) == "yes":
        return "no", ()
    answer = rule.answer_when(facts)
    return answer, _list_unknown(rule.when, facts) if answer == "unknown" else ()

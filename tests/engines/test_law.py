"""The law engine: three-valued, cautious, indifferent to order, and equal to its slow twin."""

import datetime as dt
from dataclasses import FrozenInstanceError, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.law_twin import judge_slowly
from wholeplace.engines.law import (
    COMMISSION_FACTS,
    OPTION_FACTS,
    CommissionFacts,
    IsOneOf,
    IsWithin,
    OptionFacts,
    Rule,
    SameIdTwice,
    UnknownFact,
    judge,
)

DAY = dt.date(2026, 11, 24)
WORDS = {
    "body_kind": ("council", "nhs"),
    "service": ("housing", "health"),
    "model": ("in-house", "grant"),
    "proposed_as": ("charity", "firm"),
}
NUMBERS = {"value_pounds": (0.0, 100.0, 200.0), "term_years": (1.0, 5.0, 6.0)}
DATES = {"starts_on": (dt.date(2027, 3, 31), dt.date(2027, 4, 1))}
CHOICES = ("is_health_service", "is_exempt", "is_for_profit", "is_reserved")
DOMAINS = {**WORDS, **NUMBERS, **DATES, **dict.fromkeys(CHOICES, (True, False))}
STATUSES = ("available", "take-advice", "unavailable")


def one(fact, *values):
    return IsOneOf(fact, frozenset(values))


def rule(finding="available", when=(), unless=(), **fields):
    return Rule(
        **{"id": f"{finding}-rule", "kind": "option", "finding": finding, "status": "N", **fields},
        when=tuple(when),
        unless=tuple(unless),
    )


def duty(when=(), unless=(), **fields):
    return Rule(
        **{"id": "duty", "kind": "duty", "status": "N", **fields}, when=tuple(when), unless=tuple(unless)
    )


def facts(advice=None, is_live=True, **known):
    option = {name: known.pop(name) for name in list(known) if name in OPTION_FACTS}
    return CommissionFacts(
        as_at=DAY, options=(OptionFacts("a", advice=advice, is_live=is_live, **option),), **known
    )


def status(rules, advice=None, **known):
    (position,) = judge(facts(advice, **known), rules).options
    return position.status


# --- one promise at a time ---------------------------------------------------------------------------


def test_without_a_rule_an_option_is_a_matter_for_advice():
    """What no rule speaks of is not open."""
    (position,) = judge(facts(model="in-house"), []).options
    assert (position.status, position.findings) == ("take-advice", ())


def test_a_rule_that_says_so_opens_an_option():
    """Available needs one rule whose conditions all hold."""
    assert status([rule(when=[one("model", "in-house")])], model="in-house") == "available"


def test_an_unknown_fact_never_opens_an_option():
    """A rule that lacks a fact comes to take-advice, and names the fact."""
    rules = [rule(when=[one("model", "in-house"), one("is_exempt", True)])]
    (position,) = judge(facts(model="in-house"), rules).options
    (finding,) = position.findings
    assert (position.status, finding.status, finding.unknown) == (
        "take-advice",
        "take-advice",
        ("is_exempt",),
    )


def test_a_broken_condition_outweighs_an_unknown_one():
    """A rule that certainly does not apply is silent, whatever else is unknown."""
    rules = [rule("unavailable", when=[one("model", "grant"), one("is_exempt", True)])]
    (position,) = judge(facts(model="in-house"), rules).options
    assert position.findings == ()


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        (("available", "take-advice"), "take-advice"),
        (("available", "unavailable"), "unavailable"),
        (("take-advice", "unavailable"), "unavailable"),
        (("available", "take-advice", "unavailable"), "unavailable"),
    ],
)
def test_the_gravest_rule_wins(says, expected):
    """Unavailable wins over take-advice, take-advice over available."""
    (position,) = judge(facts(), [rule(each) for each in says]).options
    assert position.status == expected
    assert [finding.status for finding in position.findings] == sorted(
        says, key=("unavailable", "take-advice", "available").index
    )


def test_an_unknown_rule_against_an_option_keeps_it_from_being_available():
    """What might be forbidden is not open."""
    assert status([rule(), rule("unavailable", when=[one("is_for_profit", True)])]) == "take-advice"


@pytest.mark.parametrize(
    ("letter", "opens"),
    [("P", True), ("MM", True), ("N", True), ("D", True), ("T", False), ("C", False), ("M", False)],
)
def test_only_a_source_that_was_read_opens_an_option(letter, opens):
    """A rule that is recalled, made up or told by others opens nothing."""
    assert status([rule(status=letter)]) == ("available" if opens else "take-advice")


@pytest.mark.parametrize(("letter", "closes"), [("N", True), ("T", True), ("C", False), ("M", False)])
def test_a_source_that_was_only_recalled_closes_no_option(letter, closes):
    """It warns instead."""
    assert status([rule("unavailable", status=letter)]) == ("unavailable" if closes else "take-advice")


def test_an_exception_switches_a_rule_off_and_not_knowing_it_casts_doubt():
    """An exception works for option rules as a condition would."""
    rules = [rule(unless=[one("service", "health")])]
    assert status(rules, service="housing") == "available"
    (position,) = judge(facts(service="health"), rules).options
    assert position.findings == ()
    assert status(rules) == "take-advice"


@pytest.mark.parametrize(
    ("limits", "value", "expected"),
    [
        ({"over": 100.0}, 100.0, "take-advice"),
        ({"over": 100.0}, 100.01, "available"),
        ({"at_least": 100.0}, 100.0, "available"),
        ({"at_least": 100.0}, 99.99, "take-advice"),
        ({"at_most": 100.0}, 100.0, "available"),
        ({"at_most": 100.0}, 100.01, "take-advice"),
        ({"below": 100.0}, 100.0, "take-advice"),
        ({"below": 100.0}, 99.99, "available"),
        ({"at_least": 50.0, "below": 100.0}, 75.0, "available"),
        ({"at_least": 50.0, "below": 100.0}, 100.0, "take-advice"),
        ({"at_least": None}, 100.0, "take-advice"),
    ],
)
def test_limits_are_exact_to_the_penny(limits, value, expected):
    """Over, at least, at most and below mean what they say; a limit that is not known settles nothing."""
    assert status([rule(when=[IsWithin("value_pounds", limits)])], value_pounds=value) == expected


def test_a_limit_that_is_not_known_is_named_but_a_broken_one_settles_it():
    """The missing threshold is told; another limit that is broken still silences the rule."""
    (position,) = judge(
        facts(value_pounds=5.0), [rule(when=[IsWithin("value_pounds", {"at_least": None})])]
    ).options
    assert position.findings[0].unknown == ("threshold",)
    silent = [rule(when=[IsWithin("value_pounds", {"at_least": None, "below": 5.0})])]
    assert judge(facts(value_pounds=5.0), silent).options[0].findings == ()


def test_a_rule_holds_from_its_first_to_its_last_day():
    """The day before and the day after, it says nothing."""
    first, last = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
    dated = [rule(valid_from=first, valid_to=last)]
    found = {
        days: judge(replace(facts(), as_at=DAY + dt.timedelta(days=days)), dated).options[0].status
        for days in range(-2, 3)
    }
    assert found == {-2: "take-advice", -1: "available", 0: "available", 1: "available", 2: "take-advice"}


@pytest.mark.parametrize(
    ("by_law", "advice", "expected"),
    [
        ("take-advice", "available", "available"),
        ("take-advice", "unavailable", "unavailable"),
        ("take-advice", "take-advice", "take-advice"),
        ("unavailable", "available", "unavailable"),
        ("unavailable", "take-advice", "unavailable"),
        ("available", "take-advice", "take-advice"),
        ("available", "unavailable", "unavailable"),
        ("available", "available", "available"),
    ],
)
def test_advice_settles_what_asks_for_it_and_never_opens_what_is_closed(by_law, advice, expected):
    """The rule stays in sight whatever the advice."""
    (position,) = judge(facts(advice), [rule(by_law)]).options
    assert (position.status, position.by_law) == (expected, by_law)
    assert [finding.rule for finding in position.findings] == [f"{by_law}-rule"]


def test_a_duty_is_listed_when_it_applies_or_might():
    """Yes without unknowns, unknown with them, no not at all."""
    rules = [duty(when=[one("affects_staff", True)])]
    told = {value: judge(facts(affects_staff=value), rules).commission for value in (True, None, False)}
    assert [each.unknown for each in told[True]] == [()]
    assert [each.unknown for each in told[None]] == [("affects_staff",)]
    assert told[False] == ()


def test_an_exception_that_is_not_shown_leaves_a_duty_standing():
    """Only an exception that is known to hold lifts a duty."""
    rules = [duty(unless=[one("is_direct_award", True)])]
    assert judge(facts(), rules).commission[0].unknown == ()
    assert judge(facts(is_direct_award=True), rules).commission == ()


def test_a_duty_names_the_live_options_that_bring_it_about():
    """A dropped option brings no duty, but is still judged."""
    options = (
        OptionFacts("b", model="grant"),
        OptionFacts("a", model="grant"),
        OptionFacts("c", model="in-house"),
        OptionFacts("d", model="grant", is_live=False),
    )
    position = judge(CommissionFacts(as_at=DAY, options=options), [duty(when=[one("model", "grant")])])
    assert position.commission[0].options == ("a", "b")
    assert [each.option for each in position.options] == ["b", "a", "c", "d"]


def test_regimes_come_before_duties():
    """What governs all stands first."""
    rules = [duty(id="a"), duty(id="z", kind="regime")]
    assert [each.rule for each in judge(facts(), rules).commission] == ["z", "a"]


def test_a_rule_that_asks_for_an_unknown_fact_is_refused():
    """Not silently ignored."""
    with pytest.raises(UnknownFact, match="Rule available-rule asks for colour"):
        judge(facts(), [rule(when=[one("colour", "red")])])


@pytest.mark.parametrize("secret", ["advice", "options", "id", "is_live"])
def test_what_is_not_a_fact_cannot_be_asked(secret):
    """Advice, for one, is no ground for a rule."""
    assert secret not in COMMISSION_FACTS | OPTION_FACTS


def test_two_of_one_id_are_refused():
    """Two rules in force, or two options, with one id: which is meant?"""
    with pytest.raises(SameIdTwice, match="Two rules have the id available-rule"):
        judge(facts(), [rule(), rule()])
    twice = CommissionFacts(as_at=DAY, options=(OptionFacts("a"), OptionFacts("a")))
    with pytest.raises(SameIdTwice, match="Two options have the id a"):
        judge(twice, [])
    versions = [rule(valid_to=DAY), rule(valid_from=DAY + dt.timedelta(days=1))]
    assert judge(facts(), versions).options[0].status == "available"


def test_facts_cannot_be_changed():
    """Frozen in, frozen out."""
    with pytest.raises(FrozenInstanceError):
        facts().body_kind = "nhs"


# --- whatever the rules and facts --------------------------------------------------------------------


def conditions():
    def limits(fact, values):
        return st.dictionaries(
            st.sampled_from(["at_least", "over", "at_most", "below"]),
            st.sampled_from([*values, None]),
            min_size=1,
            max_size=2,
        ).map(lambda each: IsWithin(fact, each))

    words = [
        st.sets(st.sampled_from(values), min_size=1).map(
            lambda each, fact=fact: IsOneOf(fact, frozenset(each))
        )
        for fact, values in WORDS.items()
    ]
    choices = [
        st.booleans().map(lambda each, fact=fact: IsOneOf(fact, frozenset([each]))) for fact in CHOICES
    ]
    ranges = [limits(fact, values) for fact, values in {**NUMBERS, **DATES}.items()]
    return st.one_of(*words, *choices, *ranges)


@st.composite
def rule_sets(draw):
    found = []
    for place in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from(["option", "option", "option", "duty", "regime"]))
        found.append(
            Rule(
                id=f"r{place}",
                kind=kind,
                when=tuple(draw(st.lists(conditions(), max_size=3))),
                unless=tuple(draw(st.lists(conditions(), max_size=2))),
                finding=draw(st.sampled_from(STATUSES)) if kind == "option" else None,
                status=draw(st.sampled_from(["N", "N", "N", "T", "M"])),
                valid_from=draw(st.sampled_from([None, None, DAY, DAY + dt.timedelta(days=1)])),
                valid_to=draw(st.sampled_from([None, None, DAY, DAY - dt.timedelta(days=1)])),
            )
        )
    return found


def some(values):
    return st.sampled_from([*values, None])


@st.composite
def commissions(draw):
    def pick(names):
        return {name: draw(some(DOMAINS[name])) for name in sorted(names) if name in DOMAINS}

    options = tuple(
        OptionFacts(each, is_live=draw(st.booleans()), advice=draw(some(STATUSES)), **pick(OPTION_FACTS))
        for each in draw(st.sampled_from([(), ("x",), ("x", "y")]))
    )
    return CommissionFacts(as_at=DAY, options=options, **pick(COMMISSION_FACTS))


@given(commissions(), rule_sets())
def test_the_engine_agrees_with_its_slow_twin(commission, rules):
    """Every status, finding and duty is the same."""
    position = judge(commission, rules)
    options, duties = judge_slowly(commission, rules)
    found = {
        each.option: (each.status, each.by_law, {(one.rule, one.status) for one in each.findings})
        for each in position.options
    }
    assert found == options
    assert {each.rule: (each.options, not each.unknown) for each in position.commission} == duties


@given(commissions(), rule_sets(), st.randoms())
def test_the_order_of_rules_does_not_matter(commission, rules, random):
    """Shuffled rules give the same answer, word for word."""
    shuffled = list(rules)
    random.shuffle(shuffled)
    assert judge(commission, shuffled) == judge(commission, rules)


@given(commissions(), rule_sets(), st.sampled_from(sorted(DOMAINS)))
def test_forgetting_a_fact_makes_no_option_available(commission, rules, name):
    """With one fact fewer, each option is what it was, or a matter for advice."""
    for before, after in zip(
        judge(commission, rules).options, judge(forget(commission, name), rules).options, strict=True
    ):
        assert after.by_law in {before.by_law, "take-advice"}


def forget(commission, name):
    if name in COMMISSION_FACTS:
        return replace(commission, **{name: None})
    return replace(
        commission, options=tuple(replace(option, **{name: None}) for option in commission.options)
    )


@given(commissions(), rule_sets())
def test_advice_never_opens_what_the_rules_close_and_hides_no_finding(commission, rules):
    """The findings are those without advice; unavailable stays unavailable."""
    plain = replace(commission, options=tuple(replace(option, advice=None) for option in commission.options))
    for with_advice, without in zip(
        judge(commission, rules).options, judge(plain, rules).options, strict=True
    ):
        assert with_advice.findings == without.findings
        assert with_advice.by_law == without.status
        if without.status == "unavailable":
            assert with_advice.status == "unavailable"


@given(commissions(), rule_sets(), rule_sets())
def test_a_further_rule_against_an_option_never_opens_it(commission, rules, further):
    """Adding rules that close or warn can only make an option less available."""
    against = [replace(each, id=f"further-{each.id}") for each in further if each.finding != "available"]
    order = ("unavailable", "take-advice", "available")
    for before, after in zip(
        judge(commission, rules).options, judge(commission, [*rules, *against]).options, strict=True
    ):
        assert order.index(after.by_law) <= order.index(before.by_law)


@given(commissions(), rule_sets())
def test_the_rules_that_spoke_give_the_same_answer_alone(commission, rules):
    """A record needs to keep only those."""
    position = judge(commission, rules)
    spoke = {finding.rule for option in position.options for finding in option.findings}
    spoke |= {each.rule for each in position.commission}
    assert judge(commission, [rule for rule in rules if rule.id in spoke]) == position


def test_every_fact_of_the_engine_has_a_domain_or_is_a_choice():
    """The facts are exactly the attributes that are written down."""
    named = {field.name for field in (*fields(CommissionFacts), *fields(OptionFacts))}
    assert named - {"options", "id", "is_live", "advice"} == COMMISSION_FACTS | OPTION_FACTS
    assert not COMMISSION_FACTS & OPTION_FACTS

"""The law engine again, slow and obvious: numbers for answers, lists for sets, no cleverness."""

YES, MAYBE, NO = 2, 1, 0
OPENS = ["P", "MM", "N", "D"]
CLOSES = ["P", "MM", "N", "D", "T"]


def ask(condition, facts):
    value = facts[condition.fact]
    if value is None:
        return MAYBE
    if hasattr(condition, "values"):
        return YES if value in list(condition.values) else NO
    worst = YES
    for name, limit in condition.limits.items():
        if limit is None:
            worst = min(worst, MAYBE)
        elif (
            (name == "at_least" and not value >= limit)
            or (name == "over" and not value > limit)
            or (name == "at_most" and not value <= limit)
            or (name == "below" and not value < limit)
        ):
            worst = NO
    return worst


def everything_about(commission, option):
    facts = {name: value for name, value in vars(commission).items() if name != "options"}
    if option is not None:
        facts.update(
            {name: value for name, value in vars(option).items() if name not in ("id", "is_live", "advice")}
        )
    return facts


def judge_slowly(commission, rules):
    """Give ({option: (status, by_law, {(rule, status)})}, {rule: (options, settled)})."""
    options, duties = {}, {}
    for option in commission.options:
        facts = everything_about(commission, option)
        sure, weak, against = [], [], []
        for rule in rules:
            if rule.kind != "option" or not is_in_force(rule, commission.as_at):
                continue
            when = min([YES, *(ask(each, facts) for each in rule.when)])
            unless = max([NO, *(ask(each, facts) for each in rule.unless)])
            if when == NO or unless == YES:
                continue
            settled = when == YES and unless == NO
            if rule.finding == "available" and settled and rule.status in OPENS:
                sure.append((rule.id, "available"))
            elif rule.finding == "available":
                weak.append((rule.id, "take-advice"))
            elif rule.finding == "unavailable" and settled and rule.status in CLOSES:
                against.append((rule.id, "unavailable"))
            else:
                against.append((rule.id, "take-advice"))
        if any(status == "unavailable" for _, status in against):
            by_law = "unavailable"
        elif against or not sure:
            by_law = "take-advice"
        else:
            by_law = "available"
        findings = set(sure) | set(against) | (set() if sure else set(weak))
        options[option.id] = (after_advice(by_law, option.advice), by_law, findings)
    for rule in rules:
        if rule.kind == "option" or not is_in_force(rule, commission.as_at):
            continue
        told = tell_duty(rule, commission)
        if told:
            duties[rule.id] = told
    return options, duties


def tell_duty(rule, commission):
    about_options = {"model", "proposed_as", "is_for_profit", "is_reserved", "term_years"}
    if not about_options & {each.fact for each in (*rule.when, *rule.unless)}:
        answer = weigh(rule, everything_about(commission, None))
        return None if answer == NO else ((), answer == YES)
    live = [option for option in commission.options if option.is_live]
    answers = {option.id: weigh(rule, everything_about(commission, option)) for option in live}
    for wanted in (YES, MAYBE):
        named = tuple(sorted(each for each, answer in answers.items() if answer == wanted))
        if named:
            return named, wanted == YES
    return None


def weigh(rule, facts):
    if any(ask(each, facts) == YES for each in rule.unless):
        return NO
    return min([YES, *(ask(each, facts) for each in rule.when)])


def is_in_force(rule, day):
    begun = rule.valid_from is None or rule.valid_from <= day
    ended = rule.valid_to is not None and rule.valid_to < day
    return begun and not ended


def after_advice(by_law, advice):
    if by_law == "unavailable" or advice is None:
        return by_law
    if by_law == "take-advice":
        return advice
    return advice

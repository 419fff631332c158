"""What the record of a commission says, in sentences: the annex and the papers say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from wholeplace.casefile.documents import commission_words as words
from wholeplace.casefile.documents.commission import (
    CommissionOption,
    CommissionReading,
    finish,
    list_reasons,
    name_word,
    read_date,
    read_part,
    read_tables,
)
from wholeplace.casefile.documents.figures import count, show_number
from wholeplace.casefile.documents.findings import describe_standing, state_answer
from wholeplace.casefile.documents.reading import OptionView, read_number, read_table, read_text
from wholeplace.casefile.documents.texts import capitalise, join_names, shorten

# Without these three, a commission is not democratic; other groups are heard where there are any.
MUST_BE_HEARD = ("users", "community", "staff")
LONGEST = 300
MOST_NAMED = 4


def state_position(commission: CommissionReading) -> str:
    """Say in one or two sentences where the commission stands: decided, recommended, or a front-runner."""
    decision = commission.table("decision")
    if decision.get("option"):
        by = read_text(decision.get("decided_by"), "The decision-maker")
        chosen = commission.name_option(decision.get("option"))
        return (
            f"{by} chose {chosen} on {read_date(decision.get('decided_on'), 'a day that is not recorded')}."
        )
    answer = state_answer(commission.reading)
    recommended = commission.table("recommendation").get("option")
    if recommended:
        answer = f"Officers recommend {commission.name_option(recommended)}. {answer}"
    return " ".join(part for part in (answer, say_why_not_final(commission)) if part)


def say_why_not_final(commission: CommissionReading) -> str:
    """Say what has to happen before an option is more than a front-runner; empty if nothing has."""
    if not commission.is_recorded:
        return ""
    reasons = " ".join(shorten(reason, 200) for reason in list_reasons(commission.written)[:MOST_NAMED])
    if not reasons or commission.table("decision").get("option"):
        return reasons
    return f"Nothing is decided. {reasons}"


def describe_choice(commission: CommissionReading) -> str:
    """Say where the chosen or recommended option stands in the appraisal; empty where there is none."""
    chosen, best = commission.chosen, commission.reading.best
    if best is None:
        return ""
    if chosen is None:
        named = commission.table("decision").get("option") or commission.table("recommendation").get("option")
        return f"{commission.name_option(named)} was not appraised." if named else ""
    if chosen.id == best.id:
        return f"The appraisal puts {chosen.quoted} ahead too."
    gap = describe_standing(commission.reading, chosen).removeprefix(f"{chosen.quoted}: ")
    return f"The appraisal puts {best.quoted} ahead. {chosen.quoted} is {gap}"


def say_of(option: OptionView, sentence: str) -> str:
    """Say a sentence of an option: it goes on from the name, unless it begins with a name itself."""
    first = sentence.split(" ", 1)[0]
    goes_on = first in ("It", "No", "Nobody:", "Nothing")
    return f"{option.quoted}: {sentence[:1].lower() + sentence[1:] if goes_on else sentence}"


def describe_recommendation(commission: CommissionReading) -> str:
    """Say what is recommended, by which office, when and why."""
    written = commission.table("recommendation")
    if not written:
        return "No recommendation is recorded."
    office = read_text(written.get("by_office"), "An officer")
    option = commission.name_option(written.get("option"), "an option that is not named")
    day = read_date(written.get("on"), "")
    reasons = finish(read_text(written.get("reasons"), "No reasons are recorded"))
    return f"{office} recommends {option}{f' ({day})' if day else ''}. {reasons}"


def describe_decision(commission: CommissionReading) -> str:
    """Say who chose what, when and why, with the votes, the conditions and the call-in."""
    written = commission.table("decision")
    if not written:
        return "No decision is recorded."
    by = read_text(written.get("decided_by"), "The decision-maker")
    day = read_date(written.get("decided_on"), "a day that is not recorded")
    option = commission.name_option(written.get("option"), "an option that is not named")
    parts = [
        f"{by} chose {option} on {day}.",
        finish(read_text(written.get("reasons"), "No reasons are recorded")),
        count_votes(written),
        _say_if("Conditions: {}", read_text(written.get("conditions"))),
        _say_if("Call-in until {}", read_date(written.get("call_in_ends_on"), "")),
    ]
    return " ".join(part for part in parts if part)


def _say_if(sentence: str, text: str) -> str:
    return finish(sentence.format(text)) if text else ""


def count_votes(decision: Mapping[str, Any]) -> str:
    """Count the votes: "Votes: 5 for, 2 against."; empty where no member is named."""
    votes = Counter(
        name_word(words.VOTES, member.get("vote")) for member in read_tables(decision.get("members"))
    )
    named = ", ".join(f"{number} {vote.lower()}" for vote, number in votes.items())
    return f"Votes: {named}." if named else ""


def list_heard(commission: CommissionReading) -> list[str]:
    """Say of each group how many people were reached and in how many ways; in the order of the record."""
    people: dict[str, float] = {}
    times: Counter[str] = Counter()
    for one in commission.tables("involvement"):
        group = name_group(one)
        people[group] = people.get(group, 0) + (read_number(one.get("people_reached")) or 0)
        times[group] += 1
    return [
        f"{group}: {count(number, 'person', 'people') if number else 'number not recorded'}, "
        f"{count(times[group], 'occasion')}"
        for group, number in people.items()
    ]


def name_group(involvement: Mapping[str, Any]) -> str:
    """Name the group of an involvement record."""
    return capitalise(name_word(words.GROUPS, involvement.get("group"), "Group not named"))


def list_not_heard(commission: CommissionReading) -> list[str]:
    """Name the groups that must be heard and are not in the record."""
    heard = {read_text(one.get("group")) for one in commission.tables("involvement")}
    return [words.GROUPS[group] for group in MUST_BE_HEARD if group not in heard]


def describe_heard(commission: CommissionReading) -> str:
    """Say who was heard, who was not, and what consultations said."""
    heard = list_heard(commission)
    parts = [f"{'; '.join(heard[:6])}." if heard else "Nobody is recorded as heard."]
    missing = list_not_heard(commission)
    if missing and heard:
        parts.append(f"Not recorded as heard: {join_names(name.lower() for name in missing)}.")
    return " ".join(
        [*parts, *(describe_consultation(commission, one) for one in commission.tables("consultations"))]
    )


def describe_consultation(commission: CommissionReading, written: Mapping[str, Any]) -> str:
    """Say when a consultation runs or ran, how many answered, and what is still open."""
    title = f"“{shorten(read_part(written, 'title', 'Not named'), 100)}”"
    kind = "Statutory consultation" if written.get("statutory") is True else "Consultation"
    opens, closes = read_date(written.get("opens_on"), ""), read_date(written.get("closes_on"), "")
    if written in commission.open_consultations:
        until = f"until {closes}" if closes else "without a closing date"
        still = _say_if("Still open: {}", shorten(read_text(written.get("still_open")), LONGEST))
        return f"{kind} {title} is open {until}. {still}".strip()
    number = read_number(written.get("responses"))
    said = f"{count(number, 'response')}" if number is not None else "the number of responses is not recorded"
    return f"{kind} {title} ran from {opens or 'a day not recorded'} to {closes}: {said}."


def list_themes(commission: CommissionReading) -> list[tuple[str, Mapping[str, Any]]]:
    """Give each theme that people raised, with the group that raised it."""
    return [
        (name_group(one), theme)
        for one in commission.tables("involvement")
        for theme in read_tables(one.get("themes"))
    ]


def list_changed(commission: CommissionReading) -> list[str]:
    """Say what changed because people spoke."""
    return [
        f"“{shorten(read_text(theme.get('theme'), 'Not named'), 120)}” ({group.lower()}"
        f"{_say_count(theme)}): {finish(shorten(changed, LONGEST))}"
        for group, theme in list_themes(commission)
        if (changed := read_text(theme.get("changed")))
    ]


def _say_count(theme: Mapping[str, Any]) -> str:
    number = read_number(theme.get("count"))
    return f", {show_number(number)}" if number is not None else ""


def describe_changed(commission: CommissionReading) -> str:
    """Say how many themes have a published response, and how many changed something."""
    themes = list_themes(commission)
    if not themes:
        return "No themes are recorded."
    answered = sum(bool(read_text(theme.get("response"))) for _, theme in themes)
    return (
        f"{count(len(themes), 'theme')} raised, {answered} with a published response, "
        f"{len(list_changed(commission))} changed something."
    )


def describe_equality(commission: CommissionReading) -> str:
    """Say whether equality was assessed, and who would be worse off."""
    written = commission.table("equality")
    if not commission.is_equality_assessed:
        return "The effect on equality is not assessed yet."
    by = read_text(written.get("by"))
    done = f"Assessed on {read_date(written.get('assessed_on'))}{f' by {by}' if by else ''}."
    worse = [
        f"{shorten(read_text(effect.get('group'), 'a group not named'), 60)} "
        f"({shorten(commission.name_option(effect.get('option'), 'every option'), 60)}"
        f"{_say_mitigation(effect)})"
        for effect in read_tables(written.get("effects"))
        if effect.get("effect") == "negative"
    ]
    said = f"Worse off: {'; '.join(worse[:MOST_NAMED])}." if worse else "No group is recorded as worse off."
    return " ".join(part for part in (done, finish(read_text(written.get("summary"))), said) if part)


def _say_mitigation(effect: Mapping[str, Any]) -> str:
    mitigation = shorten(read_text(effect.get("mitigation")), 120)
    return f"; answer: {mitigation}" if mitigation else "; no answer recorded"


def describe_law(commission: CommissionReading) -> str:
    """Say how many options the law leaves open, and name those it does not."""
    if not commission.law:
        return "What the law allows is not recorded."
    groups: dict[str, list[CommissionOption]] = {}
    for option in commission.options:
        groups.setdefault(option.law, []).append(option)
    said = [
        count(len(groups.pop(words.LEGAL_STATUSES["available"], [])), "option") + " available in law",
        *(f"{status.lower()}: {_name_some(options)}" for status, options in groups.items()),
    ]
    return f"{'; '.join(said)}. This is not legal advice."


def _name_some(options: Sequence[CommissionOption]) -> str:
    named = [option.quoted for option in options[:MOST_NAMED]]
    more = len(options) - len(named)
    return join_names([*named, *([f"{more} more"] if more else [])])


def list_unmet(commission: CommissionReading, statuses: Sequence[str]) -> list[str]:
    """Name the principles of some statuses, each with why, and who set it aside."""
    return [
        say_principle(principle)
        for principle in commission.principles
        if read_text(principle.get("status")) in statuses
    ]


def say_principle(principle: Mapping[str, Any]) -> str:
    """Say of a principle its title, its status, why, and who has set it aside with which reason."""
    status = name_word(words.PRINCIPLE_STATUSES, principle.get("status")).lower()
    title = read_text(principle.get("title"), read_text(principle.get("code"), "Not named"))
    override = read_table(principle.get("override"))
    if override:
        who = join_parts(override, "name", "office")
        reason = finish(read_text(override.get("reason")))
        return f"{title}: {status} by {who}, {read_date(override.get('on'))}. {reason}".strip()
    return f"{title}: {status}. {finish(read_text(principle.get('why')))}".strip()


def join_parts(written: Mapping[str, Any], *keys: str) -> str:
    """Join texts of a table with commas; those that are missing are left out."""
    parts = [text for key in keys if (text := read_text(written.get(key)))]
    return ", ".join(parts) or capitalise(words.NOT_RECORDED)


def describe_principles(commission: CommissionReading) -> str:
    """Count the principles by status."""
    if not commission.principles:
        return "The principles are not judged in this case file."
    found = Counter(name_word(words.PRINCIPLE_STATUSES, one.get("status")) for one in commission.principles)
    said = ", ".join(f"{number} {name.lower()}" for name, number in found.items())
    return f"Of {count(len(commission.principles), 'principle')}: {said}."

"""How a story is told: steps on days before today, done by people through the services that the pages use."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.calderwick.people import Calderwick
from wholeplace.casefile.appraise import make_plain
from wholeplace.records.models import Commission, Consultation, Need, Option
from wholeplace.services.commissions import operations as commissions
from wholeplace.services.decisions import operations as decisions
from wholeplace.services.decisions.entries import DeclarationEntry
from wholeplace.services.involvement import operations as involvement
from wholeplace.services.involvement.entries import EffectEntry, InvolvementEntry
from wholeplace.services.involvement.queries import list_groups_left
from wholeplace.services.needs import operations as needs
from wholeplace.services.needs.operations import EvidenceEntry, NeedEntry
from wholeplace.services.options import operations as options
from wholeplace.services.options.operations import AdviceEntry, OptionEntry
from wholeplace.services.public_interest import operations as public_interest
from wholeplace.services.publication.legality import judge_option

EXAMPLES = Path(__file__).resolve().parent.parent


@dataclass
class Story:
    """One commission being told; `today` is the day on which the demonstration is made."""

    town: Calderwick
    today: dt.date
    case_name: str
    steps: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    options: dict[str, Option] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)
    commission: Commission | None = None
    consultation: Consultation | None = None
    _minutes: int = 0

    def on(self, days_ago: int) -> Callable[[Callable[[], None]], None]:
        """Add a step that happens some days before today."""

        def add(step: Callable[[], None]) -> None:
            self.steps.append((days_ago, step))

        return add

    def by(self, key: str, days_ago: int) -> dict[str, Any]:
        """Give who did something and when; each act is a minute after the one before."""
        self._minutes += 1
        noon = dt.datetime.combine(self.day(days_ago), dt.time(10), tzinfo=dt.UTC)
        person = self.town.people[key]
        person.__dict__.pop("_roles", None)
        return {"by": person, "at": noon + dt.timedelta(minutes=self._minutes)}

    def day(self, days_ago: int) -> dt.date:
        """Give the day some days before today."""
        return self.today - dt.timedelta(days=days_ago)

    def read_case(self) -> dict[str, Any]:
        """Read the example case, its options under the names that they have in the commission."""
        text = (EXAMPLES / f"{self.case_name}.toml").read_text(encoding="utf-8")
        document: dict[str, Any] = make_plain(tomllib.loads(text))
        document["case"]["place"] = "Calderwick"
        for written in document["options"]:
            written["id"] = self.options[written["id"]].slug
        return document

    def say_need(self, who: str, days_ago: int, supporters: tuple[str, ...] = (), **said: Any) -> None:
        """Record a need with its evidence and its supporters."""
        evidence = said.pop("evidence", None)
        need = needs.record_need(place=self.town.place, entry=NeedEntry(**said), **self.by(who, days_ago))
        if evidence:
            needs.add_evidence(need=need, entry=EvidenceEntry(**evidence), **self.by("officer", days_ago))
        for supporter in supporters:
            needs.support_need(need=need, **self.by(supporter, days_ago - 1))
        self.needs.append(need)

    def cite(self, days_ago: int, lead: str, reason: str) -> None:
        """Cite every need of this story."""
        for need in self.needs:
            commissions.cite_need(commission=self.known, need=need, reason=reason, **self.by(lead, days_ago))

    @property
    def known(self) -> Commission:
        """The commission, as it is stored now."""
        assert self.commission is not None
        self.commission.refresh_from_db()
        return self.commission

    def find(self, key: str) -> Option:
        """Give an option, as it is stored now."""
        self.options[key].refresh_from_db()
        self.options[key].commission = self.known
        return self.options[key]

    def put_standing(self, key: str, lead: str, days_ago: int, *, slug: str, **entry: Any) -> None:
        """Describe one of the options that are there from the start."""
        option = Option.objects.get(commission=self.known, slug=slug)
        option.commission = self.known
        self.options[key] = options.edit_option(
            option=option,
            entry=OptionEntry(**{"model": option.model} | entry),
            revision=option.revision,
            **self.by(lead, days_ago),
        )

    def add(self, key: str, lead: str, days_ago: int, **entry: Any) -> None:
        """Add an option of the place's own."""
        self.options[key] = options.add_option(
            commission=self.known, entry=OptionEntry(**entry), **self.by(lead, days_ago)
        )

    def compare_with(self, key: str, lead: str, days_ago: int) -> None:
        """Name the in-house option with which the others are compared."""
        options.name_in_house_comparator(option=self.find(key), **self.by(lead, days_ago))

    def propose(self, key: str, who: str, days_ago: int, **entry: Any) -> None:
        """Let somebody propose an option."""
        self.options[key] = options.propose_option(
            commission=self.known, entry=OptionEntry(**entry), **self.by(who, days_ago)
        )

    def answer(self, key: str, lead: str, days_ago: int, answer: str, reason: str) -> None:
        """Answer a proposal."""
        options.answer_proposal(
            option=self.find(key), answer=answer, reason=reason, **self.by(lead, days_ago)
        )

    def assess(self, lead: str, days_ago: int, judged: Mapping[str, Mapping[str, tuple[str, str]]]) -> None:
        """Judge options against the critical success factors."""
        for key, factors in judged.items():
            said = {slug: {"meets": meets, "note": note} for slug, (meets, note) in factors.items()}
            options.assess_option(option=self.find(key), factors=said, **self.by(lead, days_ago))

    def shortlist(self, lead: str, days_ago: int, *keys: str) -> None:
        """Put options on the shortlist."""
        for key in keys:
            options.shortlist_option(option=self.find(key), **self.by(lead, days_ago))

    def drop(self, key: str, lead: str, days_ago: int, reason: str) -> None:
        """Drop an option for a reason."""
        options.drop_option(option=self.find(key), reason=reason, **self.by(lead, days_ago))

    def advise(self, lead: str, days_ago: int, reason: str) -> None:
        """Record the monitoring officer's advice on each compared option for which the rules ask for it."""
        for key in self.options:
            option = self.find(key)
            if option.status != "shortlisted":
                continue
            if judge_option(option, as_at=self.day(days_ago)).status == "take-advice":
                entry = AdviceEntry("available", reason, "Monitoring Officer", self.day(days_ago))
                options.record_advice(option=option, entry=entry, **self.by(lead, days_ago))

    def hear(self, lead: str, days_ago: int, group: str, title: str, method: str, people: int, *themes: tuple[str, ...]) -> None:  # fmt: skip
        """Record who was heard, what they said, what was answered and what changed."""
        entry = InvolvementEntry(
            group=group, title=title, held_on=self.day(days_ago), method=method, people_reached=people
        )
        heard = involvement.record_involvement(commission=self.known, entry=entry, **self.by(lead, days_ago))
        for theme, count, response, changed in themes:
            said = involvement.add_theme(
                involvement=heard, theme=theme, count=int(count), **self.by(lead, days_ago)
            )
            if response:
                involvement.respond_to_theme(
                    theme=said, response=response, changed=changed, **self.by(lead, days_ago - 2)
                )

    def look_at(self, lead: str, days_ago: int, group: str, baseline: str, mitigation: str, worse: Mapping[str, str], better: Mapping[str, str]) -> None:  # fmt: skip
        """Assess the effect of every compared option on a group."""
        effects = []
        for key, option in self.options.items():
            option.refresh_from_db()
            if option.status != "shortlisted":
                continue
            note = worse.get(key) or better.get(key, "")
            effect = "negative" if key in worse else "positive" if key in better else "none"
            effects.append(EffectEntry(option=option.slug, effect=effect, note=note))
        involvement.look_at_group(
            commission=self.known, group=group, baseline=baseline, mitigation=mitigation, effects=effects,
            **self.by(lead, days_ago),
        )  # fmt: skip

    def look_at_others(self, lead: str, days_ago: int) -> None:
        """Say of each protected group that was not looked at yet that no option changes anything for it."""
        for group in list_groups_left(self.known):
            self.look_at(lead, days_ago, group, "No local figure shows a difference today.", "Asked again after a year.", {}, {})  # fmt: skip

    def answer_test(self, lead: str, checker: str, days_ago: int, *, checked: bool = True) -> None:
        """Answer the Public Interest Test as the example case does, and let a second person check it."""
        answers = self.read_case().get("public_interest_test", {})
        for question in public_interest.QUESTIONS:
            given = answers.get(question)
            if given is None:
                continue
            answer = given.get("favours") or given.get("ready") or given.get("answer")
            public_interest.answer_question(
                commission=self.known, question=question, answer=answer, reason=given["reason"],
                **self.by(lead, days_ago),
            )  # fmt: skip
        if not checked:
            return
        to = self.town.people[checker]
        check = public_interest.hand_test_over(commission=self.known, to=to, **self.by(lead, days_ago))
        newest = self.known.test_answers.order_by("-pk").first()
        assert newest is not None
        public_interest.check_test(
            check=check, agrees=True, comment="I read each reason against the evidence.", seen=newest.pk,
            **self.by(checker, days_ago - 1),
        )  # fmt: skip

    def declare(self, days_ago: int, *keys: str, interests: Mapping[str, str] | None = None) -> None:
        """Let people declare their interests."""
        for key in keys:
            interest = (interests or {}).get(key, "")
            decisions.declare_interest(
                commission=self.known,
                entry=DeclarationEntry(has_interest=bool(interest), interest=interest),
                person=self.town.people[key],
                **self.by(key, days_ago),
            )

    def move(self, lead: str, days_ago: int, to_stage: str, reason: str = "") -> None:
        """Move on to the next stage."""
        commissions.move_commission(
            commission=self.known, to_stage=to_stage, reason=reason, **self.by(lead, days_ago)
        )

    def next(self, lead: str, days_ago: int, what: str, on: dt.date | None) -> None:
        """Say what comes next."""
        commissions.set_next_step(
            commission=self.known, next_step=what, next_step_on=on, **self.by(lead, days_ago)
        )


def tell(stories: list[Story], say: Callable[[str], None]) -> None:
    """Do every step of all stories, the earliest first."""
    steps = [(days, number, step) for story in stories for number, (days, step) in enumerate(story.steps)]
    steps.sort(key=lambda one: (-one[0], one[1]))
    for days, _, step in steps:
        say(f"{days} days ago: {(step.__doc__ or step.__name__).strip()}")
        step()

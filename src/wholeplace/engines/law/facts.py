"""What the rules ask about, and what they answer: frozen values, no files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wholeplace.foundations.vocabulary import LegalStatus

FactValue = str | bool | float | date


@dataclass(frozen=True)
class OptionFacts:
    """What is known of one option; None: not known.

    Attributes
    ----------
    id : str
        The option's id, unique in its commission.
    model : str, optional
        A delivery model or a lever.
    proposed_as : str, optional
        In what capacity it was proposed, such as ``staff-group``.
    is_for_profit : bool, optional
        Whether the provider works for profit.
    is_reserved : bool, optional
        Whether the award would be reserved to some kind of supplier.
    term_years : float, optional
        Longest term of the award, in years.
    is_live : bool
        False for an option that was dropped: it is judged, but it brings no duty upon the commission.
    advice : str, optional
        What the place's own advice on this option comes to; None: no advice that counts.
    """

    id: str
    model: str | None = None
    proposed_as: str | None = None
    is_for_profit: bool | None = None
    is_reserved: bool | None = None
    term_years: float | None = None
    is_live: bool = True
    advice: LegalStatus | None = None


@dataclass(frozen=True)
class CommissionFacts:
    """What is known of a commission; None: not known.

    Attributes
    ----------
    as_at : date
        The day on which the rules are judged.
    body_kind, service : str, optional
        Kind of the commissioning body; function the service belongs to.
    value_pounds : float, optional
        Estimated value of the whole contract, pounds including VAT.
    starts_on : date, optional
        First day of the service.
    is_health_service, is_light_touch, is_reservable, is_exempt : bool, optional
        Whether it is health care to people under the Provider Selection Regime; a light touch service; one
        that may be reserved to mutuals; a contract exempted by Schedule 2 of the Procurement Act 2023.
    is_statutory_duty, affects_staff, cuts_voluntary_sector : bool, optional
        Whether an Act obliges the body to see to the service; staff may move to another employer; a
        voluntary body or small firm loses support.
    is_direct_award, is_delivered_abroad, is_defence_by_maker, is_already_appraised : bool, optional
        The further exclusions of the Public Interest Test.
    options : tuple of OptionFacts
        In any order.
    """

    as_at: date
    body_kind: str | None = None
    service: str | None = None
    value_pounds: float | None = None
    starts_on: date | None = None
    is_health_service: bool | None = None
    is_light_touch: bool | None = None
    is_reservable: bool | None = None
    is_exempt: bool | None = None
    is_statutory_duty: bool | None = None
    affects_staff: bool | None = None
    cuts_voluntary_sector: bool | None = None
    is_direct_award: bool | None = None
    is_delivered_abroad: bool | None = None
    is_defence_by_maker: bool | None = None
    is_already_appraised: bool | None = None
    options: tuple[OptionFacts, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What one rule says of one option.

    Attributes
    ----------
    rule : str
        The rule's id.
    status : str
        What it comes to here: a rule that lacks a fact, or whose source was not read, comes to take-advice.
    unknown : tuple of str
        The facts it asks for that are not known, by name; ``threshold`` when the figure it compares with is
        not known on the day.
    """

    rule: str
    status: LegalStatus
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class OptionPosition:
    """Where one option stands.

    Attributes
    ----------
    option : str
        The option's id.
    status : str
        With the place's own advice taken into account.
    by_law : str
        By the rules alone.
    findings : tuple of Finding
        Gravest first, then by id of the rule; empty when no rule speaks of the option.
    """

    option: str
    status: LegalStatus
    by_law: LegalStatus
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Duty:
    """A duty or regime that applies, or may apply, to the commission.

    Attributes
    ----------
    rule : str
        The rule's id.
    options : tuple of str
        The options that bring it about, sorted; empty when it does not depend on the options.
    unknown : tuple of str
        The facts that would settle whether it applies, by name; empty when it does apply.
    """

    rule: str
    options: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegalPosition:
    """Where the options and the commission stand: options in the order given, duties by kind and id."""

    options: tuple[OptionPosition, ...]
    commission: tuple[Duty, ...]

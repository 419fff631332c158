"""Who can sign in to the demonstration place, and how: printed for everybody who tries it."""

from __future__ import annotations

PASSWORD = "calderwick-demonstration"  # noqa: S105
SECOND_FACTOR = "JBSWY3DPEHPK3PXP"
LOG_INS = (
    ("place administrator and operator", "admin"),
    ("commissioner (head of commissioning)", "commissioner"),
    ("commissioner (children)", "commissioner2"),
    ("finance partner of the council", "finance"),
    ("finance partner of the NHS board", "icb-finance"),
    ("evaluator", "evaluator"),
    ("elected member (housing)", "member"),
    ("elected member (leader)", "leader"),
    ("senior officer (director)", "officer"),
    ("auditor", "auditor"),
    ("provider (charity)", "provider"),
    ("staff group", "staff"),
    ("resident", "resident"),
)

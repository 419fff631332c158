"""Parameters and rules of law: written as they lie in the package."""

from __future__ import annotations

from pydantic import BaseModel

from wholeplace.foundations.law import LawRule
from wholeplace.foundations.parameters import Parameter

RECORDS: dict[str, type[BaseModel]] = {"Parameter": Parameter, "LawRule": LawRule}

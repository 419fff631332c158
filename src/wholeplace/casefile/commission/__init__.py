"""The commission's own record in the case file: what was needed, proposed, heard, decided and awarded."""

from wholeplace.casefile.commission.build import build_commission_file, judge_commission
from wholeplace.casefile.commission.models import Commission
from wholeplace.casefile.commission.read import compare_with_case, read_commission

__all__ = ["Commission", "build_commission_file", "compare_with_case", "judge_commission", "read_commission"]

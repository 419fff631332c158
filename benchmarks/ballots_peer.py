"""What pabutools needs for the same; run by the Python of a venv that has it, see ``benchmarks.ballots``."""

import json
import sys
from time import process_time

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares
from pabutools.tiebreaking import lexico_tie_breaking


def main(path: str) -> None:
    """Parse a file once, count it once plainly and once with add1; print seconds and outcomes."""
    took, selected = {}, {}
    before = process_time()
    instance, profile = parse_pabulib(path)
    took["parse"] = process_time() - before
    # Equal ballots together: the quickest it can be. What that takes is not held against it.
    merged = profile.as_multiprofile()
    for name, options in (("count", {}), ("add1", {"voter_budget_increment": 1})):
        before = process_time()
        outcome = method_of_equal_shares(
            instance, merged, sat_class=Cost_Sat, tie_breaking=lexico_tie_breaking, **options
        )
        took[name] = process_time() - before
        selected[name] = sorted(project.name for project in outcome)
    print(json.dumps({"seconds": took, "selected": selected}))


if __name__ == "__main__":
    main(sys.argv[1])

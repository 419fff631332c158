"""Say how much of each package the tests run, and fail where it is less than 95%; "./run test" calls this.

What is read is coverage's own report in JSON: lines, and branches of them, that were taken.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LEAST = 95.0
COUNTED = {"covered": ("covered_lines", "covered_branches"), "all": ("num_statements", "num_branches")}


def name_package(file: str) -> str:
    """Name the package of a file: the floor, and on the floor of faces the face."""
    parts = Path(file).parts
    inside = parts[parts.index("wholeplace") + 1 : -1]
    return "/".join(inside[: 2 if inside[:1] == ("faces",) else 1]) or "wholeplace"


def count_packages(report: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Add up the files of each package."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for file, told in report["files"].items():
        for kind, names in COUNTED.items():
            counts[name_package(file)][kind] += sum(told["summary"][name] for name in names)
    return {package: count for package, count in sorted(counts.items()) if count["all"]}


def list_shares(report: Mapping[str, Any]) -> dict[str, float]:
    """Give the share of each package in percent."""
    return {name: 100 * count["covered"] / count["all"] for name, count in count_packages(report).items()}


def main() -> int:
    """Print the shares; 1 if one is too low."""
    shares = list_shares(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    for package, share in shares.items():
        print(f"{share:6.1f}%  {package}{'' if share >= LEAST else f'  is less than {LEAST:.0f}%'}")
    return int(min(shares.values()) < LEAST)


if __name__ == "__main__":
    sys.exit(main())

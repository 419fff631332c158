"""``./run cases``: appraise the three demonstration cases, write what a council would publish, verify it.

It does nothing that the command line does not do; each command is printed, so that it can be repeated.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).resolve().parent
NAMES = ("homelessness-prevention", "social-work-practice", "intermediate-care")


def call(*arguments: str) -> str:
    """Run ``wholeplace`` with some arguments, show the command, and give what it printed."""
    print(f"\n$ wholeplace {' '.join(arguments)}", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "wholeplace.faces.cli", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout)
        sys.exit(done.returncode)
    return done.stdout


def show_case(name: str, folder: Path) -> None:
    """Appraise one case, write its case file, reports and spreadsheet, and verify the case file."""
    source, target = shorten(CASES / f"{name}.toml"), shorten(folder / name)
    reports = [f"--report={target}.{kind}" for kind in ("html", "pdf", "docx")]
    call("appraise", source, f"--out={target}.json", *reports)
    print(say_findings(json.loads(Path(f"{target}.json").read_text(encoding="utf-8"))))
    print(call("verify", f"{target}.json").rstrip())
    call("convert", source, f"{target}.xlsx", "--force")


def say_findings(case_file: dict) -> str:
    """Say in some lines what the appraisal found."""
    result = case_file["results"]["appraisal"]
    names = {option["id"]: option["name"] for option in case_file["case"]["options"]}
    lines = [f"{result['title']}: {len(names)} options"]
    for option in result["ranking"]:
        found = result["options"][option]
        lines.append(
            f"  {names[option]:56.56} {say_million(found['npsv']['mean']):>8} "
            f"({say_million(found['npsv']['p10'])} to {say_million(found['npsv']['p90'])}), "
            f"best in {found['probability_best']:.0%} of draws"
        )
    lines.append(
        f"  not knowing more costs £{result['evpi']:,.0f}; {len(result['cautions'])} cautions in the report"
    )
    return "\n".join(lines)


def say_million(pounds: float) -> str:
    """Write pounds in millions, with a real minus sign."""
    return f"{'−' if pounds < 0 else ''}£{abs(pounds) / 1e6:.2f}m"


def shorten(path: Path) -> str:
    """Write a path as a person in this folder would."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def main() -> None:
    """Show the three cases and say where to look."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/cases").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        show_case(name, folder)
    print("\nDone. Open in a browser:")
    for name in NAMES:
        print(f"  {shorten(folder / name)}.html")
    print("Beside each: the same report as .pdf, a two-page annex as .docx, the case as .xlsx, and the case")
    print("file as .json, which anyone can check with: wholeplace verify FILE.json")


if __name__ == "__main__":
    main()

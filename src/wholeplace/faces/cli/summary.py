"""What ``wholeplace appraise`` prints for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from wholeplace.casefile.appraise import Appraised

MOST_FINDINGS = 5


def print_summary(appraised: Appraised) -> None:
    """Print the options side by side, how sure the answer is, what would change it, and the cautions."""
    console = Console(highlight=False)
    result = appraised.result
    names = {option.id: option.name for option in appraised.inputs.options}
    console.print(f"\n[bold]{_plain(result['title'])}[/bold], {_plain(appraised.inputs.case.place)}")
    console.print(_table_options(result, names))
    console.print(_say_answer(appraised, names), soft_wrap=True)
    for sentence in [*_say_changes(result), *_say_information(result)]:
        console.print(f"  • {sentence}", soft_wrap=True)
    console.print("[bold]Cautions[/bold]")
    for caution in result["cautions"]:
        console.print(f"  • {_plain(caution)}", soft_wrap=True)
    console.print()


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _table_options(result: Mapping[str, Any], names: Mapping[str, str]) -> Table:
    title = "Net present social value in £ million, and what goes with it"
    table = Table(title=title, title_justify="left", title_style="", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Option", overflow="fold", min_width=24)
    for heading in ("Mean", "P10 to P90", "Best in", "Cost", "Exit"):
        table.add_column(heading, justify="right", no_wrap=True)
    for option in result["ranking"]:
        found = result["options"][option]
        table.add_row(
            _plain(names[option]),
            _million(found["npsv"]["mean"]),
            f"{_million(found['npsv']['p10'])} to {_million(found['npsv']['p90'])}",
            f"{found['probability_best']:.0%}",
            _million(found["cost_pv"]["mean"]),
            f"{found['lock_in']['earliest_exit_years']:.2g} y",
        )
    return table


def _million(pounds: float) -> str:
    return f"{pounds / 1e6:,.2f}".replace("-", "−")


def _say_answer(appraised: Appraised, names: Mapping[str, str]) -> str:
    result = appraised.result
    best = result["best"]
    share = result["options"][best]["probability_best"]
    return (
        f"[bold]Front-runner: {_plain(names[best])}[/bold], best in {share:.0%} of "
        f"{result['draws']:,} draws. Choosing it without knowing more costs £{result['evpi']:,.0f} in "
        "expectation (the value of perfect information)."
    )


def _say_changes(result: Mapping[str, Any]) -> list[str]:
    usable = [switch for switch in result["switching"] if switch["factor"] is not None]
    nearest = sorted(usable, key=lambda switch: abs(switch["factor"] - 1))[:3]
    return [
        f"The lead is lost if “{_plain(switch['name'])}” ({switch['line']}) becomes {switch['factor']:.2f} "
        "times its value."
        for switch in nearest
    ]


def _say_information(result: Mapping[str, Any]) -> list[str]:
    worth = [entry for entry in result["evppi"] if entry["value"] > max(1.0, 2 * entry["error"])][
        :MOST_FINDINGS
    ]
    if not worth:
        return []
    listed = ", ".join(f"{entry['quantity']} (£{entry['value']:,.0f})" for entry in worth)
    return [f"Worth finding out first: {listed}."]

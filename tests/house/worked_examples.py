"""The worked examples of ``tests/spec``, written out for readers; ``./run write`` calls this."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "worked-examples.md"
HEAD = """# Worked examples

What the tests in `tests/spec` assert, by method. Each figure stands there with its source; this page is written from
them by `./run write`, and a test fails when it is out of date.
"""


def write_page() -> str:
    """Write one section for each module of tests/spec, one entry for each test."""
    parts = [HEAD]
    for path in sorted((ROOT / "tests" / "spec").glob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        title = path.stem.removeprefix("test_").replace("_", " ").capitalize()
        parts.append(f"\n## {title}\n\n{_flow(ast.get_docstring(module))}\n")
        parts += [
            f"- **{_say_name(node.name)}.**{_flow(ast.get_docstring(node), ' ')}\n"
            for node in module.body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _say_name(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ").capitalize()


def _flow(text: str | None, before: str = "") -> str:
    return before + " ".join(text.split()) if text else ""


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")

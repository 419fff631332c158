"""Mutate one character of one value of a case file."""

import random
import re

from wholeplace.casefile.canonical import NotReadableJson
from wholeplace.casefile.verify import NotACaseFile, verify_case_file

_VALUE = re.compile(
    r'(?<=: )("(?:[^"\\]|\\.)*"|-?\d[^\s,]*|true|false|null)|(?<=\n)\s+(-?\d[^\s,]*|"(?:[^"\\]|\\.)*")(?=,?\n)'
)
_LETTERS = '0123456789abcdefxyzE.-+" '


def list_survivors(text: str, number: int, seed: int, within: tuple[int, int] | None = None) -> list[str]:
    """Try a number of mutations and list those that verification does not find; empty is good.

    `within` gives the first and the last character that may be mutated; without it, any may.
    """
    start, end = within or (0, len(text))
    places = [match for match in _VALUE.finditer(text) if start <= match.start() and match.end() <= end]
    generator = random.Random(seed)
    survivors, tried = [], 0
    while tried < number:
        match = generator.choice(places)
        group = 1 if match.group(1) else 2
        position = generator.randrange(match.start(group), match.end(group))
        letter = generator.choice(_LETTERS)
        if text[position] == letter:
            continue
        tried += 1
        try:
            found = verify_case_file(text[:position] + letter + text[position + 1 :])
        except (NotReadableJson, NotACaseFile):
            continue
        if found.holds or not found.findings[0].endswith("."):
            survivors.append(f"{match.group()} with {letter} at {position}")
    return survivors

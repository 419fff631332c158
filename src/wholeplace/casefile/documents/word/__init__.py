"""Word documents: real styles, headings and table header rows, British English, no date."""

from wholeplace.casefile.documents.word.layout import ANNEX, EASY_READ, PAPER
from wholeplace.casefile.documents.word.writing import write_word

__all__ = ["ANNEX", "EASY_READ", "PAPER", "write_word"]

"""XLSX, the spreadsheet form of a case: to and from a plain document, with the cell of every value."""

from wholeplace.formats.workbook.cells import InvalidWorkbook
from wholeplace.formats.workbook.reading import read_workbook
from wholeplace.formats.workbook.writing import CannotWriteWorkbook, write_workbook

__all__ = ["CannotWriteWorkbook", "InvalidWorkbook", "read_workbook", "write_workbook"]

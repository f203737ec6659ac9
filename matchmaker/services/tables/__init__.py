"""Spreadsheets as people send them: CSV, TSV and XLSX in, CSV, JSON lines and XLSX out."""

from matchmaker.services.tables.reading import Problem, Row, Table, clean, read_table, sheets
from matchmaker.services.tables.writing import FORMULA, Cell, TableFormat, whole_file, write_table, write_workbook

__all__ = [
    "FORMULA",
    "Cell",
    "Problem",
    "Row",
    "Table",
    "TableFormat",
    "clean",
    "read_table",
    "sheets",
    "whole_file",
    "write_table",
    "write_workbook",
]

"""Spreadsheets as people send them: CSV, TSV and XLSX in, CSV, JSON lines and XLSX out."""

from matchmaker.services.tables.reading import Problem, Row, Table, read_table
from matchmaker.services.tables.writing import Cell, TableFormat, write_table

__all__ = ["Cell", "Problem", "Row", "Table", "TableFormat", "read_table", "write_table"]

"""XLSX, opened only after its true size is known.

A small file can hold terabytes of zeros, and one cell in the last corner of a sheet makes a reader that keeps sheets as
rectangles ask for half a terabyte: both are counted first, part by part, without keeping anything.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

from matchmaker.errors import InputError
from matchmaker.services.tables.record import Record

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

UNPACKED_LIMIT = 500_000_000  # bytes of all parts together
CELL_COUNT_LIMIT = 10_000_000  # cells of one sheet's rectangle, some 300 MB in the reader
_PACKED_CHUNK = 1 << 16  # bytes fed at a time
_CHUNK = 1 << 20  # bytes unpacked at a time
_OVERLAP = 64  # bytes kept between chunks, longer than any reference
_REFERENCE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")  # r="B12" of a cell, r="12" of a row
_LETTERS = 26
_UNREADABLE = "not a workbook that can be read; save it again as .xlsx"
_LOCAL_HEADER = 30  # bytes before the name of a zip part; the last four hold the lengths of name and extra field


def workbook(data: bytes, *, sheet: str = "") -> Iterator[Record]:
    """Yield the rows of a sheet, header included; without a name, of the first.

    Raises InputError for what cannot be read, or not safely.
    """
    book = _opened(data)
    try:
        found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        rows = found.to_python(skip_empty_area=False)
    except Exception as error:  # the reader raises many kinds; all of them mean that the file is damaged
        raise InputError(_UNREADABLE) from error
    for line, row in enumerate(rows, start=1):
        yield Record(line, [_text(value) for value in row])


def sheet_names(data: bytes) -> list[str]:
    """Return the names of the sheets in their order. Raises InputError as `workbook` does."""
    return list(_opened(data).sheet_names)


def _opened(data: bytes) -> "CalamineWorkbook":
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - slow import

    try:
        _check_size(data)
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise InputError(_UNREADABLE) from error


def _check_size(data: bytes) -> None:
    left = UNPACKED_LIMIT
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            rows = columns = 0
            tail = b""
            for chunk in _unpack(io.BytesIO(data), part):
                left -= len(chunk)
                if left < 0:
                    raise InputError(f"unpacks to more than {UNPACKED_LIMIT // 1_000_000} MB")
                for letters, digits in _REFERENCE.findall(tail + chunk):
                    rows, columns = max(rows, int(digits)), max(columns, _column(letters))
                tail = chunk[-_OVERLAP:]
            if rows * columns > CELL_COUNT_LIMIT:
                raise InputError(f"a sheet of {rows:,} rows and {columns:,} columns; delete the empty ones")


def _unpack(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part of a zip file to its true end; the size that the file claims is no proof."""
    file.seek(part.header_offset + _LOCAL_HEADER - 4)
    lengths = file.read(4)
    file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), io.SEEK_CUR)
    packed = file.read(part.compress_size)
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(part.filename)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _PACKED_CHUNK):
        waiting = packed[start : start + _PACKED_CHUNK]
        while waiting:
            yield inflate.decompress(waiting, _CHUNK)
            waiting = inflate.unconsumed_tail


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + letter - ord("A") + 1
    return number


def _text(value: object) -> str:
    """Return a cell as a person would have typed it into a text file."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)

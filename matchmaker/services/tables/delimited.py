"""CSV and TSV: UTF-8 (with or without a mark) or UTF-16, parted by commas, semicolons, tabs or bars."""

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Sequence

from matchmaker.errors import InputError
from matchmaker.services.tables.record import Record, column_name

DELIMITERS = ",;\t|"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT = 8  # bytes: a header begins with at least four Latin letters or signs
_UNLIMITED = 2**31 - 1  # characters; files are limited before they come here


def delimited(data: bytes, *, known: Collection[str]) -> Iterator[Record]:
    """Yield the rows, header included; the `known` column names tell the delimiter.

    A byte that is not UTF-8 stays in its cell as a lone surrogate, so that the caller can name its line.
    Raises InputError for UTF-16 that is broken.
    """
    csv.field_size_limit(_UNLIMITED)  # a monstrous cell is one bad row, not the end of the file
    lines = list(io.StringIO(_decode(data), newline=""))
    start = 1 if lines and lines[0].lower().startswith("sep=") else 0  # Excel's own note on the delimiter
    delimiter = _delimiter(lines[start:], known)
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        begun, start = start, len(lines)
        while True:
            line = begun + reader.line_num + 1
            try:
                yield Record(line, next(reader))
            except StopIteration:
                break
            except csv.Error:
                if begun + reader.line_num < len(lines):
                    yield Record(line, [], "a quotation mark inside a quoted cell must be doubled")
                else:
                    yield Record(line, [], "a quotation mark is opened and never closed")
                    start = line  # go on behind the line that swallowed the rest


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else _utf16_without_mark(data[:_LOOKED_AT])
    if not encoding:
        return data.decode("utf-8-sig", errors="surrogateescape")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"broken UTF-16 at byte {error.start}; save it as CSV UTF-8") from error


def _utf16_without_mark(start: bytes) -> str:
    """A header in Latin letters has a zero in every other byte; UTF-8 has none anywhere."""
    if start[1::2] and not any(start[1::2]) and all(start[0::2]):
        return "utf-16-le"
    if start[1::2] and not any(start[0::2]) and all(start[1::2]):
        return "utf-16-be"
    return ""


def _delimiter(lines: Sequence[str], known: Collection[str]) -> str:
    """Return the delimiter that shows the most known column names in the header, a comma if none shows any."""
    header = next((line for line in lines if line.strip()), "")

    def recognised(delimiter: str) -> int:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        return len({column_name(cell) for cell in cells} & set(known))

    return max(DELIMITERS, key=lambda delimiter: (recognised(delimiter), -DELIMITERS.index(delimiter)))

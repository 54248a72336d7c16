"""Reads tables, CSV and XLSX, row by row: no table is ever in memory as a whole."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from talking_photo.core.errors import RequestError, StorageError

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_BYTES = 100_000
_PART_BYTES = 1_000_000
_MOST_LINES = 100
"""Lines of a row; more come from a quote that is never closed."""
_MOST_COLUMNS = 16_384
"""Of a row, as in Excel; a line of millions of delimiters is no table."""
_MOST_UNPACKED = 4_000_000_000
"""Bytes of an unpacked XLSX; a table of 100,000 rows takes some 100 MB."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp932",
    "gb18030",
    "cp949",
    "big5",
)
"""Encodings in which Excel writes a CSV that is not Unicode, in the order in which a tie is
decided."""
_LIKE_BEST = 0.02
"""Encodings whose disorder is within this of the least one are equally likely."""
_FLIPPED = re.compile(r"[^\W\d_]+")
_OLE = bytes.fromhex("d0cf11e0")
"""Beginning of an .xls and of an encrypted .xlsx."""
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of cells, each as text."""

    number: int
    """As a spreadsheet counts it: the row of the column names is 1."""
    cells: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose first row has the names of the columns."""

    file: Path
    columns: Sequence[str]
    encoding: str | None
    """Of a CSV; None for an XLSX."""
    delimiter: str
    most_unpacked: int = _MOST_UNPACKED
    """Bytes of an XLSX when it is unpacked."""

    def rows(self) -> Iterator[Row]:
        """Read the rows below the names; empty ones are left out.

        Raises:
            RequestError: table_unreadable, table_quote_open.
            StorageError: file_unreadable.
        """
        rows = _rows(self.file, self.encoding, self.delimiter, self.most_unpacked)
        next(rows, None)
        return (row for row in rows if any(row.cells))


def open_table(
    file: Path, encoding: str | None = None, *, most_unpacked: int = _MOST_UNPACKED
) -> Table:
    """Find out how a table is written, and read the names of its columns.

    Args:
        file: A CSV (any usual delimiter and encoding) or an XLSX, of which the first sheet counts.
        encoding: Of a CSV; None detects it.
        most_unpacked: Bytes of an XLSX when it is unpacked; a larger one is refused.

    Raises:
        RequestError: table_empty, table_kind_wrong, table_unreadable, table_encoding_wrong,
            table_column_twice or table_quote_open.
        StorageError: file_unreadable.
    """
    try:
        with file.open("rb") as opened:
            start = opened.read(4)
            if start == _OLE:
                raise RequestError("table_kind_wrong", file=file.name)
            encoding = None if start == _ZIP else _checked_encoding(opened, encoding)
    except OSError as exc:
        raise StorageError("file_unreadable", file=str(file)) from exc
    delimiter = "," if encoding is None else _delimiter(file, encoding)
    first = next(_rows(file, encoding, delimiter, most_unpacked), None)
    names = () if first is None else tuple(" ".join(cell.split()) for cell in first.cells)
    if not any(names):
        raise RequestError("table_empty", file=file.name)
    seen: set[str] = set()
    for name in filter(None, map(str.casefold, names)):
        if name in seen:
            raise RequestError("table_column_twice", column=name)
        seen.add(name)
    return Table(
        file=file,
        columns=names,
        encoding=encoding,
        delimiter=delimiter,
        most_unpacked=most_unpacked,
    )


def _checked_encoding(opened: BinaryIO, given: str | None) -> str:
    """Return the encoding of a CSV after decoding all of it.

    Raises:
        RequestError: table_encoding_wrong.
    """
    opened.seek(0)
    sample = opened.read(_SAMPLE_BYTES)
    marked = next((name for bom, name in _BOMS if sample.startswith(bom)), None)
    unmarked = "utf-8" if b"\0" not in sample else _utf16(sample)
    encoding = given or marked or unmarked
    odd = _undecodable(opened, encoding)
    if odd and not given and not marked:
        encoding = _guessed(odd)
        odd = _undecodable(opened, encoding)
    if odd:
        raise RequestError("table_encoding_wrong", encoding=encoding)
    return encoding


def _utf16(sample: bytes) -> str:
    """Return the order of bytes that has more zeros in the higher byte."""
    return "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"


def _undecodable(opened: BinaryIO, encoding: str) -> bytes:
    """Return lines with bytes beyond ASCII if not all of a file can be decoded; else nothing.

    Raises:
        RequestError: table_encoding_wrong.
    """
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as exc:
        raise RequestError("table_encoding_wrong", encoding=encoding) from exc
    opened.seek(0)
    try:
        while part := opened.read(_PART_BYTES):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeError:
        opened.seek(0)
        sample = bytearray()
        for line in opened:
            if not line.isascii():
                sample += line
            if len(sample) > _SAMPLE_BYTES:
                break
        return bytes(sample)
    return b""


def _guessed(sample: bytes) -> str:
    """Return the encoding that these lines are most likely in."""
    from charset_normalizer import from_bytes

    matches = list(from_bytes(sample, cp_isolation=list(_LEGACY)))
    if not matches:
        return _LEGACY[0]
    least = min(match.chaos for match in matches)
    likely = [match for match in matches if match.chaos <= least + _LIKE_BEST]
    return min(
        likely,
        key=lambda it: (_flips(str(it)), -round(it.coherence, 1), _LEGACY.index(it.encoding)),
    ).encoding


def _flips(text: str) -> int:
    """Count small letters before capitals in a word, which a wrong encoding makes."""
    return sum(
        one.islower() and other.isupper()
        for word in _FLIPPED.findall(text)
        for one, other in itertools.pairwise(word)
    )


def _delimiter(file: Path, encoding: str) -> str:
    """Return the delimiter that gives the most rows as many cells as the first one has."""
    with file.open(encoding=encoding, newline="") as opened:
        first = opened.readline(_SAMPLE_BYTES)
    named = re.fullmatch(r"sep=(.)", first.strip("\ufeff\r\n "))
    if named:
        return named[1]

    def fit(delimiter: str) -> tuple[bool, int, int]:
        sample = itertools.islice(_csv_rows(file, encoding, delimiter), _SAMPLE_ROWS)
        lengths = [len(row.cells) for row in sample if any(row.cells)]
        columns = lengths[0] if lengths else 0
        return columns > 1, lengths.count(columns), columns

    return max(_DELIMITERS, key=fit)


def _rows(file: Path, encoding: str | None, delimiter: str, most_unpacked: int) -> Iterator[Row]:
    """Read all rows, the names of the columns first."""
    if encoding is None:
        return _sheet_rows(file, most_unpacked)
    return _csv_rows(file, encoding, delimiter)


def _csv_rows(file: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    try:
        with file.open(encoding=encoding, newline="") as opened:
            reader = csv.reader(opened, delimiter=delimiter, skipinitialspace=True)
            number = line = 0
            for cells in reader:
                if number == 0 and re.fullmatch(r"\ufeff?sep=.?", delimiter.join(cells)):
                    line = reader.line_num
                    continue
                number += 1
                if reader.line_num - line > _MOST_LINES:
                    raise RequestError("table_quote_open", row=number)
                line = reader.line_num
                if len(cells) > _MOST_COLUMNS:
                    raise RequestError("table_unreadable", file=file.name)
                yield Row(number=number, cells=[_plain(cell) for cell in cells])
    except OSError as exc:
        raise StorageError("file_unreadable", file=str(file)) from exc
    except (csv.Error, UnicodeError) as exc:
        raise RequestError("table_quote_open", row=number + 1) from exc


def _sheet_rows(file: Path, most_unpacked: int) -> Iterator[Row]:
    """Read the first sheet; a formula counts as its last result, and without one as its text.

    Raises:
        RequestError: table_unreadable.
        StorageError: file_unreadable.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (zipfile.BadZipFile, InvalidFileException, ParseError, EOFError)
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(part.file_size for part in archive.infolist()) > most_unpacked:
                raise RequestError("table_unreadable", file=file.name)
        with file.open("rb") as one, file.open("rb") as other:  # whatever the file is called
            shown = load_workbook(one, read_only=True, data_only=True)
            written = load_workbook(other, read_only=True)
            sheets = [next(iter(book.worksheets)) for book in (shown, written)]
            for sheet in sheets:
                sheet.reset_dimensions()  # some programs write wrong ones
            both = zip(*(sheet.iter_rows(values_only=True) for sheet in sheets), strict=True)
            for number, (values, texts) in enumerate(both, 1):
                cells = [
                    _text_of(text if value is None else value)
                    for value, text in zip(values, texts, strict=True)
                ]
                if len(cells) > _MOST_COLUMNS:
                    raise RequestError("table_unreadable", file=file.name)
                yield Row(number=number, cells=cells)
    except OSError as exc:
        raise StorageError("file_unreadable", file=str(file)) from exc
    except (*broken, KeyError, ValueError, TypeError, StopIteration) as exc:
        raise RequestError("table_unreadable", file=file.name) from exc


def _text_of(value: object) -> str:
    """Return a cell of a sheet as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _plain(str(value))


def _plain(cell: str) -> str:
    return cell.strip().lstrip("\ufeff")

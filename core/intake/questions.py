"""Questions and their answers, from a text, a Markdown file, a table or a folder."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talking_photo.core.errors import RequestError, StorageError

MOST_QUESTIONS = 500
_MOST_BYTES = 5_000_000
_TEXTS, _TABLES = (".txt", ".md", ".markdown"), (".csv", ".tsv", ".xlsx")
_SOUNDS = (".wav", ".mp3", ".m4a", ".ogg", ".opus", ".oga", ".flac", ".aac", ".webm")
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*")
_QUESTION = re.compile(r"(?:q|question)\s*[:.]\s*(.*)", re.IGNORECASE)
_ANSWER = re.compile(r"(?:a|answer)\s*[:.]\s*(.*)", re.IGNORECASE)
_HEADER = re.compile(r"questions?|answers?|q|a", re.IGNORECASE)

ReadTable = Callable[[Path], Iterable[tuple[int, Sequence[str]]]]
"""Returns the rows of a table with their numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, and what is answered."""

    question: str
    answer: str
    """Empty where a recording answers whose words are not known."""
    sound: Path | None = None
    """A recording of the answer."""
    file: str
    line: int
    """Where the question stands, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """All questions, in order."""

    title: str | None
    """The heading of a Markdown file that has no answer."""
    questions: tuple[Question, ...]


def read_questions(path: Path, read_table: ReadTable) -> Questions:
    """Read questions and answers.

    Args:
        path: A Markdown file, whose headings are questions; a text file, in which a block is a
            question and, from its second line on, the answer, or with `Q:` and `A:` before them; a
            table (.csv, .tsv, .xlsx) with a column for each; or a folder of such files. In a
            folder a text without marks is one question, and a recording of the same name its
            answer.
        read_table: Reads a table.

    Raises:
        RequestError: questions_unreadable, questions_missing, question_without_answer or
            too_many_questions.
        StorageError: file_unreadable.
    """
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in _TEXTS + _TABLES)
        parts = [
            _of_file(file, read_table, single=file.suffix.lower() == ".txt") for file in files
        ]
    else:
        parts = [_of_file(path, read_table, single=False)]
    questions = tuple(question for part in parts for question in part.questions)
    if not questions:
        raise RequestError("questions_missing", file=path.name)
    if len(questions) > MOST_QUESTIONS:
        raise RequestError("too_many_questions", count=len(questions), limit=MOST_QUESTIONS)
    for it in questions:
        if not it.answer and it.sound is None:
            raise RequestError("question_without_answer", file=it.file, line=it.line)
    title = next((part.title for part in parts if part.title), None)
    return Questions(title=title, questions=questions)


def _of_file(file: Path, read_table: ReadTable, *, single: bool) -> Questions:
    suffix = file.suffix.lower()
    if suffix in _TABLES:
        found = _of_table(read_table(file), file.name)
        return Questions(title=None, questions=tuple(found))
    lines = read_text_file(file).split("\n")
    title = None
    if suffix in (".md", ".markdown"):
        title, found = _of_markdown(lines, file.name)
    elif any(map(_QUESTION.fullmatch, lines)):
        found = _of_marks(lines, file.name)
    else:
        found = _of_blocks(lines, file.name, single=single)
    if len(found) == 1 and single:
        sounds = (file.with_suffix(suffix) for suffix in _SOUNDS)
        found = [replace(found[0], sound=next((it for it in sounds if it.is_file()), None))]
    return Questions(title=title, questions=tuple(found))


def read_text_file(file: Path) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with a mark; lines end in one sign.

    Raises:
        RequestError: questions_unreadable.
        StorageError: file_unreadable.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except OSError as exc:
        raise StorageError("file_unreadable", file=str(file)) from exc
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as exc:
        raise RequestError("questions_unreadable", file=file.name) from exc
    if len(data) > _MOST_BYTES or "\x00" in text:
        raise RequestError("questions_unreadable", file=file.name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _of_markdown(lines: Sequence[str], file: str) -> tuple[str | None, list[Question]]:
    """Take each heading with text below it for a question; the first without for the title."""
    sections: list[tuple[str, int, list[str]]] = []
    for number, line in enumerate(lines, 1):
        heading = _HEADING.fullmatch(line)
        if heading:
            sections.append((heading[2], number, []))
        elif sections:
            sections[-1][2].append(line)
    title = None
    found = []
    for said, number, below in sections:
        answer = "\n".join(below).strip()
        if answer:
            found.append(Question(question=said, answer=answer, file=file, line=number))
        elif number == sections[0][1]:
            title = said
    return title, found


def _of_marks(lines: Sequence[str], file: str) -> list[Question]:
    """Read lines that begin with `Q:` and `A:`; what follows without a mark belongs to them."""
    found: list[Question] = []
    answering = False
    for number, line in enumerate(lines, 1):
        question, answer = _QUESTION.fullmatch(line), _ANSWER.fullmatch(line)
        if question:
            found.append(Question(question=question[1].strip(), answer="", file=file, line=number))
            answering = False
        elif found:
            answering = answering or answer is not None
            more = answer[1] if answer else line
            last = found[-1]
            if answering:
                found[-1] = replace(last, answer=f"{last.answer}\n{more}".strip())
            else:
                found[-1] = replace(last, question=f"{last.question}\n{more}".strip())
    return found


def _of_blocks(lines: Sequence[str], file: str, *, single: bool) -> list[Question]:
    """Read blocks between empty lines: a question, and below it the answer."""
    blocks: list[tuple[int, list[str]]] = []
    open_block = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            open_block = open_block and single and bool(blocks)
        elif open_block:
            blocks[-1][1].append(line)
        else:
            blocks.append((number, [line]))
            open_block = True
    return [
        Question(question=said[0].strip(), answer="\n".join(said[1:]).strip(), file=file, line=at)
        for at, said in blocks
    ]


def _of_table(rows: Iterable[tuple[int, Sequence[str]]], file: str) -> list[Question]:
    """Take the first two columns, or those that are called question and answer."""
    columns = (0, 1)
    found = []
    for index, (line, row) in enumerate(rows):
        cells = ["\n".join(cell.strip().splitlines()) for cell in row]
        if index == 0 and len(cells) > 1 and all(map(_HEADER.fullmatch, _filled(cells[:2]))):
            columns = (0, 1) if cells[0].lower().startswith("q") else (1, 0)
            continue
        question, answer = (cells[it] if it < len(cells) else "" for it in columns)
        if question:
            found.append(Question(question=question, answer=answer, file=file, line=line))
    return found


def _filled(cells: Iterable[str]) -> list[str]:
    return [cell for cell in cells if cell]

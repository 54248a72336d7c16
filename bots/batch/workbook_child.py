"""The process that reads a workbook: confined, and gone after one file."""

from __future__ import annotations

import itertools
import os
import resource
import sys

from pydantic import TypeAdapter

from talking_photo.bots.batch.tables import open_table
from talking_photo.bots.batch.workbooks import Question, ReadTable
from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.workers import kernel
from talking_photo.core.workers.sandbox import apply_sandbox


def main() -> None:
    """Read a question from the standard input, and write the table to the output."""
    kernel.die_with_parent()
    question = TypeAdapter(Question).validate_json(sys.stdin.buffer.readline())
    answers = os.dup(1)
    os.dup2(2, 1)  # only the answer goes out
    apply_sandbox(question.limits)
    resource.setrlimit(resource.RLIMIT_CPU, (question.cpu_seconds, question.cpu_seconds))
    answer = TypeAdapter(ReadTable).dump_json(_read(question))
    with os.fdopen(answers, "wb") as output:
        output.write(answer)


def _read(question: Question) -> ReadTable:
    try:
        table = open_table(question.file, most_unpacked=question.most_unpacked)
        entries = tuple(itertools.islice(table.rows(), question.most_rows))
    except (RequestError, StorageError) as exc:
        return ReadTable(code=exc.code, facts=exc.facts)
    return ReadTable(columns=tuple(table.columns), entries=entries)


if __name__ == "__main__":
    main()

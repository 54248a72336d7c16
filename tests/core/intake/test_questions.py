"""Questions as people write them down."""

import pytest

from talking_photo.bots.cli.faq import read_table
from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.intake.questions import read_questions

BOTH = [("When?", "At eight."), ("Where?", "Here,\nas always.")]


def pairs(path):
    return [(it.question, it.answer) for it in read_questions(path, read_table).questions]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("faq.md", "# FAQ\n\n## When?\n\nAt eight.\n\n## Where? ##\nHere,\nas always.\n"),
        ("faq.txt", "When?\nAt eight.\n\n\nWhere?\nHere,\nas always."),
        ("faq.txt", "Q: When?\nA: At eight.\n\nq. Where?\na. Here,\nas always.\n"),
        ("faq.txt", "Questions of ours\n\nQuestion: When?\nAt nine?\nAnswer: x"),
        ("faq.csv", 'Question,Answer\nWhen?,At eight.\n\nWhere?,"Here,\nas always."\n'),
        ("faq.csv", 'When?;At eight.\nWhere?;"Here,\nas always."'),
        ("faq.tsv", 'Answer\tQuestion\nAt eight.\tWhen?\n"Here,\nas always."\tWhere?'),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_questions_are_read_however_they_are_written_down(tmp_path, name, text, encoding, newline):
    (tmp_path / name).write_bytes(text.replace("\n", newline).encode(encoding))
    found = pairs(tmp_path / name)
    if "nine" in text:
        assert found == [("When?\nAt nine?", "x")]
    else:
        assert found == BOTH


def test_the_first_heading_without_an_answer_is_the_title(tmp_path):
    (tmp_path / "a.md").write_text("# Our school\n## When?\nAt eight.\n## Unfinished\n")
    read = read_questions(tmp_path / "a.md", read_table)
    assert read.title == "Our school"
    assert [(it.question, it.line) for it in read.questions] == [("When?", 2)]


def test_in_a_folder_a_text_is_one_question_and_may_have_a_recording(tmp_path):
    (tmp_path / "1.txt").write_text("When?\nAt eight.\n\nOr later.")
    (tmp_path / "2.txt").write_text("Where?")
    (tmp_path / "2.ogg").write_bytes(b"sound")
    (tmp_path / "3.md").write_text("## Who?\nYou.\n## Why?\nBecause.")
    (tmp_path / "photo.jpg").write_bytes(b"jpeg")
    assert pairs(tmp_path) == [
        ("When?", "At eight.\nOr later."),
        ("Where?", ""),
        ("Who?", "You."),
        ("Why?", "Because."),
    ]
    sounds = [it.sound for it in read_questions(tmp_path, read_table).questions]
    assert sounds == [None, tmp_path / "2.ogg", None, None]


@pytest.mark.parametrize(
    ("name", "contents", "code", "facts"),
    [
        ("a.txt", b"", "questions_missing", {}),
        ("a.md", b"No headings here.", "questions_missing", {}),
        ("a.txt", b"When?\nAt eight.\n\nWhere?", "question_without_answer", {"line": 4}),
        ("a.csv", b"When?,At eight.\nWhere?,", "question_without_answer", {"line": 2}),
        ("a.txt", "Où?\nIci.".encode("latin-1"), "questions_unreadable", {}),
        ("a.txt", b"PK\x03\x04\x00\x00", "questions_unreadable", {}),
        ("a.txt", b"Q: x\nA: y\n" * 501, "too_many_questions", {"count": 501}),
    ],
)
def test_what_cannot_be_an_faq_is_refused_with_the_place(tmp_path, name, contents, code, facts):
    (tmp_path / name).write_bytes(contents)
    with pytest.raises(RequestError, match=code) as refused:
        read_questions(tmp_path / name, read_table)
    assert facts.items() <= refused.value.facts.items()


def test_a_sheet_of_a_spreadsheet_is_a_table(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (("Question", "Answer"), ("When?", "At eight."), ("Where?", "Here,\nas always.")):
        book.active.append(row)
    book.save(tmp_path / "faq.xlsx")
    assert pairs(tmp_path / "faq.xlsx") == BOTH


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StorageError, match="file_unreadable"):
        read_questions(tmp_path / "missing.md", read_table)

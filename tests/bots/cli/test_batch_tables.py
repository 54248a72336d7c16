"""Tables as shops, schools and families have them, and as they break."""

import datetime
import tracemalloc

import pytest

from talking_photo.bots.batch.tables import open_table
from talking_photo.bots.batch.template import FileNames, Template, safe_stem
from talking_photo.core.errors import RequestError, StorageError


@pytest.fixture
def written(tmp_path):
    def write(contents, name="table.csv"):
        file = tmp_path / name
        file.write_bytes(contents)
        return file

    return write


def cells_of(table):
    return [(row.number, list(row.cells)) for row in table.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_unicode_tables_are_read_with_any_usual_delimiter(written, encoding, delimiter, end):
    rows = [("name", "words"), ("Ольга", "Привет"), ("名前", "مرحبا")]
    text = end.join(delimiter.join(row) for row in rows)
    table = open_table(written(text.encode(encoding)))
    assert list(table.columns) == ["name", "words"]
    assert cells_of(table) == [(2, ["Ольга", "Привет"]), (3, ["名前", "مرحبا"])]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name;words\nJosé;¡Feliz cumpleaños!\nMüller;Schöne Grüße\n", "cp1252"),
        ("name,words\nZoë,Hi\n", "cp1252"),
        ("name;words\nÅsa;Grattis på födelsedagen\n", "cp1252"),
        ("имя;слова\nОльга;С днём рождения!\nИгорь;Поздравляем\n", "cp1251"),
        ("όνομα;λόγια\nΓιώργος;Χρόνια πολλά\n", "cp1253"),
        ("名前,言葉\n太郎,お誕生日おめでとう\n", "cp932"),
        ("姓名,话\n张伟,生日快乐\n李娜,祝你生日快乐\n", "gb18030"),
        ("이름,말\n김철수,생일 축하합니다\n", "cp949"),
    ],
)
def test_tables_of_older_programs_are_read_in_their_encoding(written, text, encoding):
    table = open_table(written(text.encode(encoding)))
    assert [list(row.cells) for row in table.rows()] == [
        line.replace(",", ";").split(";") for line in text.splitlines()[1:]
    ]


def test_an_encoding_that_is_named_is_taken(written):
    polish = "imię;słowa\nŁukasz;Wszystkiego najlepszego\n".encode("cp1250")
    assert cells_of(open_table(written(polish), "cp1250")) == [
        (2, ["Łukasz", "Wszystkiego najlepszego"])
    ]
    for wrong in ("utf-8", "no-such-encoding"):
        with pytest.raises(RequestError) as refused:
            open_table(written(polish), wrong)
        assert refused.value.code == "table_encoding_wrong"


def test_a_letter_beyond_ascii_far_down_still_decides_the_encoding(written):
    table = open_table(written(b"name\n" + b"Ann\n" * 50_000 + "Zoë\n".encode("cp1252")))
    *_, last = table.rows()
    assert last.cells == ["Zoë"]


def test_quotes_hold_delimiters_lines_and_quotes(written):
    table = open_table(written(b'name,words\n"M\xc3\xbcller, J.","Hi ""you"",\nbye"\n\nAnn, x\n'))
    assert cells_of(table) == [(2, ["Müller, J.", 'Hi "you",\nbye']), (4, ["Ann", "x"])]


def test_the_line_that_names_the_delimiter_for_excel_is_no_row(written):
    table = open_table(written("\ufeffsep=;\nname;words\nAnn;Hi, you\n".encode()))
    assert (list(table.columns), cells_of(table)) == (["name", "words"], [(2, ["Ann", "Hi, you"])])


def test_delimiters_inside_of_words_do_not_cut_them(written):
    table = open_table(written(b"name;words\nAnn;Hi, a, b\nBob;Hi, c\n"))
    assert cells_of(table) == [(2, ["Ann", "Hi, a, b"]), (3, ["Bob", "Hi, c"])]


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (b"", "table_empty"),
        (b"\n\n", "table_empty"),
        (b"name,Name\na,b\n", "table_column_twice"),
        (b"PK\x03\x04 no zip", "table_unreadable"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "table_kind_wrong"),
        (b'name\n"Ann\n' + b"x\n" * 500, "table_quote_open"),
    ],
)
def test_a_broken_table_is_refused_with_its_cause(written, contents, code):
    with pytest.raises(RequestError) as refused:
        list(open_table(written(contents)).rows())
    assert refused.value.code == code


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(StorageError) as refused:
        open_table(tmp_path / "nowhere.csv")
    assert refused.value.code == "file_unreadable"


def test_a_sheet_gives_what_a_person_sees_in_it(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["name", "born", "age", "score", "vip", "greeting"])
    book.active.append(["Zoë", datetime.date(2020, 5, 4), 6.0, 1.5, True, '=A2&"!"'])
    book.active.append([None] * 6)
    book.active.append(
        ["名前", datetime.datetime.fromisoformat("2020-05-04T08:30"), 7, None, False, "x"]
    )
    book.save(tmp_path / "table.xlsx")
    table = open_table(tmp_path / "table.xlsx")
    assert list(table.columns) == ["name", "born", "age", "score", "vip", "greeting"]
    assert cells_of(table) == [
        (2, ["Zoë", "2020-05-04", "6", "1.5", "yes", '=A2&"!"']),  # never computed here
        (4, ["名前", "2020-05-04T08:30:00", "7", "", "no", "x"]),
    ]


def test_a_table_of_any_length_takes_no_more_memory(written):
    table = open_table(written(b"name,words\n" + b"Ann,Hello there\n" * 20_000))
    tracemalloc.start()
    assert sum(1 for _ in table.rows()) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_placeholders_are_filled_whatever_their_case():
    template = Template.read("Hi {Name}, {{really}} {city}!", ["name", "City"])
    assert template.columns == ("name", "city")
    assert template.filled({"name": "{city}", "city": "Rome"}) == "Hi {city}, {really} Rome!"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hi {nmae}", "placeholder_unknown"),
        ("Hi {}", "placeholder_unknown"),
        ("Hi {name.__class__}", "placeholder_unknown"),
        ("Hi {name!r}", "placeholder_unknown"),
        ("Hi {name:>9999999999}", "placeholder_unknown"),
        ("Hi {name", "template_wrong"),
        ("Hi name}", "template_wrong"),
    ],
)
def test_a_placeholder_that_is_no_column_is_refused(text, code):
    with pytest.raises(RequestError) as refused:
        Template.read(text, ["name"])
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ольга", "Ольга"),
        ("名前", "名前"),
        ("نِمِ\u200cها", "نِمِ\u200cها"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\\b:c*", "a-b-c"),
        ("CON", "CON_"),
        ("a\u202eb\x00c\n", "abc"),
        (" .hidden. ", "hidden"),
        ("-rf", "rf"),
        ("", "video"),
        ("...", "video"),
        ("e\u0301", "é"),
    ],
)
def test_file_names_are_safe_in_any_script(text, name):
    assert safe_stem(text) == name


def test_long_names_are_cut_between_letters():
    stem = safe_stem("é" * 300)
    assert len(stem.encode()) <= 200
    assert set(stem) == {"é"}


def test_names_that_a_file_system_takes_for_one_are_numbered():
    names = FileNames()
    assert [names.of(text, ".mp4") for text in ("Zoë", "ZOË", "Zoe\u0308", "Ann")] == [
        "Zoë.mp4",
        "ZOË-2.mp4",
        "Zoë-3.mp4",
        "Ann.mp4",
    ]

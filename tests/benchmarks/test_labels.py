from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.articulation import speakers
from benchmarks.labels import halves, labelled
from tests.makers import sound_file, tone

RATE = 16_000


def spoken(path, seconds=1.0):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(sound_file(tone(seconds, RATE), RATE))


def said(utterance):
    return [
        (phone.symbol, round(phone.start, 3), round(phone.end, 3)) for phone in utterance.phones
    ]


@pytest.fixture
def timit(tmp_path):
    for speaker in ("anna", "bert", "carl"):
        spoken(tmp_path / speaker / "sa1.wav")
        (tmp_path / speaker / "sa1.phn").write_text(
            "0 3200 h#\n3200 4000 bcl\n4000 4800 b\n4800 8000 ay\n8000 9600 ch\n9600 16000 h#\n"
        )
        (tmp_path / speaker / "sa1.txt").write_text("0 16000 By each.\n")
    return tmp_path


def test_timit_is_read_and_a_closure_belongs_to_its_stop(timit):
    one = labelled(timit)[0]
    assert said(one) == [("", 0, 0.2), ("b", 0.2, 0.3), ("aɪ", 0.3, 0.5), ("tʃ", 0.5, 0.6), ("",
    0.6, 1)]  # fmt: skip
    assert (one.speaker, one.text, one.collection) == ("anna", "By each.", "TIMIT")
    assert one.speech.phones is None


def test_the_halves_share_no_speaker(timit):
    first, second = halves(labelled(timit))
    assert [one.speaker for one in first] == ["anna"]
    assert [one.speaker for one in second] == ["bert", "carl"]


def test_emu_labels_are_read_with_their_breaths_and_pairs(tmp_path):
    spoken(tmp_path / "a.wav")
    items = [(1600, 799, "k"), (2400, 799, "H"), (3200, 1599, "ei"), (4800, 1599, "zs"), (6400,
    1599, "Om")]  # fmt: skip
    levels = [
        {
            "name": "Phonetic",
            "items": [
                {"sampleStart": a, "sampleDur": n, "labels": [{"value": v}]} for a, n, v in items
            ],
        }
    ]
    (tmp_path / "a_annot.json").write_text(json.dumps({"levels": levels}))
    (tmp_path / "a.txt").write_text("case him\n")
    (one,) = labelled(tmp_path)
    assert [symbol for symbol, *_ in said(one)] == ["", "k", "ei", "z", "s", "m", ""]
    assert said(one)[1][1:] == (0.1, 0.2)


def test_other_notations_are_read(tmp_path):
    spoken(tmp_path / "b.wav")
    (tmp_path / "b_phone.lab").write_text(
        "0 2000000 x^x-sil+hh=iy@x/A:0\n2000000 5000000 x^sil-hh+iy=t@1/A:1\n"
        "5000000 10000000 sil^hh-iy+t=er@2/A:1\n"
    )
    spoken(tmp_path / "c.wav")
    (tmp_path / "c.MAU").write_text(
        "signal c\n#\n\t0.000\t125\tH#\n\t0.300\t125\t<p:>\n\t0.400\t125\tk\n"
        "\t0.450\t125\tkh\n\t1.000\t125\ta:\n"
    )
    arctic, german = labelled(tmp_path)
    assert said(arctic) == [("", 0, 0.2), ("h", 0.2, 0.5), ("i", 0.5, 1)]
    assert said(german) == [("", 0, 0.3), ("k", 0.3, 0.45), ("aː", 0.45, 1)]


def test_coils_on_lips_are_read(tmp_path):
    spoken(tmp_path / "d.wav")
    aperture = np.linspace(5, 25, 200, dtype="<f4")
    header = b"SSFF -- (c) SHLRC\nRecord_Freq 200.0\nStart_Time 0.0\nColumn LipAp FLOAT 1\n"
    header += b"-----------------\n"
    (tmp_path / "d.la").write_bytes(header + aperture.tobytes())
    (one,) = speakers([], tmp_path)
    assert one.width is None
    assert len(one.opening) == 100
    assert one.opening[[0, 50]] == pytest.approx([5, 15], abs=0.1)

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import av
import numpy as np
import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.sound import read_sound
from talking_photo.core.settings import SoundLimits
from tests.makers import encoded, picture, sound_file, tone

LIMITS = SoundLimits()


def refusal(data, limits=LIMITS):
    with pytest.raises(RequestError) as caught:
        read_sound(data, limits)
    return caught.value


def decibels(samples):
    return 20 * np.log10(np.sqrt(np.square(samples).mean()))


def hertz(speech):
    spectrum = np.abs(np.fft.rfft(speech.samples))
    return spectrum.argmax() / speech.seconds


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_s16le", 16_000),
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("mp3", "libmp3lame", 44_100),
        ("mp4", "aac", 44_100),
        ("adts", "aac", 22_050),
        ("flac", "flac", 24_000),
        ("aiff", "pcm_s16be", 44_100),
        ("aiff", "pcm_s24be", 48_000),
        ("caf", "pcm_s16le", 44_100),
        ("caf", "alac", 44_100),
        ("au", "pcm_s16be", 16_000),
        ("asf", "wmav2", 44_100),
        ("ac3", "ac3", 48_000),
        ("eac3", "eac3", 48_000),
        ("mp4", "eac3", 48_000),
        ("mp2", "mp2", 44_100),
    ],
)
def test_each_format_of_the_list_is_read_at_its_own_rate(container, codec, rate):
    speech = read_sound(sound_file(tone(rate=rate), rate, container, codec), LIMITS)
    assert speech.sample_rate == rate
    assert speech.samples.dtype == np.float32
    assert speech.samples.ndim == 1
    assert speech.phones is None
    assert speech.seconds == pytest.approx(1, abs=0.1)
    assert hertz(speech) == pytest.approx(220, abs=2)


@pytest.mark.parametrize(
    ("container", "codec", "rate", "read_rate"),
    [
        ("wav", "pcm_s16le", 8_000, 16_000),
        ("amr", "libopencore_amrnb", 8_000, 16_000),
        ("wav", "pcm_f32le", 96_000, 48_000),
    ],
)
def test_rates_outside_the_range_are_brought_into_it(container, codec, rate, read_rate):
    speech = read_sound(sound_file(tone(rate=rate), rate, container, codec), LIMITS)
    assert speech.sample_rate == read_rate
    assert hertz(speech) == pytest.approx(220, abs=2)


@pytest.mark.parametrize("rate", [0, 100, 1_795_178_112])
def test_an_absurd_rate_is_refused_before_resampling(rate):
    data = bytearray(sound_file(tone()))
    data[24:28] = rate.to_bytes(4, "little")
    assert refusal(bytes(data)).code == "sound_broken"


def test_the_sound_of_a_video_is_taken():
    speech = read_sound(video(tone(rate=48_000)), LIMITS)
    assert hertz(speech) == pytest.approx(220, abs=2)


def test_a_video_without_sound_is_refused():
    assert refusal(video(None)).code == "sound_missing"


def video(samples):
    file = BytesIO()
    with av.open(file, "w", format="mp4") as output:
        pictures = output.add_stream("mpeg4", rate=25)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 64, "yuv420p"
        sound = None if samples is None else output.add_stream("aac", rate=48_000, layout="mono")
        for _ in range(25):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            output.mux(pictures.encode(frame))
        output.mux(pictures.encode(None))
        if sound:
            frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
            frame.sample_rate = 48_000
            output.mux(sound.encode(frame))
            output.mux(sound.encode(None))
    return file.getvalue()


def test_a_codec_off_the_list_is_not_decoded():
    data = sound_file(tone(rate=48_000), 48_000, "matroska", "wavpack")
    with av.open(BytesIO(data)) as container:
        assert next(container.decode(audio=0)).samples
    error = refusal(data)
    assert (error.code, error.facts) == ("sound_codec_unsupported", {"codec": "wavpack"})


def test_gsm_of_a_telephone_is_read():
    random = np.random.default_rng(1)
    frames = random.integers(0, 256, (100, 33), np.uint8)
    frames[:, 0] = 0xD0 | (frames[:, 0] & 0xF)
    speech = read_sound(frames.tobytes(), LIMITS)
    assert (speech.sample_rate, speech.seconds) == (16_000, pytest.approx(2, abs=0.05))


def test_nothing_is_no_sound():
    assert refusal(b"").code == "sound_empty"


def test_a_file_of_too_many_bytes_is_refused_with_both_numbers():
    error = refusal(bytes(101), SoundLimits(max_bytes=100))
    assert (error.code, error.facts) == ("sound_too_big", {"bytes": 101, "max_bytes": 100})


def test_a_fifth_of_a_second_is_too_short():
    error = refusal(sound_file(tone(0.2)))
    assert (error.code, error.facts) == (
        "sound_too_short",
        {"seconds": 0.2, "min_seconds": 0.3},
    )


def test_a_header_without_sound_behind_it_is_too_short():
    data = sound_file(tone(1))
    assert refusal(data[: data.index(b"data") + 8]).code == "sound_too_short"


@pytest.mark.parametrize("container", ["wav", "flac"])
def test_what_is_too_long_is_refused_with_both_lengths(container):
    codec = {"wav": "pcm_s16le", "flac": "flac"}[container]
    error = refusal(sound_file(tone(700, 8_000), 8_000, container, codec))
    assert (error.code, error.facts) == ("sound_too_long", {"seconds": 700, "max_seconds": 600})


def test_long_recordings_are_kept_at_half_the_rate_and_whole():
    samples = tone(150, 48_000, 0.2)
    samples[149 * 48_000 :] *= 0.5
    speech = read_sound(sound_file(samples, 48_000, "flac", "flac"), LIMITS)
    assert (speech.sample_rate, speech.seconds) == (24_000, pytest.approx(150, abs=0.01))
    loud, quiet = (
        np.abs(speech.samples[24_000 * at + 9_000 :][:12_000]).max() for at in (100, 149)
    )
    assert quiet == pytest.approx(loud / 2, rel=0.05)


def test_the_length_is_counted_and_not_believed():
    data = bytearray(sound_file(tone(3)))
    at = data.index(b"data") + 4
    data[at : at + 4] = (16_000).to_bytes(4, "little")  # claims half a second
    assert read_sound(bytes(data), LIMITS).seconds == pytest.approx(0.5)
    data[at : at + 4] = b"\xff\xff\xff\xff"  # claims 37 hours
    assert read_sound(bytes(data), LIMITS).seconds == pytest.approx(3, abs=0.01)


def test_decoding_stops_at_the_limit():
    data = bytearray(sound_file(tone(8, 48_000), 48_000, "mp4", "aac"))
    start, end = data.index(b"mdat"), data.index(b"moov")
    middle = (start + end) // 2
    data[middle : end - 8] = b"\xff" * (end - 8 - middle)
    assert refusal(bytes(data)).code == "sound_broken"
    # Who stops after two of the eight seconds never meets the broken half.
    assert refusal(bytes(data), SoundLimits(max_seconds=2)).code == "sound_too_long"


def test_exactly_the_longest_length_is_taken():
    assert read_sound(sound_file(tone(2)), SoundLimits(max_seconds=2)).seconds == 2


@pytest.mark.parametrize("level", [0.0, 0.0009])
def test_silence_is_refused(level):
    error = refusal(sound_file(tone(2, level=level)))
    assert (error.code, error.facts) == ("sound_silent", {"seconds": 2.0})


def test_one_loud_word_in_silence_is_not_silent():
    samples = np.concatenate(
        [np.zeros(32_000, np.float32), tone(0.3), np.zeros(32_000, np.float32)]
    )
    assert read_sound(sound_file(samples), LIMITS).seconds == pytest.approx(4.3)


def test_a_quiet_voice_note_is_made_audible():
    quiet = tone(2, level=0.004)
    speech = read_sound(sound_file(quiet), LIMITS)
    assert decibels(quiet) < -50
    assert decibels(speech.samples) == pytest.approx(-20, abs=0.5)


def test_a_click_does_not_keep_a_quiet_voice_quiet_and_nothing_clips():
    quiet = tone(2, level=0.01)
    quiet[8000:8010] = 0.9
    samples = read_sound(sound_file(quiet), LIMITS).samples
    assert decibels(samples[16_000:]) == pytest.approx(-20, abs=1)
    assert np.abs(samples).max() <= 1


def test_sound_of_normal_level_stays_as_it_is():
    samples = tone(1, level=0.5)
    read = read_sound(sound_file(samples), LIMITS).samples
    assert read == pytest.approx(samples, abs=1e-3)


def test_sound_beyond_full_scale_is_brought_back():
    speech = read_sound(sound_file(tone(1, level=4.0), codec="pcm_f32le"), LIMITS)
    assert np.abs(speech.samples).max() == pytest.approx(1, abs=0.01)


def test_numbers_that_are_none_do_no_harm():
    samples = tone(1)
    samples[100:110] = np.nan
    samples[200] = np.inf
    speech = read_sound(sound_file(samples, codec="pcm_f32le"), LIMITS)
    assert np.isfinite(speech.samples).all()
    assert decibels(speech.samples) == pytest.approx(decibels(tone(1)), abs=0.5)


def test_numbers_of_any_size_are_brought_back():
    speech = read_sound(sound_file(tone(1, level=1e30), codec="pcm_f32le"), LIMITS)
    assert np.abs(speech.samples).max() == pytest.approx(1)


def test_an_offset_is_taken_away():
    speech = read_sound(sound_file(tone(1) + 0.3), LIMITS)
    assert abs(speech.samples.mean()) < 1e-3


@pytest.mark.parametrize("other", [0.0, -1.0, 1.0])
def test_stereo_keeps_full_level_with_a_dead_or_an_inverted_side(other):
    samples = np.stack([tone(1), other * tone(1)])
    speech = read_sound(sound_file(samples), LIMITS)
    assert decibels(speech.samples) == pytest.approx(decibels(tone(1)), abs=0.2)


def test_a_text_that_leads_ffmpeg_to_another_file_is_refused(tmp_path, monkeypatch):
    """Without the list of formats FFmpeg reads the sibling, even of a text in memory."""
    (tmp_path / "private.wav").write_bytes(sound_file(tone(1)))
    monkeypatch.chdir(tmp_path)
    trick = b"ffconcat version 1.0\nfile private.wav\n"
    with av.open(BytesIO(trick)) as container:
        assert next(container.decode(audio=0)).samples
    error = refusal(trick)
    assert (error.code, error.facts) == ("sound_unsupported", {"kind": "text"})
    assert isinstance(error.__cause__, av.error.FFmpegError)


@pytest.fixture
def server():
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}", asked
        listening.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}/1.ts\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{}/1.m3u8\n",
        "ffconcat version 1.0\nfile {}/1.wav\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP "
        "0\na=control:{}\n",
    ],
)
def test_a_playlist_of_addresses_is_refused_and_nobody_is_asked(server, playlist):
    address, asked = server
    assert refusal(playlist.format(address).encode()).code == "sound_unsupported"
    assert asked == []


def test_a_picture_and_a_letter_are_no_sound():
    assert refusal(encoded(picture(), "PNG")).facts == {"kind": "png"}
    assert refusal(b"Dear all, this is not sound.").facts == {"kind": "text"}


def test_a_video_cut_before_its_table_is_broken():
    error = refusal(sound_file(tone(1, 48_000), 48_000, "mp4", "aac")[:5000])
    assert error.code == "sound_broken"
    assert isinstance(error.__cause__, av.error.FFmpegError)


def test_an_mp3_cut_out_of_a_longer_one_is_taken():
    data = sound_file(tone(4, 44_100), 44_100, "mp3", "libmp3lame")
    speech = read_sound(data[len(data) // 3 + 17 :], LIMITS)
    assert speech.seconds == pytest.approx(2.67, abs=0.3)


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("wav", "pcm_s16le"),
        ("ogg", "libopus"),
        ("mp4", "aac"),
        ("mp3", "libmp3lame"),
        ("flac", "flac"),
    ],
)
def test_damaged_files_give_sound_or_a_refusal_and_nothing_else(container, codec):
    good = sound_file(tone(3, 48_000), 48_000, container, codec)
    random = np.random.default_rng(7)
    outcomes = set()
    for _ in range(40):
        data = bytearray(good)
        for place in random.integers(0, len(data), random.integers(1, 12)):
            data[place] = random.integers(0, 256)
        data = data[: random.integers(1, len(data) + 1)]
        try:
            samples = read_sound(bytes(data), LIMITS).samples
            assert np.abs(samples).max() <= 1
            outcomes.add("sound")
        except RequestError as error:
            outcomes.add(error.code)
    assert len(outcomes) > 1


@pytest.mark.parametrize(
    "flood", [b"#!AMR\n" + b"\x7c" * 200_000, b"\xff\xf1\x60\x40\x00\xff\xfc" * 200_000]
)
def test_a_flood_of_empty_packets_is_refused(flood):
    assert refusal(flood).code == "input_too_costly"

"""The Google voice, against a server on this machine that speaks the service's protocol."""

import base64
import contextlib
import io
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import av
import numpy as np
import pytest

from talking_photo.core.errors import DependencyError
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.google import Google
from talking_photo.core.speech.ports import Manner

PLAIN = Manner()
RATE = 24_000


def mp3(samples):
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            (samples * 32767).astype(np.int16)[None], format="s16", layout="mono"
        )
        frame.rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return file.getvalue()


def tone(seconds):
    t = np.arange(int(seconds * RATE)) / RATE
    return 0.3 * np.sin(2 * np.pi * 220 * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * t))


def silence(seconds):
    return np.zeros(int(seconds * RATE))


def answer_with(audio):
    inner = json.dumps([base64.b64encode(audio).decode()], separators=(",", ":"))
    outer = json.dumps(
        [["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":")
    )
    return f')]}}\'\n\n{len(outer)}\n{outer}\n25\n[["e",4,null,null,100]]\n'.encode()


class Service:
    """Return the given answers and record the requests."""

    def __init__(self):
        self.status = 200
        self.body = answer_with(mp3(np.concatenate([silence(0.2), tone(1.4), silence(0.3)])))
        self.asked = []
        self.released = threading.Event()
        self.released.set()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                posted = self.rfile.read(int(self.headers["Content-Length"])).decode()
                request = json.loads(urllib.parse.parse_qs(posted)["f.req"][0])
                service.asked.append((self.path, *json.loads(request[0][0][1])[:3]))
                service.released.wait()
                self.send_response(service.status)
                self.send_header("Content-Length", str(len(service.body)))
                self.end_headers()
                with contextlib.suppress(
                    OSError
                ):  # a client that gives up is what one test is about
                    self.wfile.write(service.body)

            def do_HEAD(self):
                self.send_response(404)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def service():
    service = Service()
    thread = threading.Thread(target=service.server.serve_forever, args=(0.02,))
    thread.start()
    yield service
    service.released.set()
    service.server.shutdown()
    thread.join()
    service.server.server_close()


@pytest.fixture
def google(service):
    return Google(timeout_seconds=5, base_url=service.url, phones=Espeak())


def test_it_posts_the_words_and_plays_the_answer(google, service):
    speech = google.speak("Good morning, my friend", "en", PLAIN)
    assert service.asked == [
        ("/_/TranslateWebserverUi/data/batchexecute", "Good morning, my friend", "en", None)
    ]
    assert speech.seconds == pytest.approx(1.9, abs=0.1)
    assert np.abs(speech.samples).max() > 0.1


def at_24_khz(speech):
    times = np.arange(int(speech.seconds * RATE)) / RATE
    return np.interp(times, np.arange(len(speech.samples)) / speech.sample_rate, speech.samples)


def test_the_sounds_of_the_words_are_found_in_the_answer(google, service):
    spoken = Espeak().speak("Mom, a baby", "en-gb", Manner(pace=0.8))
    service.body = answer_with(mp3(np.concatenate([silence(0.5), at_24_khz(spoken)])))
    speech = google.speak("Mom, a baby", "en", PLAIN)

    def closures(phones, shift=0.0):
        return [phone.start + shift for phone in phones if phone.symbol in ("m", "b")]

    assert len(closures(speech.phones)) == 4
    # an MP3 comes some 0.05 s late
    assert closures(speech.phones) == pytest.approx(closures(spoken.phones, 0.53), abs=0.08)
    assert [word.text for word in speech.words] == ["Mom,", "a", "baby"]
    assert speech.words[0].start > 0.45


def test_long_texts_are_sent_in_parts_of_a_hundred_characters(google, service):
    text = "The weather is lovely today, is it not? " * 6
    google.speak(text, "en", PLAIN)
    parts = [asked[1] for asked in service.asked]
    assert len(parts) > 2
    assert all(len(part) <= 100 for part in parts)
    assert "".join(parts).count("lovely") == 6


def test_a_slow_pace_asks_for_slow_speech(google, service):
    google.speak("Slowly", "en", Manner(pace=0.6))
    assert service.asked[0][3] is True


def test_a_language_goes_by_the_services_own_name(google, service):
    assert "zh-cn" in google.languages()
    google.speak("你好", "zh-cn", PLAIN)
    assert service.asked[0][2] == "zh-CN"


def test_punctuation_alone_is_not_sent(google, service):
    speech = google.speak("?!...", "en", PLAIN)
    assert service.asked == []
    assert len(speech.samples) == 0


@pytest.mark.parametrize(
    ("status", "code"), [(429, "voice_busy"), (403, "voice_refused"), (503, "voice_refused")]
)
def test_a_refusal_has_its_code(google, service, status, code):
    service.status = status
    with pytest.raises(DependencyError) as raised:
        google.speak("Hello", "en", PLAIN)
    assert raised.value.code == code


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Are you a robot?</html>",
        b"",
        answer_with(b""),
        answer_with(b"this is no MP3 at all"),
        b')]}\'\n[["wrb.fr","jQ1olc","[\\"====\\"]"]]',
    ],
    ids=["page", "empty", "no sound", "not mp3", "not base64"],
)
def test_an_answer_without_sound_is_the_services_fault(google, service, body):
    service.body = body
    with pytest.raises(DependencyError) as raised:
        google.speak("Hello", "en", PLAIN)
    assert raised.value.code == "voice_answer_broken"


def test_it_does_not_wait_longer_than_it_may(service):
    service.released.clear()
    google = Google(timeout_seconds=0.3, base_url=service.url, phones=Espeak())
    with pytest.raises(DependencyError) as raised:
        google.speak("Hello", "en", PLAIN)
    assert raised.value.code == "voice_timeout"


def test_an_unreachable_service_differs_from_a_refusal(service):
    port = service.server.server_port
    service.server.socket.close()
    google = Google(timeout_seconds=5, base_url=f"http://127.0.0.1:{port}", phones=Espeak())
    assert google.availability() == "voice_unreachable"
    with pytest.raises(DependencyError) as raised:
        google.speak("Hello", "en", PLAIN)
    assert raised.value.code == "voice_unreachable"


def test_a_service_that_answers_is_available(google):
    assert google.availability() is None


def test_the_words_stay_out_of_the_logs(google, caplog):
    with caplog.at_level("DEBUG"):
        google.speak("Strictly confidential", "en", PLAIN)
    assert "confidential" not in caplog.text

"""A time-stamp authority (RFC 3161) on this machine, or one that is out of order.

The few structures that it needs are written by hand in DER: no package that is installed has them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_SIGNED_DATA, _TIME_STAMP_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"
_SHA256, _ECDSA_SHA256 = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
_POLICY = "1.3.6.1.4.1.99999.1"


@contextlib.contextmanager
def timestamp_authority(behaviour="answer"):
    """Serve one; `behaviour`: answer, refuse (500), babble, deny (in form), hang up or
    be silent until the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.behaviour, server.asked, server.ends = behaviour, [], threading.Event()
    server.key = ec.generate_private_key(ec.SECP256R1())
    server.certificate = _certificate(server.key)
    server.url = f"http://127.0.0.1:{server.server_address[1]}/tsr"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.ends.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        request = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        server.asked.append((self.headers["Content-Type"], request))
        if server.behaviour == "be silent":
            server.ends.wait(60)
        if server.behaviour in ("hang up", "be silent"):
            return
        status, body = {
            "answer": lambda: (200, _granted(request, server.key, server.certificate)),
            "refuse": lambda: (500, b"out of order"),
            "babble": lambda: (200, b"<html>Please sign in</html>"),
            "deny": lambda: (200, _sequence(_sequence(_integer(2)))),
        }[server.behaviour]()
        self.send_response(status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


def _granted(request, key, certificate):
    """The answer to a request: TimeStampResp with status granted (RFC 3161, 2.4.2)."""
    imprint, nonce = _read_request(request)
    now = dt.datetime.now(dt.UTC)
    info = _sequence(
        _integer(1),
        _oid(_POLICY),
        imprint,
        _integer(now.microsecond + 1),
        _tagged(0x18, f"{now:%Y%m%d%H%M%SZ}".encode()),
        *([] if nonce is None else [nonce]),
    )
    whole = certificate.public_bytes(Encoding.DER)
    essence = _sequence(_sequence(_sequence(_octets(hashlib.sha256(whole).digest()))))
    attributes = b"".join(
        sorted(
            [
                _sequence(_oid(_CONTENT_TYPE), _set(_oid(_TIME_STAMP_INFO))),
                _sequence(_oid(_MESSAGE_DIGEST), _set(_octets(hashlib.sha256(info).digest()))),
                _sequence(_oid(_SIGNING_CERTIFICATE), _set(essence)),
            ],
            key=lambda one: (len(one), one),
        )
    )
    signature = key.sign(_set(attributes), ec.ECDSA(hashes.SHA256()))
    signer = _sequence(
        _integer(1),
        _sequence(certificate.issuer.public_bytes(), _integer(certificate.serial_number)),
        _sequence(_oid(_SHA256)),
        _tagged(0xA0, attributes),
        _sequence(_oid(_ECDSA_SHA256)),
        _octets(signature),
    )
    signed = _sequence(
        _integer(3),
        _set(_sequence(_oid(_SHA256))),
        _sequence(_oid(_TIME_STAMP_INFO), _tagged(0xA0, _octets(info))),
        _tagged(0xA0, whole),
        _set(signer),
    )
    return _sequence(_sequence(_integer(0)), _sequence(_oid(_SIGNED_DATA), _tagged(0xA0, signed)))


def _read_request(request):
    """Return the imprint and the nonce of a TimeStampReq as they stand in it."""
    (_, body), *_ = _parts(request)
    (_, version), *rest = _parts(body)
    assert version == b"\x01"
    imprint = _tagged(*rest[0])
    nonce = next((_tagged(tag, value) for tag, value in rest[1:] if tag == 0x02), None)
    return imprint, nonce


def _parts(data):
    while data:
        tag, size, start = data[0], data[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[2:start])
        yield tag, data[start : start + size]
        data = data[start + size :]


def _certificate(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A small time-stamp authority")])
    now = dt.datetime.now(dt.UTC)
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        .sign(key, hashes.SHA256())
    )


def _tagged(tag, value):
    size = len(value)
    if size < 0x80:
        return bytes([tag, size]) + value
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + value


def _sequence(*parts):
    return _tagged(0x30, b"".join(parts))


def _set(*parts):
    return _tagged(0x31, b"".join(parts))


def _octets(value):
    return _tagged(0x04, value)


def _integer(value):
    return _tagged(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    encoded = bytearray()
    for number in (40 * first + second, *rest):
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(0x80 | number & 0x7F)
        encoded += bytes(reversed(groups))
    return _tagged(0x06, bytes(encoded))

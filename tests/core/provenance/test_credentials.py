"""Content Credentials: signed, read, and refused when anything was changed."""

import dataclasses
import datetime as dt
import json
import struct
from io import BytesIO

import c2pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID
from PIL import Image

from talking_photo.core.errors import RenderError
from talking_photo.core.provenance import metadata
from talking_photo.core.provenance.authority import Trust
from talking_photo.core.provenance.credentials import (
    MAX_BYTES,
    CredentialsState,
    read_credentials,
)
from tests.core.provenance.certificates import operators_files
from tests.core.provenance.installation import NOW, Installation
from tests.core.provenance.small_video import small_video


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return Installation(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    Image.new("RGB", (8, 8), (200, 100, 50)).save(path)
    return path


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return small_video(tmp_path_factory.mktemp("plain") / "plain.mp4").path


@pytest.fixture(scope="module")
def signed(ours, photo, plain, tmp_path_factory):
    path = tmp_path_factory.mktemp("signed") / "signed.mp4"
    path.write_bytes(plain.read_bytes())
    ours.sign(path, photo)
    return path.read_bytes()


def read(data, trust):
    return read_credentials(BytesIO(data), "video/mp4", trust)


def boxes(data):
    start, found = 0, []
    while start < len(data):
        size, kind = struct.unpack_from(">I4s", data, start)
        found.append((kind.decode(), start, size))
        start += size
    return found


def test_a_signed_video_says_who_made_it_when_and_how(signed, ours):
    found = read(signed, ours.trust)
    assert found.state is CredentialsState.OURS
    assert (found.signer, found.generator) == ("talking-photo", "talking-photo")
    assert found.when == "2026-11-28T12:00:00Z"
    assert (found.job, found.speech, found.language) == ("job-1", "synthesized", "en")
    assert found.made_by_ai
    assert not found.photo_credentials


def test_signing_adds_little_and_the_video_stays_ready_for_streaming(signed, plain):
    assert len(signed) - plain.stat().st_size < MAX_BYTES
    kinds = [kind for kind, _, _ in boxes(signed)]
    assert kinds.index("moov") < kinds.index("mdat")
    before = {kind: size for kind, _, size in boxes(plain.read_bytes())}
    after = {kind: size for kind, _, size in boxes(signed)}
    assert all(after[kind] == before[kind] for kind in ("ftyp", "moov", "mdat"))


def test_a_signed_video_has_the_same_frames_and_sound(signed, plain):
    import av

    def packets(source):
        with av.open(source) as container:
            return [
                (packet.stream.type, packet.pts, bytes(packet)) for packet in container.demux()
            ]

    assert packets(BytesIO(signed)) == packets(str(plain))


def test_programs_that_do_not_know_c2pa_find_the_source_type(signed):
    import av

    with av.open(BytesIO(signed)) as container:
        assert container.metadata["comment"] == metadata.COMMENT
    kind, start, size = boxes(signed)[-1]
    assert kind == "uuid"
    assert metadata.DIGITAL_SOURCE_TYPE.encode() in signed[start : start + size]


@pytest.mark.parametrize("kind", ["moov", "mdat", "uuid"])
def test_a_changed_byte_is_found(signed, ours, kind):
    start, size = next(
        (start, size) for found, start, size in reversed(boxes(signed)) if found == kind
    )
    data = bytearray(signed)
    data[start + size - 5] ^= 1
    assert read(bytes(data), ours.trust).state is CredentialsState.ALTERED


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.5, 0.9, 0.999])
def test_a_truncated_video_is_never_ours(signed, ours, share):
    state = read(signed[: int(share * len(signed))], ours.trust).state
    assert state not in {CredentialsState.OURS, CredentialsState.FOREIGN}


def test_a_video_without_credentials_has_none(plain, ours):
    assert read(plain.read_bytes(), ours.trust).state is CredentialsState.NONE


def test_another_installation_is_foreign_though_it_has_the_same_name(signed, tmp_path):
    another = Installation(tmp_path)
    found = read(signed, another.trust)
    assert found.state is CredentialsState.FOREIGN
    assert found.signer == "talking-photo"
    assert read(signed, Trust(authorities="", signers="")).state is CredentialsState.FOREIGN


@pytest.mark.parametrize(
    "kind",
    [
        {"chain": True},
        {"chain": False},
        {"chain": True, "purpose": x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")},
        {"chain": True, "purpose": x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")},
    ],
    ids=["issued", "self-signed", "for documents", "for C2PA"],
)
def test_a_video_that_the_operators_certificate_signed_is_ours_and_nobody_elses(
    ours, plain, photo, tmp_path, kind
):
    files = operators_files(tmp_path, **kind)
    operators = Installation(tmp_path / "unused", **files)
    video = tmp_path / "video.mp4"
    video.write_bytes(plain.read_bytes())
    operators.sign(video, photo)
    data = video.read_bytes()
    found = read(data, operators.trust)
    assert (found.state, found.signer) == (CredentialsState.OURS, "An operator")
    assert read(data, ours.trust).state is CredentialsState.FOREIGN
    # Another customer of the same issuer is somebody else.
    assert operators.trust.authorities == ""
    trusting = Installation(tmp_path / "friends", trusted=(files["certificate"],))
    assert read(data, trusting.trust).state is CredentialsState.OURS


def test_a_certificate_for_something_else_is_a_stranger_and_no_forgery(
    ours, plain, photo, tmp_path
):
    # One for time stamps, with which the library signs though it does not accept it.
    files = operators_files(tmp_path, purpose=ExtendedKeyUsageOID.TIME_STAMPING)
    identity = ours.identity
    pem, key = (file.read_bytes() for file in files.values())
    stranger = Installation(tmp_path / "unused")
    stranger.identity = dataclasses.replace(
        identity,
        certificates=pem.decode(),
        algorithm="es256",
        key=serialization.load_pem_private_key(key, None),
    )
    video = tmp_path / "video.mp4"
    video.write_bytes(plain.read_bytes())
    stranger.sign(video, photo)
    data = bytearray(video.read_bytes())
    assert read(bytes(data), ours.trust).state is CredentialsState.FOREIGN
    data[-5] ^= 1
    assert read(bytes(data), ours.trust).state is CredentialsState.ALTERED


def test_an_expired_certificate_is_told_from_a_change(plain, photo, tmp_path):
    past = Installation(tmp_path / "past", NOW - dt.timedelta(days=21 * 365))
    (tmp_path / "video.mp4").write_bytes(plain.read_bytes())
    with pytest.raises(RenderError) as caught:  # the library refuses to sign with it
        past.sign(tmp_path / "video.mp4", photo)
    assert caught.value.code == "signing_failed"
    assert (tmp_path / "video.mp4").read_bytes() == plain.read_bytes()


def test_the_credentials_of_the_photo_are_kept(ours, photo, plain, tmp_path):
    with_credentials = tmp_path / "photo.png"
    settings = c2pa.Context.from_dict({"builder": {"thumbnail": {"enabled": False}}})
    manifest = {
        "assertions": [
            {
                "label": "c2pa.actions",
                "data": {
                    "actions": [
                        {
                            "action": "c2pa.created",
                            "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
                        }
                    ]
                },
            }
        ]
    }
    with photo.open("rb") as source, with_credentials.open("w+b") as target:
        c2pa.Builder(json.dumps(manifest), settings).sign(
            c2pa.Signer.from_callback(
                ours.identity.sign, c2pa.C2paSigningAlg.ED25519, ours.identity.certificates
            ),
            "image/png",
            source,
            target,
        )
    video = tmp_path / "video.mp4"
    video.write_bytes(plain.read_bytes())
    ours.sign(video, with_credentials)
    with_photo = video.stat().st_size
    found = read(video.read_bytes(), ours.trust)
    assert (found.state, found.photo_credentials) == (CredentialsState.OURS, True)
    # they are left out where they do not fit
    video.write_bytes(plain.read_bytes())
    ours.sign(video, with_credentials, max_bytes=with_photo - 1)
    assert video.stat().st_size < with_photo
    found = read(video.read_bytes(), ours.trust)
    assert (found.state, found.photo_credentials) == (CredentialsState.OURS, False)


def test_a_webm_has_its_credentials_beside_it(ours, tmp_path):
    contents, sidecar = ours.signed_webm(tmp_path)
    for data, state in (
        (contents, CredentialsState.OURS),
        (contents[:-1] + b"x", CredentialsState.ALTERED),
    ):
        found = read_credentials(BytesIO(data), "video/webm", ours.trust, sidecar)
        assert found.state is state
    broken = read_credentials(BytesIO(contents), "video/webm", ours.trust, sidecar[:99])
    assert broken.state is CredentialsState.UNREADABLE


@pytest.mark.parametrize("contents", [b"", b"\xff\xd8\xff\xe0 broken", b"text"])
def test_a_photo_that_cannot_be_named_does_not_keep_a_video_from_being_signed(
    ours, plain, tmp_path, contents
):
    (tmp_path / "photo").write_bytes(contents)
    video = tmp_path / "video.mp4"
    video.write_bytes(plain.read_bytes())
    ours.sign(video, tmp_path / "photo", kind="image/unknown" if contents == b"" else "image/jpeg")
    assert read(video.read_bytes(), ours.trust).state is CredentialsState.OURS


def test_a_video_is_left_as_it_was_when_nobody_signs(ours, photo, plain, tmp_path):
    video = tmp_path / "video.mp4"
    video.write_bytes(plain.read_bytes())

    def refuse(_):
        raise ConnectionError

    with pytest.raises(RenderError) as caught:
        ours.sign(video, photo, sign=refuse)
    assert caught.value.code == "signing_failed"
    assert list(tmp_path.iterdir()) == [video]
    assert video.read_bytes() == plain.read_bytes()

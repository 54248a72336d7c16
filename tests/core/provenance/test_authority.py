"""The certificates that sign videos."""

import datetime as dt
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.x509.oid import ExtendedKeyUsageOID

from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.core.provenance.authority import (
    facts_of,
    find_identity,
    open_identity,
    rotate,
    trusted_certificates,
)
from tests.core.provenance.certificates import operators_files, settings_of

NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


def test_the_authority_is_made_once_and_read_by_its_owner_alone(tmp_path):
    settings = settings_of(tmp_path / "new" / "folder")
    first = open_identity(settings, NOW)
    later = open_identity(settings, NOW + dt.timedelta(days=300))
    assert later.certificates == first.certificates
    assert stat.S_IMODE(settings.provenance.folder.stat().st_mode) == 0o700
    for file in settings.provenance.folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    leaf, authority = x509.load_pem_x509_certificates(first.certificates.encode())
    leaf.verify_directly_issued_by(authority)
    assert leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False


def test_many_processes_that_start_at_once_share_one_authority(tmp_path):
    settings = settings_of(tmp_path / "new")
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: open_identity(settings, NOW).certificates, range(8)))
    assert len(set(made)) == 1


def test_a_key_signs_for_a_year_and_older_videos_stay_trusted(tmp_path):
    settings = settings_of(tmp_path)
    first = open_identity(settings, NOW)
    trusted = trusted_certificates(settings)
    second = open_identity(settings, NOW + dt.timedelta(days=366))
    assert second.certificates != first.certificates
    assert trusted_certificates(settings) == trusted
    assert first.certificates.endswith(trusted.authorities)
    assert second.certificates.endswith(trusted.authorities)


def test_rotating_makes_another_key(tmp_path):
    settings = settings_of(tmp_path)
    first = facts_of(open_identity(settings, NOW), settings)
    second = facts_of(rotate(settings, NOW), settings)
    assert first.fingerprint != second.fingerprint
    assert first.issuer == second.issuer
    assert second.signs_until == NOW + dt.timedelta(days=365)


@pytest.mark.parametrize("file", ["authority.pem", "signer.pem"])
def test_a_damaged_file_is_named_and_not_replaced(tmp_path, file):
    settings = settings_of(tmp_path)
    open_identity(settings, NOW)
    (tmp_path / file).write_text("-----BEGIN")
    with pytest.raises(StorageError) as caught:
        rotate(settings, NOW) if file == "authority.pem" else open_identity(settings, NOW)
    assert caught.value.code == "provenance_damaged"
    assert caught.value.facts == {"file": str(tmp_path / file)}
    assert (tmp_path / file).read_text() == "-----BEGIN"


@pytest.mark.parametrize("kind", ["ed25519", "es256", "es384", "ps256"])
def test_a_certificate_of_the_operator_signs_as_its_key_does(tmp_path, kind):
    settings = settings_of(tmp_path / "unused", **operators_files(tmp_path, kind, NOW))
    identity = open_identity(settings, NOW)
    assert (identity.algorithm, identity.own_authority) == (kind, False)
    signature = identity.sign(b"claim")
    match x509.load_pem_x509_certificate(identity.certificates.encode()).public_key():
        case ed25519.Ed25519PublicKey() as public:
            public.verify(signature, b"claim")
        case ec.EllipticCurvePublicKey() as public:
            half = len(signature) // 2
            numbers = (int.from_bytes(part) for part in (signature[:half], signature[half:]))
            hashed = hashes.SHA256() if kind == "es256" else hashes.SHA384()
            public.verify(utils.encode_dss_signature(*numbers), b"claim", ec.ECDSA(hashed))
        case rsa.RSAPublicKey() as public:
            pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
            public.verify(signature, b"claim", pss, hashes.SHA256())
    assert not (tmp_path / "unused").exists()
    trusted = trusted_certificates(settings)
    assert (trusted.authorities, trusted.signers) == ("", identity.certificates)
    with pytest.raises(SettingsError) as caught:
        rotate(settings, NOW)
    assert caught.value.code == "certificate_of_operator"


def test_a_certificate_that_cannot_sign_is_refused(tmp_path):
    files = operators_files(tmp_path, now=NOW)
    strange = operators_files(tmp_path / "another", "of no algorithm", NOW)
    for wrong in (
        {"certificate": files["certificate"]},
        {"certificate": tmp_path / "none", "private_key": files["private_key"]},
        {"certificate": files["private_key"], "private_key": files["private_key"]},
        {"certificate": strange["certificate"], "private_key": files["private_key"]},
        strange,
    ):
        with pytest.raises(SettingsError) as caught:
            open_identity(settings_of(tmp_path, **wrong), NOW)
        assert caught.value.code == "certificate_unusable"


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("es256", {"purpose": None}),
        ("es256", {"purpose": ExtendedKeyUsageOID.SERVER_AUTH}),
        ("es256", {"usage": False}),
        ("es256", {"authority": True}),
        ("short", {}),
    ],
    ids=["no purpose", "of a website", "no usage", "of an authority", "short key"],
)
def test_a_certificate_that_is_not_for_signing_is_named_before_a_video_is_made(
    tmp_path, kind, wrong
):
    settings = settings_of(tmp_path, **operators_files(tmp_path, kind, NOW, **wrong))
    with pytest.raises(SettingsError) as caught:
        open_identity(settings, NOW)
    assert caught.value.code == "certificate_not_for_signing"
    assert caught.value.facts == {"file": str(tmp_path / "own.pem")}


@pytest.mark.parametrize(("since", "until"), [(-9, -1), (1, 9)], ids=["expired", "too early"])
def test_a_certificate_that_is_not_in_force_is_told_from_a_wrong_one(tmp_path, since, until):
    files = operators_files(tmp_path, now=NOW, since=since, until=until)
    with pytest.raises(SettingsError) as caught:
        open_identity(settings_of(tmp_path, **files), NOW)
    assert caught.value.code == "certificate_not_in_force"
    day = NOW + dt.timedelta(days=until)
    assert caught.value.facts["until"] == f"{day:%Y-%m-%d}"


def test_looking_who_signs_makes_nothing(tmp_path):
    settings = settings_of(tmp_path / "new" / "folder")
    assert find_identity(settings, NOW) is None
    assert list(tmp_path.iterdir()) == []
    made = open_identity(settings, NOW)
    before = {file: file.read_bytes() for file in settings.provenance.folder.iterdir()}
    found = find_identity(settings, NOW + dt.timedelta(days=364))
    assert found.certificates == made.certificates
    assert find_identity(settings, NOW + dt.timedelta(days=366)) is None
    assert before == {file: file.read_bytes() for file in settings.provenance.folder.iterdir()}


@pytest.mark.parametrize("act", [find_identity, open_identity])
def test_what_would_keep_it_from_signing_is_found(tmp_path, act):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError) as caught:
        act(settings_of(tmp_path / "file" / "folder"), NOW)
    assert caught.value.code == "provenance_not_writable"
    (tmp_path / "authority.pem").write_text("-----BEGIN")
    with pytest.raises(StorageError) as caught:
        act(settings_of(tmp_path), NOW)
    assert caught.value.code == "provenance_damaged"
    (tmp_path / "signer.pem").mkdir()
    with pytest.raises(StorageError) as caught:
        act(settings_of(tmp_path), NOW)
    assert caught.value.code == "provenance_unreadable"

"""The certificates that sign videos."""

import datetime as dt
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa, utils

from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.core.provenance.authority import (
    facts_of,
    open_identity,
    rotate,
    trusted_certificates,
)
from talking_photo.core.settings import ProvenanceSettings, Settings

NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


def settings_of(folder, **more) -> Settings:
    return Settings(provenance=ProvenanceSettings(folder=folder, **more))


def operators_files(folder, key, name="An operator"):
    """A certificate that signs itself, and its key, as files."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
    builder = builder.public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(NOW).not_valid_after(NOW + dt.timedelta(days=9))
    is_edwards = isinstance(key, ed25519.Ed25519PrivateKey)
    certificate = builder.sign(key, None if is_edwards else hashes.SHA256())
    pem = serialization.Encoding.PEM
    (folder / "own.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "own.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return {"certificate": folder / "own.pem", "private_key": folder / "own.key"}


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


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError) as caught:
        open_identity(settings_of(tmp_path / "file" / "folder"), NOW)
    assert caught.value.code == "provenance_not_writable"


@pytest.mark.parametrize("kind", ["ed25519", "es256", "es384", "ps256"])
def test_a_certificate_of_the_operator_signs_as_its_key_does(tmp_path, kind):
    key = {
        "ed25519": ed25519.Ed25519PrivateKey.generate,
        "es256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "es384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "ps256": lambda: rsa.generate_private_key(65537, 2048),
    }[kind]()
    settings = settings_of(tmp_path / "unused", **operators_files(tmp_path, key))
    identity = open_identity(settings, NOW)
    assert (identity.algorithm, identity.own_authority) == (kind, False)
    signature = identity.sign(b"claim")
    match key.public_key():
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
    files = operators_files(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    another = tmp_path / "another"
    another.mkdir()
    strange = operators_files(another, dsa.generate_private_key(1024))
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

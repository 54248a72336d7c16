"""Certificates as an operator's own may be, good and bad."""

from __future__ import annotations

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from talking_photo.core.settings import ProvenanceSettings, Settings

EMAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION
KEYS = {
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "es256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "es384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "ps256": lambda: rsa.generate_private_key(65537, 2048),
    "short": lambda: rsa.generate_private_key(65537, 1024),
    "of no algorithm": lambda: dsa.generate_private_key(1024),
}


def operators_files(folder, kind="es256", now=None, **more):
    """A certificate and its key, as files, by the names of the settings.

    `more`: `purpose` (None for no extended key usage), `usage` (whether there is one),
    `authority` (whether it may issue others), `since` and `until` (days from now), and `chain`
    (whether somebody else issued it).
    """
    folder.mkdir(exist_ok=True)
    now = now or dt.datetime.now(dt.UTC)
    key = KEYS[kind]()
    issuer = ec.generate_private_key(ec.SECP256R1()) if more.get("chain") else None
    leaf = _certificate(key, "An operator", now, issuer, **more)
    chain = [] if issuer is None else [_certificate(issuer, "Above", now, authority=True)]
    pem = serialization.Encoding.PEM
    contents = b"".join(one.public_bytes(pem) for one in [leaf, *chain])
    (folder / "own.pem").write_bytes(contents)
    (folder / "own.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return {"certificate": folder / "own.pem", "private_key": folder / "own.key"}


def settings_of(folder, **more) -> Settings:
    return Settings(provenance=ProvenanceSettings(folder=folder, **more))


def _certificate(key, name, now, issuer=None, **more):
    def called(name):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    above, authority = issuer or key, more.get("authority", False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(called(name))
        .issuer_name(called("Above" if issuer else name))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now + dt.timedelta(days=more.get("since", -1)))
        .not_valid_after(now + dt.timedelta(days=more.get("until", 9)))
        .add_extension(x509.BasicConstraints(authority, None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), False
        )
    )
    if more.get("usage", True):
        usage = [not authority, *[False] * 4, authority, authority, False, False]
        builder = builder.add_extension(x509.KeyUsage(*usage), True)
    purpose = more.get("purpose", EMAIL)
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), True)
    is_edwards = isinstance(above, ed25519.Ed25519PrivateKey)
    return builder.sign(above, None if is_edwards else hashes.SHA256())

"""The certificates that sign videos: an authority of this installation, or the operator's own.

The authority is made at first use and signs a key for a year at a time. Both files hold a private
key and are readable by their owner alone. No render child sees them: it asks the pool for a
signature.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.core.errors import DISK_FULL, SettingsError, StorageError
from talking_photo.core.settings import ProvenanceSettings, Settings

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import (
        CertificatePublicKeyTypes,
        PrivateKeyTypes,
    )

_AUTHORITY, _SIGNER = "authority.pem", "signer.pem"
"""A key with its certificate; a key with its certificate and that of the authority."""
_SIGNING_TIME = dt.timedelta(days=365)
"""How long a key signs; its certificate holds longer, so that videos can be verified later."""
_VALIDITY = dt.timedelta(days=20 * 365)
_CLOCK_SKEW = dt.timedelta(hours=1)
_DEFAULT_NAME = "talking-photo"
PURPOSES = frozenset(
    (
        "1.3.6.1.5.5.7.3.4",  # emailProtection
        "1.3.6.1.5.5.7.3.36",  # documentSigning
        "1.3.6.1.4.1.62558.2.1",  # of C2PA
        "1.3.6.1.4.1.311.76.59.1.9",  # of Microsoft
    )
)
"""Extended key usages with which C2PA signs (specification 2.2, 14.5.1.1, and its trust list)."""
_LEAST_RSA_BITS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIdentity:
    """A key with its certificates."""

    certificates: str
    """PEM: that of the key first, then those above it."""
    algorithm: str
    """As C2PA names it, such as `ed25519`."""
    key: PrivateKeyTypes
    own_authority: bool
    """Whether the authority of this installation issued it."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature as COSE (RFC 9053) writes it.

        Raises:
            TypeError: The key is of no algorithm of C2PA.
        """
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

        match self.key:
            case ed25519.Ed25519PrivateKey():
                return self.key.sign(data)
            case ec.EllipticCurvePrivateKey():
                size = (self.key.key_size + 7) // 8
                hashed = hashes.SHA256() if size == 32 else hashes.SHA384()
                numbers = utils.decode_dss_signature(self.key.sign(data, ec.ECDSA(hashed)))
                return b"".join(number.to_bytes(size, "big") for number in numbers)
            case rsa.RSAPrivateKey():
                pss = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)
                return self.key.sign(data, pss, hashes.SHA256())
        raise TypeError(type(self.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What there is to know of the certificate that signs."""

    name: str
    issuer: str
    fingerprint: str
    """SHA-256 of the certificate, hexadecimal."""
    signs_until: dt.datetime
    """A new key is made then; of an operator's certificate, its end."""
    own_authority: bool
    folder: Path
    """Of this installation's authority."""


def open_identity(settings: Settings, now: dt.datetime) -> SigningIdentity:
    """Return what signs: the operator's certificate, or a key of this installation's authority.

    The authority and the key are made when there are none, and the key again after a year.

    Raises:
        SettingsError: certificate_unusable, certificate_not_for_signing or
            certificate_not_in_force.
        StorageError: provenance_damaged, provenance_unreadable, provenance_not_writable or
            disk_full.
    """
    given = settings.provenance
    if given.certificate is not None:
        return _operators(given, now)
    folder = folder_of(given)
    with _locked(folder):
        return _in_force(folder, now) or _issue(folder, _name_of(settings), now)


def find_identity(settings: Settings, now: dt.datetime) -> SigningIdentity | None:
    """Return what signs the next video as `open_identity` does, but make and change nothing.

    Returns:
        None where a key, and perhaps the authority, will be made first.

    Raises:
        SettingsError: As `open_identity`.
        StorageError: provenance_damaged, provenance_unreadable or provenance_not_writable.
    """
    given = settings.provenance
    if given.certificate is not None:
        return _operators(given, now)
    folder = folder_of(given)
    identity = _in_force(folder, now)
    if identity is None:
        _read(folder / _AUTHORITY)
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            raise StorageError("provenance_not_writable", folder=str(folder))
    return identity


def rotate(settings: Settings, now: dt.datetime) -> SigningIdentity:
    """Make a new key of this installation's authority, and return it.

    Videos that the former one signed stay verifiable.

    Raises:
        SettingsError: certificate_of_operator.
        StorageError: As `open_identity`.
    """
    given = settings.provenance
    if given.certificate is not None:
        raise SettingsError("certificate_of_operator")
    folder = folder_of(given)
    with _locked(folder):
        return _issue(folder, _name_of(settings), now)


def facts_of(identity: SigningIdentity, settings: Settings) -> CertificateFacts:
    """Describe the certificate that signs."""
    from cryptography.hazmat.primitives import hashes

    leaf = _certificates(identity)[0]
    until = _signs_until(identity) if identity.own_authority else leaf.not_valid_after_utc
    return CertificateFacts(
        name=leaf.subject.rfc4514_string(),
        issuer=leaf.issuer.rfc4514_string(),
        fingerprint=leaf.fingerprint(hashes.SHA256()).hex(),
        signs_until=until,
        own_authority=identity.own_authority,
        folder=folder_of(settings.provenance),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose signatures count as this installation's; certificates in PEM."""

    authorities: str
    """What they issued counts."""
    signers: str
    """They count themselves. An operator's certificate does, but not all that its issuer
    issued."""


def trusted_certificates(settings: Settings) -> Trust:
    """Return the certificates of this installation, and those that its settings trust.

    Raises:
        SettingsError: certificate_unusable.
        StorageError: provenance_damaged or provenance_unreadable.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    given = settings.provenance
    authorities = [one for path in given.trusted for one in _load_certificates(path)]
    signers = list(authorities)
    own = _read(folder_of(given) / _AUTHORITY)
    if own is not None:
        authorities += _certificates(own)
    if given.certificate is not None:
        signers += _load_certificates(given.certificate)[:1]

    def pem(certificates: list[x509.Certificate]) -> str:
        return "".join(one.public_bytes(Encoding.PEM).decode() for one in certificates)

    return Trust(authorities=pem(authorities), signers=pem(signers))


def folder_of(settings: ProvenanceSettings) -> Path:
    """Return the folder of the authority: that of the settings, or one of this user."""
    if settings.folder is not None:
        return settings.folder
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(home) / "talking-photo" / "provenance"


def _name_of(settings: Settings) -> str:
    # With " authority" behind it: a part of a name has 64 characters (X.520, ub-common-name).
    return settings.operator.name.strip()[:50] or _DEFAULT_NAME


def _in_force(folder: Path, now: dt.datetime) -> SigningIdentity | None:
    """Return the key of this installation that signs; None when one must be made."""
    signer = _read(folder / _SIGNER)
    return signer if signer is not None and now < _signs_until(signer) else None


def _issue(folder: Path, name: str, now: dt.datetime) -> SigningIdentity:
    """Make a key and its certificate; the authority, too, if there is none."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    authority = _read(folder / _AUTHORITY)
    if authority is None:
        key = Ed25519PrivateKey.generate()
        public = key.public_key()
        own = _certificate(f"{name} authority", public, now, key, issuer=None)
        authority = _write(folder / _AUTHORITY, key, own)
    above = _certificates(authority)[0]
    key = Ed25519PrivateKey.generate()
    issued = _certificate(name, key.public_key(), now, authority.key, issuer=above)
    return _write(folder / _SIGNER, key, issued, above)


def _certificate(
    name: str,
    public: CertificatePublicKeyTypes,
    now: dt.datetime,
    key: PrivateKeyTypes,
    *,
    issuer: x509.Certificate | None,
) -> x509.Certificate:
    """Return a certificate as C2PA asks for (specification 2.2, 14.5.1).

    Args:
        name: Of its owner.
        public: Its key.
        now: Its begin.
        key: What signs it.
        issuer: The certificate of that key; None for an authority, which signs its own.

    Raises:
        StorageError: provenance_damaged.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    is_authority = issuer is None
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + _VALIDITY)
        .add_extension(x509.BasicConstraints(is_authority, 0 if is_authority else None), True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_authority,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
    )
    if not isinstance(key, Ed25519PrivateKey):
        raise StorageError("provenance_damaged", file=_AUTHORITY)
    above = key.public_key()
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(above), False
    )
    if not is_authority:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(usage, True)
    return builder.sign(key, None)


def _signs_until(identity: SigningIdentity) -> dt.datetime:
    return _certificates(identity)[0].not_valid_before_utc + _CLOCK_SKEW + _SIGNING_TIME


def _certificates(identity: SigningIdentity) -> list[x509.Certificate]:
    from cryptography import x509

    return x509.load_pem_x509_certificates(identity.certificates.encode())


def _read(path: Path) -> SigningIdentity | None:
    """Read a file of this installation; None when there is none.

    Raises:
        StorageError: provenance_damaged or provenance_unreadable.
    """
    try:
        contents = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as exc:
        raise StorageError("provenance_unreadable", file=str(path)) from exc
    try:
        return _identity(contents, contents, own_authority=True)
    except (ValueError, TypeError) as exc:
        raise StorageError("provenance_damaged", file=str(path)) from exc


def _operators(settings: ProvenanceSettings, now: dt.datetime) -> SigningIdentity:
    """Read the certificate and the key of the settings.

    Raises:
        SettingsError: certificate_unusable, certificate_not_for_signing or
            certificate_not_in_force.
    """
    certificate, key = settings.certificate, settings.private_key
    if certificate is None or key is None:
        raise SettingsError("certificate_unusable", file=str(certificate or key))
    leaf = _load_certificates(certificate)[0]
    try:
        identity = _identity(certificate.read_bytes(), key.read_bytes(), own_authority=False)
    except (OSError, ValueError, TypeError) as exc:
        raise SettingsError("certificate_unusable", file=str(key)) from exc
    if not _may_sign(leaf):
        raise SettingsError("certificate_not_for_signing", file=str(certificate))
    since, until = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    if not since <= now < until:
        raise SettingsError(
            "certificate_not_in_force",
            file=str(certificate),
            since=f"{since:%Y-%m-%d}",
            until=f"{until:%Y-%m-%d}",
        )
    return identity


def _may_sign(leaf: x509.Certificate) -> bool:
    """Tell whether C2PA signs with a certificate (specification 2.2, 14.5.1)."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    public = leaf.public_key()
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return (
        usage.digital_signature
        and not usage.key_cert_sign  # as that of an authority
        and any(purpose.dotted_string in PURPOSES for purpose in purposes)
        and not (isinstance(public, RSAPublicKey) and public.key_size < _LEAST_RSA_BITS)
    )


def _load_certificates(path: Path) -> list[x509.Certificate]:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as exc:
        raise SettingsError("certificate_unusable", file=str(path)) from exc


def _identity(certificates: bytes, key: bytes, *, own_authority: bool) -> SigningIdentity:
    """Read both from PEM.

    Raises:
        ValueError: The key does not belong to the first certificate, or signs for no algorithm of
            C2PA.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    loaded = x509.load_pem_x509_certificates(certificates)
    private = serialization.load_pem_private_key(key, None)
    match private:
        case ed25519.Ed25519PrivateKey():
            algorithm = "ed25519"
        case ec.EllipticCurvePrivateKey(curve=ec.SECP256R1()):
            algorithm = "es256"
        case ec.EllipticCurvePrivateKey(curve=ec.SECP384R1()):
            algorithm = "es384"
        case rsa.RSAPrivateKey():
            algorithm = "ps256"
        case _:
            raise ValueError("no algorithm of C2PA")
    if private.public_key() != loaded[0].public_key():
        raise ValueError("the key is another one's")
    pem = serialization.Encoding.PEM
    return SigningIdentity(
        certificates="".join(one.public_bytes(pem).decode() for one in loaded),
        algorithm=algorithm,
        key=private,
        own_authority=own_authority,
    )


def _write(path: Path, key: PrivateKeyTypes, *certificates: x509.Certificate) -> SigningIdentity:
    """Put a key with certificates in a file of its owner, whole or not at all.

    Raises:
        StorageError: provenance_not_writable or disk_full.
    """  # noqa: DOC501 -- a helper makes the error
    from cryptography.hazmat.primitives import serialization

    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    contents = private + b"".join(one.public_bytes(pem) for one in certificates)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as exc:
        raise _not_writable(path.parent, exc) from exc
    finally:
        part.unlink(missing_ok=True)
    return _identity(contents, contents, own_authority=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Make the folder, and keep other processes out of it: several start at once.

    Raises:
        StorageError: provenance_not_writable or disk_full.
    """  # noqa: DOC501 -- a helper makes the error
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise _not_writable(folder, exc) from exc
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as exc:
        raise _not_writable(folder, exc) from exc
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _not_writable(folder: Path, exc: OSError) -> StorageError:
    if exc.errno in DISK_FULL:
        return StorageError("disk_full")
    return StorageError("provenance_not_writable", folder=str(folder))

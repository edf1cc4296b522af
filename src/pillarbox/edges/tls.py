"""Server-side TLS contexts, and a self-signed certificate for servers that were given none."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

_VALID_FOR = timedelta(days=3650)


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """A context for PEM files, TLS 1.2 or newer. Raises `OSError` when they cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context


def self_signed(host: str, directory: Path, *, now_ms: int) -> tuple[Path, Path]:
    """The certificate and key files for `host` in `directory`, made there when they do not exist.

    Opportunistic TLS between mail servers does not look at who signed a certificate (RFC 7435), so that this
    protects against listeners. The key is readable by the owner only.
    """
    certificate_file, key_file = directory / "self-signed.pem", directory / "self-signed.key"
    if certificate_file.exists() and key_file.exists():
        return certificate_file, key_file
    # imported late: only the first start needs it, and it costs 8 MB
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return certificate_file, key_file

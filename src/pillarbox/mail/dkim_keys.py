"""Keys that sign mail (RFC 6376). Knows nothing of where they are kept."""

from base64 import b64encode
from dataclasses import dataclass

from pillarbox.domain.domains import DkimRecord

RSA_BITS = 2048  # what a signer should use, RFC 8301 §3.2
_PUBLIC_EXPONENT = 65537


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimKey:
    """A private key (PKCS #8, DER) and the record that lets others check its signatures."""

    private: bytes
    record: DkimRecord

    def __repr__(self) -> str:
        return f"DkimKey(selector={self.record.selector!r}, …)"


def new_dkim_key(selector: str) -> DkimKey:
    """A fresh RSA key to be published under `selector`. Takes some 50 ms: call it off the event loop."""
    # imported late: few processes ever make a key, and it costs 8 MB
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(_PUBLIC_EXPONENT, RSA_BITS)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    text = f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"
    return DkimKey(private=private, record=DkimRecord(selector=selector, text=text))

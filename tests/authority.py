"""A throwaway certificate authority.

A test gives its root to the app factory and signs as Amazon would.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AMAZON = "echo-api.amazon.com"
URL = "https://s3.amazonaws.com/echo.api/echo-api-cert-1.pem"
SKILL_ID = "amzn1.ask.skill.00000000-0000-0000-0000-000000000000"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Authority:
    """A root, an intermediate and a signing key, which `chain` certifies."""

    def __init__(self, now: datetime = NOW) -> None:
        self._since = now - DAY
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._middle_key = ec.generate_private_key(ec.SECP256R1())
        self.signing_key = rsa.generate_private_key(65537, 2048)
        self.root = _certificate(
            "root", self._root_key, "root", self._root_key, since=self._since, ca=True
        )
        self.middle = _certificate(
            "middle",
            self._middle_key,
            "root",
            self._root_key,
            since=self._since,
            ca=True,
        )

    def chain(
        self,
        *,
        key: Any = None,
        with_middle: bool = True,
        with_root: bool = False,
        **leaf: Any,
    ) -> bytes:
        """Return the PEM chain of a signer.

        `names`, `since`, `until` and `usage` change the leaf.
        """
        own = key or self.signing_key
        signer = _certificate(
            AMAZON,
            own,
            "middle",
            self._middle_key,
            **{"names": (AMAZON,), "since": self._since, **leaf},
        )
        parts = [
            signer,
            *([self.middle] if with_middle else []),
            *([self.root] if with_root else []),
        ]
        return b"".join(part.public_bytes(Encoding.PEM) for part in parts)

    def self_signed(self) -> bytes:
        """Return a signer's certificate that nobody vouches for."""
        signer = _certificate(
            AMAZON,
            self.signing_key,
            AMAZON,
            self.signing_key,
            since=self._since,
            names=(AMAZON,),
        )
        return signer.public_bytes(Encoding.PEM)

    def headers(self, body: bytes, url: str = URL) -> dict[str, str]:
        """Return the headers with which Amazon would send this body."""
        signature = self.signing_key.sign(body, padding.PKCS1v15(), hashes.SHA256())
        return {
            "Content-Type": "application/json; charset=utf-8",
            "SignatureCertChainUrl": url,
            "Signature-256": base64.b64encode(signature).decode(),
        }

    def signed(self, envelope: Any, url: str = URL) -> tuple[bytes, dict[str, str]]:
        """Return the body and the headers of a request."""
        body = json.dumps(envelope).encode()
        return body, self.headers(body, url)


@cache
def throwaway() -> Authority:
    """Return the authority of this test run: keys are slow to make."""
    return Authority()


def _certificate(
    name: str,
    key: Any,
    issuer: str,
    issuer_key: Any,
    *,
    since: datetime,
    until: datetime | None = None,
    ca: bool = False,
    names: tuple[str, ...] = (),
    usage: Any = ExtendedKeyUsageOID.SERVER_AUTH,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until or since + 30 * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .add_extension(_key_usage(ca=ca), critical=True)
    )
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(n) for n in names]),
            critical=False,
        )
    return builder.sign(issuer_key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        key_cert_sign=ca,
        crl_sign=ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )

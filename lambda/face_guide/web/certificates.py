"""The certificates that Amazon signs its requests with: fetched once, verified wholly, kept until they expire."""

from __future__ import annotations

import ssl
from concurrent.futures import Future
from datetime import datetime, timedelta
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from warnings import catch_warnings, simplefilter

import certifi
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from http.client import HTTPResponse

HOST = "s3.amazonaws.com"
SIGNER = x509.DNSName("echo-api.amazon.com")
FETCH_TIMEOUT_S = 3.0
"""Seconds."""
MAX_CHAIN_BYTES = 64 * 1024
"""Bytes of a chain; Amazon's has about 7,000."""
MAX_CHAINS = 16
MAX_FAILURES = 64
MAX_FETCHES = 4
MAX_WAITING = 16
FAILURE_TTL = timedelta(seconds=30)
"""How long a failure is remembered. With MAX_FAILURES it bounds what strangers can make us ask of the host."""
BAD_CHAIN = (
    ValueError,
    VerificationError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


class UntrustedChainError(Exception):
    """The URL holds no chain that proves Amazon's signature."""


class CertificateHostError(Exception):
    """The host of the chains cannot be asked now: try again later."""


class SigningKey(NamedTuple):
    """The key of a verified chain, and the time in which the whole chain is valid."""

    key: RSAPublicKey
    since: datetime
    until: datetime


class Certificates:
    """The keys by the URL of their chain. Threads may share it."""

    def __init__(
        self,
        roots: Sequence[x509.Certificate],
        clock: Callable[[], datetime],
        fetch: Callable[[str], bytes],
    ) -> None:
        self._store = Store(list(roots))
        self._clock = clock
        self._fetch = fetch
        self._lock = Lock()
        self._room = BoundedSemaphore(MAX_WAITING)
        self._kept: dict[str, SigningKey] = {}
        self._failed: dict[str, tuple[datetime, type[Exception], str]] = {}
        self._pending: dict[str, Future[SigningKey]] = {}

    def key(self, url: str) -> RSAPublicKey:
        """Return the key of the chain at this URL. Raises UntrustedChainError or CertificateHostError."""
        kept = self._kept.get(url)
        if kept and kept.since <= self._clock() <= kept.until:
            return kept.key
        # Those who wait hold a thread each; the rest of the threads stay free for chains that are known.
        if not self._room.acquire(blocking=False):
            raise CertificateHostError("too many wait for the host")
        try:
            return self._shared_fetch(url).key
        finally:
            self._room.release()

    def _shared_fetch(self, url: str) -> SigningKey:
        """Fetch a chain, or wait for the thread that is fetching it already."""
        with self._lock:
            pending = self._pending.get(url)
            mine = pending is None
            if pending is None:
                self._check_failures(url)
                pending = self._pending[url] = Future()
        if mine:
            try:
                pending.set_result(self._load(url))
            except Exception as error:  # noqa: BLE001 (whoever waits must hear of any fault)
                pending.set_exception(error)
            with self._lock:
                del self._pending[url]
        return pending.result()

    def _check_failures(self, url: str) -> None:
        now = self._clock()
        self._failed = {
            known: failure
            for known, failure in self._failed.items()
            if now < failure[0]
        }
        if url in self._failed:
            _, kind, message = self._failed[url]
            raise kind(message)
        if len(self._failed) >= MAX_FAILURES or len(self._pending) >= MAX_FETCHES:
            raise CertificateHostError("too much was asked of the host")

    def _load(self, url: str) -> SigningKey:
        try:
            signer = verified(self._fetch(url), self._store, self._clock())
        except OSError as error:
            raise self._remember(url, CertificateHostError(str(error))) from error
        except UntrustedChainError as error:
            raise self._remember(url, error) from None
        with self._lock:
            self._kept[url] = signer
            while len(self._kept) > MAX_CHAINS:
                del self._kept[next(iter(self._kept))]
        return signer

    def _remember(self, url: str, error: Exception) -> Exception:
        with self._lock:
            self._failed[url] = (self._clock() + FAILURE_TTL, type(error), str(error))
        return error


def verified(pem: bytes, roots: Store, now: datetime) -> SigningKey:
    """Return the signer of a chain that leads from Amazon's name to a root, every link valid now."""
    try:
        leaf, *rest = x509.load_pem_x509_certificates(pem)
        path = (
            PolicyBuilder()
            .store(roots)
            .time(now)
            .build_server_verifier(SIGNER)
            .verify(leaf, rest)
        )
        key = leaf.public_key()
    except BAD_CHAIN as error:
        raise UntrustedChainError(str(error)) from error
    if not isinstance(key, RSAPublicKey):
        raise UntrustedChainError("the signing key is not RSA")
    return SigningKey(
        key,
        max(c.not_valid_before_utc for c in path),
        min(c.not_valid_after_utc for c in path),
    )


def trusted_roots() -> list[x509.Certificate]:
    """Return certifi's roots, each on its own: one that cryptography can no longer read must not cost the others."""
    end = "-----END CERTIFICATE-----"
    blocks = Path(certifi.where()).read_text("utf-8").split(end)[:-1]
    with catch_warnings():
        simplefilter("ignore")
        return list(_readable(f"{block}{end}\n".encode() for block in blocks))


def _readable(blocks: Iterator[bytes]) -> Iterator[x509.Certificate]:
    for block in blocks:
        try:
            yield x509.load_pem_x509_certificate(block)
        except ValueError:
            continue


def download(
    url: str, connect: Callable[..., HTTPSConnection] = HTTPSConnection
) -> bytes:
    """Return what the one allowed host has at this URL. Follows no redirect.

    Raises OSError when the host cannot be reached or fails, UntrustedChainError when it has no such chain.
    """
    connection = connect(
        HOST,
        timeout=FETCH_TIMEOUT_S,
        context=ssl.create_default_context(cafile=certifi.where()),
    )
    try:
        connection.request("GET", urlsplit(url).path)
        response = connection.getresponse()
        body = _read(response, monotonic() + FETCH_TIMEOUT_S)
    except HTTPException as error:
        raise OSError(type(error).__name__) from error
    finally:
        connection.close()
    if response.status >= 500:
        raise OSError(f"the host answered {response.status}")
    if response.status != 200 or len(body) > MAX_CHAIN_BYTES:
        raise UntrustedChainError(
            f"the host answered {response.status} with {len(body)} bytes"
        )
    return body


def _read(response: HTTPResponse, deadline: float) -> bytes:
    """Read at most one byte more than is allowed; the socket's own time-out would let a body drip for ever."""
    body = b""
    while len(body) <= MAX_CHAIN_BYTES and (
        chunk := response.read1(MAX_CHAIN_BYTES + 1 - len(body))
    ):
        body += chunk
        if monotonic() > deadline:
            raise TimeoutError("the host is too slow")
    return body

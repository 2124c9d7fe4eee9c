"""The certificates behind Amazon's signatures: fetched once, verified whole, cached."""

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
from cachetools import TLRUCache, TTLCache
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from face_guide.errors import FaceGuideError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from http.client import HTTPResponse

HOST = "s3.amazonaws.com"
SIGNER = x509.DNSName("echo-api.amazon.com")
FETCH_TIMEOUT_S = 3.0
MAX_CHAIN_BYTES = 64 * 1024
"""The most that a chain may have; Amazon's has about 7,000."""
MAX_CHAINS = 16
MAX_FAILURES = 64
MAX_FETCHES = 4
MAX_WAITING = 16
FAILURE_TTL = timedelta(seconds=30)
"""How long a failure is cached; MAX_FAILURES in it are the most that the host gets."""
BAD_CHAIN = (
    ValueError,
    VerificationError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


class UntrustedChainError(FaceGuideError):
    """The URL holds no chain that proves Amazon's signature."""


class CertificateHostError(FaceGuideError):
    """The host of the chains cannot be asked now: try again later."""


class SigningKey(NamedTuple):
    """The key of a verified chain, and the time in which the whole chain is valid."""

    key: RSAPublicKey
    since: datetime
    until: datetime


class Certificates:
    """The signing keys by the URL of their chain. Threads may share it."""

    def __init__(
        self,
        roots: Sequence[x509.Certificate],
        clock: Callable[[], datetime],
        fetch: Callable[[str], bytes],
    ) -> None:
        self._store = Store(list(roots))
        self._clock = clock
        self._fetch = fetch
        self._keys: TLRUCache[str, SigningKey, datetime] = TLRUCache(
            MAX_CHAINS, lambda _url, signing_key, _now: signing_key.until, clock
        )
        self._failures: TTLCache[str, tuple[type[FaceGuideError], str], datetime] = (
            TTLCache(MAX_FAILURES, FAILURE_TTL, clock)
        )
        self._pending: dict[str, Future[RSAPublicKey]] = {}
        self._lock = Lock()
        """Guards the three above: a cache reorders and expires even when it is read."""
        self._room = BoundedSemaphore(MAX_WAITING)

    def key(self, url: str) -> RSAPublicKey:
        """Return the key of the chain at this URL.

        Raises:
            UntrustedChainError: the chain does not prove Amazon's signature.
            CertificateHostError: the host is down, or too much was asked of it.
        """
        with self._lock:
            known = self._keys.get(url)
        if known and known.since <= self._clock():
            return known.key
        # Whoever waits holds a thread; the others stay free for chains that are known.
        if not self._room.acquire(blocking=False):
            raise CertificateHostError("too many wait for the host")
        try:
            return self._shared_fetch(url)
        finally:
            self._room.release()

    def _shared_fetch(self, url: str) -> RSAPublicKey:
        """Fetch a chain, or wait for the thread that is fetching it already."""
        with self._lock:
            pending = self._pending.get(url)
            mine = pending is None
            if pending is None:
                self._check_failures(url)
                pending = self._pending[url] = Future()
        if mine:
            self._settle(url, pending)
        return pending.result()

    def _check_failures(self, url: str) -> None:
        if failure := self._failures.get(url):
            error, message = failure
            raise error(message)
        if len(self._failures) >= MAX_FAILURES or len(self._pending) >= MAX_FETCHES:
            raise CertificateHostError("too much was asked of the host")

    def _settle(self, url: str, pending: Future[RSAPublicKey]) -> None:
        """Fetch a chain for all who wait for it."""
        try:
            pending.set_result(self._load(url))
        except Exception as error:  # noqa: BLE001 (all who wait must hear of it)
            pending.set_exception(error)
        with self._lock:
            del self._pending[url]

    def _load(self, url: str) -> RSAPublicKey:
        """Fetch and verify a chain, and cache the key or the failure."""
        try:
            signing_key = self._fetch_verified(url)
        except FaceGuideError as failure:
            with self._lock:
                self._failures[url] = type(failure), str(failure)
            raise
        with self._lock:
            self._keys[url] = signing_key
        return signing_key.key

    def _fetch_verified(self, url: str) -> SigningKey:
        try:
            return verified(self._fetch(url), self._store, self._clock())
        except OSError as error:
            raise CertificateHostError(str(error)) from error


def verified(pem: bytes, roots: Store, now: datetime) -> SigningKey:
    """Return the signing key of a chain from Amazon's name to a root, all valid now.

    Raises:
        UntrustedChainError: it is no such chain.
    """
    try:
        leaf, *rest = x509.load_pem_x509_certificates(pem)
        verifier = PolicyBuilder().store(roots).time(now).build_server_verifier(SIGNER)
        path = verifier.verify(leaf, rest)
        key = leaf.public_key()
    except BAD_CHAIN as error:
        raise UntrustedChainError(str(error)) from error
    if not isinstance(key, RSAPublicKey):
        raise UntrustedChainError("the signing key is not RSA")
    return SigningKey(
        key,
        max(link.not_valid_before_utc for link in path),
        min(link.not_valid_after_utc for link in path),
    )


def trusted_roots() -> list[x509.Certificate]:
    """Return certifi's roots that cryptography can read.

    Each is read on its own: one that it can no longer read must not cost the others.
    """
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
    """Return what the one allowed host has at this URL, following no redirect.

    Args:
        url: only its path is used.
        connect: makes the connection; a test gives its own.

    Raises:
        OSError: the host cannot be reached, or fails.
        UntrustedChainError: the host has no such chain.
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
    """Return at most one byte more than is allowed, read before the deadline.

    The socket's own time-out is for each read: a body could drip for ever.
    """
    body = b""
    while len(body) <= MAX_CHAIN_BYTES and (
        chunk := response.read1(MAX_CHAIN_BYTES + 1 - len(body))
    ):
        body += chunk
        if monotonic() > deadline:
            raise TimeoutError("the host is too slow")
    return body

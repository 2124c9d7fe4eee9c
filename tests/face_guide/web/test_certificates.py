"""The chains: what is trusted, how long, and how little strangers make us fetch."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import IncompleteRead
from pathlib import Path
from typing import TYPE_CHECKING, Any

import certifi
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import Store

from face_guide.web import certificates
from face_guide.web.certificates import (
    CertificateHostError,
    Certificates,
    UntrustedChainError,
    download,
    trusted_roots,
    verified,
)
from tests.authority import DAY, NOW, URL, Authority, throwaway

if TYPE_CHECKING:
    from collections.abc import Callable

REAL_CHAIN = (Path(__file__).parents[2] / "data/echo-api-chain-2019.pem").read_bytes()


class Host:
    """A stand-in for the host of the chains, and its clock."""

    def __init__(self, chain: bytes | Exception) -> None:
        self.chain = chain
        self.asked: list[str] = []
        self.now = NOW

    def fetch(self, url: str) -> bytes:
        """Answer as told."""
        self.asked.append(url)
        if isinstance(self.chain, Exception):
            raise self.chain
        return self.chain

    def certificates(self) -> Certificates:
        """A cache in front of this host."""
        return Certificates([throwaway().root], lambda: self.now, self.fetch)


def urls(count: int) -> list[str]:
    return [URL.replace("cert-1", f"cert-{n}") for n in range(count)]


def test_the_chain_that_amazon_served_in_2019_verifies_at_its_time() -> None:
    """With certifi's roots of today."""
    roots = Store(trusted_roots())
    assert (
        verified(REAL_CHAIN, roots, datetime(2019, 6, 15, tzinfo=UTC)).key.key_size
        == 2048
    )
    with pytest.raises(UntrustedChainError):
        verified(REAL_CHAIN, roots, datetime.now(UTC))


@pytest.mark.parametrize(
    "leaf",
    [{}, {"names": ("other.example", "echo-api.amazon.com")}, {"with_root": True}],
)
def test_good_chains_are_accepted(leaf: dict[str, Any]) -> None:
    """Amazon's name may be one of several, and the root may come along."""
    authority = throwaway()
    signer = verified(authority.chain(**leaf), Store([authority.root]), NOW)
    assert signer.key == authority.signing_key.public_key()


BAD_CHAINS: dict[str, Callable[[Any], bytes]] = {
    "wrong name": lambda own: own.chain(names=("echo-api.amazon.com.example",)),
    "name with a wildcard": lambda own: own.chain(names=("*.com",)),
    "no name": lambda own: own.chain(names=()),
    "expired": lambda own: own.chain(until=NOW - timedelta(seconds=1)),
    "not valid yet": lambda own: own.chain(since=NOW + timedelta(seconds=1)),
    "self-signed": lambda own: own.self_signed(),
    "incomplete": lambda own: own.chain(with_middle=False),
    "another authority": lambda own: Authority().chain(),
    "not for servers": lambda own: own.chain(
        usage=ExtendedKeyUsageOID.EMAIL_PROTECTION
    ),
    "not RSA": lambda own: own.chain(key=ec.generate_private_key(ec.SECP256R1())),
    "the root alone": lambda own: own.chain(with_root=True).partition(b"-----BEGIN")[2][
        :200
    ],
    "junk": lambda own: b"junk",
    "junk in PEM": lambda own: (
        b"-----BEGIN CERTIFICATE-----\nanVuaw==\n-----END CERTIFICATE-----\n"
    ),
    "altered": lambda own: own.chain().replace(b"A", b"B", 40),
    "empty": lambda own: b"",
    "a web page": lambda own: b"<html>\xff</html>",
}


@pytest.mark.parametrize("bad", BAD_CHAINS.values(), ids=list(BAD_CHAINS))
def test_bad_chains_are_refused_and_not_kept(bad: Any) -> None:
    """And the good one that comes later is taken."""
    host = Host(bad(throwaway()))
    cache = host.certificates()
    with pytest.raises(UntrustedChainError):
        cache.key(URL)
    host.chain, host.now = throwaway().chain(), NOW + certificates.FAILURE_TTL
    assert cache.key(URL)


def test_an_unreadable_root_does_not_cost_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Cryptography announced that it will read some old roots no longer."""
    bundle = tmp_path / "roots.pem"
    good = Path(certifi.where()).read_text("utf-8")
    junk: bytes = BAD_CHAINS["junk in PEM"](None)
    bundle.write_text(junk.decode() + good, "utf-8")
    monkeypatch.setattr(certifi, "where", lambda: str(bundle))
    assert len(trusted_roots()) == good.count("BEGIN CERTIFICATE")


def test_a_chain_is_fetched_once_and_forgotten_at_expiry() -> None:
    """Its dates are looked at on every use."""
    host = Host(throwaway().chain(until=NOW + DAY))
    cache = host.certificates()
    cache.key(URL)
    cache.key(URL)
    assert host.asked == [URL]
    host.now = NOW + DAY + timedelta(seconds=1)
    with pytest.raises(UntrustedChainError):
        cache.key(URL)
    assert host.asked == [URL, URL]


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (TimeoutError(), CertificateHostError),
        (UntrustedChainError("404"), UntrustedChainError),
    ],
)
def test_a_failure_is_remembered_for_a_while(
    fault: Exception, raised: type[Exception]
) -> None:
    """The host is not asked again for thirty seconds."""
    host = Host(fault)
    cache = host.certificates()
    for _ in range(5):
        with pytest.raises(raised):
            cache.key(URL)
    assert host.asked == [URL]
    host.now += certificates.FAILURE_TTL
    host.chain = throwaway().chain()
    assert cache.key(URL)


def test_a_known_chain_works_while_the_host_is_down() -> None:
    """Nobody notices."""
    host = Host(throwaway().chain())
    cache = host.certificates()
    cache.key(URL)
    host.chain = OSError("down")
    assert cache.key(URL)
    with pytest.raises(CertificateHostError):
        cache.key(URL + ".new")


def test_strangers_cannot_make_us_hammer_the_host() -> None:
    """Made-up addresses are asked for until the memory of failures is full."""
    host = Host(UntrustedChainError("404"))
    cache = host.certificates()
    for url in urls(500):
        with pytest.raises((UntrustedChainError, CertificateHostError)):
            cache.key(url)
    assert len(host.asked) == certificates.MAX_FAILURES


def test_sixteen_chains_are_kept() -> None:
    """The oldest is forgotten first."""
    host = Host(throwaway().chain())
    cache = host.certificates()
    all_urls = urls(17)
    for url in all_urls:
        cache.key(url)
    cache.key(all_urls[-1])
    cache.key(all_urls[1])
    assert len(host.asked) == 17
    cache.key(all_urls[0])
    assert len(host.asked) == 18


def test_one_fetch_at_a_time_for_a_url() -> None:
    """Those who come meanwhile wait for its result."""
    host, started, release = (
        Host(throwaway().chain()),
        threading.Event(),
        threading.Event(),
    )

    def slow(url: str) -> bytes:
        started.set()
        assert release.wait(5)
        return host.fetch(url)

    cache = Certificates([throwaway().root], lambda: NOW, slow)
    with ThreadPoolExecutor(8) as pool:
        keys = [pool.submit(cache.key, URL) for _ in range(8)]
        assert started.wait(5)
        release.set()
        assert len({key.result(5).public_numbers() for key in keys}) == 1
    assert host.asked == [URL]


def test_a_hanging_host_holds_few_threads() -> None:
    """Whoever would be one too many is told to come back later, at once."""
    release = threading.Event()
    asked = threading.Semaphore(0)

    def hang(url: str) -> bytes:
        asked.release()
        assert release.wait(5)
        raise TimeoutError

    cache = Certificates([throwaway().root], lambda: NOW, hang)
    with ThreadPoolExecutor(certificates.MAX_FETCHES) as pool:
        fetching = [
            pool.submit(cache.key, url) for url in urls(certificates.MAX_FETCHES)
        ]
        assert all(asked.acquire(timeout=5) for _ in fetching)
        with pytest.raises(CertificateHostError):
            cache.key(URL + ".new")
        release.set()
        assert all(
            isinstance(future.exception(5), CertificateHostError) for future in fetching
        )


class Connection:
    """What http.client would be in front of a host that behaves like this."""

    def __init__(
        self, status: int = 200, body: bytes = b"chain", fault: Exception | None = None
    ) -> None:
        self.status, self.body, self.fault, self.closed = status, body, fault, False
        self.made_for: tuple[Any, ...] = ()
        self.asked_for: tuple[Any, ...] = ()

    def __call__(self, *place: Any, timeout: float, context: Any) -> Any:
        """Connect."""
        self.made_for = (*place, timeout)
        assert context.check_hostname
        return self

    def request(self, *asked: Any) -> None:
        """Take the request, or fail."""
        self.asked_for = asked
        if self.fault:
            raise self.fault

    def getresponse(self) -> Any:
        """Answer with itself."""
        return self

    def read1(self, most: int) -> bytes:
        """Hand out the body."""
        part, self.body = self.body[:most], self.body[most:]
        return part

    def close(self) -> None:
        """Note it."""
        self.closed = True


def test_download_asks_the_one_host_within_three_seconds() -> None:
    """Only the path of the URL is used."""
    connection = Connection()
    assert (
        download("https://elsewhere.example/echo.api/cert.pem", connection) == b"chain"
    )
    assert connection.made_for == ("s3.amazonaws.com", 3.0)
    assert connection.asked_for == ("GET", "/echo.api/cert.pem")
    assert connection.closed


@pytest.mark.parametrize(
    ("connection", "raised"),
    [
        (Connection(status=301), UntrustedChainError),
        (Connection(status=404), UntrustedChainError),
        (Connection(body=b"x" * (64 * 1024 + 1)), UntrustedChainError),
        (Connection(status=500), OSError),
        (Connection(status=503), OSError),
        (Connection(fault=TimeoutError()), OSError),
        (Connection(fault=ConnectionRefusedError()), OSError),
        (Connection(fault=IncompleteRead(b"")), OSError),
    ],
)
def test_download_faults(connection: Connection, raised: type[Exception]) -> None:
    """A redirect is never followed; a host in trouble is not the sender's fault."""
    with pytest.raises(raised):
        download(URL, connection)
    assert connection.closed


def test_a_body_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, the whole does not."""
    clock = iter(range(100))
    monkeypatch.setattr(certificates, "monotonic", lambda: next(clock))
    connection = Connection(body=b"x" * 1000)
    connection.read1 = lambda most: b"x"  # type: ignore[method-assign]
    with pytest.raises(TimeoutError):
        download(URL, connection)

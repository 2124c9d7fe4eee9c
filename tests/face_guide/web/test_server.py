"""The production server under strangers and signals.

These tests use the loopback, and nothing else.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from face_guide.web import server
from face_guide.web.app import MAX_BODY_BYTES
from tests import envelopes
from tests.authority import SKILL_ID, throwaway
from tests.envelopes import SECRETS
from tests.serving import Running, running, signed_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.enable_socket
ROOT = Path(__file__).parents[3]
WORDS = "my arm is weak"


@contextmanager
def impatient(log: str = os.devnull, **seconds: float) -> Iterator[Running]:
    """A service with less patience than in production."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"LINGER_S": 0.3, **seconds}.items():
            patch.setattr(server, name, value)
        with running(signed_app(), log) as service:
            raw(service, b"GET /healthz HTTP/1.0\r\n\r\n")  # it has started
            yield service


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with impatient(ARRIVAL_S=1.0) as service:
        yield service


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def fresh(log: Path) -> Iterator[Running]:
    """A service that a test may harm, and whose log it may read."""
    with impatient(str(log)) as service:
        yield service


def connect(service: Running) -> closing[http.client.HTTPConnection]:
    return closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=5))


def ask(
    connection: http.client.HTTPConnection, envelope: Any = None
) -> http.client.HTTPResponse:
    """Send a signed turn and read the whole reply."""
    body, headers = throwaway().signed(envelope or envelopes.launch())
    connection.request("POST", "/alexa", body, headers)
    response = connection.getresponse()
    response.read()
    return response


def raw(service: Running, data: bytes) -> bytes:
    """Send bytes and return all that comes back."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b""))


def test_turns_over_one_connection(service: Running) -> None:
    """It is kept alive."""
    with connect(service) as connection:
        assert [ask(connection).status for _ in range(3)] == [200, 200, 200]
        assert connection.sock is not None


def test_a_chunked_body_is_answered(service: Running) -> None:
    """Its signature covers what was sent, not how."""
    body, headers = throwaway().signed(envelopes.launch())
    with connect(service) as connection:
        connection.request(
            "POST",
            "/alexa",
            iter([body[:100], body[100:]]),
            headers,
            encode_chunked=True,
        )
        assert connection.getresponse().status == 200


@pytest.mark.parametrize(
    "data",
    [
        b"GARBAGE\r\n\r\n",
        b"POST /alexa HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /alexa HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n",
        b"POST /alexa HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /alexa HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST /alexa HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /alexa HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n"
        % (MAX_BODY_BYTES + 1)
        + b"x" * (MAX_BODY_BYTES + 1),
    ],
)
def test_whatever_a_stranger_sends_is_a_bad_request(
    service: Running, data: bytes
) -> None:
    """With an empty body, and no word about what answers."""
    head, _, body = raw(service, data).partition(b"\r\n\r\n")
    assert (head[:12], body) == (b"HTTP/1.1 400", b"") or (head[:12], body) == (
        b"HTTP/1.0 400",
        b"",
    )
    assert b"waitress" not in head.lower()


def test_slow_clients_are_cut_off_and_disturb_nobody(service: Running) -> None:
    """Each holds a connection, none a thread."""
    slow = [
        socket.create_connection(("127.0.0.1", service.port), timeout=5)
        for _ in range(100)
    ]
    for connection in slow:
        connection.sendall(b"POST /alexa HTTP/1.1\r\nContent-")
    start = time.monotonic()
    with connect(service) as good:
        assert ask(good).status == 200
    assert time.monotonic() - start < 1
    for connection in slow:
        assert connection.recv(1) == b""
        connection.close()


def talk_until_closed(service: Running) -> int:
    """Send turns over one connection until the service closes it.

    Returns how many; all of them were answered.
    """
    answered = 0
    with connect(service) as connection:
        connection.connect()
        while connection.sock is not None:
            assert ask(connection).status == 200
            answered += 1
    return answered


def talk_until_refused(service: Running) -> int:
    """Send each turn over a connection of its own until none is let in."""
    answered = 0
    with suppress(ConnectionRefusedError):
        while True:
            with connect(service) as connection:
                connection.connect()
                assert ask(connection).status == 200
                answered += 1
    return answered


@pytest.mark.parametrize("talk", [talk_until_closed, talk_until_refused])
def test_a_stop_loses_no_request(
    fresh: Running, talk: Callable[[Running], int]
) -> None:
    """Whoever is let in gets an answer, and with it the word that it closes."""
    with ThreadPoolExecutor(8) as pool:
        talks = [pool.submit(talk, fresh) for _ in range(8)]
        time.sleep(0.5)
        fresh.stop()
        assert all(talk.result(10) > 1 for talk in talks)


def test_a_stopping_service_still_answers_and_is_not_ready(fresh: Running) -> None:
    """For a moment, while the proxy learns that it should send nobody."""
    fresh.stop()
    time.sleep(0.1)
    with connect(fresh) as connection:
        assert ask(connection).status == 200
    with connect(fresh) as connection:
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 503


def test_a_request_that_is_arriving_at_a_stop_is_answered(fresh: Running) -> None:
    """Though its last byte comes when nobody else is let in any more."""
    body, headers = throwaway().signed(envelopes.launch())
    with connect(fresh) as connection:
        connection.putrequest("POST", "/alexa")
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        connection.endheaders(body[:-1])
        fresh.stop()
        assert talk_until_refused(fresh)
        connection.send(body[-1:])
        assert connection.getresponse().status == 200


def test_an_endless_head_is_cut_off(service: Running) -> None:
    """With or without an answer, as the client has time to read it."""
    with suppress(ConnectionError):
        assert raw(
            service, b"POST /alexa HTTP/1.1\r\nX: " + b"x" * 5_000_000
        ).startswith(b"HTTP/1.1 400")


def test_the_log_has_a_line_a_turn_and_nothing_of_the_listener(
    fresh: Running, log: Path
) -> None:
    """Request, intent, locale, level, latency and outcome."""
    heard = {"warning_sign": ["face_droop"], "person": {"value": WORDS}}
    with connect(fresh) as connection:
        assert (
            ask(connection, envelopes.intent("WarningSignIntent", heard)).status == 200
        )
    raw(
        fresh,
        b"POST /alexa HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        + WORDS.encode(),
    )
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    [turn] = [line for line in lines if line["event"] == "turn"]
    assert turn["latency_ms"] < 1000
    assert {
        key: turn[key] for key in ("request", "intent", "locale", "level", "outcome")
    } == {
        "request": "IntentRequest",
        "intent": "WarningSignIntent",
        "locale": "en-US",
        "level": "emergency",
        "outcome": "answered",
    }
    assert not [secret for secret in (*SECRETS, WORDS) if secret in log.read_text()]


def test_it_starts_from_its_settings() -> None:
    """The command of the container, at a port that is free."""
    command = [sys.executable, "-m", "face_guide.web.server"]
    given = {"SKILL_ID": SKILL_ID, "FACE_GUIDE_LISTEN": "127.0.0.1:0"}
    with subprocess.Popen(
        command, env={**given, "PYTHONPATH": "lambda"}, cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        line = json.loads(process.stdout.readline())
        with connect(Running(line["at"][1], process.pid)) as connection:
            connection.request("GET", "/readyz")
            assert connection.getresponse().status == 200
        process.kill()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SKILL_ID", ""),
        ("FACE_GUIDE_MODE", "doctor"),
        ("FACE_GUIDE_LISTEN", "nowhere"),
        ("FACE_GUIDE_LISTEN", "127.0.0.1:99999"),
        ("FACE_GUIDE_LISTEN", "127.0.0.1:many"),
    ],
)
def test_a_wrong_setting_stops_the_start_in_one_line(setting: str, value: str) -> None:
    """The line names the setting."""
    with pytest.raises(SystemExit, match=rf"^{setting}: .+$"):
        server.main(
            {"SKILL_ID": SKILL_ID, "FACE_GUIDE_LISTEN": "127.0.0.1:0", setting: value}
        )

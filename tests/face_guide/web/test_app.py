"""The web door, as Amazon and as strangers see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from face_guide.errors import ContentError, SettingError
from face_guide.guide import Guide
from face_guide.web.app import create_app
from face_guide.web.verification import SignedSkillHandler
from tests import envelopes
from tests.authority import NOW, SKILL_ID, URL, throwaway
from tests.envelopes import SECRETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return client_of(lambda _: throwaway().chain())


def client_of(fetch: Callable[[str], bytes], guide: Guide | None = None) -> FlaskClient:
    roots = [throwaway().root]
    return create_app(
        skill_id=SKILL_ID, roots=roots, clock=lambda: NOW, fetch=fetch, guide=guide
    ).test_client()


def post(client: FlaskClient, envelope: Any, **changes: Any) -> Any:
    """Send a signed request."""
    body, headers = throwaway().signed(envelope)
    return client.post("/alexa", **{"data": body, "headers": headers, **changes})


def down() -> bytes:
    raise OSError


def refusals(client: FlaskClient) -> dict[str, int]:
    return dict(client.application.extensions["face_guide"].refusals)


@pytest.mark.parametrize("skill_id", ["", None])
def test_without_a_skill_id_the_service_does_not_start(skill_id: Any) -> None:
    """And says in one line which setting is missing."""
    with pytest.raises(SettingError, match=r"^SKILL_ID: .+$"):
        create_app(skill_id=skill_id)


def test_a_signed_turn_is_answered_as_json(client: FlaskClient) -> None:
    """With speech and the session attributes."""
    reply = post(client, envelopes.launch())
    assert (reply.status_code, reply.mimetype) == (200, "application/json")
    assert reply.json["response"]["outputSpeech"]["ssml"]
    assert reply.json["sessionAttributes"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"data": b"x" * (256 * 1024 + 1)}, "size"),
        ({"content_type": "text/plain"}, "content_type"),
        ({"content_type": "application/x-www-form-urlencoded"}, "content_type"),
        ({"headers": {"Content-Type": "application/json"}}, "url"),
        ({"data": b"{}"}, "signature"),
        ({"data": b""}, "signature"),
    ],
)
def test_a_refusal_says_nothing_and_is_counted(
    changes: dict[str, Any], reason: str
) -> None:
    """400, an empty body, one more of this reason."""
    client = client_of(lambda _: throwaway().chain())
    reply = post(client, envelopes.launch(), **changes)
    assert (reply.status_code, reply.data) == (400, b"")
    assert refusals(client) == {reason: 1}


def test_the_size_is_capped_without_a_length(client: FlaskClient) -> None:
    """A chunked body has none."""
    body = b"x" * (256 * 1024 + 1)
    stream = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    reply = post(client, envelopes.launch(), data=body, environ_overrides=stream)
    assert (reply.status_code, reply.data) == (400, b"")


def test_a_chunked_request_is_answered(client: FlaskClient) -> None:
    """The server says where it ends."""
    stream = {
        "wsgi.input_terminated": True,
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
    }
    assert post(client, envelopes.launch(), environ_overrides=stream).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/alexa", 405), ("PUT", "/alexa", 405), ("POST", "/", 404)],
)
def test_other_requests_get_an_empty_answer(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    """No page, no hint."""
    reply = client.open(path, method=method)
    assert (reply.status_code, reply.data) == (status, b"")


def test_a_host_that_is_down_is_not_the_senders_fault() -> None:
    """503 with Retry-After, and who is known already is answered."""
    chains = [throwaway().chain()]
    client = client_of(lambda _: chains.pop() if chains else down())
    post(client, envelopes.launch())
    body, headers = throwaway().signed(envelopes.launch(), url=URL + ".new")
    reply = client.post("/alexa", data=body, headers=headers)
    assert (reply.status_code, reply.headers["Retry-After"], reply.data) == (
        503,
        "30",
        b"",
    )
    assert post(client, envelopes.launch()).status_code == 200


def test_a_fault_of_ours_is_told_to_nobody(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An id and a type in the log; neither words nor a stack trace anywhere."""

    def fail(*_: object) -> None:
        raise KeyError("my eyelid")

    monkeypatch.setattr(SignedSkillHandler, "verify_request_and_dispatch", fail)
    reply = post(client, envelopes.launch())
    assert (reply.status_code, reply.data) == (500, b"")
    assert "KeyError" in caplog.text
    assert not [
        word for word in (*SECRETS, "eyelid", "Traceback") if word in caplog.text
    ]


def test_a_flood_of_refusals_does_not_flood_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Every doubling is one line."""
    for _ in range(100):
        client.post("/alexa", data=b"my eyelid", content_type="application/json")
    assert len(caplog.records) < 10
    assert "eyelid" not in caplog.text


def test_alive_and_ready(client: FlaskClient) -> None:
    """Without a signature: a load balancer has none."""
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [
        200,
        200,
    ]


def test_a_service_that_stops_is_alive_but_not_ready() -> None:
    """So that nobody new is sent to it."""
    client = client_of(lambda _: throwaway().chain())
    client.application.extensions["face_guide"].stopping = True
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [
        200,
        503,
    ]


def test_a_forged_request_is_neither_read_nor_looked_up() -> None:
    """A stranger's longest body costs one check of its signature, and no more."""
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return throwaway().chain()

    client = client_of(fetch)
    body, headers = throwaway().signed(envelopes.launch())
    assert client.post("/alexa", data=body, headers=headers).status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("face_guide.web.verification.json.loads", pytest.fail)
        forged = body + b" " * (250 * 1024)
        for _ in range(3):
            answer = client.post("/alexa", data=forged, headers=headers)
            assert answer.status_code == 400
    assert len(fetched) == 1


def test_a_broken_file_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the first listener of that locale."""

    def broken(*_: object) -> None:
        raise ContentError("en-IN.toml: apology: add it")

    monkeypatch.setattr(Guide, "respond", broken)
    with pytest.raises(ContentError):
        client_of(lambda _: b"")


def test_the_bell_of_a_rest_is_served_as_the_platform_takes_it(
    client: FlaskClient,
) -> None:
    """MPEG version 2, layer III, 48 kbit/s, 24 kHz, for two seconds."""
    with client.get("/sounds/bell.mp3") as answer:
        sound = answer.get_data()
    assert answer.status_code == 200
    assert answer.mimetype == "audio/mpeg"
    assert sound[0] == 0xFF
    assert sound[1] & 0xFE == 0xF2
    assert (sound[2] >> 4, sound[2] >> 2 & 3) == (6, 1)
    assert len(sound) * 8 / 48_000 == pytest.approx(2.0, abs=0.1)

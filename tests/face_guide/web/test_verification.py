"""Who may speak to the skill: all cases of the platform's rules and the SDKs' tests."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from face_guide.alexa.skill import Skill
from face_guide.guide import Guide
from face_guide.web.certificates import Certificates
from face_guide.web.verification import (
    RequestRejected,
    SignedSkillHandler,
    canonical_url,
)
from tests import envelopes
from tests.authority import NOW, SKILL_ID, URL, Authority, throwaway

GUIDE = Guide.load()


@pytest.fixture
def handler() -> SignedSkillHandler:
    return handler_with(throwaway().chain())


def handler_with(chain: bytes) -> SignedSkillHandler:
    certificates = Certificates([throwaway().root], lambda: NOW, lambda _: chain)
    return SignedSkillHandler(Skill(GUIDE, SKILL_ID), certificates, lambda: NOW)


def refused(handler: SignedSkillHandler, body: bytes, headers: dict[str, str]) -> str:
    """The reason for which a request is refused."""
    with pytest.raises(RequestRejected) as caught:
        handler.verify_request_and_dispatch(headers, body)
    return caught.value.reason


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.amazonaws.com/echo.api/echo-api-cert-1.pem",
        "https://s3.amazonaws.com:443/echo.api/echo-api-cert-1.pem",
        "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert-1.pem",
        "https://s3.amazonaws.com/./echo.api//echo-api-cert-1.pem",
        "HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert-1.pem",
    ],
)
def test_a_good_url_has_one_spelling(url: str) -> None:
    """So its chain is fetched once."""
    assert canonical_url(url) == URL


@pytest.mark.parametrize(
    "url",
    [
        "",
        "not a url",
        "http://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "ftp://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "file:///echo.api/echo-api-cert.pem",
        "//s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://notamazon.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com.example/echo.api/echo-api-cert.pem",
        "https://example.s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com@example.com/echo.api/echo-api-cert.pem",
        "https://someone@s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:0/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:99999/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:port/echo.api/echo-api-cert.pem",
        "https://[s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem",
        "https://s3.amazonaws.com/invalid.path/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.apis/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../invalid/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/%2e%2e/invalid/echo-api-cert.pem",
        "https://s3.amazonaws.com//echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/",
        "https://s3.amazonaws.com/echo.api/a b.pem",
        "https://s3.amazonaws.com/echo.api/\u0435cho.pem",
        f"https://s3.amazonaws.com/echo.api/{'x' * 200}.pem",
    ],
)
def test_bad_urls_are_refused(url: str, handler: SignedSkillHandler) -> None:
    """And nothing is fetched."""
    body, headers = throwaway().signed(envelopes.launch(), url=url)
    assert refused(handler, body, headers) == "url"


def test_a_signed_request_is_answered(handler: SignedSkillHandler) -> None:
    """Header names have no case."""
    body, headers = throwaway().signed(envelopes.launch())
    reply = handler.verify_request_and_dispatch(
        {name.upper(): value for name, value in headers.items()}, body
    )
    assert reply["response"]["outputSpeech"]


def test_each_bad_chain_is_refused() -> None:
    """The table of chains is in test_certificates; here is that its verdict counts."""
    body, headers = throwaway().signed(envelopes.launch())
    assert refused(handler_with(throwaway().self_signed()), body, headers) == "chain"


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("SignatureCertChainUrl", None, "url"),
        ("Signature-256", None, "signature"),
        ("Signature-256", "", "signature"),
        ("Signature-256", "not base64!", "signature"),
        ("Signature-256", "\u00e9", "signature"),
        ("Signature-256", base64.b64encode(b"x" * 256).decode(), "signature"),
        ("Signature-256", base64.b64encode(b"x").decode(), "signature"),
    ],
)
def test_bad_headers_are_refused(
    handler: SignedSkillHandler, header: str, value: str | None, reason: str
) -> None:
    """Missing, not base64, another's signature."""
    body, headers = throwaway().signed(envelopes.launch())
    headers.pop(header)
    assert (
        refused(handler, body, headers | ({header: value} if value is not None else {}))
        == reason
    )


@pytest.mark.parametrize(
    "alter",
    [
        lambda body: body + b" ",
        lambda body: body.replace(b"LaunchRequest", b"lAunchRequest"),
        lambda body: json.dumps(json.loads(body), separators=(",", ":")).encode(),
        lambda body: b"",
        lambda body: b"\xff" + body,
    ],
)
def test_an_altered_body_is_refused(handler: SignedSkillHandler, alter: Any) -> None:
    """The signature covers the raw bytes: others with the same meaning are not them."""
    body, headers = throwaway().signed(envelopes.launch())
    assert refused(handler, alter(body), headers) == "signature"


def test_the_old_signature_header_does_not_count(handler: SignedSkillHandler) -> None:
    """It was over SHA-1."""
    body, headers = throwaway().signed(envelopes.launch())
    headers["Signature"] = headers.pop("Signature-256")
    assert refused(handler, body, headers) == "signature"


def test_another_authoritys_signature_is_refused(handler: SignedSkillHandler) -> None:
    """Its key is not that of the chain."""
    body, headers = Authority().signed(envelopes.launch())
    assert refused(handler, body, headers) == "signature"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"a": "\xff"}',
        b"[" * 100_000,
        b'{"a": 1' + b"0" * 5000 + b"}",
    ],
)
def test_signed_bytes_that_are_no_json_are_refused(
    handler: SignedSkillHandler, body: bytes
) -> None:
    """Without a timestamp they cannot be told from a recording."""
    assert refused(handler, body, throwaway().headers(body)) == "json"


ODD_TIMESTAMPS: list[Any] = [
    *("", "yesterday", "2026-13-01"),
    *(None, [], {}, True, 1e400, 10**30),
]


def at(offset: float, **request: Any) -> dict[str, Any]:
    """A launch that was sent so many seconds after now."""
    return envelopes.launch(
        timestamp=(NOW + timedelta(seconds=offset)).isoformat(), **request
    )


@pytest.mark.parametrize(
    "envelope",
    [
        at(-150),
        at(150),
        at(-3600, type="AlexaSkillEvent.SkillEnabled"),
        at(3600, type="AlexaSkillEvent.ANewOne"),
        envelopes.launch(timestamp=NOW.strftime("%Y-%m-%dT%H:%M:%S")),
        envelopes.launch(timestamp=NOW.timestamp() * 1000),
    ],
)
def test_timestamps_within_the_tolerance_pass(
    handler: SignedSkillHandler, envelope: dict[str, Any]
) -> None:
    """Late or early; events about the skill may be an hour late."""
    body, headers = throwaway().signed(envelope)
    assert handler.verify_request_and_dispatch(headers, body)["response"]


@pytest.mark.parametrize(
    "envelope",
    [
        at(-151),
        at(151),
        at(-3601, type="AlexaSkillEvent.SkillEnabled"),
        at(3601, type="AlexaSkillEvent.SkillEnabled"),
        at(-151, type="AlexaSkillEvents"),
        *(envelopes.launch(timestamp=odd) for odd in ODD_TIMESTAMPS),
        {**envelopes.launch(), "request": None},
        {**envelopes.launch(), "request": []},
        [],
        None,
        5,
    ],
)
def test_other_timestamps_are_refused(
    handler: SignedSkillHandler, envelope: Any
) -> None:
    """Old, future, missing or of a wrong type."""
    assert refused(handler, *throwaway().signed(envelope)) == "timestamp"


@pytest.mark.parametrize(
    "system", [{"application": {"applicationId": "amzn1.ask.skill.other"}}, {}, None]
)
def test_a_request_for_another_skill_is_refused(
    handler: SignedSkillHandler, system: Any
) -> None:
    """Amazon signs for every skill with one key."""
    envelope = {**envelopes.launch(), "context": {"System": system}}
    assert refused(handler, *throwaway().signed(envelope)) == "skill_id"


def test_of_duplicate_keys_one_and_the_same_is_checked_and_answered(
    handler: SignedSkillHandler,
) -> None:
    """The body is read once: no second parser can take the other one."""
    body, _ = throwaway().signed(envelopes.launch())
    other = b'{"System": {"application": {"applicationId": "amzn1.ask.skill.other"}}}'
    doubled = body[:-1] + b', "context": ' + other + b"}"
    assert refused(handler, doubled, throwaway().headers(doubled)) == "skill_id"


def test_nothing_is_read_before_it_is_verified(
    handler: SignedSkillHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's JSON is never parsed."""
    monkeypatch.setattr(json, "loads", lambda *_: pytest.fail("parsed"))
    body = b'{"request": {}}'
    assert (
        refused(handler, body, {**throwaway().headers(body), "Signature-256": "eA=="})
        == "signature"
    )

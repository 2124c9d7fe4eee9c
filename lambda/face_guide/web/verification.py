"""Is this request from Amazon, for this skill, from just now?

The checks, in the order of the platform's rules:

developer.amazon.com/docs/custom-skills/host-a-custom-skill-as-a-web-service.html
"""

from __future__ import annotations

import base64
import json
import posixpath
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ask_sdk_core.exceptions import AskSdkException
from ask_sdk_core.skill_builder import SkillBuilder
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from face_guide.errors import FaceGuideError
from face_guide.web.certificates import HOST, UntrustedChainError
from face_guide.web.sdk_webservice import (
    AbstractVerifier,
    VerificationException,
    WebserviceSkillHandler,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from face_guide.alexa.skill import Skill
    from face_guide.web.certificates import Certificates

URL_HEADER = "signaturecertchainurl"
SIGNATURE_HEADER = "signature-256"
PATH = re.compile(r"/echo\.api/[\w./-]{1,128}", re.ASCII)
TOLERANCE = timedelta(seconds=150)
EVENT_TOLERANCE = timedelta(hours=1)
"""Events about the skill itself, AlexaSkillEvent.*, may be delivered late."""


class RequestRejected(  # noqa: N818 (an answer, not a fault)
    VerificationException,  # type: ignore[misc]
    FaceGuideError,
):
    """A request that is not answered.

    Its `reason` is a word for the count, which the sender is not told.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SignatureVerifier(AbstractVerifier):  # type: ignore[misc]
    """Checks that Amazon signed these very bytes."""

    def __init__(self, certificates: Certificates) -> None:
        self._certificates = certificates

    def verify(
        self,
        headers: Mapping[str, str],
        serialized_request_env: bytes,
        deserialized_request_env: Any,
    ) -> None:
        """Check the signature over the raw body.

        Raises:
            RequestRejected: for `url`, `chain` or `signature`.
            CertificateHostError: the chain cannot be had now.
        """
        given = {name.lower(): value for name, value in headers.items()}
        url = canonical_url(given.get(URL_HEADER, ""))
        signature = _decoded(given.get(SIGNATURE_HEADER, ""))
        try:
            self._certificates.key(url).verify(
                signature, serialized_request_env, PKCS1v15(), SHA256()
            )
        except UntrustedChainError as error:
            raise RequestRejected("chain") from error
        except InvalidSignature as error:
            raise RequestRejected("signature") from error


class TimestampVerifier(AbstractVerifier):  # type: ignore[misc]
    """Checks that a request is from just now: a recorded one cannot be replayed."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def verify(
        self,
        headers: Mapping[str, str],
        serialized_request_env: bytes,
        deserialized_request_env: Any,
    ) -> None:
        """Check the time of the request.

        Raises:
            RequestRejected: for `timestamp`.
        """
        try:
            request = deserialized_request_env["request"]
            event = str(request["type"]).startswith("AlexaSkillEvent.")
            late = abs(self._clock() - _instant(request["timestamp"]))
        except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
            raise RequestRejected("timestamp") from error
        if late > (EVENT_TOLERANCE if event else TOLERANCE):
            raise RequestRejected("timestamp")


class SignedSkillHandler(WebserviceSkillHandler):  # type: ignore[misc]
    """The package's handler in a safe order: what is not verified is not read."""

    def __init__(
        self, skill: Skill, certificates: Certificates, clock: Callable[[], datetime]
    ) -> None:
        # The package's own verifiers need certvalidator, which sdk_webservice replaces;
        # ours stand in their place and cannot be turned off.
        # The package insists on a CustomSkill, which would read the request once more.
        super().__init__(
            SkillBuilder().create(), verify_signature=False, verify_timestamp=False
        )
        self._answer = skill
        self._signature = SignatureVerifier(certificates)
        self._timestamp = TimestampVerifier(clock)

    def verify_request_and_dispatch(
        self, http_request_headers: Mapping[str, str], http_request_body: bytes
    ) -> dict[str, Any]:
        """Answer a request that is proven to be Amazon's.

        Args:
            http_request_headers: their names may have any case.
            http_request_body: the bytes as they were sent.

        Returns:
            The response envelope.

        Raises:
            RequestRejected: a check failed.
            CertificateHostError: the chain cannot be had now.
        """
        self._signature.verify(http_request_headers, http_request_body, None)
        envelope = _read(http_request_body)
        self._timestamp.verify(http_request_headers, http_request_body, envelope)
        try:
            return self._answer(envelope)
        except AskSdkException as error:
            raise RequestRejected("skill_id") from error


def canonical_url(url: str) -> str:
    """Return the one spelling of a certificate URL: its chain is fetched once.

    Example:
        >>> canonical_url("HTTPS://s3.amazonaws.com:443/a/../echo.api/cert.pem")
        'https://s3.amazonaws.com/echo.api/cert.pem'

    Raises:
        RequestRejected: for `url`, which is not one of Amazon's.
    """
    try:
        parts = urlsplit(url)
        port = 443 if parts.port is None else parts.port
    except ValueError as error:
        raise RequestRejected("url") from error
    path = posixpath.normpath(parts.path)
    origin = (parts.scheme, parts.hostname, port)
    if (
        origin != ("https", HOST, 443)
        or "@" in parts.netloc
        or not PATH.fullmatch(path)
    ):
        raise RequestRejected("url")
    return f"https://{HOST}{path}"


def _decoded(signature: str) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except ValueError as error:
        raise RequestRejected("signature") from error


def _read(body: bytes) -> Any:
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise RequestRejected("json") from error


def _instant(timestamp: Any) -> datetime:
    """Return the time of an ISO 8601 text, or of milliseconds since 1970.

    Some of Amazon's own tools send the latter.
    """
    if isinstance(timestamp, str):
        instant = datetime.fromisoformat(timestamp)
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return datetime.fromtimestamp(timestamp / 1000, UTC)

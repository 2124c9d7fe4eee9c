"""The HTTPS endpoint: POST /alexa answers what Amazon signed for this skill, only that.

The whole internet may send to it.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, Response, jsonify, request, send_from_directory
from werkzeug.exceptions import HTTPException

from face_guide.alexa.skill import Skill, log_failure
from face_guide.errors import SettingError
from face_guide.guide import Guide
from face_guide.prompts import locales
from face_guide.turn import Turn
from face_guide.web.certificates import (
    CertificateHostError,
    Certificates,
    download,
    trusted_roots,
)
from face_guide.web.verification import RequestRejected, SignedSkillHandler

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cryptography.x509 import Certificate

MAX_BODY_BYTES = 256 * 1024
"""The most that a request may have; the largest of real devices have about 10,000."""
RETRY_AFTER_S = 30
SOUNDS = Path(__file__).parent / "sounds"
SOUND_AGE_S = 86_400
log = logging.getLogger(__name__)


def now() -> datetime:
    """Return the time, with its zone."""
    return datetime.now(UTC)


def create_app(  # noqa: PLR0913 (a test gives its own of each)
    *,
    skill_id: str,
    roots: Sequence[Certificate] | None = None,
    clock: Callable[[], datetime] = now,
    fetch: Callable[[str], bytes] = download,
    guide: Guide | None = None,
    sounds: str | None = None,
) -> Flask:
    """Return the service for one skill. Nothing can turn verification off.

    Args:
        skill_id: whatever is addressed to another skill is refused.
        roots: the certificates that a chain must lead to; certifi's unless given.
        clock: returns the time, with its zone.
        fetch: returns the chain at a URL; a test gives its own authority's.
        guide: loaded in guided mode unless given.
        sounds: what the public address of a sound begins with, such as
            `https://example.com/sounds/`; without one a rest has no bell.

    Raises:
        SettingError: there is no skill id, or sounds are at no https address.
        ContentError: the guide cannot speak in one of its locales.
    """
    if not skill_id:
        raise SettingError(
            "SKILL_ID: set it to the id of your skill, amzn1.ask.skill.…"
        )
    guide = guide or Guide.load()
    skill = Skill(guide, skill_id, sounds)
    # Now, not in the first turn: a broken file stops the start.
    _speaks(guide)
    certificates = Certificates(
        trusted_roots() if roots is None else roots, clock, fetch
    )
    handler = SignedSkillHandler(skill, certificates, clock)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    service = app.extensions["face_guide"] = Service()
    _add_endpoint(app, handler)
    _add_sounds(app)
    _add_health_checks(app, service, guide)
    _add_fault_handlers(app, service)
    return app


def _add_endpoint(app: Flask, handler: SignedSkillHandler) -> None:
    @app.post("/alexa")
    def answer() -> Response:
        """Answer one request of a device."""
        body = request.get_data(cache=False)
        if request.mimetype != "application/json":
            raise RequestRejected("content_type")
        return jsonify(handler.verify_request_and_dispatch(dict(request.headers), body))


def _add_sounds(app: Flask) -> None:
    @app.get("/sounds/bell.mp3")
    def bell() -> Response:
        """Serve the bell of guided rests; a device fetches it while it speaks."""
        return send_from_directory(
            SOUNDS, "bell.mp3", mimetype="audio/mpeg", max_age=SOUND_AGE_S
        )


def _add_health_checks(app: Flask, service: Service, guide: Guide) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        """Tell that the process answers."""
        return Response(status=HTTPStatus.OK)

    @app.get("/readyz")
    def readyz() -> Response:
        """Tell whether the guide speaks and the service is not about to stop."""
        ready = _speaks(guide) and not service.stopping
        return Response(
            status=HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        )


def _speaks(guide: Guide) -> bool:
    """Tell whether the guide welcomes in every locale.

    Raises:
        ContentError: a file is broken.
    """
    return all(
        guide.respond(Turn("launch", locale=locale), {}).text for locale in locales()
    )


class Service:
    """What the service knows of itself: that it is about to stop, what it refused."""

    def __init__(self) -> None:
        self.stopping = False
        self.refusals: Counter[str] = Counter()
        """How many, by reason."""
        self._lock = Lock()

    def refuse(self, reason: str) -> None:
        """Count a refusal.

        Every doubling is logged, so that a flood of requests is no flood of lines.
        """
        with self._lock:
            self.refusals[reason] += 1
            count = self.refusals[reason]
        if count & (count - 1) == 0:
            log.warning("refused", extra={"fields": {"reason": reason, "count": count}})


def _add_fault_handlers(app: Flask, service: Service) -> None:
    """Answer every fault with a status and an empty body: a stranger learns nothing."""

    @app.errorhandler(RequestRejected)
    def refuse(refusal: RequestRejected) -> Response:
        service.refuse(refusal.reason)
        return Response(status=HTTPStatus.BAD_REQUEST)

    @app.errorhandler(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    def refuse_size(error: HTTPException) -> Response:
        return refuse(RequestRejected("size"))

    @app.errorhandler(CertificateHostError)
    def ask_again(error: CertificateHostError) -> Response:
        service.refuse("host")
        return Response(
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Retry-After": str(RETRY_AFTER_S)},
        )

    @app.errorhandler(HTTPException)
    def empty(error: HTTPException) -> Response:
        return Response(status=error.code, headers=error.get_headers())

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        log_failure(error)
        return Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)

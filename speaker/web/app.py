"""The local speaker as a page: `python -m speaker --web`. For this machine alone; nothing of it is shipped or kept on disk."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import webbrowser
from http import HTTPStatus
from threading import Thread
from typing import TYPE_CHECKING, Any

from flask import (
    Flask,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from face_guide.guide import MODES
from speaker.transports import TransportError
from speaker.web.export import to_test_toml
from speaker.web.inspector import inspect_turn, states_before
from speaker.web.store import (
    MAX_TURNS,
    ConversationStore,
    SessionConfig,
    WebConversation,
    Workbench,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.serving import BaseWSGIServer
    from werkzeug.wrappers import Response as AnyResponse

HOST = "127.0.0.1"
PORT = 8190
"""Where the page is unless told otherwise, so that an open page finds a speaker that was started again."""
LARGEST = 4 * 1024 * 1024
"""Bytes of a form: a long talk of long sentences."""
NAMES = [HOST, "localhost"]
"""What this machine may be called by a browser: a foreign name that leads here is somebody's trick."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def create_app(bench: Workbench, setting: SessionConfig | None = None) -> Flask:
    """The page and the door for simulators. `setting` is what a talk begins with."""
    setting = setting or SessionConfig()
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST, MAX_FORM_MEMORY_SIZE=LARGEST, TRUSTED_HOSTS=NAMES
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(_only_this_machine)
    app.after_request(_guarded)
    app.register_error_handler(HTTPException, _refused)
    _add_pages(app, ConversationStore(bench.conversation), bench, setting)
    _add_door(app, bench, setting)
    return app


def _add_pages(
    app: Flask, talks: ConversationStore, bench: Workbench, start: SessionConfig
) -> None:
    @app.get("/")
    def begin() -> str:
        """A talk of its own for every page that is opened."""
        return _page(talks.begin(_setting(request.args, bench, start)), bench)

    @app.get("/talk/<id_>")
    def show(id_: str) -> str:
        """A talk as it stands."""
        return _page(talks.find(id_) or abort(HTTPStatus.GONE), bench)

    @app.post("/say")
    def say() -> AnyResponse:
        """One more turn; the word of a button goes before the text of the field."""
        form, chosen = request.form, _setting(request.form, bench, start)
        if form.get("talk") and not form.get("over"):
            text = form.get("word") or form.get("said", "")
            return _shown(talks.say(form["talk"], chosen, form.getlist("past"), text))
        talk = talks.begin(chosen)
        if text := form.get("said", "").strip():
            talk.say(text)
        return _shown(talk)

    @app.post("/show")
    def turn_page() -> AnyResponse:
        """The same talk in another view, or another of its turns."""
        return _shown(_resumed(talks, bench, start))

    @app.post("/test.toml")
    def save() -> Response:
        """The talk as a test of this repository."""
        headers = {"Content-Disposition": 'attachment; filename="talk.toml"'}
        return Response(
            to_test_toml(_resumed(talks, bench, start)),
            mimetype="application/toml",
            headers=headers,
        )


def _add_door(app: Flask, bench: Workbench, setting: SessionConfig) -> None:
    @app.post("/alexa")
    def answer() -> tuple[Response, int]:
        """A raw envelope of another simulator on this machine, unsigned."""
        envelope = request.get_json()
        if not isinstance(envelope, dict):
            abort(HTTPStatus.BAD_REQUEST, "An envelope is a JSON object.")
        try:
            return jsonify(bench.door(setting.mode)(envelope)), HTTPStatus.OK
        except TransportError as error:
            return jsonify(error=str(error)), HTTPStatus.BAD_GATEWAY


def _resumed(
    talks: ConversationStore, bench: Workbench, start: SessionConfig
) -> WebConversation:
    form = request.form
    return talks.resume(
        form.get("talk", ""), _setting(form, bench, start), form.getlist("past")
    )


def _shown(talk: WebConversation) -> AnyResponse:
    """The talk's own address, so that a reload says nothing twice."""
    view, number = (
        request.form.get("to") or request.form.get("view"),
        request.form.get("turn"),
    )
    return redirect(
        url_for("show", id_=talk.id, view=view or None, turn=number),
        HTTPStatus.SEE_OTHER,
    )


def _setting(
    given: Mapping[str, str], bench: Workbench, start: SessionConfig
) -> SessionConfig:
    setting = SessionConfig(
        given.get("locale") or start.locale, given.get("mode") or start.mode
    )
    if setting.locale not in bench.locales or setting.mode not in MODES:
        abort(
            HTTPStatus.BAD_REQUEST,
            f"There is no such talk. Locales: {', '.join(bench.locales)}. Modes: {', '.join(MODES)}.",
        )
    return setting


def _page(talk: WebConversation, bench: Workbench) -> str:
    builder = request.args.get("view") == "builder"
    number = _number(request.args.get("turn", ""), len(talk.turns))
    about = (
        inspect_turn(
            talk.turns[number], talk.setting.locale, states_before(talk.turns)[number]
        )
        if builder
        else None
    )
    return render_template(
        "talk.html",
        talk=talk,
        last=talk.last,
        over=talk.last.ended or talk.full,
        full=talk.full and MAX_TURNS,
        builder=builder,
        number=number,
        about=about,
        bench=bench,
        modes=MODES,
    )


def _number(text: str, turns: int) -> int:
    """Which turn to look into; the last one unless there is another of this number."""
    return int(text) if text.isdecimal() and int(text[:6]) < turns else turns - 1


def _only_this_machine() -> None:
    """Refuse whoever is elsewhere, and pages of other sites: neither may talk to this speaker or listen to it."""
    if not ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104  stands for "unknown"
        abort(HTTPStatus.FORBIDDEN, "This speaker serves its own machine only.")
    own = f"{request.scheme}://{request.host}"
    strange = request.headers.get("Origin", own) != own or request.headers.get(
        "Sec-Fetch-Site"
    ) in ("cross-site", "same-site")
    followed = (
        request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    )
    if strange and not followed:
        abort(HTTPStatus.FORBIDDEN, "This speaker answers its own page only.")


def _guarded(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _refused(error: HTTPException) -> tuple[str, int] | tuple[Response, int]:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if request.path == "/alexa":
        return jsonify(error=str(error.description)), code
    return render_template(
        "refused.html", gone=code == HTTPStatus.GONE, why=error.description
    ), code


class _Quiet(WSGIRequestHandler):
    """No line for each request: the terminal is for the person."""

    def log_request(self, *_: Any) -> None:
        """Say nothing."""


def serve(
    bench: Workbench,
    setting: SessionConfig,
    *,
    port: int | None = None,
    browser: bool = True,
) -> Thread:
    """Serve in a thread of its own. Where no port is asked for and ours is taken, any free one will do.

    Raises TransportError when the port asked for cannot be had or the mode is unknown, ModelError without a model.
    """
    if setting.mode not in MODES:
        raise TransportError(
            f"FACE_GUIDE_MODE: '{setting.mode}' is unknown; use {' or '.join(MODES)}"
        )
    bench.conversation(
        setting
    ).open()  # what is broken is told now, and the first page waits for nothing
    server = _listening(create_app(bench, setting), port)
    address = f"http://{HOST}:{server.port}/"
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    print(f"Face Guide is listening at {address}  (control-c ends it)", flush=True)
    if browser and _can_show():
        webbrowser.open(address)
    return serving


def _listening(app: Flask, port: int | None) -> BaseWSGIServer:
    place = _bound(port)
    try:
        return make_server(
            HOST,
            place.getsockname()[1],
            app,
            threaded=True,
            request_handler=_Quiet,
            fd=place.fileno(),
        )
    finally:
        place.close()  # the server has a copy


def _bound(port: int | None) -> socket.socket:
    try:
        return socket.create_server((HOST, PORT if port is None else port))
    except (OSError, OverflowError) as error:
        if port is None:
            return _bound(0)
        raise TransportError(
            f"--port {port}: cannot be had ({error}); name another"
        ) from error


def _can_show(
    environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> bool:
    """Whether a browser window would be seen: a screen, and no machine that only runs checks."""
    screen = (
        platform in ("darwin", "win32")
        or "DISPLAY" in environ
        or "WAYLAND_DISPLAY" in environ
    )
    return screen and not environ.get("CI") and sys.stdout.isatty()

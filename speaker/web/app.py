"""The local speaker as a page, for its own machine: `python -m speaker --web`."""

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
"""The usual port, so that an open page finds a speaker that was started again."""
MAX_FORM_BYTES = 4 * 1024 * 1024
"""A long conversation of long sentences."""
TRUSTED_HOSTS = [HOST, "localhost"]
"""Host names that are answered: a DNS rebinding guard."""
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def create_app(workbench: Workbench, default: SessionConfig | None = None) -> Flask:
    """Return the page and the endpoint for simulators.

    Args:
        workbench: Makes the conversations.
        default: The locale and mode of a conversation that names none.
    """
    default = default or SessionConfig()
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        TRUSTED_HOSTS=TRUSTED_HOSTS,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(_only_this_machine)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _refused)
    _add_pages(app, workbench, default)
    _add_endpoint(app, workbench, default)
    return app


def _add_pages(app: Flask, workbench: Workbench, default: SessionConfig) -> None:
    store = ConversationStore(workbench.conversation)

    def configured(given: Mapping[str, str]) -> SessionConfig:
        return _config(given, workbench, default)

    def resumed() -> WebConversation:
        form = request.form
        return store.resume(
            form.get("talk", ""), configured(form), form.getlist("past")
        )

    @app.get("/")
    def begin() -> str:
        """Begin a conversation of its own for every page that is opened."""
        return _page(store.begin(configured(request.args)), workbench)

    @app.get("/talk/<id_>")
    def show(id_: str) -> str:
        """Show a conversation as it stands."""
        return _page(store.find(id_) or abort(HTTPStatus.GONE), workbench)

    @app.post("/say")
    def say() -> AnyResponse:
        """Take one more turn; a button's word goes before the text of the field."""
        form, config = request.form, configured(request.form)
        if form.get("talk") and not form.get("over"):
            text, past = form.get("word") or form.get("said", ""), form.getlist("past")
            return _shown(store.say(form["talk"], config, past, text))
        conversation = store.begin(config)
        if text := form.get("said", "").strip():
            conversation.say(text)
        return _shown(conversation)

    @app.post("/show")
    def turn_page() -> AnyResponse:
        """Show the same conversation in another view, or another of its turns."""
        return _shown(resumed())

    @app.post("/test.toml")
    def save() -> Response:
        """Save the conversation as a test of this repository."""
        headers = {"Content-Disposition": 'attachment; filename="talk.toml"'}
        return Response(
            to_test_toml(resumed()), mimetype="application/toml", headers=headers
        )


def _add_endpoint(app: Flask, workbench: Workbench, default: SessionConfig) -> None:
    @app.post("/alexa")
    def answer() -> tuple[Response, int]:
        """Answer a raw envelope of another simulator on this machine, unsigned."""
        envelope = request.get_json()
        if not isinstance(envelope, dict):
            abort(HTTPStatus.BAD_REQUEST, "An envelope is a JSON object.")
        try:
            response = workbench.transport(default.mode)(envelope)
        except TransportError as error:
            return jsonify(error=str(error)), HTTPStatus.BAD_GATEWAY
        return jsonify(response), HTTPStatus.OK


def _shown(conversation: WebConversation) -> AnyResponse:
    """Redirect to the conversation's own address: a reload says nothing twice."""
    view = request.form.get("to") or request.form.get("view")
    turn = request.form.get("turn")
    url = url_for("show", id_=conversation.id, view=view or None, turn=turn)
    return redirect(url, HTTPStatus.SEE_OTHER)


def _config(
    given: Mapping[str, str], workbench: Workbench, default: SessionConfig
) -> SessionConfig:
    locale, mode = given.get("locale"), given.get("mode")
    config = SessionConfig(locale or default.locale, mode or default.mode)
    if config.locale not in workbench.locales or config.mode not in MODES:
        locales, modes = ", ".join(workbench.locales), ", ".join(MODES)
        abort(
            HTTPStatus.BAD_REQUEST,
            f"There is no such talk. Locales: {locales}. Modes: {modes}.",
        )
    return config


def _page(conversation: WebConversation, workbench: Workbench) -> str:
    last, turns = conversation.last, conversation.turns
    number = _number(request.args.get("turn", ""), len(turns))
    inspection = None
    if builder := request.args.get("view") == "builder":
        state = states_before(turns)[number]
        inspection = inspect_turn(turns[number], conversation.config.locale, state)
    return render_template(
        "talk.html",
        conversation=conversation,
        last=last,
        over=last.ended or conversation.full,
        full=conversation.full and MAX_TURNS,
        builder=builder,
        number=number,
        inspection=inspection,
        workbench=workbench,
        modes=MODES,
    )


def _number(text: str, turns: int) -> int:
    """Return which turn to inspect: the one named, else the last."""
    return int(text) if text.isdecimal() and int(text[:6]) < turns else turns - 1


def _only_this_machine() -> None:
    """Refuse other machines, and pages of other sites."""
    address = request.remote_addr
    if not address or not ipaddress.ip_address(address).is_loopback:
        abort(HTTPStatus.FORBIDDEN, "This speaker serves its own machine only.")
    if _from_another_site() and not _followed_a_link():
        abort(HTTPStatus.FORBIDDEN, "This speaker answers its own page only.")


def _from_another_site() -> bool:
    own, headers = f"{request.scheme}://{request.host}", request.headers
    site = headers.get("Sec-Fetch-Site")
    return headers.get("Origin", own) != own or site in ("cross-site", "same-site")


def _followed_a_link() -> bool:
    navigates = request.headers.get("Sec-Fetch-Mode") == "navigate"
    return request.method == "GET" and navigates


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _refused(error: HTTPException) -> tuple[str, int] | tuple[Response, int]:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if request.path == "/alexa":
        return jsonify(error=str(error.description)), code
    gone = code == HTTPStatus.GONE
    return render_template("refused.html", gone=gone, why=error.description), code


class _Quiet(WSGIRequestHandler):
    """No line for each request: the terminal is for the person."""

    def log_request(self, *_: Any) -> None:
        """Log nothing."""


def serve(
    workbench: Workbench,
    config: SessionConfig,
    *,
    port: int | None = None,
    browser: bool = True,
) -> Thread:
    """Serve the page in a thread of its own, and return it.

    Args:
        workbench: Makes the conversations.
        config: The locale and mode of a conversation that names none.
        port: The port; without one the usual one, or any that is free.
        browser: Open a browser where somebody would see it.

    Raises:
        TransportError: The port cannot be had, or the mode is unknown.
        ModelError: There is no model of the locale.
    """
    if config.mode not in MODES:
        known = " or ".join(MODES)
        raise TransportError(
            f"FACE_GUIDE_MODE: '{config.mode}' is unknown; use {known}"
        )
    # What is broken shows now, and the first page waits for nothing.
    workbench.conversation(config).open()
    server = open_server(create_app(workbench, config), port)
    address = f"http://{HOST}:{server.port}/"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    print(f"Face Guide is listening at {address}  (control-c ends it)", flush=True)
    if browser and can_show_browser():
        webbrowser.open(address)
    return thread


def open_server(app: Flask, port: int | None) -> BaseWSGIServer:
    """Return a server that listens already.

    Args:
        app: What it serves.
        port: The port; without one `PORT`, or any that is free.

    Raises:
        TransportError: The port that was asked for cannot be had.
    """
    with _bound(port) as listener:  # closed here: the server has a copy
        return make_server(
            HOST,
            listener.getsockname()[1],
            app,
            threaded=True,
            request_handler=_Quiet,
            fd=listener.fileno(),
        )


def _bound(port: int | None) -> socket.socket:
    try:
        return socket.create_server((HOST, PORT if port is None else port))
    except (OSError, OverflowError) as error:
        if port is None:
            return _bound(0)
        raise TransportError(
            f"--port {port}: cannot be had ({error}); name another"
        ) from error


def can_show_browser(
    environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> bool:
    """Return whether somebody would see a browser window.

    There must be a screen, and no machine that only runs checks.
    """
    screen = not environ.keys().isdisjoint(("DISPLAY", "WAYLAND_DISPLAY"))
    screen = screen or platform in ("darwin", "win32")
    return screen and not environ.get("CI") and sys.stdout.isatty()

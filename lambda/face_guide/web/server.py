"""The production server of the web service: `python -m face_guide.web.server`.

It is one process with one waitress, which reads a whole request in one thread before
another works on it: a slow client costs a file descriptor and no more. Replicas and
restarts are compose's; TLS is the proxy's. What is added to waitress here, and why, is
in docs/adr/0008-server.md.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
from math import inf
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask

from face_guide.alexa import logs
from face_guide.errors import FaceGuideError, SettingError
from face_guide.guide import Guide
from face_guide.web.app import MAX_BODY_BYTES, create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

BACKLOG = 1024
MAX_PORT = 65_535
SETTINGS: dict[str, Any] = {
    "threads": 24,  # more than certificates.MAX_WAITING: some are always free
    "backlog": BACKLOG,
    "connection_limit": 900,
    "asyncore_use_poll": True,  # select() ends at 1,024 connections
    "max_request_header_size": 16 * 1024,
    "max_request_body_size": 2 * MAX_BODY_BYTES,  # the app refuses less, and counts it
    "inbuf_overflow": 4 * MAX_BODY_BYTES,  # bodies stay in memory: no disk to write to
    "channel_timeout": 60,
    "cleanup_interval": 1,
    "clear_untrusted_proxy_headers": False,  # we read none
    "ident": None,
    "log_socket_errors": False,  # a stranger who hangs up is no news
}
ARRIVAL_S = 10.0
"""The time in which a request must have arrived whole."""
LINGER_S = 3.0
"""How long a stopping server goes on, so that the proxy's health check notices."""
SETTLE_S = 0.5
"""The time in which those that connected last begin to send."""
GRACE_S = 8.0
"""The time after that in which it answers what has begun: Alexa waits no longer."""
log = logging.getLogger("face_guide.web.server")


class ClosingTask(WSGITask):  # type: ignore[misc]
    """An answer that closes its connection once the server is stopping."""

    def build_response_header(self) -> bytes:
        """Return the head, which tells the client when the connection closes."""
        if self.channel.server.service.stopping:
            self.set_close_on_finish()
        return super().build_response_header()  # type: ignore[no-any-return]


class RefusalTask(ErrorTask):  # type: ignore[misc]
    """The answer to what is no HTTP request, or too long a one: that of the app."""

    def execute(self) -> None:
        """Count it and answer with a status and nothing else."""
        self.channel.server.service.refuse("http")
        self.status = "400 Bad Request"
        self.content_length = 0
        self.set_close_on_finish()
        self.write(b"")


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when a request has been arriving on it."""

    task_class = ClosingTask
    error_task_class = RefusalTask
    began = inf

    def received(self, data: bytes) -> bool:
        """Take what has arrived of a request, and note when it began."""
        if self.request is None:
            self.began = time.time()
        return super().received(data)  # type: ignore[no-any-return]

    @property
    def busy(self) -> bool:
        """Whether a request is arriving, in work or being answered."""
        return bool(self.request or self.requests or self.total_outbufs_len)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Waitress with an end to slow requests and a stop that loses none."""

    channel_class = Channel

    def __init__(self, app: Flask, listening: socket.socket) -> None:
        self.service = app.extensions["face_guide"]
        super().__init__(app, _sock=listening, bind_socket=False, **SETTINGS)

    def maintenance(self, now: float) -> None:
        """Close idle connections, and those on which a request drips in."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.request and now - channel.began > ARRIVAL_S:
                channel.will_close = True

    def stop(self, *_: object) -> None:
        """Ask `serve` to end; a signal handler."""
        self.service.stopping = True

    def serve(self) -> None:
        """Answer until asked to stop, then drain: who was let in gets an answer."""
        self._loop_while(lambda: not self.service.stopping, inf)
        self._loop_while(lambda: True, LINGER_S)
        self._stop_listening()
        self._loop_while(lambda: True, SETTLE_S)
        self._loop_while(self._is_busy, GRACE_S)
        self.task_dispatcher.shutdown(timeout=1)

    def _loop_while(self, condition: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while condition() and time.monotonic() < deadline:
            wasyncore.loop(timeout=0.2, use_poll=True, map=self._map, count=1)

    def _stop_listening(self) -> None:
        for _ in range(BACKLOG):  # those in the queue have connected already
            self.handle_accept()
        self.del_channel()
        self.socket.close()

    def _is_busy(self) -> bool:
        return any(channel.busy for channel in self.active_channels.values())


def main(environ: Mapping[str, str] = os.environ) -> None:
    """Serve with the settings of the environment; a wrong one ends it in one line."""
    try:
        guide = Guide.load(environ.get("FACE_GUIDE_MODE", "guided"))
        app = create_app(
            skill_id=environ.get("SKILL_ID", ""),
            guide=guide,
            sounds=environ.get("FACE_GUIDE_SOUNDS"),
        )
        listening = listen(environ.get("FACE_GUIDE_LISTEN", "127.0.0.1:8080"))
    except FaceGuideError as error:
        sys.exit(str(error))
    logs.start()
    log.info("listening", extra={"fields": {"at": listening.getsockname()}})
    serve(app, listening)


def listen(address: str) -> socket.socket:
    """Return a socket that listens at an address such as `127.0.0.1:8080`.

    Raises:
        SettingError: it cannot.
    """
    host, _, port = address.rpartition(":")
    if not port.isdecimal() or int(port) > MAX_PORT:
        raise SettingError(
            f"FACE_GUIDE_LISTEN: '{address}' is no address such as 127.0.0.1:8080"
        )
    try:
        return socket.create_server((host, int(port)), backlog=BACKLOG)
    except OSError as error:
        raise SettingError(
            f"FACE_GUIDE_LISTEN: cannot listen at '{address}': {error.strerror}"
        ) from error


def serve(app: Flask, listening: socket.socket) -> None:
    """Serve until a signal asks to stop."""
    server = Server(app, listening)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.stop)
    server.serve()


if __name__ == "__main__":
    main()

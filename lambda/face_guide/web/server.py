"""The production server of the web door: `python -m face_guide.web.server`.

A parent binds the address, loads the guide once and forks one worker a core; each worker is a waitress, which reads
whole requests in one thread before it troubles another, so that slow clients cost a file descriptor and no more.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from face_guide.alexa import logs
from face_guide.errors import FaceGuideError, SettingError
from face_guide.guide import Guide
from face_guide.web.app import MAX_BODY_BYTES, create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

SETTINGS = {
    "threads": 24,  # more than may ever wait for a certificate: see certificates.MAX_WAITING
    "connection_limit": 900,
    "asyncore_use_poll": True,  # select() ends at 1,024 connections
    "max_request_header_size": 16 * 1024,
    "max_request_body_size": 2
    * MAX_BODY_BYTES,  # up to here the app refuses, and counts it as such
    "inbuf_overflow": 4
    * MAX_BODY_BYTES,  # bodies stay in memory: the disk is read-only
    "channel_timeout": 60,
    "cleanup_interval": 1,
    "clear_untrusted_proxy_headers": False,  # we read none
    "ident": None,
    "log_socket_errors": False,  # a stranger who hangs up is no news
}
ARRIVAL = 10.0
"""Seconds in which a request must have arrived wholly."""
LINGER = 2.0
"""Seconds for which a stopping worker still lets in who is on his way; it says so in /readyz."""
GRACE = 8.0
"""Seconds after that in which it finishes what it has begun: Alexa waits no longer."""
log = logging.getLogger("face_guide.web.server")


class _Answer(WSGITask):  # type: ignore[misc]
    def build_response_header(self) -> bytes:
        """Tell a client of a stopping worker to come back over another connection."""
        if self.channel.server.service.stopping:
            self.set_close_on_finish()
        return super().build_response_header()  # type: ignore[no-any-return]


class _Refuse(ErrorTask):  # type: ignore[misc]
    def execute(self) -> None:
        """Answer what is no HTTP request, or too long a one, as the app answers a forgery."""
        self.channel.server.service.refuse("http")
        self.status = "400 Bad Request"
        self.content_length = 0
        self.set_close_on_finish()
        self.write(b"")


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Answer
    error_task_class = _Refuse
    began = 0.0

    def received(self, data: bytes) -> bool:
        """Note when a request began to arrive."""
        if self.request is None:
            self.began = time.time()
        return super().received(data)  # type: ignore[no-any-return]

    @property
    def busy(self) -> bool:
        """Whether a request is arriving, in work or being answered."""
        return bool(self.request or self.requests or self.total_outbufs_len)


class Worker(TcpWSGIServer):  # type: ignore[misc]
    """One process's waitress, with an end to slow requests and a stop that loses none."""

    channel_class = _Channel

    def __init__(self, app: Flask, listening: socket.socket) -> None:
        self.service = app.extensions["face_guide"]
        adjustments = Adjustments(sockets=[listening], **SETTINGS)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(adjustments.threads)
        place = (
            listening.family,
            listening.type,
            listening.proto,
            listening.getsockname(),
        )
        super().__init__(
            app,
            {},
            _sock=listening,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=place,
            bind_socket=False,
        )

    def maintenance(self, now: float) -> None:
        """Close connections on which nothing happens, and those on which a request drips in."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.request is not None and now - channel.began > ARRIVAL:
                channel.will_close = True

    def stop(self, *_: object) -> None:
        """Stop soon; a signal handler."""
        self.service.stopping = True
        self.pull_trigger()

    def serve(self, parent: int) -> None:
        """Answer until told to stop or left alone, then let nobody down."""
        self._turn_while(lambda: not self.service.stopping and os.getppid() == parent)
        self.service.stopping = True
        linger = time.monotonic() + LINGER
        self._turn_while(lambda: time.monotonic() < linger)
        self.del_channel()
        self.socket.close()
        grace = time.monotonic() + GRACE
        self._turn_while(
            lambda: (
                time.monotonic() < grace
                and any(c.busy for c in self.active_channels.values())
            )
        )
        self.task_dispatcher.shutdown(timeout=1)

    def _turn_while(self, condition: Callable[[], bool]) -> None:
        while condition():
            wasyncore.loop(timeout=0.2, use_poll=True, map=self._map, count=1)


def serve(app: Flask, listening: socket.socket, workers: int) -> None:
    """Run workers until this process is told to stop. A worker that dies is replaced."""
    children: set[int] = set()
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        listening.close()
        for child in children:
            os.kill(child, signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopping or children:
        while not stopping and len(children) < workers:
            _fork(app, listening, children)
        child, status = os.wait()
        children.discard(child)
        if not stopping:
            log.error("worker died", extra={"fields": {"status": status}})
            time.sleep(1)


def _fork(app: Flask, listening: socket.socket, children: set[int]) -> None:
    """Start a worker. Signals wait meanwhile, so that none of them misses a child that is being born."""
    parent, signals = os.getpid(), (signal.SIGTERM, signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    child = os.fork()
    if child:
        children.add(child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
        return
    worker = Worker(app, listening)
    for number in signals:
        signal.signal(number, worker.stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    worker.serve(parent)
    logging.shutdown()
    os._exit(0)


def main(environ: Mapping[str, str] = os.environ) -> None:
    """Start from the settings of the environment; what is wrong with one is said in one line."""
    try:
        guide = Guide.load(environ.get("FACE_GUIDE_MODE", "guided"))
        app = create_app(skill_id=environ.get("SKILL_ID", ""), guide=guide)
        workers = _number(
            "FACE_GUIDE_WORKERS",
            environ.get("FACE_GUIDE_WORKERS", str(_cores())),
            1,
            64,
        )
        listening = _listen(environ.get("FACE_GUIDE_LISTEN", "127.0.0.1:8080"))
    except FaceGuideError as error:
        sys.exit(str(error))
    logs.start()
    log.info(
        "listening",
        extra={"fields": {"at": listening.getsockname(), "workers": workers}},
    )
    serve(app, listening, workers)


def _cores() -> int:
    return (
        len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1
    )


def _listen(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    number = _number("FACE_GUIDE_LISTEN", port, 0, 65_535)
    try:
        return socket.create_server((host, number), backlog=1024)
    except OSError as error:
        raise SettingError(
            f"FACE_GUIDE_LISTEN: cannot listen at '{address}': {error.strerror}"
        ) from error


def _number(setting: str, value: str, least: int, most: int) -> int:
    if value.isdecimal() and least <= int(value) <= most:
        return int(value)
    raise SettingError(f"{setting}: '{value}' is not a number from {least} to {most}")


if __name__ == "__main__":
    main()

"""The web service on real ports of the loopback, in processes of its own."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from face_guide.alexa import logs
from face_guide.web import server
from face_guide.web.app import create_app
from tests.authority import NOW, SKILL_ID, throwaway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


class Running(NamedTuple):
    """Where a replica listens, and the process to stop it by."""

    port: int
    process: int

    def stop(self) -> None:
        """Ask it to stop."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGTERM)


def signed_app() -> Flask:
    """Return the web service for this run's authority."""
    chain = throwaway().chain()
    return create_app(
        skill_id=SKILL_ID,
        roots=[throwaway().root],
        clock=lambda: NOW,
        fetch=lambda _: chain,
    )


@contextmanager
def running(app: Flask, log: str = os.devnull) -> Iterator[Running]:
    """Serve the app until the end of the block; its log goes to a file."""
    with socket.create_server(("127.0.0.1", 0), backlog=server.BACKLOG) as listening:
        process = os.fork()
        if not process:
            with Path(log).open("a", encoding="utf-8") as sys.stdout:
                sys.stderr = sys.stdout
                logs.start()
                server.serve(app, listening)
            os._exit(0)
        service = Running(listening.getsockname()[1], process)
    try:
        yield service
    finally:
        service.stop()
        os.waitpid(process, 0)


@contextmanager
def replicas(app: Flask, count: int) -> Iterator[list[Running]]:
    """Serve the app several times until the end of the block."""
    with ExitStack() as stack:
        yield [stack.enter_context(running(app)) for _ in range(count)]

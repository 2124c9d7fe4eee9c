"""The web door on a real port of the loopback, in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import contextmanager, suppress
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
    """Where a service listens, and the process to stop it by."""

    port: int
    process: int

    @property
    def workers(self) -> list[int]:
        """The ids of its worker processes."""
        return [
            int(child)
            for child in Path(f"/proc/{self.process}/task/{self.process}/children")
            .read_text()
            .split()
        ]

    def stop(self) -> None:
        """Ask it to stop."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGTERM)


def signed_app() -> Flask:
    """The web door for this run's authority."""
    chain = throwaway().chain()
    return create_app(
        skill_id=SKILL_ID,
        roots=[throwaway().root],
        clock=lambda: NOW,
        fetch=lambda _: chain,
    )


@contextmanager
def running(app: Flask, workers: int, log: str = os.devnull) -> Iterator[Running]:
    """Serve the app until the end of the block; its log goes to a file."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        process = os.fork()
        if not process:
            sys.stdout = sys.stderr = Path(log).open("a", encoding="utf-8")  # noqa: SIM115 (until the process ends)
            logs.start()
            server.serve(app, listening, workers)
            os._exit(0)
        service = Running(listening.getsockname()[1], process)
    try:
        yield service
    finally:
        service.stop()
        os.waitpid(process, 0)

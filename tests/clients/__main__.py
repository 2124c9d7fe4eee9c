"""Run the independent clients against the running skill: `make test-clients`.

They cannot sign, and the skill answers nothing unsigned; so they talk to a forwarder
that signs with this run's own throwaway authority, as Amazon's cloud stands between a
device and a skill.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from face_guide.web import server
from face_guide.web.app import create_app
from tests.authority import SKILL_ID, Authority
from tests.serving import running

HERE = Path(__file__).parent


def forwarder(authority: Authority, port: int) -> ThreadingHTTPServer:
    """Return a server that signs what it gets and sends it on to the skill."""

    class Forward(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            connection = HTTPConnection("127.0.0.1", port, timeout=8)
            connection.request("POST", "/alexa", body, authority.headers(body))
            reply = connection.getresponse()
            answer = reply.read()
            connection.close()
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Forward)


def main() -> None:
    """Start the skill and the forwarder, and end with the clients' own exit code."""
    server.LINGER_S = 0.1
    authority = Authority(datetime.now(UTC))
    chain = authority.chain()
    app = create_app(skill_id=SKILL_ID, roots=[authority.root], fetch=lambda _: chain)
    with running(app) as service, forwarder(authority, service.port) as signing:
        threading.Thread(target=signing.serve_forever, daemon=True).start()
        place = {
            "SKILL_URL": f"http://127.0.0.1:{signing.server_port}/",
            "SKILL_ID": SKILL_ID,
        }
        done = subprocess.run(
            ["node", "--test"],  # noqa: S607
            cwd=HERE,
            env={**os.environ, **place},
            check=False,
        )
        signing.shutdown()
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()

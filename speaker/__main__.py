"""`python -m speaker`: talk to Face Guide in a terminal, on a page or from a script."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from face_guide.errors import FaceGuideError
from speaker import terminal
from speaker.conversation import Conversation
from speaker.nlu.model import Model, ModelError
from speaker.nlu.recognizer import Recognizer
from speaker.transports import in_process, over_http

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Thread


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until end of file.

    Returns:
        The exit code: 0; 2 where it cannot start, with one line that says why; 130
        after control-c.
    """
    options = _options().parse_args(arguments)
    try:
        page = _serve_page(options) if options.web else None
        spoke = _talk(options)
        if page and not spoke:
            page.join()  # nobody types here: the page is all there is
    except (ModelError, FaceGuideError) as error:
        print(f"speaker: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _serve_page(options: argparse.Namespace) -> Thread:
    """Serve the page beside the terminal."""
    from speaker.web import app  # noqa: PLC0415  a terminal needs no web server
    from speaker.web.store import SessionConfig, Workbench  # noqa: PLC0415

    mode = os.environ.get("FACE_GUIDE_MODE", "guided")
    return app.serve(
        Workbench(options.endpoint),
        SessionConfig(options.locale, mode),
        port=options.port,
        browser=not options.no_browser,
    )


def _talk(options: argparse.Namespace) -> bool:
    """Hold a conversation until end of file; return whether anybody took part."""
    model = Model.load(options.locale)
    transport = over_http(options.endpoint) if options.endpoint else in_process()
    conversation = Conversation(transport, Recognizer(model), one_shot=options.one_shot)
    interactive = not options.json and sys.stdin.isatty()
    if interactive:
        terminal.introduce(model)
    show: terminal.Show = terminal.show_json if options.json else terminal.show_text
    if interactive and not options.say:
        show = terminal.show_in_time
    if options.say:
        show = terminal.speaking(show, options.locale)
    lines = terminal.prompted() if interactive else terminal.decoded(sys.stdin.buffer)
    turns = 0
    for turn in terminal.turns(conversation, lines):
        show(turn)
        turns += 1
    return interactive or turns > 1


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m speaker", description="The local speaker of Face Guide."
    )
    flag = partial(parser.add_argument, action="store_true")
    flag("--json", help="an utterance a line in, a JSON object a turn out")
    flag(
        "--one-shot",
        help='the first utterance opens the session ("ask face guide …")',
    )
    flag("--say", help="read the replies aloud with espeak-ng")
    option = parser.add_argument
    option("--locale", default="en-US", help="the interaction model's locale (en-US)")
    option("--endpoint", metavar="URL", help="send to a server on this machine")
    page = parser.add_argument_group("the page").add_argument
    page("--web", action="store_true", help="serve the page too, to this machine alone")
    page("--port", type=int, help="the page's port (8190, or any free one)")
    page("--no-browser", action="store_true", help="do not open a browser")
    return parser


if __name__ == "__main__":
    sys.exit(main())

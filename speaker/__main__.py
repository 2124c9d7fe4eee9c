"""`python -m speaker`: talk to Face Guide in a terminal, on a page (`--web`), or let a script do it (`--json`)."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from face_guide.errors import FaceGuideError
from speaker import terminal
from speaker.conversation import Conversation
from speaker.nlu.model import Model, ModelError
from speaker.nlu.recognizer import Recognizer
from speaker.transports import TransportError, in_process, over_http

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Thread


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until end of file. Returns 2 where it cannot start, with one line that says why."""
    options = _options().parse_args(arguments)
    try:
        page = _page(options) if options.web else None
        model = Model.load(options.locale)
        door = over_http(options.endpoint) if options.endpoint else in_process()
        conversation = Conversation(door, Recognizer(model), one_shot=options.one_shot)
        said = _talk(conversation, model, options)
        if page and not said:
            page.join()  # nobody types here: the page is all there is
    except (ModelError, TransportError, FaceGuideError) as error:
        print(f"speaker: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _page(options: argparse.Namespace) -> Thread:
    """The page, served beside the terminal."""
    from speaker.web import app  # noqa: PLC0415  a terminal needs no web server
    from speaker.web.store import SessionConfig, Workbench  # noqa: PLC0415

    setting = SessionConfig(options.locale, os.environ.get("FACE_GUIDE_MODE", "guided"))
    return app.serve(
        Workbench(options.endpoint),
        setting,
        port=options.port,
        browser=not options.no_browser,
    )


def _talk(
    conversation: Conversation, model: Model, options: argparse.Namespace
) -> bool:
    """WebConversation until end of file. Returns whether anything was said."""
    show: terminal.Show = terminal.show_json if options.json else terminal.show_text
    person = not options.json and sys.stdin.isatty()
    if person:
        terminal.introduce(model)
    if options.say:
        show = terminal.speaking(show, options.locale)
    lines = terminal.prompted() if person else terminal.decoded(sys.stdin.buffer)
    turns = 0
    for turn in terminal.turns(conversation, lines):
        show(turn)
        turns += 1
    return person or turns > 1


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m speaker", description="The local speaker of Face Guide."
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="an utterance a line in, a JSON object a turn out",
    )
    parser.add_argument(
        "--locale", default="en-US", help="the locale of the interaction model (en-US)"
    )
    parser.add_argument(
        "--one-shot",
        action="store_true",
        help='the first utterance opens the session ("ask face guide …")',
    )
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="send the envelopes to a server on this machine",
    )
    parser.add_argument(
        "--say", action="store_true", help="read the replies aloud with espeak-ng"
    )
    page = parser.add_argument_group("the page")
    page.add_argument(
        "--web",
        action="store_true",
        help="serve the speaker's page too, to this machine alone",
    )
    page.add_argument(
        "--port", type=int, help="the page's port (8190, or any free one)"
    )
    page.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""The page's server: whom it answers, what it keeps, what it shows to a builder."""

from __future__ import annotations

import html
import re
import socket
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from face_guide.prompts import Prompts
from speaker.conversation import Conversation
from speaker.device import Device
from speaker.nlu.recognizer import Recognizer
from speaker.transports import TransportError, in_process
from speaker.web import app as web_app
from speaker.web.app import create_app
from speaker.web.export import to_test_toml
from speaker.web.inspector import inspect_turn, spoken_seconds, states_before
from speaker.web.store import (
    IDLE_TIMEOUT_S,
    MAX_CONVERSATIONS,
    MAX_TURNS,
    ConversationStore,
    SessionConfig,
    WebConversation,
    Workbench,
)
from tests.speaker.nlu.models import Skill, reply, tiny
from tests.test_conversations import differences

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


STATIC = Path(web_app.__file__).parent / "static"
STORIES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[2] / "conversations").glob("*.toml"))
    if "unsure =" not in path.read_text(encoding="utf-8")  # the page hears for itself
}
WORKBENCH = Workbench()
LARGEST_PAGE = 100_000
"""Bytes of page and script."""


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(WORKBENCH)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def hidden(page: str) -> dict[str, list[str]]:
    """Return the fields of the form that nobody sees."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', page
    ):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def say(client: FlaskClient, page: str, text: str, **more: str) -> str:
    """Send the form of a page with this in its field, and return the next page."""
    return send(client, page, "/say", said=text, **more).get_data(as_text=True)


def send(client: FlaskClient, page: str, path: str, **more: str) -> TestResponse:
    return client.post(path, data={**hidden(page), **more}, follow_redirects=True)


def opened(client: FlaskClient, path: str = "/") -> str:
    return client.get(path).get_data(as_text=True)


def level(page: str) -> str:
    found = re.search(r'data-level="(\w*)"', page)
    assert found
    return found[1]


def turns(page: str) -> int:
    found = re.search(r'data-turn="(\d+)"', page)
    assert found
    return int(found[1])


# ---- Whom it answers


@pytest.mark.parametrize("host", ["127.0.0.1:8190", "localhost:8190", "localhost"])
def test_this_machine_is_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/alexa", "/static/speaker.js"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.5:8190",
        "localhost.evil.example",
    ],
)
def test_a_foreign_name_is_not(client: FlaskClient, host: str, path: str) -> None:
    answer = client.open(
        path, method="POST" if path == "/alexa" else "GET", headers={"Host": host}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/say", "/show", "/test.toml", "/alexa"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
def test_other_sites_cannot_talk(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    assert client.post(path, headers=headers, json={}).status_code == 403


def test_other_sites_can_link_here_and_embed_nothing(client: FlaskClient) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/", headers=followed).status_code == 200
    assert (
        client.get("/", headers={**followed, "Sec-Fetch-Mode": "no-cors"}).status_code
        == 403
    )


@pytest.mark.parametrize("address", ["192.168.1.7", "10.0.0.1", "2001:db8::1"])
def test_another_machine_is_refused(client: FlaskClient, address: str) -> None:
    assert (
        client.get("/", environ_overrides={"REMOTE_ADDR": address}).status_code == 403
    )


@pytest.mark.parametrize(
    "path", ["/", "/talk/nobody", "/static/speaker.js", "/nowhere"]
)
def test_nothing_foreign_can_be_loaded(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_page_has_no_script_or_style_of_its_own(client: FlaskClient) -> None:
    page = say(client, opened(client, "/?view=builder"), "my eyelid is twitching")
    assert re.findall(r"<script[^>]*>(?!</script>)", page) == []
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert not re.search(r'(?:src|rel="stylesheet" href)="(?:https?:)?//', page)


def test_page_and_script_are_small(client: FlaskClient) -> None:
    page = client.get("/").get_data()
    assert (
        len(page) + sum(path.stat().st_size for path in STATIC.iterdir()) < LARGEST_PAGE
    )


# ---- The endpoint for simulators


def envelope() -> dict[str, Any]:
    return Device(Skill(reply()), tiny()).launch().envelope


def test_a_raw_envelope_is_answered(client: FlaskClient) -> None:
    sent = envelope()
    assert client.post("/alexa", json=sent).get_json() == in_process("guided")(sent)


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[]", 400), (b"\xff\xfe", 400)]
)
def test_what_is_no_envelope_is_refused(
    client: FlaskClient, body: bytes, status: int
) -> None:
    answer = client.post("/alexa", data=body, content_type="application/json")
    assert (answer.status_code, list(answer.get_json())) == (status, ["error"])


def test_a_form_is_no_envelope(client: FlaskClient) -> None:
    assert client.post("/alexa", data={"a": "b"}).status_code == 415


def test_a_skill_that_cannot_be_heard_is_a_bad_gateway(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: dict[str, Any]) -> dict[str, Any]:
        raise TransportError("gone")

    monkeypatch.setattr(Workbench, "transport", lambda *_: broken)
    assert client.post("/alexa", json=envelope()).status_code == 502


# ---- A talk, as a plain form


@pytest.mark.parametrize("name", ["guided_screens", "five_causes", "information_carer"])
def test_a_conversation_by_the_form_alone(client: FlaskClient, name: str) -> None:
    told = STORIES[name]
    page = opened(
        client,
        f"/?mode={told.get('mode', 'guided')}&locale={told.get('locale', 'en-US')}",
    )
    for turn in told["turn"]:
        page = say(client, page, turn["say"])
        if "level" in turn:
            assert level(page) == turn["level"]
    assert turns(page) == len(told["turn"]) + 1


def test_markup_is_never_markup(client: FlaskClient) -> None:
    said = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>"
    page = say(client, opened(client), said)
    page += say(client, page, said) + send(
        client, page, "/show", to="builder"
    ).get_data(as_text=True)
    assert "<img" not in page
    assert "<script>" not in page
    assert hidden(page)["past"][0] == said


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "twitch " * 3_000, "\U0001f600\x00\x7f\u2028" * 5_000]
)
def test_long_and_odd_utterances(client: FlaskClient, text: str) -> None:
    page = say(client, opened(client), text)
    assert turns(page) == 2
    assert all(len(past) <= 10_000 for past in hidden(page)["past"])
    assert turns(say(client, page, "help")) == 3


def test_a_form_that_is_far_too_long_is_refused(client: FlaskClient) -> None:
    said = "a" * (web_app.MAX_FORM_BYTES + 1)
    assert client.post("/say", data={"said": said}).status_code == 413


def test_silence_is_asked_again_and_then_ends(client: FlaskClient) -> None:
    page = say(client, opened(client), "")
    assert 'data-over=""' in page
    page = say(client, page, "  ")
    assert 'data-over="yes"' in page
    assert turns(say(client, page, "")) == 1, (
        "the next talk begins with its launch alone"
    )


def test_buttons_say_words(client: FlaskClient) -> None:
    page = say(client, opened(client), "half a sentence", word="slower")
    assert hidden(page)["past"] == ["slower"]


def test_two_pages_are_two_talks(client: FlaskClient) -> None:
    one, two = opened(client), opened(client)
    one = say(client, one, "her face is drooping")
    two = say(client, two, "what are the causes")
    assert (level(one), level(two)) == ("emergency", "")


def test_a_restart_forgets_nothing_that_the_page_knows(client: FlaskClient) -> None:
    page = say(
        client, say(client, opened(client), "her face is drooping"), "start over"
    )
    again = create_app(WORKBENCH).test_client()
    page = say(again, page, "slower")
    assert (level(page), turns(page)) == ("emergency", 4)
    assert client.get(f"/talk/{hidden(page)['talk'][0]}").status_code == 410


def test_the_back_button_branches_off(client: FlaskClient) -> None:
    first = say(client, opened(client), "my eyelid is twitching")
    danger = say(client, first, "her face is drooping")
    branch = say(client, first, "no")
    assert (level(danger), level(branch), turns(branch)) == ("emergency", "", 3)
    assert level(say(client, danger, "help")) == "emergency"


def test_a_form_sent_twice_says_it_once(client: FlaskClient) -> None:
    page = opened(client)
    first, second = (
        say(client, page, "what are the causes"),
        say(client, page, "what are the causes"),
    )
    assert hidden(first) == hidden(second)
    assert turns(say(client, second, "what are the causes")) == 3, (
        "said on purpose it counts"
    )


@pytest.mark.parametrize("query", ["locale=xx", "mode=loud", "locale=../en-US"])
def test_an_unknown_locale_or_mode_says_which_there_are(
    client: FlaskClient, query: str
) -> None:
    answer = client.get(f"/?{query}")
    assert answer.status_code == 400
    assert b"en-GB" in answer.data


# ---- What is kept


def conversation(*replies: dict[str, Any]) -> Conversation:
    return Conversation(Skill(*(replies or (reply(),))), Recognizer(tiny()))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_talks_are_bounded_and_the_quietest_goes_first() -> None:
    store = ConversationStore(lambda _: conversation())
    first, second = store.begin(SessionConfig()), store.begin(SessionConfig())
    store.find(first.id)
    for _ in range(MAX_CONVERSATIONS - 1):
        store.begin(SessionConfig())
    assert len(store) == MAX_CONVERSATIONS
    assert store.find(first.id)
    assert not store.find(second.id)


def test_talks_are_forgotten_after_a_while() -> None:
    clock = Clock()
    store = ConversationStore(lambda _: conversation(), clock)
    talk = store.begin(SessionConfig())
    clock.now = IDLE_TIMEOUT_S
    assert store.find(talk.id)
    clock.now = 2 * IDLE_TIMEOUT_S + 1
    assert not store.find(talk.id)
    store.begin(SessionConfig())
    assert len(store) == 1


def test_a_talk_has_an_end() -> None:
    talk = WebConversation(conversation(), SessionConfig())
    for _ in range(MAX_TURNS + 5):
        talk.say("help")
    assert talk.full
    assert len(talk.turns) == MAX_TURNS + 1


def test_a_full_talk_is_over_on_its_page(client: FlaskClient) -> None:
    page = client.post(
        "/say",
        data={"talk": "-", "past": ["help"] * MAX_TURNS, "said": "help"},
        follow_redirects=True,
    )
    assert b'data-over="yes"' in page.data


def test_words_that_the_skill_could_not_hear_are_said_again() -> None:
    fails = [True]

    def send(sent: dict[str, Any]) -> dict[str, Any]:
        if sent["request"]["type"] == "IntentRequest" and fails.pop():
            raise TransportError("not now")
        return reply()

    store = ConversationStore(lambda _: Conversation(send, Recognizer(tiny())))
    talk = store.begin(SessionConfig())
    talk = store.say(talk.id, SessionConfig(), talk.said, "help")
    assert (talk.last.problem, talk.said) == ("not now", ())
    fails.append(False)
    talk = store.say(talk.id, SessionConfig(), talk.said, "help")
    assert (talk.last.problem, talk.said) == (None, ("help",))


# ---- What a builder sees


def play(name: str) -> tuple[WebConversation, list[dict[str, Any]]]:
    told = STORIES[name]
    setting = SessionConfig(told.get("locale", "en-US"), told.get("mode", "guided"))
    talk = WebConversation(WORKBENCH.conversation(setting), setting)
    for turn in told["turn"]:
        talk.say(turn["say"])
    return talk, told["turn"]


@pytest.mark.parametrize("name", STORIES)
def test_every_medical_sentence_names_its_sources(name: str) -> None:
    talk, _ = play(name)
    statements = Prompts.load(talk.config.locale).statements
    medical = tuple(id_ for id_, one in statements.items() if one.kind.sourced)
    for turn, state in zip(talk.turns, states_before(talk.turns), strict=True):
        spoken = inspect_turn(turn, talk.config.locale, state).spoken
        assert " ".join(text for one in spoken for text in one.sentences) == turn.speech
        assert all(
            one.sources and one.reviewed
            for one in spoken
            if one.act.startswith(medical)
        )


def test_the_rule_and_the_cause_are_named() -> None:
    talk = WebConversation(WORKBENCH.conversation(SessionConfig()), SessionConfig())
    talk.say("her face is drooping")
    verdict = inspect_turn(
        talk.last, talk.config.locale, states_before(talk.turns)[-1]
    ).verdict
    assert (verdict.level, verdict.rule, verdict.met) == (
        "emergency",
        "sign.face_droop",
        ("warning_sign = face_droop",),
    )
    assert verdict.cause == "stroke"


def test_a_skill_with_other_words_has_no_known_sources() -> None:
    talk = WebConversation(
        conversation(reply("<speak>Something else.</speak>")), SessionConfig()
    )
    assert inspect_turn(talk.last, "en-US", {}).spoken == ()


def test_a_silence_shows_the_reprompt_and_sends_nothing() -> None:
    talk = WebConversation(WORKBENCH.conversation(SessionConfig()), SessionConfig())
    talk.say("")
    about = inspect_turn(talk.last, talk.config.locale, states_before(talk.turns)[-1])
    assert [one.act for one in about.spoken] == ["ask.start.reprompt"]
    assert (about.envelope, about.changed) == ("", frozenset())


def test_the_builders_view_has_everything(client: FlaskClient) -> None:
    page = say(
        client,
        opened(client, "/?view=builder"),
        "my left eyelid has been twitching for three weeks, i'm forty",
    )
    for fact in (
        "WhyTwitchIntent",
        "% sure",
        "P3W",
        "rule.long",
        "befast",
        "seconds",
        "IntentRequest",
        "sessionAttributes",
    ):
        assert fact in page
    launch = send(client, page, "/show", turn="0").get_data(as_text=True)
    assert "LaunchRequest" in launch
    assert (
        turns(send(client, page, "/show", turn="99999999999").get_data(as_text=True))
        == 2
    )
    assert "LaunchRequest" not in send(client, page, "/show", to="plain").get_data(
        as_text=True
    )


@pytest.mark.parametrize(
    ("ssml", "seconds"),
    [
        ("<speak></speak>", 0),
        (f"<speak>{'word ' * 26}</speak>", 10),
        (
            (
                f'<speak><prosody rate="50%">{"word " * 26}'
                '<break time="500ms"/><break time="2s"/></prosody></speak>'
            ),
            22.5,
        ),
    ],
)
def test_spoken_length(ssml: str, seconds: float) -> None:
    assert spoken_seconds(ssml) == seconds


def test_a_reply_is_laid_out_as_it_is_spoken() -> None:
    turn = WebConversation(
        WORKBENCH.conversation(SessionConfig()), SessionConfig()
    ).last
    assert " ".join(text for part in turn.paragraphs for text in part) == turn.speech
    assert len(turn.paragraphs) == 2


def test_a_reply_of_another_skill_is_one_paragraph() -> None:
    speech = "<speak>Plain &amp; simple.</speak>"
    talk = WebConversation(conversation(reply(speech)), SessionConfig())
    assert talk.last.paragraphs == [["Plain & simple."]]


# ---- A talk as a test


@pytest.mark.parametrize("name", STORIES)
def test_a_saved_talk_comes_to_the_same(name: str) -> None:
    talk, told = play(name)
    saved = tomllib.loads(to_test_toml(talk))
    assert [turn["say"] for turn in saved["turn"]] == [turn["say"] for turn in told]
    assert {key: saved.get(key) for key in ("mode", "locale")} == {
        key: STORIES[name].get(key) for key in ("mode", "locale")
    }
    for one, expected in zip(saved["turn"], told, strict=True):
        assert {key: one.get(key) or None for key in expected} == {
            key: value or None for key, value in expected.items()
        }


def test_a_saved_talk_passes_as_a_test() -> None:
    setting = SessionConfig("en-GB", "information")
    talk = WebConversation(WORKBENCH.conversation(setting), setting)
    for text in (
        "slower",
        "",
        'odd "words" \\ \x00\x7f\u2028 \U0001f600',
        "why is my eye twitching",
        "",
        "exit",
    ):
        talk.say(text)
    again = WORKBENCH.conversation(setting)
    again.open()
    saved = tomllib.loads(to_test_toml(talk))["turn"]
    assert len(saved) == 6
    for expected in saved:
        turn = again.say(expected["say"])
        assert turn
        assert differences(turn, expected) == {}


def test_saving_works_after_the_end_and_after_a_restart(client: FlaskClient) -> None:
    page = say(client, say(client, opened(client), "what are the causes"), "stop")
    answer = send(create_app(WORKBENCH).test_client(), page, "/test.toml")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [
        turn["say"] for turn in tomllib.loads(answer.get_data(as_text=True))["turn"]
    ] == ["what are the causes", "stop"]


# ---- The start


@pytest.mark.enable_socket
def test_a_taken_port_gives_way_unless_it_was_asked_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server((web_app.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(web_app, "PORT", port)
        server = web_app.open_server(app, None)
        assert (server.host, server.port != port) == (web_app.HOST, True)
        server.server_close()
        with pytest.raises(TransportError, match="--port"):
            web_app.open_server(app, port)


@pytest.mark.parametrize(
    ("environ", "platform", "shown"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({}, "darwin", True),
        ({"CI": "1"}, "darwin", False),
    ],
)
def test_a_browser_is_opened_where_somebody_sees_it(
    environ: dict[str, str], platform: str, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert web_app.can_show_browser(environ, platform) is shown

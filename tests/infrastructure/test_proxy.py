"""The proxy before the web service: what it must keep from it, and how it drains."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from face_guide.web import server
from face_guide.web.app import MAX_BODY_BYTES

FOLDER = Path(__file__).parents[2] / "infrastructure"
ALEXA_WAITS_S = 8
UNITS = {"s": 1, "m": 60, "KiB": 1024}


@pytest.fixture(scope="module")
def settings() -> dict[str, list[str]]:
    """The words after the first of each line of the Caddyfile, by the first."""
    lines = (FOLDER / "Caddyfile").read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if line.strip(" \t{}")]
    return {first: rest for first, *rest in words if first != "#"}


def amount(settings: dict[str, list[str]], name: str) -> int:
    """Seconds or bytes."""
    [(number, unit)] = re.findall(r"^(\d+)(\w+)$", settings[name][0])
    return int(number) * UNITS[unit]


@pytest.fixture(scope="module")
def composition() -> Any:
    return yaml_parse((FOLDER / "compose.yaml").read_text(encoding="utf-8"))


def test_a_slow_client_is_cut_off_and_reaches_no_replica(
    settings: dict[str, list[str]],
) -> None:
    """A request is handed on when it is whole."""
    for name in ("read_header", "read_body"):
        assert amount(settings, name) <= server.ARRIVAL_S
    assert amount(settings, "request_buffers") >= MAX_BODY_BYTES


def test_a_request_may_be_as_long_as_the_service_takes_it(
    settings: dict[str, list[str]],
) -> None:
    assert amount(settings, "max_size") == MAX_BODY_BYTES
    assert (
        amount(settings, "max_header_size")
        == server.SETTINGS["max_request_header_size"]
    )


def test_nothing_but_the_endpoint_is_open_to_the_world(
    settings: dict[str, list[str]],
) -> None:
    """Health checks and all else are answered with 404."""
    assert settings["path"] == ["/alexa"]
    assert settings["method"] == ["POST"]
    assert settings["respond"] == ["404"]
    assert settings["admin"] == ["off"]


def test_a_stopping_replica_goes_on_until_the_proxy_knows(
    settings: dict[str, list[str]],
) -> None:
    """Its health check asks often enough, and takes no answer for a no."""
    assert settings["health_uri"] == ["/readyz"]
    notices = amount(settings, "health_interval") + amount(settings, "health_timeout")
    assert notices <= server.LINGER_S


def test_a_request_waits_for_a_replica_no_longer_than_alexa_for_the_answer(
    settings: dict[str, list[str]],
) -> None:
    """Long enough for a replica to be replaced."""
    waits = amount(settings, "lb_try_duration")
    assert server.LINGER_S + server.SETTLE_S < waits < ALEXA_WAITS_S
    assert amount(settings, "response_header_timeout") <= ALEXA_WAITS_S


def test_the_proxy_never_sends_into_a_connection_that_a_replica_closes(
    settings: dict[str, list[str]],
) -> None:
    """A post that meets the end of its connection cannot be sent again."""
    assert amount(settings, "keepalive") < server.SETTINGS["channel_timeout"]


def test_replicas_are_the_composition_s_to_run(composition: Any) -> None:
    """As many as are asked for, started again when they die, stopped in peace."""
    replica = composition["services"]["face-guide"]
    assert replica["deploy"] == {"replicas": "${FACE_GUIDE_WORKERS:-2}"}
    assert replica["restart"] == "unless-stopped"
    grace = int(replica["stop_grace_period"].removesuffix("s"))
    assert grace > server.LINGER_S + server.SETTLE_S + server.GRACE_S + 1
    assert replica["pids_limit"] > 2 * server.SETTINGS["threads"]


def test_only_the_proxy_is_open_to_the_world(composition: Any) -> None:
    """Each runs without rights; the proxy may take a low port."""
    replica, proxy = (composition["services"][name] for name in ("face-guide", "proxy"))
    assert "ports" not in replica
    assert proxy["ports"] == ["80:80", "443:443"]
    assert proxy["cap_add"] == ["NET_BIND_SERVICE"]
    for service in (replica, proxy):
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_proxy_knows_every_replica(
    composition: Any, settings: dict[str, list[str]]
) -> None:
    """By the names that compose gives them."""
    assert settings["reverse_proxy"][0] == "{$FACE_GUIDE_UPSTREAMS}"
    assert composition["name"] == "alexa"
    proxy = composition["services"]["proxy"]
    assert proxy["environment"]["REPLICAS"] == "${FACE_GUIDE_WORKERS:-2}"
    script = proxy["command"][-1].replace("$$", "$")
    script = re.sub(r"exec caddy .*", "exec env", script)
    printed = subprocess.run(
        ["/bin/sh", "-c", script],
        env={"REPLICAS": "11", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    [upstreams] = re.findall(r"^FACE_GUIDE_UPSTREAMS=(.*)$", printed, re.MULTILINE)
    assert upstreams.split() == [f"alexa-face-guide-{n}:8080" for n in range(1, 12)]

"""Face Guide's Lambda package beside the ASK SDK's hello-world skill: `make bench`.

Both have valid bytecode. Fresh processes take turns, so that what else the machine does
hits all alike; the figures are medians. "cold" is from the start of the process to the
first reply, "import" the part of it that imports the skill, "memory" the peak by then.
The doubled packages have generated content: twice the causes, twice the locales.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING, Any

from face_guide.alexa.skill import Skill
from face_guide.guide import Guide
from tools import package
from tools.paths import LAMBDA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
CONTRACT = tomllib.loads(
    (HERE.parent / "interaction-models" / "intents.toml").read_text(encoding="utf-8")
)["intent"]
UNSURE = {"confirmationStatus": "NONE"}
PROCESSES = 21
ROUNDS = 200
TURNS = ("launch", "intent", "with slot", "last turn")
TARGETS = {"cold": 0.75, "memory": 1.0, **dict.fromkeys(TURNS, 0.5)}
"""The most that a figure may be, as a share of hello-world's."""
MAX_GROWTH = 0.05
"""The most that doubled content may add to a figure, as a share of hello-world's."""
UNITS = {"cold": "ms", "import": "ms", "memory": "kB", **dict.fromkeys(TURNS, "ms")}

Figures = dict[str, float]
Runs = dict[str, list[Figures]]
"""The figures of each process, by package."""


def envelope(
    request: dict[str, Any], attributes: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return an envelope as an Echo without a screen sends it.

    What a screen adds costs us nothing, and the SDK a lot.
    """
    application = {"applicationId": "amzn1.ask.skill.bench"}
    user = {"userId": "amzn1.ask.account." + "A" * 180}
    system = {
        "application": application,
        "user": user,
        "device": {
            "deviceId": "amzn1.ask.device." + "B" * 180,
            "supportedInterfaces": {},
        },
        "apiEndpoint": "https://api.amazonalexa.com",
        "apiAccessToken": "C" * 900,
    }
    session = {
        "new": not attributes,
        "sessionId": "amzn1.echo-api.session.bench",
        "application": application,
        "user": user,
    }
    return {
        "version": "1.0",
        "session": {**session, "attributes": attributes or {}},
        "context": {"System": system},
        "request": {
            "requestId": "amzn1.echo-api.request.bench",
            "timestamp": "2026-01-01T00:00:00Z",
            "locale": "en-US",
            **request,
        },
    }


def intent_request(name: str, **given: str) -> dict[str, Any]:
    """Return an intent request with every slot of the intent, as a device sends it.

    Args:
        name: The intent.
        given: The slots that are filled, and the id of the value in each.
    """
    slots = {
        slot: filled(slot, given[slot]) if slot in given else {"name": slot, **UNSURE}
        for slot in CONTRACT[name].get("slots", {})
    }
    return {
        "type": "IntentRequest",
        "dialogState": "STARTED",
        "intent": {"name": name, **UNSURE, "slots": slots},
    }


def filled(slot: str, id_: str) -> dict[str, Any]:
    """Return a slot with one value, in both of the places where a device puts it."""
    match = {
        "authority": f"amzn1.er-authority.bench.{slot}",
        "status": {"code": "ER_SUCCESS_MATCH"},
    }
    found = {
        "resolutionsPerAuthority": [
            {**match, "values": [{"value": {"name": id_, "id": id_}}]}
        ]
    }
    value = {"value": id_.replace("_", " "), "resolutions": found}
    return {
        "name": slot,
        **value,
        **UNSURE,
        "source": "USER",
        "slotValue": {"type": "Simple", **value},
    }


def our_turns() -> list[dict[str, Any]]:
    """Return an envelope for each of `TURNS`.

    They are a launch, an intent without slots, one with a slot, and the turn that ends
    a guided check with the advice.
    """
    plain = [
        intent_request("ListCausesIntent"),
        intent_request("ExplainCauseIntent", cause="eye_strain"),
    ]
    return [envelope(request) for request in ({"type": "LaunchRequest"}, *plain)] + [
        last_turn()
    ]


def last_turn() -> dict[str, Any]:
    """Return the envelope with the answer that ends a guided check."""
    skill, attributes = Skill(Guide.load("guided")), None
    no = intent_request("AMAZON.NoIntent")
    for step in (
        intent_request("WhyTwitchIntent", location="eyelid"),
        intent_request("AnswerIntent", age="adult"),
        *(no, no, no),
        intent_request("AnswerIntent", duration="P2D"),
        intent_request("AnswerIntent", symptom="none"),
        intent_request("AnswerIntent", trigger="screen"),
        intent_request("AMAZON.YesIntent"),
    ):
        sent = envelope(step, attributes)
        attributes = skill(sent)["sessionAttributes"]
        if attributes["list_name"] == "topic":
            return sent
    raise SystemExit("bench: the guided check does not end; mend `last_turn`")


def their_turns() -> list[dict[str, Any]]:
    """Return the same envelopes for hello-world, with its intent in place of ours."""
    turns = json.loads(json.dumps(our_turns()))
    for turn in turns[1:]:
        turn["request"]["intent"]["name"] = "HelloWorldIntent"
    return list(turns)


def packages(folder: Path, python: str) -> Iterator[tuple[str, Path]]:
    """Yield the name and the folder of each unpacked package."""
    zipped = package.build(python, target=folder / "face-guide.zip")
    yield "hello world", hello_world(folder / "hello", python)
    yield "face guide", unpacked(zipped, folder / "face_guide")
    yield "causes x 2", changed(unpacked(zipped, folder / "causes"), twice_the_causes)
    yield (
        "locales x 2",
        changed(unpacked(zipped, folder / "locales"), twice_the_locales),
    )


def hello_world(folder: Path, python: str) -> Path:
    """Return the folder of the sample with our dependencies and bytecode as valid.

    The sample's own tools would leave it without.
    """
    package.install(LAMBDA / "requirements.txt", folder)
    shutil.copyfile(HERE / "hello_world.py", folder / "lambda_function.py")
    modes = ("-q", "--invalidation-mode", "unchecked-hash")
    subprocess.run(  # noqa: S603
        [python, "-W", "ignore", "-m", "compileall", *modes, str(folder)], check=True
    )
    return folder


def unpacked(zipped: Path, folder: Path) -> Path:
    """Unpack a package and return its folder."""
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(folder)
    return folder


def changed(folder: Path, change: Callable[[Path], None]) -> Path:
    """Generate content for an unpacked package and return its folder."""
    change(folder / "face_guide" / "data")
    return folder


def twice_the_causes(words: Path) -> None:
    """Give each cause a twin: its answers, and all that is said about it."""
    with rewritten(words / "en.json") as content:
        causes = content["causes"]
        causes |= {f"{id_}_twin": cause for id_, cause in causes.items()}
        for kind in (content["statements"], content["words"]):
            kind |= {
                twin(id_): entry
                for id_, entry in kind.items()
                if id_.startswith(("cause.", "net."))
            }


def twin(id_: str) -> str:
    """Return the id of what is said about the twin."""
    kind, cause, *rest = id_.split(".")
    return ".".join((kind, f"{cause}_twin", *rest))


def twice_the_locales(words: Path) -> None:
    """Give each language and locale a twin: en-US becomes xn-US."""
    for file in list(words.glob("en*.json")):
        shutil.copyfile(file, file.with_name(f"x{file.name[1:]}"))


@contextmanager
def rewritten(file: Path) -> Iterator[Any]:
    """Yield the content of a JSON file, to be changed."""
    content = json.loads(file.read_text(encoding="utf-8"))
    yield content
    file.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )


def probed(python: str, folder: Path, turns: str) -> Figures:
    """Return the figures of one fresh process.

    Its log goes to a file: a pipe would wake this process at each line, on the cores
    where the other is measured. Writing the line still counts.
    """
    setting = {
        "SKILL_ID": "amzn1.ask.skill.bench",
        "FACE_GUIDE_MODE": "guided",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
    }
    command = [
        python,
        "-I",
        "-S",
        "-B",
        str(HERE / "probe.py"),
        str(folder),
        repr(time.monotonic()),
        str(ROUNDS),
    ]
    with TemporaryFile("w+", encoding="utf-8") as log:
        subprocess.run(  # noqa: S603
            command, input=turns, stdout=log, text=True, check=True, env=setting
        )
        log.seek(0)
        found = json.loads(log.readlines()[-1])
    return {
        **{name: found[name] for name in ("cold", "import", "memory")},
        **dict(zip(TURNS, found["warm"], strict=True)),
    }


def measured(python: str, processes: int) -> Runs:
    """Return the figures of each package; packages take turns, a process each."""
    with TemporaryDirectory() as scratch:
        folders = dict(packages(Path(scratch), python))
        ours, theirs = json.dumps(our_turns()), json.dumps(their_turns())
        rounds = [
            {
                name: probed(python, folder, theirs if name == "hello world" else ours)
                for name, folder in folders.items()
            }
            for _ in range(processes + 1)
        ]
    return {
        name: [found[name] for found in rounds[1:]] for name in folders
    }  # the first reads the files from the disk


def middle(runs: Runs, name: str, figure: str) -> float:
    """Return the median of a package's figure."""
    return median(run[figure] for run in runs[name])


def share(runs: Runs, name: str, figure: str) -> float:
    """Return a package's figure as a share of hello-world's.

    It is the median over rounds of processes that ran one after the other: a busy
    machine slows all of them.
    """
    pairs = zip(runs[name], runs["hello world"], strict=True)
    return median(run[figure] / its[figure] for run, its in pairs)


def growth(runs: Runs, name: str, figure: str) -> float:
    """Return what doubled content adds to a figure, as a share of hello-world's."""
    rounds = zip(runs[name], runs["face guide"], runs["hello world"], strict=True)
    return median(
        (run[figure] - before[figure]) / its[figure] for run, before, its in rounds
    )


def table(runs: Runs) -> Iterator[str]:
    """Yield the figures as lines."""
    yield f"{'':14}" + "".join(f"{name:>20}" for name in runs)
    for figure, unit in UNITS.items():
        digits = 0 if unit == "kB" else 2
        cells = (
            f"{middle(runs, name, figure):.{digits}f} ({share(runs, name, figure):.2f})"
            for name in runs
        )
        yield f"{figure:10}{unit:>4}" + "".join(f"{cell:>20}" for cell in cells)
    parts = (middle(runs, name, "import") / middle(runs, name, "cold") for name in runs)
    yield f"{'import share':14}" + "".join(f"{part:>20.0%}" for part in parts)


def missed(runs: Runs) -> Iterator[str]:
    """Yield one line for each target that was not met."""
    for figure, most in TARGETS.items():
        if (found := share(runs, "face guide", figure)) > most:
            yield f"{figure}: {found:.3f} of hello world's, {most} is the target"
        for name in list(runs)[2:]:
            if (more := growth(runs, name, figure)) > MAX_GROWTH:
                yield (
                    f"{figure}: {name} add {more:.3f} of hello world's, "
                    f"{MAX_GROWTH} is the target"
                )


def main(arguments: list[str] | None = None) -> None:
    """Measure and print; fail when a target is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.lambda_door",
        description=(__doc__ or "").splitlines()[0],
    )
    parser.add_argument(
        "--processes", type=int, default=PROCESSES, help="fresh processes a package"
    )
    options = parser.parse_args(arguments)
    python = package.runtime_python() or sys.executable
    runs = measured(python, options.processes)
    print(
        f"Python {package.version(python)}, medians of {options.processes} processes, "
        f"{ROUNDS} rounds a warm turn; in brackets the share of hello world's"
    )
    print(*table(runs), sep="\n")
    if lines := [f"bench: {line}" for line in missed(runs)]:
        sys.exit("\n".join(lines))


if __name__ == "__main__":
    main()

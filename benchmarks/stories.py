"""Tell patient stories to the local speaker: `python -m benchmarks.stories`.

    --stories FILE    another file than tests/data/stories.toml
    --path full       force the full path of the check
    --list            name each story that came out otherwise than it should

How often are the level and the cause right, and how long does it take to hear?
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide import speech
from face_guide.alexa.skill import Skill
from face_guide.guide import Guide
from face_guide.prompts import Prompts
from face_guide.rules import Level
from face_guide.triage import assess
from speaker.conversation import Conversation, TranscriptTurn
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Story = Mapping[str, Any]

DATA = Path(__file__).parents[1] / "tests" / "data"
LEVELS = tuple(level.name for level in Level)
LONGEST = 45
"""Turns after the opening: more than any check asks, doubts included."""
OVER = {None, "explain", "rest_offer", "else", "meanwhile", "together"}
"""What is asked when the verdict has been spoken."""
HALF_SAID = "danger_sure"
"""The question about a sign that was half said."""
RULES = Guide.load().rules
SHORT = ("yes", "no", "yeah", "yep", "nope", "nah")
OVER_FIFTY = {"over_50", "over_65"}


class Stories(NamedTuple):
    """Stories, and the answers of whoever has none of their own: all is well."""

    stories: tuple[Story, ...]
    answers: Mapping[str, str]


class Outcome(NamedTuple):
    """A story, and the turns that it took, the launch first."""

    story: Story
    turns: tuple[TranscriptTurn, ...]

    @property
    def level(self) -> str | None:
        """The level that was spoken last."""
        return self.turns[-1].level

    @property
    def cause(self) -> str | None:
        """The cause that was spoken of last."""
        return self.turns[-1].cause

    @property
    def expected(self) -> list[str]:
        """The levels that are right; there may be two."""
        return list(self.story.get("levels") or [self.story["level"]])

    @property
    def higher(self) -> bool:
        """Whether the level is higher than any that is right."""
        return rank(self.level) > max(map(rank, self.expected))

    @property
    def lower(self) -> bool:
        """Whether the level is lower than any that is right, or none."""
        return rank(self.level) < min(map(rank, self.expected))

    @property
    def fair(self) -> bool:
        """Whether the cause is among those that a clinician may name."""
        return self.cause in self.story["causes"]

    @property
    def said(self) -> int:
        """How often the listener spoke."""
        return len(self.turns) - 1

    @property
    def seconds(self) -> float:
        """How long the guide spoke, with the verdict and without the launch."""
        words = sum(len(turn.speech.split()) for turn in self.turns[1:])
        return words / speech.WORDS_A_SECOND

    @property
    def kind(self) -> str:
        """What kind of story this is, by what the guide knows at its end."""
        person, facts = self.turns[-1].person, self.turns[-1].facts
        ages, lid = facts.get("age", ()), facts.get("location") == ("eyelid",)
        if self.level == "emergency":
            return "emergency"
        if "child" in (person, *ages) or person == "baby":
            return "child or baby"
        if person != "self":
            return "carer"
        if OVER_FIFTY.intersection(ages):
            return "fifty and over"
        return "lid, under fifty" if lid else "other, under fifty"

    def __repr__(self) -> str:
        levels = f"{self.level} for {self.expected}"
        return f"{self.story['id']}: {levels}, {self.cause} for {self.story['causes']}"


def rank(level: str | None) -> int:
    """Return the place of a level, the lowest first; none comes before all."""
    return LEVELS.index(level) if level else -1


def read(path: Path) -> Stories:
    """Return the stories of a file, with the default answers of stories.toml."""
    own, default = (
        tomllib.loads(one.read_text("utf-8")) for one in (path, DATA / "stories.toml")
    )
    return Stories(tuple(own["story"]), own.get("answers", default["answers"]))


def speaker(path: str | None = None) -> Conversation:
    """Return a speaker, and force the full path of the check where that is asked for.

    Whoever it is about calls for it then: each talk is about someone.
    """
    guide = Guide.load()
    if path == "full":
        anyone = Prompts.load("en-US").person_words
        people = frozenset(("person", id_) for id_ in anyone)
        guide.rules = guide.rules._replace(full_path=people)
    return Conversation(Skill(guide), Recognizer(Model.load("en-US")))


def tell(
    conversation: Conversation, story: Story, default: Mapping[str, str]
) -> Outcome:
    """Say the opening, then answer what is asked.

    Where nobody has an answer, say the opening again, as people do. Asked for just a
    yes or a no, people who began with one say that alone; asked once more, the others
    say one too, where it can only be a no.
    """
    turns = [said for said in (conversation.reopen(),) if said]
    turns.append(_said(conversation, story["opening"]))
    for _ in range(LONGEST):
        asked = turns[-1].asked
        if asked is None or asked in OVER:
            break
        known = {**default, **_truth(story, turns[-1]), **story["answers"]}
        answer = str(known.get(asked, story["opening"]))
        times = _times(turns)
        said = answer if times < 2 else _shorter(answer)
        if times > 2 and _is_danger(asked) and _is_calm(story):
            said = "no"
        turns.append(_said(conversation, said))
    return Outcome(story, tuple(turns))


def _times(turns: Sequence[TranscriptTurn]) -> int:
    """Return how often in a row the question that is open was asked."""
    last = turns[-1].asked
    return next((n for n, one in enumerate(reversed(turns)) if one.asked != last), 1)


def _is_danger(asked: str) -> bool:
    return asked.startswith("danger") and asked != "danger_when"


def _is_calm(story: Story) -> bool:
    """Whether nothing in the story is a danger: then it says so, asked thrice."""
    levels = story.get("levels") or [story["level"]]
    return max(map(rank, levels)) < rank("urgent")


def _truth(story: Story, turn: TranscriptTurn) -> dict[str, str]:
    """Return the answer to "do you mean this sign?", of whoever knows how it is.

    It is yes where the story is as grave as the sign, and no where it is not.
    """
    response = turn.exchange.response if turn.exchange else {}
    asked = response.get("sessionAttributes", {}).get("half_said")
    sign = assess({"warning_sign": (str(asked),)}, RULES).level if asked else None
    levels = story.get("levels") or [story["level"]]
    grave = sign is not None and max(map(rank, levels)) >= rank(sign.name)
    return {HALF_SAID: "yes" if grave else "no"}


def _shorter(answer: str) -> str:
    """Return a yes or a no alone: what people say when they are asked again."""
    first, *rest = answer.replace(",", " ").split()
    return first if first in SHORT and "but" not in rest else answer


def tell_all(stories: Stories, path: str | None = None) -> list[Outcome]:
    """Tell each story to a speaker that has heard none before."""
    conversation = speaker(path)
    return [tell(conversation, story, stories.answers) for story in stories.stories]


def _said(conversation: Conversation, text: str) -> TranscriptTurn:
    turn = conversation.say(text)
    if turn is None:
        raise RuntimeError(f"nobody listens any more to: {text}")
    return turn


FIGURES: dict[str, Callable[[Outcome], bool]] = {
    "level right": lambda one: not (one.higher or one.lower),
    "sent higher": lambda one: one.higher,
    "sent lower": lambda one: one.lower,
    "cause fair": lambda one: one.fair,
}


def report(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """Yield lines with the shares, then how long the verdict takes by kind of story."""
    missed = [
        one
        for one in outcomes
        if one.expected == ["emergency"] and one.level != "emergency"
    ]
    yield f"{len(outcomes)} stories, {len(missed)} emergencies missed"
    for name, counts in FIGURES.items():
        count = sum(map(counts, outcomes))
        yield f"{name:14}{count:5}  {count / len(outcomes):6.1%}"
    yield ""
    yield f"{'to the verdict':18}{'stories':>8}{'turns':>8}{'seconds':>9}{'longest':>9}"
    for kind in sorted({one.kind for one in outcomes}):
        own = [one for one in outcomes if one.kind == kind]
        turns, seconds = [one.said for one in own], [one.seconds for one in own]
        yield (
            f"{kind:18}{len(own):8}{median(turns):8.0f}"
            f"{median(seconds):9.0f}{max(seconds):9.0f}"
        )


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return the exit code."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.stories",
        description=(__doc__ or "").rpartition("\n\n")[2],
    )
    options.add_argument("--stories", type=Path, default=DATA / "stories.toml")
    options.add_argument("--path", choices=("full",), help="of the check")
    options.add_argument("--list", action="store_true", help="name what went wrong")
    given = options.parse_args(arguments)
    outcomes = tell_all(read(given.stories), given.path)
    for line in report(outcomes):
        print(line)
    for one in outcomes if given.list else ():
        if one.higher or one.lower or not one.fair:
            print(f"    {one}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

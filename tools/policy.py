"""The store's policies for words, spoken and written: what a health skill may not say.

What it has to say, and which phrases its prompts may suggest, is checked here as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from face_guide.handlers import HANDLERS
from face_guide.prompts import Prompts, locales
from tools.build_models import CUSTOM, PACKAGE
from tools.compile_content import read_locale
from tools.paths import CONTENT
from tools.sentences import Sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from face_guide.prompts import Statement

FORBIDDEN = {
    r"botox|dysport|xeomin|tegretol|neurontin|lipitor|nurofen|advil|tylenol|panadol|"
    r"anadin|disprin|lidoderm|optrex|systane": (
        "no brands of medicines; use the generic name"
    ),
    r"(?<!can't )(?<!cannot )(?<!not )call(?:ing)? "
    r"(?:an ambulance|911|999|000|112|nine|triple) for you|"
    r"(?:i|we)(?:'ll| can| will) call": "the skill may not claim to call for help",
    r"cures?\b|cured\b|guarantee\w*|miracle|clinically proven|100 ?%|"
    r"life-?saving|saves? lives": "no promise of a cure or of saving lives",
    r"you(?:'ve got| have| are having|'re having) (?:an? )?"
    r"(?:stroke|seizure|tic\b|tumou?r|bell's|hemifacial|trigeminal|blepharospasm|"
    r"multiple sclerosis)": 'never "you have …"; say that it can fit',
    r"\d+ ?(?:mg|milligrams?|ml|mcg|micrograms?)\b|"
    r"(?:one|two|three|\d+) (?:tablets?|pills?|capsules?)\b": "no doses",
    r"(?<!not )(?<!n't )(?:i|we|face guide|this skill) (?:can |will )?diagnos\w+": (
        "the skill does not diagnose"
    ),
}
IN_STORE = {
    r"\bapps?\b": 'call it a "skill"',
    r"alexa skill|amazon|\becho\b|\baws\b": "no brand of Amazon beyond the wake word",
}
ASKING = {r"\bquestions?\b": "in information mode nothing is asked; say what is told"}
PROMPTS = ("ask.", "help.", "miss.")
_SUGGESTS = re.compile(
    r"\b(?:[Ss]ay|like) (.+)[.]$|\basking: (.+)[?]$|: ([^:]+, or [^:]+)[?]$"
)
_BETWEEN = re.compile(r",? or say |, like |,? or |, ")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_INDIRECT = ("where it is",)
_DIGITS = {"zero": "0", "one": "1", "two": "2", "three": "3", "eight": "8", "nine": "9"}


def digits(number: str) -> str:
    """Return a spoken emergency number as it is written.

    Example:
        >>> digits("nine nine nine"), digits("triple zero")
        ('999', '000')
    """
    first, *rest = number.split()
    if first == "triple":
        return 3 * _DIGITS[rest[0]]
    return "".join(_DIGITS[word] for word in (first, *rest))


def breaches(text: str) -> list[str]:
    """Return one mend for each thing that a text may not say, in a store or aloud."""
    return _found(text, FORBIDDEN)


def store_breaches(text: str) -> list[str]:
    """Return one mend for each thing that only a text of the store may not say.

    The wake word in an invocation is meant to be there.
    """
    return _found(re.sub(r'"Alexa, [^"]*"', "", text), IN_STORE)


def asking(text: str) -> list[str]:
    """Return one mend for each promise to ask the listener something."""
    return _found(text, ASKING)


def _found(text: str, patterns: dict[str, str]) -> list[str]:
    hits = (
        (re.search(pattern, text, re.IGNORECASE), mend)
        for pattern, mend in patterns.items()
    )
    return [f'"{hit[0]}": {mend}' for hit, mend in hits if hit]


def spoken(package: Path = PACKAGE) -> Iterator[str]:
    """Yield what is wrong with the words that the skill speaks, in every locale.

    A line for a whole language comes once. What prompts suggest has to be understood by
    the models of the package.
    """
    lines: dict[str, None] = {}
    for locale in locales():
        model = Sentences.load(package / CUSTOM / f"{locale}.json")
        said, files = Prompts.load(locale), _files(locale)
        found = [
            (id_, mend)
            for id_, statement in said.statements.items()
            for mend in statement_breaches(id_, statement, model.understands)
        ]
        lines |= {
            f"{files[id_]}: {id_}: {mend}": None
            for id_, mend in [*found, *_disclaimers(said)]
        }
        lines |= {f"{locale}.json: {mend}": None for mend in _unhandled(model.intents)}
    yield from lines


def _files(locale: str) -> dict[str, str]:
    """Return the file in which each statement of a locale stands."""
    return {id_: file for id_, (file, _) in read_locale(CONTENT, locale).items()}


def statement_breaches(
    id_: str, statement: Statement, understands: Callable[[str], bool]
) -> Iterator[str]:
    """Yield one mend for each fault of a statement.

    Args:
        id_: Its id, which tells whether it is a question.
        statement: Its wordings.
        understands: Whether the model understands a phrase that a prompt suggests.
    """
    texts = (statement.say, statement.again, statement.reprompt, statement.why)
    for text in filter(None, texts):
        yield from breaches(text)
        for phrase in suggested(text) if id_.startswith(PROMPTS) else ():
            if not understands(phrase):
                yield (
                    f'suggests "{phrase}", which no model understands; suggest a sample'
                )
    yield from _asks(statement) if id_.startswith("ask.") else _tells(statement)


def _asks(statement: Statement) -> Iterator[str]:
    for text in filter(None, (statement.say, statement.again)):
        if not text.endswith("?"):
            yield "must end in a question: it leaves the session open"
    if not statement.reprompt or statement.reprompt == statement.say:
        yield "needs a reprompt of its own"


def _tells(statement: Statement) -> Iterator[str]:
    if any("?" in (text or "") for text in (statement.say, statement.again)):
        yield "must not ask: questions are acts of their own, below ask."


def suggested(text: str) -> Iterator[str]:
    """Yield the phrases that a prompt suggests to say."""
    for sentence in _SENTENCE.split(text):
        found = _SUGGESTS.search(sentence)
        named = next(filter(None, found.groups()), "") if found else ""
        for phrase in filter(None, _BETWEEN.split(named)):
            said = (
                re.sub(r" (?:to|for) .*", "", phrase)
                if sentence.startswith("Say ")
                else phrase
            )
            if said not in _INDIRECT:
                yield said


def _disclaimers(said: Prompts) -> Iterator[tuple[str, str]]:
    for id_, words in (
        ("disclaimer", "not a doctor"),
        ("about.who", "can't call for help"),
        ("launch.welcome", "emergency"),
    ):
        if words not in said.statement(id_).say:
            yield id_, f'must hold the words "{words}"'


def _unhandled(intents: list[str]) -> Iterator[str]:
    for name in sorted(set(intents) - set(HANDLERS)):
        yield f"{name}: has no handler; add it to HANDLERS"

"""Warning signs put together from their parts: what fails, and how it fails.

They are heard though no value of the model holds just that pair.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from speaker.nlu import english
from speaker.nlu.frames import same_clause
from speaker.nlu.normalize import stem as stem_of
from speaker.nlu.spotting import WIDEST, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speaker.nlu.model import Model, Phrase
    from speaker.nlu.normalize import Sentence

BEFORE, AFTER = 3, 6
"""Words from the fault to the part ("weakness in my arm"), and from the part to the
fault ("my arm has just gone dead")."""
PAIRED = 0.4
"""How much less a pair weighs than a value that spells it out."""
TOLD, CLOSE = 60, 3
"""Words in which halves of a sign are looked for; words between those of a half."""
MOST = 60
"""Pairs that are looked at in one sentence."""


class _Sign(NamedTuple):
    phrase: Phrase
    """The value that stands for the sign."""
    parts: set[str]
    faults: set[str]
    """How a part fails: "droop", "weak"."""
    lost: set[str]
    """What cannot be done, with a part or without one: "lift", "speak"."""

    def without(self, parts: set[str], faults: set[str]) -> _Sign:
        """Return the sign without some of its words."""
        return self._replace(parts=self.parts - parts, faults=self.faults - faults)


class _Joined(NamedTuple):
    """What makes a sign only together, as stems: "fever | and | a stiff neck"."""

    phrase: Phrase
    ones: tuple[tuple[str, ...], ...]
    others: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, phrases: list[Phrase], parts: set[str]) -> _Joined:
        """Learn the halves of all values of a sign that have an "and".

        A part alone says nothing.
        """
        small = parts | set(map(stem_of, english.MANNER | english.GONE))
        halves = [
            _halves(phrase)
            for phrase in phrases
            if phrase.words.count(english.AND) == 1
        ]
        told = [
            (one, other)
            for one, other in halves
            if not small.issuperset(one) and not small.issuperset(other)
        ]
        ones, others = (
            tuple(dict.fromkeys(half))
            for half in (zip(*told, strict=True) if told else ((), ()))
        )
        return cls(phrases[0], ones, others)


class Signs:
    """The parts and faults of each sign, learned once from the values of a model."""

    def __init__(self, model: Model, kind: str) -> None:
        self._weights = model.phrase_weights
        values: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in model.phrases:
            if kind in phrase.readings:
                values[phrase.readings[kind].id].append(phrase)
        subjects = {
            stem
            for phrase in itertools.chain(*values.values())
            for stem in _subject(phrase)
        }
        known = subjects | {
            p.content[-1]
            for p in model.phrases
            if "LOCATION" in p.readings and p.content
        }
        # What alone is a value of something else is no fault: a face that "pulls" may
        # only twitch.
        same = {
            name
            for sign in values.values()
            for phrase in sign
            for name in phrase.readings
        }
        calm = [
            p
            for p in model.phrases
            if kind not in p.readings
            and same & p.readings.keys() - {"CAUSE", "BACKGROUND"}
        ]
        other = {p.content[0] for p in calm if len(p.content) == 1}
        # Where a twitch sits first of all, only values in full are signs.
        usual = {stem for phrase in _usual(model) for stem in phrase.content}
        signs = [
            _learned(phrases, known).without(usual, other)
            for phrases in values.values()
        ]
        # A movement is what people come for: beside it, only values in full are signs.
        self._joined = [
            _Joined.of(phrases, known | model.movements) for phrases in values.values()
        ]
        self._signs = [sign for sign in signs if sign.parts]
        self.parts = frozenset().union(*(sign.parts for sign in self._signs))

    def spot(self, sentence: Sentence) -> list[Span]:
        """Return the pairs in a sentence as spans, the heaviest first.

        Those of one stretch are the sign of the first.
        """
        found = [
            span
            for sign in self._signs
            for span in itertools.islice(self._pairs(sign, sentence), MOST)
        ]
        found += [
            span for joined in self._joined if (span := self._both(joined, sentence))
        ]
        return sorted(found, key=lambda s: (-s.score, s.start, s.phrase.words))[:MOST]

    def _pairs(self, sign: _Sign, sentence: Sentence) -> Iterator[Span]:
        stems = sentence.stems
        parts = [i for i, stem in enumerate(stems[:WIDEST]) if stem in sign.parts]
        if not parts:
            return
        meant = [
            i
            for i, word in enumerate(sentence.words)
            if word in english.MEANT and i > parts[0]
        ]
        for i, stem in enumerate(stems[:WIDEST]):
            if stem not in sign.faults and stem not in sign.lost:
                continue
            if meant:
                yield from self._meant(sign, parts, meant, i, sentence)
            for part in parts:
                if (
                    i != part
                    and -BEFORE <= i - part <= AFTER
                    and self._belong(sign, part, i, sentence)
                ):
                    used = frozenset({i, part, *_unable(sentence, i, self.parts)})
                    score = self._weights[stem] + self._weights[stems[part]] - PAIRED
                    yield Span(
                        min(used),
                        max(used),
                        used,
                        score,
                        sign.phrase,
                        put_together=True,
                    )

    def _both(self, joined: _Joined, sentence: Sentence) -> Span | None:
        """Find two things told in one breath that are a sign only together.

        For example "a temperature and my neck won't bend".
        """
        stems = sentence.stems[:TOLD]
        heard = set(stems)
        one = next(
            (
                used
                for half in joined.ones
                if half[0] in heard and (used := _together(half, stems))
            ),
            None,
        )
        if one is None:
            return None
        other = next(
            (
                u
                for half in joined.others
                if half[0] in heard
                and (u := _together(half, stems))
                and u.isdisjoint(one)
            ),
            None,
        )
        if other is None:
            return None
        used = one | other
        score = sum(self._weights.get(stems[i], 0.2) for i in used) - PAIRED
        return Span(min(used), max(used), used, score, joined.phrase, put_together=True)

    def _meant(
        self,
        sign: _Sign,
        parts: list[int],
        meant: list[int],
        i: int,
        sentence: Sentence,
    ) -> Iterator[Span]:
        """Resolve "it" to the last part that was spoken of.

        For example "my face was twitching and today it's gone slack".
        """
        it = next(
            (
                n
                for n in reversed(meant)
                if n < i
                and not set(sentence.words[n + 1 : i])
                - english.LIGHT
                - english.UNABLE
                - english.GONE
            ),
            None,
        )
        before = [
            n for n, stem in enumerate(sentence.stems[: it or 0]) if stem in self.parts
        ]
        if (
            it is not None
            and before
            and before[-1] in parts
            and self._fails(sign, i, sentence)
        ):
            used = frozenset({i, it, *_unable(sentence, i, self.parts)})
            yield Span(
                it,
                i,
                used,
                self._weights[sentence.stems[i]] + 1 - PAIRED,
                sign.phrase,
                put_together=True,
            )

    def _fails(self, sign: _Sign, i: int, sentence: Sentence) -> bool:
        stem, unable = sentence.stems[i], _unable(sentence, i, self.parts)
        return (
            stem in sign.lost
            if unable
            else stem in sign.faults and (stem != "go" or _ends(sentence, i))
        )

    def _belong(self, sign: _Sign, part: int, i: int, sentence: Sentence) -> bool:
        if not same_clause(sentence.words, part, i):
            return False
        between = range(min(i, part) + 1, max(i, part))
        if any(sentence.stems[n] in self.parts and n < i for n in between):
            return False
        if (
            i < part
            and not _unable(sentence, i, self.parts)
            and any(sentence.words[n] not in english.LIGHT for n in between)
        ):
            return False
        if sentence.stems[i] == "go" and any(
            sentence.words[n] not in english.LIGHT for n in between
        ):
            return False
        return self._fails(sign, i, sentence)


def _halves(phrase: Phrase) -> tuple[tuple[str, ...], tuple[str, ...]]:
    at = phrase.words.index(english.AND)
    one, other = phrase.words[:at], phrase.words[at + 1 :]
    return _telling(one), _telling(other)


def _telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the stems that must be heard of a half, a negator among them."""
    return tuple(
        stem_of(word)
        for word in words
        if word not in english.LIGHT or word in english.UNABLE
    )


def _together(half: tuple[str, ...], stems: tuple[str, ...]) -> frozenset[int] | None:
    """Return where the stems of a half stand close by, in order."""
    for start in (i for i, stem in enumerate(stems) if stem == half[0]):
        at = [start]
        for stem in half[1:]:
            after = range(at[-1] + 1, min(len(stems), at[-1] + 2 + CLOSE))
            found = next((i for i in after if stems[i] == stem), None)
            if found is None:
                break
            at.append(found)
        else:
            return frozenset(at)
    return None


def _ends(sentence: Sentence, i: int) -> bool:
    """Return whether nothing tells where something has gone."""
    return not set(sentence.words[i + 1 : i + 3]) - english.TAILS


def _unable(sentence: Sentence, i: int, parts: frozenset[str]) -> tuple[int, ...]:
    """Return the position of the word that denies an ability just before a verb."""
    for n in range(i - 1, max(-1, i - 4), -1):
        if sentence.words[n] in english.UNABLE:
            return (n,)
        if sentence.words[n] not in english.LIGHT and sentence.stems[n] not in parts:
            break
    return ()


def _usual(model: Model) -> Iterator[Phrase]:
    """Yield the ways to say the first of the places, the commonest."""
    places = [phrase for phrase in model.phrases if "LOCATION" in phrase.readings]
    yield from (
        phrase
        for phrase in places
        if phrase.readings["LOCATION"] == places[0].readings["LOCATION"]
    )


def _stemmed(phrase: Phrase) -> Iterator[tuple[str, str]]:
    return ((word, stem_of(word)) for word in phrase.words)


def _learned(phrases: list[Phrase], known: set[str]) -> _Sign:
    parts = {stem for phrase in phrases for stem in _subject(phrase)}
    parts |= {stem for phrase in phrases for stem in _object(phrase)} & known
    parts -= set(map(stem_of, english.THINGS | english.HELD))
    faults: set[str] = set()
    lost: set[str] = set()
    for phrase in phrases:
        told = [
            s
            for w, s in _stemmed(phrase)
            if w not in english.LIGHT | english.UNABLE | english.MANNER
        ]
        gone = {stem_of(word) for word in english.GONE}
        rest = [stem for stem in told if stem not in parts]
        rest = [stem for stem in rest if stem not in gone] or rest
        told = [stem for stem in told if stem in parts or stem in rest]
        if len(rest) == 1 and len(told) <= 2:
            denied = not english.UNABLE.isdisjoint(phrase.words)
            if denied:
                lost |= set(rest)
            elif len(told) == 2:
                faults |= set(rest)
    return _Sign(phrases[0], parts, faults, lost)


def _subject(phrase: Phrase) -> Iterator[str]:
    """Yield what something is said of: "arm | is …"."""
    told = list(_stemmed(phrase))
    if (
        len(told) > 1
        and told[1][0] in english.SAYING
        and told[0][0] not in english.LIGHT | english.UNABLE | english.MANNER
    ):
        yield told[0][1]


def _object(phrase: Phrase) -> Iterator[str]:
    """Yield what is somebody's: "can't lift her | arm"."""
    for (word, _), (after, stem) in itertools.pairwise(_stemmed(phrase)):
        if word in english.HERS and after not in english.LIGHT | english.MANNER:
            yield stem

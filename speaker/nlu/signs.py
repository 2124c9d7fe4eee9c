"""Which warning signs an utterance tells of, and which it only may tell of."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from speaker.nlu.assertion import has_cue, is_question_about_nobody, status
from speaker.nlu.language import ENGLISH
from speaker.nlu.normalize import moves
from speaker.nlu.utterance import DANGER, MEDICINE

if TYPE_CHECKING:
    from speaker.nlu.linear import Pack
    from speaker.nlu.spotting import Span, Spotter
    from speaker.nlu.utterance import Utterance

NONE = "-"
MOVES = 0.5
"""What a sign needs more where a twitch is told and no sign is named."""
WINDOW = 30
"""Words in which a sign is looked for; a longer tale is read part by part."""


class Danger(NamedTuple):
    """The warning signs in a sentence: those told, or one to ask about."""

    told: tuple[str, ...] = ()
    asked: str | None = None

    @property
    def signs(self) -> set[str]:
        """All signs, told or to be asked about."""
        return {*self.told, *((self.asked,) if self.asked else ())}


class SignDetector:
    """Detects warning signs by what was learned and by what the model names."""

    def __init__(self, pack: Pack, spotter: Spotter) -> None:
        self._head, self._features = pack.heads["danger"], pack.features
        self._thresholds, self._spotter = pack.thresholds, spotter

    def detect(self, heard: Utterance) -> Danger:
        """Return the signs that are told, or else the likeliest to ask about."""
        denied, asserted = self.named(heard)
        leads, spelled = self._undenied(heard, denied, asserted), self._spelled(heard)
        is_twitch = moves(heard.words) and not spelled
        edges = {id_: self._edge(id_, heard, is_twitch=is_twitch) for id_ in leads}
        told = [id_ for id_ in leads if leads[id_] > edges[id_]]
        if told and not is_question_about_nobody(heard.words):
            first = max(told, key=leads.__getitem__)
            others = (id_ for id_ in spelled if id_ in told)
            return Danger(tuple(dict.fromkeys((first, *others))))
        return Danger(asked=self._likeliest(leads, asserted, is_twitch=is_twitch))

    def named(self, heard: Utterance) -> tuple[set[str], set[str]]:
        """Return the signs that are named and denied, and those that are asserted."""
        denied: set[str] = set()
        asserted: set[str] = set()
        for span in filter(_is_sign, heard.spans):
            whole = not ENGLISH.negators.isdisjoint(span.phrase.words)
            ends = (span.start,) if whole else (span.start, span.end)
            negated = "negated" in {status(heard.words, place) for place in ends}
            (denied if negated else asserted).add(span.phrase.readings[DANGER].id)
        return denied, asserted

    def _undenied(
        self, heard: Utterance, denied: set[str], asserted: set[str]
    ) -> dict[str, float]:
        """Return the leads of the signs that are left when some are denied.

        A sign that scores less than one that is denied is its shadow, and goes too.
        """
        leads = self._leads(heard)
        shadow = max((leads[id_] for id_ in denied - asserted), default=-inf)
        if not ENGLISH.adversatives.isdisjoint(heard.words):
            shadow = -inf  # what follows a "but" counts
        return {
            id_: lead
            for id_, lead in leads.items()
            if id_ in asserted or (id_ not in denied and lead > shadow)
        }

    def _likeliest(
        self, leads: dict[str, float], asserted: set[str], *, is_twitch: bool
    ) -> str | None:
        """Return the sign to ask about; a named one needs less than another."""
        ask = self._thresholds["ask"]
        best = max(leads, key=leads.__getitem__, default=None)
        doubted = MOVES / 2 if is_twitch else 0
        if best and leads[best] > ask + doubted:
            return best
        likely = (id_ for id_ in sorted(asserted) if leads.get(id_, -inf) > 2 * ask)
        return next(likely, None)

    def _leads(self, heard: Utterance) -> dict[str, float]:
        """Return the lead of each sign before none, in any part of a long tale."""
        words = heard.sentence.text.split()
        starts = range(0, len(words), WINDOW // 2) if len(words) > WINDOW else ()
        parts = [" ".join(words[start : start + WINDOW]) for start in starts]
        features = [heard.features, *map(self._features, parts)]
        scores = np.stack([self._head.scores(one) for one in features])
        none = self._head.labels.index(NONE)
        leads = (scores - scores[:, none, None]).max(axis=0)
        found = dict(zip(self._head.labels, map(float, leads), strict=True))
        return {id_: lead for id_, lead in found.items() if id_ != NONE}

    def _edge(self, sign: str, heard: Utterance, *, is_twitch: bool) -> float:
        """Return the lead from which on a sign is told and not asked about.

        A sign that needs evidence is told by little with it, and hardly without; a
        twitch in strong words is near to any sign that is not spelled out.
        """
        raised, cues = self._thresholds["raise"], ENGLISH.evidence.get(sign)
        if cues is None:
            return raised + MOVES if is_twitch else raised
        if not has_cue(heard.words, cues):
            return raised + 3 * MOVES
        medicine = any(MEDICINE in span.phrase.readings for span in heard.spans)
        return raised - MOVES if medicine else raised + MOVES

    def _spelled(self, heard: Utterance) -> list[str]:
        """Return the signs that the model spells out and that are asserted."""
        return [
            span.phrase.readings[DANGER].id
            for span in filter(_is_sign, self._spotter.exact(heard.sentence))
            if status(heard.words, span.start) == "asserted"
        ]


def _is_sign(span: Span) -> bool:
    return DANGER in span.phrase.readings

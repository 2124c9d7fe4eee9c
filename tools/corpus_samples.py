"""Sentences of the corpus as samples: what is marked, or known, becomes a slot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.corpus import Mark, Utterance, pieces
from tools.sentences import trie_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tools.model_schema import Contract
    from tools.sentences import Phrases


class SampleWriter:
    """Writes samples for a locale."""

    def __init__(
        self,
        contract: Contract,
        phrases: Mapping[str, Mapping[str, str]],
        unmarked: Collection[str],
    ) -> None:
        """Take what the samples may be made of.

        Args:
            contract: The contract of the guided mode.
            phrases: Slot type to the phrases of the locale to the id of each.
            unmarked: Intents of which the corpus marks no slot.
        """
        self._contract = contract
        self._phrases = phrases
        self._unmarked = unmarked
        self._tries: dict[str, Phrases] = {}

    def sample(self, utterance: Utterance, intent: str) -> str:
        """Return a sentence as a sample of an intent.

        A marked stretch is its slot where it is a value in the model; another stretch
        for the same slot stays as it was said.
        """
        filled = set[str]()
        text = ""
        for piece in pieces(utterance):
            if isinstance(piece, Mark):
                text += self._stretch(piece, utterance, intent, filled)
            else:
                text += piece
        tokens = text.split()
        if intent in self._unmarked:
            for slot in self._contract.intent[intent].slots:
                tokens = self._with_slot(tokens, slot)
        if intent == self._contract.corpus.danger:
            tokens = self._with_subject(tokens, filled)
        return " ".join(tokens)

    def _stretch(
        self, mark: Mark, utterance: Utterance, intent: str, filled: set[str]
    ) -> str:
        kind = self._contract.intent[intent].slots.get(mark.slot)
        meant = self._contract.same_reply.meant.get(intent, {}).get(mark.slot)
        if kind is None or mark.slot in filled or meant not in (None, utterance.sign):
            return mark.words
        first, _, rest = mark.words.partition(" ")
        slot = f"{{{mark.slot}}}"
        if mark.words in self._phrases[kind]:
            filled.add(mark.slot)
            return slot
        # The values of a generated type are bare: "since | ten days".
        if rest in self._phrases[kind] and self._contract.type[kind].generate:
            filled.add(mark.slot)
            return f"{first} {slot}"
        return mark.words

    def _with_slot(self, tokens: list[str], slot: str) -> list[str]:
        """Put a slot for the first phrase of it that nobody had to mark."""
        for start in range(len(tokens)):
            if found := self._value(tokens[start:], slot):
                return [*tokens[:start], f"{{{slot}}}", *tokens[start + found[0] :]]
        return tokens

    def _with_subject(self, tokens: list[str], filled: set[str]) -> list[str]:
        """Put a slot for whom a danger is about: the reply speaks of that person.

        Only for who begins the sentence, and where the listener is not in it: "they
        doubled my dose".
        """
        for slot, oneself in self._contract.same_reply.understood.items():
            values = [self._value(tokens[i:], slot) for i in range(len(tokens))]
            own = any(value and value[1] == oneself for value in values)
            if values[0] and not own and slot not in filled:
                return [f"{{{slot}}}", *tokens[values[0][0] :]]
        return tokens

    def _value(self, tokens: list[str], slot: str) -> tuple[int, str] | None:
        """Return how many words a sentence begins with are a value, and its id."""
        ends = self._trie(self._contract.slot_types[slot]).ends(tuple(tokens))
        found = [(len(tokens) - len(after), id_) for after, id_ in ends]
        return max(found, default=None)

    def _trie(self, kind: str) -> Phrases:
        if kind not in self._tries:
            self._tries[kind] = trie_of(self._phrases[kind])
        return self._tries[kind]

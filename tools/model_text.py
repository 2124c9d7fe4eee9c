"""What the platform takes as the text of a sample or of a slot value.

The figures are Amazon's or stricter; see "Create the interaction model for your skill"
in its documentation.
"""

from __future__ import annotations

import re

SAMPLE_CHARACTERS = 100
VALUE_CHARACTERS = 60
SPELLING = (
    "must be lower-case words; spell numbers out, "
    'write initials as "m. s." or MS, leave punctuation out'
)

# A word, or initials: "m. s." or "MS", never "ms".
_WORD = r"(?:[a-z]+(?:'[a-z]+)*|[a-z]\.|[A-Z]{2,})"
_SLOT = r"\{[a-z_]+\}"
_TOKEN = rf"(?:{_WORD}|{_SLOT}(?:'s)?)"
VALUE_TEXT = re.compile(rf"{_WORD}(?: {_WORD})*")
SAMPLE_TEXT = re.compile(rf"{_TOKEN}(?: {_TOKEN})*")
ONLY_SLOTS = re.compile(rf"{_SLOT}(?: {_SLOT})*")
SLOT_NAMES = re.compile(r"\{(\w+)\}")

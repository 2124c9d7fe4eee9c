"""Tools of the workshop: they build and check what the skill ships, and are never shipped themselves."""

from __future__ import annotations

import sys

from tools.paths import LAMBDA

# `python -m tools.…` finds the guide without PYTHONPATH.
if str(LAMBDA) not in sys.path:
    sys.path.insert(0, str(LAMBDA))

"""Build and check what the skill ships; the tools themselves are never shipped."""

from __future__ import annotations

import sys

from tools.paths import LAMBDA

# `python -m tools.…` finds the guide without PYTHONPATH.
if str(LAMBDA) not in sys.path:
    sys.path.insert(0, str(LAMBDA))

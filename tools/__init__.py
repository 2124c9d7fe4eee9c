"""Tools of the workshop: they build and check what the skill ships, and never ship."""

from __future__ import annotations

import sys
from pathlib import Path

_LAMBDA = str(Path(__file__).resolve().parent.parent / "lambda")
# So that `python -m tools.…` finds the guide without PYTHONPATH.
if _LAMBDA not in sys.path:
    sys.path.insert(0, _LAMBDA)

"""The local speaker: an Echo on one's own machine, for a terminal, a script or a page. Never shipped to Lambda."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The one place where the skill's folder is put on the path, so that `python -m speaker` needs no PYTHONPATH.
if str(ROOT / "lambda") not in sys.path:
    sys.path.insert(0, str(ROOT / "lambda"))

"""The local speaker, a virtual Echo on one's own machine. Never shipped to Lambda."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, or the folder of the installed packages."""

# In a checkout where nothing is installed the guide lies beside this package.
if find_spec("face_guide") is None:
    sys.path.insert(0, str(ROOT / "lambda"))

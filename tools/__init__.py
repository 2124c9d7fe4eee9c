"""Build, check, measure and release: a module a command, `face-guide` for them all."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from tools.paths import LAMBDA

# In a checkout where nothing is installed the guide lies beside this package.
if find_spec("face_guide") is None:
    sys.path.insert(0, str(LAMBDA))

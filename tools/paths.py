"""The folders of the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAMBDA = ROOT / "lambda"
CONTENT = ROOT / "content"
DATA = LAMBDA / "face_guide" / "data"
INTERACTION_MODELS = ROOT / "interaction-models"
SKILL_PACKAGE = ROOT / "skill-package"
MODELS = SKILL_PACKAGE / "interactionModels" / "custom"
DIST = ROOT / "dist"

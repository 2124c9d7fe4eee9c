"""The Lambda door. `handler` is what the function's configuration names."""

from __future__ import annotations

import os
from typing import Any

from face_guide.guide import Guide
from face_guide.skill import Skill

skill = Skill(Guide.load(os.environ.get("FACE_GUIDE_MODE", "guided")), os.environ.get("SKILL_ID") or None)


def handler(event: object, context: object) -> dict[str, Any]:
    """Answer one Alexa request envelope."""
    return skill(event)

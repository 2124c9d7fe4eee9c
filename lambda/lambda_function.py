"""The Lambda endpoint. `handler` is what the function's configuration names."""

from __future__ import annotations

import os
import sys
from typing import Any

from face_guide.alexa import logs
from face_guide.alexa.skill import Skill
from face_guide.errors import FaceGuideError, SettingError
from face_guide.guide import Guide


def start(setting: Any = os.environ) -> Skill:
    """Return the skill of this function.

    Args:
        setting: The environment, or a mapping like it.

    Raises:
        SettingError: A setting is missing or wrong; in one line that names it.
    """
    if function := setting.get("AWS_LAMBDA_FUNCTION_NAME"):
        logs.start(logs.MetricLines(function))
        if not setting.get("SKILL_ID"):
            raise SettingError(
                "SKILL_ID: set it to the id of your skill, amzn1.ask.skill.…"
            )
    return Skill(
        Guide.load(setting.get("FACE_GUIDE_MODE", "guided")),
        setting.get("SKILL_ID") or None,
        setting.get("FACE_GUIDE_SOUNDS"),
    )


try:
    skill = start()
except FaceGuideError as error:
    sys.exit(str(error))


def handler(event: object, context: object) -> dict[str, Any]:
    """Answer one Alexa request envelope."""
    return skill(event)

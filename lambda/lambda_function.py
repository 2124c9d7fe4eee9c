"""The Lambda door. `handler` is what the function's configuration names."""

from __future__ import annotations

import gc

gc.disable()  # what is imported below is no garbage; looking for some would be a twentieth of a cold start

import os  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

from face_guide.alexa import logs, metrics  # noqa: E402
from face_guide.alexa.skill import Skill  # noqa: E402
from face_guide.errors import FaceGuideError, SettingError  # noqa: E402
from face_guide.guide import Guide  # noqa: E402


def start(setting: Any = os.environ) -> Skill:
    """Return the skill of this function. Stops the start with one line that names a setting that is missing or wrong."""
    if function := setting.get("AWS_LAMBDA_FUNCTION_NAME"):
        logs.start(metrics.MetricLines(function))
        if not setting.get("SKILL_ID"):
            raise SettingError(
                "SKILL_ID: set it to the id of your skill, amzn1.ask.skill.…"
            )
    return Skill(
        Guide.load(setting.get("FACE_GUIDE_MODE", "guided")),
        setting.get("SKILL_ID") or None,
    )


try:
    skill = start()
except FaceGuideError as error:
    sys.exit(str(error))
gc.freeze()
gc.enable()


def handler(event: object, context: object) -> dict[str, Any]:
    """Answer one Alexa request envelope."""
    return skill(event)

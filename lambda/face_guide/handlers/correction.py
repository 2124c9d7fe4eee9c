"""Corrections: what was misheard is put right, and a half-said sign may be taken back.

A level comes down in one case only: a sign that was half said raised it, and a clear
correction takes that back. Once, and never where danger was named plainly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts
from face_guide.handlers import check
from face_guide.handlers.read_back import recap
from face_guide.rules import Level
from face_guide.turn import Act

if TYPE_CHECKING:
    from face_guide.state import SessionState


def correct(context: TurnContext) -> Reply:
    """Take what was put right, and go on; without it, say what was understood."""
    told = any(context.turn.slots.values())
    if not told:
        return Reply((recap(context), Act("correction.what")), "change", context.state)
    return check.raised(context)._replace(acts=acts("correction.noted"))


def take_back(context: TurnContext) -> Reply | None:
    """Take back the sign that was half said; None where there is nothing to.

    A correction that names another sign takes nothing back.
    """
    corrects = context.turn.intent == "CorrectionIntent" and not context.red_flags
    if not corrects or not context.state.undo:
        return None
    context = context.with_state(_without_sign(context.state))
    reply = check.raised(context)
    return reply._replace(acts=(Act("correction.taken_back"), *reply.acts))


def _without_sign(state: SessionState) -> SessionState:
    sign, _, level = (state.undo or "").partition(".")
    before = Level.__members__.get(level)
    state = state.without_answer("warning_sign", sign)
    cleared = state.replace(level=before, warning=None, undo=None)
    return cleared.replace(asked=None, cause=None)

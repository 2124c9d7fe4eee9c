"""What each intent does: a table of functions from a turn's context to a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.handlers import check, correction, session, topics

if TYPE_CHECKING:
    from collections.abc import Callable

    from face_guide.context import Reply, TurnContext

    Handler = Callable[[TurnContext], Reply]

HANDLERS: dict[str, Handler] = {
    "WhyTwitchIntent": check.proceed,
    "AnswerIntent": check.answer,
    "WarningSignIntent": check.proceed,
    "CaregiverIntent": check.caregiver,
    "NotSureIntent": check.not_sure,
    "WhyAskIntent": check.why_ask,
    "AMAZON.YesIntent": check.yes,
    "AMAZON.NoIntent": check.no,
    "ListCausesIntent": topics.list_causes,
    "ExplainCauseIntent": topics.explain,
    "PreventionTipsIntent": topics.tips,
    "WhenToSeeDoctorIntent": topics.when_to_see_doctor,
    "TreatmentIntent": topics.treatment,
    "MedicineIntent": topics.medicine,
    "AMAZON.NextIntent": topics.next_item,
    "AMAZON.PreviousIntent": topics.previous_item,
    "TopicIntent": topics.topic,
    "HandoverIntent": session.recap,
    "CalledForHelpIntent": session.called,
    "CorrectionIntent": correction.correct,
    "RecapIntent": session.recap,
    "BriefIntent": session.brief,
    "FeelingIntent": session.feeling,
    "ThanksIntent": session.thanks,
    "SentenceIntent": session.no_match,
    "SourcesIntent": session.sources,
    "AboutIntent": session.about,
    "ChangePaceIntent": session.change_pace,
    "RephraseIntent": session.rephrase,
    "AMAZON.HelpIntent": session.help_,
    "AMAZON.RepeatIntent": session.repeat,
    "AMAZON.PauseIntent": session.hold,
    "AMAZON.ResumeIntent": session.resume,
    "AMAZON.StartOverIntent": session.start_over,
    "AMAZON.StopIntent": session.stop,
    "AMAZON.CancelIntent": session.stop,
    "AMAZON.NavigateHomeIntent": session.stop,
    "AMAZON.FallbackIntent": session.no_match,
}

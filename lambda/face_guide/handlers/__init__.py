"""What each intent does: a table of functions from a turn's context to a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.handlers import check, correction, exercises, note, session, topics

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
    "ChooseIntent": topics.choose,
    "AMAZON.NextIntent": exercises.next_,
    "AMAZON.PreviousIntent": exercises.previous,
    "TopicIntent": topics.topic,
    "ExerciseIntent": exercises.start,
    "CarerTipsIntent": topics.carer_tips,
    "HandoverIntent": note.hand_over,
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
    "RepeatPartIntent": session.repeat_part,
    "AMAZON.PauseIntent": session.hold,
    "AMAZON.ResumeIntent": exercises.resume,
    "AMAZON.StartOverIntent": session.start_over,
    "AMAZON.StopIntent": session.stop,
    "AMAZON.CancelIntent": exercises.cancel,
    "AMAZON.NavigateHomeIntent": session.stop,
    "AMAZON.FallbackIntent": session.no_match,
}

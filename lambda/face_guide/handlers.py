"""What each intent does: a table of functions from a talk to a reply. Replies are acts, never sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide import reading
from face_guide.context import Reply, TurnContext
from face_guide.questions import next_question
from face_guide.rules import Level
from face_guide.state import SessionState
from face_guide.triage import assess, facts_of
from face_guide.turn import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from face_guide.rules import Question, Rule
    from face_guide.triage import Assessment

    Handler = Callable[[TurnContext], Reply]

MANY_MISSES = 2
"""Misunderstandings of a danger question in a row that count as a yes: slurred speech defeats recognition."""


def acts(*ids: str) -> tuple[Act, ...]:
    """Acts without gaps of their own."""
    return tuple(Act(id_) for id_ in ids)


def launch(talk: TurnContext) -> Reply:
    """Say what this is and, first of all, what to do in an emergency."""
    return Reply(acts("launch.welcome"), "start", talk.state, content=False)


def close(talk: TurnContext) -> Reply:
    """End the session; an emergency is named once more."""
    last = "emergency.close" if talk.state.emergency else "goodbye"
    return Reply(acts(last), None, talk.state, content=False)


# ---- Danger ----


def warn(talk: TurnContext, rule: Rule | None) -> Reply:
    """Speak the warning of a rule, and raise the level to it; a higher one that was spoken before stays."""
    if rule is None or (talk.state.level or rule.level) > rule.level:
        state = talk.state.but(reading=None, misses=0)
    else:
        cause = assess(talk.state.answers, talk.rules).cause
        state = talk.state.raised(rule.level).but(
            warning=rule.warning, cause=cause, reading=None, misses=0
        )
    return Reply(
        acts(_warning(state)),
        "repeat" if state.emergency else _after_urgent(talk.known(state)),
        state,
    )


def _warning(state: SessionState) -> str:
    return f"warning.{state.warning or 'general'}"


def count_as_danger(talk: TurnContext, sign: str) -> Reply:
    """Take a yes, or anything that may hide one, as this warning sign."""
    signs = (*talk.state.answers.get("warning_sign", ()), sign)
    talk = talk.known(
        talk.state.but(
            answers={**talk.state.answers, "warning_sign": tuple(dict.fromkeys(signs))}
        )
    )
    rule = next(rule for rule in talk.rules.rules if rule.id == f"sign.{sign}")
    return warn(talk, rule)


def warning_sign(talk: TurnContext) -> Reply:
    """A warning sign that matched none we know still counts: unsure on danger is yes."""
    return count_as_danger(talk, "danger_unnamed")


def _after_urgent(talk: TurnContext) -> str:
    question = next_question(talk.state, talk.rules) if talk.guided else None
    return question.id if question and question.kind == "danger" else "explain"


# ---- The guided check ----


def why_twitch(talk: TurnContext) -> Reply:
    """Start or feed the guided check; in information mode, choose the content by what was volunteered."""
    if not talk.guided:
        return inform(talk)
    reply = go_on(talk)
    opens = not talk.state.done and not reply.acts and reply.ask != talk.state.asked
    return reply._replace(acts=acts("check.intro")) if opens else reply


def go_on(talk: TurnContext) -> Reply:
    """Put the next question of the check, or give the advice when nothing more can change it."""
    if talk.state.emergency:
        return warn(talk, None)
    if not talk.guided:
        return inform(talk)
    talk = talk.known(_answered(talk))
    question = next_question(talk.state, talk.rules)
    if question is None or (
        question.kind != "danger"
        and talk.state.level
        and talk.state.level >= Level.urgent
    ):
        return advise(talk)
    if question.id == talk.state.asked:
        return _once_more(talk, question)
    return Reply((), question.id, talk.state)


def _once_more(talk: TurnContext, question: Question) -> Reply:
    """A question that the turn told something else to: put it in other words, at last take it as not sure."""
    if question.kind == "slot" and talk.state.misses >= MANY_MISSES:
        return not_sure(talk)
    misses = talk.state.misses + (question.kind == "slot")
    return Reply((), question.id, talk.state.but(misses=misses), ask_again=True)


def _answered(talk: TurnContext) -> SessionState:
    """The state with the pending slot question settled, if this turn answered it: with any value, even one it did not name."""
    question = talk.question
    told = talk.turn.slots
    if (
        question is None
        or question.kind != "slot"
        or question.id in talk.state.done
        or not any(told.values())
    ):
        return talk.state
    if told.get(question.slot or "") or not question.unsure:
        return settled(talk.state, question)
    return talk.state


def advise(talk: TurnContext) -> Reply:
    """The end of the check: level, likely cause and why, two tips, one safety net."""
    found = assess(talk.state.answers, talk.rules)
    state = talk.state.raised(found.level).but(cause=found.cause, reading="topic", at=0)
    level = (state.level or found.level).name
    tips = (
        f"cause.{found.cause}.tip_1",
        f"cause.{found.cause}.tip_2",
        f"net.{found.cause}",
    )
    return Reply(
        (Act(f"level.{level}"), _fits(found, talk), *acts(*tips)), "explain", state
    )


def _fits(found: Assessment, talk: TurnContext) -> Act:
    because = (f"because.{slot}.{id_}" for slot, id_ in found.because)
    reasons = [id_ for id_ in because if id_ in talk.content.words][:2]
    if found.cause == "other" or not reasons:
        return Act("outcome.unclear")
    gaps = tuple(zip(("because", "second"), reasons, strict=False))
    return Act(
        "outcome.fits_both" if len(gaps) > 1 else "outcome.fits_because",
        (("cause", f"cause.{found.cause}.name"), *gaps),
    )


def inform(talk: TurnContext) -> Reply:
    """Information mode: content by what was volunteered, the rules as conditions, nothing asked about a person."""
    told = facts_of(talk.state.answers, talk.rules)
    past = (
        acts("advice.past")
        if told & frozenset().union(*talk.rules.questions["new_today"].only)
        else ()
    )
    if not any(slot != "person" for slot, _ in told):
        return Reply(acts("advice.danger", "advice.long"), "way_in", talk.state)
    cause = assess(talk.state.answers, talk.rules).cause
    state = talk.state.but(cause=cause, reading="topic", at=0)
    return Reply(
        (*past, *acts(f"cause.{cause}.headline", f"cause.{cause}.when")), "tips", state
    )


def answer(talk: TurnContext) -> Reply:
    """A bare or mixed answer, at any time."""
    said = talk.slot("answer")
    question = talk.question
    told = any(ids for slot, ids in talk.turn.slots.items() if slot != "answer")
    if question and question.yes and question.yes_if & set(talk.told):
        return count_as_danger(talk, question.yes)
    if said and question and (question.kind == "danger" or not told):
        return yes(talk) if said == "yes" else no(talk)
    return go_on(talk) if told else misunderstood(talk)


def yes(talk: TurnContext) -> Reply:
    """Yes to whatever was asked."""
    question = talk.question
    if question is None or question.kind == "slot" or not question.yes:
        return misunderstood(talk)
    if question.kind == "danger":
        return count_as_danger(talk, question.yes)
    return HANDLERS[question.yes](talk)


def no(talk: TurnContext) -> Reply:
    """No to whatever was asked."""
    question = talk.question
    if question is None or (question.kind == "slot" and question.unsure):
        return misunderstood(talk)
    if question.kind == "offer":
        return (
            HANDLERS[question.no](talk)
            if question.no
            else Reply((), "else", talk.state, content=False)
        )
    return go_on(talk.known(settled(talk.state, question)))


def settled(state: SessionState, question: Question) -> SessionState:
    """The state once a question needs no more asking. "Is anything new today" stands for the first danger question too."""
    also = ("danger_stroke",) if question.id == "new_today" else ()
    return state.but(
        done=tuple(dict.fromkeys((*state.done, question.id, *also))), skipped=False
    )


def not_sure(talk: TurnContext) -> Reply:
    """Not sure counts as yes on danger and as unknown elsewhere; a skipped danger question is put once more."""
    question = talk.question
    if question is None or question.kind == "offer":
        return Reply((), "else", talk.state, content=False)
    if question.kind == "danger":
        return (
            _skip(talk, question)
            if talk.slot("skip")
            else count_as_danger(talk, question.yes or "danger_unnamed")
        )
    state = settled(talk.state, question)
    if question.unsure and question.slot:
        state = state.but(answers={**state.answers, question.slot: (question.unsure,)})
    return go_on(talk.known(state))


def _skip(talk: TurnContext, question: Question) -> Reply:
    if talk.state.skipped:
        return count_as_danger(talk, question.yes or "danger_unnamed")
    return Reply(
        acts("check.needed"),
        question.id,
        talk.state.but(skipped=True),
        content=False,
        ask_again=True,
    )


def caregiver(talk: TurnContext) -> Reply:
    """The talk is about another person from now on."""
    if talk.state.emergency:
        return warn(talk, None)
    noted = acts("carer.noted" if talk.state.person != "self" else "carer.self")
    if not talk.guided:
        return Reply(noted, "else", talk.state, content=False)
    reply = go_on(talk)
    return reply._replace(acts=(*noted, *reply.acts))


def why_ask(talk: TurnContext) -> Reply:
    """Why the pending question is asked."""
    question = talk.question
    reason = (
        f"ask.{question.id}.why"
        if question and question.kind != "offer"
        else "why.general"
    )
    return _back(talk, acts(reason))


# ---- Topics ----


def list_causes(talk: TurnContext) -> Reply:
    """The causes, three at a time."""
    return reading.read("causes", 0, talk)


def explain(talk: TurnContext) -> Reply:
    """The headline and the detail of a cause."""
    return _topic(talk, "explain")


def tips(talk: TurnContext) -> Reply:
    """The tips for the cause that the talk is about, else general ones three at a time."""
    if not talk.slot("cause") and not talk.state.cause:
        return reading.read("tips", 0, talk)
    return _topic(talk, "tips")


def when_to_see_doctor(talk: TurnContext) -> Reply:
    """When to get help and how soon, for a cause or in general."""
    if not talk.slot("cause") and not talk.state.cause:
        return Reply(
            acts("advice.danger", "advice.long"),
            "check" if talk.guided else "else",
            talk.state,
        )
    return _topic(talk, "when")


def treatment(talk: TurnContext) -> Reply:
    """How a cause is treated in general."""
    return _topic(talk, "treatment")


def _topic(talk: TurnContext, part: str) -> Reply:
    cause = talk.slot("cause") or talk.state.cause
    if cause is None or cause not in talk.rules.causes:
        return Reply(acts("topic.which"), "which", talk.state, content=False)
    talk = talk.known(talk.state.but(cause=cause))
    reply = reading.read("topic", reading.PARTS.index(part), talk)
    if part == "explain" and talk.guided and talk.rules.causes[cause].danger:
        return _ask_danger(talk, reply)
    return reply


def _ask_danger(talk: TurnContext, reply: Reply) -> Reply:
    question = next_question(talk.state, talk.rules)
    return (
        reply._replace(ask=question.id)
        if question and question.kind == "danger"
        else reply
    )


def medicine(talk: TurnContext) -> Reply:
    """What a medicine is for, with the safety line; never a dose, never start or stop."""
    id_ = talk.slot("medicine") or "other"
    id_ = id_ if f"medicine.{id_}.use" in talk.content.statements else "other"
    return Reply(
        acts(f"medicine.{id_}.use", f"medicine.{id_}.caution", "medicine_safety"),
        "else",
        talk.state,
    )


def following(talk: TurnContext) -> Reply:
    """Go on in the list; without one, take what is offered."""
    question = talk.question
    if question and question.kind != "offer":
        return not_sure(
            talk._replace(turn=talk.turn._replace(slots={"skip": ("skip",)}))
        )
    if talk.state.reading:
        return reading.read(talk.state.reading, talk.state.at + 1, talk)
    return yes(talk)


def previous(talk: TurnContext) -> Reply:
    """Go back in the list."""
    if not talk.state.reading:
        return repeat(talk)
    return reading.read(talk.state.reading, talk.state.at - 1, talk)


# ---- The talk itself ----


def repeat(talk: TurnContext) -> Reply:
    """The last content again, and the pending question."""
    if talk.state.emergency:
        return warn(talk, None)
    return Reply(talk.state.said, talk.state.asked or "else", talk.state)


def rephrase(talk: TurnContext) -> Reply:
    """The last content in other words."""
    again = (
        (_warning(talk.state),)
        if talk.state.emergency
        else tuple(act.id for act in talk.state.said)
    )
    fills = {act.id: act.fills for act in talk.state.said}
    worded = tuple(Act(f"{id_}.again", fills.get(id_, ())) for id_ in again)
    return _back(talk, worded)


def change_pace(talk: TurnContext) -> Reply:
    """Speak slower, faster or as usual from now on."""
    pace = talk.slot("pace") or "slow"
    return _back(
        talk.known(talk.state.but(pace=pace)),
        acts(f"pace.{pace}" if pace in ("slow", "fast") else "pace.normal"),
    )


def sources(talk: TurnContext) -> Reply:
    """Who says so, and when it was checked."""
    said = [
        talk.content.statement(_plain(act.id))
        for act in talk.state.said
        if _plain(act.id) in talk.content.statements
    ]
    named = _distinct(
        source for one in said for source in one.sources if source != "judgement"
    )[:2]
    dates = [one.reviewed for one in said if one.reviewed]
    differ = (
        acts("authority.duration")
        if ("duration", "long") in facts_of(talk.state.answers, talk.rules)
        else ()
    )
    if not dates:
        return _back(talk, acts("sources.general"))
    gaps = (("month", f"month.{min(dates).month}"), ("year", str(min(dates).year)))
    names = tuple(
        (gap, f"source.{source}")
        for gap, source in zip(("first", "second"), named, strict=False)
    )
    return _back(
        talk,
        (
            Act(
                ("sources.judged", "sources.one", "sources.two")[len(names)],
                (*names, *gaps),
            ),
            *differ,
        ),
    )


def about(talk: TurnContext) -> Reply:
    """What this is, what it is not, and what it keeps: nothing."""
    return _back(talk, acts("about.who", "about.privacy"))


def help_(talk: TurnContext) -> Reply:
    """What can be said now, and back to the pending question."""
    question = talk.question
    return _back(
        talk,
        acts("help.check" if question and question.kind != "offer" else "help.general"),
    )


def start_over(talk: TurnContext) -> Reply:
    """Forget the answers. A level that was spoken stays."""
    kept = SessionState(
        level=talk.state.level,
        warning=talk.state.warning,
        pace=talk.state.pace,
        disclaimed=talk.state.disclaimed,
    )
    return Reply(acts("start_over"), "start", kept, content=False)


def misunderstood(talk: TurnContext) -> Reply:
    """A short rephrase, then examples, then one yes or no way out; on a danger question the warning itself."""
    misses = talk.state.misses + 1
    state = talk.state.but(misses=misses)
    if state.emergency:
        return Reply((), "repeat", state, content=False)
    question = talk.question
    if question and question.kind == "danger" and misses >= MANY_MISSES:
        return count_as_danger(talk, question.yes or "danger_unnamed")
    if misses > MANY_MISSES:
        return Reply(acts("miss.third"), "way_out", state, content=False)
    line = "miss.first" if misses == 1 else "miss.second"
    return Reply(
        acts(line), talk.state.asked or "else", state, content=False, ask_again=True
    )


def _back(talk: TurnContext, said: tuple[Act, ...]) -> Reply:
    return Reply(said, talk.state.asked or "else", talk.state, content=False)


def _plain(id_: str) -> str:
    return id_.removesuffix(".again")


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


HANDLERS: dict[str, Handler] = {
    "WhyTwitchIntent": why_twitch,
    "ListCausesIntent": list_causes,
    "ExplainCauseIntent": explain,
    "PreventionTipsIntent": tips,
    "WhenToSeeDoctorIntent": when_to_see_doctor,
    "AnswerIntent": answer,
    "WarningSignIntent": warning_sign,
    "TreatmentIntent": treatment,
    "MedicineIntent": medicine,
    "CaregiverIntent": caregiver,
    "NotSureIntent": not_sure,
    "WhyAskIntent": why_ask,
    "SourcesIntent": sources,
    "AboutIntent": about,
    "ChangePaceIntent": change_pace,
    "RephraseIntent": rephrase,
    "AMAZON.HelpIntent": help_,
    "AMAZON.StopIntent": close,
    "AMAZON.CancelIntent": close,
    "AMAZON.YesIntent": yes,
    "AMAZON.NoIntent": no,
    "AMAZON.RepeatIntent": repeat,
    "AMAZON.NextIntent": following,
    "AMAZON.PreviousIntent": previous,
    "AMAZON.StartOverIntent": start_over,
    "AMAZON.NavigateHomeIntent": close,
    "AMAZON.FallbackIntent": misunderstood,
}

"""Causes, tips, treatment and medicines, and the lists that are read by page."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts, aside
from face_guide.handlers import check, read_back, session
from face_guide.questions import is_urgent, next_question
from face_guide.rules import DangerQuestion, Offer
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from face_guide.rules import Fact

    Page = tuple[tuple[Act, ...], str]
    """What is said, and the question that goes on."""
    Arguments = tuple[tuple[str, str], ...]

CAUSES_A_PAGE, TIPS_A_PAGE = 3, 1
PARTS = {
    "explain": ("headline",),
    "more": ("detail",),
    "tips": ("tip_1",),
    "tip": ("tip_2",),
    "when": ("when",),
    "emergency": ("emergency",),
    "treatment": ("treatment",),
}
"""The parts of a topic with their statements, in order; each offers the next."""
ASKED_AFTER = ("more", "tips", "more", "when", "more", "treatment")
"""The offer that follows each part but the last."""
FEAR = "dying"
CARER_TIPS, CHILD_TIPS = "carer_tips", "child_tips"
TIPS = {CARER_TIPS: "carer_tip", CHILD_TIPS: "child_tip"}
"""Lists of tips for carers to what their statements are below."""
ORDINALS = {"first": 0, "second": 1, "third": 2, "last": 99}
"""Places in what was named; what is past the last is the last."""
SIDE_QUESTIONS = {
    *("ExplainCauseIntent", "MedicineIntent", "TreatmentIntent"),
    *("PreventionTipsIntent", "WhenToSeeDoctorIntent", "ListCausesIntent"),
}
"""Intents that get one sentence while a question of the check is open."""


def list_causes(context: TurnContext) -> Reply:
    """Read the causes, three at a time."""
    return read_list("causes", 0, context)


def explain(context: TurnContext) -> Reply:
    """Say what a cause is, in a sentence or two."""
    return _topic(context, "explain")


def tips(context: TurnContext) -> Reply:
    """Read a tip for a cause, else general ones, one at a time."""
    if not _cause(context):
        return read_list("tips", 0, context)
    return _topic(context, "tips")


def when_to_see_doctor(context: TurnContext) -> Reply:
    """Say when to get help and how soon, for a cause or in general."""
    if _cause(context):
        return _topic(context, "when")
    ask = "check" if context.guided else "else"
    return Reply(acts("advice.danger", "advice.long"), ask, context.state)


def treatment(context: TurnContext) -> Reply:
    """Say how a cause is treated in general."""
    return _topic(context, "treatment")


def _cause(context: TurnContext) -> str | None:
    return context.slot("cause") or context.state.cause


def _topic(context: TurnContext, part: str) -> Reply:
    cause = _cause(context)
    if cause is None or cause not in context.rules.causes:
        return Reply(acts("topic.which"), "which", context.state, repeatable=False)
    context = context.with_state(context.state.replace(cause=cause))
    reply = read_list("topic", list(PARTS).index(part), context)
    if part == "explain" and context.guided and context.rules.causes[cause].danger:
        return _ask_danger(context, reply)
    return reply


def _ask_danger(context: TurnContext, reply: Reply) -> Reply:
    question = next_question(context.state, context.rules)
    if isinstance(question, DangerQuestion):
        return reply._replace(ask=question.id)
    return reply


def one_sentence(context: TurnContext) -> Reply:
    """Answer a side question in a sentence, and go back to the open question."""
    said = _sentence(context) or "check.first"
    return aside(context, Act(said), wording=Wording.AGAIN)


def side_question(context: TurnContext) -> Reply:
    """Answer a side question of the check; put again and again, it is not sure."""
    if context.state.no_match_count >= session.MAX_NO_MATCH:
        return check.not_sure(context)
    return one_sentence(context)._replace(no_match=True)


def _sentence(context: TurnContext) -> str | None:
    cause, id_ = context.slot("cause"), context.slot("medicine")
    by_intent = {
        "ExplainCauseIntent": f"cause.{cause}.headline",
        "TreatmentIntent": f"cause.{cause}.treatment",
        "MedicineIntent": f"medicine.{id_}.use" if id_ else "medicine_any",
        "WhenToSeeDoctorIntent": f"cause.{cause}.when",
    }
    said = by_intent.get(context.turn.intent or "", "")
    return said if said in context.prompts.statements else None


def topic(context: TurnContext) -> Reply:
    """Answer a plain question that is about no cause, in a sentence or two.

    Whoever fears to die is asked for danger signs next.
    """
    reply = _said(context, _answer(context))
    afraid = context.slot("topic") == FEAR and context.guided and not context.checking
    question = next_question(context.state, context.rules) if afraid else None
    return reply._replace(ask=question.id) if question else reply


def _said(context: TurnContext, *said: Act) -> Reply:
    """Return an answer, after which the open question stays.

    At an offer it is said again on request; in a check it is an aside.
    """
    return aside(context, *said)._replace(repeatable=not context.checking)


def _answer(context: TurnContext) -> Act:
    """Return what answers a topic, first by what was told, then in general."""
    id_, known = context.slot("topic"), context.prompts.statements
    tense = context.checking or is_urgent(context.state)
    general = f"topic.{id_}"
    if general not in known or (tense and id_ in context.rules.only_calm):
        return Act("topic.unknown")
    for slot, told in sorted(context.assessment.facts):
        own = f"{general}.{slot}.{told}"
        if own in known:
            return Act(own, arguments=_because((slot, told), known[own].say, context))
    return Act(general)


def _because(fact: Fact, said: str, context: TurnContext) -> Arguments:
    """Return what fills the reason in an answer, where it gives one."""
    word = read_back.because(fact, context) if "{because}" in said else None
    return (("because", word),) if word else ()


def more(context: TurnContext) -> Reply | None:
    """Say more on the topic of the last answer; None where there is no more."""
    last = context.state.last_acts[-1:]
    topics = [one.id.split(".") for one in last if one.id.startswith("topic.")]
    further = [f"topic.{parts[1]}.more" for parts in topics if parts[-1] != "more"]
    known = [id_ for id_ in further if id_ in context.prompts.statements]
    return _said(context, *acts(*known)) if known else None


def carer_tips(context: TurnContext) -> Reply:
    """Read the tips for whoever looks after someone, one at a time."""
    if context.checking:
        return session.later(context)
    wanted = context.slot("care")
    for one, prefix in TIPS.items():
        ids = context.prompts.list_of(prefix)
        if f"{prefix}.{wanted}" in ids:
            return read_list(one, ids.index(f"{prefix}.{wanted}"), context)
    return read_list(CHILD_TIPS if _is_child(context) else CARER_TIPS, 0, context)


def _is_child(context: TurnContext) -> bool:
    facts = context.assessment.facts
    return context.state.person in ("child", "baby") or ("age", "child") in facts


def choose(context: TurnContext) -> Reply:
    """Take what was named first, second, third or last."""
    place = ORDINALS.get(context.slot("ordinal") or "")
    question = context.question
    if place is None or context.checking:
        return session.no_match(context)
    if causes := _causes_named(context):
        cause = causes[min(place, len(causes) - 1)]
        return _topic(context.with_state(context.state.replace(cause=cause)), "explain")
    options = question.options if isinstance(question, Offer) else ()
    if not options:
        return session.no_match(context)
    intent = options[min(place, len(options) - 1)]
    return Reply((), None, context.state, redirect=intent)


def _causes_named(context: TurnContext) -> list[str]:
    """Return the causes that the last reply named, in its order."""
    lists = (one for one in context.state.last_acts if one.id.startswith("list."))
    return [word.split(".")[1] for one in lists for _, word in one.arguments]


def medicine(context: TurnContext) -> Reply:
    """Say what a medicine is for, with the safety line.

    Never a dose, never to start or stop one.
    """
    id_ = context.slot("medicine")
    if id_ is None and not context.turn.unmatched_text:
        said = acts("medicine_any", "medicine_safety")
        return Reply(said, "else", context.state)
    if f"medicine.{id_}.use" not in context.prompts.statements:
        id_ = "other"
    said = acts(f"medicine.{id_}.use", f"medicine.{id_}.caution", "medicine_safety")
    return Reply(said, "else", context.state)


def next_item(context: TurnContext) -> Reply:
    """Go on in the list; without one, take what is offered."""
    state = context.state
    if context.checking:
        return check.not_sure(context)
    if further := more(context):
        return further
    if state.list_name in LISTS:
        return read_list(state.list_name, state.page + 1, context)
    return check.yes(context)


def previous_item(context: TurnContext) -> Reply:
    """Go back in the list."""
    state = context.state
    if state.list_name not in LISTS:
        return session.repeat(context)
    return read_list(state.list_name, state.page - 1, context)


def read_list(name: str, page: int, context: TurnContext) -> Reply:
    """Read a page of a list, or say that it ended.

    Args:
        name: `causes`, `tips` or `topic`.
        page: Counted from 0; before the first comes the first again.
        context: The turn, with the cause whose topic is read in its state.
    """
    page = max(page, 0)
    found = next(islice(LISTS[name](context), page, None), None)
    if found is None:
        ended = context.state.replace(list_name=None, page=0)
        return Reply(acts("list.end"), "else", ended, repeatable=False)
    said, ask = found
    return Reply(said, ask, context.state.replace(list_name=name, page=page))


def _causes(context: TurnContext) -> Iterator[Page]:
    names = [f"cause.{id_}.name" for id_ in context.rules.causes if id_ != "other"]
    for first, last, three in _pages(names, CAUSES_A_PAGE):
        yield (_names(three, first=first),), "which" if last else "more"


def _names(names: Sequence[str], *, first: bool) -> Act:
    id_ = ("list.one", "list.two", "list.first" if first else "list.next")[
        len(names) - 1
    ]
    return Act(
        id_, arguments=tuple(zip(("first", "second", "third"), names, strict=False))
    )


def _tips(context: TurnContext) -> Iterator[Page]:
    ids = [id_ for id_ in context.prompts.list_of("tip") if id_ != "tip.honest"]
    for _, last, page in _pages(ids, TIPS_A_PAGE):
        yield (
            acts(*page, *(("tip.honest",) if last else ())),
            "when" if last else "more",
        )


def _tips_of(name: str) -> Callable[[TurnContext], Iterator[Page]]:
    """Return what yields the pages of a list of tips for carers."""

    def pages(context: TurnContext) -> Iterator[Page]:
        ids = context.prompts.list_of(TIPS[name])
        for _, last, page in _pages(ids, TIPS_A_PAGE):
            yield acts(*page), "else" if last else "more"

    return pages


def _pages(ids: Sequence[str], size: int) -> Iterator[tuple[bool, bool, Sequence[str]]]:
    """Yield whether a page is the first and the last, and its ids."""
    for start in range(0, len(ids), size):
        end = start + size
        yield start == 0, end >= len(ids), ids[start:end]


def _topic_parts(context: TurnContext) -> Iterator[Page]:
    cause = (
        context.state.cause if context.state.cause in context.rules.causes else "other"
    )
    asks = (*ASKED_AFTER, "else")
    for texts, ask in zip(PARTS.values(), asks, strict=True):
        yield acts(*(f"cause.{cause}.{text}" for text in texts)), ask


LISTS: dict[str, Callable[[TurnContext], Iterator[Page]]] = {
    "causes": _causes,
    "tips": _tips,
    "topic": _topic_parts,
    **{name: _tips_of(name) for name in TIPS},
}

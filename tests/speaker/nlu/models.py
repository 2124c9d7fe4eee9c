"""A tiny interaction model, and skills that only remember what they were sent."""

from __future__ import annotations

from typing import Any

from speaker.nlu.model import Model

Json = dict[str, Any]


def _type(name: str, **values: list[str]) -> Json:
    return {
        "name": name,
        "values": [
            {"id": id_, "name": {"value": said[0], "synonyms": said[1:]}}
            for id_, said in values.items()
        ],
    }


def _slots(**slots: str) -> list[Json]:
    return [
        {
            "name": name,
            "type": kind,
            **({"multipleValues": {"enabled": True}} if name in MULTIPLE else {}),
        }
        for name, kind in slots.items()
    ]


MULTIPLE = ("trigger", "warning_sign")
ASKED: Json = {
    "name": "location",
    "type": "LOCATION",
    "samples": ["{location}", "it is {location}"],
}

LANGUAGE: Json = {
    "invocationName": "face guide",
    "intents": [
        {
            "name": "WhyTwitchIntent",
            "slots": [
                *_slots(person="PERSON", duration="DURATION", trigger="TRIGGER"),
                ASKED,
            ],
            "samples": [
                "why is my face twitching",
                "{person} {location} is twitching",
                "{location} twitches after {trigger}",
            ],
        },
        {
            "name": "ExplainCauseIntent",
            "slots": _slots(cause="CAUSE"),
            "samples": ["tell me about {cause}", "could it be {cause}"],
        },
        {
            "name": "AnswerIntent",
            "slots": _slots(
                answer="ANSWER",
                location="LOCATION",
                duration="DURATION",
                trigger="TRIGGER",
                warning_sign="WARNING_SIGN",
            ),
            "samples": [
                "{location}",
                "{duration}",
                "{trigger}",
                "{answer} the {location}",
                "{answer} {warning_sign}",
            ],
        },
        {
            "name": "WarningSignIntent",
            "slots": _slots(warning_sign="WARNING_SIGN", person="PERSON"),
            "samples": ["{warning_sign}", "{person} {warning_sign}"],
        },
        {"name": "AMAZON.HelpIntent", "samples": []},
        {"name": "AMAZON.StopIntent", "samples": []},
        {"name": "AMAZON.YesIntent", "samples": ["yes she does"]},
        {"name": "AMAZON.NoIntent", "samples": ["nothing like that"]},
        {"name": "AMAZON.FallbackIntent", "samples": []},
    ],
    "types": [
        _type(
            "PERSON",
            self=["me", "my", "i"],
            mother=["my mother", "mum"],
            other=["she", "her"],
        ),
        _type("LOCATION", eyelid=["eyelid", "my eyelid"], cheek=["cheek"]),
        _type(
            "DURATION",
            P2D=["two days"],
            P3D=["three days"],
            P2W=["two weeks", "a fortnight"],
        ),
        _type("TRIGGER", caffeine=["coffee"], screen=["screens"], stress=["stress"]),
        _type("CAUSE", eye_strain=["eye strain"], stroke=["a stroke"]),
        _type("ANSWER", yes=["yes"], no=["no"]),
        _type(
            "WARNING_SIGN",
            face_droop=["face is drooping", "mouth hanging"],
            arm_weakness=["arm is weak", "can't lift her arm"],
        ),
    ],
}


def tiny(locale: str = "en-GB") -> Model:
    """Return the tiny model."""
    return Model.build(
        locale,
        {
            "languageModel": LANGUAGE,
            "dialog": {"intents": [{"name": "WhyTwitchIntent"}]},
        },
    )


class Skill:
    """A transport that keeps envelopes and gives its replies, the last for ever."""

    def __init__(self, *replies: Json) -> None:
        self.envelopes: list[Json] = []
        self._replies = list(replies)

    def __call__(self, envelope: Json) -> Json:
        self.envelopes.append(envelope)
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]

    @property
    def request(self) -> Json:
        """The last request."""
        return dict(self.envelopes[-1]["request"])

    @property
    def session(self) -> Json:
        """The session of the last envelope."""
        return dict(self.envelopes[-1]["session"])


def reply(
    ssml: str = "<speak>Well?</speak>",
    *,
    ended: bool = False,
    attributes: Json | None = None,
    **more: Any,
) -> Json:
    """Return a skill's response."""
    body: Json = {
        "outputSpeech": {"type": "SSML", "ssml": ssml},
        "shouldEndSession": ended,
        **more,
    }
    if not ended:
        body.setdefault(
            "reprompt",
            {"outputSpeech": {"type": "SSML", "ssml": "<speak>Are you there?</speak>"}},
        )
    return {"version": "1.0", "response": body} | (
        {} if attributes is None else {"sessionAttributes": attributes}
    )


def eliciting(slot: str = "location", **filled: Json) -> Json:
    """Return a response that asks for a slot of WhyTwitchIntent."""
    updated = {"name": "WhyTwitchIntent", "confirmationStatus": "NONE", "slots": filled}
    return reply(
        directives=[
            {
                "type": "Dialog.ElicitSlot",
                "slotToElicit": slot,
                "updatedIntent": updated,
            }
        ]
    )

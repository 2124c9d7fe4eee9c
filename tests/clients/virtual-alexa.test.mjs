// Bespoken's virtual-alexa, a client that nobody here wrote, against the running skill, in every locale.
// It forwards to SKILL_URL; the signature that a real device's request has is added on the way by `python -m tests.clients`.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import virtualAlexa from "virtual-alexa";

const { SKILL_URL, SKILL_ID } = process.env;
const MODELS = new URL("../../skill-package/interactionModels/custom/", import.meta.url);
const ENDS = ["AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent"];
const TAKEN_FOR_LAUNCH = /ask|open|launch|talk to|tell/i;
const PLAIN = /^(danger|risk)_|^(confirm|last_check)$/; // questions that yes or no answers, with no slot
const LONGEST = 30;
const ANSWERS = {
  age: { age: "forty" },
  location: { location: "eyelid" },
  duration: { duration: "two days" },
  symptom: { symptom: "gritty eye" },
  trigger: { trigger: "screen" },
};

function client(locale) {
  const model = JSON.parse(readFileSync(new URL(`${locale}.json`, MODELS)));
  const alexa = virtualAlexa.VirtualAlexa.Builder()
    .interactionModel(model)
    .locale(locale)
    .applicationID(SKILL_ID)
    .skillURL(SKILL_URL)
    .create();
  const { intents, types } = model.interactionModel.languageModel;
  return { alexa, intents, types };
}

function soundOpen(reply) {
  assert.match(reply.prompt(), /^<speak>.+<\/speak>$/s);
  assert.match(reply.reprompt(), /^<speak>.+<\/speak>$/s);
  assert.equal(reply.response.shouldEndSession, false);
}

for (const locale of readdirSync(MODELS).map((file) => file.slice(0, 5))) {
  test(`${locale}: a launch is welcomed`, async () => {
    soundOpen(await client(locale).alexa.launch());
  });

  test(`${locale}: every intent is answered, with and without its slots`, async () => {
    const { intents, types } = client(locale);
    for (const { name, slots = [] } of intents) {
      const first = (type) => types.find((each) => each.name === type).values[0].name.value;
      for (const given of [{}, Object.fromEntries(slots.map((slot) => [slot.name, first(slot.type)]))]) {
        const { alexa } = client(locale);
        await alexa.launch();
        const reply = await alexa.intend(name, given);
        if (ENDS.includes(name)) assert.equal(reply.response.shouldEndSession, true, name);
        else soundOpen(reply);
      }
    }
  });

  test(`${locale}: samples without slots are understood and answered`, async () => {
    const { intents } = client(locale);
    for (const { name, samples = [] } of intents) {
      const sample = samples.find((each) => !/[{']/.test(each) && !TAKEN_FOR_LAUNCH.test(each));
      if (!sample) continue;
      const { alexa } = client(locale);
      alexa.filter((request) => assert.equal(request.request.intent.name, name, sample));
      assert.ok((await alexa.utter(sample)).prompt(), sample);
    }
  });

  test(`${locale}: a whole guided conversation ends in advice`, async () => {
    const { alexa } = client(locale);
    await alexa.launch();
    let reply = await alexa.utter("why is my face twitching");
    for (let turn = 0; turn < LONGEST && reply.attr("level") === null; turn += 1) {
      soundOpen(reply);
      const asked = reply.attr("asked");
      const slot = reply.directive("Dialog.ElicitSlot")?.slotToElicit;
      assert.equal(Boolean(slot), !PLAIN.test(asked), asked);
      const well = asked === "last_check" || asked === "confirm";
      reply = await (slot ? alexa.intend("AnswerIntent", ANSWERS[slot]) : alexa.intend(`AMAZON.${well ? "Yes" : "No"}Intent`));
    }
    soundOpen(reply);
    assert.ok(["self_care", "see_doctor"].includes(reply.attr("level")));
    assert.ok(reply.attr("cause"));
  });

  test(`${locale}: help in the middle of a question comes back to it`, async () => {
    const { alexa } = client(locale);
    const question = await alexa.intend("WhyTwitchIntent", { location: "eyelid" });
    const help = await alexa.intend("AMAZON.HelpIntent");
    soundOpen(help);
    assert.equal(help.attr("asked"), question.attr("asked"));
  });

  test(`${locale}: a danger is heard at any time and never talked down`, async () => {
    const { alexa } = client(locale);
    await alexa.intend("WhyTwitchIntent", { location: "eyelid" });
    soundOpen(await alexa.intend("WarningSignIntent", { warning_sign: "face drooping" }));
    const later = await alexa.intend("PreventionTipsIntent");
    assert.equal(later.attr("level"), "emergency");
  });

  test(`${locale}: stop ends the session, and its end is taken in silence`, async () => {
    const { alexa } = client(locale);
    await alexa.launch();
    const reply = await alexa.utter("stop");
    assert.equal(reply.response.shouldEndSession, true);
    assert.equal(reply.reprompt(), undefined);
    assert.deepEqual((await alexa.endSession()).response, {});
  });
}

/* The page's voice and ears. Without this script the page is a plain form; with it the same form is sent in the
   background, the answer's live parts take the place of the old ones, and the reply is spoken.
   Nothing is stored, and nothing is asked of any other host than the one the page came from. */
"use strict";

(() => {
  const REST_MS = 1000; // a pause from this length on is part of a rest, and kept without a voice too
  const LISTEN_MS = 8000; // how long a device listens before it asks again
  const BELL_MS = 2000;
  const VOICE_TIMEOUT_MS = 4000; // a voice that has not begun by then is not there
  const RETRY_MS = [1000, 2000, 4000, 8000]; // pauses between attempts to reach a speaker that has stopped
  const CALM = { rate: 1, pitch: 1, volume: 1 };
  const EMPHASIS = { strong: { rate: 0.85, pitch: 1.15 }, moderate: { rate: 0.92, pitch: 1.08 }, reduced: { rate: 1.05, pitch: 0.95 } };
  const RATES = { "x-slow": 0.5, slow: 0.75, medium: 1, fast: 1.25, "x-fast": 1.6 };
  const BREAKS = { none: 0, "x-weak": 0, weak: 150, medium: 400, strong: 800, "x-strong": 1200 };
  // Notes: hertz, start and length in seconds, loudness. Soft, but for the emergency's.
  const TONES = {
    listening: [[523, 0, 0.09, 0.06], [784, 0.08, 0.12, 0.06]],
    done: [[784, 0, 0.08, 0.05], [523, 0.07, 0.1, 0.05]],
    over: [[440, 0, 0.14, 0.05], [294, 0.13, 0.25, 0.05]],
    bell: [[440, 0, 1.9, 0.06], [880, 0, 1.2, 0.02]],
    emergency: [[988, 0, 0.06, 0.2], [740, 0.06, 0.06, 0.2], [988, 0.12, 0.06, 0.2]],
  };
  const WORDS = { listening: "Done", thinking: "One moment", speaking: "Stop" };

  const $ = (id) => document.getElementById(id);
  const [form, field, button, status, reply] = ["say", "said", "go", "status", "reply"].map($);
  const [eyesClosed, aloud, keys] = ["eyes-closed", "voice", "keys"].map($);
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const pressed = () => eyesClosed.getAttribute("aria-pressed") === "true";
  const over = () => reply.dataset.over === "yes";

  let state = "idle"; // idle, listening, thinking, speaking
  let mute = !window.speechSynthesis;
  let deaf = !Recognition;
  let onDevice = false; // whether the browser recognises speech without sending it anywhere

  // ---- What the page shows -------------------------------------------------------------------------------------

  function show(next, told = "") {
    state = next;
    button.dataset.state = next;
    label();
    if (status.textContent !== told) status.textContent = told;
  }

  function label() {
    const idle = field.value.trim() || deaf ? (over() && !field.value.trim() ? "Start again" : "Send") : "Talk";
    $("go-word").textContent = WORDS[state] || idle;
    button.dataset.icon = state === "idle" && idle !== "Talk" ? "send" : state;
  }

  const rest = (told = pressed() ? "Press space to talk." : "") => show("idle", over() ? "The talk is over." : told);

  function tellOfSenses() {
    const ears = deaf
      ? "This browser cannot listen. Type what you want to say."
      : onDevice
        ? "What you say is recognised on this machine."
        : "When you speak, your browser may send the sound to its maker to recognise it. What you type stays on this machine.";
    $("ears").textContent = ears + (mute ? " It has no voice either way: replies are only shown." : "");
    eyesClosed.disabled = deaf;
  }

  /* The answer is a whole page, made by the same template as the first one. Only its live parts are taken over, so that
     focus, switches and the microphone stay as they are. Text arrives escaped: nothing that was said becomes markup. */
  function takeOver(page, url) {
    for (const fresh of page.querySelectorAll("[data-live]")) {
      const old = $(fresh.id);
      const open = old.querySelector("details")?.open;
      for (const { name } of [...old.attributes]) old.removeAttribute(name);
      for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
      old.replaceChildren(...fresh.childNodes);
      if (open) old.querySelector("details").open = true;
    }
    offerPrint();
    field.placeholder = page.getElementById("said").placeholder;
    document.title = page.title;
    history.replaceState(null, "", url); // a reload shows this talk again
  }

  // ---- Tones -----------------------------------------------------------------------------------------------------

  let audio = null;

  function play(name) {
    if (!window.AudioContext) return;
    audio ??= new AudioContext();
    audio.resume();
    for (const [pitch, start, length, loudness] of TONES[name]) note(pitch, audio.currentTime + start, length, loudness);
  }

  function note(pitch, start, length, loudness) {
    const [source, gain] = [audio.createOscillator(), audio.createGain()];
    source.frequency.value = pitch;
    // A tone that starts or ends at once clicks.
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loudness, start + 0.015);
    gain.gain.linearRampToValueAtTime(0, start + length);
    source.connect(gain).connect(audio.destination);
    source.start(start);
    source.stop(start + length);
  }

  // ---- The voice -------------------------------------------------------------------------------------------------

  let saying = 0; // grows with each reply and each stop: whoever holds an older number has nothing more to say

  /* SSML as a list of stretches of text, each spoken in one manner and followed by a pause in milliseconds. */
  function stretches(ssml, text) {
    if (!ssml) return [];
    const parsed = new DOMParser().parseFromString(ssml, "application/xml");
    if (parsed.querySelector("parsererror")) return [{ text, pause: 0, ...CALM }];
    const found = [];
    collect(parsed.documentElement, CALM, found);
    return found.map((one) => ({ ...one, text: one.text.replace(/\s+/g, " ").trim() })).filter((one) => one.text || one.bell);
  }

  function collect(node, manner, found) {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) add(child.data, manner, found);
      else if (child.nodeType === Node.ELEMENT_NODE) collectElement(child, manner, found);
    }
  }

  function collectElement(element, manner, found) {
    const name = element.localName;
    if (name === "audio") return found.push({ ...manner, text: "", bell: true, pause: BELL_MS });
    if (name === "break") return pause(found, element.getAttribute("time"), element.getAttribute("strength"));
    if (name === "sub") return add(element.getAttribute("alias") || element.textContent, manner, found);
    if (name === "say-as") return add(spelled(element), manner, found);
    collect(element, changed(element, manner), found);
    if (name === "p" || name === "s") pause(found, null, name === "p" ? "strong" : "medium");
  }

  function changed(element, manner) {
    if (element.localName === "emphasis") return { ...manner, ...scaled(manner, EMPHASIS[element.getAttribute("level")] || EMPHASIS.moderate) };
    if (element.localName !== "prosody") return manner;
    const rate = element.getAttribute("rate") || "";
    return { ...manner, ...scaled(manner, { rate: RATES[rate] || parseFloat(rate) / 100 || 1, pitch: 1 }) };
  }

  const scaled = (manner, by) => ({ rate: manner.rate * by.rate, pitch: manner.pitch * by.pitch });

  function spelled(element) {
    const single = ["digits", "telephone", "characters", "spell-out"].includes(element.getAttribute("interpret-as"));
    return single ? [...element.textContent].join(" ") : element.textContent;
  }

  function add(text, manner, found) {
    const last = found.at(-1);
    const same = last && !last.pause && !last.bell && last.rate === manner.rate && last.pitch === manner.pitch;
    if (same) last.text += text;
    else if (text.trim()) found.push({ text, pause: 0, ...manner });
  }

  function pause(found, time, strength) {
    const ms = time ? parseFloat(time) * (time.endsWith("ms") ? 1 : 1000) : BREAKS[strength] ?? BREAKS.medium;
    if (found.length) found.at(-1).pause += ms || 0;
  }

  /* Speak it all; false when somebody stopped it. */
  async function speak(parts) {
    const mine = ++saying;
    for (const part of parts) {
      const silent = mute || !aloud.checked;
      const resting = part.bell || part.pause >= REST_MS;
      if (silent && !resting) continue;
      if (silent && part.text) status.textContent = part.text;
      if (part.bell) play("bell");
      else if (!silent) await utter(part);
      if (mine === saying) await wait(part.pause);
      if (mine !== saying) return false;
    }
    return mine === saying;
  }

  let utterance = null; // kept here, since a browser may forget an utterance that nobody holds, and its end with it

  function utter({ text, rate, pitch, volume }) {
    utterance = Object.assign(new SpeechSynthesisUtterance(text), { rate, pitch, volume, lang: reply.dataset.locale });
    // A voice of this machine, if it has one: another would send the text away.
    const fits = speechSynthesis.getVoices().filter((voice) => voice.lang.replace("_", "-") === utterance.lang);
    const voice = fits.find((one) => one.localService) || fits[0];
    if (voice) utterance.voice = voice;
    return new Promise((done) => {
      const late = setTimeout(() => { mute = true; speechSynthesis.cancel(); tellOfSenses(); done(); }, VOICE_TIMEOUT_MS);
      utterance.onstart = () => clearTimeout(late);
      utterance.onend = utterance.onerror = () => { clearTimeout(late); done(); };
      if (performance.getEntriesByName("heard").length) performance.measure("first-sound", "heard");
      performance.clearMarks("heard");
      speechSynthesis.speak(utterance);
    });
  }

  function hush() {
    saying += 1;
    window.speechSynthesis?.cancel();
  }

  /* Speak the reply on the page and go on as a device would. */
  async function answer() {
    hush();
    const { ssml, level } = reply.dataset;
    show("speaking", aloud.checked && !mute ? "Speaking" : "");
    if (level === "emergency") {
      play("emergency");
      navigator.vibrate?.([200, 100, 200]);
      const mine = saying;
      await wait(120); // the last note rings into the first word
      if (mine !== saying) return;
    }
    const text = reply.querySelector(".words").textContent.replace(/\s+/g, " ").trim();
    if (await speak(stretches(ssml, text))) afterReply();
  }

  function afterReply() {
    if (over()) play("over");
    if (pressed() && !over() && !deaf) listen();
    else rest();
  }

  // ---- The ears --------------------------------------------------------------------------------------------------

  let ear = null; // the recogniser at work; what an older one still reports is not heard
  let heard = "";
  let deadline = 0;

  function listen() {
    hush();
    heard = "";
    show("listening", "Listening");
    play("listening");
    clearTimeout(deadline);
    deadline = setTimeout(silence, LISTEN_MS);
    openEar();
  }

  function openEar() {
    const mine = (ear = new Recognition());
    Object.assign(mine, { lang: reply.dataset.locale, interimResults: true, maxAlternatives: 1 });
    if (onDevice) mine.processLocally = true;
    mine.onresult = (event) => ear === mine && take([...event.results]);
    mine.onerror = (event) => ear === mine && fail(event.error);
    // Recognisers give up sooner than a device would: open it again until the time is up.
    mine.onend = () => ear === mine && (heard ? utteranceEnds() : setTimeout(() => ear === mine && openEar(), 200));
    try {
      mine.start();
    } catch {
      fail("audio-capture");
    }
  }

  function take(results) {
    clearTimeout(deadline);
    heard = results.map((result) => result[0].transcript).join(" ").trim();
    field.value = heard;
    if (results.at(-1).isFinal) utteranceEnds();
  }

  function closeEar() {
    clearTimeout(deadline);
    const old = ear;
    ear = null;
    old?.abort();
  }

  function utteranceEnds() {
    performance.mark("heard");
    closeEar();
    play("done");
    send({ said: heard });
  }

  function silence() {
    closeEar();
    play("done");
    if (pressed()) send({ said: "" });
    else rest("I heard nothing. Press Talk to try again, or type.");
  }

  function fail(why) {
    if (why === "no-speech" || why === "aborted") return;
    closeEar();
    deaf = true;
    const told = why === "network" ? "The browser’s recogniser cannot be reached." : "The microphone cannot be used.";
    eyesClosed.setAttribute("aria-pressed", "false");
    tellOfSenses();
    show("idle", `${told} Please type instead.`);
    speak([{ text: status.textContent, pause: 0, ...CALM }]); // for closed eyes
  }

  // ---- Sending ---------------------------------------------------------------------------------------------------

  let sending = false;
  let wake = () => {};

  /* One turn. Until it is answered the words stay in the field and the talk on the page; a speaker that was started again
     is told all of it, since the form carries what was said before. */
  async function send(words) {
    if (sending) return wake();
    sending = true;
    hush();
    if (ear) closeEar();
    show("thinking");
    const before = reply.dataset.level;
    const answered = await delivered(words);
    sending = false;
    if (!answered) return refused(words);
    if (!words.word) field.value = "";
    rest();
    if (before !== "emergency" && reply.dataset.level === "emergency") reply.scrollIntoView({ block: "start" });
    answer();
  }

  function refused({ said }) {
    if (said) field.value = said;
    show("idle", "The speaker could not answer that. Please say it in another way.");
    speak([{ text: status.textContent, pause: 0, ...CALM }]);
  }

  async function delivered(words) {
    for (let attempt = 0; ; attempt += 1) {
      const response = await post(words);
      if (response) return response.ok && arrived(await response.text(), response.url);
      if (words.said && !field.value) field.value = words.said;
      if (attempt === 0) lost();
      await Promise.race([wait(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]), new Promise((now) => (wake = now))]);
      // What stands in the field now is what is meant.
      if ("said" in words && field.value) words.said = field.value;
    }
  }

  async function post(words) {
    const body = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(words)) body.set(name, value);
    try {
      return await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(15000) });
    } catch {
      return null;
    }
  }

  function arrived(text, url) {
    takeOver(new DOMParser().parseFromString(text, "text/html"), url);
    return true;
  }

  function lost() {
    const told = "The speaker has stopped. Your words are kept, and it will be tried again.";
    show("thinking", told);
    speak([{ text: told, pause: 0, ...CALM }]);
  }

  // ---- Paper ---------------------------------------------------------------------------------------------------

  document.addEventListener("click", (event) => event.target.closest?.("[data-print]") && window.print());
  const offerPrint = () => document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });

  // ---- Hands -----------------------------------------------------------------------------------------------------

  function press() {
    const text = field.value.trim();
    if (state === "thinking") return wake();
    if (state === "listening") return heard ? utteranceEnds() : stop();
    if (text) {
      performance.mark("heard");
      return send({ said: text });
    }
    if (state === "speaking") {
      hush();
      return afterReply();
    }
    if (over()) return send({ said: "" });
    if (!deaf) return listen();
    field.focus();
    show("idle", "Type what you want to say.");
  }

  function word(value) {
    if (over()) return value === "repeat" ? answer() : undefined;
    performance.mark("heard");
    send({ word: value });
  }

  function stop() {
    hush();
    if (ear) {
      closeEar();
      play("done");
    }
    if (!sending) rest();
  }

  form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.page !== undefined) return; // another page, or a file
    event.preventDefault();
    if (event.submitter?.name === "word") word(event.submitter.value);
    else press();
  });

  eyesClosed.addEventListener("click", () => {
    const on = !pressed();
    eyesClosed.setAttribute("aria-pressed", String(on));
    if (!on) return stop();
    button.focus(); // from here on space talks
    answer();
  });

  field.addEventListener("input", label);
  aloud.addEventListener("change", () => aloud.checked || hush());
  $("quiet").addEventListener("click", stop);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key === "Escape") return stop();
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (!keys.checked || typing) return;
    if (event.key === " " && !event.target.matches("button, a, summary, input")) {
      event.preventDefault();
      press();
    }
    const key = form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (key) word(key.value);
  });

  // ---- The start -------------------------------------------------------------------------------------------------

  for (const hidden of document.querySelectorAll("#hands, #quiet, kbd")) hidden.hidden = false;
  for (const one of form.querySelectorAll("[name=word]")) one.disabled = false;
  Recognition?.available?.({ langs: [reply.dataset.locale], processLocally: true }).then(
    (found) => { onDevice = found === "available"; tellOfSenses(); },
    () => {},
  );
  window.speechSynthesis?.getVoices(); // browsers load their voices when first asked
  tellOfSenses();
  offerPrint();
  rest();
})();

/* Ears and a voice for tests: what is spoken is noted and takes no time, and what is heard comes from the test. */
(() => {
  const senses = (window.senses = { spoken: [], tones: [], ears: [], silent: false, endless: false });
  let now = null;
  const voice = {
    getVoices: () => [],
    speak(utterance) {
      now = utterance;
      const { text, rate, pitch, lang } = utterance;
      senses.spoken.push({ text, rate: Math.round(rate * 100) / 100, pitch: Math.round(pitch * 100) / 100, lang, at: performance.now() });
      if (senses.silent) return;
      setTimeout(() => now === utterance && utterance.onstart?.());
      setTimeout(() => now === utterance && !senses.endless && utterance.onend?.(), 5);
    },
    cancel() {
      const stopped = now;
      now = null;
      if (stopped) setTimeout(() => stopped.onerror?.({ error: "interrupted" }));
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: voice });

  class Ear {
    start() { senses.ears.push(this); }
    abort() { this.closed = true; }
    hear(text, isFinal = true) { this.onresult({ results: [Object.assign([{ transcript: text }], { isFinal })] }); }
  }
  Object.defineProperty(window, "SpeechRecognition", { value: Ear, configurable: true });

  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    senses.tones.push(this.frequency.value);
    return start.apply(this, when);
  };
})();

"""The Alexa edge: envelopes in and out, the skill on the ASK SDK, its log lines."""

"""Natural-language understanding: an utterance in, an intent with slots out."""

"""Render the soft bell of guided rests: made here, so nobody else has rights in it.

    python -m tools.render_bell    # writes lambda/face_guide/web/sounds/bell.mp3

The platform takes MPEG version 2 at 48 kbit/s and 16, 22.05 or 24 kHz ("Speech
Synthesis Markup Language (SSML) Reference", `audio`).
"""

from __future__ import annotations

import lameenc
import numpy as np

from face_guide.speech import BELL_MS
from tools.paths import LAMBDA

TARGET = LAMBDA / "face_guide" / "web" / "sounds" / "bell.mp3"
HERTZ, KILOBITS = 24_000, 48
PARTIALS = ((440.0, 1.0, 2.2), (880.0, 0.35, 3.5), (1187.0, 0.2, 5.0))
"""Pitch in hertz, loudness, and how fast it fades: a small singing bowl."""
LOUDNESS = 0.12
"""Of the loudest possible: the eyes are closed, and the speaker may be near."""
ATTACK_S = 0.02


def bell() -> bytes:
    """Return the bell as 16-bit samples."""
    seconds = np.arange(HERTZ * BELL_MS // 1000) / HERTZ
    tone = sum(
        loudness * np.exp(-fade * seconds) * np.sin(2 * np.pi * pitch * seconds)
        for pitch, loudness, fade in PARTIALS
    )
    soft = np.minimum(seconds / ATTACK_S, 1) * tone / np.abs(tone).max()
    return bytes((LOUDNESS * 32_767 * soft).astype("<i2").tobytes())


def main() -> None:
    """Write the file."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(KILOBITS)
    encoder.set_in_sample_rate(HERTZ)
    encoder.set_channels(1)
    encoder.set_quality(2)
    encoder.silence()
    TARGET.write_bytes(encoder.encode(bell()) + encoder.flush())


if __name__ == "__main__":
    main()

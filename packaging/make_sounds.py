"""Make the six short sounds. Run by hand after one of them was changed:

    python packaging/make_sounds.py

Standard library only. Each tells itself from the others by its melody, not by its pitch alone.
"""

import math
import struct
import wave
from pathlib import Path

SOUNDS = Path(__file__).resolve().parent.parent / "resources" / "sounds"
RATE = 16_000  # samples a second
LOUDNESS = 0.35  # of the most a sample can hold
FADE = 0.012  # seconds at either end of a note: without it each begins and ends with a click
A, C, E, G, HIGH_C, LOW_A = 440.0, 523.25, 659.25, 783.99, 1046.5, 220.0
SILENCE = 0.0

Note = tuple[float, float]
"""Hertz and seconds."""

MELODIES: dict[str, tuple[Note, ...]] = {
    "accepted": ((E, 0.09),),
    "filled": ((C, 0.08), (G, 0.12)),
    "target": ((C, 0.07), (E, 0.07), (G, 0.07), (HIGH_C, 0.14)),
    "stop": ((G, 0.09), (E, 0.09), (A, 0.16)),
    "rejected": ((LOW_A, 0.14), (SILENCE, 0.05), (LOW_A, 0.2)),
    "alarm": ((HIGH_C, 0.12), (A, 0.12)) * 3,
}


def note(hertz: float, seconds: float) -> bytes:
    """Return a note with its octave softly in it, as 16-bit samples."""
    count = round(seconds * RATE)
    samples = []
    for at in range(count):
        turn = 2 * math.pi * hertz * at / RATE
        wave_form = 0.8 * math.sin(turn) + 0.2 * math.sin(2 * turn)
        edge = min(1.0, min(at, count - at) / (FADE * RATE))
        samples.append(round(32_767 * LOUDNESS * edge * wave_form))
    return struct.pack(f"<{count}h", *samples)


def main() -> None:
    """Write one WAV file a melody."""
    SOUNDS.mkdir(exist_ok=True)
    for name, melody in MELODIES.items():
        with wave.open(str(SOUNDS / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(b"".join(note(*each) for each in melody))


if __name__ == "__main__":
    main()

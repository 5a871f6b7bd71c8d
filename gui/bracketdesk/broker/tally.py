"""What one line's sockets, one after the other, have seen: for diagnostics."""

from dataclasses import dataclass

from bracketdesk.domain.session import LineFigures


@dataclass(slots=True)
class Tally:
    """Counted by the sockets of one line; see LineFigures."""

    generation: int = 0
    longest_beat: float = 0.0
    messages: int = 0
    late_answers: int = 0
    snapshots: int = 0

    @property
    def figures(self) -> LineFigures:
        """What diagnostics show of it."""
        return LineFigures(
            self.generation, self.longest_beat, self.messages, self.late_answers, self.snapshots
        )

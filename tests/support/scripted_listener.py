"""A line's listener that remembers what it was told."""

from bracketdesk.domain.session import Difference, LineDown
from bracketdesk.wire.messages import Quote


class RecordingListener:
    """`told` holds what happened in order: "connecting", "synchronising", "up", "down: …",
    "frozen", "changed", "quote"; the other lists hold what came with it.
    """

    def __init__(self) -> None:
        self.told: list[str] = []
        self.differences: list[tuple[Difference, ...]] = []
        self.losses: list[LineDown] = []
        self.freezes: list[float] = []
        self.quotes: list[Quote] = []
        self.quote_texts: list[str] = []

    def line_connecting(self) -> None:
        self.told.append("connecting")

    def line_synchronising(self) -> None:
        self.told.append("synchronising")

    def line_up(self, differences: tuple[Difference, ...]) -> None:
        self.told.append("up")
        self.differences.append(differences)

    def line_down(self, down: LineDown) -> None:
        self.told.append(f"down: {down.reason}")
        self.losses.append(down)

    def frozen(self, seconds: float) -> None:
        self.told.append("frozen")
        self.freezes.append(seconds)

    def state_changed(self) -> None:
        self.told.append("changed")

    def quote_changed(self, quote: Quote) -> None:
        self.told.append("quote")
        self.quotes.append(quote)

    def quote_trouble(self, text: str) -> None:
        self.quote_texts.append(text)

    @property
    def ups(self) -> int:
        return self.told.count("up")

    @property
    def downs(self) -> list[str]:
        return [down.reason for down in self.losses]

    @property
    def changes(self) -> int:
        return self.told.count("changed")

"""A line's listener that remembers what it was told."""

from bracketdesk.wire.messages import Quote


class RecordingListener:
    """`told` holds everything in order: "up", "down: …", "changed", "quote"."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.quotes: list[Quote] = []

    def line_up(self) -> None:
        self.told.append("up")

    def line_down(self, reason: str) -> None:
        self.told.append(f"down: {reason}")

    def state_changed(self) -> None:
        self.told.append("changed")

    def quote_changed(self, quote: Quote) -> None:
        self.told.append("quote")
        self.quotes.append(quote)

    @property
    def ups(self) -> int:
        return self.told.count("up")

    @property
    def downs(self) -> list[str]:
        return [text.removeprefix("down: ") for text in self.told if text.startswith("down: ")]

    @property
    def changes(self) -> int:
        return self.told.count("changed")

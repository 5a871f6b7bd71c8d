"""How calls and their answers travel."""

from collections.abc import Callable, Iterable

import pytest

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.traffic import Call, Fate, Send, Traffic, at_once, lost

GIVEN = Arguments({}, b"{}")


class Watching:
    """Does with calls and answers as it is told, and writes them down."""

    def __init__(self, fate: Fate = at_once, *, lose: bool = False) -> None:
        self.seen: list[str] = []
        self._fate, self._lose = fate, lose

    def came(self, call: Call) -> bool:
        self.seen.append(call.name)
        return self._lose

    def answered(self, call: Call, reply: object) -> Fate:
        self.seen.append(f"{call.name} {reply}")
        return self._fate

    def refused(self, call: Call, refusal: Refused) -> None:
        self.seen.append(f"{call.name} {refusal.status}")


def traffic(watcher: Watching | None) -> Traffic:
    made = Traffic()
    made.watcher = watcher
    return made


def two() -> Iterable[object]:
    return ["one", "two"]


def carry(
    watcher: Watching | None, answer: Callable[[], Iterable[object]]
) -> tuple[bool, list[object]]:
    sent: list[object] = []
    return traffic(watcher).carry("Order/List", GIVEN, answer, sent.append), sent


@pytest.mark.parametrize("watcher", [None, Watching()])
def test_everything_passes_at_once(watcher: Watching | None) -> None:
    assert carry(watcher, two) == (True, ["one", "two"])


def test_a_watcher_sees_calls_by_their_names_in_lower_case() -> None:
    watcher = Watching()
    carry(watcher, two)
    assert watcher.seen == ["order/list", "order/list one", "order/list two"]


def test_a_lost_call_never_arrives() -> None:
    def arrive() -> Iterable[object]:
        raise AssertionError("it arrived")

    assert carry(Watching(lose=True), arrive) == (False, [])


def test_a_lost_answer_is_never_sent() -> None:
    assert carry(Watching(lost), two) == (False, [])


def test_a_late_answer_is_sent_when_it_is_let_go() -> None:
    held: list[Send] = []
    under_way, sent = carry(Watching(held.append), two)
    assert (under_way, sent) == (True, [])
    for send in held:
        send()
    assert sent == ["one", "two"]


def test_a_refusal_is_seen_and_goes_on() -> None:
    def refuse() -> Iterable[object]:
        raise Refused(404, "no")

    watcher = Watching()
    with pytest.raises(Refused):
        carry(watcher, refuse)
    assert watcher.seen == ["order/list", "order/list 404"]

"""Many changes, one call."""

from tests.support.clock import settle

from bracketdesk.broker.notifier import Notifier


async def test_calls_once_a_turn() -> None:
    calls: list[int] = []
    notifier = Notifier(lambda: calls.append(1))
    for _ in range(5):
        notifier.tell()
    assert not calls
    await settle()
    assert len(calls) == 1
    notifier.tell()
    await settle()
    assert len(calls) == 2


async def test_a_change_made_while_calling_is_told_of() -> None:
    calls: list[int] = []

    def call() -> None:
        calls.append(1)
        if len(calls) == 1:
            notifier.tell()

    notifier = Notifier(call)
    notifier.tell()
    await settle()
    assert len(calls) == 2

"""The loop: precise timers that die when cancelled, order, and a silent end."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

from PySide6.QtWidgets import QApplication
from tests.support.until import until

from bracketdesk.ui.event_loop import EventLoop


def loop() -> EventLoop:
    running = asyncio.get_running_loop()
    assert isinstance(running, EventLoop)
    return running


async def test_a_timer_never_fires_early() -> None:
    for delay in (0.0, 0.0004, 0.013, 0.05):
        begin = loop().time()
        await asyncio.sleep(delay)
        assert loop().time() - begin >= delay


async def test_a_cancelled_timer_dies_at_once() -> None:
    before = loop().pending_timers
    handles = [loop().call_later(300, print) for _ in range(100)]
    assert loop().pending_timers == before + 100
    for handle in handles:
        handle.cancel()
        handle.cancel()
    assert loop().pending_timers == before


async def test_a_timer_that_fired_can_be_cancelled() -> None:
    fired: list[int] = []
    handle = loop().call_later(0, fired.append, 1)
    await asyncio.sleep(0.005)
    handle.cancel()
    assert fired == [1]


async def test_callbacks_of_one_turn_run_in_order() -> None:
    order: list[int] = []
    for number in range(50):
        loop().call_soon(order.append, number)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert order == list(range(50))


async def test_a_handle_knows_when_it_is_due() -> None:
    due = loop().time() + 60
    handle = loop().call_at(due, print)
    assert abs(handle.when() - due) < 0.01
    handle.cancel()


async def test_a_timeout_cancels_what_it_waits_for() -> None:
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(60)
    except TimeoutError:
        return
    raise AssertionError


def test_nothing_is_left_on_stderr_when_the_loop_is_left_with_timers_pending() -> None:
    script = """
        import asyncio
        from PySide6.QtWidgets import QApplication, QLabel
        from bracketdesk.ui.event_loop import EventLoop
        app = QApplication([])
        app.setQuitOnLastWindowClosed(False)
        async def main():
            label = QLabel("x")
            label.show()
            asyncio.get_running_loop().call_later(60, print, "never")
            await asyncio.sleep(0.01)
            label.close()
        with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
            runner.run(main())
    """
    run = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    noise = [line for line in run.stderr.splitlines() if "propagateSizeHints" not in line]
    assert (run.returncode, noise, run.stdout) == (0, [], "")


def test_what_came_due_while_the_loop_stood_still_runs_when_it_goes_on(qapp: QApplication) -> None:
    running = EventLoop(qapp)
    seen: list[bool] = []

    async def stop_late() -> None:
        running.call_later(0, lambda: seen.append(running.is_running()))

    async def go_on() -> None:
        await asyncio.sleep(0.05)

    running.run_until_complete(stop_late())
    qapp.processEvents()
    assert False not in seen
    running.run_until_complete(go_on())
    assert seen == [True]
    running.close()


async def test_a_signal_runs_its_handler() -> None:
    heard = asyncio.Event()
    loop().add_signal_handler(signal.SIGUSR1, heard.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    async with asyncio.timeout(5):
        await heard.wait()
    loop().remove_signal_handler(signal.SIGUSR1)


async def test_another_thread_calls_in_order() -> None:
    order: list[int] = []

    def work() -> None:
        for number in range(20):
            running.call_soon_threadsafe(order.append, number)

    running = loop()
    thread = threading.Thread(target=work)
    thread.start()
    await until(lambda: len(order) == 20)
    thread.join()
    assert order == list(range(20))


def test_a_task_left_over_does_not_run_while_the_loop_stands_still(qapp: QApplication) -> None:
    """Qt empties its queue once more after the loop has stopped (stack.md 2)."""
    standing = EventLoop(qapp)
    ran: list[int] = []
    standing.call_later(0.001, ran.append, 1)
    time.sleep(0.005)
    qapp.processEvents()
    assert ran == []
    standing.run_until_complete(asyncio.sleep(0.05))
    assert ran == [1]
    standing.close()

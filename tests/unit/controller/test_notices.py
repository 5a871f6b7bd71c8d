"""A notice has the time it was said at."""

from tests.support.clock import ManualClock

from bracketdesk.controller.notices import Notices


async def test_a_notice_is_stamped_each_time_it_is_said() -> None:
    clock = ManualClock()
    notices = Notices(clock.now)
    heard: list[str] = []
    notices.listen(heard.append)
    assert notices.at is None
    notices.set("Flat.")
    assert notices.at == (first := clock.now())
    await clock.advance(60)
    notices.set("Flat.")
    assert notices.value == "Flat."
    assert notices.at == clock.now() != first
    notices.set("")
    assert not notices.value
    assert heard == ["", "Flat.", "", "Flat.", ""]

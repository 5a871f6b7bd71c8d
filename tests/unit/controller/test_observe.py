import pytest

from bracketdesk.controller.observe import Observable


def test_listeners_hear_the_value_now_and_each_different_one() -> None:
    heard: list[int] = []
    value = Observable(1)
    stop = value.listen(heard.append)
    value.set(1)
    value.set(2)
    stop()
    value.set(3)
    assert heard == [1, 2]
    assert value.value == 3


def test_a_listener_may_leave_while_it_is_called() -> None:
    heard: list[int] = []
    value = Observable(0)

    def once(number: int) -> None:
        heard.append(number)
        if number:
            stop()

    stop = value.listen(once)
    value.listen(heard.append)
    value.set(1)
    value.set(2)
    assert heard == [0, 0, 1, 1, 2]


@pytest.mark.expects_errors
def test_a_listener_that_fails_keeps_nobody_from_hearing() -> None:
    heard: list[int] = []
    value = Observable(0)

    def fail(number: int) -> None:
        if number:
            raise RuntimeError("boom")

    value.listen(fail)
    value.listen(heard.append)
    value.set(1)
    assert heard == [0, 1]

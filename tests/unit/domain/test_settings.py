from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings, Telling


def test_the_question_can_be_silenced_for_practice_and_demo_only() -> None:
    silent = Settings(ask_practice=False, ask_demo=False)
    assert [silent.asks(each) for each in Environment] == [False, False, True, True]
    assert all(Settings().asks(each) for each in Environment)


SILENT = Telling(sound=False, notification=False)


def test_practice_is_quiet_unless_chosen() -> None:
    told = [Settings().telling("alarm", each) for each in Environment]
    assert [each == Telling() for each in told] == [
        e is not Environment.PRACTICE for e in Environment
    ]
    assert told[0] == SILENT
    everywhere = Settings(tell_on_practice=True)
    assert all(everywhere.telling("alarm", each) == Telling() for each in Environment)


def test_each_kind_is_told_as_chosen() -> None:
    chosen = Settings(tellings={"filled": Telling(sound=False)}, tell_on_practice=True)
    assert chosen.telling("filled", Environment.PRACTICE) == Telling(sound=False)
    assert chosen.telling("stop", Environment.LIVE) == Telling()

from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings


def test_the_question_can_be_silenced_for_practice_and_demo_only() -> None:
    silent = Settings(ask_practice=False, ask_demo=False)
    assert [silent.asks(each) for each in Environment] == [False, False, True, True]
    assert all(Settings().asks(each) for each in Environment)

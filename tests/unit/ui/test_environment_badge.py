import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from tests.support.sample_views import session

from bracketdesk.domain.session import Environment
from bracketdesk.ui.environment_badge import EnvironmentBadge, badge_fill
from bracketdesk.ui.theme import LIGHT


@pytest.mark.parametrize(
    ("environment", "fill", "text"),
    [
        (Environment.PRACTICE, LIGHT.practice_fill, "PRACTICE"),
        (Environment.DEMO, LIGHT.accent_fill, "DEMO"),
        (Environment.LIVE, LIGHT.danger_fill, "LIVE"),
        (Environment.CUSTOM, LIGHT.custom_fill, "CUSTOM 127.0.0.1:40100"),
    ],
)
def test_each_environment_has_its_word_and_its_colour(
    qtbot: QtBot, environment: Environment, fill: str, text: str
) -> None:
    badge = EnvironmentBadge()
    qtbot.addWidget(badge)
    badge.show_session(session(environment))
    badge.resize(badge.sizeHint())
    assert badge.text() == text
    assert badge_fill(environment) == fill
    image = badge.grab().toImage()
    assert QColor(image.pixel(4, image.height() // 2)).name() == fill


def test_it_never_gives_way(qtbot: QtBot) -> None:
    badge = EnvironmentBadge()
    qtbot.addWidget(badge)
    badge.show_session(session(Environment.CUSTOM))
    assert badge.minimumSizeHint() == badge.sizeHint()

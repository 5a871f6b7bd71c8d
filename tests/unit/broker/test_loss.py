"""Why a socket is gone."""

import pytest

from bracketdesk.broker.loss import Loss, Lost, announced, loss_of
from bracketdesk.domain.problems import Frozen, MustWait, UserFacingError
from bracketdesk.domain.session import LossCause


@pytest.mark.parametrize(
    ("data", "loss"),
    [
        (
            b'{"reasonCode":"Maintenance","reason":"Back at 5"}',
            Loss(
                "h closes for maintenance. Its own words: “Back at 5”",
                cause=LossCause.MAINTENANCE,
            ),
        ),
        (
            b'{"reasonCode":"ConnectionQuotaReached"}',
            Loss("h closed this connection: too many are open.", 300, LossCause.QUOTA),
        ),
        (
            b'{"reasonCode":"IPQuotaReached","reason":null}',
            Loss("h closed this connection: too many addresses are in use.", 300, LossCause.QUOTA),
        ),
        (
            b'{"reasonCode":"Tidying"}',
            Loss("h closes the connection. Its own words: “Tidying”"),
        ),
        (b"{}", Loss("h closes the connection.")),
        (b"7", Loss("h closes the connection.")),
        (b"", Loss("h closes the connection.")),
    ],
)
def test_every_announcement_is_a_sentence(data: bytes, loss: Loss) -> None:
    assert announced(data, "h") == loss


QUOTA = Loss("Too many.", 300, LossCause.QUOTA)


@pytest.mark.parametrize(
    ("error", "loss"),
    [
        (UserFacingError("Nobody there."), Loss("Nobody there.")),
        (MustWait("A captcha.", 3600), Loss("A captcha.", 3600)),
        (Frozen("Silence.", 3600), Loss("Silence.")),
        (Lost(QUOTA), QUOTA),
    ],
)
def test_a_failed_attempt_is_a_loss_too(error: UserFacingError, loss: Loss) -> None:
    assert loss_of(error) == loss

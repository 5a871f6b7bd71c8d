"""What a shutdown event says."""

import pytest

from bracketdesk.broker.loss import Loss, announced


@pytest.mark.parametrize(
    ("data", "loss"),
    [
        (
            b'{"reasonCode":"Maintenance","reason":"Back at 5"}',
            Loss("h closes for maintenance. Its own words: “Back at 5”"),
        ),
        (
            b'{"reasonCode":"ConnectionQuotaReached"}',
            Loss("h closed this connection: too many are open.", 300),
        ),
        (
            b'{"reasonCode":"IPQuotaReached","reason":null}',
            Loss("h closed this connection: too many addresses are in use.", 300),
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

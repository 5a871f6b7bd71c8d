from datetime import UTC, datetime

from bracketdesk.domain.session import Credentials, Tokens


def test_secrets_do_not_show_in_a_repr() -> None:
    tokens = Tokens("s3cret", "s3cret", datetime(2026, 11, 2, tzinfo=UTC))
    credentials = Credentials("trader", "s3cret", "8", "s3cret")
    assert "s3cret" not in repr(tokens) + repr(credentials)

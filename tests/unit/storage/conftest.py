"""What the tests of this room share."""

from tests.support.secret_service import secret_bus, secret_service

__all__ = ["secret_bus", "secret_service"]

"""The app's keyring in a process of its own: `python -m … name|save|load|remove [seconds]`."""

import asyncio
import sys
from datetime import UTC, datetime

from bracketdesk.cli import leave
from bracketdesk.domain.problems import SecretsUnavailable
from bracketdesk.domain.session import Tokens
from bracketdesk.storage.secrets import KeyringSecrets
from bracketdesk.wire.clock import SystemClock

PLACE = ("demo", "https://demo.example/v1")
TOKENS = Tokens(
    access="access-" + "a1B2" * 900,
    market_data="market-" + "c3D4" * 300,
    expires=datetime(2026, 11, 22, 16, 20, 30, tzinfo=UTC),
    user_name="trader",
    user_id=77,
)


async def run(verb: str, seconds: float) -> str:
    """Do one thing with the keyring and say what came of it."""
    secrets = KeyringSecrets(SystemClock(), seconds)
    try:
        if verb == "name":
            return await secrets.backend_name()
        if verb == "save":
            await secrets.save(*PLACE, TOKENS)
            return "saved"
        if verb == "remove":
            await secrets.remove(*PLACE)
            return "removed"
        return "same" if await secrets.load(*PLACE) == TOKENS else "nothing"
    except SecretsUnavailable as trouble:
        return str(trouble)


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(run(sys.argv[1], float(sys.argv[2]))))
    leave(0)  # as the app does

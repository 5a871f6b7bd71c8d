"""Connect a running app to a server of the test's as the Custom environment."""

from tests.support.hand import Hand
from tests.support.until import until

from bracketdesk.domain.session import Credentials, Hosts


async def open_sign_in(hand: Hand) -> None:
    """Open the sign-in dialog by its button in the top bar."""
    await until(lambda: hand.text("signInButton") == "Sign in…")
    hand.click("signInButton")
    await until(lambda: hand.there("signInDialog"))


async def sign_in_by_hand(hand: Hand, hosts: Hosts, who: Credentials) -> None:
    """Fill in the sign-in dialog with the keyboard and wait for the line."""
    await open_sign_in(hand)
    hand.write("restUrlEdit", hosts.rest)
    hand.write("socketUrlEdit", hosts.socket)
    hand.write("marketDataUrlEdit", hosts.market_data)
    hand.write("signInNameEdit", who.name)
    hand.write("signInPasswordEdit", who.password)
    hand.click("signInGoButton")
    await until(lambda: hand.text("connectionLabel").startswith("connected"))

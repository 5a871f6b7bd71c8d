"""Sign-ins by environment and host: the keyring's where there is one, else for this session."""

import asyncio
from dataclasses import replace
from urllib.parse import urlsplit

from bracketdesk.controller import words
from bracketdesk.controller.ports import Secrets
from bracketdesk.domain.problems import SecretsUnavailable
from bracketdesk.domain.session import Credentials, Environment, Hosts, Tokens
from bracketdesk.wire.clock import Clock

SESSION_ONLY = "This sign-in holds for this session only."
OFFER = "You can sign in for this session only."
NOTHING = Credentials("", "")


def host_of(hosts: Hosts) -> str:
    """Return the name the keyring and the badge know a host by."""
    return urlsplit(hosts.rest).netloc


class TokenKeeper:
    """Knows the tokens of this session and asks the keyring for those of earlier ones.

    One call of the keyring at a time, in order: what is removed must not be saved after that.
    `trouble` is what the keyring's last call said, empty where it went well.
    """

    def __init__(self, secrets: Secrets, clock: Clock) -> None:
        self._secrets = secrets
        self._clock = clock
        self._tokens: dict[tuple[Environment, str], Tokens] = {}
        self._kept: set[tuple[Environment, str]] = set()
        self._turn = asyncio.Lock()
        self.trouble = ""

    async def find(self, environment: Environment, hosts: Hosts) -> tuple[Tokens | None, str]:
        """Return what is known for a host, and a sentence where there is something to say."""
        key = (environment, host_of(hosts))
        if key not in self._tokens and (said := await self._load(key)):
            return None, said
        if self._tokens[key].expires > self._clock.now():
            return self._tokens[key], ""
        removed = await self.drop_tokens(environment, hosts)
        return None, f"The sign-in kept for {words.NAMES[environment]} has expired. {removed}"

    def is_kept(self, environment: Environment, hosts: Hosts) -> bool:
        """Whether the keyring holds a token for this host, as far as is known."""
        return (environment, host_of(hosts)) in self._kept

    def hold(self, environment: Environment, hosts: Hosts, tokens: Tokens) -> None:
        """Know these tokens for this session, whatever the keyring will say to them."""
        self._tokens[environment, host_of(hosts)] = tokens

    async def saved(self, environment: Environment, hosts: Hosts) -> Credentials:
        """Return what the keyring holds of the last sign-in, empty on trouble."""
        async with self._turn:
            try:
                found = await self._secrets.load_sign_in(environment, host_of(hosts))
            except SecretsUnavailable as error:
                self.trouble = str(error)
                return NOTHING
        self.trouble = ""
        return found

    async def complete(
        self, environment: Environment, hosts: Hosts, who: Credentials
    ) -> Credentials:
        """Return the credentials with what was left empty from the keyring, where it fits."""
        if who.password and (who.secret or not who.cid):
            return who
        kept = await self.saved(environment, hosts)
        if not who.password and kept.name == who.name:
            who = replace(who, password=kept.password)
        if not who.secret and who.cid and kept.cid == who.cid:
            who = replace(who, secret=kept.secret)
        return who

    async def keep(
        self, environment: Environment, hosts: Hosts, tokens: Tokens, who: Credentials | None = None
    ) -> str:
        """Keep a fresh sign-in, or tokens alone; returns a sentence where that does not work."""
        key = (environment, host_of(hosts))
        self._tokens[key] = tokens
        async with self._turn:
            try:
                await self._secrets.save(*key, tokens)
                self._kept.add(key)
                if who is not None:
                    await self._secrets.save_sign_in(*key, who)
            except SecretsUnavailable as error:
                self.trouble = str(error)
                return str(error) if key in self._kept else f"{error} {SESSION_ONLY}"
        self.trouble = ""
        return ""

    async def drop_tokens(self, environment: Environment, hosts: Hosts) -> str:
        """Remove tokens that are no good; name and key stay for the next sign-in."""
        key = (environment, host_of(hosts))
        self._tokens.pop(key, None)
        async with self._turn:
            try:
                await self._secrets.remove_tokens(*key)
            except SecretsUnavailable as error:
                self.trouble = str(error)
                if key not in self._kept:  # they never came into the keyring
                    return ""
                return f"Its tokens could not be removed from the keyring: {error}"
        self._kept.discard(key)
        return "Its tokens were removed from the keyring."

    async def forget(self, environment: Environment, hosts: Hosts) -> str:
        """Remove a host's whole sign-in; returns a sentence that says what was removed."""
        key = (environment, host_of(hosts))
        known = self._tokens.pop(key, None) is not None
        async with self._turn:
            try:
                await self._secrets.remove(*key)
            except SecretsUnavailable as error:
                self.trouble = str(error)
                if known and key not in self._kept:  # it never came into the keyring
                    return "Nothing was kept in the keyring."
                return f"Its sign-in could not be removed from the keyring: {error}"
        self._kept.discard(key)
        return "Its tokens and credentials were removed from the keyring; the device id stays."

    async def _load(self, key: tuple[Environment, str]) -> str:
        """Take the keyring's tokens; returns why there are none."""
        async with self._turn:
            try:
                found = await self._secrets.load(*key)
            except SecretsUnavailable as error:
                self.trouble = str(error)
                return f"{error} {OFFER}"
        self.trouble = ""
        if found is None:
            return f"Sign in to {words.NAMES[key[0]]}."
        self._tokens[key] = found
        self._kept.add(key)
        return ""

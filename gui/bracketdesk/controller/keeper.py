"""Tokens by environment and host: the keyring's where there is one, else for this session only."""

from urllib.parse import urlsplit

from bracketdesk.controller import words
from bracketdesk.controller.ports import Secrets
from bracketdesk.domain.problems import SecretsUnavailable
from bracketdesk.domain.session import Credentials, Environment, Hosts, Tokens
from bracketdesk.wire.clock import Clock

SESSION_ONLY = "This sign-in holds for this session only."


def host_of(hosts: Hosts) -> str:
    """Return the name the keyring and the badge know a host by."""
    return urlsplit(hosts.rest).netloc


class TokenKeeper:
    """Knows the tokens of this session and asks the keyring for those of earlier ones."""

    def __init__(self, secrets: Secrets, clock: Clock) -> None:
        self._secrets = secrets
        self._clock = clock
        self._tokens: dict[tuple[Environment, str], Tokens] = {}
        self._kept: set[tuple[Environment, str]] = set()

    async def find(self, environment: Environment, hosts: Hosts) -> tuple[Tokens | None, str]:
        """Return what is known for a host, and a sentence where there is something to say."""
        key = (environment, host_of(hosts))
        if key not in self._tokens:
            try:
                found = await self._secrets.load(*key)
            except SecretsUnavailable as error:
                return None, str(error)
            if found is None:
                return None, f"Sign in to {words.NAMES[environment]}."
            self._tokens[key] = found
            self._kept.add(key)
        if self._tokens[key].expires > self._clock.now():
            return self._tokens[key], ""
        removed = await self.forget(environment, hosts)
        return None, f"The sign-in kept for {words.NAMES[environment]} has expired. {removed}"

    def is_kept(self, environment: Environment, hosts: Hosts) -> bool:
        """Whether the keyring holds a token for this host, as far as is known."""
        return (environment, host_of(hosts)) in self._kept

    async def complete(
        self, environment: Environment, hosts: Hosts, who: Credentials
    ) -> Credentials:
        """Return the credentials with the API secret from the keyring where none was typed."""
        if not who.cid or who.secret:
            return who
        try:
            secret = await self._secrets.load_api_secret(environment, host_of(hosts))
        except SecretsUnavailable:
            return who
        return Credentials(who.name, who.password, who.cid, secret, who.app_id)

    async def keep(
        self, environment: Environment, hosts: Hosts, tokens: Tokens, who: Credentials
    ) -> str:
        """Keep a fresh sign-in; returns a sentence where it holds for this session only."""
        key = (environment, host_of(hosts))
        self._tokens[key] = tokens
        try:
            await self._secrets.save(*key, tokens)
            self._kept.add(key)
            if who.secret:
                await self._secrets.save_api_secret(*key, who.secret)
        except SecretsUnavailable as error:
            return str(error) if key in self._kept else f"{error} {SESSION_ONLY}"
        return ""

    async def forget(self, environment: Environment, hosts: Hosts) -> str:
        """Remove a host's tokens everywhere; returns a sentence that says what was removed."""
        key = (environment, host_of(hosts))
        known = self._tokens.pop(key, None) is not None
        try:
            await self._secrets.remove(*key)
        except SecretsUnavailable as error:
            if known and key not in self._kept:  # it never came into the keyring
                return "Nothing was kept in the keyring."
            return f"Its tokens could not be removed from the keyring: {error}"
        self._kept.discard(key)
        return "Its tokens were removed from the keyring."

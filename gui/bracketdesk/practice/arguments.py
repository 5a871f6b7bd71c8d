"""What a call was given: query fields or a JSON body (protocol.md 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

import msgspec

from bracketdesk.practice.errors import Refused
from bracketdesk.wire import codec
from bracketdesk.wire.messages import Message

T = TypeVar("T")

Short = Annotated[str, msgspec.Meta(max_length=64)]
"""The limit of names, symbols, uuids and tags (protocol.md 4)."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """One call's arguments as they came, unread."""

    query: Mapping[str, str]
    body: bytes

    def read(self, kind: type[T]) -> T:
        """Return the body as `kind`, or the query where there is no body; raises Refused 400."""
        try:
            if self.body.strip():
                return codec.decode(self.body, kind)
            return msgspec.convert(dict(self.query), kind, strict=False)
        except (ValueError, RecursionError) as error:  # MsgspecError is a ValueError
            raise Refused(400, f"Malformed request: {error}") from None


class ById(Message, frozen=True, kw_only=True):
    """item?id=5"""

    id: int


class ByIds(Message, frozen=True, kw_only=True):
    """items?ids=1,2"""

    ids: str | list[int]


class ByMaster(Message, frozen=True, kw_only=True):
    """deps?masterid=5"""

    masterid: int


class ByMasters(Message, frozen=True, kw_only=True):
    """ldeps?masterids=1,2"""

    masterids: str | list[int]


class ByName(Message, frozen=True, kw_only=True):
    """find?name=MESZ6"""

    name: str


class Suggestion(Message, frozen=True, kw_only=True):
    """suggest?t=MES&l=10"""

    text: str = msgspec.field(name="t")
    limit: Annotated[int, msgspec.Meta(ge=1)] = msgspec.field(name="l", default=10)


class SignIn(Message, frozen=True, kw_only=True):
    """Body of auth/accesstokenrequest: only name and password are needed (protocol.md 1.1)."""

    name: Short
    password: Short
    app_id: Short | None = None
    app_version: Short | None = None
    device_id: Short | None = None
    cid: int | Short | None = None
    sec: Annotated[str, msgspec.Meta(max_length=8192)] | None = None

    def __repr__(self) -> str:
        return "SignIn(…)"


class Cancel(Message, frozen=True, kw_only=True):
    """Body of cancelorder."""

    order_id: int
    cl_ord_id: Short | None = None
    custom_tag50: Short | None = None
    is_automated: bool | None = None


class Liquidate(Message, frozen=True, kw_only=True):
    """Body of liquidateposition."""

    account_id: int
    contract_id: int
    admin: bool
    custom_tag50: Short | None = None
    is_automated: bool | None = None


def numbers(listed: str | list[int]) -> list[int]:
    """Return the ids of `1,2,3`; raises Refused 400."""
    if isinstance(listed, list):
        return listed
    try:
        return [int(part) for part in listed.split(",")]
    except ValueError:
        raise Refused(400, "Malformed request: a list of ids is numbers and commas") from None

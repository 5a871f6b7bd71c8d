"""What a call was given: query fields or a JSON body (protocol.md 2)."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

from bracketdesk.practice.errors import Refused
from bracketdesk.practice.violations import violated
from bracketdesk.wire import codec
from bracketdesk.wire.messages import Message

T = TypeVar("T")

TICKET = "p-ticket"
"""Beside whatever else a call is given, in its body or its query (protocol.md 1.7)."""

NO_BODY = (b"", b"undefined")
"""What stands where a body is left out; the second is how the broker's own sample writes it."""

Short = Annotated[str, msgspec.Meta(max_length=64)]
"""The limit of names, symbols, uuids and tags (protocol.md 4)."""

INT64 = 2**63 - 1

Int32 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
Int64 = Annotated[int, msgspec.Meta(ge=-INT64 - 1, le=INT64)]
Id = Annotated[int, msgspec.Meta(gt=0, le=INT64)]
"""What commands name things by (protocol.md 4); a query asks for any int64."""

WHOLE = re.compile("-?[0-9]{1,19}")
"""An int64 as text, or a number a little larger."""

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


@dataclass(frozen=True, slots=True)
class Arguments:
    """One call's arguments as they came, unread."""

    query: Mapping[str, str]
    body: bytes

    def read(self, kind: type[T]) -> T:
        """Return the body as `kind`, or the query where there is no body.

        Raises Refused 400 for what cannot be read, Violated for fields that break their rules.
        GUESS: null is as good as absent for a field that may be left out, as many clients write it.
        """
        try:
            if self._has_body:
                return codec.decode(self.body.decode(), kind)
            return self._read_query(kind)
        except ValueError as error:  # MsgspecError is a ValueError
            told = isinstance(error, msgspec.ValidationError) and self._has_body
            raise (told and violated(self.body, kind)) or _malformed(error) from None

    def _read_query(self, kind: type[T]) -> T:
        read = msgspec.convert(dict(self.query), kind, strict=False)
        if isinstance(read, msgspec.Struct):
            for field in msgspec.structs.fields(read):
                is_number = type(getattr(read, field.name)) is int
                if is_number and not WHOLE.fullmatch(self.query.get(field.encode_name, "0")):
                    raise ValueError(
                        f"{field.encode_name} is a whole number"
                    )  # 5.0 and 1e3 are not
        return read

    @property
    def _has_body(self) -> bool:
        """Whether there is one; an empty object beside a query is none."""
        body = self.body.strip()
        return body not in NO_BODY and not (body == b"{}" and self.query)

    @property
    def ticket(self) -> str:
        """The penalty ticket that came along, empty where there is none."""
        return str(self.fields().get(TICKET, ""))

    @property
    def fingerprint(self) -> bytes:
        """The same for the same call, with its penalty ticket or without."""
        rest = {name: value for name, value in self.fields().items() if name != TICKET}
        return hashlib.sha256(codec.encode(rest)).digest()

    def fields(self) -> dict[str, object]:
        """Return everything given by its name, nothing where it cannot be read."""
        try:
            return self.read(dict[str, object])
        except Refused:
            return {}


class ById(Message, frozen=True, kw_only=True):
    """item?id=5"""

    id: Int64


class ByIds(Message, frozen=True, kw_only=True):
    """items?ids=1,2"""

    ids: str | list[Int64]


class ByMaster(Message, frozen=True, kw_only=True):
    """deps?masterid=5"""

    masterid: Int64


class ByMasters(Message, frozen=True, kw_only=True):
    """ldeps?masterids=1,2"""

    masterids: str | list[Int64]


class ByName(Message, frozen=True, kw_only=True):
    """find?name=MESZ6"""

    name: str


class ByAccount(Message, frozen=True, kw_only=True):
    """Body of getcashbalancesnapshot."""

    account_id: Id


class Suggestion(Message, frozen=True, kw_only=True):
    """suggest?t=MES&l=10"""

    text: str = msgspec.field(name="t")
    limit: Int32 = msgspec.field(name="l")


class SignIn(Message, frozen=True, kw_only=True):
    """Body of auth/accesstokenrequest: only name and password are needed (protocol.md 1.1)."""

    name: Short
    password: Short
    app_id: Short | None = None
    app_version: Short | None = None
    device_id: Short | None = None
    cid: int | Short | None = None
    sec: Annotated[str, msgspec.Meta(max_length=8192)] | None = None
    hibp_check: bool | None = None
    p_ticket: str | None = msgspec.field(name=TICKET, default=None)

    def __repr__(self) -> str:
        return "SignIn(…)"


class Synchronise(Message, frozen=True, kw_only=True):
    """Body of user/syncrequest, as S26 has it; no organisation's data is sharded here."""

    split_responses: bool | None = None
    users: list[Int64] | None = None
    accounts: list[Int64] | None = None
    entity_types: list[str] | None = None
    cutoff_timestamp: Moment | None = None
    full_org_snapshot: bool | None = None
    sharding_expression: dict[str, object] | None = None


class Roll(Message, frozen=True, kw_only=True):
    """Body of contract/rollcontract; `name` is a contract's or a product's."""

    name: Short
    forward: bool
    if_expired: bool | None = None


class RollSeveral(Message, frozen=True, kw_only=True):
    """Body of contract/rollcontracts."""

    roll_contracts: list[Roll]


class ByProducts(Message, frozen=True, kw_only=True):
    """Body of contract/getproductfeeparams."""

    product_ids: list[Int64]


def fields_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a query's fields; `ids=1&ids=2` is how others write `ids=1,2`."""
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields[name] = f"{fields[name]},{value}" if name in fields else value
    return fields


def numbers(listed: str | list[int]) -> list[int]:
    """Return the ids of `1,2,3`; raises Refused 400."""
    if isinstance(listed, list):
        return listed
    parts = listed.split(",")
    if not all(WHOLE.fullmatch(part) for part in parts):
        raise Refused(400, "Malformed request: a list of ids is numbers and commas")
    try:
        return msgspec.convert(parts, list[Int64], strict=False)
    except msgspec.ValidationError as error:
        raise _malformed(error) from None


def _malformed(error: Exception) -> Refused:
    return Refused(400, f"Malformed request: {error}")

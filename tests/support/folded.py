"""What a client knows that folds every change into its snapshot, as the bytes that came."""

from collections.abc import Iterable

import msgspec
from tests.support.direct import Change

Snapshot = dict[str, list[msgspec.Raw]]


class _Named(msgspec.Struct):
    id: int


class Folded:
    """Entities by kind and id; `kinds` is what the snapshot brought."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        """Begin with an answer to user/syncrequest, in one part or in several."""
        self._state: dict[str, dict[int, bytes]] = {}
        for part in parts:
            for name, entities in msgspec.json.decode(part, type=Snapshot).items():
                known = self._state.setdefault(singular(name), {})
                known |= {number(entity): bytes(entity) for entity in entities}

    @property
    def kinds(self) -> set[str]:
        """What was asked for."""
        return set(self._state)

    def hear(self, change: Change) -> None:
        """Fold one change in: new ones are Created, known ones Updated, and nothing else is."""
        known, ident = self._state[change.entity_type], number(change.entity)
        assert (change.event_type == "Updated") == (ident in known), change
        assert change.event_type in {"Created", "Updated"}
        known[ident] = bytes(change.entity)

    def listed(self, kind: str) -> bytes:
        """Return what `{kind}/list` must answer."""
        return b"[" + b",".join(self._state[kind].values()) + b"]"


def number(entity: msgspec.Raw) -> int:
    """Return an entity's id."""
    return msgspec.json.decode(entity, type=_Named).id


def singular(name: str) -> str:
    """Return the kind that a snapshot's array is of: orderStrategy of orderStrategies."""
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name.removesuffix("es") if name.endswith("uses") else name.removesuffix("s")

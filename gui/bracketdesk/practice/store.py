"""Every entity of the exchange, by kind and id, and the news of each change.

A listener hears of a change after it is stored, so what it is told and what `get` answers agree.
"""

import itertools
from collections.abc import Callable

from bracketdesk.wire.entities import ENTITY_TYPES, Entity
from bracketdesk.wire.enums import EventType

Listener = Callable[[str, EventType, Entity], None]

FIRST_ID = 1001


class EntityStore:
    """Entities by the wire's entityType names (protocol.md 3.7); ids are unique across kinds.

    But a risk status has its account's (protocol.md 4.6).
    """

    def __init__(self) -> None:
        self._entities: dict[str, dict[int, Entity]] = {kind: {} for kind in ENTITY_TYPES}
        self._listeners: list[Listener] = []
        self._ids = itertools.count(FIRST_ID)

    def new_id(self) -> int:
        """Return an id nobody had before."""
        return next(self._ids)

    def put(self, kind: str, entity: Entity) -> None:
        """Store `entity` and tell the listeners: Created for a new id, Updated for a known one."""
        known = self._entities[kind]
        event = EventType.UPDATED if entity.id in known else EventType.CREATED
        known[entity.id] = entity
        self._tell(kind, event, entity)

    def clear(self, kind: str) -> None:
        """Forget every entity of a kind, telling of each that it is Deleted, newest first."""
        known = self._entities[kind]
        while known:
            self._tell(kind, EventType.DELETED, known.popitem()[1])

    def get(self, kind: str, id: int) -> Entity | None:
        """Return one entity, None where there is none of this kind and id."""
        return self._entities.get(kind, {}).get(id)

    def all(self, kind: str) -> list[Entity]:
        """Return the entities of one kind, oldest first; an unknown kind has none."""
        return list(self._entities.get(kind, {}).values())

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Call `callback` after every change; returns what ends it."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def _tell(self, kind: str, event: EventType, entity: Entity) -> None:
        for listener in tuple(self._listeners):
            listener(kind, event, entity)

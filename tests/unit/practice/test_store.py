from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Contract, Entity, OrderStrategyType
from bracketdesk.wire.enums import EventType


def contract(id: int, name: str = "MESZ6") -> Contract:
    return Contract(id=id, name=name, contract_maturity_id=7)


def test_an_entity_is_found_by_kind_and_id() -> None:
    store = EntityStore()
    store.put("contract", contract(1))
    assert store.get("contract", 1) == contract(1)
    assert store.get("contract", 2) is None
    assert store.get("order", 1) is None
    assert store.get("nonsense", 1) is None


def test_all_are_listed_oldest_first_even_after_an_update() -> None:
    store = EntityStore()
    store.put("contract", contract(2))
    store.put("contract", contract(1))
    store.put("contract", contract(2, "ESZ6"))
    assert store.all("contract") == [contract(2, "ESZ6"), contract(1)]
    assert store.all("nonsense") == []


def test_a_listener_hears_created_then_updated_and_finds_what_it_was_told() -> None:
    store = EntityStore()
    heard: list[tuple[str, EventType, Entity]] = []

    def listener(kind: str, event: EventType, entity: Entity) -> None:
        assert store.get(kind, entity.id) is entity
        heard.append((kind, event, entity))

    store.listen(listener)
    kind = OrderStrategyType(id=2, name="Multi-bracket", enabled=True)
    store.put("orderStrategyType", kind)
    store.put("orderStrategyType", kind)
    assert [event for _, event, _ in heard] == [EventType.CREATED, EventType.UPDATED]


def test_a_listener_that_left_hears_nothing() -> None:
    store = EntityStore()
    heard: list[Entity] = []
    leave = store.listen(lambda kind, event, entity: heard.append(entity))
    leave()
    store.put("contract", contract(1))
    assert heard == []


def test_a_listener_may_leave_while_it_is_told() -> None:
    store = EntityStore()
    heard: list[str] = []

    def once(kind: str, event: EventType, entity: Entity) -> None:
        heard.append("once")
        leave()

    leave = store.listen(once)
    store.listen(lambda kind, event, entity: heard.append("always"))
    store.put("contract", contract(1))
    store.put("contract", contract(1))
    assert heard == ["once", "always", "always"]


def test_what_is_cleared_is_told_as_deleted_newest_first() -> None:
    store = EntityStore()
    for id in (1, 2):
        store.put("contract", contract(id))
    heard: list[tuple[EventType, int]] = []
    store.listen(lambda kind, event, entity: heard.append((event, entity.id)))
    store.clear("contract")
    assert heard == [(EventType.DELETED, 2), (EventType.DELETED, 1)]
    assert store.all("contract") == []


def test_ids_are_never_given_twice() -> None:
    store = EntityStore()
    ids = [store.new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert min(ids) > 0

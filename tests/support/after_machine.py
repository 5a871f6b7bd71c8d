"""Life after the fill at random: whatever the window may ask for, drills staged, in any order.

A real desk, gateway and journal face the real practice exchange, each on its own clock. After
every step the meter is the exchange's truth, no command ran twice, no flatten ended turned round
unsaid, and no position is without its stops without an alarm.
"""

from collections import Counter
from collections.abc import Mapping

from hypothesis import strategies as some
from hypothesis.stateful import rule
from tests.support.after_truth import names_used, truth
from tests.support.after_world import STEPS, AfterWorld

from bracketdesk.controller.after.views import Cover, ProcedureView
from bracketdesk.controller.views import Connection, LegRole
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side, Ticket, TimeInForce

PATHS = {
    Act.CANCEL: "order/cancelorder",
    Act.MODIFY: "order/modifyorder",
    Act.PLACE: "order/placeorder",
    Act.PLACE_OCO: "order/placeoco",
    Act.LIQUIDATE: "order/liquidateposition",
    Act.INTERRUPT: "orderstrategy/interruptorderstrategy",
}

BY_TICKS = (Units.TICKS, TimeInForce.GTC)

STAGED: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("reject", {"what": "flatten", "reason": "TradingLocked"}),
    ("reject", {"what": "change", "reason": "AnotherCommandPending"}),
    ("reject", {"what": "cancel", "reason": "TooLate"}),
    ("reject", {"what": "stop", "reason": "InvalidPrice"}),
    ("lost_answer", {"order": "exists"}),
    ("lost_answer", {"order": "missing"}),
    ("late_answer", {"seconds": 4}),
    ("stuck_replace", {"whose": "you"}),
    ("stuck_replace", {"whose": "another"}),
    ("partial_entry", {}),
    ("exits_vanish", {}),
    ("gap", {}),
    ("disconnect", {"seconds": 5}),
)

quantities = some.integers(1, 3)
distances = some.integers(2, 24)
picks = some.integers(0, 99)
"""Which of what is there by then: drawing from it would hang on what has arrived."""
levels = some.lists(
    some.builds(Level, quantities, some.one_of(some.none(), distances), distances),
    min_size=1,
    max_size=3,
)


class AfterTheFill(AfterWorld):
    """One account, one contract, one trader; another program of the same user meddles."""

    # What the trader does
    @rule(side=some.sampled_from(Side), levels=levels, below=some.one_of(some.none(), distances))
    def start(self, side: Side, levels: list[Level], below: int | None) -> None:
        """Send a ticket, at the market or with a limit at some distance."""
        quantity = sum(level.quantity for level in levels)
        entry = Entry()
        if below is not None:
            price = self._limit(side, below)
            entry = Entry(EntryType.LIMIT, price)
        account = self.seat.view.account
        ticket = Ticket("MESZ6", side, quantity, entry, tuple(levels), account)
        self._call(lambda: self.seat.desk.submit(ticket))
        self._after("start")

    @rule(pick=picks, ticks=some.integers(-30, 30).filter(bool))
    def move(self, pick: int, ticks: int) -> None:
        """Move a stop or target, twice in the same moment."""
        self._have_something()
        legs = self._legs(lambda leg: leg.role in (LegRole.STOP, LegRole.TARGET))
        if legs:
            leg = legs[pick % len(legs)]
            for _ in range(2):
                self._call(lambda: self.after.nudge((leg.order_id,), ticks))
            self._after("move")

    @rule(ticks=some.integers(-20, 20).filter(bool))
    def move_all_stops(self, ticks: int) -> None:
        """Move every stop."""
        self._have_something()
        legs = self._legs(lambda leg: leg.role is LegRole.STOP)
        if legs:
            self._call(lambda: self.after.nudge(tuple(leg.order_id for leg in legs), ticks))
            self._after("move all")

    @rule(pick=picks, ticks=some.integers(0, 4))
    def breakeven(self, pick: int, ticks: int) -> None:
        """Bring a strategy's stops to breakeven."""
        self._have_something()
        if view := self._strategy(pick):
            self._call(lambda: self.after.breakeven(view.id, None, ticks))
            self._after("breakeven")

    @rule(pick=picks)
    def cancel_entry(self, pick: int) -> None:
        """Cancel an entry."""
        self._have_something()
        if view := self._strategy(pick):
            self._call(lambda: self.after.cancel_entry(view.id))
            self._after("cancel entry")

    @rule(pick=picks)
    def cancel_level(self, pick: int) -> None:
        """Cancel a level's exits."""
        self._have_something()
        view = self._strategy(pick)
        if view and view.levels:
            number = 1 + pick % len(view.levels)
            self._call(lambda: self.after.cancel_level(view.id, number))
            self._after("cancel level")

    @rule(pick=picks)
    def interrupt(self, pick: int) -> None:
        """Stop a strategy."""
        self._have_something()
        if view := self._strategy(pick):
            self._call(lambda: self.after.interrupt(view.id))
            self._after("interrupt")

    @rule(twice=some.booleans(), ticks=some.integers(-24, 24))
    def flatten(self, twice: bool, ticks: int) -> None:
        """Flatten, while the market moves as it likes."""
        self._have_something()
        for _ in range(1 + twice):
            self._call(lambda: self.after.flatten(self.contract))
        self._call(lambda: self.broker.move(ticks))
        self._after("flatten")

    @rule()
    def flatten_all(self) -> None:
        """Flatten all."""
        self._have_something()
        self._call(self.after.flatten_all)
        self._after("flatten all")

    @rule()
    def reverse(self) -> None:
        """Reverse: flatten and a prefilled ticket, nothing more."""
        self._have_something()
        before = self.broker.calls["orderstrategy/startorderstrategy"]
        self._call(lambda: self.after.reverse(self.contract))
        self._after("reverse")
        assert self.broker.calls["orderstrategy/startorderstrategy"] == before

    @rule(pick=picks, stop=distances, goal=some.one_of(some.none(), distances))
    def protect(self, pick: int, stop: int, goal: int | None) -> None:
        """Place exits for what is uncovered, in one level or two."""
        bare = abs(truth(self.broker.exchange).net) - truth(self.broker.exchange).stops
        first = 1 + pick % max(1, bare)
        sizes = [n for n in (first, bare - first) if n > 0]
        rows = tuple(LevelDraft(str(n), str(goal or ""), str(stop)) for n in sizes)
        for _ in range(2):
            self._call(
                lambda: self.after.protect(self.contract, rows, Units.TICKS, TimeInForce.GTC)
            )
        self._after("exits")

    @rule(pick=picks)
    def take_offer(self, pick: int) -> None:
        """Take a next step that is offered, twice."""
        offers = [(v.number, o.key) for v in self.after.procedures.value for o in v.offers]
        if offers:
            number, key = offers[pick % len(offers)]
            for _ in range(2):
                self._call(lambda: self.after.take_offer(number, key))
            self._after("offer")

    # What happens to him
    @rule(ticks=some.integers(-40, 40))
    def market(self, ticks: int) -> None:
        """The market goes somewhere else."""
        self._call(lambda: self.broker.move(ticks))
        self._after("market")

    @rule(ticks=some.integers(-40, 40))
    def disconnect(self, ticks: int) -> None:
        """The sockets are cut; meanwhile the market moves."""
        self._have_something()
        self._call(self.broker.drills.drop_sockets)
        self._call(lambda: self.broker.move(ticks))
        self._after("disconnect")

    @rule(ticks=some.integers(-12, 12))
    def disconnect_in_a_flatten(self, ticks: int) -> None:
        """The line is cut right after the click."""
        self._have_something()
        self._call(lambda: self.after.flatten(self.contract))
        self._call(self.broker.drills.drop_sockets)
        self._call(lambda: self.broker.move(ticks))
        self._after("cut flatten")

    @rule()
    def kill(self) -> None:
        """The app ends and another begins on the same disk."""
        self._have_something()
        self._run(self._restart())
        self._after("restart")

    @rule(turns=some.integers(0, 12), ticks=some.integers(-12, 12))
    def kill_in_a_flatten(self, turns: int, ticks: int) -> None:
        """The app is gone a few turns after the click, whatever it was about to do or to note."""
        self._have_something()
        self._call(lambda: self.after.flatten(self.contract))
        self._run(self._fall(turns))
        self._call(lambda: self.broker.move(ticks))
        self._after("killed")

    @rule(pick=picks)
    def exits_vanish(self, pick: int) -> None:
        """Another program of the user cancels a stop."""
        self._have_something()
        legs = self._legs(lambda leg: leg.role is LegRole.STOP)
        if legs:
            leg = legs[pick % len(legs)]
            self._run(self._elsewhere("/order/cancelorder", {"orderId": leg.order_id}))
            self._after("stop cancelled elsewhere")

    @rule()
    def liquidated_elsewhere(self) -> None:
        """Another program of the user liquidates."""
        self._have_something()
        body = {"accountId": self._account(), "contractId": self.contract, "admin": False}
        self._run(self._elsewhere("/order/liquidateposition", body))
        self._after("liquidated elsewhere")

    @rule(pick=picks)
    def drill(self, pick: int) -> None:
        """A drill is staged in place of the one before; what it waits for comes by the others."""
        self._have_something()
        key, parameters = STAGED[pick % len(STAGED)]
        self._run(self._stage(key, parameters))
        self._after(f"drill {key}")

    # What must hold
    def _after(self, what: str) -> None:
        STEPS["steps"] += 1
        STEPS[what] += 1
        self._run(self._settle())
        self._check()

    def _check(self) -> None:
        held = truth(self.broker.exchange)
        shown = self.after.covers.value
        meter = shown[0].text if shown else "flat · stops working for 0"
        view = self.seat.view
        assert view.connection is Connection.CONNECTED, (view.connection, view.text)
        assert meter == held.text, f"the meter says {meter}, the exchange {held.text}"
        assert max(names_used(self.broker.exchange).values(), default=0) <= 2, "ran twice"
        self._no_click_went_twice()
        self._no_flatten_turned_round(held.net)
        self._nothing_is_bare_unsaid(held.net, held.stops)
        self._net = held.net

    def _no_click_went_twice(self) -> None:
        """What arrived is what was recorded, at most: nothing was sent again by code."""
        clicks = Counter(
            entry.instruction.act
            for entry in self._run(self.seat.ports.journal.instructions(10_000))
        )
        for act, path in PATHS.items():
            arrived = self.broker.calls[path] - self._foreign[path]
            assert arrived <= clicks[act], f"{act} arrived {arrived} times"

    def _no_flatten_turned_round(self, net: int) -> None:
        for view in self._new_procedures("Flatten"):
            turned = bool(self._net) and bool(net) and (self._net > 0) != (net > 0)
            assert not turned or "turned the position round" in view.truth
            assert view.truth != "flat, and no order was open" or not net

    def _nothing_is_bare_unsaid(self, net: int, stops: int) -> None:
        if net and stops < abs(net):
            (view,) = self.after.covers.value
            assert view.cover is Cover.UNCOVERED
            assert view.alarming
            assert any("no stop that works" in a.text for a in self.seat.desk.alarms.value)

    def _new_procedures(self, title: str) -> list[ProcedureView]:
        seen, self._seen = self._seen, {view.number for view in self.after.procedures.value}
        return [
            view
            for view in self.after.procedures.value
            if view.number not in seen and view.title.startswith(title)
        ]

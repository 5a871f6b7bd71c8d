"""The drills about what the account may do: a closed session, a margin call."""

from collections.abc import Iterable

from bracketdesk.practice.drills import sheet
from bracketdesk.practice.drills.debrief import Point
from bracketdesk.practice.drills.deeds import DeedKind, Outcome
from bracketdesk.practice.drills.drill import Drill
from bracketdesk.practice.drills.points import acts, adds_nothing, ends_covered, said
from bracketdesk.wire.enums import AdminAction

LOOK_EVERY = 1.0
"""Seconds between two looks for a position."""


class SessionClosed(Drill):
    """Closes the session: no order is taken and nothing fills."""

    sheet = sheet.Sheet(
        key="session_closed",
        title="Session closed",
        stages="The exchange's session closes: orders are refused and nothing fills, stops "
        "included, until it opens again at the drill's end.",
        task="Leave your exits where they are, send nothing into the closed market, and see "
        "what your position is exposed to.",
        fields=(sheet.delay(), sheet.watch(60)),
    )

    def arm(self) -> None:
        """Close once the delay is over."""
        self.later(self.number("delay"), self._close)

    def release(self) -> None:
        """Open again."""
        self.levers.risk.session_open = True

    def waits_for(self) -> str:
        """Return what it waits for."""
        return "the session is closed" if self.going else "will close the session"

    def happened(self) -> Iterable[str]:
        """Return what was refused meanwhile."""
        yield "The session closed: nothing filled and no order was taken."
        refused = [deed for deed in self.after if deed.outcome is Outcome.REFUSED]
        if refused:
            yield said(refused)

    def careful(self) -> Iterable[Point]:
        """Return what to do while it is closed."""
        entries = self.entries()
        yield Point(
            text="Does not send into a closed market again and again.",
            done=len(entries) <= 1,
            note=said(entries) if len(entries) > 1 else "",
        )
        gone = [deed for deed in self.after if deed.kind is DeedKind.CANCEL]
        yield Point(
            text="Cancels no exit: a new one would not be taken.",
            done=not gone,
            note=gone[0].text if gone else "",
        )
        yield ends_covered(self)

    def _close(self) -> None:
        self.begin("the session closes")
        self.levers.risk.session_open = False


class MarginCall(Drill):
    """Lets the account only close, then liquidates what is left."""

    sheet = sheet.Sheet(
        key="margin_call",
        title="Margin call",
        stages="Risk management lets the account only close positions, and after a while "
        "liquidates what is left.",
        task="Hold a position. Reduce it yourself, in your own order, before others do.",
        fields=(
            sheet.number("grace", "Liquidates after", 20, 1, 600),
            sheet.CONTRACT,
            sheet.delay(),
            sheet.watch(60),
        ),
    )

    _liquidated = False
    _called = False
    _before = AdminAction.NORMAL

    def arm(self) -> None:
        """Look for a position once the delay is over."""
        self.later(self.number("delay"), self._look)

    def release(self) -> None:
        """Let the account do again what it was let before."""
        if self._called:
            self.levers.restrict(self._before)

    def waits_for(self) -> str:
        """Return what it waits for."""
        if not self.going:
            return "waits for a position"
        return "the account was liquidated" if self._liquidated else "a margin call is out"

    def happened(self) -> Iterable[str]:
        """Return who closed what."""
        yield "A margin call came: the account could only close."
        by = (
            "Risk management liquidated what was left." if self._liquidated else "Nothing was left."
        )
        yield by if self._over_grace else "It ended before anything was liquidated."

    def careful(self) -> Iterable[Point]:
        """Return what to do about a margin call."""
        yield adds_nothing(self, "Sends no order that asks for more.")
        if not self._liquidated:
            yield Point(text="Closes by its own hand, before others do.", done=self._flat())
        else:
            closing = (DeedKind.FLATTEN, DeedKind.PLACE)
            grace = self.number("grace")
            yield acts(self, "Closes by its own hand, before others do.", closing, grace)
        yield ends_covered(self)

    @property
    def _over_grace(self) -> bool:
        return self.since(self.now()) >= self.number("grace")

    def _flat(self) -> bool:
        return not self.levers.positions.holdings()

    def _look(self) -> None:
        held = [h for h in self.levers.positions.holdings() if self.concerns(h.listed.name)]
        if not held:
            self.later(LOOK_EVERY, self._look)
            return
        self.begin("a margin call: the account may only close", self.number("grace"))
        self._called, self._before = True, self.levers.risk.admin_action
        self.levers.restrict(AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY)
        self.later(self.number("grace"), self._liquidate)

    def _liquidate(self) -> None:
        if self._flat():
            self.record.say("nothing is left to liquidate")
            return
        self._liquidated = True
        self.record.say("risk management liquidates what is left")
        self.levers.restrict(AdminAction.LIQUIDATE_IMMEDIATELY)
        self.levers.liquidate()

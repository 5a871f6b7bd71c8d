"""What a faulty server does in place of a start's answer, phase by phase and fault by fault."""

from typing import TYPE_CHECKING

from tests.support.fault_plan import STATUSES, Cell, Fault, Phase
from tests.support.scripted_links import RestCall, SocketCall
from tests.support.scripted_steps import Answer, Call, Raw, Text
from tests.support.scripted_world import Json

from bracketdesk.wire import codec

if TYPE_CHECKING:
    from tests.support.faulty_server import FaultyServer

REFUSAL = "The broker's own words"
HUGE = REFUSAL * 50_000
GARBAGE = b"[1,2,3]"
FOREIGN = "00000000-0000-4000-8000-000000000000"
WRONG = 100  # what a wrong number is off by
WITHIN, TOO_LATE = 3.0, 6.0  # seconds; the app waits for five


class Blows:
    """Strikes in a server's name. `strategy` is what the start began, None where it did not."""

    def __init__(self, server: "FaultyServer") -> None:
        self._server = server

    async def strike(self, cell: Cell, call: Call, strategy: Json | None) -> None:
        """Do to a start what its cell says."""
        match cell.phase:
            case Phase.ANSWER_DELAYED:
                await self._delayed(cell, call, strategy)
            case Phase.ANSWER_HALF:
                await self._half(cell.fault, call, strategy)
            case Phase.ANSWER_GARBAGE:
                await self._garbage(cell.fault, call)
            case Phase.ANSWER_CONTRADICTORY:
                await self._contradictory(cell.fault, call, strategy)
            case Phase.EVENTS_LOST:
                self._server.silent = True
                await self._blow(cell.fault, call, strategy)
            case Phase.EVENTS_DUPLICATED:
                await self._server.tell(strategy)
                await self._server.tell(strategy)
                await self._blow(cell.fault, call, strategy)
            case Phase.EVENTS_FIRST:
                await self._server.tell(strategy)
                await self._server.clock.sleep(1)
                await self._blow(cell.fault, call, strategy)
                return
            case Phase.ANSWER_LATE:
                await self._server.clock.sleep(TOO_LATE)
                await self._blow(cell.fault, call, strategy)
            case _:
                await self._blow(cell.fault, call, strategy)
        self._server.tell_soon(strategy)

    async def refuse(self, fault: Fault, call: Call) -> None:
        """Do this to the line's authorisation."""
        if fault is Fault.NEW_ENUM:
            await Text(REFUSAL, 299)(call)
        elif fault is Fault.HUGE:
            await Text(HUGE, 500)(call)
        else:
            await self._blow(fault, call, {})

    async def _blow(self, fault: Fault, call: Call, strategy: Json | None) -> None:
        """The fault alone, in place of the answer."""
        match fault:
            case Fault.RESET:
                await call.hang_up()
            case Fault.STALL:
                self._fall_silent()
            case Fault.CLOSE:
                await _part(call)
            case Fault.WRONG_ID:
                await _answer_another(call, strategy)
            case Fault.BAD_JSON:
                await _broken(call)
            case Fault.NEW_ENUM:
                await Answer({"orderStrategy": {**(strategy or {}), "status": "Dreaming"}})(call)
            case Fault.HUGE if strategy:
                await Answer({"orderStrategy": {**strategy, "failureMessage": HUGE}})(call)
            case Fault.HUGE:
                await Answer({"errorText": HUGE})(call)
            case Fault.SHUTDOWN:
                await self._server.leave()
            case _:
                await Text("", STATUSES[fault])(call)

    async def _delayed(self, cell: Cell, call: Call, strategy: Json | None) -> None:
        """Within the time the app waits; some faults leave the answer its way."""
        spared = (Fault.STALL, Fault.SHUTDOWN) + (Fault.WRONG_ID,) * cell.by_socket
        if strategy is None or cell.fault not in spared:
            await self._server.clock.sleep(WITHIN)
            await self._blow(cell.fault, call, strategy)
            return
        await self._server.clock.sleep(1)
        if cell.fault is Fault.STALL:
            self._fall_silent()
        elif cell.fault is Fault.SHUTDOWN:
            await self._server.announce_shutdown("Maintenance", "See you later")
        else:
            await _answer_another(call, strategy)
        await self._server.clock.sleep(WITHIN - 1)
        await Answer({"orderStrategy": strategy})(call)

    async def _half(self, fault: Fault, call: Call, strategy: Json | None) -> None:
        whole = codec.encode({"orderStrategy": strategy, "errorText": None})
        text = HUGE.encode() if fault is Fault.HUGE else whole[: len(whole) // 2]
        if fault is Fault.BAD_JSON:
            await _cut_short(call, text)
            return
        if isinstance(call, RestCall):
            call.begin(text, STATUSES.get(fault, 200))
        elif isinstance(call, SocketCall):
            self._server.silent = True  # nothing may come between the halves
            (call.link.fragment if fault is Fault.CLOSE else call.link.begin)(b"a[" + text)
        await self._never_completed(fault, call)

    async def _never_completed(self, fault: Fault, call: Call) -> None:
        """What comes in place of the other half."""
        if fault is Fault.STALL:
            self._fall_silent()
        elif fault is Fault.SHUTDOWN:
            await self._server.leave()
        elif fault is Fault.CLOSE and isinstance(call, SocketCall):
            await call.link.ws.close()
        elif fault is Fault.RESET or isinstance(call, SocketCall):
            await call.hang_up()
        else:
            await _part(call)

    async def _garbage(self, fault: Fault, call: Call) -> None:
        """An answer in form alone, then the fault."""
        if fault is Fault.WRONG_ID and isinstance(call, SocketCall):
            await call.raw(_misnumbered(call, GARBAGE))
        elif fault is Fault.BAD_JSON:
            await _broken(call)
        elif fault is Fault.NEW_ENUM:
            await Answer({"orderStrategy": {"status": "Dreaming"}})(call)
        elif fault is Fault.HUGE:
            await Answer(HUGE)(call)
        else:
            await call.answer(STATUSES.get(fault, 200), GARBAGE)
            await self._afterwards(fault, call)

    async def _contradictory(self, fault: Fault, call: Call, strategy: Json | None) -> None:
        """A strategy and a refusal in one, then the fault."""
        both: Json = {"orderStrategy": strategy, "errorText": REFUSAL}
        if fault is Fault.WRONG_ID and isinstance(call, SocketCall):
            await call.raw(_misnumbered(call, codec.encode(both)))
            return
        if fault is Fault.WRONG_ID:
            both["orderStrategy"] = {**(strategy or {}), "uuid": FOREIGN}
        elif fault is Fault.NEW_ENUM:
            both = {"orderStrategy": strategy, "failureReason": "NeverHeardOf"}
        elif fault is Fault.HUGE:
            both["errorText"] = HUGE
        elif fault is Fault.BAD_JSON:
            await _then_broken(call, {"orderStrategy": strategy})
            return
        await Answer(both, STATUSES.get(fault, 200))(call)
        await self._afterwards(fault, call)

    async def _afterwards(self, fault: Fault, call: Call) -> None:
        """What becomes of the connection behind a whole answer."""
        if fault in (Fault.RESET, Fault.STALL, Fault.CLOSE, Fault.SHUTDOWN):
            await self._blow(fault, call, None)

    def _fall_silent(self) -> None:
        self._server.silent = True
        self._server.answer_pings = False


async def _part(call: Call) -> None:
    if isinstance(call, SocketCall):
        await call.link.part()
    elif isinstance(call, RestCall):
        call.part()


async def _answer_another(call: Call, strategy: Json | None) -> None:
    """By the socket another request's number, over REST another order's uuid."""
    if isinstance(call, SocketCall):
        await call.raw(_misnumbered(call, codec.encode({"orderStrategy": strategy})))
    else:
        await Answer({"orderStrategy": {**(strategy or {}), "uuid": FOREIGN}})(call)


async def _broken(call: Call) -> None:
    """JSON that is none."""
    await Raw(b'a[{"s":200,"i":' if isinstance(call, SocketCall) else b'{"orderStrategy":{')(call)


async def _cut_short(call: Call, text: bytes) -> None:
    """Half an answer in a frame or body that is whole."""
    if isinstance(call, SocketCall):
        text = b'a[{"s":200,"i":%d,"d":' % (call.received.id or 0) + text
    await Raw(text)(call)


async def _then_broken(call: Call, answer: Json) -> None:
    """A good answer with garbage right behind it."""
    if isinstance(call, SocketCall):
        await Answer(answer)(call)
        await _broken(call)
    else:
        await Raw(codec.encode(answer) + b'{"orderStrategy":{')(call)


def _misnumbered(call: SocketCall, data: bytes) -> bytes:
    """An answer to another request than was made."""
    return b'a[{"s":200,"i":%d,"d":%b}]' % ((call.received.id or 0) + WRONG, data)

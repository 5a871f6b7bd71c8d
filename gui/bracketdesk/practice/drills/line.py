"""The drills about the line to the broker: cut, held up by a penalty, its token taken away."""

from collections.abc import Iterable

from bracketdesk.practice.drills import sheet
from bracketdesk.practice.drills.debrief import Point
from bracketdesk.practice.drills.deeds import Deed, DeedKind, Outcome
from bracketdesk.practice.drills.drill import Drill
from bracketdesk.practice.drills.points import BLIND, acts, adds_nothing, ends_covered, said
from bracketdesk.practice.penalties import PenaltyTicket
from bracketdesk.practice.traffic import Call, Fate, at_once

BACK_SOON = 60.0
"""Seconds in which one should be signed in again."""


class Disconnect(Drill):
    """Cuts every connection, and lets none through for a while; exits go on at the exchange."""

    sheet = sheet.Sheet(
        key="disconnect",
        title="Disconnect",
        stages="Every connection to the exchange is cut for so many seconds. Your orders work on "
        "there.",
        task="Have something at work. While you are cut off send nothing; once you are back, look "
        "at what happened meanwhile before you trade again.",
        fields=(
            sheet.number("seconds", "Cut off for", 20, 1, 600),
            sheet.delay(),
            sheet.watch(60),
        ),
    )

    _cut = False

    def arm(self) -> None:
        """Cut once the delay is over."""
        self.later(self.number("delay"), self._sever)

    def release(self) -> None:
        """Let everybody in again."""
        self._cut = self.scene.troubles.cut_off = False

    def waits_for(self) -> str:
        """Return what it waits for."""
        if not self.going:
            return "will cut the connections"
        return "the connections are cut" if self._cut else "connections are let in again"

    def on_call(self, call: Call, deed: Deed | None) -> bool:
        """Lose every call meanwhile."""
        return self._cut

    def happened(self) -> Iterable[str]:
        """Return how long it was."""
        yield f"Every connection was cut for {self.number('seconds')} s; orders worked on."

    def careful(self) -> Iterable[Point]:
        """Return what to do when cut off."""
        until = self.number("seconds")
        yield adds_nothing(
            self,
            f"Sends no order while cut off, nor within {BLIND:.0f} s after.",
            within=until + BLIND,
        )
        yield acts(
            self,
            "Is back, with a fresh look at what it holds.",
            (DeedKind.SYNC,),
            until + BACK_SOON,
        )
        yield ends_covered(self)

    def _sever(self) -> None:
        self._cut = self.scene.troubles.cut_off = True
        seconds = self.number("seconds")
        self.begin(f"every connection is cut for {seconds} s", seconds)
        self.scene.troubles.drop_sockets()
        self.later(seconds, self._mend)

    def _mend(self) -> None:
        self.release()
        self.record.say("connections are let in again")


class TokenRevoked(Drill):
    """Takes the tokens away and cuts the sockets, which would outlive them (protocol.md 1.3)."""

    sheet = sheet.Sheet(
        key="token_revoked",
        title="Token revoked",
        stages="Your token is taken away and the line is cut: whatever comes back with it is "
        "refused.",
        task="Notice that only a new sign-in helps, and sign in again. Your exits work on "
        "meanwhile.",
        fields=(sheet.delay(), sheet.watch(90)),
    )

    def arm(self) -> None:
        """Revoke once the delay is over."""
        self.later(self.number("delay"), self._revoke)

    def waits_for(self) -> str:
        """Return what it waits for."""
        return "the token is revoked" if self.going else "will revoke the token"

    def happened(self) -> Iterable[str]:
        """Return what was done."""
        yield "Your token was revoked and the line cut; what worked at the exchange worked on."

    def careful(self) -> Iterable[Point]:
        """Return what to do without a token."""
        text = f"Signs in again within {BACK_SOON:.0f} s."
        yield acts(self, text, (DeedKind.SIGN_IN,), BACK_SOON)
        yield acts(self, "Looks at what it holds.", (DeedKind.SYNC,), BACK_SOON + BLIND)
        yield ends_covered(self)

    def _revoke(self) -> None:
        self.begin("your token is revoked and the line cut")
        self.scene.troubles.revoke_session()
        self.scene.troubles.drop_sockets()


CALLS = {
    "start": ("orderStrategy/startOrderStrategy", DeedKind.START),
    "cancel": ("order/cancelOrder", DeedKind.CANCEL),
    "flatten": ("order/liquidatePosition", DeedKind.FLATTEN),
}


class Penalty(Drill):
    """Demands a penalty ticket (protocol.md 1.7)."""

    sheet = sheet.Sheet(
        key="penalty",
        title="Penalty",
        stages="The broker does not execute your next call but answers with a penalty ticket: "
        "come again with it once its time is over.",
        task="Send what you chose. Wait until the time is over, then let it go once more, once. "
        "After a captcha there is nothing to do but to wait for an hour.",
        fields=(
            sheet.choice(
                "call",
                "Penalised",
                "start",
                start="the start of a strategy",
                cancel="a cancel",
                flatten="a flatten",
            ),
            sheet.number("seconds", "Time of the ticket", 10, 1, 300),
            sheet.choice("captcha", "Captcha", "no", no="no", yes="yes, for an hour"),
            sheet.watch(60),
        ),
    )

    def arm(self) -> None:
        """Demand a ticket from the next such call on."""
        captcha = self.word("captcha") == "yes"
        self.scene.troubles.demand_ticket(self._endpoint, self.number("seconds"), captcha)

    def release(self) -> None:
        """Demand none any more."""
        self.scene.troubles.forgive(self._endpoint)

    def waits_for(self) -> str:
        """Return what it waits for."""
        return "a penalty ticket is out" if self.going else f"waits for {self._words}"

    def on_answer(self, call: Call, deed: Deed | None, reply: object) -> Fate:
        """Begin with the first ticket."""
        if isinstance(reply, PenaltyTicket) and deed and deed.kind is self._kind:
            seconds = self.number("seconds")
            self.begin(f"{self._words} gets a penalty ticket of {seconds} s", seconds)
        return at_once

    def happened(self) -> Iterable[str]:
        """Return what came of the calls that followed."""
        yield f"{self._words.capitalize()} was not executed but answered with a penalty ticket."
        again = self._again()
        yield said(again) if again else "It was not sent again."

    def careful(self) -> Iterable[Point]:
        """Return what to do with a ticket."""
        early = [d for d in self._again() if self.since(d.at) < self.number("seconds")]
        if self.word("captcha") == "yes":
            early = self._again()
        yield Point(
            text="Sends nothing before the time is over.",
            done=not early,
            note=f"sent again {self.moment(early[0])}" if early else "",
        )
        taken = [d for d in self._again() if d.outcome is Outcome.TAKEN]
        yield Point(
            text="Lets it be executed once at most.",
            done=len(taken) <= 1,
            note=f"executed {len(taken)} times" if len(taken) > 1 else "",
        )
        yield ends_covered(self)

    def _again(self) -> list[Deed]:
        return [deed for deed in self.after if deed.kind is self._kind]

    @property
    def _endpoint(self) -> str:
        return CALLS[self.word("call")][0]

    @property
    def _kind(self) -> DeedKind:
        return CALLS[self.word("call")][1]

    @property
    def _words(self) -> str:
        words = {choice.value: choice.label for choice in self.sheet.fields[0].choices}
        return words[self.word("call")]

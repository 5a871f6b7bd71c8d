"""The ticket's instrument and its quote: chosen by name, looked up, watched."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.front_month import find_contract, near_first
from bracketdesk.controller.ports import Line
from bracketdesk.controller.quotes import quote_view
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import QuoteView
from bracketdesk.controller.words import counted, day
from bracketdesk.domain.instrument import Instrument, product_of
from bracketdesk.domain.problems import UnknownContract, UserFacingError
from bracketdesk.domain.session import Environment
from bracketdesk.wire.messages import Quote

FIRST_PRODUCT = "MES"
"""What Practice's first start shows: the front month of the small S&P contract."""

EXPIRY_WARNING = 8
"""Days before expiry from which the symbol box warns."""

QUOTE_TEXT_LIMIT = 400
"""Characters of the reason for no quotes, the broker's own words among them."""

AT_CONNECT = "{} is looked up once connected."

IN_PLACE = "{} {} was chosen in its place: check it before you send."
"""What is said where the contract of the last run is known no more: it has been rolled over."""


class Market:
    """Knows what is wanted, which survives a change of environment, and what was found."""

    def __init__(self, session: Session, tools: Tools, changed: Callable[[], None]) -> None:
        self._session = session
        self._clock = tools.clock
        self._zone = tools.zone
        self._tasks = tools.tasks
        self._board = tools.board
        self._changed = changed
        self._wanted = tools.board.settings.value.symbol
        self._choice = 0
        self._question = 0
        self._quotes: dict[int, QuoteView] = {}

    def choose(self, symbol: str) -> None:
        """Look a contract up by its name, make it the ticket's, and watch its quote."""
        self._wanted = symbol.strip().upper()
        self._choice += 1
        found = self._board.instrument.value
        if found is not None and found.symbol == self._wanted:
            self._board.symbol_text.set(self._expiry(found))
            if self._board.quote_text.value:  # choosing it once more asks once more
                self._spawn_watch(found)
            return
        self._forget()
        if found is not None:  # let go of it at once: what comes next has to be looked up first
            self._spawn_watch(None)
        if self._wanted:
            self._look_up_wanted()

    def suggest(self, text: str, then: Callable[[tuple[str, ...]], None]) -> None:
        """Ask for names; `then` is not called where a later question overtook this one."""
        self._question += 1
        line = self._session.line
        if line is None or self._session.frozen or not text.strip():
            then(())
            return
        self._tasks.spawn(self._suggest(line, text.strip(), self._question, then), "suggest")

    def line_up(self) -> None:
        """Look up what is wanted, if that has not been done on this line."""
        if self._board.instrument.value is not None:
            return
        self._choice += 1
        if self._wanted:
            self._look_up_wanted(known=self._wanted == self._board.settings.value.symbol)
        elif self._session.environment is Environment.PRACTICE and self._session.line:
            self._tasks.spawn(
                self._choose_first(self._session.line, self._choice), "choose a first symbol"
            )

    def left(self) -> None:
        """Forget what the line knew: another environment has other ids."""
        self._choice += 1
        self._question += 1
        self._quotes.clear()
        self._forget()

    def quote_changed(self, quote: Quote) -> bool:
        """Keep a contract's quote and show the chosen one's; returns whether it was that."""
        view = quote_view(quote, self._clock.monotonic())
        self._quotes[quote.contract_id] = view
        instrument = self._board.instrument.value
        if instrument is None or quote.contract_id != instrument.contract_id:
            return False
        self._board.quote.set(view)
        return True

    def quote_of(self, contract_id: int) -> QuoteView | None:
        """Return a contract's last quote, None while there are none to be had."""
        return None if self._board.quote_text.value else self._quotes.get(contract_id)

    def quote_trouble(self, text: str) -> None:
        """Show why there are no quotes; what was last heard stays, and grows old."""
        self._board.quote_text.set(clean(text, QUOTE_TEXT_LIMIT))

    def quote_age(self) -> float | None:
        """Seconds since the quote was heard, None where there is none."""
        quote = self._board.quote.value
        return None if quote is None else self._clock.monotonic() - quote.heard

    def _forget(self) -> None:
        self._board.quote.set(None)
        self._board.quote_text.set("")
        self._board.symbol_text.set("")
        self._board.instrument.set(None)
        self._changed()

    def _spawn_watch(self, instrument: Instrument | None) -> None:
        if self._session.line is not None:
            work = self._watch(self._session.line, instrument, self._choice)
            self._tasks.spawn(work, "watch a quote")

    def _look_up_wanted(self, *, known: bool = False) -> None:
        """Look it up; one that was `known` once and is so no more gets another in its place."""
        name = clean(self._wanted, 64)
        if self._session.line is None:
            self._board.symbol_text.set(AT_CONNECT.format(name))
            return
        self._board.symbol_text.set(f"Looking up {name} …")
        self._tasks.spawn(
            self._look_up(self._session.line, self._wanted, self._choice, known),
            "look a symbol up",
        )

    async def _look_up(self, line: Line, symbol: str, choice: int, known: bool) -> None:
        try:
            instrument = await find_contract(line, symbol, self._today())
        except UnknownContract as error:
            other = await self._first_of(line, self._products(symbol)) if known else ""
            if choice == self._choice:
                self._board.symbol_text.set(str(error))
                if other:
                    self.choose(other)
                    self._board.notice.set(IN_PLACE.format(error, other))
            return
        except UserFacingError as error:
            if choice == self._choice:
                self._board.symbol_text.set(str(error))
            return
        if choice == self._choice:
            self._take(instrument)
            await self._watch(line, instrument, choice)

    def _take(self, instrument: Instrument) -> None:
        self._wanted = instrument.symbol
        self._board.symbol_text.set(self._expiry(instrument))
        self._board.instrument.set(instrument)
        self._session.remember(replace(self._board.settings.value, symbol=instrument.symbol))
        self._changed()

    async def _watch(self, line: Line, instrument: Instrument | None, choice: int) -> None:
        """Watch its quote; without one an order can still be sent (protocol.md 5)."""
        try:
            await line.watch_quote(instrument)
        except UserFacingError as error:
            if choice == self._choice:
                self.quote_trouble(str(error))

    def _products(self, symbol: str) -> tuple[str, ...]:
        """Whose contracts may stand in: its own product's, on Practice also the first start's."""
        own = (product_of(symbol),) if product_of(symbol) else ()
        practice = self._session.environment is Environment.PRACTICE
        return (*own, FIRST_PRODUCT) if practice else own

    async def _first_of(self, line: Line, products: tuple[str, ...]) -> str:
        """Return the front month of the first of these products that has one."""
        for product in products:
            try:
                names = await line.suggest(product)
            except UserFacingError:
                continue
            if near := near_first(names, product, self._today()):
                return near[0]
        return ""

    async def _choose_first(self, line: Line, choice: int) -> None:
        try:
            names = await line.suggest(FIRST_PRODUCT)
        except UserFacingError as error:
            self._board.notice.set(str(error))
            return
        if choice == self._choice and names:
            self.choose(names[0])

    async def _suggest(
        self, line: Line, text: str, question: int, then: Callable[[tuple[str, ...]], None]
    ) -> None:
        try:
            names = await line.suggest(text)
        except UserFacingError:
            names = ()
        if question == self._question:
            then(names)

    def _expiry(self, instrument: Instrument) -> str:
        if instrument.expires is None:
            return ""
        return expiry_text(instrument.symbol, instrument.expires, self._today())

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def expiry_text(symbol: str, expires: date, today: date) -> str:
    """Return the warning within eight days of expiry and after it, else nothing."""
    days = (expires - today).days
    if days > EXPIRY_WARNING:
        return ""
    on = day(expires)
    if days < 0:
        return f"{symbol} expired on {on}."
    when = "today" if days == 0 else f"in {counted(days, 'day')}"
    return f"{symbol} expires {when}, {on}."

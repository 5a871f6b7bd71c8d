"""What the app knows of its own line and of the broker's limits, as rows; no secret is in them."""

import platform
from collections.abc import Iterator
from datetime import datetime

from bracketdesk import PRODUCT, __version__
from bracketdesk.controller import words
from bracketdesk.controller.keeper import TokenKeeper
from bracketdesk.controller.ports import Gateway
from bracketdesk.controller.renewal import Renewal
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.upkeep import Upkeep
from bracketdesk.domain.limits import FAILURES, recent_failures
from bracketdesk.domain.session import EndpointUse, Environment, Hosts

Row = tuple[str, str]


def rows(gateway: Gateway, session: Session, upkeep: Upkeep, tools: Tools) -> tuple[Row, ...]:
    """Return name and value of everything there is to tell now."""
    place = upkeep.freeze.place
    return (
        *_state(session, tools),
        *_line(session),
        *_renewal(upkeep.renewal, tools),
        *(_requests(gateway, place[1]) if place else ()),
        *(_limits(upkeep, *place, tools) if place else ()),
        ("Keyring", _keyring(upkeep.keeper, place)),
        ("Version", f"{PRODUCT} {__version__}"),
        ("Python", f"{platform.python_version()} on {platform.platform(terse=True)}"),
    )


def _state(session: Session, tools: Tools) -> Iterator[Row]:
    view = session.view
    yield "State", str(view.connection)
    yield "Environment", words.NAMES[view.environment]
    yield "Host", view.host or "none"
    latency = view.latency
    yield "Round trip", "not known" if latency is None else f"{latency * 1000:,.0f} ms"
    yield "Session until", _time(view.expires, tools)


def _line(session: Session) -> Iterator[Row]:
    if session.line is None:
        return
    figures = session.line.figures
    yield "Sockets opened", str(figures.generation)
    yield "Longest heartbeat gap", f"{figures.longest_beat:.2f} s"
    yield "Messages", f"{figures.messages:,}"
    yield "Late answers", str(figures.late_answers)
    yield "Snapshots", str(figures.snapshots)


def _requests(gateway: Gateway, hosts: Hosts) -> Iterator[Row]:
    usage = gateway.usage(hosts)
    yield "Requests in the last minute", f"{usage.last_minute:,}"
    yield "Requests in the last hour", f"{usage.last_hour:,}"
    for endpoint in usage.endpoints:
        yield f"Requests: {endpoint.endpoint}", _use(endpoint)


def _limits(upkeep: Upkeep, environment: Environment, hosts: Hosts, tools: Tools) -> Iterator[Row]:
    limits = upkeep.limits.of(environment, hosts)
    failed = len(recent_failures(limits, tools.clock.now()))
    yield "Failed sign-ins in the last hour", f"{failed} of {FAILURES}"
    yield "Frozen until", _time(upkeep.freeze.until, tools)


def _renewal(renewal: Renewal, tools: Tools) -> Iterator[Row]:
    yield "Last renewal", _time(renewal.last, tools)
    yield "Renewals in this run", str(renewal.count)
    if renewal.trouble:
        yield "Trouble with the renewal", renewal.trouble


def _keyring(keeper: TokenKeeper, place: tuple[Environment, Hosts] | None) -> str:
    if place and place[0] is Environment.PRACTICE:
        return "not used by Practice"
    if keeper.trouble:
        return keeper.trouble
    if place and keeper.is_kept(*place):
        return "in use"
    return "nothing kept in it for this host"


def _use(endpoint: EndpointUse) -> str:
    limit = f" of {endpoint.limit:,}" if endpoint.limit is not None else ""
    return f"{endpoint.last_hour:,}{limit} in the last hour"


def _time(at: datetime | None, tools: Tools) -> str:
    return words.moment(at, tools.zone, tools.clock.now()) if at else "none"

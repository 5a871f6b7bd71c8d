"""What is said of an account that may not do everything any more."""

from datetime import UTC, datetime

import msgspec
import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import ACCOUNT_ID, account
from tests.unit.controller.stage import Stage

from bracketdesk.controller.permission import (
    LIQUIDATING,
    LOCKED,
    ONLY_CLOSING,
    READ_ONLY,
    RESTRICTED,
    missing_permission,
)
from bracketdesk.wire.entities import Account, AccountRiskStatus
from bracketdesk.wire.enums import AdminAction

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def risk(action: AdminAction | None = None, **fields: object) -> AccountRiskStatus:
    return AccountRiskStatus(id=ACCOUNT_ID, admin_action=action, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (None, ""),
        (risk(), ""),
        (risk(AdminAction.NORMAL), ""),
        (risk(AdminAction.DISABLE_AUTO_LIQ), ""),
        (risk(AdminAction("Levitate")), ""),
        (risk(AdminAction.LOCK_TRADING_IMMEDIATELY), LOCKED),
        (risk(AdminAction.LIQUIDATE_IMMEDIATELY), LIQUIDATING),
        (risk(AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY), ONLY_CLOSING),
        (risk(liquidate_only=NOW), ONLY_CLOSING),
        (risk(AdminAction.NORMAL, user_triggered_liq_only=True), ONLY_CLOSING),
    ],
)
def test_what_risk_management_did(status: AccountRiskStatus | None, said: str) -> None:
    assert missing_permission(account(), status) == said


def test_what_the_account_itself_tells() -> None:
    assert missing_permission(_changed(readonly=True), None) == READ_ONLY
    assert missing_permission(_changed(restricted=True), None) == RESTRICTED
    locked = risk(AdminAction.LOCK_TRADING_IMMEDIATELY)
    assert missing_permission(_changed(readonly=True), locked) == LOCKED
    assert missing_permission(None, None) == ""


async def test_it_is_shown_while_it_is_missing(stage: Stage) -> None:
    line = await stage.ready()
    line.change(risk(AdminAction.LOCK_TRADING_IMMEDIATELY))
    await settle()
    assert stage.desk.session.value.text == LOCKED
    line.change(risk(AdminAction.NORMAL))
    await settle()
    assert stage.desk.session.value.text == ""


async def test_leaving_takes_it_along(stage: Stage) -> None:
    line = await stage.ready()
    line.change(risk(AdminAction.LOCK_TRADING_IMMEDIATELY))
    await settle()
    stage.desk.sign_out()
    await settle(20)
    assert LOCKED not in stage.desk.session.value.text


def _changed(**fields: bool) -> Account:
    return msgspec.structs.replace(account(), **fields)

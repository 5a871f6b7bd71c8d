"""What an account may no longer do, said as soon as the broker tells (protocol.md 4.6, 7).

It is said and nothing more: the broker decides what it takes, and exits stay free.
"""

from bracketdesk.wire.entities import Account, AccountRiskStatus
from bracketdesk.wire.enums import AdminAction

READ_ONLY = "This account takes no orders here: the broker made it read-only."
RESTRICTED = "The broker restricted this account: it may refuse orders."
ONLY_CLOSING = "This account may only close positions: risk management set it to liquidation only."
LIQUIDATING = "Risk management closes this account's positions."
LOCKED = "Trading is locked for this account by the broker or the firm: check what is still open."

_ACTIONS = {
    AdminAction.AGREED_ON_LIQ_ONLY_MODE_BY_AUTO_LIQ: ONLY_CLOSING,
    AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY: ONLY_CLOSING,
    AdminAction.AGREED_ON_LIQUIDATION_BY_AUTO_LIQ: LIQUIDATING,
    AdminAction.LIQUIDATE_IMMEDIATELY: LIQUIDATING,
    AdminAction.LOCK_TRADING_IMMEDIATELY: LOCKED,
}


def missing_permission(account: Account | None, risk: AccountRiskStatus | None) -> str:
    """Return the gravest in one sentence, empty where nothing is known to be missing."""
    said = _by_risk(risk) if risk else ""
    if said or account is None:
        return said
    if account.readonly:
        return READ_ONLY
    return RESTRICTED if account.restricted else ""


def _by_risk(risk: AccountRiskStatus) -> str:
    if risk.admin_action in _ACTIONS:
        return _ACTIONS[risk.admin_action]
    return ONLY_CLOSING if risk.liquidate_only or risk.user_triggered_liq_only else ""

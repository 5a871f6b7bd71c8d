"""The broker's enumerations, spelled as the broker spells them (protocol.md 1.2, 4.1, 8).

None of them is closed (protocol.md 0.1): a value nobody has heard of decodes to a member of its
own, named "UNRECOGNISED", that keeps the text as it came.
"""

from enum import StrEnum
from typing import Self


class OpenEnum(StrEnum):
    """An enumeration that decodes unknown texts instead of failing."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        stranger = str.__new__(cls, value)
        stranger._name_ = "UNRECOGNISED"
        stranger._value_ = value
        return stranger

    @property
    def recognised(self) -> bool:
        """Whether this version knows the value."""
        return self._name_ != "UNRECOGNISED"


class Action(OpenEnum):
    """Side of an order or strategy."""

    BUY = "Buy"
    SELL = "Sell"


class OrderType(OpenEnum):
    """How an order's price is given (S26, with the /eval page's additions)."""

    LIMIT = "Limit"
    LIMIT_IF_TOUCHED = "LimitIfTouched"
    MIT = "MIT"
    MARKET = "Market"
    MARKET_LIMIT = "MarketLimit"
    MARKET_STOP_WITH_PROTECTION = "MarketStopWithProtection"
    MARKET_WITH_PROTECTION = "MarketWithProtection"
    QTS = "QTS"
    STOP = "Stop"
    STOP_LIMIT = "StopLimit"
    TRAILING_STOP = "TrailingStop"
    TRAILING_STOP_LIMIT = "TrailingStopLimit"


class TimeInForce(OpenEnum):
    """How long an order lives."""

    DAY = "Day"
    FOK = "FOK"
    GTC = "GTC"
    GTD = "GTD"
    IOC = "IOC"


class OrdStatus(OpenEnum):
    """Status of an order; a partly filled one stays Working."""

    CANCELED = "Canceled"
    COMPLETED = "Completed"
    EXPIRED = "Expired"
    FILLED = "Filled"
    PENDING_CANCEL = "PendingCancel"
    PENDING_NEW = "PendingNew"
    PENDING_REPLACE = "PendingReplace"
    REJECTED = "Rejected"
    SUSPENDED = "Suspended"
    UNKNOWN = "Unknown"
    WORKING = "Working"


class ExecType(OpenEnum):
    """What an execution report tells."""

    CANCELED = "Canceled"
    COMPLETED = "Completed"
    DONE_FOR_DAY = "DoneForDay"
    EXPIRED = "Expired"
    NEW = "New"
    ORDER_STATUS = "OrderStatus"
    PENDING_CANCEL = "PendingCancel"
    PENDING_NEW = "PendingNew"
    PENDING_REPLACE = "PendingReplace"
    REJECTED = "Rejected"
    REPLACED = "Replaced"
    STOPPED = "Stopped"
    SUSPENDED = "Suspended"
    TRADE = "Trade"
    TRADE_CANCEL = "TradeCancel"
    TRADE_CORRECT = "TradeCorrect"


class CommandType(OpenEnum):
    """What a command asks for."""

    CANCEL = "Cancel"
    MODIFY = "Modify"
    NEW = "New"


class CommandStatus(OpenEnum):
    """How far a command has come."""

    AT_EXECUTION = "AtExecution"
    EXECUTION_REJECTED = "ExecutionRejected"
    EXECUTION_STOPPED = "ExecutionStopped"
    EXECUTION_SUSPENDED = "ExecutionSuspended"
    ON_HOLD = "OnHold"
    PENDING = "Pending"
    PENDING_EXECUTION = "PendingExecution"
    REPLACED = "Replaced"
    RISK_PASSED = "RiskPassed"
    RISK_REJECTED = "RiskRejected"


class StrategyStatus(OpenEnum):
    """Status of an order strategy; meanings are a working reading (protocol.md 6.6)."""

    ACTIVE = "ActiveStrategy"
    EXECUTION_FAILED = "ExecutionFailed"
    EXECUTION_FINISHED = "ExecutionFinished"
    EXECUTION_INTERRUPTED = "ExecutionInterrupted"
    INACTIVE = "InactiveStrategy"
    NOT_ENOUGH_LIQUIDITY = "NotEnoughLiquidity"
    STOPPED_BY_USER = "StoppedByUser"


class AdminAction(OpenEnum):
    """What risk management has done to an account (protocol.md 4.6)."""

    AGREED_ON_LIQ_ONLY_MODE_BY_AUTO_LIQ = "AgreedOnLiqOnlyModeByAutoLiq"
    AGREED_ON_LIQUIDATION_BY_AUTO_LIQ = "AgreedOnLiquidationByAutoLiq"
    DISABLE_AUTO_LIQ = "DisableAutoLiq"
    LIQUIDATE_IMMEDIATELY = "LiquidateImmediately"
    LIQUIDATE_ONLY_MODE_IMMEDIATELY = "LiquidateOnlyModeImmediately"
    LOCK_TRADING_IMMEDIATELY = "LockTradingImmediately"
    NORMAL = "Normal"
    PLACE_AUTO_LIQ_ON_HOLD = "PlaceAutoLiqOnHold"


class UserStatus(OpenEnum):
    """Status of the user at sign-in."""

    ACTIVE = "Active"
    CLOSED = "Closed"
    INITIATED = "Initiated"
    TEMPORARY_LOCKED = "TemporaryLocked"
    UNCONFIRMED_EMAIL = "UnconfirmedEmail"


class ProductType(OpenEnum):
    """What is traded (S26 adds Swap, protocol.md 4.6)."""

    COMMON_STOCK = "CommonStock"
    CONTINUOUS = "Continuous"
    CRYPTOCURRENCY = "Cryptocurrency"
    FUTURES = "Futures"
    MARKET_INTERNALS = "MarketInternals"
    OPTIONS = "Options"
    SPREAD = "Spread"
    SWAP = "Swap"


class ProductStatus(OpenEnum):
    """How far a product's set-up has come."""

    INACTIVE = "Inactive"
    LOCKED = "Locked"
    READY_FOR_CONTRACTS = "ReadyForContracts"
    READY_TO_TRADE = "ReadyToTrade"
    VERIFIED = "Verified"


class PriceFormatType(OpenEnum):
    """How a product's prices are written."""

    DECIMAL = "Decimal"
    FRACTIONAL = "Fractional"


class TotalBy(OpenEnum):
    """Over what a position limit adds up."""

    CONTRACT = "Contract"
    CONTRACT_GROUP = "ContractGroup"
    DISCOUNT_GROUP = "DiscountGroup"
    EXCHANGE = "Exchange"
    OVERALL = "Overall"
    PRODUCT = "Product"
    PRODUCT_TYPE = "ProductType"


class DrawdownMode(OpenEnum):
    """When a trailing drawdown is measured."""

    EOD = "EOD"
    REAL_TIME = "RealTime"


class EventType(OpenEnum):
    """What happened to the entity of a props event."""

    CREATED = "Created"
    UPDATED = "Updated"
    DELETED = "Deleted"


class FailureReason(OpenEnum):
    """failureReason and rejectReason: 31 of S26 and the two of the /eval page (protocol.md 8)."""

    ACCOUNT_CLOSED = "AccountClosed"
    ADVANCED_TRAILING_STOP_UNSUPPORTED = "AdvancedTrailingStopUnsupported"
    ANOTHER_COMMAND_PENDING = "AnotherCommandPending"
    BACK_MONTH_PROHIBITED = "BackMonthProhibited"
    EXECUTION_PROVIDER_NOT_CONFIGURED = "ExecutionProviderNotConfigured"
    EXECUTION_PROVIDER_UNAVAILABLE = "ExecutionProviderUnavailable"
    INVALID_CONTRACT = "InvalidContract"
    INVALID_PRICE = "InvalidPrice"
    KEY_INFORMATION_DOCUMENT_REQUIRED = "KeyInformationDocumentRequired"
    LIQUIDATION_ONLY = "LiquidationOnly"
    LIQUIDATION_ONLY_BEFORE_EXPIRATION = "LiquidationOnlyBeforeExpiration"
    MAX_ORDER_QTY_IS_NOT_SPECIFIED = "MaxOrderQtyIsNotSpecified"
    MAX_ORDER_QTY_LIMIT_REACHED = "MaxOrderQtyLimitReached"
    MAX_POS_LIMIT_MISCONFIGURED = "MaxPosLimitMisconfigured"
    MAX_POS_LIMIT_REACHED = "MaxPosLimitReached"
    MAX_TOTAL_POS_LIMIT_REACHED = "MaxTotalPosLimitReached"
    MULTIPLE_ACCOUNT_PLAN_REQUIRED = "MultipleAccountPlanRequired"
    NO_QUOTE = "NoQuote"
    NOT_ENOUGH_LIQUIDITY = "NotEnoughLiquidity"
    OTHER_EXECUTION_RELATED = "OtherExecutionRelated"
    PARENT_REJECTED = "ParentRejected"
    RISK_CHECK_TIMEOUT = "RiskCheckTimeout"
    SSF_NFA_COMPLIANCE_REQUIRED = "SSFNFAComplianceRequired"
    SSF_NFA_COMPLIANCE_REQUIRED_JOINT_ONLY = "SSFNFAComplianceRequiredJointOnly"
    SSF_RISK_DISCLOSURE_REQUIRED = "SSFRiskDisclosureAcknowledgmentRequired"
    SESSION_CLOSED = "SessionClosed"
    SUCCESS = "Success"
    TOO_LATE = "TooLate"
    TRADING_LOCKED = "TradingLocked"
    TRAILING_STOP_NON_ORDER_QTY_MODIFY = "TrailingStopNonOrderQtyModify"
    UNAUTHORIZED = "Unauthorized"
    UNKNOWN_REASON = "UnknownReason"
    UNSUPPORTED = "Unsupported"

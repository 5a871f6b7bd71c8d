"""The calls this client makes, spelled once for both transports (protocol.md 2)."""

SIGN_IN = "auth/accesstokenrequest"
AUTHORIZE = "authorize"
SYNC = "user/syncrequest"

ACCOUNTS = "account/list"
CONTRACT_FIND = "contract/find"
CONTRACT_ITEM = "contract/item"
CONTRACT_SUGGEST = "contract/suggest"
MATURITY_ITEM = "contractMaturity/item"
PRODUCT_FIND = "product/find"
PRODUCT_ITEM = "product/item"

START_STRATEGY = "orderStrategy/startorderstrategy"
INTERRUPT_STRATEGY = "orderStrategy/interruptorderstrategy"
STRATEGIES = "orderStrategy/list"
CANCEL_ORDER = "order/cancelorder"
LIQUIDATE_POSITION = "order/liquidateposition"

SUBSCRIBE_QUOTE = "md/subscribeQuote"
UNSUBSCRIBE_QUOTE = "md/unsubscribeQuote"

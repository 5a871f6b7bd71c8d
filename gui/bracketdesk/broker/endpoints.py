"""The calls this client makes, spelled once for both transports (protocol.md 2)."""

from bracketdesk.domain.instruction import Act

SIGN_IN = "auth/accesstokenrequest"
RENEW = "auth/renewaccesstoken"
OAUTH_TOKEN = "auth/oauthtoken"  # noqa: S105 - a path
ME = "auth/me"
AUTHORIZE = "authorize"
SYNC = "user/syncrequest"

ACCOUNTS = "account/list"
CURRENCY_ITEM = "currency/item"
CONTRACT_FIND = "contract/find"
CONTRACT_ITEM = "contract/item"
CONTRACT_SUGGEST = "contract/suggest"
MATURITY_ITEM = "contractMaturity/item"
PRODUCT_FIND = "product/find"
PRODUCT_ITEM = "product/item"

START_STRATEGY = "orderStrategy/startorderstrategy"
STRATEGIES = "orderStrategy/list"
OF_ACT = {
    Act.CANCEL: "order/cancelorder",
    Act.MODIFY: "order/modifyorder",
    Act.PLACE: "order/placeorder",
    Act.PLACE_OCO: "order/placeoco",
    Act.LIQUIDATE: "order/liquidateposition",
    Act.INTERRUPT: "orderStrategy/interruptorderstrategy",
}

SUBSCRIBE_QUOTE = "md/subscribeQuote"
UNSUBSCRIBE_QUOTE = "md/unsubscribeQuote"

"""Where the wire's structs differ from the broker's contract on purpose, each with its reason."""

Reasons = dict[str, dict[str, str]]
"""By struct and by the field's name on the wire; those derived from it may differ alike.

Sections are protocol.md's.
"""

ANY = "Struct"
"""What every struct is derived from."""

TICKET = "a penalty ticket may come in any reply's place and goes with any request (1.7)"

BOTH = "one struct reads the replies that name a command and those that name an order"

PLAIN = "optional, and no order of this desk has it"
RARE = ["maxShow", "pegDifference", "expireTime", "text", "limitIfTouchedPrice"]

SHAPELESS = {
    "Entity": "what entities are made of",
    "Message": "what messages are made of",
    "Timed": "what both are made of",
    "RiskScope": "what limits are made of",
    "Envelope": "of the socket's frames, which the contract leaves out (3.2)",
    "SymbolRequest": "of market data, which the contract leaves out (5)",
    "QuoteEntry": "of market data, which the contract leaves out (5)",
    "Quote": "of market data, which the contract leaves out (5)",
}
"""Structs that mirror no schema of the contract."""

NAMES = {"OAuthTokenRequest": "OAuthToken", "Me": "OAuthMeResponse"}
"""Schemas by structs that have a plainer name; upper and lower case are alike otherwise."""

BEYOND: Reasons = {
    ANY: dict.fromkeys(["p-ticket", "p-time", "p-captcha"], TICKET),
    "CommandResult": {"orderId": BOTH},
    "PlaceOcoResult": {"commandId": BOTH},
    "PlaceOsoResult": {"commandId": BOTH},
}
"""Fields that the schema has not."""

LEFT_OUT: Reasons = {
    "AccessTokenRequest": {"hibpCheck": "new in S26 (1.1); no such check is asked for"},
    "OAuthTokenRequest": dict.fromkeys(
        ["httpAuth", "refresh_token", "resource", "assertion"], "a code is all the desk exchanges"
    ),
    "OAuthTokenResponse": dict.fromkeys(
        ["refresh_token", "refresh_token_expires_in"], "a token is renewed, never refreshed (1.3)"
    ),
    "Me": dict.fromkeys(
        ["fullName", "email", "emailVerified", "isTrial"], "a person's own; nothing here needs it"
    ),
    "SyncRequest": {
        "cutoffTimestamp": "in no prose, and what it cuts off is not told (3.7)",
        "fullOrgSnapshot": "in no prose, and not for one person's desk (3.7)",
        "shardingExpression": "for programs that serve many accounts (3.7)",
    },
    "PlaceOrder": dict.fromkeys([*RARE, "activationTime", "customTag50"], PLAIN),
    "RestrainedOrderVersion": dict.fromkeys(RARE, PLAIN),
    "ModifyOrder": dict.fromkeys(["activationTime", "customTag50"], PLAIN),
    "CancelOrder": dict.fromkeys(["activationTime", "customTag50"], PLAIN),
    "LiquidatePosition": {"customTag50": "others were answered 404 for it (4.4)"},
}
"""Fields of the schema that the struct has not."""

ACCOUNT = "optional in the schema, required in practice (4.2)"

STRICTER: Reasons = {
    ANY: {"isAutomated": "an exchange's rule: said of every order, whatever the default (4.2)"},
    "StartOrderStrategy": {
        "accountId": ACCOUNT,
        "accountSpec": ACCOUNT,
        "params": "a multi-bracket is nothing without (6.2)",
        "uuid": "by which a start is known again when its answer is lost (0.8)",
    },
    "PlaceOrder": {"accountId": ACCOUNT, "accountSpec": ACCOUNT},
}
"""Fields of requests that are always said, and need not be by the schema."""

NEWER = {
    "ProductType": ({"Swap"}, "new in S26 (4.6)"),
    "OrderType": (
        {"MarketLimit", "MarketStopWithProtection", "MarketWithProtection"},
        "of the broker's page for modifyorder (0.1)",
    ),
}
"""Values of enumerations that the contract has not; it has none that they have not."""

TEXTS = {
    "Account": dict.fromkeys(
        ["accountType", "marginAccountType", "legalStatus"], "nothing depends on their values"
    ),
}
"""Enumerations of the contract that are texts here."""

"""REST as protocol.md 1.8 and 2 have it, and what garbage gets."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.practice import Answer, Trader, dump

from bracketdesk.practice.limits import EndpointLimit, Limits
from bracketdesk.practice.server import PracticeServer
from bracketdesk.practice.sockets import LARGEST_REQUEST

FIELDS = [
    "id",
    "ids",
    "masterid",
    "name",
    "t",
    "l",
    "orderId",
    "accountId",
    "contractId",
    "admin",
    "symbol",
    "action",
    "params",
    "orderStrategyTypeId",
    "orderStrategyId",
    "password",
]


@pytest.mark.parametrize(
    "path",
    [
        "/orderstrategy/list",
        "/orderStrategy/list",
        "/ORDERSTRATEGY/LIST",
        "/orderStrategy/List",
    ],
)
async def test_case_does_not_matter(trader: Trader, path: str) -> None:
    trader.contract = None  # it knows one spelling
    assert await trader.get(path) == Answer(200, [])


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT"])
async def test_verbs_are_not_enforced(trader: Trader, verb: str) -> None:
    answer = await trader.request(verb, "/account/list")
    assert answer.status == 200


async def test_a_query_may_come_as_a_body(trader: Trader) -> None:
    (account,) = (await trader.get("/account/list")).body
    assert await trader.post("/account/item", {"id": account["id"]}) == Answer(200, account)


async def test_a_path_may_end_with_a_slash(trader: Trader) -> None:
    (account,) = (await trader.get("/account/list")).body
    trader.contract = None  # it knows one spelling
    assert await trader.get("/account/item/", id=account["id"]) == Answer(200, account)


@pytest.mark.parametrize(
    "path", ["/order/nothing", "/nothing/list", "/order", "/user/syncrequest", "/md/subscribequote"]
)
async def test_an_unknown_endpoint_is_404_with_a_text(trader: Trader, path: str) -> None:
    answer = await trader.get(path)
    assert answer.status == 404
    assert answer.body.startswith("Not found")


async def test_an_unknown_endpoint_tells_a_stranger_nothing(visitor: Trader) -> None:
    assert (await visitor.get("/order/nothing")).status == 401


@pytest.mark.parametrize("path", ["", "/", "/v2/order/list", "/v1/order/list/5"])
async def test_another_path_is_404(trader: Trader, path: str) -> None:
    root = trader.announcement.rest.removesuffix("/v1")
    async with trader.http.get(root + path) as response:
        assert response.status == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/order/cancelorder", "{"),
        ("/order/cancelorder", "[]"),
        ("/order/cancelorder", "null"),
        ("/order/cancelorder", ""),
        ("/order/cancelorder", '{"orderId": 5} {}'),
        ("/order/cancelorder", '{"orderId": NaN}'),
        ("/order/cancelorder", '{"orderId": "5", "clOrdId'),
        ("/order/cancelorder", '{"orderId": 5, "clOrdId": "\x00"}'),
        ("/order/cancelorder", '{"orderId": 5, "extra": ' + "[" * 5000 + "}"),
        ("/orderStrategy/startorderstrategy", "[1]"),
        ("/orderStrategy/startorderstrategy", '{"symbol": "\\ud800"}'),
    ],
)
async def test_a_malformed_body_is_400_with_a_text(trader: Trader, path: str, body: str) -> None:
    answer = await trader.request("POST", path, data=body)
    assert answer.status == 400
    assert isinstance(answer.body, str)
    assert answer.body


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 404),
        ("application/json; charset=utf-8", 404),
        ("APPLICATION/JSON", 404),
        ("application/vnd.api+json", 404),
        ("text/plain;charset=UTF-8", 404),  # what fetch() says where nobody says anything
        ("application/octet-stream", 404),
        ("application/xml", 400),
        ("text/html", 400),
        ("multipart/form-data; boundary=x", 400),
        ("image/png", 400),
        ("application/x-www-form-urlencoded", 400),  # a form's fields are no JSON
    ],
)
async def test_a_body_is_json(trader: Trader, content_type: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {trader.token}", "Content-Type": content_type}
    url = trader.announcement.rest + "/order/cancelorder"
    async with trader.http.post(url, headers=headers, data='{"orderId": 5}') as response:
        assert response.status == status


@pytest.mark.parametrize("body", [b"\xff\xfe", b'{"orderId": 1, "clOrdId": "\xff"}'])
async def test_a_body_that_is_no_text_is_400(trader: Trader, body: bytes) -> None:
    assert (await trader.request("POST", "/order/cancelorder", data=body)).status == 400


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_body_that_cannot_be_unpacked_is_400(trader: Trader, encoding: str) -> None:
    headers = {"Authorization": f"Bearer {trader.token}", "Content-Encoding": encoding}
    url = trader.announcement.rest + "/order/cancelorder"
    async with trader.http.post(url, headers=headers, data=b"\x01\x02\x03") as response:
        assert response.status == 400


async def test_a_huge_body_is_refused(trader: Trader) -> None:
    body = dump({"orderId": 5, "extra": "x" * LARGEST_REQUEST})
    answer = await trader.request("POST", "/order/cancelorder", data=body)
    assert answer.status == 413


async def test_unknown_fields_of_a_body_are_ignored(trader: Trader) -> None:
    answer = await trader.post("/order/cancelorder", {"orderId": 5, "p-ticket": "x", "more": {}})
    assert answer.status != 400


GARBAGE = st.one_of(
    st.binary(max_size=60),
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.text(),
            st.lists(st.integers()),
        ),
    ).map(lambda value: dump(value).encode()),
    st.sampled_from([b"[" * 9000, b'{"id":' * 9000, b'{"id": 1e999999999}', b"\xef\xbb\xbf{}"]),
)


@pytest.mark.parametrize("limits", [Limits(sign_in=EndpointLimit(10**6, 15, failures_only=True))])
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), body=GARBAGE)
async def test_garbage_is_never_a_500_and_the_same_on_the_socket(
    trader: Trader, server: PracticeServer, data: st.DataObject, body: bytes
) -> None:
    trader.contract = None
    operation = data.draw(st.sampled_from(sorted(server._calls.names)))
    answer = await trader.request("POST", f"/{operation}", data=body)
    assert answer.status in {200, 400, 401, 404}
    if operation.startswith("auth/") or body.decode(errors="ignore").encode() != body:
        return  # random tokens; and a frame is text
    socket = await trader.authorised()
    socket.contract = None
    on_the_socket = await socket.call(operation, body.decode())
    assert on_the_socket.status == answer.status
    assert answer.status == 200 or (on_the_socket.body or "") == answer.body
    await socket.ws.close()


@pytest.mark.parametrize(
    "line",
    [
        "GET /v1/contract/find?name=%ff%fe HTTP/1.1",
        "GET /v1/contract/find?name=%ed%a0%80 HTTP/1.1",
        "GET /v1/contract/%ed%a0%80 HTTP/1.1",
        "GET /%ff%ff HTTP/1.1",
        "GET /v1/%2e%2e/%2f HTTP/1.1",
        "GET /v1/order/items?ids=1,,2 HTTP/1.1",
        "GET /v1/auth/accesstokenrequest?name=%ed%a0%80&password=%ff HTTP/1.1",
        "GET /v1/websocket HTTP/1.1",
        "POST /v1/websocket HTTP/1.1",
        "BREW /v1/account/list HTTP/1.1",
        "GET /v1/account/list HTTP/9.9",
        "GET / HTTP/1.1\r\nContent-Length: -1",
        "GET /v1/account/list",
        "\x16\x03\x01\x02",
        "\x00" * 50,
        "GET /" + "x" * 20_000 + " HTTP/1.1",
    ],
)
async def test_a_garbled_request_leaves_the_server_well(trader: Trader, line: str) -> None:
    head = f"{line}\r\nHost: x\r\nAuthorization: Bearer {trader.token}\r\nConnection: close\r\n\r\n"
    answer = await _raw(trader, head.encode())
    assert not answer.startswith(b"HTTP/1.1 5")
    assert (await trader.get("/account/list")).status == 200


async def _raw(trader: Trader, data: bytes) -> bytes:
    port = int(trader.announcement.rest.removesuffix("/v1").rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        writer.write_eof()
        async with asyncio.timeout(5):
            return await reader.read()
    finally:
        writer.close()


async def test_neither_token_nor_password_is_logged(
    trader: Trader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await _raw(trader, f"GET / HTTP/1.1\r\nAuthorization Bearer {trader.token}\r\n\r\n".encode())
    await _raw(trader, f"GET / HTTP/1.1\r\nA: {trader.token}\x00\r\n\r\n".encode())
    await trader.request("POST", "/auth/accesstokenrequest", data=trader.announcement.password)
    await trader.post("/auth/accesstokenrequest", {"password": trader.announcement.password})
    socket = await trader.authorised()
    await socket.ws.send_str(trader.token)
    assert (await socket.answer(-1)).status == 400
    for secret in (trader.token, trader.market_data_token, trader.announcement.password):
        assert secret not in caplog.text

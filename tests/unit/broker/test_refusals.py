"""What a refused request means."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.broker.refusals import (
    LOCKOUT,
    WORDS_LIMIT,
    WORDS_READ,
    judge,
    shown,
    without,
    words,
)
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import Frozen, MustWait, UserFacingError


def refused(status: int | None, body: bytes = b"", detail: str = "") -> UserFacingError:
    with pytest.raises(UserFacingError) as caught:
        judge(Delivery(True, status, body, detail), "broker.example", "the sign-in")
    return caught.value


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"errorText":""}', b"garbage"])
def test_200_without_an_error_is_done(body: bytes) -> None:
    judge(Delivery(True, 200, body), "broker.example", "the sign-in")


@pytest.mark.parametrize("field", ["errorText", "failureText"])
def test_an_error_inside_200_is_shown_as_the_brokers_words(field: str) -> None:
    error = refused(200, json.dumps({field: "Wrong\n password"}).encode())
    assert str(error) == ("broker.example refused the sign-in. Its own words: “Wrong password”")


def test_no_answer_tells_what_the_transport_says() -> None:
    assert str(refused(None, detail="The line broke.")) == "The line broke."
    assert str(refused(None)) == "broker.example did not answer."


@pytest.mark.parametrize(
    ("status", "telling"),
    [
        (302, "redirects the sign-in elsewhere"),
        (400, "(400)"),
        (401, "the sign-in has expired, or the API key lacks the right"),
        (403, "another environment"),
        (404, "check that the address"),
        (408, "another session"),
        (418, "with the status 418"),
        (500, "trouble of its own (500)"),
        (503, "trouble of its own (503)"),
    ],
)
def test_every_status_has_its_sentence(status: int, telling: str) -> None:
    error = refused(status, b'"because"')
    assert telling in str(error)
    assert str(error).endswith("Its own words: “because”")
    assert not isinstance(error, MustWait)


@pytest.mark.parametrize("status", [423, 429])
def test_a_lockout_wants_an_hour_of_silence(status: int) -> None:
    error = refused(status)
    assert isinstance(error, Frozen)
    assert error.seconds == LOCKOUT == 3600
    assert "one hour" in str(error)


def test_a_secret_is_hidden_wherever_an_answer_repeats_it() -> None:
    body = b'{"errorText":"no a+b/c= in a+b\\/c=","x":"\xff"}'
    hidden = without(Delivery(True, 401, body), ("", "a+b/c="))
    assert hidden == Delivery(True, 401, '{"errorText":"no ••• in •••","x":"'.encode() + b'\xff"}')
    untouched = Delivery(True, 200, b'{"id":1}')
    assert without(untouched, ("a+b/c=", "")) is untouched


def test_a_penalty_ticket_is_a_wait() -> None:
    error = refused(200, b'{"p-ticket":"abc","p-time":15,"p-captcha":false}')
    assert isinstance(error, MustWait)
    assert (error.seconds, error.ticket) == (15, "abc")
    assert str(error) == "broker.example asks to wait 15 s before the sign-in."


def test_an_error_of_another_type_is_an_error_all_the_same() -> None:
    assert "refused the sign-in" in str(refused(200, b'{"errorText":{"code":5}}'))


@pytest.mark.parametrize(
    ("asked", "waited"),
    [("-5", 0), ("1e300", 86400), ("null", LOCKOUT), ("1e400", LOCKOUT), ('"x"', LOCKOUT)],
)
def test_a_strange_penalty_stays_within_a_day(asked: str, waited: float) -> None:
    error = refused(200, f'{{"p-ticket":"abc","p-time":{asked}}}'.encode())
    assert isinstance(error, MustWait)
    assert error.seconds == waited


@pytest.mark.parametrize("body", [b'{"p-ticket":"abc","p-captcha":true}', b'{"p-captcha":true}'])
def test_a_captcha_is_about_an_hour(body: bytes) -> None:
    error = refused(200, body)
    assert isinstance(error, MustWait)
    assert (error.seconds, error.ticket) == (LOCKOUT, "")
    assert "wait about an hour" in str(error)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'"Access is denied"', "Access is denied"),
        (b"Access is denied", "Access is denied"),
        (b'{"errorText":"No"}', "No"),
        (b"<html>Bad gateway</html>", ""),
        (b"", ""),
        (b"\xff", "�"),
    ],
)
def test_the_brokers_words(body: bytes, said: str) -> None:
    assert words(body) == said


def test_words_are_plain_and_short() -> None:
    assert shown("a\x1b[31m\u202eb\r\nc") == " Its own words: “a [31m b c”"
    assert len(shown("x" * 10_000)) <= WORDS_LIMIT + 30
    assert shown(" \n ") == ""
    assert shown(" \n" * 10_000 + "late") == " Its own words: “late”"


def test_only_the_beginning_of_a_huge_text_is_looked_at() -> None:
    assert shown("a" + "\x00" * WORDS_READ + "b") == " Its own words: “a”"


@given(
    st.one_of(st.none(), st.integers(100, 599)),
    st.one_of(
        st.binary(),
        st.dictionaries(
            st.sampled_from(["errorText", "p-ticket", "p-time", "p-captcha", "failureText"]),
            st.one_of(st.text(), st.integers(), st.booleans(), st.none()),
        ).map(lambda value: json.dumps(value).encode()),
    ),
)
def test_any_answer_is_done_or_one_sentence(status: int | None, body: bytes) -> None:
    sentence = ""
    try:
        judge(Delivery(True, status, body), "broker.example", "the sign-in")
    except UserFacingError as error:
        sentence = str(error)
    assert sentence or status == 200
    assert sentence.isprintable()
    assert len(sentence) < WORDS_LIMIT + 200


SECRETS = st.text("abcdefXYZ0123456789!$", min_size=4)


@given(SECRETS, st.text(), st.text())
def test_a_secret_the_broker_echoes_is_not_shown(secret: str, before: str, after: str) -> None:
    body = json.dumps({"errorText": before + secret + after}).encode()
    with pytest.raises(UserFacingError) as caught:
        judge(Delivery(True, 200, body), "h", "w", hide=("", secret))
    marked = str(caught.value).removeprefix("h refused w.").removeprefix(" Its own words: ")
    assert secret not in marked

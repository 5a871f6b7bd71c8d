import pytest

from bracketdesk.controller.commands import read_answer
from bracketdesk.domain.delivery import Delivery


@pytest.mark.parametrize(
    ("delivery", "taken", "refused", "words"),
    [
        (Delivery(True, 200, b'{"commandId":1}'), True, False, "took"),
        (Delivery(True, 200, b'{"orderId":1,"failureReason":"Success"}'), True, False, "took"),
        (Delivery(False, detail="The line is down."), False, True, "not sent: The line is down"),
        (Delivery(True), False, False, "no answer"),
        (Delivery(True, 200, b"[]"), False, False, "could not be read"),
        (
            Delivery(True, 401, b'"Access is denied"'),
            False,
            True,
            "401: “Access is denied”; the sign-in may be over, or Live has not approved",
        ),
        (Delivery(True, 408), False, False, "408"),
        (Delivery(True, 502, b"x"), False, False, "502"),
        (Delivery(True, 200, b'{"failureReason":"TooLate"}'), False, True, "too late"),
        (Delivery(True, 200, b'{"failureReason":"Brandnew"}'), False, True, "Brandnew"),
        (Delivery(True, 200, b'{"failureReason":"RiskCheckTimeout"}'), False, False, "may or may"),
        (Delivery(True, 200, b'{"failureText":"No way"}'), False, True, "“No way”"),
        (Delivery(True, 200, b'{"p-ticket":"a","p-time":9}'), False, True, "wait 9 s"),
        (Delivery(True, 200, b'{"p-ticket":"a","p-time":8.5}'), False, True, "wait 9 s"),
        (Delivery(True, 200, b'{"p-ticket":"a","p-time":1e30}'), False, True, "wait 86400 s"),
        (Delivery(True, 200, b'{"p-captcha":true}'), False, True, "wait an hour"),
    ],
)
def test_what_an_answer_to_a_command_says(
    delivery: Delivery, taken: bool, refused: bool, words: str
) -> None:
    answer = read_answer(delivery)
    assert (answer.taken, answer.refused) == (taken, refused)
    assert words.lower() in answer.text.lower()
    assert not answer.text.endswith(".")

from bracketdesk.domain.problems import Problem


def test_a_problem_is_printed_with_its_field() -> None:
    assert str(Problem("levels[1].stopTicks", "At least 1 tick.")) == (
        "levels[1].stopTicks: At least 1 tick."
    )

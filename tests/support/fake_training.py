"""The Practice menu's part of the desk without an exchange: every wish remembered."""

from collections.abc import Callable

from bracketdesk.controller.observe import Observable
from bracketdesk.controller.training import NOTHING, Training, TrainingView
from bracketdesk.domain.drills import Parameters


class FakeTraining(Training):
    """Stands where the controller stands; `watchers` counts who looks on."""

    def __init__(self) -> None:
        self.view: Observable[TrainingView] = Observable(NOTHING)
        self.wishes: list[tuple[object, ...]] = []
        self.watchers = 0

    def look(self) -> None:
        self.wishes.append(("look",))

    def watch(self) -> Callable[[], None]:
        self.watchers += 1
        return self._leave

    def stage(self, key: str, parameters: Parameters) -> None:
        self.wishes.append(("stage", key, dict(parameters)))

    def end(self) -> None:
        self.wishes.append(("end",))

    def pause(self, *, paused: bool) -> None:
        self.wishes.append(("pause", paused))

    def run_at(self, speed: float) -> None:
        self.wishes.append(("run_at", speed))

    def jump(self, position: float) -> None:
        self.wishes.append(("jump", position))

    def reset(self) -> None:
        self.wishes.append(("reset",))

    def _leave(self) -> None:
        self.watchers -= 1

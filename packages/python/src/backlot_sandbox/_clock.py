"""The clock of a world."""

from __future__ import annotations

from typing import Any, Callable, Optional

Control = Callable[..., Any]


class Clock:
    """The clock of a world. Each method settles what has fallen due, webhooks included, before it returns."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def now(self) -> str:
        """The world's instant, in RFC 3339."""
        return str(self.read()["now"])

    def read(self) -> dict[str, Any]:
        """Returns mode, instant and pace."""
        return self._control("GET", "/clock")

    def set(self, *, mode: Optional[str] = None, now: Optional[str] = None, pace: Optional[float] = None) -> dict[str, Any]:
        """Changes what is given. Time never goes back."""
        given = {"mode": mode, "now": now, "pace": pace}
        return self._control("PUT", "/clock", {name: value for name, value in given.items() if value is not None})

    def advance(self, seconds: float) -> dict[str, Any]:
        """Moves time by so many seconds."""
        return self._control("POST", "/clock/advance", {"seconds": seconds})

    def to_next(self) -> dict[str, Any]:
        """Moves time to the next event."""
        return self._control("POST", "/clock/advance", {"to": "next"})

    def to_idle(self) -> dict[str, Any]:
        """Moves time until nothing is left to happen."""
        return self._control("POST", "/clock/advance", {"to": "idle"})

"""Assertions on the exchanges of a world."""

from __future__ import annotations

from typing import Any, Callable

from ._report import transcript


class Expectation:
    """An expectation on the number of exchanges that match some filters. A failure prints what the world has seen."""

    def __init__(self, exchanges: Callable[..., list[dict[str, Any]]], filters: dict[str, Any]) -> None:
        self._exchanges = exchanges
        self._filters = filters

    def exactly(self, count: int) -> list[dict[str, Any]]:
        """Asserts that exactly `count` exchanges match, and returns them."""
        __tracebackhide__ = True
        return self._check(f"exactly {count}", lambda found: found == count)

    def at_least(self, count: int) -> list[dict[str, Any]]:
        """Asserts that at least `count` exchanges match, and returns them."""
        __tracebackhide__ = True
        return self._check(f"at least {count}", lambda found: found >= count)

    def none(self) -> None:
        """Asserts that no exchange matches."""
        __tracebackhide__ = True
        self.exactly(0)

    def _check(self, expected: str, holds: Callable[[int], bool]) -> list[dict[str, Any]]:
        __tracebackhide__ = True
        found = self._exchanges(**self._filters)
        if not holds(len(found)):
            shown = {name: "***" if name == "api_key" else value for name, value in self._filters.items()}
            what = ", ".join(f"{name} {value}" for name, value in shown.items()) or "anything"
            raise AssertionError(f"expected {expected} exchanges with {what}, found {len(found)}\n{transcript(self._exchanges())}")
        return found

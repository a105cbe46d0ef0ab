"""A test case with a world of its own, for `unittest` and what stands on it."""

from __future__ import annotations

import atexit
import sys
import unittest
from functools import cache
from typing import Any, ClassVar, Optional

from ._errors import BacklotError
from ._sandbox import Sandbox
from ._world import World


class WorldTestCase(unittest.TestCase):
    """A test case whose tests have a world each. When a test fails, what its world has seen is printed.

    `world_settings` are the settings of the worlds. Time skips unless they say otherwise.
    """

    world_settings: ClassVar[dict[str, Any]] = {}
    world: World

    def run(self, result: Optional[unittest.TestResult] = None) -> Optional[unittest.TestResult]:
        """Runs a test in a new world."""
        result = result or self.defaultTestResult()
        with _sandbox().world(**{"clock": "skipping", "label": self.id(), **self.world_settings}) as self.world:
            before = _problems(result)
            super().run(result)
            if _problems(result) > before:
                try:
                    print(f"\n{self.id()}: {self.world.report()}", file=sys.stderr)
                except BacklotError as error:
                    print(f"\n{self.id()}: the world cannot be looked at: {error}", file=sys.stderr)
        return result


def _problems(result: unittest.TestResult) -> int:
    return len(result.failures) + len(result.errors)


@cache
def _sandbox() -> Sandbox:
    """Returns the sandbox of this process."""
    try:
        sandbox = Sandbox.connect()
    except BacklotError as error:
        raise SystemExit(f"backlot: {error}") from None
    atexit.register(sandbox.stop)
    return sandbox

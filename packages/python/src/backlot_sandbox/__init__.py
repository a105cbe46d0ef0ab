"""Backlot, a local sandbox of generative-media APIs, for tests in Python.

With pytest, ask for the fixture `world`. Anywhere else:

    import backlot_sandbox

    with backlot_sandbox.Sandbox.connect() as sandbox, sandbox.world(clock="skipping") as world:
        base_url = world.base_url("cutx")  # for the code under test
"""

from ._bill import Bill
from ._binary import find_binary
from ._clock import Clock
from ._errors import BacklotError, BinaryNotFound
from ._expectation import Expectation
from ._inbox import Inbox
from ._sandbox import Sandbox
from ._world import World

__all__ = ["BacklotError", "Bill", "BinaryNotFound", "Clock", "Expectation", "Inbox", "Sandbox", "World", "find_binary"]

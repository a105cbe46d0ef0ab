"""A running sandbox."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import contextmanager
from typing import Any, Iterator, Optional, Sequence
from urllib.parse import quote

from . import _process
from ._binary import find_binary
from ._errors import BacklotError
from ._http import call
from ._version import version
from ._world import World


class Sandbox:
    """A running sandbox, named by its URL or by that of one of its worlds.

    It is a context manager: at its end it stops the process, if it has started one.

    `is_shared` tells whether somebody else has started the sandbox, so that it stays when this process ends.
    """

    def __init__(self, url: str, process: "Optional[subprocess.Popen[bytes]]" = None) -> None:
        self.url = re.sub(r"/w/[^/]+$", "", url.rstrip("/"))
        self._process = process
        health = call("GET", f"{self.url}/_backlot/health")
        if version() not in (None, health["version"]):
            self.stop()
            raise BacklotError(
                f"the sandbox at {self.url} has version {health['version']}, and this package is made for {version()}: "
                "install the same version of both"
            )
        providers = call("GET", f"{self.url}/_backlot/providers")["providers"]
        self._bases = {provider["provider"]: provider["base"] for provider in providers}

    @classmethod
    def start(cls, *arguments: str, binary: Optional[str] = None) -> "Sandbox":
        """Starts a sandbox on a free port, with further arguments of `backlot serve`."""
        process, url = _process.start(find_binary(binary), arguments)
        try:
            return cls(url, process)
        except BaseException:
            _process.stop(process)
            raise

    @classmethod
    def connect(cls, url: Optional[str] = None, arguments: Sequence[str] = ()) -> "Sandbox":
        """Uses the sandbox at the URL, or at the one in `BACKLOT_URL`. If neither is given, starts one."""
        url = url or os.environ.get("BACKLOT_URL")
        return cls(url) if url else cls.start(*arguments)

    @property
    def is_shared(self) -> bool:
        """`True` if the sandbox was there before."""
        return self._process is None

    @property
    def default_world(self) -> World:
        """The world at the root of the sandbox."""
        return World(self.url, "", self._bases)

    def create_world(self, **settings: Any) -> World:
        """Makes a world: `name`, `seed`, `clock`, `now`, `pace`, `credits`, `strict`, `rate_limits`, `durable`, `from`."""
        made = call("POST", f"{self.url}/_backlot/worlds", settings)
        return World(made["url"], made["world"], self._bases)

    def delete_world(self, world: World) -> None:
        """Forgets a world."""
        call("DELETE", f"{self.url}/_backlot/worlds/{quote(world.name, '')}")

    @contextmanager
    def world(self, **settings: Any) -> Iterator[World]:
        """Makes a world that is forgotten at the end of the `with` block."""
        made = self.create_world(**settings)
        try:
            yield made
        finally:
            self.delete_world(made)

    def stop(self) -> None:
        """Ends the sandbox, if this object has started it."""
        process, self._process = self._process, None
        if process is not None:
            _process.stop(process)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

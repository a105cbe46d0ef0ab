"""A receiver of webhooks inside the sandbox."""

from __future__ import annotations

from typing import Any, Callable, Optional
from urllib.parse import urlencode


class Inbox:
    """A receiver of webhooks inside the sandbox. `url` is where the code under test lets webhooks go."""

    def __init__(self, control: Callable[..., Any], name: str) -> None:
        self.name = name
        self._control = control

    @property
    def url(self) -> str:
        """The URL that receives."""
        return str(self._control("GET", f"/inbox/{self.name}")["url"])

    def answer(self, *answers: "int | dict[str, Any]", delay_ms: Optional[int] = None) -> None:
        """Sets the answers, one after the other; the last one is given from then on: `answer(503, 503, 200)`.

        An answer is a status, or `{"status", "times"?, "body"?}`.
        """
        script: dict[str, Any] = {"answers": [{"status": each} if isinstance(each, int) else each for each in answers]}
        if delay_ms is not None:
            script["delay_ms"] = delay_ms
        self._control("PUT", f"/inbox/{self.name}", script)

    def requests(self) -> list[dict[str, Any]]:
        """Returns what was received, oldest first, each with `body`, `headers`, `at` and the `status` of the answer."""
        return self._control("GET", f"/inbox/{self.name}?limit=1000")["requests"]

    def wait(self, count: int = 1, timeout: float = 10.0) -> list[dict[str, Any]]:
        """Waits until so many requests were received, for `timeout` seconds of the machine's time at most, and returns them."""
        query = urlencode({"count": count, "timeout_ms": int(timeout * 1000)})
        return self._control("GET", f"/inbox/{self.name}/wait?{query}", timeout=timeout + 30)["requests"]

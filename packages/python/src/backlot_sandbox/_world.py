"""A world: one isolated sandbox, and its control API."""

from __future__ import annotations

from typing import Any, Optional
from urllib.parse import quote, urlencode

from ._bill import Bill
from ._clock import Clock
from ._expectation import Expectation
from ._http import call
from ._inbox import Inbox
from ._report import report


class World:
    """One isolated sandbox: its own accounts, time, faults and journal.

    `url` is where its providers are, and `name` is the name that the sandbox knows it by. The methods are the calls of the control
    API; `control` makes any of them.
    """

    def __init__(self, url: str, name: str, bases: dict[str, str]) -> None:
        self.url = url
        self.name = name
        self._bases = bases
        self.clock = Clock(self.control)

    def __repr__(self) -> str:
        return f"World({self.url!r})"

    @property
    def providers(self) -> list[str]:
        """The names of the providers."""
        return sorted(self._bases)

    def base_url(self, provider: str) -> str:
        """Returns the base URL to give to the code under test, in place of the provider's own."""
        if provider not in self._bases:
            raise ValueError(f"there is no provider {provider!r}; there are {', '.join(self.providers)}")
        return self.url + self._bases[provider]

    def environment(self) -> dict[str, str]:
        """Returns the variables that `backlot env` prints for this world: `BACKLOT_URL`, and `ANIMUS_BASE_URL` and so on."""
        return {"BACKLOT_URL": self.url, **{f"{name.upper()}_BASE_URL": self.base_url(name) for name in self.providers}}

    def control(self, method: str, path: str, body: Any = None, timeout: Optional[float] = 60.0) -> Any:
        """Makes a call of the control API, such as `control("GET", "/bill")`. Returns the JSON of its answer."""
        return call(method, f"{self.url}/_backlot{path}", body, timeout)

    def fault(
        self,
        effect: "str | dict[str, Any]",
        *,
        provider: Optional[str] = None,
        method: Optional[str] = None,
        path: Optional[str] = None,
        api_key: Optional[str] = None,
        **when: Any,
    ) -> dict[str, Any]:
        """Asks for misbehaviour, such as `fault({"refuse": "unavailable"}, provider="cutx", method="POST", times=2)`.

        `when` may hold `times`, `skip`, `probability` and `apply="after"`. Returns the fault with its id.
        """
        match = {"provider": provider, "method": method, "path": path, "api_key": api_key}
        match = {name: value for name, value in match.items() if value is not None}
        return self.control("POST", "/faults", {"effect": effect, "match": match, **when})

    def exchanges(self, **filters: Any) -> list[dict[str, Any]]:
        """Returns the exchanges that match, earliest first, 1000 at most; filters are those of `GET /_backlot/journal`."""
        return self.control("GET", "/journal?" + urlencode({"limit": 1000, **filters}))["exchanges"]

    def wait_for_exchanges(self, count: int, timeout: float = 10.0, **filters: Any) -> list[dict[str, Any]]:
        """Waits until so many exchanges match, for `timeout` seconds of the machine's time at most, and returns them."""
        query = urlencode({**filters, "count": count, "timeout_ms": int(timeout * 1000)})
        return self.control("GET", f"/journal/wait?{query}", timeout=timeout + 30)["exchanges"]

    def expect(self, **filters: Any) -> Expectation:
        """Returns an expectation on the exchanges that match: `expect(method="POST").exactly(1)`."""
        return Expectation(self.exchanges, filters)

    def jobs(self, **filters: Any) -> list[dict[str, Any]]:
        """Returns the jobs; filters are `provider`, `api_key` and `state`."""
        return self.control("GET", f"/jobs?{urlencode(filters)}")["jobs"]

    def finish(self, provider: str, job_id: str, outcome: str = "succeed", **how: Any) -> dict[str, Any]:
        """Ends a job now: `succeed`, `fail`, `cancel` or `expire`. `fail` may have `code` and `message`."""
        return self.control("POST", f"/jobs/{quote(provider)}/{quote(job_id, '')}/finish", {"outcome": outcome, **how})

    def bill(self) -> Bill:
        """Returns what was spent."""
        return Bill(self.control("GET", "/bill"))

    def account(self, provider: str, api_key: str) -> dict[str, Any]:
        """Returns an account."""
        return self.control("GET", _account(provider, api_key))

    def set_account(self, provider: str, api_key: str, **change: Any) -> dict[str, Any]:
        """Opens or changes an account: `credits`, `status`."""
        return self.control("PUT", _account(provider, api_key), change)

    def credits(self, provider: str, api_key: str) -> float:
        """Returns an account's balance, in credits."""
        return self.account(provider, api_key)["credits"]

    def ledger(self, provider: str, api_key: str) -> list[dict[str, Any]]:
        """Returns every movement of an account's credits, oldest first."""
        return self.control("GET", _account(provider, api_key) + "/ledger")["entries"]

    def webhooks(self) -> list[dict[str, Any]]:
        """Returns every delivery of a webhook, with its attempts."""
        return self.control("GET", "/webhooks")["deliveries"]

    def inbox(self, name: str = "inbox") -> Inbox:
        """Returns a receiver of webhooks inside the sandbox."""
        return Inbox(self.control, name)

    def reset(self) -> None:
        """Makes the world as new."""
        self.control("POST", "/reset")

    def report(self) -> str:
        """Returns what the world has seen, as text for people."""
        return report(self)


def _account(provider: str, api_key: str) -> str:
    return f"/accounts/{quote(provider)}/{quote(api_key, '')}"

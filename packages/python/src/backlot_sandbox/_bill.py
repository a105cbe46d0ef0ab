"""The spending of a world's accounts."""

from __future__ import annotations

from typing import Any, Optional


class Bill:
    """The spending of a world's accounts: `accounts` and `providers` are those of the control API."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.accounts: list[dict[str, Any]] = answer["accounts"]
        self.providers: dict[str, dict[str, float]] = answer["providers"]

    def charges(self, provider: Optional[str] = None) -> float:
        """Returns the sum of all charges, in credits: of one provider, or of all."""
        return self._sum("charges", provider)

    def refunds(self, provider: Optional[str] = None) -> float:
        """Returns the sum of all refunds, in credits."""
        return self._sum("refunds", provider)

    def net(self, provider: Optional[str] = None) -> float:
        """Returns the charges less the refunds, in credits."""
        return self._sum("net", provider)

    def _sum(self, column: str, provider: Optional[str]) -> float:
        totals = self.providers.items()
        # Credits have four decimals at most.
        return round(sum(total[column] for name, total in totals if provider in (None, name)), 4)

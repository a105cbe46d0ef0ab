"""Control calls over HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, Optional

from ._errors import BacklotError

# The sandbox is on this machine or beside it; a proxy to the world outside does not lead there.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method: str, url: str, body: Any = None, timeout: Optional[float] = 60.0) -> Any:
    """Makes a call and returns the JSON of its answer, or `None` for an empty one."""
    data = None if body is None else json.dumps(body).encode()
    headers = {} if data is None else {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with _opener.open(request, timeout=timeout) as response:
            text = response.read()
    except urllib.error.HTTPError as refusal:
        raise BacklotError(f"{method} {url}: {_reason(refusal.read())}", refusal.code) from None
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise BacklotError(f"{method} {url}: no sandbox answers there ({reason}). Start one with: backlot serve") from None
    return json.loads(text) if text else None


def _reason(text: bytes) -> str:
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return text.decode(errors="replace")[:500]

"""The evidence of a world as text, for the output of a failing test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._world import World

#: The number of exchanges in a transcript. Only the latest are shown.
SHOWN = 50
#: The number of characters of a body in a transcript.
EXCERPT = 200


def report(world: "World") -> str:
    """Returns what a world has seen: exchanges, spending, unfinished jobs, and webhooks that nobody took."""
    unfinished = [job for job in world.jobs() if job["next_change_at"]]
    undelivered = [webhook for webhook in world.webhooks() if webhook["state"] != "delivered"]
    parts = [
        transcript(world.exchanges()),
        *[_spent(line) for line in world.bill().accounts],
        *[f"unfinished: {job['provider']} {job['job_id']} is {job['state']}, next change at {job['next_change_at']}" for job in unfinished],
        *[_undelivered(webhook) for webhook in undelivered],
    ]
    return "\n".join(parts)


def transcript(exchanges: "list[dict[str, Any]]") -> str:
    """Returns a readable text of the latest of these exchanges."""
    latest = exchanges[-SHOWN:]
    left_out = f", of which these are the latest {SHOWN}" if len(latest) < len(exchanges) else ""
    return "\n".join([f"the journal has {len(exchanges)} exchanges{left_out}:", *map(_exchange, latest)])


def _exchange(exchange: "dict[str, Any]") -> str:
    request, response = exchange["request"], exchange["response"]
    query = f"?{request['query']}" if request["query"] else ""
    came = f"{response['status']}" if response else "no answer"
    fault = f" by {exchange['fault']}" if exchange["fault"] else ""
    body = _excerpt(response["body"]) if response else ""
    asked = f"{exchange['seq']:>4}  {exchange['provider']} {request['method']} {request['path']}{query}{_excerpt(request['body'])}"
    return f"{asked}\n      {came}{fault}{body}"


def _excerpt(body: Any) -> str:
    if body is None:
        return ""
    text = json.dumps(body, ensure_ascii=False)
    return f" {text[:EXCERPT]}…" if len(text) > EXCERPT else f" {text}"


def _spent(line: "dict[str, Any]") -> str:
    jobs = ", ".join(f"{count} {state}" for state, count in line["jobs"].items()) or "no jobs"
    return f"spent: {line['provider']} {line['api_key']}: {line['net']} credits net of {line['refunds']} refunded; {jobs}"


def _undelivered(webhook: "dict[str, Any]") -> str:
    last = webhook["attempts"][-1] if webhook["attempts"] else {}
    why = webhook.get("reason") or last.get("error") or (last.get("status") and f"answered with {last['status']}") or "not tried yet"
    return f"webhook: {webhook['provider']} {webhook['job_id']} to {webhook['url']} is {webhook['state']}: {why}"

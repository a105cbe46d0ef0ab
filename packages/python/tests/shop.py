"""The code under test: it buys a picture and waits for it."""

import json
import urllib.request

PRODUCT = {"projectId": "00000000-0000-4000-8000-000000000001", "productId": "00000000-0000-4000-8000-000000000002"}


def call(url, body=None):
    headers = {"Authorization": "Bearer my-key", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers)) as response:
        return json.load(response)


def buy(base, prompt="Summer light"):
    return call(f"{base}/generate/static-ad", {**PRODUCT, "prompt": prompt})["jobId"]


def call_back(base, url):
    """Buys a clip, and lets its end be told to a URL."""
    files = {"image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"]}
    order = {"request_type": "callback", "callback_url": url, "input": {"mode": "standard", "type": "animate", **files}}
    return call(f"{base}/generateTask/wan-2-2-animate", order)["data"]["taskId"]


def look(base, job):
    return call(f"{base}/generate/status?jobId={job}")["status"]

"""A sandbox for the whole run, and a world for every test."""

import json
import os
import subprocess
import urllib.parse
import urllib.request

import pytest

BASES = {"animus": "/animus/v2", "cutx": "/cutx/api"}


class World:
    """An isolated sandbox: base URLs for the app, and the control API for the test."""

    def __init__(self, url):
        self.url = url

    def base(self, provider):
        return self.url + BASES[provider]

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_backlot{path}", data, method=method)
        with urllib.request.urlopen(request) as response:
            text = response.read()
        return json.loads(text) if text else None

    def advance(self, seconds):
        self.control("POST", "/clock/advance", {"seconds": seconds})

    def fault(self, effect, match=None, **when):
        self.control("POST", "/faults", {"effect": effect, "match": match or {}, **when})

    def exchanges(self, **filters):
        return self.control("GET", "/journal?" + urllib.parse.urlencode(filters))["exchanges"]

    def credits(self, provider, key):
        return self.control("GET", f"/accounts/{provider}/{key}")["credits"]


@pytest.fixture(scope="session")
def sandbox():
    command = [os.environ.get("BACKLOT", "backlot"), "--port", "0", "--log", "json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        # The first line says where it listens; nobody has to read the rest.
        yield World(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def world(sandbox):
    """Time skips: each look at an unfinished job moves it on, so that nothing waits."""
    made = sandbox.control("POST", "/worlds", {"clock": "skipping"})
    yield World(made["url"])
    sandbox.control("DELETE", f"/worlds/{made['world']}")

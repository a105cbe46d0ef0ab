"""The app: pictures of a character, and words to go with them.

    python studio.py "On a pier at dawn" pier.png

It finds the services by the variables `ANIMUS_BASE_URL`, `CUTX_BASE_URL` and `STUDIO_KEY`, as `backlot run` sets the first two.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

PROJECT = "00000000-0000-4000-8000-000000000001"
PRODUCT = "00000000-0000-4000-8000-000000000002"


class Refused(Exception):
    """The service said no."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body}")
        self.status, self.body = status, body


class Studio:
    def __init__(self, animus, cutx, key, pause=2.0):
        self.animus, self.cutx, self.key, self.pause = animus, cutx, key, pause

    def call(self, method, url, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode()) from error

    def look(self, url, tries=4):
        """Looking costs nothing, so it is tried again when the service is in trouble; buying never is."""
        for left in reversed(range(tries)):
            try:
                return self.call("GET", url)
            except (Refused, OSError) as error:
                passing = not isinstance(error, Refused) or error.status == 429 or error.status >= 500
                if not passing or left == 0:
                    raise
            time.sleep(self.pause)

    def picture(self, prompt):
        """Buys a picture and waits for it: its bytes, and what is left on the account."""
        bought = self.call("POST", f"{self.animus}/generation/create", {"prompt": prompt, "character_id": "char_123"})
        while True:
            seen = self.look(f"{self.animus}/generation/status/{bought['generation_id']}")
            if seen["status"] == "failed":
                raise Refused(200, seen["error"])
            if seen["status"] == "completed":
                with urllib.request.urlopen(seen["result_urls"][0]) as response:
                    return response.read(), bought["remaining_balance"]
            time.sleep(self.pause)

    def slogans(self):
        order = {"projectId": PROJECT, "productId": PRODUCT, "platform": "meta", "format": "short", "tone": "bold"}
        return [variant["hook"] for variant in self.call("POST", f"{self.cutx}/generate/copy", order)["variants"]]


def main():
    prompt, file = sys.argv[1:]
    studio = Studio(os.environ["ANIMUS_BASE_URL"], os.environ["CUTX_BASE_URL"], os.environ.get("STUDIO_KEY", "the-studio"))
    picture, left = studio.picture(prompt)
    with open(file, "wb") as output:
        output.write(picture)
    print(f"{file}: {studio.slogans()[0]} ({left} credits left)")


if __name__ == "__main__":
    main()

"""Uploads what is refused, again and again, and makes an ordinary call on the same pool after each.

Usage: python3 upload.py CLIENT URL COUNT
"""
import asyncio
import sys
import urllib.error
import urllib.request

client, url, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
BODY = b" " * (3 * 1024 * 1024)
HEADERS = {"authorization": "Bearer invalid", "content-type": "application/json"}
REFUSED = f"{url}/animus/v2/generation/create"
NEXT = f"{url}/_backlot/health"


async def use_aiohttp(turn):
    import aiohttp

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        async def post():
            async with session.post(REFUSED, data=BODY, headers=HEADERS) as answer:
                await answer.read()
                return answer.status

        async def get():
            async with session.get(NEXT) as answer:
                await answer.read()
                return answer.status

        await turn(post, get)


async def use_urllib(turn):
    def status(request):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request) as answer:
                answer.read()
                return answer.status
        except urllib.error.HTTPError as refusal:
            refusal.read()
            return refusal.code

    async def post():
        return status(urllib.request.Request(REFUSED, BODY, HEADERS))

    async def get():
        return status(urllib.request.Request(NEXT))

    await turn(post, get)


async def use_requests(turn):
    import requests

    session = requests.Session()
    session.trust_env = False

    async def post():
        return session.post(REFUSED, data=BODY, headers=HEADERS).status_code

    async def get():
        return session.get(NEXT).status_code

    await turn(post, get)


async def use_httpx(turn):
    import httpx

    with httpx.Client(trust_env=False, timeout=30) as session:
        async def post():
            return session.post(REFUSED, content=BODY, headers=HEADERS).status_code

        async def get():
            return session.get(NEXT).status_code

        await turn(post, get)


async def main():
    good = 0

    async def turn(post, get):
        nonlocal good
        for _ in range(count):
            statuses = []
            for call in (post, get):
                try:
                    statuses.append(await call())
                except Exception as error:  # whatever it is, it is not the answer
                    statuses.append(repr(error))
            if statuses == [401, 200]:
                good += 1
            else:
                print(statuses, file=sys.stderr)

    await globals()[f"use_{client}"](turn)
    print(f"{good} of {count}")


asyncio.run(main())

"""Does the plugin give each test a world, and does it tell what a failed test's world has seen?"""

import shutil
from pathlib import Path

import pytest

SUITE = """
    import pytest, shop

    def test_passes(world):
        shop.buy(world.base_url("cutx"))
        world.expect().exactly(1)

    @pytest.mark.backlot(clock="frozen", credits=3)
    def test_fails(world):
        shop.buy(world.base_url("cutx"))
        assert world.clock.read()["mode"] == "frozen" and world.credits("cutx", "my-key") == 0
        world.expect(method="POST").exactly(2)
"""


@pytest.fixture
def suite(pytester, monkeypatch):
    monkeypatch.delenv("BACKLOT_URL", raising=False)
    shutil.copy(Path(__file__).with_name("shop.py"), pytester.path)
    pytester.makepyfile(SUITE)
    return pytester


def test_a_failure_tells_what_its_world_has_seen(suite):
    result = suite.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*expected exactly 2 exchanges with method POST, found 1*",
            "*- Backlot -*",
            "the journal has 1 exchanges:",
            "*cutx POST /generate/static-ad*Summer light*",
            "*200 *queued*",
            "spent: cutx ***: 3 credits*1 queued",
            "unfinished: cutx * is queued, next change at *",
            "*--backlot-url*",
        ]
    )


def test_a_sandbox_that_stays_keeps_the_failed_world(suite, backlot_sandbox):
    before = _worlds(backlot_sandbox)
    for keep, kept in (("none", 0), ("failed", 1), ("all", 3)):
        result = suite.runpytest_subprocess("--backlot-url", backlot_sandbox.url, "--backlot-keep", keep)
        result.assert_outcomes(passed=1, failed=1)
        found = _worlds(backlot_sandbox)
        assert len(found) - len(before) == kept, keep
        if keep == "failed":
            (url,) = found.keys() - before.keys()
            result.stdout.fnmatch_lines([f"look at it: {url}/_backlot/ui/"])
            assert found[url]["label"].endswith("::test_fails") and found[url]["source"]["line"] == 7


def test_workers_share_one_sandbox(suite):
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    suite.makepyfile(
        test_urls="""
        import pytest

        @pytest.mark.parametrize("number", range(4))
        def test_url(backlot_sandbox, world, number):
            with open("urls", "a") as urls:
                print(backlot_sandbox.url, file=urls)
        """
    )
    suite.runpytest_subprocess("-n", "2", "test_urls.py").assert_outcomes(passed=4)
    assert len(set((suite.path / "urls").read_text().split())) == 1


def test_a_missing_binary_fails_with_the_places(suite, monkeypatch):
    monkeypatch.setenv("BACKLOT", "/nowhere/backlot")
    result = suite.runpytest_subprocess()
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*there is no backlot binary; looked at*", "*BACKLOT: /nowhere/backlot*"])


def _worlds(sandbox):
    return {world["url"]: world for world in sandbox.default_world.control("GET", "/worlds")["worlds"]}

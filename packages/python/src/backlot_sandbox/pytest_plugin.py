"""The pytest plugin: one sandbox a run, and a world a test."""

from __future__ import annotations

from typing import Any, Iterator

import pytest

from ._errors import BacklotError
from ._inbox import Inbox
from ._sandbox import Sandbox
from ._world import World

#: The world of a test, and whether it can be looked at after the run.
_WORLD = pytest.StashKey[tuple[World, bool]]()
_HAS_FAILED = pytest.StashKey[bool]()
_FOR_WORKERS = pytest.StashKey[Sandbox]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("backlot", "Backlot")
    group.addoption(
        "--backlot-url", metavar="URL", help="use the sandbox that runs at this URL [default: BACKLOT_URL, or start one for the run]"
    )
    group.addoption(
        "--backlot-keep",
        choices=["none", "failed", "all"],
        default="failed",
        help="the worlds that a sandbox keeps after their tests [default: failed]",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        'backlot(**settings): settings of this test\'s world, such as clock="frozen", seed=7, credits=3, strict=True',
    )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Lets all workers of pytest-xdist use one sandbox."""
    stash = node.config.stash
    if _FOR_WORKERS not in stash:
        try:
            stash[_FOR_WORKERS] = Sandbox.connect(node.config.getoption("--backlot-url"))
        except BacklotError as error:
            raise pytest.UsageError(str(error)) from None
    node.workerinput["backlot"] = (stash[_FOR_WORKERS].url, stash[_FOR_WORKERS].is_shared)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _FOR_WORKERS in config.stash:
        config.stash[_FOR_WORKERS].stop()


@pytest.fixture(scope="session")
def backlot_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The sandbox of this run."""
    url, _ = _told_to_worker(request.config) or (request.config.getoption("--backlot-url"), True)
    try:
        sandbox = Sandbox.connect(url)
    except BacklotError as error:
        pytest.fail(str(error), pytrace=False)
    with sandbox:
        yield sandbox


@pytest.fixture
def world(request: pytest.FixtureRequest, backlot_sandbox: Sandbox) -> Iterator[World]:
    """A world of this test alone. Time skips: each look at an unfinished job moves time to the job's next change."""
    settings: dict[str, Any] = {"clock": "skipping"}
    for mark in reversed(list(request.node.iter_markers("backlot"))):
        settings |= mark.kwargs
    file, line, _ = request.node.location
    source = {"file": file, "line": (line or 0) + 1}
    made = backlot_sandbox.create_world(**{"label": request.node.nodeid, "source": source, **settings})
    keep = request.config.getoption("--backlot-keep")
    _, stays = _told_to_worker(request.config) or ("", backlot_sandbox.is_shared)
    request.node.stash[_WORLD] = (made, stays and keep != "none")
    yield made
    if keep == "none" or (keep == "failed" and not request.node.stash.get(_HAS_FAILED, False)):
        backlot_sandbox.delete_world(made)


@pytest.fixture
def inbox(world: World) -> Inbox:
    """A receiver of webhooks in the world of this test."""
    return world.inbox()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.failed and report.when == "call" and _WORLD in item.stash:
        item.stash[_HAS_FAILED] = True
        report.sections.append(("Backlot", _evidence(*item.stash[_WORLD])))
    return report


def _evidence(world: World, stays: bool) -> str:
    try:
        text = world.report()
    except BacklotError as error:
        return f"the world of this test cannot be looked at: {error}"
    if stays:
        return f"{text}\nlook at it: {world.url}/_backlot/ui/"
    return f"{text}\nto look at it in a browser, start `backlot` and run the test with --backlot-url http://127.0.0.1:4080"


def _told_to_worker(config: pytest.Config) -> "tuple[str, bool] | None":
    """Returns the URL that a worker of pytest-xdist was told, and whether the sandbox outlives the run."""
    return getattr(config, "workerinput", {}).get("backlot")

"""What the app does when all is well, and when it is not."""

import pytest

from studio import Refused, Studio

KEY = "the-studio"


@pytest.fixture
def studio(world):
    return Studio(world.base_url("animus"), world.base_url("cutx"), KEY, pause=0)


def test_a_picture_is_bought_and_fetched(world, studio):
    picture, left = studio.picture("On a pier at dawn")
    assert picture.startswith(b"\x89PNG")
    assert left == world.credits("animus", KEY) == 996


def test_slogans_come_in_fives(world, studio):
    assert len(studio.slogans()) == 5
    assert world.credits("cutx", KEY) == 999


@pytest.mark.backlot(credits=3)
def test_an_empty_account_is_told_so(world, studio):
    with pytest.raises(Refused) as refused:
        studio.picture("On a pier at dawn")
    assert refused.value.status == 402
    assert world.credits("animus", KEY) == 3


def test_a_picture_that_fails_is_an_error(studio):
    with pytest.raises(Refused):
        studio.picture("A storm [[fail]]")


def test_looking_is_tried_again(world, studio):
    world.fault({"refuse": "unavailable"}, path="/generation/status/*", times=2)
    studio.picture("On a pier at dawn")
    statuses = [seen["response"]["status"] for seen in world.exchanges(path="/generation/status/*")]
    assert statuses[:2] == [503, 503] and statuses[-1] == 200


def test_buying_is_not_tried_again(world, studio):
    world.fault("disconnect", method="POST", apply="after", times=1)
    with pytest.raises(OSError):
        studio.picture("On a pier at dawn")
    world.expect(provider="animus", method="POST").exactly(1)
    assert world.bill().net("animus") == 4, "the answer was lost, and the picture is bought"


@pytest.mark.backlot(clock="frozen")
def test_a_daydream_takes_as_long_as_it_takes(world, studio):
    """Where time stands still, the test moves it."""
    bought = studio.call("POST", f"{studio.animus}/generation/create", {"prompt": "A pier [[slow:90]]"})
    status = f"{studio.animus}/generation/status/{bought['generation_id']}"
    assert studio.look(status)["status"] == "submitted"
    world.clock.advance(60)
    assert studio.look(status)["status"] == "processing"
    world.clock.advance(60)
    assert studio.look(status)["status"] == "completed"

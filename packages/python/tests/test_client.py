"""Does the client make the calls of the control API, and does it say what to do when it cannot?"""

import urllib.error

import pytest
import shop

from backlot_sandbox import BacklotError, BinaryNotFound, Sandbox, find_binary


def test_a_picture_is_bought_and_waited_for(world):
    cutx = world.base_url("cutx")
    job = shop.buy(cutx)
    while shop.look(cutx, job) != "completed":
        pass
    world.expect(method="POST", path="/generate/*").exactly(1)
    assert (world.bill().charges(), world.bill().refunds("cutx"), world.bill().net("animus")) == (3, 0, 0)
    assert world.credits("cutx", "my-key") == 997
    assert [entry["amount"] for entry in world.ledger("cutx", "my-key")] == [1000, -3]
    assert [made["job_id"] for made in world.jobs(provider="cutx")] == [job]


@pytest.mark.backlot(clock="frozen", seed=7)
def test_time_moves_when_told(world):
    cutx = world.base_url("cutx")
    job, start = shop.buy(cutx), world.clock.now
    assert shop.look(cutx, job) == "queued"
    world.clock.advance(60)
    assert shop.look(cutx, job) == "completed" and world.clock.now > start
    assert world.clock.set(mode="realtime")["mode"] == "realtime"


def test_faults_happen_and_accounts_change(world):
    cutx = world.base_url("cutx")
    world.fault({"refuse": "unavailable"}, provider="cutx", method="POST", times=1)
    world.set_account("cutx", "my-key", credits=3)
    with pytest.raises(urllib.error.HTTPError) as refused:
        shop.buy(cutx)
    assert refused.value.code == 503
    job = shop.buy(cutx)
    assert world.finish("cutx", job, "fail", code="nsfw")["state"] == "failed"
    assert [seen["response"]["status"] for seen in world.wait_for_exchanges(2, method="POST")] == [503, 200]
    world.reset()
    world.expect().none()


@pytest.mark.backlot(clock="frozen")
def test_webhooks_come_to_the_inbox(world, inbox):
    inbox.answer(503, {"status": 200, "body": {"ok": True}})
    shop.call_back(world.base_url("apixo"), inbox.url)
    world.clock.to_next()
    assert inbox.requests() == []
    world.clock.to_idle()
    received = inbox.wait(2)
    assert [seen["status"] for seen in received] == [503, 200]
    assert received[0]["body"]["data"]["state"] == "success"
    assert [webhook["state"] for webhook in world.webhooks()] == ["delivered"]


def test_worlds_are_apart_and_environments_name_them(backlot_sandbox, world):
    with backlot_sandbox.world(clock="frozen") as other:
        shop.buy(other.base_url("cutx"))
        other.expect().at_least(1)
        world.expect().none()
        assert other.environment()["CUTX_BASE_URL"] == other.base_url("cutx") != world.base_url("cutx")
    with pytest.raises(BacklotError) as gone:
        other.bill()
    assert gone.value.status == 404


def test_mistakes_are_told(world):
    with pytest.raises(ValueError, match="animus, apixo, cutx, sumatman"):
        world.base_url("acme")
    with pytest.raises(BacklotError, match="effect") as refused:
        world.fault("vanish")
    assert refused.value.status == 400
    with pytest.raises(BacklotError, match="backlot serve"):
        Sandbox.connect("http://127.0.0.1:9")
    with pytest.raises(BacklotError, match="did not start: .*--clock"):
        Sandbox.start("--clock", "late")


def test_a_missing_binary_names_every_place(monkeypatch, tmp_path):
    monkeypatch.setenv("BACKLOT", str(tmp_path / "gone"))
    with pytest.raises(BinaryNotFound, match="BACKLOT: .*gone"):
        find_binary()
    monkeypatch.delenv("BACKLOT")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sysconfig.get_path", lambda *_: str(tmp_path))
    with pytest.raises(BinaryNotFound) as missing:
        find_binary()
    for place in ("BACKLOT: not set", "this package", "the path", "target/release"):
        assert place in str(missing.value)


def test_the_binary_below_target_is_found_from_a_folder_inside(monkeypatch, tmp_path):
    built = tmp_path / "target" / "release" / "backlot"
    built.parent.mkdir(parents=True)
    built.touch(mode=0o755)
    (tmp_path / "inside").mkdir()
    monkeypatch.delenv("BACKLOT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda *_: str(tmp_path))
    monkeypatch.chdir(tmp_path / "inside")
    assert find_binary() == str(built)


def test_another_version_is_refused(backlot_sandbox, monkeypatch):
    monkeypatch.setattr("backlot_sandbox._sandbox.version", lambda: "9.9.9")
    with pytest.raises(BacklotError, match="install the same version of both"):
        Sandbox.connect(backlot_sandbox.url)

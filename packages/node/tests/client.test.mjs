// Does the client make the calls of the control API, and does it say what to do when it cannot?

import assert from "node:assert/strict";
import { test as plain } from "node:test";

import { BacklotError, Sandbox, findBinary } from "backlot-sandbox";
import { test } from "backlot-sandbox/node-test";

import shop from "./shop.cjs";

test("a picture is bought and waited for", async ({ world }) => {
  const cutx = world.baseUrl("cutx");
  const job = await shop.buy(cutx);
  while ((await shop.look(cutx, job)) !== "completed");
  await world.expectExchanges(1, { method: "POST", path: "/generate/*" });
  const bill = await world.bill();
  assert.deepEqual([bill.charges(), bill.refunds("cutx"), bill.net("animus")], [3, 0, 0]);
  assert.equal(await world.credits("cutx", "my-key"), 997);
  assert.deepEqual((await world.ledger("cutx", "my-key")).map((entry) => entry.amount), [1000, -3]);
  assert.deepEqual((await world.jobs({ provider: "cutx" })).map((made) => made.job_id), [job]);
});

test("time moves when told", { clock: "frozen", seed: 7 }, async ({ world }) => {
  const cutx = world.baseUrl("cutx");
  const job = await shop.buy(cutx);
  const { now } = await world.clock.read();
  assert.equal(await shop.look(cutx, job), "queued");
  assert.ok((await world.clock.advance(60)).now > now);
  assert.equal(await shop.look(cutx, job), "completed");
  assert.equal((await world.clock.set({ mode: "realtime" })).mode, "realtime");
});

test("faults happen and accounts change", async ({ world }) => {
  const cutx = world.baseUrl("cutx");
  await world.fault({ refuse: "unavailable" }, { provider: "cutx", method: "POST" }, { times: 1 });
  await world.setAccount("cutx", "my-key", { credits: 3 });
  await assert.rejects(shop.buy(cutx), { status: 503 });
  const job = await shop.buy(cutx);
  assert.equal((await world.finish("cutx", job, "fail", { code: "nsfw" })).state, "failed");
  const seen = await world.waitForExchanges(2, { method: "POST" });
  assert.deepEqual(seen.map(({ response }) => response.status), [503, 200]);
  await world.reset();
  await world.expectExchanges(0);
});

test("webhooks come to the inbox", { clock: "frozen" }, async ({ world }) => {
  const inbox = world.inbox();
  await inbox.answer([503, { status: 200, body: { ok: true } }]);
  await shop.callBack(world.baseUrl("apixo"), await inbox.url());
  await world.clock.toNext();
  assert.deepEqual(await inbox.requests(), []);
  await world.clock.toIdle();
  const received = await inbox.wait(2);
  assert.deepEqual(received.map((seen) => seen.status), [503, 200]);
  assert.equal(received[0].body.data.state, "success");
  assert.deepEqual((await world.webhooks()).map((webhook) => webhook.state), ["delivered"]);
});

test("an expectation that fails shows what was seen", async ({ world }) => {
  await shop.buy(world.baseUrl("cutx"));
  await assert.rejects(world.expectExchanges(2, { method: "POST" }), /exactly 2 exchanges with method POST, found 1\n.*1 exchanges:\n.*cutx POST \/generate\/static-ad/);
});

test("mistakes are told", async ({ world }) => {
  assert.throws(() => world.baseUrl("acme"), /animus, apixo, cutx, sumatman/);
  await assert.rejects(world.fault("vanish"), { name: "BacklotError", status: 400, message: /effect/ });
  await assert.rejects(Sandbox.connect({ url: "http://127.0.0.1:9" }), /npx backlot/);
  await assert.rejects(Sandbox.start({ args: ["--clock", "late"] }), /did not start: .*--clock/s);
});

plain("a sandbox runs until it is stopped", async () => {
  const sandbox = await Sandbox.start();
  const world = await sandbox.createWorld({ clock: "frozen" });
  assert.equal(world.environment().CUTX_BASE_URL, world.baseUrl("cutx"));
  await sandbox.deleteWorld(world);
  await assert.rejects(world.bill(), { status: 404 });
  const other = await Sandbox.connect({ url: `${sandbox.url}/` });
  assert.deepEqual([sandbox.isShared, other.isShared], [false, true]);
  await sandbox.stop();
  await assert.rejects(sandbox.defaultWorld.bill(), BacklotError);
});

plain("a missing binary is told of, and this platform's package has one", () => {
  const { BACKLOT } = process.env;
  try {
    process.env.BACKLOT = "/nowhere/backlot";
    assert.throws(findBinary, /looked at\n {2}BACKLOT: \/nowhere\/backlot\n/);
    delete process.env.BACKLOT;
    assert.match(findBinary(), /@backlot-sandbox/);
  } finally {
    if (BACKLOT !== undefined) process.env.BACKLOT = BACKLOT;
  }
});

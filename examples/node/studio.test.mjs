// What the app does when all is well, and when it is not.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { Sandbox } from "./sandbox.mjs";
import { Refused, Studio } from "./studio.mjs";

const KEY = "the-studio";
let sandbox, world, studio;

const studioIn = (world) => new Studio({ animus: world.base("animus"), cutx: world.base("cutx"), key: KEY, pause: 0 });

before(async () => {
  sandbox = await Sandbox.start();
});
after(() => sandbox.stop());
beforeEach(async () => {
  // Time skips: each look at an unfinished job moves it on, so that nothing waits.
  world = await sandbox.world({ clock: "skipping" });
  studio = studioIn(world);
});

test("a picture is bought and fetched", async () => {
  const picture = await studio.picture("On a pier at dawn");
  assert.equal(picture.bytes.subarray(1, 4).toString(), "PNG");
  assert.equal(picture.left, 996);
  assert.equal(await world.credits("animus", KEY), 996);
});

test("slogans come in fives", async () => {
  assert.equal((await studio.slogans()).length, 5);
  assert.equal(await world.credits("cutx", KEY), 999);
});

test("an empty account is told so", async () => {
  await world.control("PUT", `/accounts/animus/${KEY}`, { credits: 3 });
  await assert.rejects(studio.picture("On a pier at dawn"), (error) => error.status === 402);
  assert.equal(await world.credits("animus", KEY), 3);
});

test("a picture that fails is an error", async () => {
  await assert.rejects(studio.picture("A storm [[fail]]"), Refused);
});

test("looking is tried again", async () => {
  await world.fault({ refuse: "unavailable" }, { path: "/generation/status/*" }, { times: 2 });
  await studio.picture("On a pier at dawn");
  const looks = await world.exchanges({ path: "/generation/status/*" });
  const statuses = looks.map((seen) => seen.response.status);
  assert.deepEqual(statuses.slice(0, 2), [503, 503]);
  assert.equal(statuses.at(-1), 200);
});

test("buying is not tried again", async () => {
  await world.fault("disconnect", { method: "POST" }, { apply: "after", times: 1 });
  await assert.rejects(studio.picture("On a pier at dawn"), TypeError);
  assert.equal((await world.exchanges({ provider: "animus", method: "POST" })).length, 1);
  assert.equal(await world.credits("animus", KEY), 996, "the answer was lost, and the picture is bought");
});

test("a daydream takes as long as it takes", async () => {
  // Where time stands still, the test moves it.
  const still = await sandbox.world({ clock: "frozen" });
  const studio = studioIn(still);
  const bought = await studio.call("POST", `${studio.animus}/generation/create`, { prompt: "A pier [[slow:90]]" });
  const look = () => studio.look(`${studio.animus}/generation/status/${bought.generation_id}`);
  assert.equal((await look()).status, "submitted");
  await still.advance(60);
  assert.equal((await look()).status, "processing");
  await still.advance(60);
  assert.equal((await look()).status, "completed");
});

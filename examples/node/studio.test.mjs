// What the app does when all is well, and when it is not.

import assert from "node:assert/strict";

import { test } from "backlot-sandbox/node-test";

import { Refused, Studio } from "./studio.mjs";

const KEY = "the-studio";

const studioIn = (world) => new Studio({ animus: world.baseUrl("animus"), cutx: world.baseUrl("cutx"), key: KEY, pause: 0 });

test("a picture is bought and fetched", async ({ world }) => {
  const studio = studioIn(world);
  const picture = await studio.picture("On a pier at dawn");
  assert.equal(picture.bytes.subarray(1, 4).toString(), "PNG");
  assert.equal(picture.left, 996);
  assert.equal(await world.credits("animus", KEY), 996);
});

test("slogans come in fives", async ({ world }) => {
  const studio = studioIn(world);
  assert.equal((await studio.slogans()).length, 5);
  assert.equal(await world.credits("cutx", KEY), 999);
});

test("an empty account is told so", { credits: 3 }, async ({ world }) => {
  const studio = studioIn(world);
  await assert.rejects(studio.picture("On a pier at dawn"), (error) => error.status === 402);
  assert.equal(await world.credits("animus", KEY), 3);
});

test("a picture that fails is an error", async ({ world }) => {
  const studio = studioIn(world);
  await assert.rejects(studio.picture("A storm [[fail]]"), Refused);
});

test("looking is tried again", async ({ world }) => {
  const studio = studioIn(world);
  await world.fault({ refuse: "unavailable" }, { path: "/generation/status/*" }, { times: 2 });
  await studio.picture("On a pier at dawn");
  const looks = await world.exchanges({ path: "/generation/status/*" });
  const statuses = looks.map((seen) => seen.response.status);
  assert.deepEqual(statuses.slice(0, 2), [503, 503]);
  assert.equal(statuses.at(-1), 200);
});

test("buying is not tried again", async ({ world }) => {
  const studio = studioIn(world);
  await world.fault("disconnect", { method: "POST" }, { apply: "after", times: 1 });
  await assert.rejects(studio.picture("On a pier at dawn"), TypeError);
  await world.expectExchanges(1, { provider: "animus", method: "POST" });
  assert.equal((await world.bill()).net("animus"), 4, "the answer was lost, and the picture is bought");
});

test("a daydream takes as long as it takes", { clock: "frozen" }, async ({ world }) => {
  // Where time stands still, the test moves it.
  const studio = studioIn(world);
  const bought = await studio.call("POST", `${studio.animus}/generation/create`, { prompt: "A pier [[slow:90]]" });
  const look = () => studio.look(`${studio.animus}/generation/status/${bought.generation_id}`);
  assert.equal((await look()).status, "submitted");
  await world.clock.advance(60);
  assert.equal((await look()).status, "processing");
  await world.clock.advance(60);
  assert.equal((await look()).status, "completed");
});

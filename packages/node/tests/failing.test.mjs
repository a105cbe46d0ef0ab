// A test that fails on purpose, so that another one can look at what it prints.

import assert from "node:assert/strict";

import { test } from "backlot-sandbox/node-test";

import shop from "./shop.cjs";

test("fails", { clock: "frozen" }, async ({ world }) => {
  await shop.buy(world.baseUrl("cutx"));
  assert.equal((await world.bill()).net(), 0);
});

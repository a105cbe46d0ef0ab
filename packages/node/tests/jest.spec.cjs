"use strict";

const { test } = require("backlot-sandbox/jest");
const shop = require("./shop.cjs");

test("passes", async ({ world }) => {
  await shop.buy(world.baseUrl("cutx"));
  expect((await world.bill()).net()).toBe(3);
  expect((await world.clock.read()).mode).toBe("skipping");
});

test("fails", { clock: "frozen", credits: 3 }, async ({ world }) => {
  expect((await world.clock.read()).mode).toBe("frozen");
  await shop.buy(world.baseUrl("cutx"));
  expect((await world.bill()).net()).toBe(0);
});

import { expect, test } from "backlot-sandbox/vitest";

import shop from "./shop.cjs";

const frozen = test.extend({ worldSettings: { clock: "frozen", credits: 3 } });

test("passes", async ({ world }) => {
  await shop.buy(world.baseUrl("cutx"));
  expect((await world.bill()).net()).toBe(3);
  expect((await world.clock.read()).mode).toBe("skipping");
});

frozen("fails", async ({ world }) => {
  expect((await world.clock.read()).mode).toBe("frozen");
  await shop.buy(world.baseUrl("cutx"));
  expect((await world.bill()).net()).toBe(0);
});

// It is compiled, not run: does vitest's `test` know the fixtures?

import { expect, test } from "backlot-sandbox/vitest";

test("types", async ({ world }) => {
  expect((await world.bill()).net()).toBe(0);
  // @ts-expect-error
  await world.fault({ refuse: "everything" });
});

const frozen = test.extend({ worldSettings: { clock: "frozen" } });
frozen("types", async ({ world }) => {
  await world.clock.toIdle();
});

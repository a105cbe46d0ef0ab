import { expect, test as plain } from "vitest";

import helpers from "./test.cjs";

const { SETTINGS, closeWorld, openWorld } = helpers;

/** Vitest's `test` with the fixtures `world` and `worldSettings`. */
export const test = plain.extend({
  worldSettings: [SETTINGS, { injected: true }],
  world: async ({ worldSettings, task }, use) => {
    const world = await openWorld(`${task.file.name} > ${task.name}`, worldSettings);
    await use(world);
    await closeWorld(world, task.result?.state === "fail");
  },
});

export { expect };

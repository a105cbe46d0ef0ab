"use strict";

const { Sandbox } = require("./sandbox.cjs");

/** Time skips: each look at an unfinished job moves time to the job's next change. */
const SETTINGS = { clock: "skipping" };

let sandbox;

/** Returns the sandbox of this process. */
function shared() {
  sandbox ??= Sandbox.connect();
  return sandbox;
}

/** Ends the sandbox of this process, if there is one. */
async function stopShared() {
  const started = sandbox;
  sandbox = undefined;
  // If it did not start, the tests have said so.
  await started?.then((running) => running.stop(), () => undefined);
}

/** Makes a world for a test, labelled with its name. */
async function openWorld(label, settings) {
  const running = await shared();
  return running.createWorld({ ...SETTINGS, label, ...settings });
}

/** Forgets the world of a test that passed. After a failure, prints what the world has seen, and keeps it where it can be looked at. */
async function closeWorld(world, hasFailed, print = console.error) {
  const running = await shared();
  if (hasFailed) {
    const place = running.isShared ? `look at it: ${world.url}/_backlot/ui/` : "to look at it in a browser, start `backlot` and set BACKLOT_URL";
    print(`Backlot: ${await world.report()}\n${place}`);
  }
  if (!hasFailed || !running.isShared) await running.deleteWorld(world);
}

/** Wraps a runner's `test` so that each test gets a world: `test(name, [settings], async ({ world }) => ...)`. */
function withWorlds(test) {
  const wrapped = (name, ...rest) => {
    const [settings, body] = rest.length > 1 ? rest : [{}, rest[0]];
    return test(name, async () => {
      const world = await openWorld(name, settings);
      let hasFailed = true;
      try {
        await body({ world });
        hasFailed = false;
      } finally {
        await closeWorld(world, hasFailed);
      }
    });
  };
  return wrapped;
}

module.exports = { SETTINGS, closeWorld, openWorld, stopShared, withWorlds };

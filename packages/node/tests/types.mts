// It is compiled, not run: are the types those that a user needs, and do they refuse mistakes?

import { Sandbox, type World, type control } from "backlot-sandbox";
import { test } from "backlot-sandbox/node-test";

test("types", { clock: "frozen", credits: 3 }, async ({ world }: { world: World }) => {
  const job: control.Job | undefined = (await world.jobs({ state: "queued" }))[0];
  const seen: number | undefined = (await world.exchanges({ method: "POST" }))[0]?.response?.status;
  const net: number = (await world.bill()).net("cutx");
  await world.fault({ refuse: "unavailable" }, { provider: "cutx", path: "/generate/*" }, { times: 2, apply: "after" });
  await world.fault("disconnect");
  const bodies: unknown[] = (await world.inbox().wait()).map((received) => received.body);
  const now: string = (await world.clock.advance(60)).now;
  console.log(job?.state, seen, net, bodies, now);
  // @ts-expect-error
  await world.fault({ refuse: "everything" });
  // @ts-expect-error
  await world.clock.set({ mode: "late" });
});

// @ts-expect-error
test("a setting that is not there", { clok: "frozen" }, () => undefined);

const sandbox: Sandbox = await Sandbox.connect({ url: "http://127.0.0.1:4080" });
await sandbox.stop();

import type * as control from "./control";

/** The replies of the control API, made from its own document. */
export type { control };

/** A call that the sandbox refused, or a sandbox that cannot be used. */
export class BacklotError extends Error {
  /** The HTTP status of the refusal, if there was an answer. */
  readonly status: number | undefined;
}

/** Misbehaviour that can be asked for. */
export type Effect = control.Effect;

/** The requests that a fault happens to. `path` is a glob below the provider's base. */
export type Match = control.Match;

/** The times at which a fault happens. */
export interface When {
  times?: number;
  skip?: number;
  probability?: number;
  apply?: "before" | "after";
}

/** The filters of the journal; `docs/control.md` tells all of them. */
export type Filters = Record<string, string | number>;

/** The settings of a world. */
export interface WorldSettings {
  name?: string;
  seed?: number;
  clock?: "realtime" | "frozen" | "skipping";
  now?: string;
  pace?: number;
  credits?: number | "provider";
  strict?: boolean;
  rate_limits?: boolean;
  durable?: boolean;
  label?: string;
  source?: { file: string; line?: number };
  from?: { world: string; at?: string };
}

/** The clock of a world. Each call settles what has fallen due, webhooks included, before it returns. */
export class Clock {
  read(): Promise<control.Clock>;
  set(change: { mode?: "realtime" | "frozen" | "skipping"; now?: string; pace?: number }): Promise<control.Clock>;
  /** Moves time by so many seconds. */
  advance(seconds: number): Promise<control.Clock>;
  /** Moves time to the next event. */
  toNext(): Promise<control.Clock>;
  /** Moves time until nothing is left to happen. */
  toIdle(): Promise<control.Clock>;
}

/** A sum of charges and refunds, in credits. */
export interface Spent {
  charges: number;
  refunds: number;
  net: number;
}

/** The spending of a world's accounts, in credits. */
export class Bill {
  readonly accounts: Array<Spent & { provider: string; api_key: string; jobs: Record<string, number> }>;
  readonly providers: Record<string, Spent>;
  charges(provider?: string): number;
  refunds(provider?: string): number;
  /** Returns the charges less the refunds. */
  net(provider?: string): number;
}

/** A receiver of webhooks inside the sandbox. */
export class Inbox {
  readonly name: string;
  /** Returns the URL that receives. */
  url(): Promise<string>;
  /** Sets the answers, one after the other; the last one is given from then on: `answer([503, 503, 200])`. */
  answer(answers: (number | control.InboxAnswer)[], delayMs?: number): Promise<void>;
  /** Returns what was received, oldest first. */
  requests(): Promise<control.Inbox["requests"]>;
  /** Waits until so many requests were received, for `timeout` milliseconds at most, and returns them. */
  wait(count?: number, timeout?: number): Promise<control.Inbox["requests"]>;
}

/** One isolated sandbox: its own accounts, time, faults and journal. */
export class World {
  readonly url: string;
  readonly name: string;
  readonly clock: Clock;
  readonly providers: string[];
  /** Returns the base URL to give to the code under test, in place of the provider's own. */
  baseUrl(provider: string): string;
  /** Returns the variables that `backlot env` prints for this world. */
  environment(): Record<string, string>;
  /** Makes any call of the control API, such as `control("GET", "/bill")`. `timeout` is in milliseconds. */
  control(method: string, path: string, body?: unknown, timeout?: number): Promise<any>;
  fault(effect: Effect, match?: Match, when?: When): Promise<control.Fault>;
  /** Returns the exchanges that match, earliest first, 1000 at most. */
  exchanges(filters?: Filters): Promise<control.Exchange[]>;
  /** Waits until so many exchanges match, for `timeout` milliseconds at most. */
  waitForExchanges(count: number, filters?: Filters, timeout?: number): Promise<control.Exchange[]>;
  /** Asserts that so many exchanges match, and returns them. */
  expectExchanges(count: number, filters?: Filters): Promise<control.Exchange[]>;
  jobs(filters?: Filters): Promise<control.Job[]>;
  finish(provider: string, jobId: string, outcome?: "succeed" | "fail" | "cancel" | "expire", how?: { code?: string; message?: string }): Promise<control.Job>;
  bill(): Promise<Bill>;
  account(provider: string, apiKey: string): Promise<control.Account>;
  setAccount(provider: string, apiKey: string, change: { credits?: number; status?: "active" | "suspended" | "inactive" }): Promise<control.Account>;
  credits(provider: string, apiKey: string): Promise<number>;
  ledger(provider: string, apiKey: string): Promise<control.Entry[]>;
  webhooks(): Promise<control.Delivery[]>;
  /** Returns a receiver of webhooks inside the sandbox. */
  inbox(name?: string): Inbox;
  reset(): Promise<void>;
  /** Returns what the world has seen, as text for people. */
  report(): Promise<string>;
}

/** A running sandbox. One that was started here ends with this process at the latest. */
export class Sandbox {
  private constructor();
  /** Starts a sandbox on a free port, with further arguments of `backlot serve`. */
  static start(options?: { args?: string[]; binary?: string }): Promise<Sandbox>;
  /** Uses the sandbox at the URL, or at the one in `BACKLOT_URL`. If neither is given, starts one. */
  static connect(options?: { url?: string; args?: string[]; binary?: string }): Promise<Sandbox>;
  readonly url: string;
  readonly isShared: boolean;
  readonly defaultWorld: World;
  createWorld(settings?: WorldSettings): Promise<World>;
  deleteWorld(world: World): Promise<void>;
  stop(): Promise<void>;
}

/** Returns the path of the `backlot` binary. */
export function findBinary(binary?: string): string;

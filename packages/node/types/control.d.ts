// Made by scripts/types.mjs from the document of the control API.

export type Refusal = {
  error: string;
  message: string;
};

/** An instant in UTC with milliseconds. */
export type Instant = string;

/** An instant in RFC 3339. */
export type AnyInstant = string;

/** The first four characters of a longer key, and a mask. */
export type MaskedKey = string;

export type Mode = "realtime" | "frozen" | "skipping";

export type Basis = "documented" | "example" | "contradicted" | "assumed";

export type DeliveryState = "waiting" | "delivered" | "given_up" | "refused";

export type Health = {
  status: "ok";
  version: string;
  providers: Record<string, string>;
};

export type Node = {
  node: string;
  url: string;
  is_own: boolean;
  worlds: Array<string>;
};

export type Provider = {
  provider: string;
  title: string;
  base: string;
  url: string;
  stands_in_for: Array<string>;
  try_it: {
    method: string;
    path: string;
    body: string;
  };
  kinds: Array<string>;
  states: Array<{
    state: string;
    ends: boolean;
  }>;
  outcomes: Array<"succeed" | "fail" | "cancel" | "expire">;
  failure_codes: Array<string>;
  refusals: Array<RefusalWord>;
  has: {
    webhooks: boolean;
    retry: boolean;
    idempotency: boolean;
  };
  unit: string;
};

export type RefusalWord = "rate_limited" | "unauthorized" | "insufficient_credits" | "server_error" | "unavailable";

export type Clock = {
  mode: Mode;
  now: Instant;
  pace: number;
};

export type World = {
  world: string;
  url: string;
  seed: number;
  clock: Clock;
  strict: boolean;
  rate_limits: boolean | null;
  durable: boolean;
  label: string | null;
  source: {
    file: string;
    line: number | null;
  } | null;
  created_at: Instant;
  counts: Record<string, number>;
};

export type NewWorld = Record<string, unknown> | {
  name?: string | null;
  seed?: number | null;
  clock?: Mode | null;
  now?: AnyInstant | null;
  pace?: number | null;
  credits?: number | null | "provider";
  strict?: boolean | null;
  rate_limits?: boolean | null;
  durable?: boolean | null;
  from?: {
    world: string;
    at?: AnyInstant | null;
  } | null;
  label?: string | null;
  source?: {
    file: string;
    line?: number | null;
  } | null;
};

export type Account = {
  provider: string;
  api_key: string;
  account_id: string;
  user_id?: string;
  status: "active" | "suspended" | "inactive";
  credits: number;
};

export type Entry = {
  at: Instant;
  kind: "grant" | "charge" | "refund" | "adjustment";
  amount: number;
  balance_after: number;
  reference: string | null;
  note: string;
};

export type Job = {
  provider: string;
  api_key: string;
  job_id: string;
  kind: string;
  state: string;
  created_at: Instant;
  next_change_at: Instant | null;
};

export type JobWithHistory = {
  provider: string;
  api_key: string;
  job_id: string;
  kind: string;
  state: string;
  created_at: Instant;
  next_change_at: Instant | null;
  account_id: string;
  price: number;
  paid: number;
  failure: {
    code: string | null;
    message: string | null;
  } | null;
  detail: Record<string, unknown>;
  history: Array<{
    state: string;
    at: Instant;
    clause: string | null;
    planned: boolean;
  }>;
  results: Array<{
    url: string;
    media_type: string;
    expires_at: Instant | null;
  }>;
  entries: Array<Entry>;
  webhooks: Array<Delivery>;
  exchanges: Array<number>;
};

export type Delivery = {
  id: string;
  provider: string;
  job_id: string;
  url: string;
  state: DeliveryState;
  created_at: Instant;
  next_attempt_at: Instant | null;
  /** The body that is sent. */
  request: unknown;
  reason?: string;
  attempts: Array<{
    at: Instant;
    status: number | null;
    error: string | null;
    response?: string;
  }>;
};

export type ExchangeList = {
  exchanges: Array<Exchange>;
  total: number;
};

export type Exchange = {
  seq: number;
  at: Instant;
  provider: string;
  api_key: MaskedKey | null;
  route: string | null;
  request: {
    method: string;
    path: string;
    query: string | null;
    headers: Record<string, string>;
    body: unknown;
  };
  response: {
    status: number;
    headers: Record<string, string>;
    body: unknown;
  } | null;
  clauses: Array<string>;
  basis: string | null;
  fault: string | null;
  unread_fields: Array<string>;
  took_us: number;
  jobs: Array<string>;
  moved: number;
  nearest?: {
    call: string | null;
    why: string;
  };
};

export type ExchangeRow = {
  seq: number;
  at: Instant;
  took_us: number;
  provider: string;
  api_key: MaskedKey | null;
  method: string;
  path: string;
  query: string | null;
  route: string | null;
  status: number | null;
  basis: Basis | null;
  fault: string | null;
  jobs: Array<string>;
  moved: number;
};

export type Archive = {
  log: {
    version: "1.2";
    creator: Record<string, string>;
    entries: Array<{
      startedDateTime: Instant;
      time: number;
      request: Record<string, unknown>;
      response: Record<string, unknown>;
      cache: Record<string, unknown>;
      timings: Record<string, unknown>;
    }>;
  };
};

export type NewFault = {
  match?: Match | null;
  skip?: number | null;
  times?: number | null;
  probability?: number | null;
  apply?: "before" | "after" | null;
  effect: Effect;
};

export type Fault = {
  id: string;
  match: Match;
  skip: number;
  times?: number;
  probability?: number;
  apply: "before" | "after";
  effect: Effect;
  matched: number;
  fired: number;
};

export type Match = {
  provider?: string | null;
  method?: string | null;
  path?: string | null;
  api_key?: string | null;
};

/** One word, or an object whose only field is the word and holds what belongs to it. */
export type Effect = "disconnect" | "malformed" | "fail_job" | {
  respond?: {
    status: number;
    headers?: Record<string, string | null> | null;
    body?: unknown;
  } | null;
  refuse?: RefusalWord | null;
  delay?: {
    ms: number;
  } | null;
  disconnect?: Record<string, unknown> | null;
  truncate?: {
    bytes: number;
  } | null;
  malformed?: Record<string, unknown> | null;
  fail_job?: {
    code?: string | null;
    message?: string | null;
  } | null;
};

export type Inbox = {
  name: string;
  url: string;
  answers: Array<InboxAnswer>;
  delay_ms: number;
  requests: Array<{
    seq: number;
    at: Instant;
    query: string | null;
    headers: Record<string, string>;
    body: unknown;
    status: number;
  }>;
  total: number;
};

export type InboxAnswer = {
  status: number;
  times?: number | null;
  body?: unknown;
};

export type Clause = {
  id: string;
  says: string;
  source: string;
  basis: Basis;
  aspect: "status" | "body" | "words" | "state" | "time" | "money" | "media";
  why?: string;
  cited?: number;
  last_seq?: number;
};

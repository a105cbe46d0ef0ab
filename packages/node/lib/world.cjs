"use strict";

const { call } = require("./http.cjs");
const { report, transcript } = require("./report.cjs");

/** The clock of a world. Each call settles what has fallen due, webhooks included, before it returns. */
class Clock {
  #control;

  constructor(control) {
    this.#control = control;
  }

  read() {
    return this.#control("GET", "/clock");
  }

  set(change) {
    return this.#control("PUT", "/clock", change);
  }

  advance(seconds) {
    return this.#control("POST", "/clock/advance", { seconds });
  }

  toNext() {
    return this.#control("POST", "/clock/advance", { to: "next" });
  }

  toIdle() {
    return this.#control("POST", "/clock/advance", { to: "idle" });
  }
}

/** The spending of a world's accounts: `accounts` and `providers` are those of the control API. */
class Bill {
  constructor({ accounts, providers }) {
    this.accounts = accounts;
    this.providers = providers;
  }

  charges(provider) {
    return this.#sum("charges", provider);
  }

  refunds(provider) {
    return this.#sum("refunds", provider);
  }

  net(provider) {
    return this.#sum("net", provider);
  }

  #sum(column, provider) {
    const totals = Object.entries(this.providers).filter(([name]) => provider === undefined || name === provider);
    // Credits have four decimals at most.
    return Number(totals.reduce((sum, [, total]) => sum + total[column], 0).toFixed(4));
  }
}

/** A receiver of webhooks inside the sandbox. */
class Inbox {
  #control;

  constructor(control, name) {
    this.name = name;
    this.#control = control;
  }

  async url() {
    return (await this.#control("GET", `/inbox/${this.name}`)).url;
  }

  async answer(answers, delay_ms) {
    const script = answers.map((answer) => (typeof answer === "number" ? { status: answer } : answer));
    await this.#control("PUT", `/inbox/${this.name}`, { answers: script, delay_ms });
  }

  async requests() {
    return (await this.#control("GET", `/inbox/${this.name}?limit=1000`)).requests;
  }

  async wait(count = 1, timeout = 10_000) {
    const path = `/inbox/${this.name}/wait${query({ count, timeout_ms: timeout })}`;
    return (await this.#control("GET", path, undefined, timeout + 30_000)).requests;
  }
}

/** One isolated sandbox: its own accounts, time, faults and journal. */
class World {
  #bases;

  constructor(url, name, bases) {
    this.url = url;
    this.name = name;
    this.#bases = bases;
    this.clock = new Clock((...args) => this.control(...args));
  }

  get providers() {
    return Object.keys(this.#bases).sort();
  }

  baseUrl(provider) {
    const base = this.#bases[provider];
    if (base === undefined) throw new TypeError(`there is no provider ${provider}; there are ${this.providers.join(", ")}`);
    return this.url + base;
  }

  environment() {
    const bases = this.providers.map((name) => [`${name.toUpperCase()}_BASE_URL`, this.baseUrl(name)]);
    return { BACKLOT_URL: this.url, ...Object.fromEntries(bases) };
  }

  control(method, path, body, timeout) {
    return call(method, `${this.url}/_backlot${path}`, body, timeout);
  }

  fault(effect, match = {}, when = {}) {
    return this.control("POST", "/faults", { effect, match, ...when });
  }

  async exchanges(filters = {}) {
    return (await this.control("GET", `/journal${query({ limit: 1000, ...filters })}`)).exchanges;
  }

  async waitForExchanges(count, filters = {}, timeout = 10_000) {
    const asked = query({ ...filters, count, timeout_ms: timeout });
    return (await this.control("GET", `/journal/wait${asked}`, undefined, timeout + 30_000)).exchanges;
  }

  /** Asserts that so many exchanges match. If not, the error shows what the world has seen. */
  async expectExchanges(count, filters = {}) {
    const found = await this.exchanges(filters);
    if (found.length === count) return found;
    const shown = Object.entries(filters).map(([name, value]) => `${name} ${name === "api_key" ? "***" : value}`);
    const what = shown.join(", ") || "anything";
    const seen = transcript(await this.exchanges());
    throw new Error(`expected exactly ${count} exchanges with ${what}, found ${found.length}\n${seen}`);
  }

  async jobs(filters = {}) {
    return (await this.control("GET", `/jobs${query(filters)}`)).jobs;
  }

  finish(provider, jobId, outcome = "succeed", how = {}) {
    return this.control("POST", `/jobs/${provider}/${encodeURIComponent(jobId)}/finish`, { outcome, ...how });
  }

  async bill() {
    return new Bill(await this.control("GET", "/bill"));
  }

  account(provider, apiKey) {
    return this.control("GET", account(provider, apiKey));
  }

  setAccount(provider, apiKey, change) {
    return this.control("PUT", account(provider, apiKey), change);
  }

  async credits(provider, apiKey) {
    return (await this.account(provider, apiKey)).credits;
  }

  async ledger(provider, apiKey) {
    return (await this.control("GET", `${account(provider, apiKey)}/ledger`)).entries;
  }

  async webhooks() {
    return (await this.control("GET", "/webhooks")).deliveries;
  }

  inbox(name = "inbox") {
    return new Inbox((...args) => this.control(...args), name);
  }

  async reset() {
    await this.control("POST", "/reset");
  }

  report() {
    return report(this);
  }
}

const account = (provider, apiKey) => `/accounts/${provider}/${encodeURIComponent(apiKey)}`;

function query(parameters) {
  const text = new URLSearchParams(parameters).toString();
  return text && `?${text}`;
}

module.exports = { Bill, Clock, Inbox, World };

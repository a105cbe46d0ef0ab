"use strict";

const { findBinary } = require("./binary.cjs");
const { BacklotError } = require("./errors.cjs");
const { call } = require("./http.cjs");
const { start, stop } = require("./process.cjs");
const { World } = require("./world.cjs");
const { version } = require("../package.json");

/** The version of a package that is used where its sources are. */
const UNRELEASED = "0.0.0";

/** A running sandbox, named by its URL or by that of one of its worlds. One that was started here ends with this process at the latest. */
class Sandbox {
  #bases;
  #child;

  constructor(url, bases, child) {
    this.url = url;
    this.#bases = bases;
    this.#child = child;
  }

  /** Starts a sandbox on a free port, with further arguments of `backlot serve`. */
  static async start({ args = [], binary } = {}) {
    const { child, url } = await start(findBinary(binary), args);
    try {
      return await Sandbox.#at(url, child);
    } catch (error) {
      await stop(child);
      throw error;
    }
  }

  /** Uses the sandbox at the URL, or at the one in `BACKLOT_URL`. If neither is given, starts one. */
  static connect({ url = process.env.BACKLOT_URL, ...options } = {}) {
    return url ? Sandbox.#at(url.replace(/\/+$/, "").replace(/\/w\/[^/]+$/, "")) : Sandbox.start(options);
  }

  static async #at(url, child) {
    const health = await call("GET", `${url}/_backlot/health`);
    if (version !== UNRELEASED && version !== health.version) {
      throw new BacklotError(
        `the sandbox at ${url} has version ${health.version}, and this package is made for ${version}: install the same version of both`,
      );
    }
    const { providers } = await call("GET", `${url}/_backlot/providers`);
    return new Sandbox(url, Object.fromEntries(providers.map(({ provider, base }) => [provider, base])), child);
  }

  /** `true` if somebody else has started the sandbox. */
  get isShared() {
    return this.#child === undefined;
  }

  /** The world at the root of the sandbox. */
  get defaultWorld() {
    return new World(this.url, "", this.#bases);
  }

  async createWorld(settings = {}) {
    const made = await call("POST", `${this.url}/_backlot/worlds`, settings);
    return new World(made.url, made.world, this.#bases);
  }

  async deleteWorld(world) {
    await call("DELETE", `${this.url}/_backlot/worlds/${encodeURIComponent(world.name)}`);
  }

  /** Ends the sandbox, if this object has started it. */
  async stop() {
    const child = this.#child;
    this.#child = undefined;
    if (child) await stop(child);
  }

  [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() {
    return this.stop();
  }
}

module.exports = { Sandbox };

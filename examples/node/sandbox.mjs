// A sandbox for the whole run, and a world for every test.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const BASES = { animus: "/animus/v2", cutx: "/cutx/api" };

/** An isolated sandbox: base URLs for the app, and the control API for the test. */
export class World {
  constructor(url) {
    this.url = url;
  }

  base(provider) {
    return this.url + BASES[provider];
  }

  async control(method, path, body) {
    const response = await fetch(`${this.url}/_backlot${path}`, { method, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  advance(seconds) {
    return this.control("POST", "/clock/advance", { seconds });
  }

  fault(effect, match = {}, when = {}) {
    return this.control("POST", "/faults", { effect, match, ...when });
  }

  async exchanges(filters) {
    return (await this.control("GET", `/journal?${new URLSearchParams(filters)}`)).exchanges;
  }

  async credits(provider, key) {
    return (await this.control("GET", `/accounts/${provider}/${key}`)).credits;
  }
}

export class Sandbox extends World {
  #process;

  /** Starts one on a free port; the first line that it prints says which. */
  static async start() {
    const command = process.env.BACKLOT ?? "backlot";
    const child = spawn(command, ["--port", "0", "--log", "json"], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout });
    const first = await new Promise((resolve, reject) => {
      lines.once("line", resolve);
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
    });
    const sandbox = new Sandbox(JSON.parse(first).url);
    sandbox.#process = child;
    return sandbox;
  }

  async world(settings = {}) {
    return new World((await this.control("POST", "/worlds", settings)).url);
  }

  stop() {
    this.#process.kill();
  }
}

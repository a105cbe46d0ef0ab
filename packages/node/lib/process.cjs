"use strict";

const { spawn } = require("node:child_process");
const { createInterface } = require("node:readline");
const { BacklotError } = require("./errors.cjs");

/** Starts a sandbox on a free port. It ends with this process: its input is a pipe that closes then. Returns the process and the URL. */
async function start(binary, args = []) {
  const child = spawn(binary, ["--port", "0", "--log", "json", "--stop-with-stdin", ...args], { stdio: "pipe" });
  let complaints = "";
  child.stderr.on("data", (part) => (complaints = (complaints + part).slice(-4000)));
  const lines = createInterface({ input: child.stdout });
  const first = await new Promise((resolve, reject) => {
    lines.once("line", resolve);
    child.once("error", (error) => reject(new BacklotError(`${binary} does not run: ${error.message}`)));
    child.once("close", () => reject(new BacklotError(`${binary} did not start: ${complaints.trim() || "it said nothing"}`)));
  });
  // Nobody reads the rest, and this process does not wait for the sandbox.
  lines.close();
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.unref();
  child.stdout.destroy();
  child.unref();
  return { child, url: JSON.parse(first).url };
}

/** Ends a sandbox and waits for its end. */
function stop(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.ref();
    child.once("exit", () => resolve());
    child.kill();
  });
}

module.exports = { start, stop };

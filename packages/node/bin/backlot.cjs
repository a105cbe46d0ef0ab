#!/usr/bin/env node
// Runs the binary with the same arguments, and ends as it ends.

"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const { findBinary } = require("../lib/binary.cjs");

function fail(message) {
  console.error(`backlot: ${message}`);
  process.exit(1);
}

let binary;
try {
  binary = findBinary();
} catch (error) {
  fail(error.message);
}
const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });
// A terminal sends its signals to both; others reach this process alone. It ends when the binary does.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal));
}
child.on("error", (error) => fail(`${binary} does not run: ${error.message}`));
child.on("exit", (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));

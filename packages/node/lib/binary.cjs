"use strict";

const { accessSync, constants, statSync } = require("node:fs");
const { delimiter, dirname, join } = require("node:path");
const { BacklotError } = require("./errors.cjs");
const { fileOf, packageOf } = require("./platforms.cjs");

const FILE = fileOf(process.platform);

/**
 * Returns the path of the `backlot` binary. The first of these is taken: the argument, the variable `BACKLOT`, this platform's
 * package, one on the path, and `target/release/backlot` in the current folder or above it. A name that the argument or the variable
 * gives must be there; the search does not go on behind it.
 */
function findBinary(binary) {
  const lookedAt = [];
  for (const [place, path, isFinal] of places(binary)) {
    if (path && isProgram(path)) return path;
    lookedAt.push(`  ${place}: ${path ?? "nothing there"}`);
    if (isFinal) break;
  }
  throw new BacklotError(
    `there is no backlot binary; looked at\n${lookedAt.join("\n")}\n` +
      "Install backlot-sandbox with its optional dependencies, or set BACKLOT to the path of a binary, or BACKLOT_URL to a running sandbox.",
  );
}

function* places(binary) {
  if (binary) yield ["the argument", binary, true];
  const named = process.env.BACKLOT;
  if (named) yield ["BACKLOT", named.includes("/") || named.includes("\\") ? named : onPath(named) ?? named, true];
  const name = packageOf(process.platform, process.arch);
  yield [name, inPackage(name), false];
  yield ["the path", onPath(FILE), false];
  yield ["target/release, here or above", above(process.cwd()), false];
}

function inPackage(name) {
  try {
    return require.resolve(`${name}/${FILE}`);
  } catch {
    return undefined;
  }
}

/** Finds a program on the path. This package's own launcher is none: it would find itself without an end. */
function onPath(name) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder && !folder.includes("node_modules"));
  return folders.map((folder) => join(folder, name)).find((path) => isProgram(path) && !isLauncher(path));
}

function above(folder) {
  const path = join(folder, "target", "release", FILE);
  if (isProgram(path)) return path;
  return dirname(folder) === folder ? undefined : above(dirname(folder));
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isLauncher(path) {
  const { realpathSync } = require("node:fs");
  return realpathSync(path).endsWith("backlot.cjs");
}

module.exports = { findBinary };

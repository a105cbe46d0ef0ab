// Packs the npm packages: the launcher with its libraries, and a package for each binary that is given.
//
//   node scripts/pack.mjs DIRECTORY linux-x64=path/to/backlot [darwin-arm64=...]
//
// The version is that of the Cargo workspace. The names of the tarballs are printed, the platforms' first: they are published first.

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import platforms from "../lib/platforms.cjs";

const { PLATFORMS, fileOf, packageOf } = platforms;
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const WORKSPACE = join(ROOT, "../..");
const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT", "NOTICES.md"];

const [directory, ...binaries] = process.argv.slice(2);
if (!directory) throw new Error("usage: node scripts/pack.mjs DIRECTORY PLATFORM=BINARY...");
const version = /\[workspace\.package\]\s+version = "([^"]+)"/.exec(readFileSync(join(WORKSPACE, "Cargo.toml"), "utf8"))[1];
const main = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
mkdirSync(directory, { recursive: true });
const staging = mkdtempSync(join(tmpdir(), "backlot-npm-"));
try {
  for (const given of binaries) {
    const [name, binary] = given.split("=");
    const platform = PLATFORMS.find(({ os, cpu }) => `${os}-${cpu}` === name);
    if (!platform) throw new Error(`there is no platform ${name}; there are ${PLATFORMS.map(({ os, cpu }) => `${os}-${cpu}`).join(", ")}`);
    console.log(packPlatform(platform, binary));
  }
  console.log(packMain());
} finally {
  rmSync(staging, { recursive: true });
}

function packPlatform({ os, cpu }, binary) {
  const folder = staged(`${os}-${cpu}`);
  const file = fileOf(os);
  copyFileSync(binary, join(folder, file));
  chmodSync(join(folder, file), 0o755);
  const { license, engines } = main;
  const description = `The binary of backlot-sandbox for ${os} on ${cpu}`;
  return pack(folder, { name: packageOf(os, cpu), version, description, license, engines, os: [os], cpu: [cpu], files: [file, ...LICENCES] });
}

function packMain() {
  const folder = staged("main");
  for (const part of ["README.md", "bin", "lib", "types"]) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  const optionalDependencies = Object.fromEntries(PLATFORMS.map(({ os, cpu }) => [packageOf(os, cpu), version]));
  return pack(folder, { ...main, version, optionalDependencies });
}

function staged(name) {
  const folder = join(staging, name);
  mkdirSync(folder);
  for (const licence of LICENCES) copyFileSync(join(WORKSPACE, licence), join(folder, licence));
  return folder;
}

function pack(folder, manifest) {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const command = ["pack", "--silent", "--pack-destination", resolve(directory)];
  return execFileSync("npm", command, { cwd: folder, encoding: "utf8", shell: process.platform === "win32" }).trim();
}

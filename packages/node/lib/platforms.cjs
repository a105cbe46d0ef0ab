"use strict";

/** The platforms that have a package with the binary, in the words of npm. The Linux binaries are static, so that any libc does. */
const PLATFORMS = [
  { os: "linux", cpu: "x64" },
  { os: "linux", cpu: "arm64" },
  { os: "darwin", cpu: "x64" },
  { os: "darwin", cpu: "arm64" },
  { os: "win32", cpu: "x64" },
];

/** Returns the name of the package that holds the binary of a platform. */
const packageOf = (os, cpu) => `@backlot-sandbox/${os}-${cpu}`;

/** Returns the name of the binary's file. */
const fileOf = (os) => (os === "win32" ? "backlot.exe" : "backlot");

module.exports = { PLATFORMS, fileOf, packageOf };

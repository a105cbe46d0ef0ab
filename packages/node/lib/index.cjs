"use strict";

const { findBinary } = require("./binary.cjs");
const { BacklotError } = require("./errors.cjs");
const { Sandbox } = require("./sandbox.cjs");
const { World } = require("./world.cjs");

module.exports = { BacklotError, Sandbox, World, findBinary };

"use strict";

/* global test, afterAll */
const { stopShared, withWorlds } = require("./test.cjs");

// Jest gives each file its own copy of this module, and so its own sandbox.
afterAll(stopShared);

module.exports = { test: withWorlds(test) };

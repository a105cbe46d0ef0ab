"use strict";

const { after, test } = require("node:test");
const { stopShared, withWorlds } = require("./test.cjs");

after(stopShared);

module.exports = { test: withWorlds(test) };

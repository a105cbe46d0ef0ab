"use strict";

const http = require("node:http");
const https = require("node:https");
const { BacklotError } = require("./errors.cjs");

/**
 * Makes a call and returns the JSON of its answer, or `undefined` for an empty one. It does not use `fetch`, which tests may replace
 * or not have.
 */
async function call(method, url, body, timeout = 60_000) {
  let answer;
  try {
    answer = await exchange(method, new URL(url), body === undefined ? undefined : JSON.stringify(body), timeout);
  } catch (error) {
    const reason = error.message || error.code;
    throw new BacklotError(`${method} ${url}: no sandbox answers there (${reason}). Start one with: npx backlot`);
  }
  if (answer.status >= 400) throw new BacklotError(`${method} ${url}: ${reasonIn(answer.text)}`, answer.status);
  return answer.text ? JSON.parse(answer.text) : undefined;
}

function exchange(method, url, body, timeout) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false, timeout }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }));
    });
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${timeout} ms`)));
    asked.on("error", reject);
    asked.end(body);
  });
}

function reasonIn(text) {
  try {
    return JSON.parse(text).message ?? text.slice(0, 500);
  } catch {
    return text.slice(0, 500);
  }
}

module.exports = { call };

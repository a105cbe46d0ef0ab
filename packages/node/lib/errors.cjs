"use strict";

/** A call that the sandbox refused, or a sandbox that cannot be used. `status` is that of the refusal, if there was an answer. */
class BacklotError extends Error {
  constructor(message, status) {
    super(message);
    this.name = "BacklotError";
    this.status = status;
  }
}

module.exports = { BacklotError };

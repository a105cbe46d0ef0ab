// The app: pictures of a character, and words to go with them.
//
//   node studio.mjs "On a pier at dawn" pier.png
//
// It finds the services by the variables ANIMUS_BASE_URL, CUTX_BASE_URL and STUDIO_KEY, as `backlot run` sets the first two.

import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const PROJECT = "00000000-0000-4000-8000-000000000001";
const PRODUCT = "00000000-0000-4000-8000-000000000002";

/** The service said no. */
export class Refused extends Error {
  constructor(status, body) {
    super(`${status}: ${JSON.stringify(body)}`);
    this.status = status;
  }
}

export class Studio {
  constructor({ animus, cutx, key, pause = 2000 }) {
    Object.assign(this, { animus, cutx, key, pause });
  }

  async call(method, url, body) {
    const headers = { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json" };
    const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Refused(response.status, answer);
    return answer;
  }

  /** Looking costs nothing, so it is tried again when the service is in trouble; buying never is. */
  async look(url, tries = 4) {
    for (let left = tries - 1; ; left -= 1) {
      try {
        return await this.call("GET", url);
      } catch (error) {
        const passing = !(error instanceof Refused) || error.status === 429 || error.status >= 500;
        if (!passing || left === 0) throw error;
      }
      await sleep(this.pause);
    }
  }

  /** Buys a picture and waits for it: its bytes, and what is left on the account. */
  async picture(prompt) {
    const order = { prompt, character_id: "char_123" };
    const bought = await this.call("POST", `${this.animus}/generation/create`, order);
    for (;;) {
      const seen = await this.look(`${this.animus}/generation/status/${bought.generation_id}`);
      if (seen.status === "failed") throw new Refused(200, seen.error);
      if (seen.status === "completed") {
        const file = await fetch(seen.result_urls[0]);
        return { bytes: Buffer.from(await file.arrayBuffer()), left: bought.remaining_balance };
      }
      await sleep(this.pause);
    }
  }

  async slogans() {
    const order = { projectId: PROJECT, productId: PRODUCT, platform: "meta", format: "short", tone: "bold" };
    const copy = await this.call("POST", `${this.cutx}/generate/copy`, order);
    return copy.variants.map((variant) => variant.hook);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [prompt, file] = process.argv.slice(2);
  const { ANIMUS_BASE_URL: animus, CUTX_BASE_URL: cutx, STUDIO_KEY: key = "the-studio" } = process.env;
  const studio = new Studio({ animus, cutx, key });
  const { bytes, left } = await studio.picture(prompt);
  await writeFile(file, bytes);
  console.log(`${file}: ${(await studio.slogans())[0]} (${left} credits left)`);
}

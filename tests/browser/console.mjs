// The journeys of a person through the console, in a real browser.
// Usage: node console.mjs SANDBOX_URL CHROMIUM [FOLDER_FOR_PICTURES]

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [sandbox, executablePath, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--mute-audio", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
});

/** The names of providers with what their first call makes, for the journeys that need one of them. */
const PICTURE = "cutx", FILM = "apixo";

let made = 0;

async function control(world, method, path, body) {
  const answer = await fetch(`${world}/_backlot${path}`, { method, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** Makes a world of its own whose time stands still, and opens its console. */
async function open({ size = { width: 1440, height: 900 }, scheme = "light", clock = "frozen", name } = {}) {
  name ??= `journey-${process.pid}-${++made}`;
  const world = (await control(sandbox, "POST", "/worlds", { name, clock })).url;
  const context = await browser.newContext({ viewport: size, colorScheme: scheme });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type()) && !/status of 4\d\d|503|ERR_INTERNET/.test(message.text())) problems.push(message.text()); });
  page.on("pageerror", (error) => problems.push(String(error)));
  const goto = (address) => page.goto(`${world}/_backlot/ui/${address}`);
  await goto("");
  await live(page);
  return { world, context, page, problems, goto, name };
}

const live = (page) => page.waitForSelector("#live[data-state=live]");

/** Sends the first call of a provider from the start page. */
async function sendSample(page, provider) {
  const card = page.locator(`#sample-${provider}`);
  if (!(await card.isVisible())) await page.locator("#samples > summary").click();
  await card.getByRole("button", { name: "Send it" }).click();
  await card.locator("output a").waitFor();
}

const look = (world, key = "my-key") => fetch(`${world}/cutx/api/credits/balance`, { headers: { Authorization: `Bearer ${key}` } });

const JOURNEYS = {
  async "a first call is sent, and the job appears without a reload"() {
    const { page, context, problems } = await open();
    const other = await context.newPage();
    await other.goto(page.url() + "jobs");
    await live(other);
    await sendSample(page, PICTURE);
    await other.locator("tr[id^=job-]").waitFor();
    await page.getByRole("link", { name: "Watch the job" }).click();
    await page.waitForURL(/\/jobs\/cutx\//);
    return problems;
  },

  async "the tail of the requests keeps the place of the reader"() {
    const { page, world, problems, goto } = await open();
    for (let number = 0; number < 100; number++) await look(world);
    await goto("requests");
    await live(page);
    await page.locator("a.row").nth(40).focus();
    await page.evaluate(() => scrollTo(0, 900));
    const place = () => page.evaluate(() => [scrollY, document.activeElement.textContent]);
    const before = await place();
    for (let number = 0; number < 200; number += 10) await Promise.all(Array.from({ length: 10 }, () => look(world)));
    await page.locator("#pill").waitFor();
    assert.deepEqual(await place(), before);
    await page.locator("#pill").click();
    await page.locator("#exchange-300").waitFor();
    for (let number = 0; number < 500; number += 20) await Promise.all(Array.from({ length: 20 }, () => look(world)));
    await page.locator("#exchange-800").waitFor();
    await page.keyboard.press("p");
    await page.waitForSelector("#live[data-state=paused]");
    await look(world);
    await page.keyboard.press("p");
    await page.locator("#exchange-801").waitFor();
    return problems;
  },

  async "filters are in the address, and the way back works"() {
    const { page, world, problems, goto } = await open();
    await look(world);
    await fetch(`${world}/cutx/api/nothing`);
    await goto("requests");
    await page.getByLabel("Status").selectOption("4xx");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/status=4xx/);
    await page.locator("#total[data-total='1']").waitFor();
    await page.goBack();
    await page.locator("#total[data-total='2']").waitFor();
    await page.goForward();
    await page.locator(".chips a").click();
    await page.locator("#total[data-total='2']").waitFor();
    return problems;
  },

  async "a request is opened and closed with keys alone"() {
    const { page, world, problems, goto } = await open();
    await look(world);
    await look(world);
    await goto("");
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.waitForURL(/requests$/);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.locator("#detail").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "detail");
    await page.keyboard.press("Escape");
    await page.locator("#detail").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.closest("tr")?.id), "exchange-1");
    return problems;
  },

  async "the copied call gives the same answer, and a call can be sent again"() {
    const { page, world, problems, goto } = await open();
    await look(world, "a-long-key-of-one-account");
    await goto("requests?seq=1");
    const code = await page.locator("#detail .languages code").first().textContent();
    const answer = execFileSync("sh", ["-c", code], { encoding: "utf8" });
    assert.deepEqual(JSON.parse(answer), await (await look(world, "a-long-key-of-one-account")).json());
    await page.getByRole("button", { name: "Send again" }).click();
    await page.waitForURL(/seq=4/);
    return problems;
  },

  async "a click on the timeline moves time, a picture appears and a film plays"() {
    const { page, world, problems, goto } = await open();
    await sendSample(page, PICTURE);
    await sendSample(page, FILM);
    await goto("jobs?view=timeline");
    await live(page);
    const before = await page.evaluate(() => document.documentElement.dataset.now);
    await page.locator("svg a[data-advance]").last().click();
    await page.waitForFunction((before) => document.documentElement.dataset.now > before, before);
    await control(world, "POST", "/clock/advance", { to: "idle" });
    await page.getByText("Nothing is planned.").waitFor();
    await goto("jobs?view=gallery");
    await page.waitForFunction(() => document.querySelector(".gallery img")?.naturalWidth > 0);
    await page.evaluate(() => { const film = document.querySelector("video"); film.muted = true; return film.play(); });
    await page.waitForFunction(() => document.querySelector("video").readyState >= 2 && document.querySelector("video").currentTime > 0);
    await page.evaluate(() => { document.querySelector("video").currentTime = 1; });
    await page.waitForFunction(() => !document.querySelector("video").seeking);
    return problems;
  },

  async "a fault is set, and strikes once"() {
    const { page, world, problems, goto } = await open();
    await goto("faults");
    await page.getByRole("button", { name: "Set Unavailable" }).click();
    await page.locator(".fired", { hasText: "0/1" }).waitFor();
    assert.equal((await look(world)).status, 503);
    await page.locator(".fired", { hasText: "1/1" }).waitFor();
    assert.notEqual((await look(world)).status, 503);
    await page.getByLabel("Delay, in ms").fill("250");
    const [json, call] = await page.locator(".preview code").allTextContents();
    assert.deepEqual(JSON.parse(json), { times: 1, effect: { delay: { ms: 250 } } });
    execFileSync("sh", ["-c", call]);
    await page.locator("[id^=fault-]").nth(1).waitFor();
    return problems;
  },

  async "the ledger sums to the balance"() {
    const { page, problems, goto } = await open();
    for (const provider of [PICTURE, FILM]) await sendSample(page, provider);
    await goto("money");
    await page.locator("a.row").first().click();
    await page.locator(".ledger").waitFor();
    const sums = await page.evaluate(() => {
      const amounts = [...document.querySelectorAll("[data-amount]")].map((cell) => Math.round(1e4 * cell.dataset.amount));
      return [amounts.reduce((sum, amount) => sum + amount, 0), Math.round(1e4 * parseFloat(document.querySelector("#balance").textContent))];
    });
    assert.equal(sums[0], sums[1]);
    return problems;
  },

  async "a webhook comes to an inbox at the third attempt"() {
    const { page, world, problems, goto } = await open();
    await goto("inbox/mine");
    await page.getByLabel(/One after the other/).fill('[{"status":500,"times":2},{"status":200}]');
    await page.getByRole("button", { name: "Set the script" }).click();
    const film = { request_type: "callback", callback_url: `${world}/_backlot/inbox/mine`,
      input: { image_urls: ["https://example.com/a.png"], video_urls: ["https://example.com/a.mp4"] } };
    const ordered = await fetch(`${world}/apixo/api/v1/generateTask/wan-2-2-animate`,
      { method: "POST", headers: { Authorization: "Bearer my-key", "Content-Type": "application/json" }, body: JSON.stringify(film) });
    assert.ok(ordered.ok, await ordered.text());
    await goto("webhooks");
    await page.getByRole("button", { name: /Until idle/ }).click();
    await page.locator(".delivery.delivered").waitFor();
    assert.deepEqual(await page.locator(".attempts .status").allTextContents(), ["500", "500", "200"]);
    return problems;
  },

  async "two worlds side by side do not mix"() {
    const one = await open(), two = await open();
    await look(one.world);
    await one.page.locator("#exchange-1").waitFor();
    assert.equal(await two.page.locator("#exchange-1").count(), 0);
    return [...one.problems, ...two.problems];
  },

  async "a lost sandbox is told, and found again without repeats"() {
    const { page, world, context, problems, goto } = await open();
    await goto("requests");
    await look(world);
    await page.locator("#exchange-1").waitFor();
    await context.setOffline(true);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.waitForSelector("#live[data-state=lost]");
    await look(world);
    await context.setOffline(false);
    await live(page);
    await page.locator("#exchange-2").waitFor();
    assert.equal(await page.locator("#exchange-1").count(), 1);
    return problems;
  },

  async "hostile texts are shown, and nothing of them runs"() {
    const { page, world, problems, goto } = await open();
    const hostile = "<img src=x onerror=document.title='struck'>\u202e";
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, number) => [`key${number}<b>`, hostile]));
    for (const body of [{ prompt: hostile }, { prompt: hostile.repeat(2000) }, wide]) {
      await fetch(`${world}/animus/v2/generation/create`,
        { method: "POST", headers: { Authorization: "Bearer my-key", "Content-Type": "application/json" }, body: JSON.stringify(body) });
    }
    for (const address of ["", "requests?seq=1", "requests?seq=2", "requests?seq=3", "jobs", `requests?text=${encodeURIComponent(hostile)}`]) {
      await goto(address);
      await live(page);
      await look(world);
      assert.equal(await page.locator("img[src=x]").count(), 0, address);
      assert.notEqual(await page.title(), "struck", address);
    }
    return problems;
  },

  async "every page is free of findings, light and dark, narrow and wide"() {
    const findings = [];
    const first = await open();
    for (const provider of [PICTURE, FILM]) await sendSample(first.page, provider);
    await control(first.world, "POST", "/faults", { effect: "disconnect", match: { path: "/nothing" } });
    await control(first.world, "POST", "/clock/advance", { seconds: 30 });
    const job = (await control(first.world, "GET", "/jobs")).jobs[0];
    const account = (await control(first.world, "GET", "/accounts")).accounts[0];
    const addresses = ["", "requests", "requests?seq=1", "jobs", "jobs?view=timeline", "jobs?view=gallery", `jobs/${job.provider}/${job.job_id}`,
      "money", `money/${account.provider}/@${account.account_id}`, "webhooks", "inbox/mine", "faults", "time", "worlds", "evidence", "nothing"];
    for (const scheme of ["light", "dark"]) {
      for (const width of [360, 720, 1440]) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
        const page = await context.newPage();
        for (const address of addresses) {
          await page.goto(`${first.world}/_backlot/ui/${address}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
          if (wide) findings.push(`${address} is wider than ${width}`);
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => globalThis.axe.run());
          for (const { id, nodes } of violations) findings.push(`${address} ${scheme} ${width}: ${id} at ${nodes[0].target} ${nodes[0].failureSummary}`);
        }
        await context.close();
      }
    }
    return findings;
  },
};

/** Takes the pictures of the documents, in a world in which things happen. */
async function takePictures(folder) {
  const { page, goto, world } = await open({ size: { width: 1280, height: 800 }, name: "studio" });
  const shoot = (name) => page.screenshot({ path: `${folder}/${name}.png` });
  for (const provider of [PICTURE, FILM]) await sendSample(page, provider);
  await control(world, "POST", "/clock/advance", { seconds: 20 });
  await goto("");
  await page.locator("#samples > summary").click();
  for (const provider of ["animus", "sumatman"]) await sendSample(page, provider);
  await control(world, "POST", "/faults", { effect: { refuse: "unavailable" }, times: 1 });
  for (let number = 0; number < 3; number++) await look(world);
  await goto("jobs?view=timeline");
  await live(page);
  await shoot("timeline");
  await goto("requests?seq=1");
  await live(page);
  await shoot("requests");
  await page.getByRole("button", { name: /Until idle/ }).click();
  await page.getByText("Nothing is planned.").waitFor();
  await goto("jobs?view=gallery");
  await page.waitForFunction(() => [...document.querySelectorAll(".gallery img")].every((image) => image.complete));
  await page.waitForFunction(() => [...document.querySelectorAll("video")].every((film) => film.readyState >= 1));
  await shoot("gallery");
  for (const address of ["", "money", "faults", "time", "worlds", "evidence", "webhooks", "jobs"]) {
    if (process.env.ALL_PICTURES) { await goto(address); await live(page); await shoot(`all-${address || "start"}`); }
  }
}

let failed = 0;
for (const [name, journey] of Object.entries(JOURNEYS)) {
  if (process.env.ONLY && !name.includes(process.env.ONLY)) continue;
  try {
    const problems = await journey();
    assert.deepEqual(problems, []);
    console.log(`ok: ${name}`);
  } catch (problem) {
    failed += 1;
    console.log(`FAILED: ${name}: ${problem.message}`);
  }
}
if (pictures) await takePictures(pictures);
await browser.close();
process.exit(failed ? 1 : 0);

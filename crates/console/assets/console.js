// The script of the console. Pages work without it; it keeps them up to date where they are, and adds keys and copying.
// It writes texts and attributes alone: markup comes from the server, parsed by the browser as a document that runs nothing.

const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];
const say = (text) => { find("#message").textContent = text; clearTimeout(say.timer); say.timer = setTimeout(() => { find("#message").textContent = ""; }, 6000); };

// --- Bringing a page up to date -----------------------------------------------------------------------------------------------

/** Loads a page as a document, without running anything in it. */
function load(url, form) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(form ? "POST" : "GET", url);
    request.responseType = "document";
    request.timeout = 60_000;
    request.onload = () => resolve({ page: request.response, status: request.status, url: request.responseURL });
    request.onerror = request.ontimeout = () => reject(new Error("The sandbox does not answer."));
    request.send(form ? new URLSearchParams(form) : null);
  });
}

/** The attributes that belong to the reader, and not to the server. */
const KEPT = new Set(["open", "hidden", "data-theme", "data-state", "aria-busy"]);
/** The elements whose content belongs to the script or to the reader. */
const OWN = "#live, #theme, #message, #help, output, .preview, textarea";

/** Makes a node like another one, and keeps what is equal: focus, selection, scrolling and playing films stay. */
function become(old, fresh) {
  if (old.nodeType !== 1) { if (old.data !== fresh.data) old.data = fresh.data; return; }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes]) if (!KEPT.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (!old.matches(OWN)) becomeAll(old, fresh);
}

function alike(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id ?? "") === (fresh.id ?? "")
    && (old.nodeName !== "VIDEO" || old.getAttribute("src") === fresh.getAttribute("src"));
}

function becomeAll(old, fresh) {
  const named = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let place = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const own = next.id && named.get(next.id);
    if (own && own !== place && own.nodeName === next.nodeName) {
      // What lies between is older than the list, unless it comes later in it.
      old.insertBefore(own, place);
      place = own;
    }
    if (place && alike(place, next)) {
      become(place, next);
      place = place.nextSibling;
    } else {
      old.insertBefore(document.importNode(next, true), place);
    }
  }
  while (place) { const gone = place; place = place.nextSibling; gone.remove(); }
}

function show({ page, url }, { isSame = true } = {}) {
  if (!page?.body) return;
  for (const name of ["data-now", "data-mode", "data-due", "data-watches", "data-up"]) {
    const value = page.documentElement.getAttribute(name);
    if (value === null) root.removeAttribute(name); else root.setAttribute(name, value);
  }
  received = performance.now();
  document.title = page.title;
  // Another page begins afresh: what was folded out on this one has no meaning there.
  if (!isSame) find("#main").replaceChildren();
  become(document.body, page.body);
  enhance();
  tick();
}

let refreshing = false, isStale = false, latest = 0, isPaused = false;

/** Loads the page again, never twice at once, and at most a few times a second. */
async function refresh() {
  if (refreshing) { isStale = true; return; }
  refreshing = true;
  isStale = false;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, latest + 250 - performance.now())));
  latest = performance.now();
  const here = location.href;
  try {
    const answer = await load(here);
    if (answer.status < 400 && location.href === here) show(answer);
  } catch { /* The stream tells of a lost sandbox. */ }
  refreshing = false;
  if (isStale) refresh();
}

/** Goes to a page of the console without leaving this one. */
async function go(url, { form, push = true } = {}) {
  try {
    const answer = await load(url, form);
    if (answer.status >= 400) { say(find("#problem", answer.page)?.textContent ?? `Refused with status ${answer.status}.`); return; }
    const isSame = new URL(answer.url).pathname === location.pathname;
    if (push && answer.url !== location.href) history.pushState(null, "", answer.url);
    show(answer, { isSame });
    if (!isSame) { scrollTo(0, 0); find("#main").focus({ preventScroll: true }); }
  } catch (problem) { say(problem.message); }
}

addEventListener("popstate", () => go(location.href, { push: false }));

// --- Live ---------------------------------------------------------------------------------------------------------------------

let stream;
const up = () => new URL(root.dataset.up || "./", location.href);
const control = (path) => new URL(`../${path}`, up());

function state(word, text = word) {
  const live = find("#live");
  live.dataset.state = word;
  live.textContent = text;
}

function listen() {
  stream?.close();
  stream = undefined;
  if (isPaused) return state("paused");
  if (document.hidden) return;
  let isFirst = true;
  stream = new EventSource(control("events"));
  stream.addEventListener("hello", () => { state("live"); if (isFirst && listen.wasLost) refresh(); isFirst = false; listen.wasLost = false; });
  stream.addEventListener("changed", (event) => changed(JSON.parse(event.data).what));
  stream.addEventListener("gone", () => { listen.wasLost = true; state("lost"); });
  stream.onerror = () => {
    listen.wasLost = true;
    state("lost");
    if (stream?.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  };
}

function changed(what) {
  const watches = (root.dataset.watches ?? "").split(" ");
  // What was in view stays in view: further down in the latest requests, a button tells of newer ones.
  const isTail = find("#pill") && what.every((subject) => subject === "journal" || subject === "jobs");
  if (isTail && (scrollY > 200 || new URLSearchParams(location.search).has("before"))) { find("#pill").hidden = false; return; }
  if (what.some((subject) => watches.includes(subject) || subject === "clock" || subject === "jobs")) refresh();
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) { listen.wasLost = true; } listen(); });

// --- The clock ----------------------------------------------------------------------------------------------------------------

let received = performance.now();
let visited = 0;
const now = () => Number(root.dataset.now) + (root.dataset.mode === "realtime" ? performance.now() - received : 0);

function length(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 10) return `${seconds}.${Math.floor((milliseconds % 1000) / 100)} s`;
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

function relative(at) {
  const distance = at - now();
  if (Math.abs(distance) < 50) return "now";
  return distance > 0 ? `in ${length(distance)}` : `${length(-distance)} ago`;
}

function put(element, text) { if (element && element.textContent !== text) element.textContent = text; }

function tick() {
  if (!root.dataset.now) return;
  const instant = new Date(now());
  if (!Number.isNaN(instant.valueOf())) put(find("#clock"), instant.toISOString().replace("T", " ").replace("Z", ""));
  for (const element of findAll("[data-at]")) put(element, relative(Number(element.dataset.at)));
  // What time alone changes needs no event.
  const due = Number(root.dataset.due);
  if (root.dataset.due && now() >= due && visited !== due && !isPaused) { visited = due; refresh(); }
}

setInterval(() => { if (!document.hidden && root.dataset.mode === "realtime") tick(); }, 200);

// --- Forms, links and copying -------------------------------------------------------------------------------------------------

/** Returns the JSON that the fields of a form are the leaves of, as the server reads it. */
function valueOf(form) {
  const whole = {};
  for (const [name, text] of new FormData(form)) {
    if (name === "back" || text === "") continue;
    const [way, kind = "text"] = name.split(":");
    const steps = way.split("/");
    const last = steps.pop();
    let place = whole;
    for (const step of steps) place = place[step] = typeof place[step] === "object" ? place[step] : {};
    place[last] = kind === "number" ? Number(text) : kind === "flag" ? text === "true" : text;
  }
  return whole;
}

/** Shows the form of a fault as JSON and as a call. */
function preview(workbench) {
  const value = valueOf(find("form", workbench));
  const [json, call] = findAll(".preview code", workbench);
  put(json, JSON.stringify(value, null, 2));
  put(call, `curl -s -X POST '${workbench.dataset.preview}' -d '${JSON.stringify(value).replaceAll("'", "'\\''")}'`);
}

async function send(form) {
  const output = find("output", form);
  const button = find("button", form);
  button.setAttribute("aria-busy", "true");
  try {
    const headers = { Authorization: `Bearer ${new FormData(form).get("key")}`, "Content-Type": "application/json" };
    const { send: url, method, body } = form.dataset;
    const answer = await fetch(url, { method, headers, body: body || undefined });
    await answer.text();
    const link = document.createElement("a");
    link.href = new URL(answer.ok ? "latest/job" : "latest/request", up());
    link.textContent = answer.ok ? "Watch the job" : "See the answer";
    say(answer.ok ? `${answer.status}: the job is under way.` : `${answer.status}: refused.`);
    output.replaceChildren(`${answer.ok ? "✓" : "✕"} ${answer.status}. `, link);
  } catch { output.textContent = "The sandbox did not answer."; }
  button.removeAttribute("aria-busy");
}

async function advance(to) {
  const answer = await fetch(control("clock/advance"), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ to }) });
  if (!answer.ok) say((await answer.json()).message);
  refresh();
}

async function copy(button) {
  const code = find("code", button.parentElement);
  try {
    await navigator.clipboard.writeText(code.textContent);
    say("Copied.");
  } catch {
    getSelection().selectAllChildren(code);
    say("Selected. Press Ctrl+C or ⌘C to copy.");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (form.dataset.send) return send(form);
  const fields = [...new FormData(form, event.submitter)].filter(([, value]) => value !== "");
  if (form.method === "post") return go(form.action, { form: fields });
  const url = new URL(form.action);
  url.search = new URLSearchParams(fields);
  go(url.href);
});

document.addEventListener("click", (event) => {
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const target = event.target.closest("[data-copy], [data-advance], a[data-swap], #pill, #theme, #help-button");
  if (!target || !isPlain) return;
  if (target.matches("[data-copy]")) return copy(target);
  if (target.matches("#theme")) return theme(THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length]);
  if (target.matches("#help-button")) return find("#help").showModal();
  event.preventDefault();
  if (target.matches("[data-advance]")) return advance(target.dataset.advance);
  if (target.matches("#pill")) { target.hidden = true; scrollTo(0, 0); return new URLSearchParams(location.search).has("before") ? go(find(".pages a").href) : refresh(); }
  swap(target);
});

/** Follows a link within the page. The detail of a row takes the focus, and gives it back when it is closed. */
async function swap(link) {
  const row = link.closest("tr")?.id;
  if (row) swap.from = row;
  await go(link.href);
  if (row) find("#detail")?.focus({ preventScroll: true });
  if (link.matches("[data-close]") && swap.from) find(`#${CSS.escape(swap.from)} a`)?.focus();
}

document.addEventListener("input", (event) => { const workbench = event.target.closest(".workbench"); if (workbench) preview(workbench); });

// --- Keys ---------------------------------------------------------------------------------------------------------------------

const stored = (name, value) => { try { if (value === undefined) return localStorage.getItem(name); localStorage.setItem(name, value); } catch { /* A browser may keep nothing. */ } return null; };
let wasG = -Infinity;

function move(step) {
  const rows = findAll("main a.row");
  const here = rows.indexOf(document.activeElement);
  rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1)]?.focus();
}

const ACTIONS = {
  "/": () => find("form.filter input:not([type=hidden]), form.filter select")?.focus(),
  j: () => move(1),
  k: () => move(-1),
  ".": () => find("#next-event button")?.click(),
  p: () => { isPaused = !isPaused; listen(); if (!isPaused) refresh(); },
  c: () => find("main [data-copy]")?.click(),
  "?": () => find("#help").showModal(),
  Escape: () => find("[data-close]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || stored("keys") === "off" || find("dialog[open]")) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) { if (event.key === "Escape") event.target.blur(); return; }
  if (performance.now() - wasG < 1500) {
    wasG = -Infinity;
    const link = find(`.rail a[data-key="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); return; }
  }
  if (event.key === "g") { wasG = performance.now(); return; }
  const action = Object.hasOwn(ACTIONS, event.key) && ACTIONS[event.key];
  if (action) { event.preventDefault(); action(); }
});

// --- Theme, and the start -----------------------------------------------------------------------------------------------------

const THEMES = ["auto", "light", "dark"];

function theme(word) {
  if (word === "auto") delete root.dataset.theme; else root.dataset.theme = word;
  stored("theme", word);
  put(find("#theme"), `Theme: ${word}`);
}

/** Shows what works with the script alone. */
function enhance() {
  for (const element of findAll(".send[hidden], #theme[hidden], #help-button[hidden]")) element.hidden = false;
  for (const workbench of findAll(".workbench")) preview(workbench);
}

theme(stored("theme") ?? "auto");
find("#keys-off").checked = stored("keys") === "off";
find("#keys-off").addEventListener("change", (event) => stored("keys", event.target.checked ? "off" : "on"));
enhance();
tick();
listen();

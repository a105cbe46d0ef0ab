"use strict";

/** The number of exchanges in a transcript. Only the latest are shown. */
const SHOWN = 50;
/** The number of characters of a body in a transcript. */
const EXCERPT = 200;

/** Returns what a world has seen, as text: exchanges, spending, unfinished jobs, and webhooks that nobody took. */
async function report(world) {
  const [exchanges, bill, jobs, webhooks] = await Promise.all([world.exchanges(), world.bill(), world.jobs(), world.webhooks()]);
  return [
    transcript(exchanges),
    ...bill.accounts.map(spent),
    ...jobs.filter((job) => job.next_change_at).map(unfinished),
    ...webhooks.filter((webhook) => webhook.state !== "delivered").map(undelivered),
  ].join("\n");
}

/** Returns a readable text of the latest of these exchanges. */
function transcript(exchanges) {
  const latest = exchanges.slice(-SHOWN);
  const leftOut = latest.length < exchanges.length ? `, of which these are the latest ${SHOWN}` : "";
  return [`the journal has ${exchanges.length} exchanges${leftOut}:`, ...latest.map(exchange)].join("\n");
}

function exchange({ seq, provider, request, response, fault }) {
  const query = request.query ? `?${request.query}` : "";
  const by = fault ? ` by ${fault}` : "";
  const came = response ? `${response.status}${by}${excerpt(response.body)}` : `no answer${by}`;
  return `${String(seq).padStart(4)}  ${provider} ${request.method} ${request.path}${query}${excerpt(request.body)}\n      ${came}`;
}

function excerpt(body) {
  if (body === null) return "";
  const text = JSON.stringify(body);
  return text.length > EXCERPT ? ` ${text.slice(0, EXCERPT)}…` : ` ${text}`;
}

function spent({ provider, api_key, net, refunds, jobs }) {
  const counts = Object.entries(jobs).map(([state, count]) => `${count} ${state}`);
  return `spent: ${provider} ${api_key}: ${net} credits net of ${refunds} refunded; ${counts.join(", ") || "no jobs"}`;
}

function unfinished({ provider, job_id, state, next_change_at }) {
  return `unfinished: ${provider} ${job_id} is ${state}, next change at ${next_change_at}`;
}

function undelivered({ provider, job_id, url, state, reason, attempts }) {
  const last = attempts.at(-1);
  const why = reason ?? last?.error ?? (last?.status ? `answered with ${last.status}` : "not tried yet");
  return `webhook: ${provider} ${job_id} to ${url} is ${state}: ${why}`;
}

module.exports = { report, transcript };
